"""The arena: each direction's tail and new bytes in one place, and spans back to frames."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smpp_dissect.streams.arena import (
    REGION_BEGIN,
    REGION_DIRECTION,
    REGION_END,
    REGION_SPANS,
    REGION_SPANS_END,
    REGION_TAIL,
    SLACK,
    SPAN_AT,
    SPAN_CUT,
    SPAN_FRAME,
    SPAN_KIND,
    SPAN_LOST,
    SPAN_TIME,
    Arena,
    Regions,
)
from smpp_dissect.streams.flows import IN_STORE, IN_WINDOW
from smpp_dissect.streams.reassembly import BYTES, ENDS, PIECE_COLUMNS, UNALIGNED
from tests.road import module

WINDOW = np.frombuffer(random.Random(3).randbytes(8000), np.uint8)
STORE = np.frombuffer(random.Random(4).randbytes(8000), np.uint8)
WAYS = 6


def piece(
    way: int, at: int, kept: int, frame: int, *, cut: int = 0, lost: int = 0, kind: int = BYTES,
    store: int = IN_WINDOW,
) -> list[int]:  # fmt: skip
    return [way, store, at, kept, kept + cut, lost, frame, 1000 + frame, kind]


def lay_out(arena: Any, pieces: list[list[int]], ignored: Any = None) -> Regions:
    rows = np.array(pieces, np.int64).reshape(-1, PIECE_COLUMNS)
    none = np.full(WAYS, -1, np.int64)
    regions: Regions = arena.lay_out(
        rows, WINDOW, STORE, WAYS, none if ignored is None else ignored
    )
    return regions


def told(laid: Regions) -> dict[int, tuple[bytes, list[tuple[int, ...]]]]:
    """Each direction's bytes and spans, offsets counted from its region's begin."""
    found = {}
    for region in laid.regions.tolist():
        begin, end = region[REGION_BEGIN], region[REGION_END]
        spans = laid.spans[region[REGION_SPANS] : region[REGION_SPANS_END]].copy()
        spans[:, SPAN_AT] -= begin
        octets = laid.data[begin:end].tobytes()
        found[region[REGION_DIRECTION]] = octets, [tuple(span) for span in spans.tolist()]
    return found


def keep(arena: Any, laid: Regions, **left: int) -> None:
    """Keep of each direction's region the last bytes, as many as are named."""
    for region in laid.regions:
        count = left.get(f"way{region[REGION_DIRECTION]}", 0)
        region[REGION_TAIL] = region[REGION_END] - count
    arena.keep_tails(laid)


def test_pieces_are_put_together_by_direction() -> None:
    laid = lay_out(Arena(), [piece(4, 0, 10, 1), piece(2, 10, 5, 2), piece(4, 20, 3, 3)])
    assert told(laid) == {
        4: (
            WINDOW[0:10].tobytes() + WINDOW[20:23].tobytes(),
            [(0, 1, 1001, 0, 0, 0), (10, 3, 1003, 0, 0, 0)],
        ),
        2: (WINDOW[10:15].tobytes(), [(0, 2, 1002, 0, 0, 0)]),
    }  # fmt: skip


def test_what_spans_tell() -> None:
    pieces = [
        piece(0, 0, 4, 1, kind=UNALIGNED), piece(0, 4, 4, 2, cut=6), piece(0, 9, 0, 3, cut=5),
        piece(0, 20, 2, 4, lost=7, store=IN_STORE), piece(0, 0, 0, 0, kind=ENDS),
    ]  # fmt: skip
    octets, spans = told(lay_out(Arena(), pieces))[0]
    assert octets == WINDOW[:8].tobytes() + STORE[20:22].tobytes()
    columns = [SPAN_AT, SPAN_FRAME, SPAN_TIME, SPAN_LOST, SPAN_KIND, SPAN_CUT]
    assert columns == list(range(6))
    assert spans == [
        (0, 1, 1001, 0, UNALIGNED, 0), (4, 2, 1002, 0, BYTES, 6), (8, 3, 1003, 0, BYTES, 5),
        (8, 4, 1004, 7, BYTES, 0), (10, 0, 1000, 0, ENDS, 0),
    ]  # fmt: skip


def test_the_tail_comes_first_next_time() -> None:
    arena = Arena()
    keep(
        arena,
        lay_out(arena, [piece(0, 0, 10, 1), piece(0, 10, 10, 2), piece(2, 50, 9, 3)]),
        way0=13,
    )
    laid = lay_out(arena, [piece(0, 20, 5, 4)])
    octets, spans = told(laid)[0]
    assert octets == WINDOW[7:25].tobytes()
    # The span that the tail cuts begins with it; the place of its frame is kept.
    assert [span[:2] for span in spans] == [(0, 1), (3, 2), (13, 4)]
    # A direction without new bytes has no region, and keeps its tail.
    assert list(told(laid)) == [0]
    keep(arena, laid)
    assert told(lay_out(arena, [piece(2, 0, 1, 5)]))[2][0] == WINDOW[0:1].tobytes()


