"""One PDU, field by field: whatever is wrong with what tshark shows, or with our tree, is told."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest

from smpp_dissect.pdus.tree.model import Node, Tree
from smpp_dissect.verify.case import Case
from smpp_dissect.verify.compare import Difference, differences, fields_of
from smpp_dissect.verify.fields import OCTETS, TEXT, TLV
from smpp_dissect.verify.pdml import Shown
from smpp_dissect.verify.rules import About
from tests.conftest import SAMPLES
from tests.verify.pairs import cases_of, odd_path

SOUND = SAMPLES / "ipv6_vlan.pcap"
# Of what is there and empty tshark may show nothing.
NOTHING = (b"", b"\0")
DAY = SAMPLES / "smscentre_day.pcap"
each_capture = pytest.mark.parametrize(
    "capture", [SOUND, SAMPLES / "error_bodies.pcap", odd_path()], ids=lambda path: path.name
)


def unexplained(case: Case) -> list[Difference]:
    return [difference for difference in differences(case) if difference.rule is None]


def showing(case: Case, fields: list[Shown]) -> Case:
    return Case(case.tree, case.theirs._replace(fields=tuple(fields)), case.told)


def with_field(case: Case, at: int, *shown: Shown) -> Case:
    """The PDU as if tshark showed something else in the place of one field."""
    fields = list(case.theirs.fields)
    fields[at : at + 1] = shown
    return showing(case, fields)


def sample(capture: Path, every: int = 1) -> Iterator[tuple[Case, int, Shown]]:
    """Fields of PDUs in which tshark is nowhere astray."""
    for case in cases_of(capture)[::every]:
        if case.astray is None and not case.theirs.malformed and not case.tree.anomaly:
            for at, shown in enumerate(case.theirs.fields):
                yield case, at, shown


@each_capture
def test_each_field_is_told_of_once(capture: Path) -> None:
    for case in cases_of(capture):
        shown = [shown for shown, _ in fields_of(case) if shown is not None]
        assert shown == list(case.theirs.fields)


@each_capture
def test_another_offset_is_told(capture: Path) -> None:
    for case, at, shown in sample(capture, 3):
        if shown.length:
            moved = with_field(case, at, shown._replace(offset=shown.offset + 1))
            assert unexplained(moved), (shown, case.tree.pdu)


@each_capture
def test_another_length_is_told(capture: Path) -> None:
    for case, at, shown in sample(capture, 3):
        longer = with_field(case, at, shown._replace(length=shown.length + 1))
        assert unexplained(longer), (shown, case.tree.pdu)


@each_capture
def test_other_octets_are_told(capture: Path) -> None:
    for case, at, shown in sample(capture, 3):
        if shown.octets and shown.name != TEXT:
            last = int(shown.octets[-1], 16) ^ 1
            other = with_field(case, at, shown._replace(octets=f"{shown.octets[:-1]}{last:x}"))
            assert unexplained(other), (shown, case.tree.pdu)


def is_no_time(case: Case, at: int) -> bool:
    """Whether tshark counts with what is no time, and may come to anything."""
    *_, (_, found) = islice(fields_of(case), at + 1)
    return [one.rule.name for one in found if one.rule] == ["no_time"]


@each_capture
def test_another_value_is_told(capture: Path) -> None:
    for case, at, shown in sample(capture, 3):
        if shown.name in OCTETS or not shown.show or is_no_time(case, at):
            continue
        try:
            value = str(int(shown.show, 0) + 1)
        except ValueError:
            value = f"{shown.show}!"
        assert unexplained(with_field(case, at, shown._replace(show=value))), (shown, case.tree.pdu)


@each_capture
def test_another_name_is_told(capture: Path) -> None:
    for case, at, shown in sample(capture, 3):
        if shown.length and shown.name not in OCTETS:
            other = with_field(case, at, shown._replace(name="never_heard_of"))
            assert unexplained(other), (shown, case.tree.pdu)


@each_capture
def test_a_field_that_is_not_shown_is_told(capture: Path) -> None:
    for case in cases_of(capture)[::3]:
        for name in ("sequence_number", "destination_addr", "sm_length", "data_coding"):
            places = [at for at, one in enumerate(case.theirs.fields) if one.name == name]
            left = [at for at in places if case.theirs.fields[at].octets != "00"]
            if left and case.astray is None:
                hidden = case.theirs.fields[left[0]].offset
                fields = [one for one in case.theirs.fields if one.offset != hidden]
                assert unexplained(showing(case, fields)), (name, case.tree.pdu)


def test_a_tlv_that_is_not_shown_is_told() -> None:
    met = 0
    for case in cases_of(DAY)[:400]:
        for at, shown in enumerate(case.theirs.fields):
            if shown.name == TLV:
                met += 1
                end = shown.offset + shown.length
                rest = [
                    one
                    for one in case.theirs.fields
                    if one.name == TEXT or not shown.offset <= one.offset < end
                ]
                assert unexplained(showing(case, rest)), (at, case.tree.pdu)
    assert met > 100


def test_a_field_that_we_lack_is_told() -> None:
    for case in cases_of(SOUND)[:40]:
        for left in (node for node in case.tree.root.nodes[4:] if node.octets not in NOTHING):
            root = case.tree.root
            nodes = [node for node in root.nodes if node is not left]
            other = Node(root.octets, root.name, 0, root.length, None, None, nodes)
            assert unexplained(Case(Tree(other), case.theirs, case.told)), left.name


def test_who_finds_it_malformed_is_told() -> None:
    (case, *_) = (one for one in cases_of(SOUND) if one.tree.root.name == "submit_sm")
    theirs = Case(case.tree, case.theirs._replace(malformed="SMPP"), case.told)
    (difference,) = unexplained(theirs)
    assert difference == Difference(About.MALFORMED, "", "sound", "SMPP", None)
    ours = Case(Tree(case.tree.root, anomaly="field_overrun"), case.theirs, case.told)
    (difference,) = unexplained(ours)
    assert difference == Difference(About.SOUND, "", "field_overrun", "sound", None)


def test_both_values_are_told_and_where() -> None:
    (case, *_) = (one for one in cases_of(SOUND) if one.tree.root.name == "submit_sm")
    at, shown = next(
        (at, one) for at, one in enumerate(case.theirs.fields) if one.name == "source_addr_ton"
    )
    (difference,) = unexplained(with_field(case, at, shown._replace(show="0x09")))
    assert difference.field == "source_addr_ton"
    assert difference.ours == f"5 (alphanumeric) at {shown.offset}, 1 octet"
    assert difference.theirs == f"source_addr_ton 0x09 at {shown.offset}, 1 octet"
