"""The list of PDUs: the table `pdus`, what each PDU is about, and which PDU answers which.

`info` and `pair` are made from other columns, batch by batch, and are columns like any other: they
can be chosen, and asked for in a condition. A request tells its response although that comes later:
the pairs are made in the first pass over a capture, before the list streams.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple, Protocol

import pyarrow as pa

from smpp_dissect.columns import ON_DEMAND, PDUS, Column
from smpp_dissect.pdus.arrays import text_array
from smpp_dissect.views.info import INFO_OF, infos
from smpp_dissect.views.pairs import pair_text
from smpp_dissect.views.values import block

INFO = Column("info", "string", "", "what the PDU is about, by its command", 80, inferred=True)
PAIR = Column("pair", "string", "", "→ its response or ← its request, and the time between", 14)
_LINKS = ("request", "response", "response_s")
LIST = PDUS._replace(columns=(*PDUS.columns, *ON_DEMAND, PAIR, INFO))
# What a terminal shows, what a pipe gets, what JSON tells.
ON_TERMINAL = (*PDUS.shown, PAIR.name, INFO.name)
IN_PIPE = (*PDUS.shown, *_LINKS, INFO.name)
IN_JSON = (*PDUS.names, *_LINKS, INFO.name)
# Left out of a narrow terminal, in this order, before texts are cut short.
DISPENSABLE = ("command_length", "sequence_number", "status", "frame", "session")


class Made(NamedTuple):
    """How a column is made: of which others, and by what."""

    columns: tuple[str, ...]
    make: Callable[[pa.RecordBatch], list[str]]


def _pairs(batch: pa.RecordBatch) -> list[str]:
    columns = batch.select(list(_PAIR_OF))
    return [pair_text(*row) for row in zip(*block(columns), strict=True)]


_PAIR_OF = ("command", *_LINKS)
MADE = {INFO.name: Made(INFO_OF, infos), PAIR.name: Made(_PAIR_OF, _pairs)}


class Tables(Protocol):
    """What gives the rows of tables, as a capture does."""

    def batches(self, table: str, columns: Sequence[str] | None = None) -> Iterator[pa.RecordBatch]:
        """Give a table's rows in order."""


class Listed:
    """A source whose table `pdus` has all columns of `LIST`."""

    def __init__(self, source: Tables):
        self._source = source

    def batches(self, table: str, columns: Sequence[str] | None = None) -> Iterator[pa.RecordBatch]:
        """Give the rows in order, with the columns asked for; without: those of JSON."""
        names = list(columns or IN_JSON)
        needed = [of for name in names for of in (MADE[name].columns if name in MADE else (name,))]
        for batch in self._source.batches(table, list(dict.fromkeys(needed))):
            yield pa.RecordBatch.from_arrays([_column(batch, name) for name in names], names=names)


def _column(batch: pa.RecordBatch, name: str) -> pa.Array:
    if name in MADE:
        return text_array(MADE[name].make(batch))
    return batch.column(name)
