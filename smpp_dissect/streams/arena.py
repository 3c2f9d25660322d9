"""Each direction's new bytes, in order and in one place: the one deliberate copy.

For every batch of pieces the arena holds, for each direction that has any, one region: the tail
that framing left over last time, then the new bytes. A PDU is therefore always contiguous. *Spans*
lead from arena offsets back to frames and times, and tell where bytes were lost.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from smpp_dissect._bytes import copy_bytes
from smpp_dissect._kernel import kernel
from smpp_dissect.streams.flows import IN_WINDOW
from smpp_dissect.streams.reassembly import (
    PIECE_AT,
    PIECE_DIRECTION,
    PIECE_FRAME,
    PIECE_KEPT,
    PIECE_KIND,
    PIECE_LENGTH,
    PIECE_LOST,
    PIECE_STORE,
    PIECE_TIME,
)

# Span columns: where its bytes begin in the arena (in the tail pool: behind the tail's begin),
# frame, time, bytes lost before it, piece kind, bytes behind it that the snap length cut.
SPAN_AT, SPAN_FRAME, SPAN_TIME, SPAN_LOST, SPAN_KIND, SPAN_CUT = range(6)
SPAN_COLUMNS = 6
# Region columns: direction, its bytes in the arena, its spans, and (set by framing) where its tail
# begins.
REGION_DIRECTION, REGION_BEGIN, REGION_END, REGION_SPANS, REGION_SPANS_END, REGION_TAIL = range(6)
REGION_COLUMNS = 6
# Tail columns, a row for each direction: bytes in the pool, spans in the pool.
TAIL_AT, TAIL_LENGTH, TAIL_SPANS, TAIL_SPAN_COUNT = range(4)
SLACK = 1 << 20


@dataclass(frozen=True, slots=True)
class Regions:
    """What framing works on: `data` (uint8), `spans` and `regions` (int64 rows, columns above)."""

    data: np.ndarray[Any, Any]
    spans: np.ndarray[Any, Any]
    regions: np.ndarray[Any, Any]


class Arena:
    """Lays pieces out by direction and keeps the tails between batches.

    Two batches are kept apart, so that one can be read while the next is laid out.
    """

    def __init__(self) -> None:
        self._data = [np.empty(0, np.uint8), np.empty(0, np.uint8)]
        self._spans = [np.empty((0, SPAN_COLUMNS), np.int64) for _ in range(2)]
        self._turn = 0
        self._tails = np.zeros((0, 4), np.int64)
        self._slots = np.empty(0, np.int64)
        self._pool = np.empty(SLACK, np.uint8)
        self._span_pool = np.empty((1024, SPAN_COLUMNS), np.int64)
        # Bytes and spans appended to the pools; bytes and spans still in use.
        self._used = np.zeros(4, np.int64)

    def lay_out(
        self,
        pieces: np.ndarray[Any, Any],
        window: np.ndarray[Any, Any],
        store: np.ndarray[Any, Any],
        directions: int,
        ignored: np.ndarray[Any, Any],
    ) -> Regions:
        """Copy a batch's pieces behind their directions' tails.

        `ignored`: for each direction -1, or, where its bytes are of no interest, how many were left
        out. The batch is good until the one after the next is laid out.
        """
        self._reserve(directions)
        self._turn = turn = 1 - self._turn
        size, count = int(pieces[:, PIECE_KEPT].sum()), len(pieces)
        data = self._data[turn] = _room(self._data[turn], size + int(self._used[2]))
        spans = self._spans[turn] = _room(self._spans[turn], count + int(self._used[3]))
        regions = np.zeros((min(len(pieces), directions), REGION_COLUMNS), np.int64)
        count = int(
            _lay_out(
                pieces,
                window,
                store,
                ignored,
                self._tails,
                self._pool,
                self._span_pool,
                self._slots,
                data,
                spans,
                regions,
            )  # fmt: skip
        )
        return Regions(data, spans, regions[:count])

    def keep_tails(self, laid: Regions) -> None:
        """Put what framing left of each region (from REGION_TAIL on) aside for the next batch."""
        tails = laid.regions[:, REGION_END] - laid.regions[:, REGION_TAIL]
        spans = laid.regions[:, REGION_SPANS_END] - laid.regions[:, REGION_SPANS]
        self._make_room(int(tails.sum()), int(spans.sum()))
        _keep_tails(
            laid.data,
            laid.spans,
            laid.regions,
            self._tails,
            self._pool,
            self._span_pool,
            self._used,
        )

    def _reserve(self, directions: int) -> None:
        if directions > len(self._tails):
            tails = np.zeros((2 * directions, 4), np.int64)
            tails[: len(self._tails)] = self._tails
            self._tails = tails
            self._slots = np.full(2 * directions, -1, np.int64)

    def _make_room(self, size: int, spans: int) -> None:
        used, used_spans, live, live_spans = (int(value) for value in self._used)
        if used + size <= len(self._pool) and used_spans + spans <= len(self._span_pool):
            return
        # What is in use moves to fresh pools twice its size: each byte is moved O(1) times on
        # average.
        pool = np.empty(2 * (live + size) + SLACK, np.uint8)
        span_pool = np.empty((2 * (live_spans + spans) + 1024, SPAN_COLUMNS), np.int64)
        _move_tails(self._tails, self._pool, self._span_pool, pool, span_pool, self._used)
        self._pool, self._span_pool = pool, span_pool


def _room(array: np.ndarray[Any, Any], rows: int) -> np.ndarray[Any, Any]:
    """Give an array of at least that many rows, the same one where it is large enough."""
    if len(array) >= rows:
        return array
    return np.empty((rows + rows // 4, *array.shape[1:]), array.dtype)


@kernel
def _lay_out(
    pieces: Any, window: Any, store: Any, ignored: Any, tails: Any, pool: Any, span_pool: Any,
    slots: Any, data: Any, spans: Any, regions: Any,
) -> int:  # fmt: skip
    """Give each direction a region, copy its tail and its pieces into it; return their number."""
    count = _measure(pieces, ignored, tails, slots, regions)
    _copy_tails(tails, pool, span_pool, count, data, spans, regions)
    _copy_pieces(pieces, window, store, ignored, slots, data, spans, regions)
    for slot in range(count):
        slots[regions[slot, REGION_DIRECTION]] = -1
    return count


@kernel
def _measure(pieces: Any, ignored: Any, tails: Any, slots: Any, regions: Any) -> int:
    """Count each direction's bytes and spans, in place of the ends of its region."""
    count = 0
    for i in range(len(pieces)):
        way = pieces[i, PIECE_DIRECTION]
        if ignored[way] >= 0:
            ignored[way] += pieces[i, PIECE_KEPT]
            continue
        if slots[way] < 0:
            slots[way] = count
            regions[count, REGION_DIRECTION] = way
            regions[count, REGION_END] = tails[way, TAIL_LENGTH]
            regions[count, REGION_SPANS_END] = tails[way, TAIL_SPAN_COUNT]
            count += 1
        slot = slots[way]
        regions[slot, REGION_END] += pieces[i, PIECE_KEPT]
        regions[slot, REGION_SPANS_END] += 1
    return count


