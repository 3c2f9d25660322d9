"""The user data header before a text: where the text begins, and what it says of the alphabet.

Source: 3GPP TS 23.040, 9.2.3.24, and there .15 and .16: information elements 0x24 and 0x25 name a
national language, whose single shift or locking shift table (3GPP TS 23.038, A) is then in force.
Of an element that comes twice the last one counts.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from smpp_dissect._kernel import i64, kernel
from smpp_dissect.pdus.text.alphabets import LANGUAGES, Integers

SINGLE_SHIFT_ELEMENT = 0x24
LOCKING_SHIFT_ELEMENT = 0x25


class Texts(NamedTuple):
    """Texts without their headers: where each lies, how long its header is, and the national
    languages of its locking shift and of its single shift, 0: none.
    """

    begin: Integers
    length: Integers
    header: Integers
    locking: Integers
    single: Integers


def without_header(
    data: NDArray[np.uint8], begin: Integers, length: Integers, udhi: NDArray[Any]
) -> Texts:
    """Divide headers from texts; a header that claims more octets than there are is none."""
    header, locking, single = np.zeros((3, begin.size), np.int64)
    rows = np.flatnonzero((udhi != 0) & (length > 0))
    if rows.size:
        _read_headers(data, begin, length, rows, header, locking, single)
        length = np.where(length > 0, length - header, length)
    return Texts(begin + header, length, header, locking, single)


def header_of(octets: bytes) -> tuple[int, int, int]:
    """Read the header that one message begins with: its length, locking and single shift."""
    length = 1 + octets[0] if octets else 0
    if length > len(octets):
        return 0, 0, 0
    languages = {SINGLE_SHIFT_ELEMENT: 0, LOCKING_SHIFT_ELEMENT: 0}
    at = 1
    while at + 2 <= length:
        element, size = octets[at : at + 2]
        at += 2
        if at + size > length:
            break
        if element in languages and size == 1:
            languages[element] = octets[at] if octets[at] < LANGUAGES else 0
        at += size
    return length, languages[LOCKING_SHIFT_ELEMENT], languages[SINGLE_SHIFT_ELEMENT]


@kernel
def _read_headers(
    data: Any, begin: Any, length: Any, rows: Any, header: Any, locking: Any, single: Any
) -> None:
    for place in range(rows.size):
        row = rows[place]
        at = i64(begin[row])
        size = i64(data[at]) + 1
        if size > i64(length[row]):
            continue
        header[row] = size
        stop = at + size
        at += 1
        while at + 2 <= stop:
            element = i64(data[at])
            size = i64(data[at + 1])
            at += 2
            if at + size > stop:
                break
            if size == 1 and (element == 0x24 or element == 0x25):
                language = i64(data[at])
                language = language if language < 14 else 0
                if element == 0x24:
                    single[row] = language
                else:
                    locking[row] = language
            at += size
