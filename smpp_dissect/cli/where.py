"""`--where`: a SQL condition on the columns of a table, asked of each batch of rows by DuckDB.

The condition is one expression over one row. That it is no more than that is seen in its syntax
tree: a statement that slips out of the brackets (`1) UNION SELECT (1`) has another one. The
connection can reach no file and no network, and cannot be told otherwise.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

import pyarrow as pa

from smpp_dissect.cli.failures import hint_of
from smpp_dissect.errors import WhereError

_STATEMENT = "--where: expected one condition, found a statement"
_ROW = "#"  # a column of row numbers; no table has one of that name
# DuckDB knows no hexadecimal numbers, and SMPP is written in them. Quoted texts and names, and
# comments, are passed over.
_HEXADECIMAL = re.compile(
    r"""'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|/\*.*?\*/|\b(0[xX][0-9A-Fa-f]{1,16})\b""", re.DOTALL
)
_LOCKED = (
    "SET enable_external_access = false",
    "SET autoload_known_extensions = false",
    "SET autoinstall_known_extensions = false",
    "SET python_enable_replacements = false",
    "SET lock_configuration = true",
)


class Condition:
    """A condition on the rows of `table`. Raises WhereError where it is none."""

    def __init__(self, sql: str, table: str) -> None:
        import duckdb

        if not sql.strip():
            raise WhereError("--where: is empty; give a condition, as \"status <> 'ESME_ROK'\"")
        self._sql = _HEXADECIMAL.sub(_decimal, sql)
        self._table = table
        self._fault = duckdb.Error
        self._connection = duckdb.connect(":memory:")
        for setting in _LOCKED:
            self._connection.execute(setting)
        self._written = tuple(_columns(self._expression(), table))

    def columns(self, names: Sequence[str]) -> list[str]:
        """List the columns the condition speaks of, out of a table's `names`."""
        known = {name.lower(): name for name in names}
        for written in self._written:
            if written.lower() not in known:
                hint = hint_of(written, names)
                raise WhereError(f"--where: {self._table} has no column {written}{hint}")
        return list(dict.fromkeys(known[written.lower()] for written in self._written))

    def kept(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Give the rows for which the condition is true, in order and in their own types."""
        asked = {name: _plain(batch.column(name)) for name in self.columns(batch.schema.names)}
        asked[_ROW] = pa.array(range(batch.num_rows), pa.int64())
        self._connection.register(self._table, pa.table(asked))
        try:
            rows = self._connection.execute(
                f'SELECT "{_ROW}" FROM "{self._table}" WHERE (\n{self._sql}\n) ORDER BY 1'
            ).fetchnumpy()
        except self._fault as error:
            raise WhereError(f"--where: {_first_line(error)}") from error
        return batch.take(pa.array(rows[_ROW]))

    def _expression(self) -> dict[str, Any]:
        """Parse the condition, and see that it is one expression over one row."""
        node = self._select(self._sql)
        alone = _around_list(node) == _around_list(self._select("TRUE"))
        if not alone or len(node["select_list"]) != 1:
            raise WhereError(_STATEMENT)
        expression: dict[str, Any] = node["select_list"][0]
        if any(part.get("class") in ("SUBQUERY", "WINDOW") for part in _parts(expression)):
            raise WhereError("--where: a condition is about one row, without subqueries")
        return expression

    def _select(self, sql: str) -> dict[str, Any]:
        statement = f"SELECT (\n{sql}\n)"
        asked = self._connection.execute("SELECT json_serialize_sql(?)", [statement])
        tree = json.loads(asked.fetchall()[0][0])
        if tree.get("error", True):
            raise WhereError(f"--where: {_where_it_stands(tree, self._sql)}")
        if len(tree["statements"]) != 1 or "select_list" not in tree["statements"][0]["node"]:
            raise WhereError(_STATEMENT)
        node: dict[str, Any] = tree["statements"][0]["node"]
        return node


def _where_it_stands(tree: dict[str, Any], sql: str) -> str:
    """Take the parser's message; the bracket behind the condition is not its writer's."""
    message: str = tree.get("error_message", "no condition")
    return message if ")" in sql else message.replace('at or near ")"', "at its end")


def _decimal(match: re.Match[str]) -> str:
    return str(int(match[1], 16)) if match[1] else match[0]


def _around_list(node: dict[str, Any]) -> dict[str, Any]:
    """Take all of a SELECT but what is selected, and where in the text its parts stand."""
    rest = {key: value for key, value in node.items() if key != "select_list"}
    return rest | {"from_table": node["from_table"]["type"]}


def _parts(tree: object) -> Iterator[dict[str, Any]]:
    """Walk all objects of a syntax tree."""
    pending = [tree]
    while pending:
        part = pending.pop()
        if isinstance(part, dict):
            yield part
            pending.extend(part.values())
        elif isinstance(part, list):
            pending.extend(part)


def _columns(expression: dict[str, Any], table: str) -> Iterator[str]:
    for part in _parts(expression):
        if part.get("class") == "COLUMN_REF":
            path = part["column_names"]
            yield path[1] if len(path) > 1 and path[0].lower() == table else path[0]


def _plain(array: pa.Array) -> pa.Array:
    """Give DuckDB what it compares with literals: texts for words of a dictionary, UTC times."""
    if pa.types.is_dictionary(array.type):
        return array.dictionary_decode()
    return array.view(pa.timestamp(array.type.unit)) if pa.types.is_timestamp(array.type) else array


def _first_line(error: Exception) -> str:
    """Take the message out of DuckDB's report, which goes on with a drawing of the place."""
    line = str(error).strip().splitlines()[0]
    return line.split(": ", 1)[-1]