def test_what_was_said_of_losses_before_the_tail_is_done_with() -> None:
    arena = Arena()
    laid = lay_out(arena, [piece(0, 0, 10, 1, lost=5, kind=UNALIGNED)])
    keep(arena, laid, way0=4)
    assert told(lay_out(arena, [piece(0, 10, 1, 2)]))[0][1][0] == (0, 1, 1001, 0, BYTES, 0)
    # Not so where nothing was taken.
    arena = Arena()
    laid = lay_out(arena, [piece(0, 0, 10, 1, lost=5, kind=UNALIGNED)])
    keep(arena, laid, way0=10)
    assert told(lay_out(arena, [piece(0, 10, 1, 2)]))[0][1][0] == (0, 1, 1001, 5, UNALIGNED, 0)


def test_bytes_of_no_interest_are_counted_and_left_out() -> None:
    ignored = np.array([-1, 0, -1, -1, 100, -1])
    pieces = [piece(0, 0, 5, 1), piece(1, 5, 7, 2), piece(4, 0, 3, 3), piece(1, 9, 2, 4)]
    laid = lay_out(Arena(), pieces, ignored)
    assert list(told(laid)) == [0]
    assert ignored.tolist() == [-1, 9, -1, -1, 103, -1]


def test_a_batch_is_good_until_the_one_after_the_next() -> None:
    arena = Arena()
    first = lay_out(arena, [piece(0, 0, 10, 1)])
    before = told(first)
    keep(arena, first)
    second = lay_out(arena, [piece(0, 100, 2000, 2), piece(2, 0, 3000, 3)])
    assert told(first) == before
    keep(arena, second)


@pytest.mark.parametrize("kind", ["plain", "compiled"])
def test_many_long_tails_move_house(kind: str) -> None:
    arena = module("smpp_dissect.streams.arena", kind).Arena()
    expected = dict.fromkeys(range(WAYS), b"")
    for turn in range(8 if kind == "plain" else 300):
        ways = [(turn + step) % WAYS for step in range(3)]
        laid = lay_out(arena, [piece(way, 10 * turn, 4000, turn) for way in ways])
        for way in ways:
            expected[way] += WINDOW[10 * turn : 10 * turn + 4000].tobytes()
        assert {way: octets for way, (octets, _) in told(laid).items()} == {
            way: expected[way] for way in ways
        }
        left = {way: len(expected[way]) * 3 // 4 for way in ways}
        keep(arena, laid, **{f"way{way}": count for way, count in left.items()})
        for way in ways:
            expected[way] = expected[way][-left[way] :]
    assert kind == "plain" or 3 * 4000 * 300 > SLACK


steps = st.lists(
    st.lists(
        st.tuples(
            st.integers(0, WAYS - 1), st.integers(0, 7000), st.integers(0, 50), st.integers(0, 2)
        ),
        min_size=1, max_size=8,
    ),
    max_size=8,
)  # fmt: skip


@given(steps, st.randoms(use_true_random=False), st.sampled_from(["plain", "compiled"]))
@settings(max_examples=100)
def test_no_byte_and_no_frame_is_lost(
    batches: list[list[tuple[int, int, int, int]]], choose: random.Random, kind: str
) -> None:
    arena = module("smpp_dissect.streams.arena", kind).Arena()
    # For each direction the octets not taken yet, each with the frame that brought it.
    waiting: dict[int, list[tuple[int, int]]] = {way: [] for way in range(WAYS)}
    frame = 0
    for batch in batches:
        pieces = []
        for way, at, kept, cut in batch:
            frame += 1
            pieces.append(piece(way, at, kept, frame, cut=cut))
            waiting[way] += [(octet, frame) for octet in WINDOW[at : at + kept].tolist()]
        laid = lay_out(arena, pieces)
        found = told(laid)
        assert set(found) == {row[0] for row in pieces}
        left = {}
        for way, (octets, spans) in found.items():
            assert octets == bytes(octet for octet, _ in waiting[way])
            for place, (_, brought) in enumerate(waiting[way]):
                span = [span for span in spans if span[SPAN_AT] <= place][-1]
                assert span[SPAN_FRAME] == brought
            left[f"way{way}"] = choose.randint(0, len(octets))
            waiting[way] = waiting[way][len(octets) - left[f"way{way}"] :]
        keep(arena, laid, **left)
