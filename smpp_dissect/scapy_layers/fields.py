"""Scapy fields of the kinds that the spec has: integers, C-octet strings, octets, lists.

A field that a packet was given None for is left out when it is built: so is what was missing in the
PDU that was read. What a packet was not given is 0 or empty, and counts are computed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from scapy.fields import Field as ScapyField
from scapy.fields import FieldListField, PacketListField, StrField
from scapy.volatile import RandBin, RandNum, RandString

from smpp_dissect.pdus.meanings import value_meaning

FORMATS = {1: "!B", 2: "!H", 4: "!I"}
MASK = "********"
LONGEST_COUNTED = 255


class Fault(Exception):
    """A field cannot be read. `rest`: octets from there on; `entries`: of a list, those before."""

    def __init__(self, rest: bytes, entries: list[Any] | None = None):
        super().__init__()
        self.rest = rest
        self.entries = entries


class Integer(ScapyField[int, int]):
    """A big-endian integer of 1, 2 or 4 octets, shown with its meaning."""

    __slots__ = ("enum",)

    def __init__(self, name: str, default: int | None, width: int, enum: str = ""):
        super().__init__(name, default, FORMATS[width])
        self.enum = enum

    def addfield(self, pkt: Any, s: bytes, val: int | None) -> bytes:
        """Append the field's octets, if the packet has the field."""
        return super().addfield(pkt, s, val) if pkt.has(self.name, val) else s

    def getfield(self, pkt: Any, s: bytes) -> tuple[bytes, int]:
        """Read the field from the front of `s`."""
        if len(s) < self.sz:
            raise Fault(s)
        return super().getfield(pkt, s)

    def i2repr(self, pkt: Any, x: Any) -> str:
        """Show a value and what it means."""
        meaning = value_meaning(self.enum, x) if self.enum and isinstance(x, int) else None
        return f"{x} ({meaning})" if meaning else repr(x)


class Identity(Integer):
    """An integer that makes a packet what it is: shown in hexadecimal, and never fuzzed."""

    __slots__ = ("naming",)

    def __init__(self, name: str, default: int, width: int, naming: Callable[[int], str | None]):
        super().__init__(name, default, width)
        self.naming = naming

    def i2repr(self, pkt: Any, x: Any) -> str:
        """Show a number and whose it is."""
        if not isinstance(x, int):
            return repr(x)
        number, name = f"0x{x:0{2 * self.sz}X}", self.name_of(pkt, x)
        return f"{number} ({name})" if name else number

    def name_of(self, pkt: Any, x: int) -> str | None:
        """Say whose number it is."""
        return self.naming(x)

    def randval(self) -> Any:
        """Leave the field as it is."""
        return None


class Length(Integer):
    """The size of the whole PDU; computed by the packet unless it was given."""

    def __init__(self, name: str):
        super().__init__(name, None, 4)

    def addfield(self, pkt: Any, s: bytes, val: int | None) -> bytes:
        """Append it, or room for it."""
        return ScapyField.addfield(self, pkt, s, val or 0)


class Count(Integer):
    """The size or the number of what another field has; computed unless it was given."""

    __slots__ = ("counted",)

    def __init__(self, name: str, width: int, counted: ScapyField[Any, Any]):
        super().__init__(name, None, width)
        self.counted = counted

    def addfield(self, pkt: Any, s: bytes, val: int | None) -> bytes:
        """Append the count, if there is something to count."""
        if val is not None:
            return super().addfield(pkt, s, val)
        value = pkt.getfieldval(self.counted.name)
        if not pkt.has(self.counted.name, value):
            return s
        return ScapyField.addfield(self, pkt, s, count_of(self.counted, pkt, value))


def count_of(field: ScapyField[Any, Any], pkt: Any, value: Any) -> int:
    """Count the entries of a list, or the octets of anything else."""
    return field.i2count(pkt, value) if field.islist else len(field.i2m(pkt, value))


class Text(StrField):
    """Octets in a packet; text is taken as ISO-8859-1. `longest`: the most that fuzzing gives."""

    __slots__ = ("longest",)

    def __init__(self, name: str, longest: int):
        super().__init__(name, b"")
        self.longest = min(longest or LONGEST_COUNTED, LONGEST_COUNTED)

    def any2i(self, pkt: Any, x: Any) -> Any:
        """Take text or octets."""
        return x.encode("latin-1") if isinstance(x, str) else x

    def addfield(self, pkt: Any, s: bytes, val: Any) -> bytes:
        """Append the field's octets, if the packet has the field."""
        return s + self.i2m(pkt, val) if pkt.has(self.name, val) else s

    def randval(self) -> Any:
        """Leave the field as it is."""
        return None


