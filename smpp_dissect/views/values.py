"""Columns of Arrow batches as lists of plain values: what every view of rows starts from.

A time becomes ISO text in UTC with all digits its unit has, octets become hexadecimal text. Only
the core of pyarrow is used: its compute functions, and pandas, would cost a start more than the
rows of a small capture do.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

import pyarrow as pa

Value = bool | int | float | str | None
Block = list[list[Value]]

_EPOCH = datetime.datetime(1970, 1, 1)
_DIGITS = {"s": 0, "ms": 3, "us": 6, "ns": 9}


def block(batch: pa.RecordBatch) -> Block:
    """Turn a record batch into one list of values for each of its columns."""
    return [values(array) for array in batch.columns]


def values(array: pa.Array) -> list[Value]:
    """Turn one array into a list: bool, int, float, text, or None for a null."""
    kind = array.type
    if array.null_count == len(array):
        return [None] * len(array)
    if pa.types.is_dictionary(kind):
        words = values(array.dictionary)
        return [None if at is None else words[at] for at in array.indices.to_pylist()]
    if pa.types.is_timestamp(kind):
        return _times(array.view(pa.int64()).to_pylist(), _DIGITS[kind.unit])
    plain: list[Any] = array.to_pylist()
    if pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
        return [None if octets is None else octets.hex() for octets in plain]
    return plain


def _times(ticks: Iterable[int | None], digits: int) -> list[Value]:
    """Write out times; a second, of which there are many rows, is written out once."""
    scale = 10**digits
    seconds: dict[int, str] = {}
    texts: list[Value] = []
    for tick in ticks:
        if tick is None:
            texts.append(None)
            continue
        second, rest = divmod(tick, scale)
        if second not in seconds:
            seconds[second] = (_EPOCH + datetime.timedelta(seconds=second)).isoformat()
        texts.append(f"{seconds[second]}.{rest:0{digits}d}Z" if digits else f"{seconds[second]}Z")
    return texts
