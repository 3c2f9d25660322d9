"""Enhanced voice mail (3GPP TS 23.040, 9.2.3.24.13)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smpp_dissect.pdus.tree.parts import Part, grown
from smpp_dissect.pdus.tree.voice_mail_parts import voice_mail_parts
from tests.pdus.tree.trees import assert_divided

MAILBOX = bytes.fromhex("0b919710325476f8")
CALLER = b"\x04\x91\x21\x43"
# A mailbox almost full, profile 2, to be stored; 7 messages, of which 2 are told.
NOTIFICATION = (
    b"\x34"
    + MAILBOX
    + b"\7\2"
    + b"\x01\x02\x1e\x4a"
    + CALLER
    + b"\x01\x03\xff\x9f"
    + CALLER
    + b"\2ab"
)
DELETION = b"\xc1" + MAILBOX + b"\3\1" + b"\1\xee" + b"\1\2\0"


def named(parts: list[Part] | tuple[Part, ...]) -> dict[str, object]:
    return {part.name: part.value for part in parts}


def test_a_notification_tells_each_message() -> None:
    status, mailbox, messages, count, first, second = voice_mail_parts(NOTIFICATION)
    assert named(status.parts) == {
        "status_extension": 0, "full": 0, "almost_full": 1, "storage": 1, "profile": 1, "kind": 0,
    }  # fmt: skip
    assert (mailbox.name, mailbox.at, mailbox.length) == ("mailbox", 1, 8)
    assert mailbox.meaning == "79012345678"
    assert (messages.value, count.name, count.value) == (7, "notifications", 2)
    assert named(first.parts) == {
        "message_id": 0x102, "message_length": 30, "attributes": 0x4A, "calling_line": None,
    }  # fmt: skip
    assert named(first.parts[2].parts) == {"extension": 0, "priority": 1, "retention_days": 10}
    assert first.parts[2].parts[1].meaning == "urgent"
    assert first.parts[3].meaning == "1234"
    assert [part.name for part in second.parts[3:]] == [
        "calling_line", "extension_length", "extension",
    ]  # fmt: skip


def test_a_deletion_tells_which_messages_are_gone() -> None:
    status, _, messages, count, length, extension, gone = voice_mail_parts(DELETION)
    assert named(status.parts)["kind"] == 1
    assert (messages.value, count.name, count.value) == (3, "deletions", 1)
    assert (length.name, length.value) == ("status_extension_length", 1)
    assert (extension.name, extension.length) == ("status_extension", 1)
    assert named(gone.parts) == {"message_id": 0x102, "attributes": 0}


@pytest.mark.parametrize("octets", [NOTIFICATION, DELETION])
def test_what_is_cut_off_is_unparsed(octets: bytes) -> None:
    whole = voice_mail_parts(octets)
    for length in range(1, len(octets)):
        parts = voice_mail_parts(octets[:length])
        rest = [part for part in parts if part.name == "unparsed"]
        assert parts[: len(parts) - len(rest)] == whole[: len(parts) - len(rest)]
        assert sum(part.length for part in parts) == length


@given(st.binary(max_size=140))
def test_any_octets_are_divided(octets: bytes) -> None:
    (node,) = grown(octets, 0, [Part("data", 0, len(octets), parts=voice_mail_parts(octets))])
    assert_divided(node)
