"""Rows as CSV: what a column is there, and the octets of some rows.

Arrow's writer uses one core, and knows no octets and no dictionaries; over times with a zone it is
seven times as slow as over their texts. So columns become text first, and whoever has many rows
writes some of them while others are made.
"""

from __future__ import annotations

import binascii
from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from smpp_dissect.views.csvsafe import csv_safe

# Rows written at a time. More need memory that is not at hand from those before: a system takes as
# long to find it as Arrow to fill it.
SLICE = 1 << 14


def csv_octets(columns: Sequence[pa.Array], names: Sequence[str], header: bool) -> pa.Buffer:
    """Write rows as CSV, under a line of `names` if it is wanted; harmless to spreadsheets."""
    from pyarrow import csv

    sink = pa.BufferOutputStream()
    table = pa.table([_text(column) for column in columns], list(names))
    csv.write_csv(table, sink, csv.WriteOptions(include_header=header))
    return sink.getvalue()


def _text(column: pa.Array) -> pa.Array:
    if pa.types.is_binary(column.type):
        return hexadecimal(column)
    safe = csv_safe(column)
    if pa.types.is_dictionary(safe.type):
        return safe.dictionary_decode()
    if pa.types.is_timestamp(safe.type):
        ticks = safe.cast(pa.timestamp(safe.type.unit)).cast(pa.string())
        return pc.binary_join_element_wise(ticks, "Z", "")
    return safe


def hexadecimal(octets: pa.Array) -> pa.Array:
    """Write each value of a binary array in hexadecimal; null stays null."""
    validity, offsets, data = octets.buffers()
    bounds = np.frombuffer(offsets, np.int32)[octets.offset : octets.offset + len(octets) + 1]
    if not len(octets) or data is None:
        return pa.array([None if each is None else "" for each in octets.to_pylist()], pa.string())
    begin, end = int(bounds[0]), int(bounds[-1])
    digits = binascii.hexlify(memoryview(data)[begin:end])
    twice = 2 * (bounds.astype(np.int64) - begin)
    return pa.Array.from_buffers(
        pa.large_string(),
        len(octets),
        [_from_first(octets, validity), pa.py_buffer(twice), pa.py_buffer(digits)],
    )


def _from_first(array: pa.Array, validity: pa.Buffer | None) -> pa.Buffer | None:
    """Give the bits that tell nulls, from those of the first value on."""
    if validity is None or not array.offset:
        return validity
    return pc.is_valid(array).buffers()[1]
