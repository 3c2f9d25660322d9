"""Delivery receipts: where the keys of their text have their values.

SMPP 3.4 (appendix B) shows one layout, `id:… sub:… dlvrd:… submit date:… done date:… stat:… err:…
text:…`, and calls it vendor specific. So a text is read word by word, and a key is recognised
wherever a word begins, in any order and case. Its value reaches to the white space before the next
key, known or not. Of a repeated key the first counts. A text goes on to the end, words with a colon
included; only while stat or err is still missing does a known key that has not been met end it.
A state word in capitals stands for stat where that key was forgotten.
"""

from __future__ import annotations

import string
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from smpp_dissect._kernel import i64, kernel
from smpp_dissect.messages.receipt_dates import NAT, receipt_dates
from smpp_dissect.messages.receipt_states import ReceiptStates, receipt_states
from smpp_dissect.pdus.receipt_text import KEYS, STANDARD, Names
from smpp_dissect.pdus.receipt_words import message_state_of, state_words
from smpp_dissect.pdus.text.many import (
    UCS2,
    Integers,
    alphabets_of,
    decode_texts,
    narrowed,
    skip_udh,
)

__all__ = [
    "KEYS",
    "NAT",
    "ReceiptStates",
    "ReceiptTexts",
    "message_state_of",
    "parse_receipt_texts",
    "receipt_dates",
    "receipt_states",
]

ID = 0
SUB = 1
SUBMIT_DATE = 3
DONE_DATE = 4
STAT = 5
ERR = 6
TEXT = 7
MESSAGE_TEXT = 8  # the message id where it comes first, else the text
BARE_STAT = 9  # a state word without its key
STATED = 1 << STAT | 1 << BARE_STAT
OTHER_KEY = -1
NO_KEY = -2
NAMES = {
    **{key.replace("_", separator): at for separator in (" ", "") for at, key in enumerate(KEYS)},
    "message text": MESSAGE_TEXT,
}

# Classes of octets: letters are 1 to 26, the others that a name may contain come next.
DIGIT = 27
DASH = 28
BLANK = 29
COLON = 30
OTHER = 0

PACKED = 12  # characters of a word that are compared: as many as fit an integer, 5 bits each


class ReceiptTexts(NamedTuple):
    """Where the keys of each text have their values, as octets of the data that was read.

    `ranges` leads from each of `KEYS` to begin and length (-1: no such key). `wide` rows are
    UTF-16. `looks_like_receipt` needs an id, a stat, and one of the dates, err or sub.
    """

    ranges: dict[str, tuple[Integers, Integers]]
    wide: NDArray[np.bool_]
    looks_like_receipt: NDArray[np.bool_]

    def strings(self, data: NDArray[np.uint8], key: str) -> pa.Array:
        """Give the values of one key as strings, null where the key is absent.

        Octets are read as Latin-1; for `text` in another alphabet use its range.
        """
        coding = np.where(self.wide, 8, 3)
        return decode_texts(data, *self.ranges[key], coding, np.zeros(coding.size, np.uint8))


