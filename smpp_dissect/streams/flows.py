"""The tables of connections that reassembly carries from window to window.

A *flow* is one TCP connection: two endpoints, from one SYN to the next on the same ports. Its two
*directions* are numbered `2 * flow` (sent by endpoint A) and `2 * flow + 1` (sent by B), where A is
whoever opened the connection or, when that was not captured, whoever was seen first.
"""

from __future__ import annotations

import ipaddress
import os
from typing import Any

import numpy as np

Table = np.ndarray[Any, np.dtype[np.int64]]

# Flow columns.
(PACKETS, FIRST_TIME, LAST_TIME, OPENED, CHAIN, HASH, SUPERSEDED) = range(7)
FLOW_COLUMNS = 7

# Direction columns. NEXT: next sequence number to deliver. ACKED: highest acknowledgment the peer
# sent for it. STALLED: the flow's packet count when the peer was first seen to acknowledge past the
# hole in front. CAPTURED = bytes delivered + DUPLICATE + held; MISSING: bytes given up as lost.
(
    STATE,
    NEXT,
    ISN,
    ACK_SEEN,
    ACKED,
    STALLED,
    HELD_FIRST,
    HELD_LAST,
    HELD_COUNT,
    HELD_BYTES,
    CAPTURED,
    DUPLICATE,
    MISSING,
    FIN_FRAME,
    RST_FRAME,
    FIN_TIME,
    RST_TIME,
    ZERO_WINDOWS,
) = range(18)
DIRECTION_COLUMNS = 18

# Direction states: nothing seen; segments seen but no SYN, so the start is not known yet;
# delivering.
FRESH, STARTING, OPEN = 0, 1, 2

# Held segment columns.
(SEQ, LENGTH, KEPT, STORE, AT, FRAME, TIME, FOLLOWING, OWNER) = range(9)
HELD_COLUMNS = 9
# Where a piece's bytes lie: in the window's data, in the store of held bytes, nowhere any more.
IN_WINDOW, IN_STORE = 0, 1

# A key is two addresses of four words, A's and B's, then their ports.
KEY_COLUMNS = 10


def address_text(words: list[int]) -> str:
    """Write out an address of a key: four words, an IPv4 address as one mapped into IPv6."""
    if words[:3] == [0, 0, 0xFFFF]:
        return str(ipaddress.IPv4Address(words[3]))
    return str(ipaddress.IPv6Address(words[0] << 96 | words[1] << 64 | words[2] << 32 | words[3]))


def _grown(table: Any, rows: int) -> Any:
    larger = np.zeros((rows, table.shape[1]), table.dtype)
    larger[: len(table)] = table
    return larger


class FlowTables:
    """Flows, directions and held segments, with room to grow by the traffic seen."""

    def __init__(self) -> None:
        self.flow = np.zeros((64, FLOW_COLUMNS), np.int64)
        self.key = np.zeros((64, KEY_COLUMNS), np.uint32)
        self.direction = np.zeros((128, DIRECTION_COLUMNS), np.int64)
        self.held = np.zeros((2048, HELD_COLUMNS), np.int64)
        self.heads = np.full(256, -1, np.int64)
        # Rows in use: flows, held segments ever used, first free held segment (-1: none).
        self.counts = np.array([0, 0, -1], np.int64)
        # A random start keeps hostile traffic from choosing addresses that share a hash.
        self.seed = int.from_bytes(os.urandom(4), "big")

    def __len__(self) -> int:
        return int(self.counts[0])

    def reserve(self, segments: int) -> None:
        """Make room for the flows that this many segments could begin."""
        need = len(self) + segments + 1
        if need > len(self.flow):
            rows = max(need, 2 * len(self.flow))
            self.flow = _grown(self.flow, rows)
            self.key = _grown(self.key, rows)
            self.direction = _grown(self.direction, 2 * rows)
        if need > len(self.heads):
            self._rehash(2 * max(need, len(self.heads)))

    def reserve_held(self, more: int) -> None:
        """Make room for `more` held segments."""
        if int(self.counts[1]) + more > len(self.held):
            self.held = _grown(self.held, 2 * len(self.held) + more)

    def _rehash(self, size: int) -> None:
        self.heads = np.full(1 << size.bit_length(), -1, np.int64)
        mask = len(self.heads) - 1
        live = self.flow[: len(self)]
        for flow in np.flatnonzero(live[:, SUPERSEDED] == 0).tolist():
            slot = int(live[flow, HASH]) & mask
            live[flow, CHAIN] = self.heads[slot]
            self.heads[slot] = flow
