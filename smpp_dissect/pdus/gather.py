"""Values copied out of batches into columns that last.

A `Strings` column keeps sizes and bytes as they come and makes one Arrow array of them at the end.
Octets above 0x7F in a C-octet string are read as Latin-1, so that every octet comes back from the
text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from smpp_dissect._kernel import i64, kernel
from smpp_dissect.pdus.batch import Slices

if TYPE_CHECKING:
    import pyarrow as pa

# An Arrow string array holds less than 2 GiB; a chunk is closed well before.
CHUNK_BYTES = 1 << 30


class Strings:
    """A column of strings or bytes that grows; None where there is no value."""

    def __init__(self, binary: bool = False):
        self._binary = binary
        self._sizes: list[np.ndarray[Any, np.dtype[np.int32]]] = []
        self._bytes: list[np.ndarray[Any, np.dtype[np.uint8]]] = []

    def append(self, data: np.ndarray[Any, Any], slices: Slices) -> None:
        """Copy the slices' bytes."""
        sizes = slices.size
        total = int(sizes.sum() + (sizes < 0).sum())
        out = np.empty(total, np.uint8)
        high = int(_gather(data, slices.begin, sizes, out))
        if high and not self._binary:
            wide = np.empty(total + high, np.uint8)
            sizes = np.empty_like(sizes)
            _gather_latin1(data, slices.begin, slices.size, sizes, wide)
            out = wide
        self._sizes.append(sizes.astype(np.int32))
        self._bytes.append(out)

    def append_arrow(self, array: pa.Array) -> None:
        """Copy an Arrow string array (offsets of 32 bits)."""
        _, offset_buffer, data = array.buffers()
        offsets = np.frombuffer(offset_buffer, np.int32)[
            array.offset : array.offset + len(array) + 1
        ]
        sizes = np.diff(offsets)
        if array.null_count:
            sizes[~array.is_valid().to_numpy(zero_copy_only=False)] = -1
        self._sizes.append(sizes.astype(np.int32))
        empty = np.empty(0, np.uint8)
        self._bytes.append(
            np.frombuffer(data, np.uint8)[offsets[0] : offsets[-1]].copy()
            if len(sizes) and data
            else empty
        )

    def __len__(self) -> int:
        return sum(len(sizes) for sizes in self._sizes)

    def arrow(self) -> pa.ChunkedArray:
        """Make the column; the parts are given up as they are used."""
        import pyarrow as pa

        kind = pa.binary() if self._binary else pa.string()
        groups = self._groups()
        self._sizes, self._bytes = [], []
        chunks = []
        while groups:
            chunks.append(_array(*groups.pop(0), kind))
        return pa.chunked_array(chunks, kind)

    def _groups(self) -> list[tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]]:
        groups, first, held = [], 0, 0
        for place, part in enumerate(self._bytes):
            if held + len(part) > CHUNK_BYTES and place > first:
                groups.append((first, place))
                first, held = place, 0
            held += len(part)
        if len(self._bytes) > first:
            groups.append((first, len(self._bytes)))
        return [
            (np.concatenate(self._sizes[a:b]), np.concatenate(self._bytes[a:b])) for a, b in groups
        ]


def _array(sizes: np.ndarray[Any, Any], data: np.ndarray[Any, Any], kind: pa.DataType) -> pa.Array:
    import pyarrow as pa

    offsets = np.zeros(len(sizes) + 1, np.int32)
    np.cumsum(np.maximum(sizes, 0), out=offsets[1:])
    valid = sizes >= 0
    bitmap = None if valid.all() else pa.py_buffer(np.packbits(valid, bitorder="little"))
    buffers = [bitmap, pa.py_buffer(offsets), pa.py_buffer(data)]
    return pa.Array.from_buffers(kind, len(sizes), buffers)


def strings(data: np.ndarray[Any, Any], slices: Slices, binary: bool = False) -> pa.Array:
    """Copy one batch's slices into one Arrow array."""
    column = Strings(binary)
    column.append(data, slices)
    chunked = column.arrow()
    return chunked.chunk(0) if chunked.num_chunks else chunked.combine_chunks()


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
