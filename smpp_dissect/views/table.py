"""Rows as text: aligned and fitted for a terminal, complete and stable for a pipe, or JSON.

A pipe gets tab-separated rows under a header of column names, nothing cut. In a text, backslash,
tab, newline and whatever a terminal would obey are Python escapes, so every row is one line and
every text can be had back. A null is empty.

A terminal gets columns as wide as the first block of rows needs, and texts what is to spare. Where
there is not enough, times lose their date, then columns that can be spared are left out, then the
widest texts are cut, then columns are left out from the right.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from json.encoder import encode_basestring
from typing import NamedTuple

from smpp_dissect.columns import Column
from smpp_dissect.views.colours import BOLD, emphasis, painted
from smpp_dissect.views.escape import cells, fitted, needs_escape, reversible, visible_json
from smpp_dissect.views.values import Block, Value

SAMPLE = 1000  # rows of the first block that are measured
NARROWEST_TEXT = 8
ENOUGH_TEXT = 32  # for which columns are spared
TIME = 26  # 2026-01-31 23:59:59.123456
TIME_OF_DAY = 15
DATE = TIME - TIME_OF_DAY


def tab_separated(names: Sequence[str], blocks: Iterable[Block]) -> Iterator[str]:
    """Write rows for a pipe: a line of column names, then a line for each row."""
    yield "\t".join(names)
    for block in blocks:
        yield from map("\t".join, zip(*map(_texts, block), strict=True))


def json_lines(names: Sequence[str], blocks: Iterable[Block]) -> Iterator[str]:
    """Write each row as a JSON object with all columns, nulls too. Times and octets are texts."""
    keys = [f"{encode_basestring(name)}: " for name in names]
    for block in blocks:
        pairs = map(_pairs, keys, block)
        for row in zip(*pairs, strict=True):
            yield f"{{{', '.join(row)}}}"


class Layout(NamedTuple):
    """Columns and their widths in cells, as fitted to a terminal.

    `places` are the columns' places in a block, `left_out` the names of those that did not fit.
    """

    columns: tuple[Column, ...]
    places: tuple[int, ...]
    widths: tuple[int, ...]
    left_out: tuple[str, ...]


def layout(
    columns: Sequence[Column], first: Block, width: int, dispensable: Sequence[str] = ()
) -> Layout:
    """Fit columns to a terminal `width` cells wide, by the first block of rows.

    `dispensable`: names of columns that can be spared, in this order; nobody need be told.
    """
    sample = [values[:SAMPLE] for values in first] or [[] for _ in columns]
    widths = [_wanted(column, values) for column, values in zip(columns, sample, strict=True)]
    if _total(widths) > width:
        widths = [_compact(column, wanted) for column, wanted in zip(columns, widths, strict=True)]
    places = _spared(columns, widths, width, dispensable)
    columns, widths = [columns[at] for at in places], [widths[at] for at in places]
    widths = _grown(columns, _shrunk(columns, widths, width), width)
    count = len(columns)
    while count > 1 and _total(widths[:count]) > width:
        count -= 1
    left_out = tuple(column.name for column in columns[count:])
    return Layout(tuple(columns[:count]), tuple(places[:count]), tuple(widths[:count]), left_out)


def aligned(fit: Layout, blocks: Iterable[Block], colours: bool = False) -> Iterator[str]:
    """Write rows for a terminal: a heading, then rows, numbers to the right."""
    heading = " ".join(
        fitted(_label(column), width, column.is_number)
        for column, width in zip(fit.columns, fit.widths, strict=True)
    )
    yield painted(heading.rstrip(), BOLD) if colours else heading.rstrip()
    for block in blocks:
        shown = [
            _cells(column, width, block[place], colours)
            for column, place, width in zip(fit.columns, fit.places, fit.widths, strict=True)
        ]
        for row in zip(*shown, strict=True):
            yield " ".join(row).rstrip()


def _texts(values: list[Value]) -> list[str]:
    """Write out one column; its texts are looked at together, for few need an escape."""
    kinds = set(map(type, values))
    if kinds <= {int, type(None)}:
        return ["" if value is None else str(value) for value in values]
    texts = list(map(_text, values))
    if str in kinds and needs_escape("".join(texts)):
        return [reversible(text) for text in texts]
    return texts


def _text(value: Value) -> str:
    if type(value) is str:
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return _decimal(value) if isinstance(value, float) else str(value)


def _decimal(value: float) -> str:
    """Write out a number to nine places, a second's nanoseconds, without an exponent."""
    if not math.isfinite(value):
        return ""
    text = f"{value:.9f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _pairs(key: str, values: list[Value]) -> list[str]:
    """Write out one column with its key; most columns of `pdus` are null in most rows."""
    kinds = set(map(type, values))
    if kinds == {type(None)}:
        return [f"{key}null"] * len(values)
    if kinds == {int}:
        return [f"{key}{value}" for value in values]
    return [key + token for token in map(_json, values)]