def parse_receipt_texts(
    data: NDArray[np.uint8],
    begin: Integers,
    length: Integers,
    data_coding: Integers,
    udhi: NDArray[Any],
    own: Sequence[Names] = (STANDARD,),
    whose: Integers | None = None,
) -> ReceiptTexts:
    """Locate the keys in `data[begin : begin + length]` of every row (a length of -1: no text).

    A user data header is skipped, as are NULs at the end. UCS-2 is read as such, every other
    coding as ASCII, for that is what receipts are in. `own`: providers' names of keys, `whose`: the
    place there of each row's. Source: SMPP 3.4, appendix B.
    """
    begin, length = skip_udh(data, begin, np.maximum(length, 0), udhi)
    wide = (alphabets_of(data_coding) == UCS2) & (length >= 2)
    wide[wide] = data[begin[wide]] == 0  # every receipt begins with a letter or a blank
    narrow, width = narrowed(data, begin, length, wide)
    at = np.tile(begin, (len(KEYS), 1))
    size = np.full((len(KEYS), begin.size), -1, np.int64)
    whose = np.zeros(begin.size, np.int64) if whose is None else whose
    _locate_keys(narrow, begin, length // width, whose, *_tables(tuple(own)), at, size)
    ranges = {
        key: (np.where(wide, 2 * at[slot] - begin, at[slot]), np.maximum(size[slot] * width, -1))
        for slot, key in enumerate(KEYS)
    }
    some = (size[[SUB, SUBMIT_DATE, DONE_DATE, ERR]] >= 0).any(axis=0)
    return ReceiptTexts(ranges, wide, (size[ID] >= 0) & (size[STAT] >= 0) & some)


@lru_cache(8)
def _tables(own: tuple[Names, ...]) -> tuple[Integers, Integers, Integers]:
    """Build class of octet, for each provider packed names and their keys, packed state words."""
    classes = np.zeros(256, np.int64)
    for letters in (string.ascii_lowercase, string.ascii_uppercase):
        classes[[ord(letter) for letter in letters]] = range(1, 27)
    members = {DIGIT: b"0123456789", DASH: b"_-", BLANK: b" \t\r\n", COLON: b":"}
    for which, octets in members.items():
        classes[list(octets)] = which
    states = [_packed(word, classes) for word in state_words()]
    names = np.full((len(own), len(NAMES) + max(map(len, own)), 2), NO_KEY, np.int64)
    for place, mine in enumerate(own):
        keys = [(name, KEYS.index(key)) for name, key in mine] + [*NAMES.items()]
        names[place, : len(keys)] = [(_packed(name, classes), key) for name, key in keys]
    return classes, names, np.array(states, np.int64)


def _packed(word: str, classes: Integers) -> int:
    packed = 0
    for letter in word[:PACKED]:
        packed = packed << 5 | min(int(classes[ord(letter)]), DASH)
    return packed


@kernel
def _locate_keys(
    data: Any, begin: Any, length: Any, whose: Any, classes: Any, names: Any, states: Any, at: Any,
    size: Any,
) -> None:  # fmt: skip
    for row in range(begin.size):
        start = i64(begin[row])
        stop = start + i64(length[row])
        while stop > start and i64(data[stop - 1]) == 0:
            stop -= 1
        mine = names[i64(whose[row])]
        _locate_in_text(data, start, stop, classes, mine, states, row, at, size)


@kernel
def _locate_in_text(
    data: Any, at: int, stop: int, classes: Any, names: Any, states: Any, row: int,
    begin: Any, length: Any,
) -> None:  # fmt: skip
    key = NO_KEY  # the key whose value is being read
    seen = 0  # the keys met, as bits
    while at < stop:
        if i64(classes[i64(data[at])]) == BLANK:
            at += 1
            continue
        found, word = _read_key(data, at, stop, classes, names)
        if found < 0 or found > TEXT or seen >> found & 1:
            found = _unusual_key(data, at, stop, classes, states, found, key, seen)
            word = at if found == NO_KEY or found == BARE_STAT else word
        if found != NO_KEY:
            key = STAT if found == BARE_STAT else found
        if found >= 0:
            seen |= 1 << found
            begin[key, row] = word
            length[key, row] = 0
            if key == TEXT and seen & STATED and seen >> ERR & 1:
                length[key, row] = stop - word
                return
        at = word
        while at < stop and i64(classes[i64(data[at])]) != BLANK:
            at += 1
        if key >= 0 and at > word:
            if key != TEXT and i64(length[key, row]) == 0:
                begin[key, row] = word
            length[key, row] = at - i64(begin[key, row])
    if key == TEXT:
        length[key, row] = stop - i64(begin[key, row])


@kernel
def _unusual_key(
    data: Any, at: int, stop: int, classes: Any, states: Any, found: int, key: int, seen: int
) -> int:
    """Tell what stands at `at`, after `key` and those `seen`, where no new known key was found."""
    if found == MESSAGE_TEXT:
        found = ID if key == NO_KEY else TEXT
    if found >= 0 and seen >> found & 1:
        found = OTHER_KEY
    if key == TEXT and found == OTHER_KEY:
        found = NO_KEY
    if found == NO_KEY and key != TEXT and not seen & STATED:
        return BARE_STAT if _is_state(data, at, stop, classes, states) else NO_KEY
    return found


@kernel
def _read_key(data: Any, at: int, stop: int, classes: Any, names: Any) -> tuple[int, int]:
    """Read the key whose name begins at `at`: which one, and the place after its colon."""
    packed = blanks = letters = 0
    while at < stop:
        kind = i64(classes[i64(data[at])])
        blanks += kind == BLANK
        if kind == OTHER or blanks > 1 or (letters == 0 and kind >= DIGIT):
            return NO_KEY, at
        if kind == COLON:
            for name in range(names.shape[0]):
                if i64(names[name, 0]) == packed:
                    return i64(names[name, 1]), at + 1
            return NO_KEY if blanks > 0 else OTHER_KEY, at + 1
        packed = packed << 5 | min(kind, DASH) if letters < PACKED else 0  # no name is longer
        letters += 1
        at += 1
    return NO_KEY, at


@kernel
def _is_state(data: Any, at: int, stop: int, classes: Any, states: Any) -> bool:
    """Tell whether the word at `at` is a state in capitals."""
    packed = letters = 0
    while at < stop and i64(classes[i64(data[at])]) != BLANK:
        kind = i64(classes[i64(data[at])])
        if kind == OTHER or kind == COLON or i64(data[at]) > 0x60:
            return False
        if letters < PACKED:
            packed = packed << 5 | kind
        letters += 1
        at += 1
    for state in range(states.size):
        if i64(states[state]) == packed:
            return True
    return False
