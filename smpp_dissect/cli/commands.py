"""What each command does, once its options are known."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path

from smpp_dissect.cli.environment import Capture, Environment, Tree
from smpp_dissect.cli.exporting import export, format_named
from smpp_dissect.cli.failures import UsageFault
from smpp_dissect.cli.reading import Reading
from smpp_dissect.cli.selecting import Selection, columns_named, table_named
from smpp_dissect.cli.source import Source
from smpp_dissect.columns import TABLES, Column
from smpp_dissect.views.escape import visible, visible_json
from smpp_dissect.views.hexdump import hexdump
from smpp_dissect.views.listing import LISTED, listing, needed
from smpp_dissect.views.table import aligned, json_lines, layout, tab_separated
from smpp_dissect.views.tree import tree_lines
from smpp_dissect.views.values import Block, block


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
    if columns or as_json:
        rows(env, source, "pdus", columns, where, as_json)
        return
    selection = Selection(TABLES["pdus"], needed(), where)
    with Reading(env, source) as reading:
        blocks = map(block, selection.batches(reading.capture))
        _write_rows(reading, LISTED, listing(blocks))


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
        batches = selection.batches(reading.capture)
        first = next(batches)
        blocks = map(block, chain([first], batches))
        if as_json:
            reading.write(json_lines(first.schema.names, blocks))
        else:
            _write_rows(reading, selection.columns(first), blocks)


def show(
    env: Environment,
    source: Source,
    pdu: int | None,
    frame: int | None,
    octets: bool,
    as_json: bool,
) -> None:
    """Print one PDU, or all that a frame completed, as trees."""
    if (pdu is None) == (frame is None):
        raise UsageFault("give either --pdu N or --frame N")
    with Reading(env, source) as reading:
        for count, tree in enumerate(_trees(reading, pdu, frame)):
            if as_json:
                reading.write([visible_json(json.dumps(tree.to_dict(), ensure_ascii=False))])
            else:
                reading.write(chain([""] * bool(count), _tree_lines(env, tree, octets)))


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


def _write_rows(reading: Reading, columns: Sequence[Column], blocks: Iterator[Block]) -> None:
    env = reading.env
    # A header is no result: it waits for what may stop the reading, and for rows to measure.
    empty: Block = [[] for _ in columns]
    first = next((some for some in blocks if some[0]), empty)
    blocks = chain([first], blocks)
    if not env.stdout_is_terminal:
        reading.write(tab_separated([column.name for column in columns], blocks))
        return
    fit = layout(columns, first, env.width)
    reading.write(aligned(fit, blocks, env.colours))
    if fit.left_out:
        reading.note(f"too narrow for {', '.join(fit.left_out)}; choose with --columns")


def _trees(reading: Reading, pdu: int | None, frame: int | None) -> Sequence[Tree]:
    if frame is not None:
        trees = reading.capture.frame(frame)
        if not trees:
            raise UsageFault(f"no PDU was completed by frame {frame}")
        return trees
    try:
        return [reading.capture.pdu(pdu or 0)]
    except LookupError as error:
        raise UsageFault(f"there is no PDU {pdu}; `smpp-dissect list` numbers them") from error


def _tree_lines(env: Environment, tree: Tree, octets: bool) -> Iterator[str]:
    node = tree.to_dict()
    yield from tree_lines(node, env.width if env.stdout_is_terminal else None, env.colours)
    if octets:
        yield ""
        yield from hexdump(bytes.fromhex(node["hex"]))
