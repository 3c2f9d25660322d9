r"""Message text: the octets of many short messages become one Arrow string array.

Most alphabets are rows of one table of code points, so the kernel knows only two ways to read a
character: look it up, or read UTF-16. It writes UTF-8, whose size has a bound known beforehand, so
one pass is enough. Packed septets are unpacked first; the few alphabets of several octets a
character are read row by row by the library's codecs.

What a sender means by `data_coding` 0 is agreed beside the wire (SMPP 3.4, 5.2.19), so the default
alphabet is an argument. What is no character (half a surrogate pair, half a UTF-16 unit, an escape
that nothing follows: the marks of a text cut in parts by octets) is written as `\xNN`, octet by
octet. Control characters stay as they are: escaping them is the business of whoever shows the text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from smpp_dissect._bytes import be16
from smpp_dissect._kernel import i64, kernel
from smpp_dissect.pdus.text.alphabets import (
    ALPHABETS,
    ESCAPE,
    FIRST_MULTIBYTE,
    GSM7,
    GSM7_PACKED,
    NAMES,
    OPEN,
    SINGLE_SHIFT,
    UCS2,
    UNDEFINED,
    Integers,
    alphabets_of,
    code_points,
    means_default,
)
from smpp_dissect.pdus.text.one import Text, decode_multibyte, decode_text, read_text
from smpp_dissect.pdus.text.septets import unpacked
from smpp_dissect.pdus.text.user_header import Texts, without_header
from smpp_dissect.spec.data_codings import MULTIBYTE

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = [
    "ALPHABETS",
    "UCS2",
    "Integers",
    "Text",
    "alphabets_of",
    "decode_as",
    "decode_text",
    "decode_texts",
    "narrowed",
    "read_text",
    "skip_udh",
]

# An octet becomes four at most: `\xNN`.
UTF8_GROWTH = 4


def decode_texts(
    data: NDArray[np.uint8],
    begin: Integers,
    length: Integers,
    data_coding: Integers,
    udhi: NDArray[Any],
    default_alphabet: str | Integers = "gsm7",
) -> pa.Array:
    """Decode `data[begin : begin + length]` of every row to a string.

    A length of -1 means no text, and gives null; a data_coding of -1 means that the PDU has no such
    field (replace_sm) and is read as 0. `udhi` rows begin with a user data header, which is skipped
    unless it claims more octets than there are; it may say what national tables are in force.
    Octets above 0x7F in GSM 7-bit (unpacked) and in ASCII are read as Latin-1, for that is what the
    senders who do this mean. `default_alphabet`: a name, or an alphabet for each row. ValueError
    for an unknown name. Source: SMPP 3.4 and 5.0, data_coding; 3GPP TS 23.038.
    """
    alphabet = alphabets_of(data_coding, default_alphabet)
    texts = without_header(data, begin, length, udhi)
    national = (texts.locking | texts.single) > 0
    if national.any():
        # A national table is one of GSM, whatever was agreed.
        agreed = national & means_default(data_coding) & (alphabet != GSM7_PACKED)
        alphabet[agreed] = GSM7
    return decode_as(data, texts, alphabet)


def decode_as(data: NDArray[np.uint8], texts: Texts, alphabet: Integers) -> pa.Array:
    """Decode texts whose alphabets are known by number; see `decode_texts`.

    A text that is `UNTOLD` is null if it has a character on which the candidates do not agree.
    """
    import pyarrow as pa

    begin, length = texts.begin, texts.length
    valid = length >= 0
    packed = np.flatnonzero((alphabet == GSM7_PACKED) & valid)
    several = np.flatnonzero((alphabet >= FIRST_MULTIBYTE) & valid)
    if packed.size:
        data, begin, length = _with_unpacked(data, texts, packed)
    if several.size:
        length = length.copy()
        length[several] = 0
    row = np.where(alphabet == GSM7_PACKED, GSM7, alphabet)
    row = np.where(row == GSM7, GSM7 + texts.locking, row)
    room = UTF8_GROWTH * int(length.sum(where=valid))
    if room > np.iinfo(np.int32).max:
        raise ValueError("too much text for one array: decode fewer rows at once")
    offsets, out = np.zeros(begin.size + 1, np.int32), np.empty(room, np.uint8)
    shifted = SINGLE_SHIFT + texts.single
    _write_utf8(data, begin, length, row, shifted, code_points(), offsets, out, valid)
    array = pa.StringArray.from_buffers(
        begin.size,
        pa.py_buffer(offsets),
        pa.py_buffer(out[: offsets[-1]].copy()),
        pa.py_buffer(np.packbits(valid, bitorder="little")),
    )
    return _with_multibyte(array, data, texts, alphabet, several) if several.size else array


def skip_udh(
    data: NDArray[np.uint8], begin: Integers, length: Integers, udhi: NDArray[Any]
) -> tuple[Integers, Integers]:
    """Give begin and length of each text without its user data header (3GPP TS 23.040, 9.2.3.24).

    The header's first octet is the length of the rest; one that reaches beyond the data is left.
    """
    texts = without_header(data, begin, length, udhi)
    return texts.begin, texts.length


def narrowed(
    data: NDArray[np.uint8], begin: Integers, length: Integers, wide: NDArray[np.bool_]
) -> tuple[NDArray[np.uint8], Integers]:
    """Give the data with `wide` (UTF-16) rows as one octet a character, and each row's old width.

    A row begins where it did and has `length // width` octets; a character above U+00FF is 0xFF.
    """
    width = np.where(wide, 2, 1)
    if not wide.any():
        return data, width
    begin, chars = begin[wide], np.maximum(length[wide], 0) // 2
    row = np.repeat(begin, chars)
    char = np.arange(row.size) - np.repeat(np.cumsum(chars) - chars, chars)
    at = row + 2 * char
    narrow = data.copy()
    narrow[row + char] = np.where(data[at] == 0, data[at + 1], 0xFF)
    return narrow, width


def _with_unpacked(
    data: NDArray[np.uint8], texts: Texts, rows: Integers
) -> tuple[NDArray[np.uint8], Integers, Integers]:
    """Add the septets of some texts to the data, and say where they and the others lie."""
    septets, at, size = unpacked(data, texts.begin[rows], texts.length[rows], texts.header[rows])
    begin, length = texts.begin.copy(), texts.length.copy()
    begin[rows], length[rows] = data.size + at, size
    return np.concatenate((data, septets)), begin, length


def _with_multibyte(
    array: pa.Array, data: NDArray[np.uint8], texts: Texts, alphabet: Integers, rows: Integers
) -> pa.Array:
    """Put texts that the library's codecs decode in their places."""
    import pyarrow as pa
    import pyarrow.compute as pc

    decoded = []
    for row in rows.tolist():
        begin = int(texts.begin[row])
        octets = data[begin : begin + int(texts.length[row])].tobytes()
        decoded.append(decode_multibyte(octets, MULTIBYTE[NAMES[int(alphabet[row])]]))
    mask = np.zeros(len(array), np.bool_)
    mask[rows] = True
    return pc.replace_with_mask(array, pa.array(mask), pa.array(decoded, pa.string()))


