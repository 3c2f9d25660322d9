"""The comparison of test_goldens.py, with the tshark that is installed.

Beside the sample captures it takes the recorded ones, where they are at hand. And the goldens must
be what this tshark says, if it is of the version that they were recorded with.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from scripts.record_goldens import story_ports
from tests.conftest import SAMPLES, captures
from tests.test_goldens import LOST, SAMPLE_CAPTURES, golden_of, ours_of
from tests.tshark import golden_lines, golden_pdus, is_present, tshark_at_its_best, tshark_pdus
from tests.tshark_differences import KEY, Rule, pdu_differences
from tests.tshark_losses import compare

pytestmark = pytest.mark.skipif(not is_present(), reason="no tshark on the PATH")

PORTS = {
    "smsc_receipts.pcap": (3700,),
    "tx_rx_split.pcap": (3702,),
    "kannel.pcap": (3703,),
    "ipv6_any.pcap": (3704,),
    "window.pcapng": (3705, 3706),
    "query_replace_cancel.pcap": (3716, 3717),
    "midstream.pcap": (3709,),
}
# SMPP within TLS: tshark 4.0.17 decrypts it, but cannot be told to take the plain text for SMPP.
LEFT_OUT = {"tls.pcapng"}
# PDUs that tshark lacks: a vendor's command.
LOST_OF_RECORDED = {"query_replace_cancel.pcap": 1}
VERSION = re.compile(r"\d+\.\d+\.\d+")

each_sample = pytest.mark.parametrize("capture", SAMPLE_CAPTURES, ids=lambda path: path.name)
each_recorded = pytest.mark.parametrize("name", PORTS)


@cache
def lines_of(capture: Path) -> list[str]:
    return golden_lines(capture, story_ports(capture.name))


@each_sample
def test_we_find_all_that_tshark_finds(capture: Path) -> None:
    theirs = golden_pdus(lines_of(capture))
    lost, _ = compare(capture, ours_of(capture), theirs)
    assert len(lost) == len(ours_of(capture)) - len(theirs) == LOST.get(capture.name, 0)


@each_sample
def test_goldens_are_current(capture: Path) -> None:
    recorded = golden_of(capture).read_text("ascii").splitlines()
    installed, then = VERSION.search(lines_of(capture)[0]), VERSION.search(recorded[0])
    assert installed and then
    if installed[0] != then[0]:
        pytest.skip(f"tshark is {installed[0]}, the goldens are of {then[0]}")
    # The first line has the name of the system's package, too.
    assert lines_of(capture)[1:] == recorded[1:]


def test_what_it_loses_out_of_order_it_finds_when_told_to_reorder() -> None:
    capture = SAMPLES / "lossy_reordered.pcap"
    lost, _ = compare(capture, ours_of(capture), golden_pdus(lines_of(capture)))
    theirs = tshark_pdus(capture, story_ports(capture.name), reorder=True)
    headers = Counter(tuple(pdu[name] for name in KEY[1:]) for pdu in theirs)
    assert headers <= Counter(pdu.key[1:] for pdu in ours_of(capture))
    out_of_order = [one.pdu for one in lost if one.rule is Rule.OUT_OF_ORDER]
    assert out_of_order
    for pdu in out_of_order:
        # Those that wait for a late segment are told with its frame, which here is the next one.
        there = [one for one in theirs if one["frame"] in (pdu.frame, pdu.frame + 1)]
        (found,) = (one for one in there if tuple(one[name] for name in KEY[1:]) == pdu.key[1:])
        assert {one.rule for one in pdu_differences(pdu, found)} <= {Rule.EMPTY_FIELD}


def recorded(name: str) -> Path:
    found = captures(name)
    if not found:
        pytest.skip("the recorded captures are not here")
    return found[0]


def test_no_recorded_capture_is_passed_over() -> None:
    names = {path.name for path in captures()}
    if not names:
        pytest.skip("the recorded captures are not here")
    assert names == PORTS.keys() | LEFT_OUT


@each_recorded
def test_we_find_all_that_tshark_finds_in_recorded_captures(name: str) -> None:
    capture = recorded(name)
    _, theirs = tshark_at_its_best(capture, PORTS[name])
    lost, otherwise = compare(capture, ours_of(capture), theirs)
    assert len(lost) == len(ours_of(capture)) - len(theirs) == LOST_OF_RECORDED.get(name, 0)
    ports = [one for one in otherwise if one.rule is Rule.PORT_USER_DATA]
    assert len(ports) == {"kannel.pcap": 6, "query_replace_cancel.pcap": 1}.get(name, 0)
