"""Messages: header, text, and what is not text."""

from __future__ import annotations

import pytest

from smpp_dissect.pdus.message_nodes import message_parts, message_text

UDH = bytes.fromhex("050003a70201")


def test_a_user_data_header_is_set_apart() -> None:
    pdu = b"??" + UDH + b"text"
    header, rest = message_parts(pdu, 2, len(pdu) - 2, {"esm_class": 0x43})
    assert (header.name, header.octets) == ("user_data_header", UDH)
    assert (rest.name, rest.octets, rest.offset) == ("user_data", b"text", 8)


@pytest.mark.parametrize(
    ("message", "esm_class"),
    [(UDH + b"text", 0x03), (b"", 0x40), (b"\x05abcd", 0x40), (b"\xff", 0x40)],
)
def test_a_message_without_a_sound_header_is_whole(message: bytes, esm_class: int) -> None:
    assert message_parts(message, 0, len(message), {"esm_class": esm_class}) == ()


def test_a_header_may_be_all_there_is() -> None:
    header, rest = message_parts(UDH, 0, 6, {"esm_class": 0x40})
    assert (header.length, rest.offset, rest.length) == (6, 6, 0)


@pytest.mark.parametrize(
    ("octets", "numbers", "alphabet", "text"),
    [
        (b"\x02", {"data_coding": 0}, "gsm7", "$"),
        (b"\x24", {}, "latin1", "$"),
        (b"\x04\x1f", {"data_coding": 8}, "gsm7", "П"),
        (UDH + b"hi", {"data_coding": 0, "esm_class": 0x40}, "gsm7", "hi"),
        (b"\x00\x01", {"data_coding": 4}, "gsm7", r"\x00\x01"),
        (b"", {"data_coding": 0}, "gsm7", ""),
    ],
)
def test_text(octets: bytes, numbers: dict[str, int], alphabet: str, text: str) -> None:
    assert message_text(octets, numbers, alphabet)() == text
