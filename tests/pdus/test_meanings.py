"""Meanings of single values."""

from __future__ import annotations

import pytest

from smpp_dissect.pdus.meanings import (
    command_meaning,
    command_name,
    status_meaning,
    value_meaning,
)


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


def test_statuses() -> None:
    assert status_meaning(0x58) == "ESME_RTHROTTLED: throttled, allowed rate exceeded"
    assert status_meaning(0x17) == "reserved"