@kernel
def _copy_tails(
    tails: Any, pool: Any, span_pool: Any, count: int, data: Any, spans: Any, regions: Any
) -> None:
    """Lay regions of the sizes measured side by side; each begins with its tail."""
    at = 0
    span = 0
    for slot in range(count):
        size = regions[slot, REGION_END]
        span_count = regions[slot, REGION_SPANS_END]
        way = regions[slot, REGION_DIRECTION]
        tail = tails[way, TAIL_AT]
        regions[slot, REGION_BEGIN] = at
        regions[slot, REGION_SPANS] = span
        regions[slot, REGION_END] = at + tails[way, TAIL_LENGTH]
        regions[slot, REGION_SPANS_END] = span + tails[way, TAIL_SPAN_COUNT]
        copy_bytes(pool, tail, data, at, tails[way, TAIL_LENGTH])
        for k in range(tails[way, TAIL_SPAN_COUNT]):
            for column in range(SPAN_COLUMNS):
                spans[span + k, column] = span_pool[tails[way, TAIL_SPANS] + k, column]
            spans[span + k, SPAN_AT] += at
        at += size
        span += span_count


@kernel
def _copy_pieces(
    pieces: Any, window: Any, store: Any, ignored: Any, slots: Any,
    data: Any, spans: Any, regions: Any,
) -> None:  # fmt: skip
    """Append each piece to its region, with a span that tells where it is from."""
    for i in range(len(pieces)):
        way = pieces[i, PIECE_DIRECTION]
        if ignored[way] >= 0:
            continue
        slot = slots[way]
        to = regions[slot, REGION_END]
        kept = pieces[i, PIECE_KEPT]
        source = pieces[i, PIECE_AT]
        if pieces[i, PIECE_STORE] == IN_WINDOW:
            copy_bytes(window, source, data, to, kept)
        else:
            copy_bytes(store, source, data, to, kept)
        span = regions[slot, REGION_SPANS_END]
        spans[span, SPAN_AT] = to
        spans[span, SPAN_FRAME] = pieces[i, PIECE_FRAME]
        spans[span, SPAN_TIME] = pieces[i, PIECE_TIME]
        spans[span, SPAN_LOST] = pieces[i, PIECE_LOST]
        spans[span, SPAN_KIND] = pieces[i, PIECE_KIND]
        spans[span, SPAN_CUT] = pieces[i, PIECE_LENGTH] - kept
        regions[slot, REGION_END] = to + kept
        regions[slot, REGION_SPANS_END] = span + 1


