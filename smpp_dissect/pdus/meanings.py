"""What values mean, by the spec: enumerations, statuses, bit fields, text."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from smpp_dissect.pdus.tree import Node
from smpp_dissect.profiles import Profile
from smpp_dissect.spec import COMMAND_BY_ID, STATUS_BY_CODE, meaning_of
from smpp_dissect.spec.bits import BIT_PARTS

# Meanings remembered. Traffic repeats few values; hostile traffic must not fill the memory.
REMEMBERED = 4096


class Conventions(NamedTuple):
    """What is agreed beside the wire: a vendor's profile, and the alphabet of data_coding 0."""

    profile: Profile | None
    alphabet: str


@lru_cache(REMEMBERED)
def value_meaning(enum: str, value: int | str) -> str | None:
    """Say what a value of an enumeration means; a status is told by its symbol, too."""
    text = meaning_of(enum, value)
    if enum == "command_status" and value in STATUS_BY_CODE:
        return f"{STATUS_BY_CODE[int(value)]}: {text}"
    return text


def command_name(command_id: int) -> str:
    """Name a command; `unknown_command` where no version of SMPP has it."""
    command = COMMAND_BY_ID.get(command_id)
    return command.name if command else "unknown_command"


def command_meaning(command_id: int) -> str | None:
    """Name a command, or tell what range its number is of."""
    command = COMMAND_BY_ID.get(command_id)
    return command.name if command else value_meaning("command_id_range", command_id)


def bit_parts(pdu: bytes, offset: int, enum: str, value: int) -> tuple[Node, ...]:
    """Open an octet made of bit fields; set bits that no field covers are told as reserved."""
    if enum not in BIT_PARTS:
        return ()
    return tuple(
        Node(pdu, name, offset, 1, number, meaning, (), bits)
        for name, number, meaning, bits in _bit_values(enum, value)
    )


@lru_cache(REMEMBERED)
def _bit_values(enum: str, value: int) -> list[tuple[str, int, str | None, tuple[int, int]]]:
    parts = []
    rest = value
    for name, mask, meanings in BIT_PARTS[enum]:
        low, high = (mask & -mask).bit_length() - 1, mask.bit_length() - 1
        meaning = value_meaning(meanings, value & mask) if meanings else None
        parts.append((name, (value & mask) >> low, meaning, (low, high)))
        rest &= ~mask
    for bit in range(rest.bit_length()):
        if rest >> bit & 1:
            parts.append(("reserved", 1, "not in the standard", (bit, bit)))
    return parts


def ascii_text(octets: bytes) -> str | None:
    """Read octets as ASCII if all of them are printable, a NUL at the end left out; else None."""
    text = octets.removesuffix(b"\0").decode("latin-1")
    return text if text and text.isascii() and text.isprintable() else None
