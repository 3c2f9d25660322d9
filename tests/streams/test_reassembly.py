"""Segments into delivery order, as transcripts: segments in, pieces out; and its invariants."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smpp_dissect.packets.tcp import ACK, FIN, RST, SYN
from smpp_dissect.streams import flows
from smpp_dissect.streams.reassembly import (
    BYTES,
    ENDS,
    GRACE,
    MAX_HELD,
    MAX_HELD_BYTES,
    NEAR,
    UNALIGNED,
)
from tests.streams.transcripts import END, OPEN, START, WORLD, Machine, Piece, Seg, bytes_of


def test_in_order_bytes_are_delivered_at_once() -> None:
    machine = Machine()
    assert machine.feed([*OPEN, Seg(0, 10), Seg(10, 5)]) == [
        Piece(bytes_of(0, 10), 0, 3),
        Piece(bytes_of(10, 15), 0, 4),
    ]
    assert machine.end() == END


def test_out_of_order_bytes_wait() -> None:
    machine = Machine()
    assert machine.feed([*OPEN, Seg(10, 5), Seg(20, 5)]) == []
    assert machine.feed([Seg(0, 10)]) == [
        Piece(bytes_of(0, 10), 0, 5),
        Piece(bytes_of(10, 15), 0, 3),
    ]
    assert machine.feed([Seg(15, 5)]) == [
        Piece(bytes_of(15, 20), 0, 6),
        Piece(bytes_of(20, 25), 0, 4),
    ]


def test_the_first_copy_of_a_byte_wins() -> None:
    machine = Machine()
    found = machine.feed([*OPEN, Seg(0, 10), Seg(0, 10), Seg(5, 10), Seg(2, 3), Seg(0, 20)])
    assert found == [
        Piece(bytes_of(0, 10), 0, 3),
        Piece(bytes_of(10, 15), 0, 5),
        Piece(bytes_of(15, 20), 0, 7),
    ]
    assert machine.column("DUPLICATE")[0] == 10 + 5 + 3 + 15


def test_copies_of_held_bytes() -> None:
    machine = Machine()
    machine.feed([*OPEN, Seg(10, 5), Seg(20, 5), Seg(8, 20)])
    assert machine.column("DUPLICATE")[0] == 10
    assert machine.column("HELD_BYTES")[0] == 20
    found = machine.feed([Seg(0, 9)])
    assert b"".join(piece.octets for piece in found) == bytes_of(0, 28)
    assert [piece.frame for piece in found] == [6, 5, 3, 5, 4, 5]
    assert machine.column("DUPLICATE")[0] == 11


def test_a_keep_alive_is_a_copy() -> None:
    machine = Machine()
    assert len(machine.feed([*OPEN, Seg(0, 10), Seg(9, 1), Seg(9, 0)])) == 1
    assert machine.column("DUPLICATE")[0] == 1
    # Before anything was sent, its octet is the SYN's.
    machine = Machine()
    assert machine.feed([*OPEN, Seg(-1, 1)]) == []
    assert machine.column("DUPLICATE")[0] == 1


def test_a_hole_is_given_up_when_the_peer_has_acknowledged_past_it_for_long() -> None:
    machine = Machine()
    assert machine.feed([*OPEN, Seg(0, 5), Seg(10, 5)]) == [Piece(bytes_of(0, 5), 0, 3)]
    assert machine.feed([Seg(0, ack=9, way=1)] * 1000) == []
    assert machine.feed([Seg(0, ack=15, way=1)] * (GRACE + 1)) == []
    assert machine.feed([Seg(0, ack=15, way=1)]) == [Piece(bytes_of(10, 15), 5, 4)]
    assert machine.column("MISSING")[0] == 5


def test_traffic_behind_the_hole_does_not_keep_it_open() -> None:
    machine = Machine()
    machine.feed([*OPEN, Seg(0, 5)])
    found: list[Piece] = []
    for number in range(GRACE):
        at = 10 + 5 * number
        found += machine.feed([Seg(at, 5), Seg(0, ack=at + 5, way=1)])
    assert found[0] == Piece(bytes_of(10, 15), 5, 4)
    assert machine.column("MISSING")[0] == 5


def test_a_hole_is_given_up_when_too_much_is_held() -> None:
    machine = Machine()
    found = machine.feed([*OPEN, *(Seg(10 + 2 * number, 1) for number in range(MAX_HELD + 1))])
    assert found == [Piece(bytes_of(10, 11), 10, 3)]
    machine = Machine()
    large = MAX_HELD_BYTES // 4
    found = machine.feed(
        [*OPEN, *(Seg(10 + large * number, large, cut=large) for number in range(5))]
    )
    assert [piece.lost for piece in found] == [10, 0, 0, 0, 0]


def test_the_end_gives_up_all_holes() -> None:
    machine = Machine()
    machine.feed([*OPEN, Seg(10, 5), Seg(30, 5)])
    assert machine.end() == [
        Piece(bytes_of(10, 15), 10, 3), Piece(bytes_of(30, 35), 15, 4), *END,
    ]  # fmt: skip
    assert machine.column("MISSING")[0] == 25


@pytest.mark.parametrize(
    ("segments", "missing"),
    [
        ([Seg(0, 5), Seg(0, ack=20, way=1)], 15),
        ([Seg(0, 5), Seg(20, flags=FIN | ACK), Seg(0, ack=21, way=1)], 15),
        ([Seg(0, 5), Seg(5, flags=FIN | ACK), Seg(0, ack=6, way=1)], 0),
        ([Seg(0, 5), Seg(0, ack=20, flags=RST | ACK, way=1)], 0),
        ([Seg(0, 5), Seg(0, ack=5 + NEAR + 1, way=1)], 0),
        ([Seg(0, ack=20, way=1)], 20),
    ],
)
def test_what_was_acknowledged_and_never_captured_is_missing(
    segments: list[Seg], missing: int
) -> None:
    machine = Machine()
    machine.feed([*OPEN, *segments])
    ends = machine.end()
    assert [piece.lost for piece in ends] == [missing, 0]
    assert machine.column("MISSING")[0] == missing


def test_without_a_syn_the_beginning_is_not_known() -> None:
    machine = Machine()
    assert machine.feed([Seg(10, 5), Seg(20, 5), Seg(5, 5), Seg(15, 5)]) == []
    assert machine.end()[0] == Piece(bytes_of(5, 10), 0, 3, UNALIGNED)
    assert machine.column("MISSING") == [0, 0]


def test_the_unknown_beginning_is_given_up_like_a_hole() -> None:
    machine = Machine()
    machine.feed([Seg(10, 5)])
    assert machine.feed([Seg(0, ack=15, way=1)] * (GRACE + 1)) == []
    found = machine.feed([Seg(0, ack=15, way=1)])
    assert found == [Piece(bytes_of(10, 15), 0, 1, UNALIGNED)]
    assert machine.feed([Seg(15, 5)]) == [Piece(bytes_of(15, 20), 0, machine.frame)]


def test_a_late_syn_tells_where_the_beginning_is() -> None:
    machine = Machine()
    assert machine.feed([Seg(0, 10), Seg(10, 5)]) == []
    found = machine.feed([Seg(-1, flags=SYN)])
    assert b"".join(piece.octets for piece in found) == bytes_of(0, 15)
    assert {piece.kind for piece in found} == {BYTES}
    assert len(machine.tables) == 1


@pytest.mark.parametrize("isn", [0xFFFFFFFF, 0xFFFFFFF0, 0x7FFFFFF8, 0])
def test_numbers_wrap_around(isn: int) -> None:
    machine = Machine(isn=isn)
    machine.feed(OPEN)
    pieces = [Seg(at, 5) for at in range(0, 50, 5)]
    random.Random(isn).shuffle(pieces)
    found = machine.feed(pieces)
    assert b"".join(piece.octets for piece in found) == bytes_of(0, 50)


def test_payload_of_a_syn() -> None:
    machine = Machine()
    # Its first octet is the one behind the SYN.
    assert machine.feed([Seg(-1, 5, flags=SYN), Seg(5, 5)]) == [
        Piece(bytes_of(0, 5), 0, 1),
        Piece(bytes_of(5, 10), 0, 2),
    ]


def test_bytes_cut_by_the_snap_length_are_missing() -> None:
    machine = Machine()
    found = machine.feed([*OPEN, Seg(0, 10, cut=4), Seg(10, 10, cut=10), Seg(20, 5)])
    assert [piece.octets for piece in found] == [bytes_of(0, 6), b"", bytes_of(20, 25)]
    assert [piece.lost for piece in found] == [0, 0, 0]
    assert machine.column("MISSING")[0] == 14


def test_another_connection_of_the_same_ends() -> None:
    machine = Machine()
    first = machine.feed([*OPEN, Seg(0, 5), Seg(10, 5)])
    assert len(first) == 1
    found = machine.feed([Seg(2000, flags=SYN), Seg(2001, 5)])
    # The old one is ended, its held bytes told, before the new one begins.
    assert found == [
        Piece(bytes_of(10, 15), 5, 4), *END, Piece(WORLD[2001:2006], 0, 6, BYTES, 2)
    ]  # fmt: skip
    assert machine.tables.flow[:2, flows.SUPERSEDED].tolist() == [1, 0]


def test_the_same_syn_again_is_no_other_connection() -> None:
    machine = Machine()
    machine.feed([*OPEN, Seg(0, 5), *OPEN, Seg(5, 5)])
    assert len(machine.tables) == 1


def test_the_opener_is_endpoint_a() -> None:
    machine = Machine()
    machine.feed([Seg(-1, flags=SYN | ACK, way=1, ack=0), Seg(-1, flags=SYN)])
    assert machine.tables.key[0, 8:10].tolist() == [1, 2]
    # Of a connection on ports used before too, whichever of its first two segments comes first.
    for first in ([Seg(3000, flags=SYN, way=1)], [Seg(3000, flags=SYN | ACK, ack=3001)]):
        machine = Machine()
        machine.feed([*OPEN, Seg(0, 5), *first])
        assert machine.tables.key[1, 8:10].tolist() == [2, 1]
        assert len(machine.tables) == 2


def test_old_segments_after_a_close_are_no_new_connection() -> None:
    machine = Machine()
    machine.feed([*OPEN, Seg(0, 5), Seg(5, flags=FIN | ACK), Seg(0, flags=FIN | ACK, way=1)])
    machine.feed([Seg(0, 5), Seg(6, 5)])
    assert len(machine.tables) == 1
    machine.feed([Seg(NEAR * 2, 5)])
    assert len(machine.tables) == 2


def test_zero_windows_are_counted() -> None:
    machine = Machine()
    rows = [*OPEN, Seg(0, 5)]
    machine.feed(rows)
    assert machine.column("ZERO_WINDOWS") == [0, 0]


segs = st.builds(
    Seg,
    st.one_of(st.integers(-20, 400), st.sampled_from([2**31 - 5, -(2**31) + 5, 2**30, -(2**30)])),
    st.one_of(st.just(0), st.integers(1, 60)),
    st.sampled_from([ACK, ACK, ACK, ACK, SYN, SYN | ACK, FIN | ACK, RST, RST | ACK]),
    st.integers(-10, 500),
    st.integers(0, 1),
    st.just(0),
)


def inside_world(segments: Sequence[Seg]) -> list[Seg]:
    """Octets far away are not in WORLD: those were cut by the snap length."""
    return [
        one._replace(cut=one.size) if one.at < 0 or one.at + one.size > len(WORLD) else one
        for one in segments
    ]


@given(st.lists(segs, max_size=40), st.sampled_from([START, 0xFFFFFFC0]), st.integers(1, 40))
@settings(max_examples=300)
def test_every_captured_byte_is_delivered_once_or_counted(
    segments: list[Seg], isn: int, batch: int
) -> None:
    segments = inside_world(segments)
    told: list[Any] = []
    for kind in ("plain", "compiled"):
        machine = Machine(kind, isn)
        # A hash of the same seed for both.
        machine.tables.seed = 7
        pieces: list[Piece] = []
        for at in range(0, len(segments), batch):
            pieces += machine.feed(segments[at : at + batch])
        pieces += machine.end()
        told.append((pieces, machine.column("MISSING"), machine.column("DUPLICATE")))
        delivered = sum(len(piece.octets) for piece in pieces)
        assert delivered + sum(machine.column("DUPLICATE")) == machine.fed
        assert sum(machine.column("CAPTURED")) == machine.fed
        assert machine.column("HELD_COUNT") == [0] * 2 * len(machine.tables)
        assert machine.column("HELD_BYTES") == [0] * 2 * len(machine.tables)
        assert all(piece.lost >= 0 for piece in pieces)
        assert all(missing >= 0 for missing in machine.column("MISSING"))
        ends = [piece.way for piece in pieces if piece.kind == ENDS]
        assert sorted(ends) == list(range(2 * len(machine.tables)))
    assert told[0] == told[1]


@given(st.lists(st.tuples(st.integers(0, 300), st.integers(1, 60)), max_size=25), st.data())
@settings(max_examples=150)
def test_without_ends_and_holes_the_stream_is_what_was_sent(
    spans: list[tuple[int, int]], data: Any
) -> None:
    segments = [Seg(begin, size) for begin, size in spans]
    segments += [Seg(begin, 40) for begin in range(0, 360, 40)]
    order = data.draw(st.permutations(segments))
    machine = Machine()
    found = machine.feed([*OPEN, *order])
    stop = max(one.at + one.size for one in segments)
    assert b"".join(piece.octets for piece in found) == bytes_of(0, stop)
    assert {piece.lost for piece in found} == {0}
