"""How tshark reads texts: example by example, as tshark 4.0.17 showed them."""

from __future__ import annotations

import pytest

from smpp_dissect.pdus.text.alphabets import ALPHABETS
from smpp_dissect.verify import texts
from smpp_dissect.verify.pdml import half
from smpp_dissect.verify.program import ALPHABETS as TOLD
from smpp_dissect.verify.texts import (
    Message,
    as_pdml,
    shown_string,
    shown_text,
    tshark_alphabet,
)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("plain", "plain"),
        ("\x01\x0b\x1b\x7f", r"\x1\xb\x1b\x7f"),
        ("a\tb\nc\rd\r\ne", "a b c d e"),
        ("\x80\x9f\ufffe\uffff\u202e", "\x80\x9f\ufffd\ufffd\u202e"),
    ],
)
def test_a_text_as_it_comes_out_of_pdml(text: str, written: str) -> None:
    assert as_pdml(text) == written


@pytest.mark.parametrize(
    ("coding", "told", "octets", "text", "rules"),
    [
        (0, "gsm7", b"a@\x00{\x1b(", "a¡@ä{", set()),
        (0, "gsm7", b"ab\x1b", "ab", {texts.ESCAPE}),
        (0, "gsm7", b"ab\x1b\x1bcd\x1b\x80e", "ab�d�€", {texts.ESCAPE, texts.HIGH_OCTET}),
        (0, "gsm7", b"\x1b$b", "�b", {texts.ESCAPE}),
        (0, "gsm7", b"\x1b\x0a", r"\xc", set()),
        (0xF0, "latin1", b"\x01\xe9", "£�", {texts.HIGH_OCTET, texts.OTHER_ALPHABET}),
        (1, "gsm7", b"a\xe9\x00b", "a�", {texts.HIGH_OCTET, texts.NUL_ENDS}),
        (3, "gsm7", b"\xb0\x93", "°\x93", set()),
        (6, "gsm7", b"x\xad", "x\u040d", {texts.SOFT_HYPHEN}),
        (7, "gsm7", b"\xe0\xd8", "א�", {texts.NO_CHARACTER}),
        (8, "gsm7", b"\xd8\x3d\xde\x00", half(0xD83D) + half(0xDE00), {texts.SURROGATE}),
        (8, "gsm7", b"\0A\0B\0", "AB", {texts.ODD_OCTET}),
        (8, "gsm7", b"\0A\0\0\0B", "A", {texts.NUL_ENDS}),
        (14, "gsm7", b"\xb0\xa1\x93\xb1z", "가\x93�", {texts.NO_CHARACTER}),
        (0x84, "gsm7", b"\x01", "£", {texts.OTHER_ALPHABET}),
        (0, "gsm7_packed", b"\xe8\x32\x9b\xfd\x06", "hello", set()),
        (0, "gsm7_packed", b"\x61\xf1\x98\x5c\x36\x9f\x01", "abcdefg@", {texts.PACKED_FILL}),
        (0, "gsm7_packed", b"\x1b", "�", {texts.ESCAPE}),
        (-1, "ascii", b"abc", "abc", set()),
    ],
)
def test_a_message(coding: int, told: str, octets: bytes, text: str, rules: set[str]) -> None:
    message = Message(octets, coding, False, "submit_sm")
    assert shown_text(message, told) == (text, rules)


@pytest.mark.parametrize(
    ("command", "header", "text", "rules"),
    [
        ("submit_sm", "0500030a0201", "hi", set()),
        ("deliver_sm", "03240101", "hi", {texts.NATIONAL_TABLE}),
        ("data_sm", "0500030a0201", "é@¥ $£hi", {texts.UNREAD_HEADER}),
        ("submit_sm", "5000", "P@hi", set()),
    ],
)
def test_a_message_with_a_header(command: str, header: str, text: str, rules: set[str]) -> None:
    message = Message(bytes.fromhex(header) + b"hi", 0, True, command)
    assert shown_text(message, "gsm7") == (text, rules)


def test_a_string() -> None:
    assert shown_string(b"a\xc3\xa9\x01") == (r"a��\x1", {texts.HIGH_OCTET})
    assert shown_string(b"plain") == ("plain", set())


def test_alphabets_of_tshark() -> None:
    shown = {coding: tshark_alphabet(coding, "ucs2") for coding in range(-1, 256)}
    assert shown[-1] == shown[0] == "ucs2"
    assert {coding for coding, name in shown.items() if name is None} == {
        *(2, 4, 5), *range(9, 14), *range(15, 0x40), *range(0xF4, 0xF8), *range(0xFC, 0x100)
    }  # fmt: skip
    assert {name for name in shown.values() if name} <= ALPHABETS.keys()


def test_what_tshark_can_be_told_is_ours_to_read() -> None:
    assert TOLD.keys() <= ALPHABETS.keys()
