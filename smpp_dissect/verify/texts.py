"""How tshark reads the octets of a text, and what of that is not as we read them.

A text that tshark shows must be ours or, to the character, what comes of its octets by the
departures here, each of which is a rule. So nothing is excused that only looks alike.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from smpp_dissect.pdus.text.alphabets import alphabet_name
from smpp_dissect.pdus.text.septets import unpack
from smpp_dissect.pdus.text.user_header import header_of
from smpp_dissect.spec.alphabets import GSM_7BIT, GSM_EXTENSION
from smpp_dissect.spec.data_codings import CODE_PAGES
from smpp_dissect.verify.pdml import REPLACEMENT, SURROGATES, half

# The rules, by their names.
HIGH_OCTET = "high_octet"
NO_CHARACTER = "no_character"
ESCAPE = "escape"
SURROGATE = "surrogate"
ODD_OCTET = "odd_octet"
NUL_ENDS = "nul_ends"
SOFT_HYPHEN = "soft_hyphen"
PACKED_FILL = "packed_fill"
NATIONAL_TABLE = "national_table"
OTHER_ALPHABET = "other_alphabet"

UNREAD_HEADER = "unread_header"

# Commands in which tshark looks at esm_class, and takes a user data header off the text.
HEADERS_READ = ("submit_sm", "deliver_sm")
PACKED = "gsm7_packed"
# A character as tshark shows it, and the rule by which it is not as ours.
Piece = tuple[str, str]
_ESC = 0x1B
_SOFT_HYPHEN, _KJE = "\xad", "\u040d"
_ESCAPED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_BLANK = re.compile(r"\r\n|[\t\n\r]")
_NO_XML = re.compile("[\ufffe\uffff]")


class Message(NamedTuple):
    """A message as its PDU has it; `data_coding` -1: there is none; `has_header`: by esm_class."""

    octets: bytes
    data_coding: int
    has_header: bool
    command: str


def as_pdml(text: str) -> str:
    r"""Write a text as it comes out of PDML.

    tshark writes a control character as `\x` and its number; line ends and tabs come bare, and
    are blanks to whoever reads XML (XML 1.0, 3.3.3); noncharacters are mended to U+FFFD.
    """
    if text.isascii() and text.isprintable():
        return text
    text = _ESCAPED.sub(lambda match: f"\\x{ord(match[0]):x}", text)
    return _NO_XML.sub(REPLACEMENT, _BLANK.sub(" ", text))


def tshark_alphabet(data_coding: int, told: str) -> str | None:
    """Say by our name which alphabet tshark reads, None where it shows no text.

    `told`: what it was told that data_coding 0 means; -1: the PDU has no data_coding.
    """
    if data_coding <= 0:
        return told
    if data_coding in (0x01, 0x03, 0x06, 0x07, 0x08, 0x0E):
        return alphabet_name(data_coding, told)
    if 0x40 <= data_coding < 0xE0 or data_coding & 0xF4 == 0xF0:
        return "gsm7"
    return "ucs2" if data_coding & 0xF0 == 0xE0 else None


def shown_text(message: Message, told: str) -> tuple[str, set[str]]:
    """Read a message as tshark does: its text, and the rules that this takes."""
    header, locking, single = header_of(message.octets) if message.has_header else (0, 0, 0)
    alphabet = tshark_alphabet(message.data_coding, told)
    left = header if message.command in HEADERS_READ else 0
    body = message.octets[left:]
    text, rules = _read(_septets(body, left) if alphabet == PACKED else body, alphabet or "")
    if alphabet == PACKED and len(unpack(body, left)) < len(_septets(body, left)):
        rules.add(PACKED_FILL)
    if left != header:
        rules.add(UNREAD_HEADER)
    if locking or single:
        rules.add(NATIONAL_TABLE)
    elif alphabet != alphabet_name(message.data_coding, told):
        rules.add(OTHER_ALPHABET)
    return text, rules


def shown_string(octets: bytes) -> tuple[str, set[str]]:
    """Read a C-octet string without its NUL as tshark does."""
    return _read(octets, "ascii")


def _septets(octets: bytes, header: int) -> bytes:
    """Unpack all septets there are, fill at the end, too."""
    septets = unpack(octets, header)
    count = max(0, 8 * len(octets) - -8 * header % 7) // 7
    return septets.ljust(count, b"\0")


def _read(octets: bytes, alphabet: str) -> tuple[str, set[str]]:
    pieces = list(_READERS.get(alphabet, _one_octet)(octets, alphabet))
    if not alphabet.startswith("gsm7"):
        pieces = _ended(pieces)
    return as_pdml("".join(text for text, _ in pieces)), {rule for _, rule in pieces if rule}


def _ended(pieces: list[Piece]) -> list[Piece]:
    at = next((at for at, (text, _) in enumerate(pieces) if "\0" in text), None)
    if at is None:
        return pieces
    return [*pieces[:at], (pieces[at][0].partition("\0")[0], NUL_ENDS)]


def _gsm(octets: bytes, alphabet: str) -> Iterator[Piece]:
    """Read GSM 7-bit: an escape waits for the next octet that could be escaped."""
    escaped = False
    for octet in octets:
        if octet == _ESC:
            if escaped:
                yield "", ESCAPE
            escaped = True
        elif octet > 0x7F:
            yield REPLACEMENT, HIGH_OCTET
        elif escaped:
            escaped = False
            known = GSM_EXTENSION.get(octet)
            yield (known, "") if known else (REPLACEMENT, ESCAPE)
        else:
            yield GSM_7BIT[octet], ""
    if escaped:
        yield REPLACEMENT if alphabet == PACKED else "", ESCAPE


def _ucs2(octets: bytes, alphabet: str) -> Iterator[Piece]:
    for at in range(0, len(octets) - 1, 2):
        unit = int.from_bytes(octets[at : at + 2])
        yield (half(unit), SURROGATE) if unit in SURROGATES else (chr(unit), "")
    if len(octets) % 2:
        yield "", ODD_OCTET


def _one_octet(octets: bytes, alphabet: str) -> Iterator[Piece]:
    codec = CODE_PAGES.get(alphabet, "ascii")
    undefined = HIGH_OCTET if codec == "ascii" else NO_CHARACTER
    for char in octets.decode(codec, "replace"):
        if char == _SOFT_HYPHEN and codec == "iso8859-5":
            yield _KJE, SOFT_HYPHEN
        else:
            yield char, undefined if char == REPLACEMENT else ""


def _korean(octets: bytes, alphabet: str) -> Iterator[Piece]:
    """Read EUC-KR: what could begin a pair takes the next octet with it, whatever that is."""
    at = 0
    while at < len(octets):
        width = 2 if octets[at] > 0xA0 else 1
        piece = octets[at : at + width]
        try:
            yield piece.decode("euc_kr"), ""
        except UnicodeDecodeError:
            yield (chr(piece[0]) if piece[0] < 0xA0 else REPLACEMENT), NO_CHARACTER
        at += width


_READERS: dict[str, Callable[[bytes, str], Iterator[Piece]]] = {
    "gsm7": _gsm,
    PACKED: _gsm,
    "ucs2": _ucs2,
    "ks-c-5601": _korean,
}
