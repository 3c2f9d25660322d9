"""Parts of long messages put together.

Parts belong together by account, addresses, and the reference that a user data header or the sar_
TLVs give them. References come again, so a part that the message at hand already has begins
another, unless the earlier one was refused: then it is a second attempt. Source: 3GPP TS 23.040,
9.2.3.24.1; SMPP 3.4, 5.3.2.22.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from smpp_dissect._kernel import i64, kernel
from smpp_dissect.pdus.batch import Int64s

# A part that comes later than this after the one before it begins another message.
LONGEST_PAUSE = 3600 * 1_000_000_000
# Columns of links: the part before this one in its message, the first one, and the next open
# message of the same hash.
EARLIER, BEGIN, NEXT_OPEN = 0, 1, 2
LINKS = 3


@dataclass(frozen=True, slots=True)
class Grouped:
    """`group`: for each carrier the message it is part of; `first`: row of each message's first
    part.

    Messages are numbered in order of their first part; `parts_seen` counts distinct parts. A
    refused attempt that was repeated has `superseded` set.
    """

    group: Int64s
    first: Int64s
    parts_seen: Int64s
    superseded: np.ndarray[Any, np.dtype[np.bool_]]

    @property
    def count(self) -> int:
        """Messages."""
        return len(self.first)


def group_parts(
    keys: list[Int64s], part: Int64s, time: Int64s, refused: np.ndarray[Any, Any]
) -> Grouped:
    """Put carriers, given in capture order, into messages.

    `keys`: columns that parts of one message share, the last of them the announced number of parts
    (0: a whole message); `part`: number of the part; `time`: nanoseconds; `refused`: whether the
    response was an error.
    """
    count = len(part)
    first = np.arange(count)
    superseded = np.zeros(count, np.bool_)
    seen = np.ones(count, np.int64)
    rows = np.flatnonzero(keys[-1] > 0)
    if len(rows):
        shared = np.stack([column[rows].astype(np.int64) for column in keys], axis=1)
        heads = np.full(1 << len(rows).bit_length(), -1, np.int64)
        links = np.full((len(rows), LINKS), -1, np.int64)
        _group(
            rows, shared, part[rows].astype(np.int64), time[rows], refused[rows].astype(np.int64),
            heads, links, first, superseded, seen,
        )  # fmt: skip
    begins = first == np.arange(count)
    firsts = np.flatnonzero(begins)
    return Grouped((np.cumsum(begins) - 1)[first], firsts, seen[firsts], superseded)


@kernel
def _group(
    rows: Any, keys: Any, part: Any, time: Any, refused: Any, heads: Any, links: Any,
    first: Any, superseded: Any, seen: Any,
) -> None:  # fmt: skip
    """Walk the parts in order; the newest part of each open message stands for it in the table."""
    mask = len(heads) - 1
    for i in range(len(rows)):
        slot = _slot(keys, i) & mask
        before = -1
        newest = heads[slot]
        while newest >= 0 and not _same(keys, newest, i):
            before = newest
            newest = links[newest, NEXT_OPEN]
        links[i, BEGIN] = i
        after = heads[slot]
        if newest < 0:
            before = -1
        else:
            after = links[newest, NEXT_OPEN]
            other = newest
            while other >= 0 and part[other] != part[i]:
                other = links[other, EARLIER]
            paused = time[i] - time[newest] > LONGEST_PAUSE
            if not paused and (other < 0 or refused[other]):
                links[i, EARLIER] = newest
                links[i, BEGIN] = links[newest, BEGIN]
                if other >= 0:
                    superseded[rows[other]] = True
                else:
                    seen[rows[links[i, BEGIN]]] += 1
        links[i, NEXT_OPEN] = after
        if before >= 0:
            links[before, NEXT_OPEN] = i
        else:
            heads[slot] = i
        first[rows[i]] = rows[links[i, BEGIN]]


@kernel
def _slot(keys: Any, row: int) -> int:
    mixed = 0
    for column in range(keys.shape[1]):
        mixed = ((mixed ^ (i64(keys[row, column]) & 0xFFFFFFFF)) * 0x9E3779B1) & 0xFFFFFFFF
        mixed = mixed ^ (mixed >> 15)
    return mixed


@kernel
def _same(keys: Any, one: int, other: int) -> bool:
    for column in range(keys.shape[1]):
        if keys[one, column] != keys[other, column]:
            return False
    return True
