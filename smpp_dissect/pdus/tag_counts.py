"""TLVs counted by peer, command and tag, with lengths and a few values of each, as they come.

A hash table of rows; memory grows with peers and tags, not with the capture, and not beyond `MOST`
rows however many tags there are. Of each row the distinct values that came first are kept, by the
frame that they came in, so that how the capture was cut into windows changes none of them.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from smpp_dissect._kernel import i64, kernel
from smpp_dissect.pdus.batch import Batch, Int64s
from smpp_dissect.pdus.framing import (
    COMMAND,
    DIRECTION,
    FRAME,
    TLV_BEGIN,
    TLV_PDU,
    TLV_SIZE,
    TLV_TAG,
)
from smpp_dissect.spec import COMMANDS

# Distinct values kept of a row, and how much of each.
SLOTS = 8
OCTETS = 64
# Rows kept; TLVs beyond them are only counted. Nobody's traffic has so many, hostile traffic may.
MOST = 1 << 17
FEWEST = 1 << 8

# Columns of a row: key, then what is counted, then frame and size of each value kept.
PEER, COMMAND_PLACE, TAG, COUNT, LEAST, MOST_OCTETS, VALUES, FRAMES = range(8)
SIZES = FRAMES + SLOTS
COLUMNS = SIZES + SLOTS
# What the kernels carry: rows in use, TLVs that found no room.
USED, UNTOLD = 0, 1


class Value(NamedTuple):
    """A value kept: the frame it came in first, counted over all files, its size, its beginning."""

    frame: int
    size: int
    octets: bytes


class Tally(NamedTuple):
    """What was counted of one tag in one command of one peer. `command` None: an unknown one."""

    peer: int
    command: str | None
    tag: int
    times: int
    least: int
    most: int
    values: tuple[Value, ...]


class TagCounts:
    """Counts while it is shown batches. `first_tag`: tags below it are passed over."""

    def __init__(self, first_tag: int = 0):
        self._first_tag = first_tag
        self._state = np.zeros(2, np.int64)
        # A random start keeps hostile traffic from choosing tags that share a place.
        self._seed = int.from_bytes(os.urandom(3), "big")
        self._table = np.empty((0, COLUMNS), np.int64)
        self._values = np.empty((0, SLOTS, OCTETS), np.uint8)
        self._heads = np.empty(0, np.int64)

    @property
    def untold(self) -> int:
        """TLVs that no row was left for."""
        return int(self._state[UNTOLD])

    def take(self, batch: Batch, peer_of_flow: Int64s) -> None:
        """Count a batch's TLVs; every flow in it has a peer."""
        at = 0
        while at < len(batch.tlvs):
            if self._state[USED] == len(self._table) and len(self._table) < MOST:
                self._grow(min(MOST, max(FEWEST, 4 * len(self._table))))
            at = int(
                _count_tlvs(
                    batch.data, batch.pdus, batch.tlvs, at, peer_of_flow, self._first_tag,
                    self._seed, MOST, self._heads, self._table, self._values, self._state,
                )
            )  # fmt: skip

    def tallies(self) -> Iterator[Tally]:
        """Give the rows, in order of peer, tag and command."""
        used = int(self._state[USED])
        rows = self._table[:used]
        for place in np.lexsort((rows[:, COMMAND_PLACE], rows[:, TAG], rows[:, PEER])).tolist():
            row = rows[place].tolist()
            command = COMMANDS[row[COMMAND_PLACE]].name if row[COMMAND_PLACE] >= 0 else None
            kept = (
                Value(
                    row[FRAMES + slot],
                    row[SIZES + slot],
                    self._values[place, slot, : min(row[SIZES + slot], OCTETS)].tobytes(),
                )
                for slot in range(row[VALUES])
            )
            counted = row[COUNT], row[LEAST], row[MOST_OCTETS]
            yield Tally(row[PEER], command, row[TAG], *counted, tuple(kept))

    def _grow(self, rows: int) -> None:
        used = int(self._state[USED])
        table, values = (
            np.empty((rows, COLUMNS), np.int64),
            np.empty((rows, SLOTS, OCTETS), np.uint8),
        )
        table[:used], values[:used] = self._table[:used], self._values[:used]
        self._table, self._values = table, values
        self._heads = np.full(1 << (2 * rows).bit_length(), -1, np.int64)
        _index_rows(table, used, self._seed, self._heads)


