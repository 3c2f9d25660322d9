"""What became of messages: states, what was asked for, parts of mixed fate, the capture's end."""

from __future__ import annotations

from typing import Any

import pytest

from smpp_dissect.messages.outcomes import OUTCOMES
from tests.build import Interface, Section, Simple, write_pcapng
from tests.talk import INTERMEDIATE, MESSAGE_STATE, RECEIPTED_MESSAGE_ID, Talk, reading, rows, told


def outcomes(talk: Talk, end: float = 1000) -> list[str]:
    found: list[str] = told(talk, end=end).messages["outcome"].to_pylist()
    return found


def message(talk: Talk, end: float = 1000) -> dict[str, Any]:
    (row,) = told(talk, end=end).messages.to_pylist()
    return row


@pytest.mark.parametrize(
    ("stat", "outcome"),
    [
        ("DELIVRD", "delivered"), ("EXPIRED", "expired"), ("DELETED", "deleted"),
        ("UNDELIV", "failed"), ("ACCEPTD", "accepted"), ("UNKNOWN", "unknown"),
        ("REJECTD", "rejected"), ("SKIPPED", "skipped"), ("FAILED", "failed"),
        ("delivered", "delivered"), ("BADSTAT", "unknown"), ("ENROUTE", "no_receipt"),
    ],
)  # fmt: skip
def test_states_of_the_text(stat: str, outcome: str) -> None:
    talk = Talk().bind()
    talk.submit("17", at=1)
    talk.receipt("17", stat, at=2)
    assert outcomes(talk, end=100_000) == [outcome]


@pytest.mark.parametrize(
    ("state", "outcome"),
    [(0, "no_receipt"), (1, "no_receipt"), (2, "delivered"), (3, "expired"), (4, "deleted"),
     (5, "failed"), (6, "accepted"), (7, "unknown"), (8, "rejected"), (9, "skipped"),
     (10, "unknown"), (255, "unknown")],
)  # fmt: skip
def test_states_of_the_tlv(state: int, outcome: str) -> None:
    talk = Talk().bind()
    talk.submit("17", at=1)
    tlvs = [(RECEIPTED_MESSAGE_ID, b"17\0"), (MESSAGE_STATE, bytes([state]))]
    talk.receipt("", at=2, text=b"", tlvs=tlvs)
    assert outcomes(talk, end=100_000) == [outcome]


def test_every_outcome_is_listed() -> None:
    assert len(set(OUTCOMES)) == len(OUTCOMES)
    assert {"delivered", "pending", "no_receipt", "not_requested", "unanswered"} <= set(OUTCOMES)


@pytest.mark.parametrize(
    ("registered_delivery", "outcome", "requested"),
    [(0, "not_requested", False), (1, "no_receipt", True), (2, "not_requested", True),
     (3, "no_receipt", True), (0x10, "not_requested", False), (0x11, "no_receipt", True),
     (0x0C, "not_requested", False), (29, "no_receipt", True)],
)  # fmt: skip
def test_what_was_asked_for(registered_delivery: int, outcome: str, requested: bool) -> None:
    """Without a receipt; one only on failure is not missed, for it says that there was none."""
    talk = Talk().bind()
    talk.submit("17", at=1, registered_delivery=registered_delivery)
    found = message(talk, end=100_000)
    assert (found["outcome"], found["receipt_requested"]) == (outcome, requested)


@pytest.mark.parametrize("registered_delivery", [0, 2, 0x10])
def test_a_receipt_counts_though_it_was_not_asked_for(registered_delivery: int) -> None:
    talk = Talk().bind()
    talk.submit("17", at=1, registered_delivery=registered_delivery)
    talk.receipt("17", "UNDELIV", at=2)
    assert outcomes(talk) == ["failed"]


def test_intermediate_then_final() -> None:
    talk = Talk().bind()
    talk.submit("17", at=1)
    talk.receipt("17", "ENROUTE", at=2, esm_class=INTERMEDIATE)
    talk.receipt("17", "DELIVRD", at=3)
    found = message(talk)
    assert (found["outcome"], found["state"], found["receipts"]) == ("delivered", "DELIVRD", 2)
    assert found["delivery_s"] == 2.0


def test_an_intermediate_notification_decides_nothing_whatever_its_state() -> None:
    talk = Talk().bind()
    talk.submit("17", at=1)
    talk.receipt("17", "DELIVRD", at=2, esm_class=INTERMEDIATE)
    found = message(talk)
    assert (found["outcome"], found["state"], found["receipts"]) == ("pending", "DELIVRD", 1)
    assert found["delivery_s"] is found["smsc_s"] is None


def test_the_first_final_receipt_decides() -> None:
    talk = Talk().bind()
    talk.submit("17", at=1)
    talk.receipt("17", "DELIVRD", at=2)
    talk.receipt("17", "UNDELIV", at=3)
    found = message(talk)
    assert (found["outcome"], found["delivery_s"], found["receipts"]) == ("delivered", 1.0, 2)


def test_accepted_until_something_better_is_known() -> None:
    talk = Talk().bind()
    talk.submit("17", at=1)
    talk.receipt("17", "ACCEPTD", at=2)
    assert outcomes(talk) == ["accepted"]
    talk.receipt("17", "DELIVRD", at=3)
    assert outcomes(talk) == ["delivered"]


def test_repeated_receipts_are_counted_and_the_first_is_told() -> None:
    talk = Talk().bind()
    talk.submit("17", at=1)
    talk.receipt("17", "DELIVRD", at=2, status=0x64)
    talk.receipt("17", "DELIVRD", at=5)
    found = message(talk)
    assert (found["receipts"], found["delivery_s"]) == (2, 1.0)


