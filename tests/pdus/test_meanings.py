"""Meanings of single values."""

from __future__ import annotations

import pytest

from smpp_dissect.pdus.meanings import (
    ascii_text,
    bit_parts,
    command_meaning,
    command_name,
    value_meaning,
)


def opened(enum: str, value: int) -> list[tuple[str, object, str | None, tuple[int, int] | None]]:
    parts = bit_parts(bytes([value]), 0, enum, value)
    return [(part.name, part.value, part.meaning, part.bits) for part in parts]


def test_esm_class_opens_into_its_three_parts() -> None:
    assert opened("esm_class", 0b01_0001_11) == [
        ("messaging_mode", 3, "store and forward", (0, 1)),
        ("message_type", 1, "delivery receipt", (2, 5)),
        ("gsm_features", 1, "user data header present", (6, 7)),
    ]


def test_registered_delivery_opens_and_tells_bits_that_are_not_in_the_standard() -> None:
    assert opened("registered_delivery", 0b1011_0110) == [
        ("smsc_delivery_receipt", 2, "receipt on failure", (0, 1)),
        ("sme_acknowledgement", 1, "SME delivery acknowledgement", (2, 3)),
        ("intermediate_notification", 1, "intermediate notification requested", (4, 4)),
        ("reserved", 1, "not in the standard", (5, 5)),
        ("reserved", 1, "not in the standard", (7, 7)),
    ]


def test_what_has_no_bit_fields_is_not_opened() -> None:
    assert opened("ton", 1) == opened("", 255) == []


@pytest.mark.parametrize(
    ("enum", "value", "meaning"),
    [
        ("command_status", 0, "ESME_ROK: no error"),
        ("command_status", 0x10, "reserved"),
        ("interface_version", 0x60, None),
        ("message_state", 2, "delivered (final)"),
        ("service_type", "CMT", "cellular messaging"),
        ("service_type", "mine", None),
    ],
)
def test_values(enum: str, value: int | str, meaning: str | None) -> None:
    assert value_meaning(enum, value) == meaning


def test_commands() -> None:
    assert (command_name(5), command_meaning(5)) == ("deliver_sm", "deliver_sm")
    assert command_name(0x00010203) == "unknown_command"
    assert command_meaning(0x00010203) == "SMSC vendor requests"
    assert command_meaning(0x7000_0000) is None


def test_printable_ascii_is_read_as_text() -> None:
    assert (ascii_text(b"abc"), ascii_text(b"abc\0")) == ("abc", "abc")
    for octets in (b"", b"\0", b"abc\0\0", b"a\nb", "é".encode(), b"\x7f"):
        assert ascii_text(octets) is None
