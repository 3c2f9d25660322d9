"""Packed septets, against bits written one by one."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smpp_dissect.pdus.text import septets
from smpp_dissect.pdus.text.septets import unpack, unpacked
from tests import naive_text
from tests.forms import compiled_form, plain_form

COMPILED, PLAIN = compiled_form(septets.__name__), plain_form(septets.__name__)
HEADER = bytes.fromhex("050003420201")
texts = st.lists(st.integers(0, 127), max_size=40).map(bytes)
headers = st.integers(0, 20).map(lambda length: bytes(length))


def in_rows(unpacked: Any, rows: list[tuple[bytes, int]]) -> list[bytes]:
    """Unpack (octets, octets of the header) at once."""
    data = np.frombuffer(bytearray(b"".join(octets for octets, _ in rows)), np.uint8)
    length = np.array([len(octets) for octets, _ in rows], np.int64)
    begin = np.cumsum(length) - length
    out, at, size = unpacked(data, begin, length, np.array([h for _, h in rows], np.int64))
    return [out[a : a + s].tobytes() for a, s in zip(at, size, strict=True)]


@pytest.mark.parametrize(
    ("packed", "text"),
    [
        ("e8329bfd4697d9ec37", b"hellohello"),  # as in many a tutorial
        ("31d98c56b3dd70", b"12345678"),
        ("31d98c56b3dd00", b"1234567"),  # the eighth septet is none
        ("", b""),
        ("00", b"\x00"),
    ],
)
def test_known_octets(packed: str, text: bytes) -> None:
    assert unpack(bytes.fromhex(packed)) == text


def test_fill_bits_follow_a_header() -> None:
    packed = naive_text.pack(b"Hi there", HEADER)
    assert packed.startswith(HEADER)
    assert packed[len(HEADER)] & 1 == 0  # six octets leave one bit to the next septet
    assert unpack(packed[len(HEADER) :], len(HEADER)) == b"Hi there"


@given(texts, headers)
def test_what_was_packed_comes_back(text: bytes, header: bytes) -> None:
    packed = naive_text.pack(text, header)[len(header) :]
    back = unpack(packed, len(header))
    # Eight septets that end with an octet: a last one of 0 cannot be told from none.
    is_whole = (len(packed) + len(header)) % 7 == 0
    if is_whole and not text.endswith(b"\0"):
        assert back in (text, text + b"\0")
    assert back == (text[:-1] if is_whole and text.endswith(b"\0") and text != back else text)


@settings(deadline=None)  # the first call compiles
@given(st.lists(st.tuples(st.binary(max_size=30), st.integers(0, 200)), max_size=5))
def test_rows_are_unpacked_as_the_oracle_does(rows: list[tuple[bytes, int]]) -> None:
    expected = [naive_text.unpack(bytes(header) + octets, header) for octets, header in rows]
    assert [unpack(octets, header) for octets, header in rows] == expected
    assert in_rows(PLAIN.unpacked, rows) == expected
    assert in_rows(COMPILED.unpacked, rows) == expected


def test_no_text_stays_none() -> None:
    data, none = np.zeros(4, np.uint8), np.array([-1])
    out, _, size = unpacked(data, np.array([0]), none, np.array([0]))
    assert (out.size, size.tolist()) == (0, [-1])