@kernel
def _count_tlvs(
    data: Any, pdus: Any, tlvs: Any, first: int, peer_of_flow: Any, first_tag: int, seed: int,
    most: int, heads: Any, table: Any, values: Any, state: Any,
) -> int:  # fmt: skip
    """Count TLVs from `first` on; give the one that a larger table is needed for, of at most `most`
    rows.
    """
    for tlv in range(first, len(tlvs)):
        tag = tlvs[tlv, TLV_TAG]
        if tag < first_tag:
            continue
        pdu = tlvs[tlv, TLV_PDU]
        peer = peer_of_flow[pdus[pdu, DIRECTION] >> 1]
        row = _row_of(peer, pdus[pdu, COMMAND], tag, seed, heads, table, state)
        if row < 0:
            if len(table) < most:
                return tlv
            state[UNTOLD] += 1
            continue
        size = tlvs[tlv, TLV_SIZE]
        table[row, COUNT] += 1
        table[row, LEAST] = min(table[row, LEAST], size)
        table[row, MOST_OCTETS] = max(table[row, MOST_OCTETS], size)
        frame = pdus[pdu, FRAME]
        if table[row, VALUES] < SLOTS or frame < table[row, FRAMES + SLOTS - 1]:
            _keep_value(data, tlvs[tlv, TLV_BEGIN], size, frame, table[row], values[row])
    return len(tlvs)


@kernel
def _hash(peer: int, command: int, tag: int, seed: int) -> int:
    """Mix a key; each product stays within 63 bits."""
    mixed = peer * 0x1E3779B1 + (command + 2) * 0x05EBCA6B + (tag ^ seed) * 0x12B2AE35
    mixed = ((mixed ^ (mixed >> 31)) & 0x7FFFFFFF) * 0x2C1B3C6D
    return (mixed ^ (mixed >> 31)) & 0x7FFFFFFF


@kernel
def _row_of(
    peer: int, command: int, tag: int, seed: int, heads: Any, table: Any, state: Any
) -> int:
    """Find the row of a key, or make one; -1 where no more can be made."""
    slot = _hash(peer, command, tag, seed) & (len(heads) - 1)
    while heads[slot] >= 0:
        row = heads[slot]
        if table[row, PEER] == peer and table[row, TAG] == tag:
            if table[row, COMMAND_PLACE] == command:
                return row
        slot = (slot + 1) & (len(heads) - 1)
    row = state[USED]
    if row == len(table):
        return -1
    state[USED] = row + 1
    heads[slot] = row
    table[row, PEER] = peer
    table[row, COMMAND_PLACE] = command
    table[row, TAG] = tag
    table[row, COUNT] = 0
    table[row, LEAST] = 1 << 16
    table[row, MOST_OCTETS] = 0
    table[row, VALUES] = 0
    return row


@kernel
def _index_rows(table: Any, used: int, seed: int, heads: Any) -> None:
    for row in range(used):
        key = _hash(table[row, PEER], table[row, COMMAND_PLACE], table[row, TAG], seed)
        slot = key & (len(heads) - 1)
        while heads[slot] >= 0:
            slot = (slot + 1) & (len(heads) - 1)
        heads[slot] = row


@kernel
def _keep_value(data: Any, begin: int, size: int, frame: int, row: Any, values: Any) -> None:
    """Keep a value among those that came first, which stand in the order of their frames."""
    kept = row[VALUES]
    hole = kept
    for slot in range(kept):
        if row[SIZES + slot] == size and _is_same(data, begin, size, values[slot]):
            if frame >= row[FRAMES + slot]:
                return
            hole = slot
            break
    if hole == kept:
        row[VALUES] = min(kept + 1, SLOTS)
        hole = row[VALUES] - 1
    while hole > 0 and row[FRAMES + hole - 1] > frame:
        row[FRAMES + hole] = row[FRAMES + hole - 1]
        row[SIZES + hole] = row[SIZES + hole - 1]
        for k in range(min(row[SIZES + hole], OCTETS)):
            values[hole, k] = values[hole - 1, k]
        hole -= 1
    row[FRAMES + hole] = frame
    row[SIZES + hole] = size
    for k in range(min(size, OCTETS)):
        values[hole, k] = data[begin + k]


@kernel
def _is_same(data: Any, begin: int, size: int, value: Any) -> bool:
    for k in range(min(size, OCTETS)):
        if i64(data[begin + k]) != i64(value[k]):
            return False
    return True
