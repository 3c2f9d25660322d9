"""Requests without a response: those that should have got one, and those cut off by the end."""

from __future__ import annotations

from typing import Any

import pytest

from tests.build import Interface, Section, Simple, write_pcapng
from tests.talk import Talk, reading, rows, told


def unanswered(*talks: Talk, end: float | None = None) -> list[int]:
    """Numbers of the PDUs that the anomalies call unanswered."""
    table = told(*talks, end=end).anomalies
    found = rows(table, "code", "pdu")
    assert {code for code, _ in found} <= {"unanswered"}
    return [pdu for _, pdu in found]


def slow() -> Talk:
    """A session whose only answer to a submit_sm took two seconds; PDU 5 has none."""
    talk = Talk().bind()
    talk.submit("1", at=1, takes=2)
    talk.submit(None, at=10)
    return talk


def test_a_response_may_come_after_the_end_within_the_longest_time_seen() -> None:
    assert unanswered(slow(), end=12) == []
    assert unanswered(slow(), end=12.1) == [5]


@pytest.mark.parametrize("end", [12, 12.1])
def test_the_outcome_of_the_message_says_the_same(end: float) -> None:
    model = told(slow(), end=end)
    outcome = rows(model.messages, "outcome")[1]
    assert (outcome == "unanswered") == bool(model.anomalies.num_rows)


def test_other_commands_and_accounts_say_nothing() -> None:
    slow_one, other = slow(), Talk("other", client=("10.0.0.1", 40001)).bind()
    other.submit("2", at=1, takes=0.1)
    other.submit(None, at=10.01)
    sequence = other.say("client", "enquire_link", at=2)
    other.say("server", "enquire_link_resp", at=9, sequence=sequence)
    found = told(slow_one, other, end=11).anomalies
    assert rows(found, "code", "session") == [("unanswered", 2)]


def test_a_command_that_was_never_answered_is_waited_for_a_minute() -> None:
    def asked(end: float) -> list[int]:
        talk = Talk().bind()
        talk.deliver(b"hi", at=1, status=None)
        return unanswered(talk, end=end)

    assert asked(60) == []
    assert asked(62) == [3]


def test_what_needs_no_response() -> None:
    talk = Talk().bind()
    talk.say("server", "alert_notification", at=1)
    talk.say("server", "outbind", at=2)
    assert unanswered(talk, end=1000) == []


def closing(end: str, who: str) -> list[int]:
    talk = slow()
    talk.connection.say(who, 0x11 if end == "fin" else 0x14)
    return unanswered(talk)


def test_no_response_comes_on_a_closed_connection() -> None:
    """The ESME's own FIN leaves the SMSC free to answer."""
    assert closing("fin", "client") == []
    assert closing("fin", "server") == closing("rst", "client") == closing("rst", "server") == [5]


def test_a_message_cut_off_by_a_reset_is_unanswered() -> None:
    talk = slow()
    talk.connection.reset("server")
    assert rows(told(talk).messages, "outcome")[1] == "unanswered"


def test_packets_without_times_are_of_no_age() -> None:
    blocks: list[Any] = [Interface("ethernet"), *map(Simple, slow().segments)]
    assert (
        reading(lambda path: write_pcapng(path, [Section(blocks)]))._passes.model.anomalies.num_rows
        == 0
    )


def test_no_pdus() -> None:
    talk = Talk()
    talk.say_octets("client", b"GET /index.html HTTP/1.1", at=1)
    assert told(talk, ports=[2775]).anomalies.num_rows == 0
