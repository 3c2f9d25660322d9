"""Message text, against an independent table, the standard library's codecs, and real senders."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smpp_dissect.pdus.text import decode_text, decode_texts, narrowed
from tests.forms import compiled_form, plain_form

CAPTURES = Path(__file__).parents[3] / "shared" / "captures"

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
    module_decode: Any, rows: Sequence[tuple[bytes | None, int, bool]], alphabet: str = "gsm7"
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
        (b"ne\x1b", "ne\ufffd"),  # cut in the middle of a pair
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
        ("d83d", "\ufffd"),  # a high surrogate, and the text ends
        ("d83d0041", "\ufffdA"),
        ("d83dd83dde00", "\ufffd😀"),
        ("dc00", "\ufffd"),  # a low surrogate alone
        ("de00d83d", "\ufffd\ufffd"),
        ("00410042ff", "AB\ufffd"),  # half a unit
        ("d83dde", "\ufffd\ufffd"),
        ("41", "\ufffd"),
        ("feff0041", "\ufeffA"),
        ("ffff0000", "\uffff\x00"),
    ],
)
def test_utf16(octets: str, text: str) -> None:
    assert decode_text(bytes.fromhex(octets), 8) == text


GSM_TEXT, LATIN_TEXT, WIDE_TEXT = "è", "\x04", "\ufffd"  # what one octet 0x04 is in each


@pytest.mark.parametrize(
    ("codings", "text"),
    [
        ([-1, 0, *range(0x10, 0x14), *range(0x40, 0x44), *range(0x50, 0x54)], GSM_TEXT),
        ([*range(0xC0, 0xE0), *range(0xF0, 0xF4), *range(0xF8, 0xFC)], GSM_TEXT),
        ([1, 3, 6, 7], LATIN_TEXT),
        ([8, *range(0x18, 0x1C), *range(0x48, 0x4C), *range(0x58, 0x5C)], WIDE_TEXT),
        ([*range(0xE0, 0xF0)], WIDE_TEXT),
        ([2, 4, 5, *range(9, 16), *range(0x14, 0x18), *range(0x1C, 0x20)], None),
        ([*range(0x20, 0x40), *range(0x44, 0x48), *range(0x4C, 0x50)], None),
        ([*range(0x54, 0x58), *range(0x5C, 0x60), *range(0x60, 0xC0)], None),
        ([*range(0xF4, 0xF8), *range(0xFC, 0x100), 0x100, 2**40], None),
    ],
)
def test_data_coding(codings: list[int], text: str | None) -> None:
    assert texts(decode_texts, [(b"\x04", coding, False) for coding in codings]) == [text] * len(
        codings
    )


@pytest.mark.parametrize(
    ("alphabet", "text"),
    [
        ("gsm7", "¡ä"),
        ("ascii", "@{"),
        ("latin1", "@{"),
        ("iso8859-5", "@{"),
        ("iso8859-8", "@{"),
        ("ucs2", "䁻"),
    ],
)
def test_default_alphabet(alphabet: str, text: str) -> None:
    assert decode_text(b"@{", 0, default_alphabet=alphabet) == text
    assert decode_text(b"@{", 0xF1, default_alphabet=alphabet) == text
    assert decode_text(b"@{", 3, default_alphabet=alphabet) == "@{"


def test_unknown_default_alphabet() -> None:
    with pytest.raises(ValueError, match="'ebcdic': choose one of gsm7, ascii"):
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
    assert texts(decode_texts, rows) == ["a", None, "", None, None]
    assert texts(decode_texts, []) == []


@given(st.binary(max_size=60))
def test_one_octet_alphabets_as_the_codecs_have_them(octets: bytes) -> None:
    codecs = {1: "latin-1", 3: "latin-1", 6: "iso8859-5", 7: "iso8859-8"}
    expected = [octets.decode(codec, "replace") for codec in codecs.values()]
    assert texts(decode_texts, [(octets, coding, False) for coding in codecs]) == expected


units = st.sampled_from([0x0041, 0x00E9, 0x20AC, 0xD7FF, 0xD800, 0xDBFF, 0xDC00, 0xDFFF, 0xE000])


@given(st.lists(units | st.integers(0, 0xFFFF), max_size=20), st.binary(max_size=1))
def test_utf16_as_the_codec_has_it(units: list[int], rest: bytes) -> None:
    octets = b"".join(unit.to_bytes(2, "big") for unit in units)
    expected = octets.decode("utf-16-be", "surrogatepass")
    expected = "".join("\ufffd" if 0xD800 <= ord(char) < 0xE000 else char for char in expected)
    assert decode_text(octets + rest, 8) == expected + "\ufffd" * len(rest)


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
codings = st.sampled_from([-1, 0, 0, 1, 3, 4, 6, 7, 8, 8, 0x18, 0xF0, 0xF4, 300])
messages = st.tuples(st.none() | st.binary(max_size=40), codings, st.booleans())


@settings(deadline=None)  # the first call compiles
@given(st.lists(messages, max_size=6))
def test_plain_and_compiled_agree(rows: list[tuple[bytes | None, int, bool]]) -> None:
    assert texts(PLAIN.decode_texts, rows) == texts(COMPILED.decode_texts, rows)


Row = tuple[bytes, int, bool]
needs_captures = pytest.mark.skipif(
    not CAPTURES.is_dir(), reason="no captures beside the repository"
)


def sent(library: str = "") -> Iterator[tuple[dict[str, Any], Row]]:
    """Messages of the captures' truth whose sender told their text, and what it made of them."""
    for path in sorted(CAPTURES.glob("*.truth.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for row in map(json.loads, lines):
                if row.get("dir") != "sent" or library not in row.get("lib", ""):
                    continue
                fields = row["fields"]
                value = row.get("tlvs", {}).get("message_payload", fields.get("short_message"))
                octets = bytes.fromhex(value["hex"]) if isinstance(value, dict) else b""
                if octets and (row.get("text") or row.get("payload_text")):
                    udhi = bool(fields.get("esm_class", 0) & 0x40)
                    yield row, (octets, fields.get("data_coding", -1), udhi)


@needs_captures
def test_real_senders() -> None:
    rows, meant = [], []
    for row, message in sent():
        is_sar = "sar_msg_ref_num" in row.get("tlvs", {})
        is_part = "smpplib" in row["lib"] and (message[2] or is_sar)  # told with the whole text
        if not is_part and message[1] != 1:  # 1: GSM 03.38 under the name of IA5
            rows.append(message)
            meant.append(row["payload_text"] if "payload_text" in row else row["text"])
    assert len(rows) > 5000
    assert texts(COMPILED.decode_texts, rows) == meant
    assert sum(udhi for _, _, udhi in rows) > 100
    assert sum(coding == 8 for _, coding, _ in rows) > 500


@needs_captures
def test_real_parts_cut_within_a_character() -> None:
    whole: dict[tuple[str, int, bytes], tuple[bytes, str]] = {}
    cut = 0
    for row, (octets, coding, udhi) in sent("smpplib"):
        if udhi:
            assert octets[:3] == b"\x05\x00\x03"
            key = row["fields"]["destination_addr"], coding, octets[3:5]
            before = whole.get(key, (b"", ""))[0] if octets[5] > 1 else b""
            whole[key] = before + octets[6:], row["text"]
            cut += "\ufffd" in (decode_text(octets, coding, udhi=True) or "")
    for (_, coding, _), (octets, text) in whole.items():
        assert decode_text(octets, coding) == text
    assert len(whole) > 20
    assert cut > 6
