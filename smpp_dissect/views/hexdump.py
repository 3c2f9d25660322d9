"""Octets as people read them: offset, sixteen octets in hexadecimal, the same as ASCII.

Octets can be painted, each in its colour, or marked, which puts brackets round them in the place of
blanks: `00 04[48 65 6c]00`. Either leaves every octet in its column.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from smpp_dissect.views.colours import painted

WIDTH = 16
_HALF = WIDTH // 2
_ASCII = "".join(chr(octet) if 0x20 <= octet < 0x7F else "." for octet in range(256))


class Run(NamedTuple):
    """Octets of a row that have something in common.

    `blanks` come before `digits`, their hexadecimal digits; `text` are the same as ASCII.
    """

    common: str
    blanks: str
    digits: str
    text: str


def hexdump(
    data: bytes, offset: int = 0, paints: Sequence[str] = (), marked: Sequence[bool] = ()
) -> Iterator[str]:
    """Write a line for each sixteen octets; `offset` is that of the first.

    `paints`: of each octet how it is painted, see `colours`; `marked`: of each, whether it is.
    """
    for at in range(0, len(data), WIDTH):
        row = data[at : at + WIDTH]
        if paints:
            made = list(runs(row, paints[at : at + WIDTH]))
            octets = "".join(run.blanks + painted(run.digits, run.common) for run in made) + " "
            text = "".join(painted(run.text, run.common) for run in made)
        else:
            octets = _bracketed(row, marked[at : at + WIDTH] or [False] * len(row))
            text = "".join(_ASCII[octet] for octet in row)
        yield f"{offset + at:04x} {octets}{padding(len(row))} {text}"


def runs(row: bytes, common: Sequence[str]) -> Iterator[Run]:
    """Divide a row into runs by what is told of each octet."""
    for key, group in groupby(range(len(row)), lambda place: common[place]):
        places = list(group)
        blanks = _blanks(places[0])
        digits = "".join(f"{_blanks(place)}{row[place]:02x}" for place in places)
        text = "".join(_ASCII[row[place]] for place in places)
        yield Run(key, blanks, digits[len(blanks) :], text)


def padding(count: int) -> str:
    """Fill up a row of so many octets."""
    return " " * (3 * (WIDTH - count) + (count <= _HALF))


def _blanks(place: int) -> str:
    """What stands before an octet of a row."""
    return "  " if place == _HALF else " "


def _bracketed(row: bytes, marked: Sequence[bool]) -> str:
    """Write octets, and a blank after the last; a bracket takes the place of a blank."""
    parts = []
    before = False
    for place, (octet, mark) in enumerate(zip(row, marked, strict=True)):
        blanks = _blanks(place)
        if mark and not before:
            blanks = f"{blanks[:-1]}["
        elif before and not mark:
            blanks = f"]{blanks[1:]}"
        parts.append(f"{blanks}{octet:02x}")
        before = mark
    return "".join(parts) + ("]" if before else " ")
