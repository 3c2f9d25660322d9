"""A vendor TLV and how its value reads.

The size and the type in a provider's table are a promise, not a fact about the wire: `cost` is
"up to 6, C-Octet String" and six characters leave no room for the NUL. So a value is read by its
kind at whatever size it came, and what cannot be read by its kind is shown as its octets.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from smpp_dissect.profiles.times import time_text

KINDS = ("integer", "cstring", "octets", "digits", "time", "ucs2", "bcd", "hex")
# Kinds whose octets have an order: of an integer in octets, and of half octets or halves of units.
ORDERED_KINDS = ("integer", "digits", "ucs2", "bcd")
# Kinds written as characters that a NUL may end.
ENDED_KINDS = ("cstring", "digits", "time")

# No provider sends a wider integer; what is longer is octets, not a number of a thousand digits.
WIDEST_INTEGER = 8

MOST_OCTETS = 0xFFFF  # the length of a TLV is 16 bits: SMPP 3.4, 3.2.4.1


class Part(NamedTuple):
    """One opened bit field: bits `low` to `high` of the value hold `number`, and its meaning."""

    name: str
    low: int
    high: int
    number: int
    meaning: str


@dataclass(frozen=True)
class BitField:
    """Bits `low` to `high` (inclusive, bit 0 the least significant) of a vendor TLV.

    `order` lists the bits from the most significant down, as in a provider's "bits 10,9". `only_if`
    names an earlier field of the TLV; while that one is 0, this one says nothing.
    """

    name: str
    low: int
    high: int
    order: tuple[int, ...]
    enum: Mapping[int, str] = field(default_factory=dict, hash=False)
    meaning: str = ""
    only_if: str = ""

    def number(self, value: int) -> int:
        """Take this field's number out of the TLV's value."""
        number = 0
        for bit in self.order:
            number = number << 1 | value >> bit & 1
        return number

    def reading(self, number: int) -> str:
        """Give the number's meaning: its name, a set flag's meaning, or nothing."""
        if self.enum:
            return self.enum.get(number, "")
        return (self.meaning or self.name) if number and self.low == self.high else ""


@dataclass(frozen=True)
class VendorTlv:
    """A TLV of the provider's own. Sizes are the provider's, in octets; `commands` empty means any.

    `enum` names integer values, or for every other kind whole texts. `byte_order` of `bcd` tells
    which half of an octet comes first (`little`: the low half, as in an IMSI of 3GPP TS 24.008).
    """

    tag: int
    name: str
    kind: str
    min_octets: int = 0
    max_octets: int = MOST_OCTETS
    meaning: str = ""
    byte_order: str = "big"
    signed: bool = False
    enum: Mapping[int | str, str] = field(default_factory=dict, hash=False)
    bits: tuple[BitField, ...] = ()
    commands: tuple[str, ...] = ()
    source: str = ""

    def fits(self, value: bytes) -> bool:
        """Tell whether the value has a size the provider's table allows.

        Characters may come with their NUL or without, and be one more than told. Of `digits`, a
        number in binary is of any size an integer may have.
        """
        most = self.max_octets
        if self.kind == "digits" and len(value) <= WIDEST_INTEGER and _printable(value) is None:
            return bool(value)
        if self.kind in ENDED_KINDS:
            most += 1 + value.endswith(b"\0")
        return self.min_octets <= len(value) <= most

    def comes_in(self, *commands: str) -> bool:
        """Tell whether the provider sends or takes it in one of these PDUs."""
        return not self.commands or any(command in self.commands for command in commands)

    def is_like(self, value: bytes) -> bool:
        """Tell whether the value is of a size and of a form that the provider's table allows."""
        if not self.fits(value):
            return False
        if self.kind == "digits":
            digits = self.characters(value)
            return digits.isdecimal() and self.min_octets <= len(digits) <= self.max_octets + 1
        if self.kind == "time":
            return time_text(_printable(value) or "") is not None
        return self.read(value) is not None

    def text(self, value: bytes) -> str:
        """Give the value as a person reads it; one of the wrong size is still read, never refused.

        Printable text, a number in decimal, the names of an enumeration and of bits that are set;
        what the kind cannot read is its octets in hexadecimal, and an empty value is empty text.
        """
        if self.kind == "integer":
            return self._integer_text(value)
        text = self.characters(value)
        return self.enum.get(text, text)

    def characters(self, value: bytes) -> str:
        """Give the value as `text` does, without the names of enumerations and bits."""
        read = self.read(value)
        return value.hex() if read is None else read

    def read(self, value: bytes) -> str | None:
        """Read the value by its kind, an integer in decimal; None where it is none of that kind."""
        if self.kind == "integer":
            number = self.number(value)
            return None if number is None else str(number)
        return _READERS[self.kind](value, self.byte_order)

    def describe(self, value: bytes) -> list[Part]:
        """Open the bit fields, in the profile's order, then each other bit that is set.

        Empty for a TLV without bit fields, and for a value that is no integer of 1 to 8 octets.
        """
        number = self.number(value)
        if not self.bits or number is None:
            return []
        numbers = {bits.name: bits.number(number) for bits in self.bits}
        parts = []
        for bits in self.bits:
            idle = bits.only_if and not numbers[bits.only_if]
            meaning = (
                f"no meaning without {bits.only_if}" if idle else bits.reading(numbers[bits.name])
            )
            parts.append(Part(bits.name, bits.low, bits.high, numbers[bits.name], meaning))
        return parts + [
            Part(f"bit {bit}", bit, bit, 1, "not in the profile") for bit in self._strays(number)
        ]

    def number(self, value: bytes) -> int | None:
        """Read the value as an integer of its own size, if it can be one."""
        if self.kind != "integer" or not 0 < len(value) <= WIDEST_INTEGER:
            return None
        little = self.byte_order == "little"
        return int.from_bytes(value, "little" if little else "big", signed=self.signed)

    def _integer_text(self, value: bytes) -> str:
        number = self.number(value)
        if number is None:
            return value.hex()
        if not self.bits:
            return self.enum.get(number, str(number))
        return ", ".join(self._pieces(number)) or str(number)

    def _pieces(self, number: int) -> list[str]:
        """Word each bit field that says something; one that depends on another is added to it."""
        pieces: dict[str, str] = {}
        for bits in self.bits:
            own = bits.number(number)
            if not own and 0 not in bits.enum:
                continue
            piece = bits.reading(own) or f"{bits.name} {own}"
            if not bits.only_if:
                pieces[bits.name] = piece
            elif bits.only_if in pieces:
                pieces[bits.only_if] += f": {piece}"
        return [*pieces.values(), *(f"bit {bit}" for bit in self._strays(number))]

    def _strays(self, number: int) -> list[int]:
        """List the bits that are set and that no field of the profile covers."""
        known = {bit for bits in self.bits for bit in bits.order}
        return [bit for bit in range(number.bit_length()) if number >> bit & 1 and bit not in known]


