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

from smpp_dissect.pdus.batch import Int64s

# A part that comes later than this after the one before it begins another message.
LONGEST_PAUSE = 3600 * 1_000_000_000


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
    long_ones = np.flatnonzero(keys[-1] > 0)
    open_ones: dict[tuple[int, ...], tuple[int, dict[int, int], list[int]]] = {}
    columns = [column[long_ones].tolist() for column in (*keys, part, time, refused)]
    for row, *key, number, when, _ in zip(long_ones.tolist(), *columns, strict=True):
        at = tuple(key)
        begin, parts, last = open_ones.get(at, (row, {}, [when]))
        before = parts.get(number)
        if when - last[0] > LONGEST_PAUSE or (before is not None and not refused[before]):
            begin, parts, last, before = row, {}, [when], None
        if before is not None:
            superseded[before] = True
        parts[number] = row
        last[0] = when
        open_ones[at] = (begin, parts, last)
        first[row] = begin
        seen[begin] = len(parts)
    begins = first == np.arange(count)
    firsts = np.flatnonzero(begins)
    return Grouped((np.cumsum(begins) - 1)[first], firsts, seen[firsts], superseded)