@kernel
def _write_utf8(
    data: Any, begin: Any, length: Any, alphabet: Any, shifted: Any, codepoints: Any,
    offsets: Any, out: Any, valid: Any,
) -> None:  # fmt: skip
    to = 0
    wide = codepoints.shape[0]  # the number after the table's rows is that of UTF-16
    for row in range(begin.size):
        first = to
        at = i64(begin[row])
        stop = at + i64(length[row])
        letters = i64(alphabet[row])
        while at < stop:
            # The common character is read here, the rest by a call: 10 times as fast (2026-11).
            code, width = ESCAPE, 1
            if letters != wide:
                code = i64(codepoints[letters, i64(data[at])])
            elif at + 2 <= stop:
                code, width = be16(data, at), 2
            if code >= 0 and code < 0x80:
                out[to] = code
                to += 1
                at += width
                continue
            if code < 0 or (code >= 0xD800 and code <= 0xDFFF):
                code, width = _rare_character(data, at, stop, letters, shifted[row], codepoints)
                if code == OPEN:
                    valid[row] = 0
                    to = first
                    break
            if code >= 0:
                to = _put_utf8(code, to, out)
            else:
                to = _put_escaped(data, at, width, to, out)
            at += width
        offsets[row + 1] = to


@kernel
def _rare_character(
    data: Any, at: int, stop: int, alphabet: int, shifted: int, codepoints: Any
) -> tuple[int, int]:
    """Read a surrogate pair, an escaped character, or what is none: code point and width."""
    if alphabet == codepoints.shape[0]:
        if at + 2 > stop:
            return UNDEFINED, 1
        unit = be16(data, at)
        low = be16(data, at + 2) if unit < 0xDC00 and at + 4 <= stop else 0
        if low < 0xDC00 or low > 0xDFFF:
            return UNDEFINED, 2
        return 0x10000 + ((unit & 0x3FF) << 10) + (low & 0x3FF), 4
    code = i64(codepoints[alphabet, i64(data[at])])
    if code != ESCAPE:
        return code, 1
    if at + 2 > stop:
        return UNDEFINED, 1
    code = i64(codepoints[shifted, i64(data[at + 1])])
    if code < 0:  # not in the extension: the character of the main table (3GPP TS 23.038, 6.2.1.1)
        code = i64(codepoints[alphabet, i64(data[at + 1])])
    return code, 2


@kernel
def _put_escaped(data: Any, at: int, width: int, to: int, out: Any) -> int:
    r"""Write octets as `\xNN` each; give the place after them."""
    for place in range(at, at + width):
        octet = i64(data[place])
        out[to] = 0x5C
        out[to + 1] = 0x78
        for digit in range(2):
            nibble = (octet >> (4 - 4 * digit)) & 0xF
            out[to + 2 + digit] = nibble + (0x30 if nibble < 10 else 0x57)
        to += 4
    return to


@kernel
def _put_utf8(code: int, to: int, out: Any) -> int:
    """Write one character (RFC 3629); give the place after it."""
    if code < 0x80:
        out[to] = code
        return to + 1
    if code < 0x800:
        out[to] = 0xC0 | (code >> 6)
        out[to + 1] = 0x80 | (code & 0x3F)
        return to + 2
    if code < 0x10000:
        out[to] = 0xE0 | (code >> 12)
        out[to + 1] = 0x80 | ((code >> 6) & 0x3F)
        out[to + 2] = 0x80 | (code & 0x3F)
        return to + 3
    out[to] = 0xF0 | (code >> 18)
    out[to + 1] = 0x80 | ((code >> 12) & 0x3F)
    out[to + 2] = 0x80 | ((code >> 6) & 0x3F)
    out[to + 3] = 0x80 | (code & 0x3F)
    return to + 4