def _json(value: Value) -> str:
    if value is None:
        return "null"
    if isinstance(value, str):
        return visible_json(encode_basestring(value))
    if isinstance(value, float):
        return repr(value) if math.isfinite(value) else "null"
    return _text(value)


def _label(column: Column) -> str:
    return column.label or column.name


def _shown(column: Column) -> Callable[[Value], str]:
    """Choose how a column's values read on a terminal."""
    if column.dtype == "timestamp":
        return lambda value: "" if value is None else str(value)[:TIME].replace("T", " ")
    if column.dtype == "double":
        return lambda value: f"{value:.3f}" if _text(value) else ""
    return lambda value: reversible(value if isinstance(value, str) else _text(value))


def _cells(column: Column, width: int, values: list[Value], colours: bool) -> list[str]:
    show = _shown(column)
    if column.is_number:
        texts = [show(value).rjust(width) for value in values]
    else:
        start = DATE if column.dtype == "timestamp" and width < TIME else 0
        texts = [fitted(show(value)[start:], width) for value in values]
    if not colours:
        return texts
    marks = [emphasis(column.name, value) for value in values]
    return [painted(text, mark) for text, mark in zip(texts, marks, strict=True)]


def _wanted(column: Column, values: list[Value]) -> int:
    show = _shown(column)
    widest = max((cells(show(value)) for value in values), default=0)
    if column.dtype == "timestamp":
        widest = TIME
    elif not column.is_number:
        widest = min(widest, column.width)
    return max(widest, cells(_label(column)))


def _total(widths: Sequence[int]) -> int:
    return sum(widths) + len(widths) - 1


def _compact(column: Column, wanted: int) -> int:
    return TIME_OF_DAY if column.dtype == "timestamp" and wanted == TIME else wanted


def _spared(
    columns: Sequence[Column], widths: Sequence[int], width: int, dispensable: Sequence[str]
) -> list[int]:
    """Choose the places of the columns to keep, so that each text has enough."""
    places = list(range(len(columns)))
    for name in dispensable:
        if _total([min(widths[at], ENOUGH_TEXT) for at in places]) <= width:
            break
        places = [at for at in places if columns[at].name != name]
    return places


def _shrunk(columns: Sequence[Column], widths: list[int], width: int) -> list[int]:
    """Take cells from the widest text, one at a time, until all fit or no text can give more."""
    widths = list(widths)
    texts = [place for place, column in enumerate(columns) if column.dtype in ("string", "binary")]
    while _total(widths) > width:
        widest = max(texts, key=lambda place: widths[place], default=None)
        if widest is None or widths[widest] <= NARROWEST_TEXT:
            break
        widths[widest] -= 1
    return widths


def _grown(columns: Sequence[Column], widths: list[int], width: int) -> list[int]:
    """Give what is to spare to texts, up to their own widths: later rows may need it."""
    widths = list(widths)
    spare = max(width - _total(widths), 0)
    for place in range(len(columns) - 1, -1, -1):
        if columns[place].dtype == "string":
            more = min(spare, max(columns[place].width - widths[place], 0))
            widths[place] += more
            spare -= more
    return widths
