"""Arrow columns from numpy arrays, by their buffers.

`pyarrow.array` imports pandas the first time it is given a numpy array, which takes longer than
listing a small capture; these do not. Missing values are null.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

# The capture gave the packet no time.
NO_TIME = -(1 << 63)
_NUMPY = {
    pa.uint8(): np.uint8,
    pa.uint16(): np.uint16,
    pa.int32(): np.int32,
    pa.uint32(): np.uint32,
    pa.uint64(): np.uint64,
    pa.float64(): np.float64,
}


def number_array(values: Any, kind: pa.DataType, missing: Any = None) -> pa.Array:
    """Numbers of an Arrow type."""
    numbers = np.ascontiguousarray(values, _NUMPY[kind])
    return pa.Array.from_buffers(kind, len(numbers), [_bitmap(missing), pa.py_buffer(numbers)])


def counted_array(values: Any, kind: pa.DataType) -> pa.Array:
    """Integers of an Arrow type; those below zero are null."""
    missing = values < 0
    return number_array(np.where(missing, 0, values), kind, missing)


def time_array(values: Any) -> pa.Array:
    """Timestamps of nanoseconds since 1970 UTC."""
    times = np.ascontiguousarray(values, np.int64)
    buffers = [_bitmap(times == NO_TIME), pa.py_buffer(times)]
    return pa.Array.from_buffers(pa.timestamp("ns", "UTC"), len(times), buffers)


def text_array(texts: Sequence[str | None]) -> pa.Array:
    """Text; a lone surrogate, which UTF-8 cannot hold, becomes a question mark."""
    octets = [b"" if text is None else text.encode("utf-8", "replace") for text in texts]
    offsets = np.zeros(len(texts) + 1, np.int32)
    np.cumsum([len(each) for each in octets], out=offsets[1:])
    missing = np.array([text is None for text in texts], np.bool_)
    buffers = [_bitmap(missing), pa.py_buffer(offsets), pa.py_buffer(b"".join(octets))]
    return pa.Array.from_buffers(pa.string(), len(texts), buffers)


def named_array(codes: Any, names: pa.Array) -> pa.Array:
    """A dictionary column of names; negative codes are null."""
    return pa.DictionaryArray.from_arrays(counted_array(codes, pa.int32()), names)


def listed(array: pa.Array) -> list[Any]:
    """Values as a list; each word of a dictionary is read once."""
    if not pa.types.is_dictionary(array.type):
        values: list[Any] = array.to_pylist()
        return values
    words = array.dictionary.to_pylist()
    return [None if code is None else words[code] for code in array.indices.to_pylist()]


def is_missing(array: pa.Array) -> NDArray[np.bool_]:
    """Tell which values are null, without Arrow's compute functions and their time to load."""
    bitmap = array.buffers()[0]
    if bitmap is None:
        return np.zeros(len(array), np.bool_)
    valid = np.unpackbits(np.frombuffer(bitmap, np.uint8), bitorder="little")
    return valid[array.offset : array.offset + len(array)] == 0


def _bitmap(missing: Any) -> pa.Buffer | None:
    if missing is None or not np.any(missing):
        return None
    return pa.py_buffer(np.packbits(~np.asarray(missing, np.bool_), bitorder="little"))
