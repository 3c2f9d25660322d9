"""Alphabets by number: which one a data_coding names, and the character of each octet in it.

Alphabets of one octet a character are rows of one table of code points, octet by octet. GSM 7-bit
has a row for each national language: 0 is the default alphabet, and the rows from `SINGLE_SHIFT` on
are what follows an escape. The alphabets after them are read otherwise: UTF-16, seven bits to a
character, or by a codec of the library.

What data_coding 0 stands for is agreed beside the wire (SMPP 3.4, 5.2.19). Until it is known, such
texts are read as `UNTOLD`: the characters that the candidates agree on, and no others.
"""

from __future__ import annotations

import codecs
from functools import cache

import numpy as np
from numpy.typing import NDArray

from smpp_dissect.profiles import Profile
from smpp_dissect.spec.alphabets import (
    GSM_7BIT,
    GSM_EXTENSION,
    LOCKING_SHIFT_INDIC,
    LOCKING_SHIFT_LATIN,
    SINGLE_SHIFT_INDIC,
    SINGLE_SHIFT_INDIC_COMMON,
    SINGLE_SHIFT_INDIC_PLACES,
    SINGLE_SHIFT_LATIN,
)
from smpp_dissect.spec.data_codings import (
    ALIASES,
    BINARY,
    CODE_PAGES,
    DEFAULT,
    GSM_GROUPS,
    MULTIBYTE,
    SMPP_ALPHABETS,
)

Integers = NDArray[np.int64]

LANGUAGES = 14  # national languages, with 0 for none
GSM7 = 0
SINGLE_SHIFT = LANGUAGES
_ONE_OCTET = (*CODE_PAGES, BINARY, "untold")
ROWS = SINGLE_SHIFT + LANGUAGES + len(_ONE_OCTET)
LATIN1 = SINGLE_SHIFT + LANGUAGES
UNTOLD = ROWS - 1
UCS2 = ROWS
GSM7_PACKED = ROWS + 1
FIRST_MULTIBYTE = ROWS + 2

# By name, all that a text can be read in. ASCII with octets above 0x7F is meant as Latin-1.
ALPHABETS = {
    "gsm7": GSM7,
    "gsm7_packed": GSM7_PACKED,
    "ascii": LATIN1,
    **{name: LATIN1 + place for place, name in enumerate(_ONE_OCTET[:-1])},
    "ucs2": UCS2,
    **{name: FIRST_MULTIBYTE + place for place, name in enumerate(MULTIBYTE)},
}
NAMES = {number: name for name, number in reversed(ALPHABETS.items())}

# In the table, where an octet is no character.
ESCAPE = -1
UNDEFINED = -2
OPEN = -3  # a character on which the candidates for data_coding 0 do not agree

_WORDS = {"LF": 0x0A, "FF": 0x0C, "CR": 0x0D, "SP": 0x20, "ESC": ESCAPE, "--": UNDEFINED}
# Octets that stand for the same in GSM 7-bit and in all that extends ASCII.
AGREED = b"\n\r" + bytes(
    octet for octet, char in enumerate(GSM_7BIT) if char.isprintable() and ord(char) == octet
)


def alphabet_of(profile: Profile | None) -> str:
    """Say what data_coding 0 means by the profile; by itself, the GSM alphabet."""
    alphabet = profile.default_alphabet if profile is not None else ""
    return alphabet_named(alphabet or "gsm7")


def alphabet_named(name: str) -> str:
    """Give an alphabet's own name for any of its names. ValueError where there is no such."""
    own = ALIASES.get(name, name)
    if own not in ALPHABETS:
        raise ValueError(f"alphabet {name!r}: choose one of {', '.join(ALPHABETS)}")
    return own


def alphabets_of(data_coding: Integers, default_alphabet: str | Integers = "gsm7") -> Integers:
    """Give the alphabet of each data_coding; -1 (the PDU has none) is read as 0.

    `default_alphabet`: what 0 stands for, by name, or by number for each row. ValueError for an
    unknown name. Source: SMPP 3.4, 5.2.19; 3GPP TS 23.038, 4.
    """
    default = default_alphabet
    if isinstance(default, str):
        default = np.array(ALPHABETS[alphabet_named(default)])
    numbers = _coding_numbers()[np.clip(data_coding, -1, 256)]
    return np.where(numbers < 0, default, numbers)


def means_default(data_coding: Integers) -> NDArray[np.bool_]:
    """Tell for each data_coding whether it stands for the default alphabet."""
    return _coding_numbers()[np.clip(data_coding, -1, 256)] < 0


def alphabet_name(data_coding: int, default_alphabet: str) -> str:
    """Give the alphabet of one data_coding by name."""
    name = SMPP_ALPHABETS.get(data_coding)
    if name is None and data_coding > 0:
        fits = (group for group in GSM_GROUPS if data_coding & group.mask == group.value)
        name = next(fits).alphabet if data_coding < 0x100 else BINARY
    return default_alphabet if name in (None, DEFAULT) else name


@cache
def _coding_numbers() -> Integers:
    """Lower the rule to a table: values 0 to 255, one for what is beyond them, one for none."""
    names = [alphabet_name(coding, "") for coding in (*range(257), -1)]
    return np.array([ALPHABETS[name] if name else -1 for name in names], np.int64)


@cache
def code_points() -> Integers:
    """Build the table alphabet × octet → code point, or `ESCAPE`, `UNDEFINED`, `OPEN`."""
    rows = [_locking_row(language) for language in range(LANGUAGES)]
    rows += [_single_row(language) for language in range(LANGUAGES)]
    rows += [_code_page(codec) for codec in CODE_PAGES.values()]
    printable = (octet for octet in range(0x20, 0x7F) if octet != ord("\\"))
    rows += [_only(bytes(printable), UNDEFINED), _only(AGREED, OPEN)]
    return np.array(rows, np.int64)


def _locking_row(language: int) -> list[int]:
    """Octets beyond seven bits are read as Latin-1, for that is what senders of these mean."""
    if language in LOCKING_SHIFT_INDIC:
        row = [_code_point(word) for word in LOCKING_SHIFT_INDIC[language].split()]
    else:
        row = [ord(char) for char in LOCKING_SHIFT_LATIN.get(language, GSM_7BIT)]
    return [ESCAPE if code == 0x1B else code for code in row] + list(range(0x80, 0x100))


def _single_row(language: int) -> list[int]:
    row = [UNDEFINED] * 256
    if language in SINGLE_SHIFT_INDIC:
        places = dict(enumerate(SINGLE_SHIFT_INDIC_COMMON.split()))
        places |= zip(SINGLE_SHIFT_INDIC_PLACES, SINGLE_SHIFT_INDIC[language].split(), strict=False)
    else:
        places = GSM_EXTENSION | SINGLE_SHIFT_LATIN.get(language, {})
    for place, word in places.items():
        row[place] = _code_point(word)
    row[0x1B] = ord(GSM_EXTENSION[0x1B])
    return row


def _code_point(word: str) -> int:
    """Read a word of a table: a character, its code point, or an abbreviation."""
    if len(word) == 1:
        return ord(word)
    return _WORDS[word] if word in _WORDS else int(word, 16)


def _code_page(codec: str) -> list[int]:
    text = codecs.decode(bytes(range(256)), codec, "replace")
    return [UNDEFINED if char == "\ufffd" else ord(char) for char in text]


def _only(octets: bytes, other: int) -> list[int]:
    """Make a row in which these octets are ASCII."""
    return [octet if octet in octets else other for octet in range(256)]
