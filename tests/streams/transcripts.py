"""Transcripts of reassembly: segments in, pieces out."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from smpp_dissect.packets import tcp
from smpp_dissect.packets.tcp import ACK, COLUMNS, SYN
from smpp_dissect.streams import flows
from smpp_dissect.streams.flows import FlowTables
from smpp_dissect.streams.reassembly import (
    BYTES,
    ENDS,
    MAX_HELD,
    MOST_PIECES,
    PIECE_COLUMNS,
)
from tests.road import module

WORLD = random.Random(9).randbytes(4096)
START = 1000


class Seg(NamedTuple):
    """A segment of a stream whose octet number `at`, counted from the SYN on, is WORLD's.

    `cut`: octets that the snap length cut.
    """

    at: int
    size: int = 0
    flags: int = ACK
    ack: int = 0
    way: int = 0
    cut: int = 0


class Piece(NamedTuple):
    """What was delivered: octets, bytes lost before them, frame, kind, direction."""

    octets: bytes
    lost: int
    frame: int
    kind: int = BYTES
    way: int = 0


class Machine:
    """The reassembly kernel with its tables, fed with segments of one connection."""

    def __init__(self, kind: str = "plain", isn: int = START):
        self.kernels = module("smpp_dissect.streams.reassembly", kind)
        self.tables = FlowTables()
        self.isn = isn
        self.frame = 0
        self.fed = 0

    def feed(self, segments: Sequence[Seg]) -> list[Piece]:
        """What the segments deliver."""
        count = len(segments)
        rows = np.zeros((count, COLUMNS), np.int64)
        address = np.zeros((count, 8), np.uint32)
        for row, one in enumerate(segments):
            rows[row, tcp.RECORD] = row
            rows[row, tcp.TIME] = 1_000_000 + self.frame + row
            ports = (1, 2) if one.way == 0 else (2, 1)
            rows[row, tcp.SOURCE_PORT], rows[row, tcp.DESTINATION_PORT] = ports
            address[row, [3, 7]] = ports
            rows[row, tcp.SEQUENCE] = (self.isn + one.at) % (1 << 32)
            rows[row, tcp.ACKNOWLEDGED] = (self.isn + one.ack) % (1 << 32)
            rows[row, tcp.FLAGS] = one.flags
            rows[row, tcp.PAYLOAD_AT] = max(one.at, 0)
            rows[row, tcp.LENGTH] = one.size
            rows[row, tcp.CAPTURED] = one.size - one.cut
            rows[row, tcp.WINDOW] = 1000
        self.fed += int(rows[:, tcp.CAPTURED].sum())
        tables, made = self.tables, np.zeros(1, np.int64)
        tables.reserve(count)
        tables.reserve_held(4 * count + 2 * (MAX_HELD + 4))
        pieces = np.zeros((6 * count + 2 * MOST_PIECES, PIECE_COLUMNS), np.int64)
        ways = np.zeros(count, np.int64)
        begin = 0
        while begin < count:
            begin = self.kernels.reassemble(
                rows, address, begin, self.frame + 1, tables.seed, tables.flow, tables.key,
                tables.direction, tables.held, tables.heads, tables.counts, pieces, made, ways,
            )  # fmt: skip
        self.frame += count
        return self._told(pieces[: int(made[0])])

    def end(self) -> list[Piece]:
        """What giving up all holes delivers."""
        tables, made = self.tables, np.zeros(1, np.int64)
        pieces = np.zeros((4 * MOST_PIECES, PIECE_COLUMNS), np.int64)
        self.kernels.end_directions(
            len(tables), 0, tables.flow, tables.direction, tables.held, tables.counts, pieces, made
        )
        return self._told(pieces[: int(made[0])])

    def _told(self, pieces: Any) -> list[Piece]:
        found = []
        for row in pieces.tolist():
            way, _, at, kept, _, lost, frame, _, kind = row
            found.append(Piece(WORLD[at : at + kept], lost, frame, kind, way))
        return found

    def column(self, name: str) -> list[int]:
        """A column of the directions' table."""
        rows = self.tables.direction[: 2 * len(self.tables)]
        return [int(value) for value in rows[:, getattr(flows, name)]]


def bytes_of(begin: int, end: int) -> bytes:
    return WORLD[begin:end]


OPEN = [Seg(-1, flags=SYN), Seg(-1, flags=SYN | ACK, way=1, ack=0)]
END = [Piece(b"", 0, 0, ENDS), Piece(b"", 0, 0, ENDS, 1)]
