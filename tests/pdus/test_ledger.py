"""The ledger: both balances are exact, whatever is read."""

from __future__ import annotations

import io
import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smpp_dissect.pdus.ledger import Entry, read_ledger, smpp_flows
from smpp_dissect.pdus.reading import PduReader
from tests.build import Raw, drop, duplicate, keep_alive
from tests.naive_files import read_packets
from tests.naive_tcp import tcp_segments
from tests.road import WINDOWS, check_balances, pcap, travel
from tests.talks import bind, bind_resp, enquire, raw, submit, submit_resp, talk, vendor

TALK = talk(
    b"".join(
        [bind(), *(submit(number, b"x" * 90) for number in range(2, 12)), vendor(12), enquire(13)]
    ),
    b"".join([bind_resp(), *(submit_resp(number) for number in range(2, 12))]),
    mss=70,
)
OTHER = talk(b"GET / HTTP/1.1\r\n\r\n" * 9, ends=(("10.0.0.9", 1), ("10.0.0.8", 80)), mss=50)


def read(data: bytes) -> list[Entry]:
    reader = PduReader(io.BytesIO(data))
    for _ in reader.batches():
        pass
    return read_ledger(reader)


def test_rows() -> None:
    arp = Raw(TALK[0].time, bytes(12) + b"\x08\x06" + bytes(46))
    entries = read(pcap([*TALK, arp, *OTHER, arp]))
    size = sum(len(segment.payload) for segment in TALK)
    assert entries == [
        Entry("packets", "smpp", len(TALK), None),
        Entry("packets", "tcp_other", len(OTHER), None),
        Entry("packets", "not_ip", 2, None),
        Entry("payload", "pdu", None, size),
        Entry("payload", "duplicate", None, 0),
        Entry("payload", "unframed", None, 0),
        Entry("payload", "incomplete", None, 0),
        Entry(None, "missing", None, 0),
    ]


def test_payload_is_what_the_oracle_counts() -> None:
    for segments in (TALK, drop(TALK, 5, 9), duplicate(TALK, 7, 3), keep_alive(TALK, 9), TALK[8:]):
        for snaplen in (None, 100, 60):
            data = pcap([*segments, *OTHER], snaplen=snaplen)
            road = travel(data)
            check_balances(road)
            if road.ledger["packets", "smpp"]:
                mine = [
                    one
                    for one in tcp_segments(read_packets(data))
                    if 2775 in (one.sport, one.dport)
                ]
                counted = sum(n for (balance, _), n in road.ledger.items() if balance == "payload")
                assert counted == sum(len(segment.payload) for segment in mine)


def test_missing_stands_outside_the_balances() -> None:
    road = travel(pcap(drop(TALK, 5)))
    check_balances(road)
    assert road.ledger[None, "missing"] == 70
    cut = travel(pcap(TALK, snaplen=54 + 60))
    check_balances(cut)
    whole = sum(len(segment.payload) for segment in TALK)
    assert cut.ledger[None, "missing"] == whole - sum(min(len(s.payload), 60) for s in TALK)


def test_connections_that_are_smpp() -> None:
    reader = PduReader(io.BytesIO(pcap([*OTHER, *TALK])))
    for _ in reader.batches():
        pass
    assert smpp_flows(reader).tolist() == [1]
    forced = PduReader(io.BytesIO(pcap([*OTHER, *TALK])), [80])
    for _ in forced.batches():
        pass
    assert smpp_flows(forced).tolist() == [0]


def test_a_direction_given_up_beside_one_that_is_smpp() -> None:
    noise = random.Random(1).randbytes(600 << 10)
    data = pcap(talk(noise, [bind_resp(), submit_resp(2)], mss=16 << 10))
    for window in WINDOWS[1:]:
        road = travel(data, window=window)
        check_balances(road)
        assert road.payload("unframed") == len(noise)


def mutated(data: bytes, accidents: list[tuple[str, int, int]]) -> bytes:
    """The file after accidents: a flipped octet, a piece cut out, put in twice, or moved."""
    spoilt = bytearray(data)
    for kind, at, size in accidents:
        at = 24 + at % max(len(spoilt) - 24, 1)
        piece = spoilt[at : at + size % 400]
        if kind == "flip" and at < len(spoilt):
            spoilt[at] ^= 1 + size % 255
        elif kind == "cut":
            del spoilt[at : at + size % 400]
        elif kind == "repeat":
            spoilt[at:at] = piece
        elif kind == "move":
            del spoilt[at : at + size % 400]
            spoilt[24 + at // 2 : 24 + at // 2] = piece
        elif kind == "end":
            del spoilt[at:]
    return bytes(spoilt)


accidents = st.lists(
    st.tuples(
        st.sampled_from(["flip", "flip", "flip", "cut", "repeat", "move", "end"]),
        st.integers(0, 1 << 16),
        st.integers(0, 1 << 16),
    ),
    min_size=1, max_size=12,
)  # fmt: skip
BASE = pcap([*TALK, *OTHER])


@given(accidents, st.sampled_from(WINDOWS), st.sampled_from([None, [2775], [80]]))
@settings(max_examples=150)
def test_balances_hold_on_spoilt_captures(
    happened: list[tuple[str, int, int]], window: int, ports: list[int] | None
) -> None:
    road = travel(mutated(BASE, happened), ports=ports, window=window)
    check_balances(road)
    again = travel(mutated(BASE, happened), ports=ports, window=1 << 20)
    assert road.told() == again.told()


@given(st.lists(st.tuples(st.integers(3, len(TALK) - 4), st.binary(max_size=90)), max_size=6))
@settings(max_examples=60)
def test_balances_hold_on_spoilt_payloads(changes: list[tuple[int, bytes]]) -> None:
    segments = list(TALK)
    for index, octets in changes:
        segments[index] = _with_payload(segments[index], octets)
    check_balances(travel(pcap(segments), ports=[2775]))


def _with_payload(segment: Any, octets: bytes) -> Any:
    return type(segment)(**{**vars(segment), "payload": octets})


@pytest.mark.parametrize("length", [16, 17, 60_000, 1 << 20, 0xFFFFFFFF])
def test_balances_hold_for_lying_lengths(length: int) -> None:
    liar = length.to_bytes(4, "big") + raw(4, b"abc")[4:]
    for octets in (liar, bind() + liar, bind() + liar * 20 + submit(2), liar + bind()):
        for window in WINDOWS:
            check_balances(travel(pcap(talk(octets, mss=90)), window=window))