class Octets(Text):
    """As many octets as the field `counter` says."""

    __slots__ = ("counter",)

    def __init__(self, name: str, counter: str, longest: int):
        super().__init__(name, longest)
        self.counter = counter

    def getfield(self, pkt: Any, s: bytes) -> tuple[bytes, bytes]:
        """Read the field from the front of `s`."""
        size = pkt.getfieldval(self.counter)
        if len(s) < size:
            raise Fault(s)
        return s[size:], s[:size]

    def randval(self) -> Any:
        """Give random octets."""
        return RandBin(RandNum(0, self.longest))


class CString(Text):
    """Characters up to a NUL, which is no part of the value."""

    def octets(self, value: Any) -> bytes:
        """Give the octets on the wire."""
        return bytes(self.i2m(None, value)) + b"\0"

    def addfield(self, pkt: Any, s: bytes, val: Any) -> bytes:
        """Append the string and its NUL, if the packet has the field."""
        return s + self.octets(val) if pkt.has(self.name, val) else s

    def getfield(self, pkt: Any, s: bytes) -> tuple[bytes, bytes]:
        """Read the field from the front of `s`."""
        value, nul, rest = s.partition(b"\0")
        if not nul:
            raise Fault(s)
        return rest, value

    def randval(self) -> Any:
        """Give random characters that leave room for the NUL."""
        return RandString(RandNum(0, self.longest - 1))


class Secret(CString):
    """A C-octet string that is not shown."""

    def i2repr(self, pkt: Any, x: Any) -> str:
        """Show that there is something."""
        return repr(MASK) if x else repr(x)


class CStrings(FieldListField):
    """As many C-octet strings as the field `counter` says."""

    __slots__ = ("counter", "string")

    def __init__(self, name: str, counter: str, longest: int):
        self.string = CString(name, longest)
        super().__init__(name, [], self.string)
        self.counter = counter

    def addfield(self, pkt: Any, s: bytes, val: Any) -> bytes:
        """Append all of them, if the packet has the field."""
        there = pkt.has(self.name, val)
        return s + b"".join(map(self.string.octets, val)) if there else s

    def getfield(self, pkt: Any, s: bytes) -> tuple[bytes, list[bytes]]:
        """Read them from the front of `s`."""
        read: list[bytes] = []
        for _ in range(pkt.getfieldval(self.counter)):
            try:
                s, value = self.string.getfield(pkt, s)
            except Fault:
                raise Fault(s, read) from None
            read.append(value)
        return s, read

    def i2repr(self, pkt: Any, x: Any) -> str:
        """Show the strings."""
        return repr(x)

    def randval(self) -> Any:
        """Leave the list as it is."""
        return None


class Entries(PacketListField):
    """Packets of the classes that `choose` names by what comes; `counter` None: up to the end.

    An entry may be given as a packet, or as the values of one, see `entry`.
    """

    __slots__ = ("choose", "counter", "entry")

    def __init__(
        self,
        name: str,
        counter: str | None,
        choose: Callable[[bytes], Any],
        entry: Callable[[Any], Any],
    ):
        super().__init__(name, [], None)
        self.counter = counter
        self.choose = choose
        self.entry = entry

    def any2i(self, pkt: Any, x: Any) -> Any:
        """Take a list, or one entry."""
        if x is None:
            return None
        entries = x if isinstance(x, list) else [x]
        return super().any2i(pkt, [self.entry(each) for each in entries])

    def addfield(self, pkt: Any, s: bytes, val: Any) -> bytes:
        """Append all of them, if the packet has the field."""
        return super().addfield(pkt, s, val) if pkt.has(self.name, val) else s

    def getfield(self, pkt: Any, s: bytes) -> tuple[bytes, list[Any]]:
        """Read them from the front of `s`."""
        read: list[Any] = []
        while s if self.counter is None else len(read) < pkt.getfieldval(self.counter):
            try:
                entry, rest = _read(self.choose(s), s)
            except Fault:
                raise Fault(s, read) from None
            entry.add_parent(pkt)
            read.append(entry)
            s = rest
        return s, read


def _read(kind: Any, octets: bytes) -> tuple[Any, bytes]:
    entry = kind()
    return entry, entry.do_dissect(octets)
