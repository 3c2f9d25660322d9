"""What each command does, once its options are known."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from smpp_dissect.cli.environment import Capture, Environment
from smpp_dissect.cli.exporting import export, format_named
from smpp_dissect.cli.failures import UsageFault
from smpp_dissect.cli.reading import Reading
from smpp_dissect.cli.selecting import Selection, columns_named, table_named
from smpp_dissect.cli.source import Source
from smpp_dissect.columns import TABLES, Column
from smpp_dissect.views.escape import visible, visible_json
from smpp_dissect.views.listing import (
    DISPENSABLE,
    IN_JSON,
    IN_PIPE,
    LIST,
    ON_TERMINAL,
    Listed,
)
from smpp_dissect.views.table import aligned, json_lines, layout, tab_separated
from smpp_dissect.views.values import Block, block

if TYPE_CHECKING:
    import pyarrow as pa


def report(env: Environment, source: Source, out: str | None, as_json: bool) -> None:
    """Print the summary, and write the reports where a directory is given."""
    if out is not None and not out.strip():
        raise UsageFault("--out is empty; give a directory for the reports")
    with Reading(env, source) as reading:
        paths = reading.capture.write_reports(Path(out)) if out is not None else ()
        if as_json:
            reading.write([_report_json(reading.capture, paths)])
        else:
            reading.write(map(visible, reading.capture.summary()))
        if paths:
            reading.note(f"wrote {len(paths)} file{'s' * (len(paths) > 1)} to {out}")


def _report_json(capture: Capture, paths: Sequence[Path]) -> str:
    told = capture.overview()
    told |= {"written": list(map(str, paths)), "notices": list(capture.warnings)}
    return visible_json(json.dumps(told, ensure_ascii=False))


def list_pdus(
    env: Environment, source: Source, columns: str | None, where: str | None, as_json: bool
) -> None:
    """List the PDUs, one line each."""
    usual = IN_JSON if as_json else ON_TERMINAL if env.stdout_is_terminal else IN_PIPE
    selection = Selection(LIST, columns_named(columns) or usual, where)
    with Reading(env, source) as reading:
        batches = selection.batches(Listed(reading.capture))
        spare = () if columns else DISPENSABLE
        _write_batches(reading, selection, batches, as_json, spare)


def rows(
    env: Environment,
    source: Source,
    table: str,
    columns: str | None,
    where: str | None,
    as_json: bool,
) -> None:
    """Print a table: its default view on a terminal, all of its columns elsewhere."""
    declared = TABLES[table]
    in_full = as_json or not env.stdout_is_terminal
    names = columns_named(columns) or (() if in_full else declared.shown)
    selection = Selection(declared, names, where)
    with Reading(env, source) as reading:
        _write_batches(reading, selection, selection.batches(reading.capture), as_json)


def export_table(
    env: Environment,
    source: Source,
    table: str,
    form: str | None,
    columns: str | None,
    where: str | None,
    out: str | None,
) -> None:
    """Write a table to a file or to standard output."""
    chosen = format_named(form, out)
    if out and any(_same_file(out, capture) for capture in source.captures):
        raise UsageFault(f"--out {out} is one of the captures")
    selection = Selection(table_named(table), columns_named(columns), where)
    with Reading(env, source) as reading:
        export(reading, selection, chosen, out)


def _same_file(one: str, other: str) -> bool:
    return Path(one).exists() and Path(other).exists() and Path(one).samefile(other)


def _write_batches(
    reading: Reading,
    selection: Selection,
    batches: Iterator[pa.RecordBatch],
    as_json: bool,
    dispensable: Sequence[str] = (),
) -> None:
    first = next(batches)
    blocks = map(block, chain([first], batches))
    if as_json:
        reading.write(json_lines(first.schema.names, blocks))
    else:
        _write_rows(reading, selection.columns(first), blocks, dispensable)


def _write_rows(
    reading: Reading,
    columns: Sequence[Column],
    blocks: Iterator[Block],
    dispensable: Sequence[str],
) -> None:
    env = reading.env
    # A header is no result: it waits for what may stop the reading, and for rows to measure.
    empty: Block = [[] for _ in columns]
    first = next((some for some in blocks if some[0]), empty)
    blocks = chain([first], blocks)
    if not env.stdout_is_terminal:
        reading.write(tab_separated([column.name for column in columns], blocks))
        return
    fit = layout(columns, first, env.width, dispensable)
    reading.write(aligned(fit, blocks, env.colours))
    if fit.left_out:
        reading.note(f"too narrow for {', '.join(fit.left_out)}; choose with --columns")
