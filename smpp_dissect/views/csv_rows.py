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
    if not len(octets):
        return pa.array([], pa.large_string())
    _, offsets, data = octets.buffers()
    bounds = np.frombuffer(offsets, np.int32)[octets.offset : octets.offset + len(octets) + 1]
    digits = binascii.hexlify(data[bounds[0] : bounds[-1]] if data is not None else b"")
    twice = 2 * (bounds.astype(np.int64) - bounds[0])
    validity = pc.is_valid(octets).buffers()[1] if octets.null_count else None
    buffers = [validity, pa.py_buffer(twice), pa.py_buffer(digits)]
    return pa.Array.from_buffers(pa.large_string(), len(octets), buffers)
