"""The tables of the captures against what tshark was recorded to say; tshark is not needed.

The trees are compared in tests/verify/test_verifying.py, with all that tshark shows.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import SAMPLES
from tests.goldens import GOLDEN, RECORDED_CAPTURES, SAMPLE_CAPTURES, golden_of, lines_of
from tests.goldens import read_golden as read_shown
from tests.tshark import as_dict
from tests.tshark_differences import Pdu, Rule, matched, read_ours
from tests.tshark_losses import compare
from tests.verify.odd import NAME as ODD_NAME

CAPTURES = [*SAMPLE_CAPTURES, *RECORDED_CAPTURES]
# How many PDUs tshark lacks, where it lacks any.
LOST = {
    "error_bodies.pcap": 10,
    "lossy_reordered.pcap": 31,
    "rotated_1.pcap.gz": 1,
    "query_replace_cancel.pcap": 1,
}
# Met in recorded captures only, so often.
NOT_IN_SAMPLES = {Rule.PORT_USER_DATA}
PORTS_MET = {"kannel.pcap": 6, "query_replace_cancel.pcap": 1}

Theirs = list[dict[str, Any]]
each_capture = pytest.mark.parametrize("capture", CAPTURES, ids=lambda path: path.name)
ours_of = cache(read_ours)


def read_golden(path: Path) -> Theirs:
    return [as_dict(pdu) for pdu in read_shown(path)]


def test_there_is_a_golden_for_each_capture() -> None:
    wanted = {golden_of(Path(ODD_NAME)), *map(golden_of, CAPTURES)}
    there = set(GOLDEN.glob("*.golden.gz"))
    # Where the recorded captures are not at hand, their goldens are for nothing.
    assert there == wanted if RECORDED_CAPTURES else there > wanted


@each_capture
def test_a_golden_tells_what_made_it(capture: Path) -> None:
    first, second = lines_of(golden_of(capture))[:2]
    assert re.match(r"# TShark \(Wireshark\) \d+\.\d+\.\d+", first)
    assert second.startswith(f"# tshark -n -r {capture.name} ")


@each_capture
def test_we_find_all_that_tshark_found(capture: Path) -> None:
    theirs = read_golden(golden_of(capture))
    lost, otherwise = compare(capture, ours_of(capture), theirs)
    assert len(lost) == len(ours_of(capture)) - len(theirs) == LOST.get(capture.name, 0)
    ports = [one for one in otherwise if one.rule is Rule.PORT_USER_DATA]
    assert len(ports) == PORTS_MET.get(capture.name, 0)


def test_rules_are_described() -> None:
    text = (GOLDEN / "EXPECTED_DIFFERENCES.md").read_text("utf-8")
    assert set(Rule) <= set(re.findall(r"^### `(\w+)`$", text, re.MULTILINE))


def test_every_rule_is_needed() -> None:
    met = {
        one.rule
        for capture in SAMPLE_CAPTURES
        for part in compare(capture, ours_of(capture), read_golden(golden_of(capture)))
        for one in part
    }
    assert met == set(Rule) - NOT_IN_SAMPLES


# What is wrong must show: each of these makes one thing wrong and looks for the complaint.

SOUND, LOSSY, ODD = (
    SAMPLES / name for name in ("ipv6_vlan.pcap", "lossy_reordered.pcap", "error_bodies.pcap")
)


def each_of(*captures: Path) -> Callable[..., Any]:
    return pytest.mark.parametrize("capture", captures, ids=lambda path: path.name)


def is_told(capture: Path, ours: list[Pdu], theirs: Theirs) -> bool:
    try:
        compare(capture, ours, theirs)
    except AssertionError:
        return True
    return False


def test_a_pdu_that_tshark_has_no_reason_to_lack() -> None:
    theirs = read_golden(golden_of(SOUND))
    for place in range(len(theirs)):
        assert is_told(SOUND, ours_of(SOUND), theirs[:place] + theirs[place + 1 :])


def test_reasons_are_few_where_much_is_lost() -> None:
    theirs = read_golden(golden_of(LOSSY))
    excused = sum(
        not is_told(LOSSY, ours_of(LOSSY), theirs[:place] + theirs[place + 1 :])
        for place in range(len(theirs))
    )
    assert excused < len(theirs) / 100


@each_of(SOUND, LOSSY, ODD)
def test_a_pdu_that_we_lack(capture: Path) -> None:
    ours, theirs = ours_of(capture), read_golden(golden_of(capture))
    _, lost = matched(ours, theirs)
    for place, pdu in enumerate(ours):
        assert pdu in lost or is_told(capture, ours[:place] + ours[place + 1 :], theirs)


@pytest.mark.parametrize("name", ["frame", "command_id", "sequence_number", "command_length"])
def test_a_pdu_of_ours_that_is_not_on_the_wire(name: str) -> None:
    ours, theirs = ours_of(LOSSY), read_golden(golden_of(LOSSY))
    for place in (0, len(ours) // 2, len(ours)):
        other = ours[place - 1]._replace(**{name: 77})  # type: ignore[arg-type]
        assert is_told(LOSSY, [*ours[:place], other, *ours[place:]], theirs)


@pytest.mark.parametrize(
    "name", ["frame", "command_id", "command_status", "sequence_number", "command_length"]
)
def test_another_header(name: str) -> None:
    theirs = read_golden(golden_of(SOUND))
    for pdu in theirs:
        before = pdu[name]
        pdu[name] = 1 if before is None else before + 1
        assert is_told(SOUND, ours_of(SOUND), theirs)
        pdu[name] = before


@each_of(SOUND, ODD)
def test_another_value(capture: Path) -> None:
    theirs = read_golden(golden_of(capture))
    for pdu in theirs:
        for values in pdu["fields"].values():
            before = values[-1]
            values[-1] = before + 1 if isinstance(before, int) else before + b"!"
            assert is_told(capture, ours_of(capture), theirs), pdu
            values[-1] = before


@each_of(SOUND, ODD)
def test_a_field_that_tshark_has_no_reason_to_hide(capture: Path) -> None:
    theirs = read_golden(golden_of(capture))
    for pdu in theirs:
        for name, values in list(pdu["fields"].items()):
            if values != [b""]:
                del pdu["fields"][name]
                assert is_told(capture, ours_of(capture), theirs), pdu
                pdu["fields"][name] = values


def test_a_sound_pdu_that_is_malformed_to_tshark() -> None:
    theirs = read_golden(golden_of(SOUND))
    for pdu in theirs:
        pdu["malformed"] = True
        assert is_told(SOUND, ours_of(SOUND), theirs)
        pdu["malformed"] = False


@pytest.mark.parametrize("name", ["number_of_dests", "dest_flag", "no_unsuccess"])
def test_a_count_that_is_not_that_of_the_entries(name: str) -> None:
    ours, theirs = ours_of(ODD), read_golden(golden_of(ODD))
    counted = [place for place, pdu in enumerate(ours) if name in pdu.fields and not pdu.is_error]
    assert counted
    for place in counted:
        wrong = ours[place]._replace(fields=ours[place].fields | {name: [7]})
        assert is_told(ODD, [*ours[:place], wrong, *ours[place + 1 :]], theirs)
