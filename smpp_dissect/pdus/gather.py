"""Values copied out of batches into columns that last.

A `Strings` column keeps sizes and bytes as they come, and becomes one Arrow array in the end: of
the same memory, or in another order.

Octets above 0x7F in a C-octet string are read as Latin-1, so that every octet comes back from the
text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from smpp_dissect._kernel import i64, kernel
from smpp_dissect.pdus.batch import Slices
from smpp_dissect.pdus.growing import Growing, Places, in_places

if TYPE_CHECKING:
    import pyarrow as pa

# Octets of text that 32-bit offsets are trusted with; above, they are of 64 bits.
LARGE = 1 << 30


class Strings:
    """A column of strings or bytes that grows; None where there is no value."""

    def __init__(self, binary: bool = False):
        self._binary = binary
        self._sizes = Growing(np.int32)
        self._octets = Growing(np.uint8)

    def __len__(self) -> int:
        return len(self._sizes)

    def append(self, data: np.ndarray[Any, Any], slices: Slices) -> None:
        """Copy the slices' bytes."""
        sizes = self._sizes.more(len(slices.size))
        sizes[:] = slices.size
        total = int(np.maximum(slices.size, 0).sum())
        high = int(_gather(data, slices.begin, slices.size, self._octets.more(total)))
        if high and not self._binary:
            self._octets.less(total)
            wide = self._octets.more(total + high)
            _gather_latin1(data, slices.begin, slices.size, sizes, wide)

    def append_arrow(self, array: pa.Array) -> None:
        """Copy an Arrow string array (offsets of 32 bits)."""
        _, offset_buffer, data = array.buffers()
        offsets = np.frombuffer(offset_buffer, np.int32)[array.offset :][: len(array) + 1]
        sizes = self._sizes.more(len(array))
        sizes[:] = offsets[1:] - offsets[:-1]
        if array.null_count:
            sizes[~array.is_valid().to_numpy(zero_copy_only=False)] = -1
        if len(array) and data:
            octets = np.frombuffer(data, np.uint8)[offsets[0] : offsets[-1]]
            self._octets.more(len(octets))[:] = octets

    def array(self, place: Places | None = None) -> pa.Array:
        """Make the column, and give it up.

        `place`: the row of each value; without it they stay in order.
        """
        size, octets = self._sizes.finished(), self._octets.finished()
        if place is not None:
            octets = _in_places(size, octets, place)
            size = in_places(size, place)
        return _array(size, octets, self._binary)


def _in_places(size: Any, octets: Any, place: Places) -> Any:
    """Copy values that stand one after another, so that each has its place among them."""
    begin = np.zeros(len(size), np.int64)
    begin[place] = np.maximum(size, 0)
    begin = np.cumsum(begin) - begin
    ordered = np.empty_like(octets)
    _scatter(octets, size, begin[place], ordered)
    return ordered


def _array(size: Any, octets: Any, binary: bool) -> pa.Array:
    import pyarrow as pa

    large = len(octets) > LARGE
    offsets = np.zeros(len(size) + 1, np.int64 if large else np.int32)
    np.cumsum(np.maximum(size, 0), out=offsets[1:])
    valid = size >= 0
    bitmap = None if valid.all() else pa.py_buffer(np.packbits(valid, bitorder="little"))
    if large:
        kind = pa.large_binary() if binary else pa.large_string()
    else:
        kind = pa.binary() if binary else pa.string()
    buffers = [bitmap, pa.py_buffer(offsets), pa.py_buffer(octets)]
    return pa.Array.from_buffers(kind, len(size), buffers)


def strings(data: np.ndarray[Any, Any], slices: Slices, binary: bool = False) -> pa.Array:
    """Copy one batch's slices into one Arrow array."""
    column = Strings(binary)
    column.append(data, slices)
    return column.array()


@kernel
def _gather(data: Any, begin: Any, size: Any, out: Any) -> int:
    """Copy slices one after another; count the octets above 0x7F."""
    to = 0
    high = 0
    for i in range(len(begin)):
        at = begin[i]
        for k in range(max(size[i], 0)):
            octet = i64(data[at + k])
            out[to] = octet
            high += octet >> 7
            to += 1
    return high


@kernel
def _scatter(data: Any, size: Any, begin: Any, out: Any) -> None:
    """Copy values that stand one after another to where each begins."""
    at = 0
    for i in range(len(size)):
        to = begin[i]
        for k in range(max(i64(size[i]), 0)):
            out[to + k] = data[at]
            at += 1


@kernel
def _gather_latin1(data: Any, begin: Any, size: Any, wide: Any, out: Any) -> None:
    """Copy slices as UTF-8 of their Latin-1 characters; `wide` gets the sizes that come of it."""
    to = 0
    for i in range(len(begin)):
        at = begin[i]
        first = to
        for k in range(max(size[i], 0)):
            octet = i64(data[at + k])
            if octet < 0x80:
                out[to] = octet
            else:
                out[to] = 0xC0 | octet >> 6
                to += 1
                out[to] = 0x80 | octet & 0x3F
            to += 1
        wide[i] = to - first if size[i] >= 0 else -1
