"""A vendor TLV and how its value reads.

The size and the type in a provider's table are a promise, not a fact about the wire: `cost` is
"up to 6, C-Octet String" and six characters leave no room for the NUL. So a value is read by its
kind at whatever size it came, and what cannot be read by its kind is shown as its octets.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

KINDS = ("integer", "cstring", "octets", "bcd", "hex")

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

    `enum` names integer values, or for the kind `cstring` whole texts. `byte_order` of `bcd` tells
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

        A `cstring` may come with its NUL or without, and be one character longer than told.
        """
        most = self.max_octets
        if self.kind == "cstring":
            most += 1 + value.endswith(b"\0")
        return self.min_octets <= len(value) <= most

    def text(self, value: bytes) -> str:
        """Give the value as a person reads it; one of the wrong size is still read, never refused.

        Printable text, a number in decimal, the names of an enumeration and of bits that are set;
        what the kind cannot read is its octets in hexadecimal, and an empty value is empty text.
        """
        if self.kind == "integer":
            return self._integer_text(value)
        if self.kind == "bcd":
            return _bcd_digits(value, self.byte_order)
        if self.kind == "hex":
            return value.hex()
        text = _printable(value)
        return value.hex() if text is None else self.enum.get(text, text)

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


def _unterminated(value: bytes) -> bytes:
    return value[:-1] if value.endswith(b"\0") else value


def _printable(value: bytes) -> str | None:
    """Decode a value that is one line of text, with its NUL or without; None if it is not."""
    try:
        text = _unterminated(value).decode()
    except UnicodeDecodeError:
        return None
    return text if text.isprintable() else None


def _bcd_digits(value: bytes, order: str) -> str:
    """Give the digits of a packed decimal; a last half octet of 15 fills an odd count."""
    halves = value.hex()
    if order == "little":
        halves = "".join(halves[at + 1] + halves[at] for at in range(0, len(halves), 2))
    digits = halves.removesuffix("f")
    return digits if digits.isdecimal() else value.hex()
