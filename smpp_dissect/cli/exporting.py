"""Tables as files: CSV, Parquet, JSON lines, Arrow."""

from __future__ import annotations

import contextlib
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from smpp_dissect.cli.failures import UsageFault
from smpp_dissect.columns import arrow_type
from smpp_dissect.errors import OutputError
from smpp_dissect.views.table import json_lines
from smpp_dissect.views.values import block

if TYPE_CHECKING:
    from smpp_dissect.cli.reading import Octets, Reading
    from smpp_dissect.cli.selecting import Selection

FORMATS = ("csv", "parquet", "jsonl", "arrow")
_OCTETS = ("parquet", "arrow")  # formats no terminal can show
_ROW_GROUP = 256 * 1024
# Slices of rows that wait to be written.
MOST_PENDING = 4

Batches = Iterator[pa.RecordBatch]


def format_named(name: str | None, out: str | None) -> str:
    """Choose a format: as named, else by the ending of the file's name, else CSV."""
    ending = Path(out or "").suffix.lstrip(".")
    form = name or (ending if ending in FORMATS else "csv")
    if form not in FORMATS:
        raise UsageFault(f"there is no format {form}; there are {', '.join(FORMATS)}")
    return form


def export(reading: Reading, selection: Selection, form: str, out: str | None) -> None:
    """Write a table to a file, or to standard output where `out` is None or `-`.

    The file appears when it is complete. Words of dictionaries become plain text.
    """
    env = reading.env
    if form in _OCTETS and out in (None, "-") and env.stdout_is_terminal:
        raise UsageFault(f"a terminal cannot show {form}; give --out FILE")
    batches = (_declared(selection, batch) for batch in selection.batches(reading.capture))
    # What stops the reading does so before a file is begun.
    first = next(batches)
    with _sink(reading, out) as sink:
        _WRITERS[form](sink, first.schema, chain([first], batches))


def _declared(selection: Selection, batch: pa.RecordBatch) -> pa.RecordBatch:
    """Bring a batch to its columns' declared types, the same for every batch."""
    columns = selection.columns(batch)
    types = [arrow_type(column.dtype) for column in columns]
    arrays = [
        array if array.type == kind else array.cast(kind)
        for array, kind in zip(batch.columns, types, strict=True)
    ]
    return pa.RecordBatch.from_arrays(arrays, names=batch.schema.names)


def _write_csv(sink: Octets, schema: pa.Schema, batches: Batches) -> None:
    from smpp_dissect.views.csv_rows import csv_octets

    # Rows are written as text beside the reading of those that follow.
    with ThreadPoolExecutor(1) as beside:
        pending: deque[Future[pa.Buffer]] = deque()
        for place, rows in enumerate(_slices(batches)):
            pending.append(beside.submit(csv_octets, rows.columns, schema.names, not place))
            if len(pending) > MOST_PENDING:
                sink.write(pending.popleft().result())
        for written in pending:
            sink.write(written.result())


def _slices(batches: Batches) -> Batches:
    from smpp_dissect.views.csv_rows import SLICE

    for batch in batches:
        for begin in range(0, max(len(batch), 1), SLICE):
            yield batch.slice(begin, SLICE)


def _write_parquet(sink: Octets, schema: pa.Schema, batches: Batches) -> None:
    import pyarrow.parquet

    with pyarrow.parquet.ParquetWriter(sink, schema, compression="zstd") as writer:
        pending: list[pa.RecordBatch] = []
        for batch in batches:
            pending.append(batch)
            if sum(map(len, pending)) >= _ROW_GROUP:
                writer.write_table(pa.Table.from_batches(pending))
                pending = []
        if pending:
            writer.write_table(pa.Table.from_batches(pending))


def _write_jsonl(sink: Octets, schema: pa.Schema, batches: Batches) -> None:
    for line in json_lines(schema.names, map(block, batches)):
        sink.write(line.encode() + b"\n")


def _write_arrow(sink: Octets, schema: pa.Schema, batches: Batches) -> None:
    with pa.ipc.new_file(sink, schema) as writer:
        for batch in batches:
            writer.write_batch(batch)


_WRITERS = {
    "csv": _write_csv,
    "parquet": _write_parquet,
    "jsonl": _write_jsonl,
    "arrow": _write_arrow,
}


@contextlib.contextmanager
def _sink(reading: Reading, out: str | None) -> Iterator[Octets]:
    if out is None or out == "-":
        yield reading.octets()
        return
    path = Path(out)
    if path.exists() and not path.is_file():
        with path.open("wb") as device:
            yield device
        return
    part = path.with_name(f"{path.name}.part")
    try:
        with part.open("wb") as file:
            yield file
        part.replace(path)
    except OSError as error:
        _remove(part)
        raise OutputError(f"{out}: cannot be written: {error.strerror or error}") from error
    except BaseException:
        _remove(part)
        raise


def _remove(part: Path) -> None:
    """Take a file away that was begun, if it was."""
    with contextlib.suppress(OSError):
        part.unlink()
