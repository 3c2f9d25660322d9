"""The stream stage as one object: windows of segments in, regions of ordered bytes out.

It owns what is carried between windows: the flow tables, the bytes of held segments, the tails.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from smpp_dissect._bytes import copy_bytes
from smpp_dissect._kernel import kernel
from smpp_dissect.packets.tcp import Segments
from smpp_dissect.streams.arena import Arena, Regions
from smpp_dissect.streams.flows import AT, IN_STORE, IN_WINDOW, KEPT, OWNER, STORE, FlowTables
from smpp_dissect.streams.reassembly import (
    MAX_HELD,
    MOST_PIECES,
    PIECE_COLUMNS,
    end_directions,
    reassemble,
)

# Pieces of one batch; a window with more is laid out in several batches.
BATCH = 1 << 15


class Streams:
    """Reassembles the connections of a capture, window after window."""

    def __init__(self) -> None:
        self.tables = FlowTables()
        self._arena = Arena()
        self._pieces = np.empty((BATCH + MOST_PIECES, PIECE_COLUMNS), np.int64)
        self._directions = np.empty(0, np.int64)
        self._store = np.empty(0, np.uint8)
        self._nothing = np.empty(0, np.uint8)
        self._nothing.flags.writeable = False

    def take(
        self,
        data: np.ndarray[Any, Any],
        segments: Segments,
        first_frame: int,
        ignored: np.ndarray[Any, Any],
    ) -> Iterator[Regions]:
        """Reassemble a window's segments.

        `first_frame`: number of the window's first record over all files; `ignored`: see
        `Arena.lay_out`, with room for the flows that may begin. The caller sets REGION_TAIL of each
        regions before it asks for the next, and may read them until it asks for the ones after.
        """
        table, tables = segments.table, self.tables
        tables.reserve(len(table))
        if len(self._directions) < len(table):
            self._directions = np.empty(len(table), np.int64)
        begin = 0
        while begin < len(table):
            tables.reserve_held(2 * (MAX_HELD + 4))
            made = np.zeros(1, np.int64)
            begin = reassemble(
                table,
                segments.address,
                begin,
                first_frame,
                tables.seed,
                tables.flow,
                tables.key,
                tables.direction,
                tables.held,
                tables.heads,
                tables.counts,
                self._pieces,
                made,
                self._directions,
            )
            yield from self._lay_out(int(made[0]), data, ignored)
        self._keep_held(data)

    def end(self, ignored: np.ndarray[Any, Any]) -> Iterator[Regions]:
        """Give up all holes and end every direction."""
        tables = self.tables
        begin, count = 0, len(tables)
        while begin < 2 * count:
            made = np.zeros(1, np.int64)
            begin = end_directions(
                count,
                begin,
                tables.flow,
                tables.direction,
                tables.held,
                tables.counts,
                self._pieces,
                made,
            )
            yield from self._lay_out(int(made[0]), self._nothing, ignored)

    def _lay_out(
        self, count: int, data: np.ndarray[Any, Any], ignored: np.ndarray[Any, Any]
    ) -> Iterator[Regions]:
        if count:
            laid = self._arena.lay_out(
                self._pieces[:count], data, self._store, 2 * len(self.tables), ignored
            )
            yield laid
            self._arena.keep_tails(laid)

    def _keep_held(self, data: np.ndarray[Any, Any]) -> None:
        """Copy held segments out of a window that is about to go."""
        held = self.tables.held[: int(self.tables.counts[1])]
        live = held[:, OWNER] > 0
        if not live.any():
            self._store = np.empty(0, np.uint8)
            return
        fresh = int(held[live & (held[:, STORE] == IN_WINDOW), KEPT].sum())
        if not fresh:
            return
        store = np.empty(int(held[live, KEPT].sum()), np.uint8)
        _gather_held(held, data, self._store, store)
        self._store = store


@kernel
def _gather_held(held: Any, data: Any, store: Any, to: Any) -> None:
    at = 0
    for row in range(len(held)):
        if held[row, OWNER] == 0:
            continue
        begin = held[row, AT]
        size = held[row, KEPT]
        if held[row, STORE] == IN_WINDOW:
            copy_bytes(data, begin, to, at, size)
        else:
            copy_bytes(store, begin, to, at, size)
        held[row, STORE] = IN_STORE
        held[row, AT] = at
        at += size
