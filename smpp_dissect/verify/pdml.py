"""What `tshark -T pdml` says of a capture, read as a stream: one `ShownPdu` for each SMPP PDU.

PDML keeps several PDUs of a frame apart with their fields, where each lies and its octets. It is
not always well formed: halves of surrogate pairs and noncharacters from messages stand in it bare,
in older versions control characters, too. So the octets are mended before they are parsed: a half
becomes a character of plane 15 (`half`), a control character DEL, all else U+FFFD. A document type,
which a text that broke out of its place could bring, is refused; entities are never expanded.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import NamedTuple, Protocol
from xml.parsers import expat

from smpp_dissect.errors import TsharkError

CHUNK = 1 << 18
# Where the halves of surrogate pairs go: U+D800 to this, and so on.
HALVES = 0xF0000
SURROGATES = range(0xD800, 0xE000)
REPLACEMENT = "\ufffd"
# Octets and characters that no XML may hold (XML 1.0, 2.2), and what they become.
_CONTROLS = bytes(set(range(0x20)) - set(b"\t\n\r"))
_MENDED = bytes.maketrans(_CONTROLS, b"\x7f" * len(_CONTROLS))
_NO_CHARACTERS = dict.fromkeys((0xFFFE, 0xFFFF), REPLACEMENT)
PREFIX = "smpp."
PROTOCOL = "smpp"
MALFORMED = "_ws.malformed"
_PORTS = re.compile(r"Src Port: (\d+), Dst Port: (\d+)")
_GAVE_UP = re.compile(r"Malformed Packet: ([^:\]]+)")
_HALVES = re.compile(f"[{chr(HALVES)}-{chr(HALVES + len(SURROGATES) - 1)}]")
_HALF = re.compile(rb"\xed[\xa0-\xbf][\x80-\xbf]")


# What Wireshark calls the dissector of SMPP.
SMPP = "SMPP"


class Shown(NamedTuple):
    """One field as tshark shows it.

    `name` without `smpp.`; `offset` from the PDU's first octet, and `length`, in octets; `octets`
    in hex, empty where tshark gives none; `bits`: the value of a field that is some bits of its
    octets, shifted down, or None; `show`: the value as tshark has it in text.
    """

    name: str
    offset: int
    length: int
    octets: str
    bits: int | None
    show: str


class ShownPdu(NamedTuple):
    """One PDU as tshark shows it.

    `ports`: the TCP ports of its connection, the lower one first. `malformed`: which dissector gave
    up, by Wireshark's name for its protocol: `SMPP`, or that of what a message holds; empty where
    none did.
    """

    frame: int
    ports: tuple[int, int]
    fields: tuple[Shown, ...]
    malformed: str = ""

    @property
    def is_torn(self) -> bool:
        """Whether what a message holds was given up, and with it the frame."""
        return self.malformed not in ("", SMPP)

    def number(self, name: str) -> int | None:
        """Give the number that a field of the header has; None where tshark does not show it."""
        found = (field.octets for field in self.fields[:4] if field.name == name)
        octets = next(found, "")
        return int(octets, 16) if octets else None


def with_halves(text: str) -> str:
    r"""Write out the halves of surrogate pairs in a text of PDML as `\ud83d`."""
    return _HALVES.sub(lambda found: f"\\u{ord(found[0]) - HALVES + SURROGATES.start:04x}", text)


class Octets(Protocol):
    """What octets are read from."""

    def read(self, size: int, /) -> bytes:
        """Give at most so many octets; none at the end."""


def half(unit: int) -> str:
    """Give the character that stands for half a surrogate pair."""
    return chr(unit - SURROGATES.start + HALVES)


def shown_pdus(stream: Octets) -> Iterator[ShownPdu]:
    """Read the PDUs of a PDML document, in its order; none of one that is empty.

    TsharkError where it cannot be read.
    """
    packets = _Packets()
    rest, begun = b"", False
    try:
        while chunk := stream.read(CHUNK):
            begun = True
            # No value holds a bare `>`, so no character is cut there.
            whole, end, rest = (rest + chunk).rpartition(b">")
            packets.parser.Parse(_mended(whole + end), False)
            yield from packets.taken()
        if begun:
            packets.parser.Parse(_mended(rest), True)
    except (expat.ExpatError, ValueError, KeyError) as error:
        raise TsharkError(f"what tshark says cannot be read: {error}") from error


def _mended(octets: bytes) -> bytes:
    text = octets.translate(_MENDED).decode("utf-8", _MENDING)
    # A translation of every character is dear, and hardly ever needed.
    if "\ufffe" in text or "\uffff" in text:
        text = text.translate(_NO_CHARACTERS)
    return text.encode()


def _mend(error: UnicodeError) -> tuple[str, int]:
    """Decode half a surrogate pair, written as if it were a character, or give up an octet."""
    assert isinstance(error, UnicodeDecodeError)
    at = error.start
    if _HALF.match(error.object, at):
        unit = ord(error.object[at : at + 3].decode("utf-8", "surrogatepass"))
        return half(unit), at + 3
    return REPLACEMENT, at + 1


_MENDING = "smpp_dissect.verify.pdml"
codecs.register_error(_MENDING, _mend)


class _Packets:
    """Takes the elements of the document as they come, and keeps the PDUs of whole packets."""

    def __init__(self) -> None:
        self._whole: list[ShownPdu] = []
        self._pdus: list[ShownPdu] = []
        self._protocol = ""
        self._fields: list[Shown] = []
        self._frame = 0
        self._ports = (0, 0)
        self._begin = 0
        self.parser = parser = expat.ParserCreate("utf-8")
        parser.StartElementHandler = self._begin_element
        parser.EndElementHandler = self._end_element
        parser.StartDoctypeDeclHandler = self._refuse

    def taken(self) -> list[ShownPdu]:
        """Give up the PDUs that are whole."""
        whole, self._whole = self._whole, []
        return whole

    def _begin_element(self, tag: str, given: dict[str, str]) -> None:
        name = given.get("name", "")
        if tag == "proto":
            self._protocol = name
            self._note(name, given.get("showname", ""))
        elif tag == "field":
            if self._protocol == PROTOCOL:
                if name.startswith(PREFIX):
                    self._take(name[len(PREFIX) :], given)
            elif self._protocol == "geninfo" and name == "num":
                self._frame = int(given["show"])

    def _note(self, protocol: str, about: str) -> None:
        """Note what the line of a protocol says."""
        if protocol == "tcp" and (found := _PORTS.search(about)):
            low, high = sorted(map(int, found.groups()))
            self._ports = low, high
        elif protocol == MALFORMED and self._pdus:
            told = _GAVE_UP.search(about)
            last = self._pdus[-1]
            # What it gives up first is of this PDU; the next may be of octets behind it.
            if not last.malformed:
                self._pdus[-1] = last._replace(malformed=told[1] if told else "?")

    def _take(self, name: str, given: dict[str, str]) -> None:
        at, fields = int(given["pos"]), self._fields
        if not fields:
            self._begin = at
        octets, bits = given.get("value", ""), None
        if "unmaskedvalue" in given:
            octets, bits = given["unmaskedvalue"], int(octets, 16)
        show = given.get("show", "")
        fields.append(Shown(name, at - self._begin, int(given["size"]), octets, bits, show))

    def _end_element(self, tag: str) -> None:
        if tag == "packet":
            self._whole += self._pdus
            self._pdus = []
        elif tag == "proto":
            if self._fields:
                self._pdus.append(ShownPdu(self._frame, self._ports, tuple(self._fields)))
                self._fields = []
            self._protocol = ""

    def _refuse(self, *given: object) -> None:
        raise TsharkError("what tshark says cannot be read: it declares a document type")
