"""The text of one message: plain Python, for a view of a PDU and for the rare alphabets.

What many messages need at once is in `text.py`; both give the same text.
"""

from __future__ import annotations

import codecs
import re
from functools import cache
from typing import NamedTuple

from smpp_dissect.pdus.text.alphabets import (
    ALPHABETS,
    GSM7,
    SINGLE_SHIFT,
    UCS2,
    alphabet_name,
    alphabet_named,
    code_points,
)
from smpp_dissect.pdus.text.septets import unpack
from smpp_dissect.pdus.text.user_header import header_of
from smpp_dissect.spec.data_codings import MULTIBYTE, Codecs

# Octets that are no character are written as \xNN.
ESCAPED = "backslashreplace"
# `codecs.charmap_decode`: no character.
NO_CHARACTER = "\ufffe"
SEVEN_BITS = ("gsm7", "gsm7_packed")


class Text(NamedTuple):
    """A text, and how it was read: its alphabet, the octets of the user data header before it, and
    the national languages of its locking shift and single shift, 0: none.
    """

    text: str
    alphabet: str
    header: int = 0
    locking: int = 0
    single: int = 0


def read_text(
    octets: bytes, data_coding: int, udhi: bool = False, default_alphabet: str | None = None
) -> Text:
    r"""Decode one message, and tell how. `data_coding` -1: the PDU has none, which is read as 0.

    Octets that are no character of the alphabet are written as `\xNN`, and nothing is an error but
    an unknown `default_alphabet` (ValueError; None: GSM 7-bit). Octets of binary data are ASCII
    where they are printable and no backslash, so that they can be told from the text. Source: SMPP
    3.4, 5.2.19; 3GPP TS 23.038.
    """
    default = alphabet_named(default_alphabet or "gsm7")
    alphabet = alphabet_name(data_coding, default)
    header, locking, single = header_of(octets) if udhi else (0, 0, 0)
    octets = octets[header:]
    if alphabet not in SEVEN_BITS and (locking or single) and _is_default(data_coding):
        alphabet = "gsm7"  # a national table is one of GSM, whatever was agreed
    if alphabet in SEVEN_BITS:
        septets = unpack(octets, header) if alphabet == "gsm7_packed" else octets
        return Text(_gsm(septets, locking, single), alphabet, header, locking, single)
    return Text(_decoded(octets, alphabet), alphabet, header)


def decode_text(
    octets: bytes,
    data_coding: int,
    udhi: bool = False,
    default_alphabet: str | None = None,
) -> str:
    """Decode one message; see `read_text`."""
    return read_text(octets, data_coding, udhi, default_alphabet).text


def escaped(octets: bytes) -> str:
    """Write octets that are no character."""
    return "".join(f"\\x{octet:02x}" for octet in octets)


def _is_default(data_coding: int) -> bool:
    return alphabet_name(data_coding, "") == ""


def decode_multibyte(octets: bytes, coding: Codecs) -> str:
    """Decode by the codecs of the library; where none reads all of it, by the first of them."""
    if coding.pairs and (text := _by_pairs(octets, coding)):
        return text
    names = coding.codecs
    # The library's decoders of escapes let octets beyond seven bits pass, as Latin-1.
    if coding.escaped and 0x1B in octets and octets.isascii():
        names = (coding.escaped, *names)
    for name in names:
        try:
            return octets.decode(name)
        except UnicodeDecodeError:
            continue
    return octets.decode(names[0], ESCAPED)


def _by_pairs(octets: bytes, coding: Codecs) -> str | None:
    """Read characters of two octets of seven bits; None unless all of the text is that."""
    firsts = octets[::2]
    if len(octets) % 2 or not set(firsts) & set(coding.rows) or not _GRAPHIC(octets):
        return None
    high = bytes(octet | 0x80 for octet in octets)
    pairs = (high[at : at + 2] for at in range(0, len(high), 2))
    try:
        return b"".join(coding.prefix + pair for pair in pairs).decode(coding.pairs)
    except UnicodeDecodeError:
        return None


_GRAPHIC = re.compile(rb"[\x21-\x7e]+").fullmatch


def _decoded(octets: bytes, alphabet: str) -> str:
    if alphabet in MULTIBYTE:
        return decode_multibyte(octets, MULTIBYTE[alphabet])
    if ALPHABETS[alphabet] == UCS2:
        return octets.decode("utf-16-be", ESCAPED)
    return _in_row(octets, ALPHABETS[alphabet])


def _in_row(octets: bytes, row: int) -> str:
    return codecs.charmap_decode(octets, ESCAPED, _row(row))[0]


@cache
def _row(number: int) -> str:
    return "".join(NO_CHARACTER if code < 0 else chr(code) for code in code_points()[number])


def _gsm(octets: bytes, locking: int, single: int) -> str:
    """Decode GSM 7-bit, unpacked: stretches between escapes, and what each escape changes."""
    main, shifted = GSM7 + locking, _row(SINGLE_SHIFT + single)
    parts, at = [], 0
    while (escape := octets.find(b"\x1b", at)) >= 0:
        pair = octets[escape : escape + 2]
        parts.append(_in_row(octets[at:escape], main))
        char = shifted[pair[1]] if len(pair) > 1 else NO_CHARACTER
        if char == NO_CHARACTER and len(pair) > 1:
            char = _row(main)[pair[1]]  # not in the extension: of the main table (6.2.1.1)
        parts.append(escaped(pair) if char == NO_CHARACTER else char)
        at = escape + 2
    return "".join(parts) + _in_row(octets[at:], main)
