"""The goldens against the tshark that is installed, and what it does when it is told otherwise.

The goldens must be what this tshark says, if it is of the version that they were recorded with; if
it is of another, what it says must be as well explained.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from smpp_dissect.verify.outcome import Outcome
from smpp_dissect.verify.verifying import compare_capture
from tests.conftest import SAMPLES, captures
from tests.goldens import (
    LEFT_OUT,
    RECORDED_CAPTURES,
    SAMPLE_CAPTURES,
    golden_lines,
    golden_of,
    golden_pdus,
    lines_of,
    read_golden,
)
from tests.test_goldens import ours_of
from tests.tshark import as_dict, is_present, story_ports, tshark_pdus
from tests.tshark_differences import KEY, Rule, pdu_differences
from tests.tshark_losses import compare
from tests.verify.pairs import odd_path, opened

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
VERSION = re.compile(r"\d+\.\d+\.\d+")


@pytest.mark.parametrize(
    "capture", [*SAMPLE_CAPTURES, *RECORDED_CAPTURES, odd_path()], ids=lambda path: path.name
)
def test_goldens_are_current(capture: Path) -> None:
    known = PORTS.get(capture.name) or story_ports(capture.name)
    assert not known or set(opened(capture)[1].ports) == set(known)
    question = opened(capture)[1]
    now, then = golden_lines(question), lines_of(golden_of(capture))
    installed, recorded = VERSION.search(now[0]), VERSION.search(then[0])
    assert installed and recorded
    if installed[0] == recorded[0]:
        # The first line has the name of the system's package, too.
        assert now[1:] == then[1:]
        return
    outcome = Outcome()
    compare_capture(*opened(capture), golden_pdus(now), outcome)
    assert not outcome.unexplained, outcome.kept


def test_no_recorded_capture_is_passed_over() -> None:
    names = {path.name for path in captures()}
    if not names:
        pytest.skip("the recorded captures are not here")
    assert names == PORTS.keys() | set(LEFT_OUT)


def test_what_it_loses_out_of_order_it_finds_when_told_to_reorder() -> None:
    capture = SAMPLES / "lossy_reordered.pcap"
    golden = [as_dict(pdu) for pdu in read_golden(golden_of(capture))]
    lost, _ = compare(capture, ours_of(capture), golden)
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
