"""Octets in rows of sixteen."""

from __future__ import annotations

import re
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from smpp_dissect.views.hexdump import hexdump


def test_a_row_has_offset_octets_and_ascii() -> None:
    assert list(hexdump(bytes(range(0x3A, 0x4C)) + b"\x00\x1b\xff~\x7f")) == [
        "0000  3a 3b 3c 3d 3e 3f 40 41  42 43 44 45 46 47 48 49  :;<=>?@ABCDEFGHI",
        "0010  4a 4b 00 1b ff 7e 7f                              JK...~.",
    ]


def test_offsets_count_from_where_the_octets_begin() -> None:
    assert [line[:6] for line in hexdump(bytes(40), 0x100)] == ["0100  ", "0110  ", "0120  "]


def test_no_octets_make_no_line() -> None:
    assert list(hexdump(b"")) == []


def test_marked_octets_are_in_brackets_in_the_place_of_blanks() -> None:
    data = bytes(range(0x30, 0x53))
    marked = [place in (0, 5, 6, 7, 8, 15, 16, 17, 31) or place > 32 for place in range(len(data))]
    assert list(hexdump(data, 0, (), marked)) == [
        "0000 [30]31 32 33 34[35 36 37  38]39 3a 3b 3c 3d 3e[3f] 0123456789:;<=>?",
        "0010 [40 41]42 43 44 45 46 47  48 49 4a 4b 4c 4d 4e[4f] @ABCDEFGHIJKLMNO",
        "0020  50[51 52]                                         PQR",
    ]
    assert list(hexdump(data[:8], 0, (), [True] * 8)) == [
        "0000 [30 31 32 33 34 35 36 37]                          01234567"
    ]


def test_octets_are_painted_with_the_blanks_between_them() -> None:
    paints = ["1", "1", "", "7"]
    assert list(hexdump(b"AB\0D", 0, paints)) == [
        f"0000  \x1b[1m41 42\x1b[0m 00 \x1b[7m44\x1b[0m{' ' * 39}\x1b[1mAB\x1b[0m.\x1b[7mD\x1b[0m"
    ]


@given(st.binary(max_size=70), st.randoms())
def test_marks_and_paint_move_no_octet(data: bytes, random: Random) -> None:
    plain = list(hexdump(data))
    marked = [random.random() < 0.5 for _ in data]
    for line, bare in zip(hexdump(data, 0, (), marked), plain, strict=True):
        digits = line[:55].replace("[", " ").replace("]", " ")
        assert (digits, line[55:]) == (bare[:55], bare[55:])
    paints = [random.choice(["", "31", "7;32"]) for _ in data]
    unpainted = [re.sub(r"\x1b\[[0-9;]*m", "", line) for line in hexdump(data, 0, paints)]
    assert unpainted == plain


@given(st.binary(max_size=70))
def test_the_octets_can_be_read_back_and_all_is_printable(data: bytes) -> None:
    lines = list(hexdump(data))
    assert bytes.fromhex("".join(line[6:54] for line in lines)) == data
    assert all(line.isascii() and line.isprintable() for line in lines)
