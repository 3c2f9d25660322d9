"""A capture made of Arrow tables, and an environment that keeps what a command writes."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa

from smpp_dissect.cli import main
from smpp_dissect.cli.environment import Environment
from smpp_dissect.columns import ON_DEMAND, TABLES, arrow_type
from smpp_dissect.errors import NoSmpp


def table_of(name: str, rows: Sequence[Mapping[str, Any]], dictionary: bool = True) -> pa.Table:
    """Rows as a whole table of the declared types; enumerations come as dictionaries."""
    declared = TABLES[name]
    extra = [key for row in rows for key in row if key not in declared.names]
    arrays = {}
    for column_name in (*declared.names, *dict.fromkeys(extra)):
        column = declared.column(column_name)
        values = pa.array([row.get(column_name) for row in rows], arrow_type(column.dtype))
        enumeration = column_name in ("command", "status", "sender", "file")
        arrays[column_name] = values.dictionary_encode() if dictionary and enumeration else values
    return pa.table(arrays)


def _with_columns_on_demand(table: pa.Table) -> pa.Table:
    for column in ON_DEMAND:
        if column.name not in table.schema.names:
            values = pa.nulls(len(table), arrow_type(column.dtype))
            table = table.append_column(column.name, values)
    return table


@dataclass
class FakeTree:
    node: dict[str, Any]
    number: int = 4

    def to_dict(self) -> dict[str, Any]:
        return self.node

    def to_json(self) -> str:
        return json.dumps(self.origin() | self.node, ensure_ascii=False)

    def origin(self) -> dict[str, Any]:
        told = {"pdu": self.number, "frame": 1, "file": "a.pcap", "time": None, "session": 1}
        told |= {"sender": "esme", "anomaly": None}
        return told | {"request": None, "response": None, "response_s": None, "long_message": None}


@dataclass
class FakeCapture:
    """Answers as a capture does; `asked` keeps what it was asked for, `made` the trees made."""

    tables: dict[str, pa.Table] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    profile_reasons: list[str] = field(default_factory=list)
    batch_rows: int = 2
    trees_by_number: dict[int, FakeTree] = field(default_factory=dict)
    fault: Exception | None = None
    asked: list[Any] = field(default_factory=list)
    made: list[int] = field(default_factory=list)

    def batches(self, table: str, columns: Sequence[str] | None = None) -> Iterator[pa.RecordBatch]:
        self.asked.append((table, columns))
        if not self.tables:
            raise NoSmpp("no SMPP in a.pcap: 12 packets of HTTP were seen")
        whole = self.tables.get(table)
        if whole is None:
            return
        demanded = [column.name for column in ON_DEMAND if table == "pdus"]
        names = columns or [name for name in whole.schema.names if name not in demanded]
        if table == "pdus":
            whole = _with_columns_on_demand(whole)
        yield from whole.select(list(names)).to_batches(self.batch_rows)
        if self.fault:
            raise self.fault

    def pdu(self, number: int) -> FakeTree:
        return self.trees_by_number[number]

    def frame(self, number: int) -> list[FakeTree]:
        return list(self.trees_by_number.values()) if number == 1 else []

    def trees(self, numbers: Iterable[int]) -> Iterator[FakeTree]:
        for number in numbers:
            self.made.append(number)
            yield self.trees_by_number[number]

    def overview(self) -> dict[str, Any]:
        if not self.tables:
            raise NoSmpp("no SMPP in a.pcap")
        return {"pdus": 2, "profile": "\x1b[2J", "outcomes": {"delivered": 1}}

    def summary(self) -> list[str]:
        if not self.tables:
            raise NoSmpp("no SMPP in a.pcap")
        return ["2 PDUs   in 1 session", "profile: \x1b[2J"]

    def write_reports(self, directory: Path) -> list[Path]:
        directory.mkdir(exist_ok=True)
        path = directory / "messages.csv"
        path.write_text("message\n")
        return [path]


class Terminal(io.TextIOWrapper):
    """A stream that keeps what is written to it."""

    def __init__(self) -> None:
        super().__init__(io.BytesIO(), encoding="utf-8", newline="\n", write_through=True)

    @property
    def octets(self) -> bytes:
        self.flush()
        return self.buffer.getvalue()  # type: ignore[attr-defined, no-any-return]


@dataclass
class Outcome:
    """What a command did."""

    status: int
    octets: bytes
    err: str
    opened: list[Any]

    @property
    def out(self) -> str:
        return self.octets.decode()

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()


def run(
    *args: str,
    capture: FakeCapture | None = None,
    fault: Exception | None = None,
    **environment: Any,
) -> Outcome:
    """Run one command on a fake capture; `fault` is what opening it raises."""
    opened: list[Any] = []

    def read(inputs: list[str], **options: Any) -> FakeCapture:
        opened.append((inputs, options))
        if fault:
            raise fault
        return capture if capture is not None else FakeCapture()

    stdout, stderr = Terminal(), Terminal()
    env = Environment(
        io.StringIO(), environment.pop("stdout", stdout), stderr, **environment, read=read
    )
    status = main(list(args), env)
    return Outcome(status, stdout.octets, stderr.octets.decode(), opened)
