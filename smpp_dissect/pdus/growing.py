"""Columns that grow batch by batch, in one array each.

An array that is full is copied into one twice as long, so that little is copied; pages of it that
were never written to take no memory. Large arrays come in huge pages, which a system hands out many
times faster than as many small pieces.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from smpp_dissect.pdus.batch import Int64s

# Row numbers, of 32 bits where these do.
Places = np.ndarray[Any, np.dtype[np.signedinteger[Any]]]

# Rows of the first array.
FIRST = 1024
# The most rows that are numbered with 32 bits.
LARGEST = (1 << 31) - 1


class Growing:
    """An array that grows at its end."""

    def __init__(self, kind: Any):
        self._array = np.empty(0, kind)
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def more(self, count: int) -> np.ndarray[Any, Any]:
        """Add elements, and give them to be written."""
        begin, self._count = self._count, self._count + count
        if self._count > len(self._array):
            longer = np.empty(max(FIRST, 2 * self._count), self._array.dtype)
            longer[:begin] = self._array[:begin]
            self._array = longer
        return self._array[begin : self._count]

    def less(self, count: int) -> None:
        """Take back the last elements."""
        self._count -= count

    def finished(self) -> np.ndarray[Any, Any]:
        """Give up the array, without the room it had to grow."""
        array, self._array = self._array, np.empty(0, self._array.dtype)
        # Nothing else looks into it: what was written to by `more` has been.
        array.resize(self._count, refcheck=False)
        self._count = 0
        return array


class Numbers:
    """Integer columns that grow together."""

    def __init__(self, **kinds: Any):
        self._columns = {name: Growing(kind) for name, kind in kinds.items()}

    @property
    def names(self) -> list[str]:
        """The columns that were not taken."""
        return list(self._columns)

    def append(self, **columns: Any) -> None:
        """Add a piece of every column."""
        for name, column in self._columns.items():
            column.more(len(columns[name]))[:] = columns[name]

    def take(self, name: str, place: Places | None = None) -> np.ndarray[Any, Any]:
        """Give up a column as an array. `place`: the row of each value; without it as they came."""
        return in_places(self._columns.pop(name).finished(), place)


def in_places(values: np.ndarray[Any, Any], place: Places | None) -> np.ndarray[Any, Any]:
    """Put values, in their own array, each into its row; without `place` they stay as they are."""
    if place is not None:
        values[place] = values.copy()
    return values


def places_in_order(values: Int64s) -> Places | None:
    """The row that each value gets when they are sorted; None where they are."""
    if not (values[1:] < values[:-1]).any():
        return None
    place: Places = np.empty(len(values), np.int32)
    if len(values) > LARGEST:
        place = np.empty(len(values), np.int64)
    place[np.argsort(values, kind="stable")] = np.arange(len(values))
    return place
