"""What octets hold, told without saying where they lie: parts, of which nodes are made.

A value that is met again holds the same parts again, so they are read once and kept: `grown` makes
nodes of them wherever the value lies. Whoever opens a value takes its octets and gives parts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from smpp_dissect.pdus.meanings import REMEMBERED, value_meaning
from smpp_dissect.pdus.tree.model import Meaning, Node, Value
from smpp_dissect.spec import WIDTHS, Field, Kind
from smpp_dissect.spec.bits import BIT_PARTS, CODING_GROUPS, BitPart

# Bits of data_coding that go without saying: without a message class, and with one.
CLASS_PARTS = (("has_class", "message_class"), ("has_class",))


class Part(NamedTuple):
    """A node to be; `at` is from the first octet of what it is a part of."""

    name: str
    at: int
    length: int
    value: Value = None
    meaning: Meaning | Callable[[], Meaning] = None
    parts: Sequence[Part] = ()
    bits: tuple[int, int] | None = None


class Reading(NamedTuple):
    """What octets say: as a value, as its meaning, and by their parts."""

    value: Value = None
    meaning: Meaning | Callable[[], Meaning] = None
    parts: Sequence[Part] = ()


def grown(pdu: bytes, offset: int, parts: Sequence[Part]) -> tuple[Node, ...]:
    """Make the nodes of the parts of what lies at `offset`."""
    nodes = []
    for name, at, length, value, meaning, under, bits in parts:
        begin = offset + at
        inner = grown(pdu, begin, under) if under else ()
        nodes.append(Node(pdu, name, begin, length, value, meaning, inner, bits))
    return tuple(nodes)


@cache
def octet_readings(enum: str) -> tuple[Reading, ...]:
    """Give the reading of each of the 256 values of an octet."""
    return tuple(Reading(value, *_octet(enum, value)) for value in range(256))


def _octet(enum: str, value: int) -> tuple[Meaning, Sequence[Part]]:
    if enum == "data_coding":
        return coding_reading(value)
    return value_meaning(enum, value) if enum else None, bit_parts(enum, value)


@lru_cache(REMEMBERED)
def bit_parts(enum: str, value: int) -> tuple[Part, ...]:
    """Open an octet made of bit fields; set bits that no field covers are told as reserved."""
    if enum not in BIT_PARTS:
        return ()
    parts = [_bits(part, value, value & part.mask) for part in BIT_PARTS[enum]]
    return *parts, *_strays(value, BIT_PARTS[enum])


def _bits(part: BitPart, value: int, told: int) -> Part:
    """Read some bits of an octet; `told`: what their enumeration is asked for."""
    low, high = (part.mask & -part.mask).bit_length() - 1, part.mask.bit_length() - 1
    meaning = value_meaning(part.enum, told) if part.enum else None
    return Part(part.name, 0, 1, (value & part.mask) >> low, meaning, (), (low, high))


def _strays(value: int, parts: Sequence[BitPart]) -> list[Part]:
    rest = value & ~sum(part.mask for part in parts)
    return [
        Part("reserved", 0, 1, 1, "not in the standard", (), (bit, bit))
        for bit in range(rest.bit_length())
        if rest >> bit & 1
    ]


def coding_reading(value: int) -> tuple[Meaning, tuple[Part, ...]]:
    """Tell what a data_coding means, and open it by its group (3GPP TS 23.038, 4)."""
    group, *others = next(parts for last, parts in CODING_GROUPS if value <= last)
    has_class = bool(value & 0x10)
    opened = [_bits(part, value, value & part.mask) for part in others]
    opened = [
        part._replace(meaning="no meaning without has_class")
        if part.name == "message_class" and not has_class
        else part
        for part in opened
    ]
    meaning = value_meaning("data_coding", value)
    if value >= 0x10 and opened:
        said = [str(part.meaning) for part in opened if part.name not in CLASS_PARTS[has_class]]
        meaning = f"{value_meaning('data_coding_group', value)}: {', '.join(said)}"
    # The group is told by the whole value: the same bits may begin two of them.
    parts = (_bits(group, value, value), *opened)
    return meaning, (*parts, *_strays(value, (group, *others)))


def fields_read(fields: Sequence[Field], octets: bytes) -> list[Part]:
    """Read fields one after another as far as the octets go; the last may take all there is.

    What is left over becomes a part `unparsed`.
    """
    parts: list[Part] = []
    at, stop = 0, len(octets)
    for field in fields:
        width = WIDTHS.get(field.kind, stop - at)
        if at == stop or at + width > stop:
            break
        parts.append(_field(field, at, octets[at : at + width]))
        at += width
    return [*parts, *left_over(at, stop)]


def left_over(at: int, stop: int) -> list[Part]:
    """Tell the octets of a value that could not be read, if there are any."""
    if at == stop:
        return []
    return [Part("unparsed", at, stop - at, None, "not a whole part of the value")]


def _field(field: Field, at: int, octets: bytes) -> Part:
    if field.kind is Kind.OCTETS:
        return Part(field.name, at, len(octets), None, ascii_text(octets))
    number = int.from_bytes(octets)
    if len(octets) == 1:
        return Part(field.name, at, 1, *octet_readings(field.enum)[number])
    meaning = value_meaning(field.enum, number) if field.enum else None
    return Part(field.name, at, len(octets), number, meaning)


def summary(parts: Sequence[Part], octets: bytes) -> str | None:
    """Tell parts in a line: each with its value, or else its octets, and its meaning."""
    return ", ".join(_told(part, octets[part.at : part.at + part.length]) for part in parts) or None


def _told(part: Part, octets: bytes) -> str:
    said = octets.hex() if part.value is None else str(part.value)
    meaning = part.meaning() if callable(part.meaning) else part.meaning
    return f"{part.name} {said} ({meaning})" if meaning else f"{part.name} {said}"


def ascii_text(octets: bytes) -> str | None:
    """Read octets as ASCII if all of them are printable, a NUL at the end left out; else None."""
    text = octets.removesuffix(b"\0").decode("latin-1")
    return text if text and text.isascii() and text.isprintable() else None