def test_a_receipt_before_the_response() -> None:
    talk = Talk().bind()
    sequence = talk.submit(None, at=1)
    talk.receipt("17", at=1.5)
    talk.answer(sequence, "17", at=2)
    found = message(talk)
    assert (found["outcome"], found["delivery_s"], found["response_s"]) == ("delivered", 0.5, 1.0)


@pytest.mark.parametrize("status", [0x58, 0x0B, 0x14, 0x455])
def test_refused(status: int) -> None:
    talk = Talk().bind()
    talk.submit("", at=1, status=status)
    found = message(talk)
    assert (found["outcome"], found["command_status"]) == ("rejected", status)
    assert found["error"]


# The end of the capture.


def aged(end: float, **more: Any) -> str:
    """A message of the second 100, another's receipt having taken 10 seconds."""
    talk = Talk().bind()
    talk.submit("1", at=1)
    talk.receipt("1", at=11)
    talk.submit("2", at=100, **more)
    return outcomes(talk, end)[1]


def test_a_receipt_is_missing_once_the_others_took_less() -> None:
    assert aged(109) == "pending"
    assert aged(111) == "no_receipt"


def test_a_receipt_is_missing_once_the_validity_is_over() -> None:
    assert aged(104, validity_period=b"000000000005000R") == "pending"
    assert aged(106, validity_period=b"000000000005000R") == "no_receipt"
    assert aged(111, validity_period=b"000000010000000R") == "no_receipt"
    # The clock of these talks stands at 2023-11-14 22:13:20 when they begin.
    assert aged(104, validity_period=b"231114221505000+") == "pending"
    assert aged(106, validity_period=b"231114221505000+") == "no_receipt"
    assert aged(104, validity_period=b"nonsense") == "pending"


def test_without_any_receipt_a_day_is_waited() -> None:
    talk = Talk().bind()
    talk.submit("1", at=1)
    assert outcomes(talk, end=86_000) == ["pending"]
    assert outcomes(talk, end=87_000) == ["no_receipt"]


def test_accounts_wait_apart() -> None:
    fast, slow = Talk("fast").bind(), Talk("slow", client=("10.0.0.1", 40001)).bind()
    for talk, took in ((fast, 1), (slow, 50)):
        talk.submit(f"1{talk.system_id}", at=1)
        talk.receipt(f"1{talk.system_id}", at=1 + took)
        talk.submit(f"2{talk.system_id}", at=90)
    table = told(fast, slow, end=100).messages
    found = dict(zip(rows(table, "system_id", "message_id"), rows(table, "outcome"), strict=True))
    assert found["fast", "2fast"] == "no_receipt"
    assert found["slow", "2slow"] == "pending"


def nack(talk: Talk, sequence: int, status: int = 0, at: float = 2) -> None:
    talk.say("server", "generic_nack", at=at, sequence=sequence, status=status)


@pytest.mark.parametrize(("status", "error"), [(0, "tells no error"), (3, "command id invalid")])
def test_a_generic_nack_refuses_whatever_its_status(status: int, error: str) -> None:
    talk = Talk().bind()
    nack(talk, talk.submit(None, at=1), status)
    found = message(talk)
    assert (found["outcome"], found["command_status"], found["message_id"]) == (
        "rejected",
        status,
        None,
    )
    assert error in found["error"]


def test_a_nacked_part_refuses_the_message_unless_it_is_sent_again() -> None:
    def of_parts(again: bool) -> dict[str, Any]:
        talk = Talk().bind()
        talk.part("7", 1, 2, at=1)
        nack(talk, talk.part(None, 2, 2, at=1.5))
        if again:
            talk.part("7", 2, 2, at=3)
        talk.receipt("7", at=5)
        return message(talk)

    lost, sent = of_parts(False), of_parts(True)
    assert (lost["outcome"], sent["outcome"]) == ("rejected", "delivered")
    assert lost["error"] and not sent["error"]


def test_a_receipt_that_names_only_its_address_is_not_of_a_nacked_message() -> None:
    talk = Talk().bind()
    nack(talk, talk.submit(None, at=1))
    talk.submit("", at=3)
    talk.receipt("", at=5)
    assert outcomes(talk) == ["rejected", "delivered"]


def test_unanswered_or_not_yet() -> None:
    talk = Talk().bind()
    talk.submit("1", at=1, takes=2)
    talk.submit(None, at=10)
    assert outcomes(talk, end=11) == ["pending", "pending"]
    assert outcomes(talk, end=13) == ["pending", "unanswered"]


def test_unanswered_where_nothing_is_ever_answered() -> None:
    talk = Talk().bind()
    talk.submit(None, at=1, registered_delivery=0)
    assert outcomes(talk, end=30) == ["pending"]
    assert outcomes(talk, end=70) == ["unanswered"]


# Packets without a time.


def test_packets_without_a_time_are_of_no_age() -> None:
    talk = Talk().bind()
    talk.submit("1", at=1)
    talk.receipt("1", at=2)
    talk.submit("2", at=3)
    blocks = [Interface("ethernet"), *map(Simple, talk.segments)]
    found = reading(lambda path: write_pcapng(path, [Section(blocks)]))._passes.model.messages
    assert found["outcome"].to_pylist() == ["delivered", "pending"]
    assert found["delivery_s"].to_pylist() == [None, None]
