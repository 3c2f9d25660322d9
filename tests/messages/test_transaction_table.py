"""The table `transactions`: requests with their responses, and those that stand alone."""

from __future__ import annotations

import struct
from typing import Any

from tests.talk import Talk, told


def transactions(talk: Talk) -> list[dict[str, Any]]:
    """All but the bind."""
    found: list[dict[str, Any]] = told(talk).transactions.to_pylist()
    return found[1:]


def test_a_request_and_its_response() -> None:
    talk = Talk().bind()
    talk.submit("1", at=1, takes=0.25, status=0x58)
    (row,) = transactions(talk)
    assert (row["request"], row["response"], row["session"]) == (3, 4, 1)
    assert (row["sender"], row["command"], row["response_s"]) == ("esme", "submit_sm", 0.25)
    assert (row["command_status"], row["status"]) == (0x58, "ESME_RTHROTTLED")


def test_a_request_alone() -> None:
    talk = Talk().bind()
    talk.deliver(b"", at=1, status=None)
    (row,) = transactions(talk)
    assert (row["request"], row["sender"], row["command"]) == (3, "smsc", "deliver_sm")
    assert row["response"] is row["response_s"] is row["command_status"] is row["status"] is None


def test_a_response_alone() -> None:
    """It is told under its own name, as the answer to what its peer must have sent."""
    talk = Talk().bind()
    talk.answer(77, "1", at=1)
    (row,) = transactions(talk)
    assert (row["response"], row["sender"], row["command"]) == (3, "esme", "submit_sm_resp")
    assert row["request"] is row["request_time"] is row["response_s"] is None
    assert row["status"] == "ESME_ROK"


def test_unknown_commands() -> None:
    talk = Talk().bind()
    for command_id in (0x00010203, 0x80010203, 0x80010203):
        who = "server" if command_id >> 31 else "client"
        talk.say_octets(who, struct.pack(">4I", 20, command_id, 0, 7) + b"????")
        talk.say(who, "enquire_link")
    found = [row for row in transactions(talk) if row["command"] is None]
    assert [(row["request"], row["response"]) for row in found] == [(3, 5), (None, 7)]


def test_unknown_commands_of_one_sequence_number() -> None:
    talk = Talk().bind()
    for command_id in (0x00010203, 0x00010204, 0x80010203, 0x80010204):
        who = "server" if command_id >> 31 else "client"
        talk.say_octets(who, struct.pack(">4I", 20, command_id, 0, 7) + b"????")
        talk.say(who, "enquire_link")
    found = [row for row in transactions(talk) if row["command"] is None]
    assert [(row["request"], row["response"]) for row in found] == [(3, 7), (5, 9)]


def test_every_pdu_is_in_one_row() -> None:
    talk = Talk().bind()
    talk.submit("1", at=1)
    talk.submit(None, at=2)
    talk.answer(77, "1", at=3)
    talk.say("client", "unbind", at=4)
    talk.say("server", "alert_notification", at=5)
    model = told(talk)
    table = model.transactions.to_pylist()
    seen = [row[side] for row in table for side in ("request", "response") if row[side]]
    assert sorted(seen) == list(range(1, len(model.facts.core["frame"]) + 1))


def test_a_response_captured_before_its_request() -> None:
    talk = Talk().bind()
    talk.answer(1, "1", at=1)
    talk.submit(None, at=1.5)
    talk.say("client", "unbind", at=2, sequence=500)
    found = transactions(talk)
    assert (found[1]["request"], found[1]["response"]) != (None, None)