@kernel
def _keep_tails(
    data: Any, spans: Any, regions: Any, tails: Any, pool: Any, span_pool: Any, used: Any
) -> None:
    for slot in range(len(regions)):
        way = regions[slot, REGION_DIRECTION]
        begin = regions[slot, REGION_TAIL]
        length = regions[slot, REGION_END] - begin
        first = regions[slot, REGION_SPANS]
        stop = regions[slot, REGION_SPANS_END]
        # Spans wholly before the tail are done with; one that begins a run at its end is not.
        while first < stop and _ends_before(spans, first, stop, begin):
            first += 1
        used[2] += length - tails[way, TAIL_LENGTH]
        used[3] += stop - first - tails[way, TAIL_SPAN_COUNT]
        tails[way, TAIL_AT] = used[0]
        tails[way, TAIL_LENGTH] = length
        tails[way, TAIL_SPANS] = used[1]
        tails[way, TAIL_SPAN_COUNT] = stop - first
        copy_bytes(data, begin, pool, used[0], length)
        for k in range(stop - first):
            for column in range(SPAN_COLUMNS):
                span_pool[used[1] + k, column] = spans[first + k, column]
            if span_pool[used[1] + k, SPAN_AT] < begin:
                # The tail's first span began before it; what it says of losses there is done with.
                span_pool[used[1] + k, SPAN_AT] = begin
                span_pool[used[1] + k, SPAN_LOST] = 0
                span_pool[used[1] + k, SPAN_KIND] = 0
            span_pool[used[1] + k, SPAN_AT] -= begin
        used[0] += length
        used[1] += stop - first


@kernel
def _ends_before(spans: Any, span: int, stop: int, at: int) -> bool:
    """Tell whether a span's bytes end at or before `at`, with no cut behind them to remember."""
    if span + 1 == stop:
        return False
    return spans[span + 1, SPAN_AT] <= at


@kernel
def _move_tails(
    tails: Any, pool: Any, span_pool: Any, to_pool: Any, to_span_pool: Any, used: Any
) -> None:
    at = 0
    span = 0
    for way in range(len(tails)):
        copy_bytes(pool, tails[way, TAIL_AT], to_pool, at, tails[way, TAIL_LENGTH])
        for k in range(tails[way, TAIL_SPAN_COUNT]):
            for column in range(SPAN_COLUMNS):
                to_span_pool[span + k, column] = span_pool[tails[way, TAIL_SPANS] + k, column]
        tails[way, TAIL_AT] = at
        tails[way, TAIL_SPANS] = span
        at += tails[way, TAIL_LENGTH]
        span += tails[way, TAIL_SPAN_COUNT]
    used[0] = at
    used[1] = span
