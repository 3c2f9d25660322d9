"""Makers of Arrow columns for the message tables; minus one, or no time, becomes null."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from smpp_dissect.packets.records import NO_TIME
from smpp_dissect.pdus.batch import Int64s
from smpp_dissect.spec import STATUS_BY_CODE

TIMESTAMP = pa.timestamp("ns", "UTC")
SYMBOL = pa.dictionary(pa.int32(), pa.string())


def numbers(values: Any, kind: pa.DataType) -> pa.Array:
    """Integers; those below zero are null."""
    missing = values < 0
    return pa.array(np.where(missing, 0, values), kind, mask=missing)


def pdu_numbers(places: Int64s) -> pa.Array:
    """PDU numbers (from 1) of indexes into capture order."""
    return numbers(np.where(places >= 0, places + 1, -1), pa.uint64())


def times(values: Int64s) -> pa.Array:
    """Timestamps of nanoseconds since 1970."""
    return pa.array(values, pa.int64(), mask=values == NO_TIME).view(TIMESTAMP)


def seconds(earlier: Int64s, later: Int64s, known: Any) -> pa.Array:
    """Durations in seconds between two times in nanoseconds, where both are known."""
    known = known & (earlier != NO_TIME) & (later != NO_TIME)
    # The difference of two 64-bit numbers of nanoseconds keeps its precision, the quotient of each
    # would not.
    difference = np.where(known, later - np.where(known, earlier, 0), 0)
    return pa.array(difference / 1e9, pa.float64(), mask=~known)


def symbols(codes: Int64s, names: list[str]) -> pa.Array:
    """A dictionary column of names; negative codes are null."""
    return pa.DictionaryArray.from_arrays(
        numbers(codes, pa.int32()), pa.array(names, pa.string()), safe=False
    )


def distinct(values: Any) -> tuple[list[int], Int64s]:
    """The distinct values of integers, in order of appearance, and each row's place among them."""
    encoded = pa.array(values).dictionary_encode()
    codes: Int64s = encoded.indices.to_numpy(zero_copy_only=False).astype(np.int64)
    return encoded.dictionary.to_pylist(), codes


def status_names(status: Int64s) -> pa.Array:
    """Symbols of command_status; a value without one is shown as a number; below zero is null."""
    values, codes = distinct(status)
    names = [STATUS_BY_CODE.get(value, f"0x{value:08X}") for value in values]
    return symbols(np.where(status < 0, -1, codes), names)


class Chosen:
    """Some rows of a column, taken when they are asked for: most never are."""

    def __init__(self, column: pa.Array, places: Int64s):
        self._column, self._places = column, places

    def take(self, rows: pa.Array) -> pa.Array:
        """Rows of the chosen ones, as `pyarrow.Array.take` gives them."""
        return self._column.take(pa.array(self._places).take(rows))

    def all(self) -> pa.Array:
        """All chosen rows."""
        return self._column.take(pa.array(self._places))


def picked(column: pa.Array, places: Int64s) -> pa.Array:
    """Rows of a column; null where the place is negative."""
    return column.take(pa.array(places, pa.int64(), mask=places < 0))


def at(values: Int64s, places: Int64s, missing: int = -1) -> Int64s:
    """Values at places; `missing` where the place is negative."""
    if not len(values):
        return np.full(len(places), missing, np.int64)
    return np.where(places >= 0, values[np.maximum(places, 0)], missing)


def first_of(one: pa.Array, other: pa.Array) -> pa.Array:
    """The first of two text columns where it has something, else the second."""
    return pc.if_else(pc.equal(one, "").fill_null(True), other, one)
