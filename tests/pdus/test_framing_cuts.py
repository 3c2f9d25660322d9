"""Framing where bytes are missing: gaps, snap lengths, beginnings and ends within PDUs."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.build import drop
from tests.road import FEW, check_balances, pcap, read, travel
from tests.talks import (
    bind_resp,
    enquire,
    submit,
    talk,
    vendor,
)

TELL = ("command", "sequence_number", "anomaly")
A, B, C = submit(1), submit(2), submit(3)
OK = [("submit_sm", 1, None), ("submit_sm", 2, None), ("submit_sm", 3, None)]


def test_a_missing_segment() -> None:
    sent = [submit(number, bytes([64 + number]) * 100) for number in range(1, 20)]
    segments = talk(sent, bind_resp())
    for lost in (3, 5, 21, 39):
        road = read(drop(segments, lost))
        number = (lost - 3) // 2
        assert road.raw[:-1] == sent[:number] + sent[number + 1 :]
        assert road.ledger[None, "missing"] == len(sent[number])
        assert set(road.values("anomaly")) == {None}


@pytest.mark.parametrize("mss", [50, 100, 333])
def test_a_gap_within_a_pdu_costs_no_other(mss: int) -> None:
    sent = [submit(number, bytes([64 + number]) * 200) for number in range(1, 12)]
    segments = talk(b"".join(sent), mss=mss)
    octets = b"".join(sent)
    for lost in range(5, len(segments) - 3, 6 if mss == 50 else 2):
        begin = (lost - 3) // 2 * mss
        end = min(begin + mss, len(octets))
        hit = {place for place in range(11) if place * 250 < end and begin < place * 250 + 250}
        road = read(drop(segments, lost), FEW)
        whole = [at for at, row in enumerate(road.pdus) if row["anomaly"] is None]
        assert [road.raw[at] for at in whole] == [s for at, s in enumerate(sent) if at not in hit]
        for at, row in enumerate(road.pdus):
            if at not in whole:
                assert row["anomaly"] == "cut_by_gap"
                assert sent[row["sequence_number"] - 1].startswith(road.raw[at])


@pytest.mark.parametrize("snaplen", [54, 60, 70, 71, 96, 200, 300])
def test_the_snap_length_cuts_pdus_and_loses_none_behind(snaplen: int) -> None:
    sent = [submit(number, b"x" * 140) for number in range(1, 8)]
    road = read(talk([enquire(90), *sent, enquire(91)]), snaplen=snaplen)
    kept = snaplen - 54
    if kept < 16:
        assert road.pdus == []
        return
    assert road.raw == [enquire(90), *(one[:kept] for one in sent), enquire(91)]
    anomaly = "cut_by_snaplen" if kept < 190 else None
    assert road.values("anomaly") == [None, *[anomaly] * 7, None]
    assert road.payload("incomplete") == (0 if anomaly is None else 7 * kept)


def test_what_a_cut_pdu_has_is_told() -> None:
    sent = submit(2, b"x" * 100, [(0x1400, b"abc")])
    for cut in range(len(A), len(sent)):
        road = read(talk([A, sent, B]), FEW, snaplen=54 + cut)
        assert road.values(*TELL) == [OK[0], ("submit_sm", 2, "cut_by_snaplen"), OK[1]]
        assert road.pdus[1]["source_addr"] == "Sender"
        assert road.pdus[1]["sm_length"] == 100
        assert road.pdus[1]["short_message"] == (b"x" * 100 if cut >= 150 else None)


def test_an_unknown_command_cut_by_the_snap_length_keeps_step() -> None:
    long = vendor(5, b"v" * 300)
    road = read(talk([A, long, B, C]), snaplen=54 + 100)
    assert road.values("sequence_number") == [1, 5, 2, 3]
    assert road.pdus[1]["anomaly"] == "cut_by_snaplen"
    assert road.raw[1] == long[:100]


def test_the_capture_ends_within_a_pdu() -> None:
    for closed in (False, True):
        for cut in range(1, len(C)):
            road = read(talk(A + B + C[:cut], closed=closed), FEW)
            assert road.values(*TELL)[:2] == OK[:2]
            last = [("submit_sm", 3, "cut_by_end")] if cut >= 16 else []
            assert road.values(*TELL)[2:] == last


@given(st.integers(0, 200), st.integers(1, 100))
@settings(max_examples=60)
def test_a_capture_begun_within_a_pdu_finds_the_next(start: int, mss: int) -> None:
    sent = [submit(number, b"text" * number) for number in range(1, 7)]
    octets = b"".join(sent)
    ends = [0]
    for one in sent:
        ends.append(ends[-1] + len(one))
    segments = talk(octets[start:], mss=mss, opened=False)
    road = travel(pcap(segments))
    check_balances(road)
    assert road.raw == [one for one, begin in zip(sent, ends, strict=False) if begin >= start]
    assert road.payload("unframed") == next(begin for begin in ends if begin >= start) - start


def test_the_first_bytes_of_a_connection_are_missing() -> None:
    sent = [submit(number, b"text" * 10) for number in range(1, 6)]
    segments = talk(b"".join(sent), mss=50)
    road = read(drop(segments, 3))
    assert road.raw == sent[1:]
    assert road.payload("unframed") == len(sent[0]) - 50
    assert road.skipped[0] == len(sent[0]) - 50


def test_bytes_after_a_gap_that_look_like_a_length_do_not_delay_the_next_pdu() -> None:
    # Behind the gap comes an odd number that would be the length of a PDU of a known command.
    sent = [submit(1, bytes(40) + struct.pack(">4I", 5000, 4, 0, 9) + bytes(20)), B, C]
    segments = talk([sent[0][:80], sent[0][80:], *sent[1:]])
    road = read(drop(segments, 3))
    assert road.raw == [B, C]


def test_gaps_that_swallow_whole_pdus() -> None:
    sent = [submit(number, b"x" * 60) for number in range(1, 30)]
    segments = talk(b"".join(sent), mss=130)
    for lost in ([5, 7], [7, 9, 11], [5, 11, 13]):
        road = read(drop(segments, *lost))
        gone = {(at - 3) // 2 for at in lost}
        octets = {at for piece in gone for at in range(piece * 130, piece * 130 + 130)}
        whole = [at for at in range(29) if octets.isdisjoint(range(at * 110, at * 110 + 110))]
        fine = [row["sequence_number"] - 1 for row in road.pdus if row["anomaly"] is None]
        assert fine == whole