def _printable(value: bytes, order: str = "") -> str | None:
    """Decode a value that is one line of text, with its NUL or without; None if it is not."""
    try:
        text = value.removesuffix(b"\0").decode()
    except UnicodeDecodeError:
        return None
    return text if text.isprintable() else None


def _digits(value: bytes, order: str) -> str | None:
    """Read digits written out, or else the number they make, in binary."""
    text = _printable(value)
    if text is not None or len(value) > WIDEST_INTEGER:
        return text
    return str(int.from_bytes(value, "little" if order == "little" else "big"))


def _time(value: bytes, order: str) -> str | None:
    text = _printable(value)
    return text and (time_text(text) or text)


def _ucs2(value: bytes, order: str) -> str | None:
    try:
        text = value.decode("utf-16-le" if order == "little" else "utf-16-be").removesuffix("\0")
    except UnicodeDecodeError:
        return None
    return text if text.isprintable() else None


def _bcd(value: bytes, order: str) -> str | None:
    """Give the digits of a packed decimal; a last half octet of 15 fills an odd count."""
    halves = value.hex()
    if order == "little":
        halves = "".join(halves[at + 1] + halves[at] for at in range(0, len(halves), 2))
    digits = halves.removesuffix("f")
    return digits if digits.isdecimal() else None


# What reads a value of each kind but an integer; None where it is none of that kind.
_READERS: dict[str, Callable[[bytes, str], str | None]] = {
    "cstring": _printable,
    "octets": lambda value, order: _printable(value) or value.hex(),
    "digits": _digits,
    "time": _time,
    "ucs2": _ucs2,
    "bcd": _bcd,
    "hex": lambda value, order: value.hex(),
}
