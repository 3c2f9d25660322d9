"""Rows of `pdus`, as a capture gives them to the list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pyarrow as pa

from smpp_dissect.columns import ON_DEMAND, PDUS, arrow_type

COLUMNS = {column.name: arrow_type(column.dtype) for column in (*PDUS.columns, *ON_DEMAND)}


def batch(rows: Sequence[Mapping[str, Any]], names: Sequence[str] = ()) -> pa.RecordBatch:
    """Rows as a batch of the declared types; absent values are null."""
    arrays = [pa.array([row.get(name) for row in rows], COLUMNS[name]) for name in names or COLUMNS]
    return pa.RecordBatch.from_arrays(arrays, names=list(names or COLUMNS))


class Source:
    """Gives rows two at a time; `asked` are the columns it was asked for."""

    def __init__(self, rows: Sequence[Mapping[str, Any]]):
        self._rows = rows
        self.asked: list[str] = []

    def batches(self, table: str, columns: Sequence[str] | None = None) -> Iterator[pa.RecordBatch]:
        assert table == "pdus"
        self.asked = list(columns or ())
        for at in range(0, len(self._rows), 2):
            yield batch(self._rows[at : at + 2], self.asked)
