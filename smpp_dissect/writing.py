"""Reports as CSV files, safe to open in a spreadsheet."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from smpp_dissect.errors import OutputError
from smpp_dissect.reports.errors import errors_report
from smpp_dissect.reports.latency import latency_report
from smpp_dissect.views.csv_rows import SLICE, csv_octets

# Slices of rows that are written at once.
WRITERS = 2
REPORTS = ("delivery_latency", "error_codes", "messages", "sessions", "anomalies", "ledger")

if TYPE_CHECKING:
    from smpp_dissect.reports.keys import Grouping


@contextmanager
def writing_to(directory: Path) -> Iterator[None]:
    """Make a directory for reports. `OutputError` where it, or a file in it, cannot be written.

    Entered before the capture is read: a long reading is not lost to a wrong path.
    """
    _make(directory)
    try:
        yield
    except OSError as error:
        where = error.filename if isinstance(error.filename, str) else directory
        raise OutputError(f"{where}: cannot be written: {error.strerror or error}") from None


def _make(directory: Path) -> None:
    try:
        directory.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=directory):
            pass
    except FileExistsError:
        raise OutputError(f"{directory}: is a file; the reports need a directory") from None
    except OSError as error:
        reason = error.strerror or error
        raise OutputError(f"{directory}: cannot be written: {reason}") from None


def write_reports(grouping: Grouping, ledger: pa.Table, directory: Path) -> list[Path]:
    """Write every report into a directory that is there; give the paths."""
    model = grouping.model
    paths = {name: directory / f"{name}.csv" for name in REPORTS}
    with ThreadPoolExecutor(1) as beside:
        # By far the largest, and written while the others are made.
        messages = beside.submit(_write, model.messages, paths["messages"])
        _write(latency_report(grouping), paths["delivery_latency"])
        _write(errors_report(grouping), paths["error_codes"])
        _write(model.sessions, paths["sessions"])
        _write(model.anomalies, paths["anomalies"])
        _write(ledger, paths["ledger"])
        messages.result()
    return list(paths.values())


def _write(table: pa.Table, path: Path) -> None:
    """Write a table as CSV, slices of it at the same time: Arrow's writer uses one core."""
    starts = range(0, max(table.num_rows, 1), SLICE)
    with path.open("wb") as file, ThreadPoolExecutor(WRITERS) as writers:
        # Slices are given out a few at a time, so that few are in memory.
        for first in range(0, len(starts), WRITERS):
            some = starts[first : first + WRITERS]
            for octets in writers.map(
                lambda start: _csv(table.slice(start, SLICE), not start), some
            ):
                file.write(octets)


def _csv(table: pa.Table, header: bool) -> pa.Buffer:
    return csv_octets([_one(column) for column in table.columns], table.column_names, header)


def _one(column: pa.ChunkedArray) -> pa.Array:
    return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()
