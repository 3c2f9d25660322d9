"""Message text, against an independent table, the standard library's codecs, and the oracle."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smpp_dissect.pdus.text.alphabets import UNTOLD
from smpp_dissect.pdus.text.many import ALPHABETS, decode_text, decode_texts, narrowed
from tests import naive_text
from tests.forms import compiled_form, plain_form
from tests.texts import messages

# 3GPP TS 23.038 as published by Unicode (GSM0338.TXT), with the capital C cedilla of the standard.
GSM = [
    *(0x0040, 0x00A3, 0x0024, 0x00A5, 0x00E8, 0x00E9, 0x00F9, 0x00EC),
    *(0x00F2, 0x00C7, 0x000A, 0x00D8, 0x00F8, 0x000D, 0x00C5, 0x00E5),
    *(0x0394, 0x005F, 0x03A6, 0x0393, 0x039B, 0x03A9, 0x03A0, 0x03A8),
    *(0x03A3, 0x0398, 0x039E, None, 0x00C6, 0x00E6, 0x00DF, 0x00C9),
    *(0x0020, 0x0021, 0x0022, 0x0023, 0x00A4, *range(0x0025, 0x0040)),
    *(0x00A1, *range(0x0041, 0x005B), 0x00C4, 0x00D6, 0x00D1, 0x00DC, 0x00A7),
    *(0x00BF, *range(0x0061, 0x007B), 0x00E4, 0x00F6, 0x00F1, 0x00FC, 0x00E0),
]
EXTENSION = {
    0x0A: 0x000C,
    0x14: 0x005E,
    0x28: 0x007B,
    0x29: 0x007D,
    0x2F: 0x005C,
    0x3C: 0x005B,
    0x3D: 0x007E,
    0x3E: 0x005D,
    0x40: 0x007C,
    0x65: 0x20AC,
}
ESC = b"\x1b"


def texts(
    module_decode: Any, rows: Sequence[tuple[bytes | None, int, bool]], alphabet: Any = "gsm7"
) -> list[str | None]:
    """Decode (octets or None, data_coding, udhi) rows at once, with other octets around them."""
    data, begin = bytearray(b"\xee"), []
    for value, _, _ in rows:
        begin.append(len(data))
        data += (value or b"") + b"\xee"
    array = module_decode(
        np.frombuffer(data, np.uint8),
        np.array(begin, np.int64),
        np.array([-1 if value is None else len(value) for value, _, _ in rows], np.int64),
        np.array([coding for _, coding, _ in rows], np.int64),
        np.array([udhi for _, _, udhi in rows], np.bool_),
        alphabet,
    )
    array.validate(full=True)
    values: list[str | None] = array.to_pylist()
    return values


def test_gsm_table_has_128_places() -> None:
    assert len(GSM) == 128


@pytest.mark.parametrize("octet", [octet for octet in range(128) if octet != 0x1B])
def test_gsm_character(octet: int) -> None:
    assert decode_text(bytes([octet]), 0) == chr(GSM[octet])


@pytest.mark.parametrize("octet", EXTENSION)
def test_gsm_extension(octet: int) -> None:
    assert decode_text(ESC + bytes([octet]), 0) == chr(EXTENSION[octet])


def test_gsm_there_and_back() -> None:
    octets = {code: bytes([at]) for at, code in enumerate(GSM) if code is not None}
    octets |= {code: ESC + bytes([at]) for at, code in EXTENSION.items()}
    assert len(octets) == 127 + len(EXTENSION)
    text = "".join(map(chr, octets))
    assert decode_text(b"".join(octets.values()), 0) == text


@pytest.mark.parametrize(
    ("octets", "text"),
    [
        (b"a\x1bb", "ab"),  # not in the extension: the main table's character
        (b"\x1b\x1bx", " x"),  # the announcement of another table
        (b"ne\x1b", "ne\\x1b"),  # cut in the middle of a pair
        (b"\x1b\x80", "\x80"),
        (b"\x80\xe9\xff", "\x80é\xff"),  # beyond 7 bits
        (b"\x00", "@"),
        (b"", ""),
    ],
)
def test_gsm_corner(octets: bytes, text: str) -> None:
    assert decode_text(octets, 0) == text


@pytest.mark.parametrize(
    ("octets", "text"),
    [
        ("d83dde00", "😀"),
        ("dbffdfff", "\U0010ffff"),
        ("d800dc00", "\U00010000"),
        ("d83d", r"\xd8\x3d"),  # a high surrogate, and the text ends
        ("d83d0041", r"\xd8\x3dA"),
        ("d83dd83dde00", r"\xd8\x3d😀"),
        ("dc00", r"\xdc\x00"),  # a low surrogate alone
        ("de00d83d", r"\xde\x00\xd8\x3d"),
        ("00410042ff", r"AB\xff"),  # half a unit
        ("d83dde", r"\xd8\x3d\xde"),
        ("41", r"\x41"),
        ("feff0041", "\ufeffA"),
        ("ffff0000", "\uffff\x00"),
    ],
)
def test_utf16(octets: str, text: str) -> None:
    assert decode_text(bytes.fromhex(octets), 8) == text


# What two octets 0x04 are in each.
GSM_TEXT, LATIN_TEXT, WIDE_TEXT, NO_TEXT = "èè", "\x04\x04", "Є", r"\x04\x04"


@pytest.mark.parametrize(
    ("codings", "text"),
    [
        ([-1, 0, *range(0x10, 0x14), *range(0x40, 0x44), *range(0x50, 0x54)], GSM_TEXT),
        ([*range(0xC0, 0xE0), *range(0xF0, 0xF4), *range(0xF8, 0xFC)], GSM_TEXT),
        ([1, 3, 5, 6, 7, 9, 10, 13, 14], LATIN_TEXT),
        ([8, *range(0x18, 0x1C), *range(0x48, 0x4C), *range(0x58, 0x5C)], WIDE_TEXT),
        ([*range(0xE0, 0xF0)], WIDE_TEXT),
        ([2, 4, 11, 12, 15, *range(0x14, 0x18), *range(0x1C, 0x20)], NO_TEXT),
        ([*range(0x20, 0x40), *range(0x44, 0x48), *range(0x4C, 0x50)], NO_TEXT),
        ([*range(0x54, 0x58), *range(0x5C, 0x60), *range(0x60, 0xC0)], NO_TEXT),
        ([*range(0xF4, 0xF8), *range(0xFC, 0x100), 0x100, 2**40], NO_TEXT),
    ],
)
def test_data_coding(codings: list[int], text: str) -> None:
    rows = [(b"\x04\x04", coding, False) for coding in codings]
    assert texts(decode_texts, rows) == [text] * len(codings)


@pytest.mark.parametrize(
    ("alphabet", "text"),
    [
        ("gsm7", "¡ä"),
        ("ascii", "@{"),
        ("latin1", "@{"),
        ("iso8859-5", "@{"),
        ("iso8859-8", "@{"),
        ("ucs2", "䁻"),
        ("gsm", "¡ä"),
        ("binary", "@{"),
        ("utf8", "@{"),
    ],
)
def test_default_alphabet(alphabet: str, text: str) -> None:
    assert decode_text(b"@{", 0, default_alphabet=alphabet) == text
    assert decode_text(b"@{", 0xF1, default_alphabet=alphabet) == text
    assert decode_text(b"@{", 3, default_alphabet=alphabet) == "@{"


def test_unknown_default_alphabet() -> None:
    with pytest.raises(ValueError, match="'ebcdic': choose one of gsm7, gsm7_packed, ascii"):
        decode_text(b"", 0, default_alphabet="ebcdic")


@pytest.mark.parametrize(
    ("octets", "coding", "text"),
    [
        (b"\x05\x00\x03\x42\x02\x01Hi", 0, "Hi"),
        (b"\x06\x08\x04\x00\x42\x02\x01\x04\x12", 8, "В"),
        (b"\x00Hi", 0, "Hi"),
        (b"\x02Hi", 0, ""),  # a header and nothing else
        (b"\x03Hi", 0, "¥Hi"),  # claims more than there is
        (b"\xffHi", 3, "ÿHi"),
        (b"", 0, ""),
    ],
)
def test_user_data_header(octets: bytes, coding: int, text: str) -> None:
    assert decode_text(octets, coding, udhi=True) == text
    assert decode_text(octets, 3) == octets.decode("latin-1")


def test_rows_are_kept_apart() -> None:
    rows = [(b"a", 0, False), (None, 0, False), (b"", 3, True), (b"b", 4, False), (None, 8, True)]
    assert texts(decode_texts, rows) == ["a", None, "", "b", None]
    assert texts(decode_texts, []) == []


@given(st.binary(max_size=60))
def test_one_octet_alphabets_as_the_codecs_have_them(octets: bytes) -> None:
    codecs = {1: "latin-1", 3: "latin-1", 6: "iso8859-5", 7: "iso8859-8"}
    expected = [octets.decode(codec, "backslashreplace") for codec in codecs.values()]
    assert texts(decode_texts, [(octets, coding, False) for coding in codecs]) == expected


units = st.sampled_from([0x0041, 0x00E9, 0x20AC, 0xD7FF, 0xD800, 0xDBFF, 0xDC00, 0xDFFF, 0xE000])


@given(st.lists(units | st.integers(0, 0xFFFF), max_size=20), st.binary(max_size=1))
def test_utf16_as_the_codec_has_it(units: list[int], rest: bytes) -> None:
    octets = b"".join(unit.to_bytes(2, "big") for unit in units)
    expected = (octets + rest).decode("utf-16-be", "backslashreplace")
    assert texts(decode_texts, [(octets + rest, 8, False)]) == [expected]


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
def test_every_character_survives(text: str) -> None:
    assert decode_text(text.encode("utf-16-be"), 8) == text


@given(st.lists(st.tuples(st.binary(max_size=20), st.booleans()), max_size=5))
def test_narrowed(rows: list[tuple[bytes, bool]]) -> None:
    data = np.frombuffer(bytearray(b"".join(value for value, _ in rows)), np.uint8)
    length = np.array([len(value) for value, _ in rows], np.int64)
    begin, is_wide = np.cumsum(length) - length, np.array([wide for _, wide in rows], np.bool_)
    narrow, width = narrowed(data, begin, length, is_wide)
    for (value, wide), at, size in zip(rows, begin, length // width, strict=True):
        chars = value[: len(value) // 2 * 2].decode("utf-16-be", "surrogatepass") if wide else ""
        units = chars.encode("utf-16-be", "surrogatepass")
        low = [one if not high else 0xFF for high, one in zip(units[::2], units[1::2], strict=True)]
        assert bytes(narrow[at : at + size]) == (bytes(low) if wide else value)


PLAIN, COMPILED = plain_form(decode_texts.__module__), compiled_form(decode_texts.__module__)
alphabets = st.sampled_from(["gsm7", "gsm7", *ALPHABETS])


@settings(deadline=None)  # the first call compiles
@given(st.lists(messages, max_size=6), alphabets)
def test_plain_and_compiled_agree_with_the_oracle(
    rows: list[tuple[bytes | None, int, bool]], alphabet: str
) -> None:
    found = texts(COMPILED.decode_texts, rows, alphabet)
    assert texts(PLAIN.decode_texts, rows, alphabet) == found
    for (octets, coding, udhi), text in zip(rows, found, strict=True):
        if octets is None:
            assert text is None
        else:
            by_codec = decode_text(octets, coding, udhi, alphabet)
            expected = naive_text.decode(octets, coding, udhi, alphabet)
            assert text == (by_codec if expected is None else expected)


@given(st.lists(messages, max_size=4))
def test_untold_texts_are_read_where_all_candidates_agree(
    rows: list[tuple[bytes | None, int, bool]],
) -> None:
    common = set(b"\n\r !\"#%&'()*+,-./0123456789:;<=>?") | set(range(0x41, 0x5B))
    common |= set(range(0x61, 0x7B))
    found = texts(decode_texts, rows, np.full(len(rows), UNTOLD))
    for (octets, coding, udhi), text in zip(rows, found, strict=True):
        told = naive_text.alphabet_of(coding, "untold") != "untold"
        header, locking, single = naive_text.header_of(octets) if udhi and octets else (0, 0, 0)
        if octets is None or not (told or locking or single or set(octets[header:]) <= common):
            assert text is None
        else:
            assert text == decode_text(octets, coding, udhi)
