"""Octets in rows of sixteen."""

from __future__ import annotations

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


@given(st.binary(max_size=70))
def test_the_octets_can_be_read_back_and_all_is_printable(data: bytes) -> None:
    lines = list(hexdump(data))
    assert bytes.fromhex("".join(line[6:54] for line in lines)) == data
    assert all(line.isascii() and line.isprintable() for line in lines)
