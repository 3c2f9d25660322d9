"""What octets of unknown meaning look like: a guess, and told as one.

Text is recognised by its characters, digits in half octets by being all decimal; octets that are
neither, and of a length that integers have, are taken for a number. Few octets tell little: one or
two may be letters or a number, so several values of one kind are looked at together.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

EMPTY, ASCII, DIGITS, DECIMAL, HEX_ID = "empty", "ASCII", "ASCII digits", "ASCII number", "hex id"
UUID, TIME, UTF8, UTF16 = "UUID", "SMPP time", "UTF-8 text", "UTF-16 text"
INTEGER, BCD, OCTETS = "integer", "BCD", "octets"

# Forms of printable ASCII, the first that fits; an id in hexadecimal has eight digits or more.
_FORMS = (
    (DIGITS, re.compile(rb"[0-9]+")),
    (TIME, re.compile(rb"[0-9]{15}[-+R]")),
    (DECIMAL, re.compile(rb"[-+]?[0-9]+\.[0-9]+")),
    (UUID, re.compile(rb"[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")),
    (HEX_ID, re.compile(rb"(?=.*[0-9])[0-9A-Fa-f]{8,}")),
)
# Line ends and tabs in few octets may too well be a part of a number.
_PRINTABLE = re.compile(rb"[ -~]+|[\t\r\n -~]{6,}")
_ASCII_OCTETS = re.compile(rb"[ -~]")
_PACKED = re.compile(r"(?!00)[0-9]+f?")
_WIDTHS = (1, 2, 3, 4, 8)
# Octets below which text in a wider alphabet, or packed digits, may too well be a number.
_LEAST_UTF8, _LEAST_PACKED, _LEAST_HAN = 4, 3, 12
# Octets of ids in binary, of half a UUID and more.
_BINARY_IDS = range(9, 65)
# Characters of a value that are quoted.
SHOWN = 60
_WRITTEN = {ASCII, DIGITS, DECIMAL, HEX_ID, UUID, TIME}


def looks_like(octets: bytes) -> str:
    """Guess the kind of one value; one of the names above."""
    text = octets.removesuffix(b"\0")
    if not octets:
        return EMPTY
    if _PRINTABLE.fullmatch(text):
        return next((name for name, form in _FORMS if form.fullmatch(text)), ASCII)
    if _is_utf8(text):
        return UTF8
    if _is_utf16(octets):
        return UTF16
    if _packed(octets):
        return BCD
    return INTEGER if len(octets) in _WIDTHS else OCTETS


def guess_of(octets: bytes) -> str | None:
    """Say what one value looks like: `looks like ASCII "OTP" (a guess)`; None if like nothing."""
    kind = looks_like(octets)
    if kind in _WRITTEN or kind in (UTF8, UTF16):
        text = octets.decode("utf-16-be" if kind == UTF16 else "utf-8").removesuffix("\0")
        said = f'"{text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"}"'
    elif kind == INTEGER:
        said = str(int.from_bytes(octets))
    elif kind == BCD:
        said = _packed(octets)[0].removesuffix("f")
    else:
        return "looks like a hex id (a guess)" if len(octets) in _BINARY_IDS else None
    return f"looks like {kind} {said} (a guess)"


def look_alike(values: Iterable[bytes]) -> str:
    """Guess the kind that several values of one TLV or field have; `empty` where there is none."""
    seen = {value: looks_like(value) for value in values if value}
    kinds = set(seen.values())
    if len(kinds) < 2:
        return next(iter(kinds), EMPTY)
    if kinds <= _WRITTEN:
        narrow = {frozenset((DIGITS, HEX_ID)): HEX_ID, frozenset((DIGITS, DECIMAL)): DECIMAL}
        return narrow.get(frozenset(kinds), ASCII)
    if kinds <= _WRITTEN | {UTF8}:
        return UTF8
    if len({len(value) for value in seen}) == 1 and all(len(value) in _WIDTHS for value in seen):
        return INTEGER
    return INTEGER if kinds == {INTEGER, BCD} else OCTETS


def _is_utf8(text: bytes) -> bool:
    if len(text) < _LEAST_UTF8:
        return False
    try:
        return text.decode().isprintable()
    except UnicodeDecodeError:
        return False


def _is_utf16(octets: bytes) -> bool:
    """Tell letters of one script by their high octets, Han and Hangul by their being many."""
    try:
        text = octets.decode("utf-16-be").removesuffix("\0")
    except UnicodeDecodeError:
        return False
    if len(text) < 2 or not all(map(_is_written, text)):
        return False
    # ASCII and general punctuation go with every script.
    scripts = {ord(letter) >> 8 for letter in text if ord(letter) > 0x7F} - {0x20}
    if max(scripts, default=0) < 0x20:
        return len(scripts) < 2
    # Two letters of ASCII make one of Han, as a rule; of text in Han a half is ASCII.
    is_ascii = 4 * len(_ASCII_OCTETS.findall(octets)) > 3 * len(octets)
    return len(octets) >= _LEAST_HAN and not is_ascii


def _is_written(letter: str) -> bool:
    return letter == "\n" or unicodedata.category(letter)[0] in "LNPZS"


def _packed(octets: bytes) -> list[str]:
    """Read decimal half octets, in either order, an odd count filled up with 15."""
    if len(octets) < _LEAST_PACKED:
        return []
    halves = octets.hex()
    swapped = "".join(halves[at + 1] + halves[at] for at in range(0, len(halves), 2))
    found = [each for each in (halves, swapped) if _PACKED.fullmatch(each)]
    # Where both orders are decimal, what fills an odd count tells which is meant.
    return sorted(found, key=lambda each: not each.endswith("f"))
