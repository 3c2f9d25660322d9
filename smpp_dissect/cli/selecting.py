"""Which rows and columns of a table a command gets: `--where` and `--columns`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import pyarrow as pa

from smpp_dissect.cli.failures import UsageFault, hint_of
from smpp_dissect.columns import TABLES, Column, Table, arrow_type

if TYPE_CHECKING:
    from smpp_dissect.cli.where import Condition
    from smpp_dissect.views.listing import Tables


def table_named(name: str) -> Table:
    """Find a table of a capture by its name, or say which there are."""
    names = [table.name for table in TABLES.values() if not table.is_report]
    if name in names:
        return TABLES[name]
    raise UsageFault(f"there is no table {name}{hint_of(name, names)}")


def columns_named(text: str | None) -> tuple[str, ...]:
    """Split the names in `--columns`; empty where none are given."""
    return tuple(name.strip() for name in (text or "").split(",") if name.strip())


class Selection:
    """Rows of `table` for which `where` is true, their columns `names`; empty: all columns.

    Names are checked at once, except in a table that a profile adds columns to.
    """

    def __init__(self, table: Table, names: Sequence[str], where: str | None) -> None:
        self.table = table
        self.names = tuple(names)
        self._condition = _condition(where, table)
        self._asked = None if table.is_open else self._needed(table.names)

    def batches(self, capture: Tables) -> Iterator[pa.RecordBatch]:
        """Give the rows, in order; at least one batch, which may be empty."""
        none = True
        for batch in capture.batches(self.table.name, self._asked):
            yield self._selected(batch)
            none = False
        if none:
            yield self._empty()

    def columns(self, batch: pa.RecordBatch) -> list[Column]:
        """Describe the columns of a batch."""
        return [self.table.column(field.name, _dtype(field.type)) for field in batch.schema]

    def _needed(self, known: Sequence[str]) -> list[str] | None:
        """List the columns to ask the capture for, all of them known; None for all there are."""
        asked = self._condition.columns(known) if self._condition is not None else []
        for name in self.names:
            if name not in known:
                raise UsageFault(f"{self.table.name} has no column {name}{hint_of(name, known)}")
        return list(dict.fromkeys((*self.names, *asked))) if self.names else None

    def _selected(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        self._needed(batch.schema.names)
        if self._condition is not None:
            batch = self._condition.kept(batch)
        return batch.select(list(self.names)) if self.names else batch

    def _empty(self) -> pa.RecordBatch:
        columns = [self.table.column(name) for name in self.names or self.table.names]
        arrays = [pa.array([], arrow_type(column.dtype)) for column in columns]
        return pa.RecordBatch.from_arrays(arrays, names=[column.name for column in columns])


def _dtype(kind: pa.DataType) -> str:
    """Name a type as columns do; words of a dictionary are what they are outside it."""
    if pa.types.is_dictionary(kind):
        return str(kind.value_type)
    return "timestamp" if pa.types.is_timestamp(kind) else str(kind)


def _condition(where: str | None, table: Table) -> Condition | None:
    if where is None:
        return None
    from smpp_dissect.cli.where import Condition

    return Condition(where, table.name)
