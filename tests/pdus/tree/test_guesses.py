"""What unknown octets look like: each kind by examples, and any octets by some name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smpp_dissect.pdus.tree import guesses
from smpp_dissect.pdus.tree.guesses import guess_of, look_alike, looks_like

NAMES = {
    value for name, value in vars(guesses).items() if name.isupper() and isinstance(value, str)
}


@pytest.mark.parametrize(
    ("octets", "kind"),
    [
        (b"", "empty"),
        (b"\0", "integer"),
        (b"\x02", "integer"),
        (b"\x01\xf4", "integer"),
        (b"\xff\xa6", "integer"),
        (b"\0\0\x01\0", "integer"),
        (b"\x01\x02\x03\xe4", "integer"),
        (b"\x0d\xe0\xb6\xb3\xa7\x64\x00\x04", "integer"),
        (bytes(5), "octets"),
        (b"\x01\x02\xfb\x04\x05", "octets"),
        (b"\xff" * 16, "octets"),
        (b"1701158019811140068", "ASCII digits"),
        (b"25001\0", "ASCII digits"),
        (b"0.3500", "ASCII number"),
        (b"-1.5\0", "ASCII number"),
        (b"OTP", "ASCII"),
        (b"hello, world\0", "ASCII"),
        (b"line 1\r\nline 2\n", "ASCII"),
        (b"1.2.840\n", "ASCII"),
        (b"a\n", "integer"),
        (b"\x01Hello world\x02x", "octets"),
        (b"a\0\xfb", "integer"),
        (b"4817DB71", "hex id"),
        (b"a29f6845555647139e5c8f3b817f2c9a", "hex id"),
        (b"38601fa", "ASCII"),
        (b"deadbeef", "ASCII"),
        (b"ce5bc5a9-4f7d-4282-9244-2e1022a9335c", "UUID"),
        (b"210825141300008+\0", "SMPP time"),
        ("Билайн".encode(), "UTF-8 text"),
        ("Билайн".encode("utf-16-be"), "UTF-16 text"),
        ("Beeline\0".encode("utf-16-be"), "UTF-16 text"),
        ("中国移动通信".encode("utf-16-be"), "UTF-16 text"),
        (b"\x4e\x2d\x56\xfd", "integer"),
        (b"\x25\x00\x1f", "BCD"),
        (b"\x52\x00\xf1", "BCD"),
        (b"\x49\x01\x54\x20\x32\x37\x51\x8f", "BCD"),
        (b"\x00\x00\x12", "integer"),
    ],
)
def test_what_a_value_looks_like(octets: bytes, kind: str) -> None:
    assert looks_like(octets) == kind


@pytest.mark.parametrize(
    ("octets", "said"),
    [
        (b"OTP\0", 'looks like ASCII "OTP" (a guess)'),
        (b"a" * 61, f'looks like ASCII "{"a" * 59}…" (a guess)'),
        ("Билайн".encode("utf-16-be"), 'looks like UTF-16 text "Билайн" (a guess)'),
        (b"two\nlines", 'looks like ASCII "two\nlines" (a guess)'),
        (b"\x01\xf4", "looks like integer 500 (a guess)"),
        (b"\x52\x00\xf1", "looks like BCD 25001 (a guess)"),
        (b"\xff" * 16, "looks like a hex id (a guess)"),
        (b"", None),
        (b"\xff" * 5, None),
    ],
)
def test_what_is_said_of_a_value(octets: bytes, said: str | None) -> None:
    assert guess_of(octets) == said


@given(st.binary(max_size=80))
def test_something_is_said_of_any_octets(octets: bytes) -> None:
    said = guess_of(octets)
    assert said is None or said.endswith("(a guess)")


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ([], "empty"),
        ([b""], "empty"),
        ([b"", b"12"], "ASCII digits"),
        ([b"12", b"34\0"], "ASCII digits"),
        ([b"12345678", b"4817DB71"], "hex id"),
        ([b"1", b"0.5"], "ASCII number"),
        ([b"1", b"0.5", b"free"], "ASCII"),
        ([b"Beeline", "Билайн".encode()], "UTF-8 text"),
        ([b"1", b"\x02"], "integer"),
        ([b"AB", b"\0\1"], "integer"),
        ([b"\x12\x34\x56", b"\0\0\1"], "integer"),
        ([b"\x12\x34\x56\x78", b"\0\0\1"], "integer"),
        ([b"\x12\x34\x56\x78", b"\x12\x34\x5f"], "BCD"),
        ([b"\x01", b"hello"], "octets"),
        ([b"\x01\x02\xfb\x04\x05", b"\x01"], "octets"),
    ],
)
def test_what_several_values_look_like(values: list[bytes], kind: str) -> None:
    assert look_alike(values) == kind


@given(st.binary(max_size=70))
def test_any_octets_have_a_name(octets: bytes) -> None:
    assert looks_like(octets) in NAMES
    assert look_alike([octets, octets]) == looks_like(octets)


@given(st.lists(st.binary(max_size=12), max_size=5))
def test_any_values_have_a_name_whatever_their_order(values: list[bytes]) -> None:
    assert look_alike(values) == look_alike(values[::-1])
    assert look_alike(values) in NAMES


@given(st.text(st.characters(min_codepoint=0x410, max_codepoint=0x44F), min_size=2))
def test_cyrillic_is_text_in_either_form(text: str) -> None:
    assert looks_like(text.encode()) == "UTF-8 text"
    assert looks_like(text.encode("utf-16-be")) == "UTF-16 text"
