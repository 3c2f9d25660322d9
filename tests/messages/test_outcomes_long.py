"""What became of long messages: parts of one fate and of several."""

from __future__ import annotations

from typing import Any

import pytest

from tests.talk import Talk, told


def message(talk: Talk, end: float = 1000) -> dict[str, Any]:
    (row,) = told(talk, end=end).messages.to_pylist()
    return row


def parts(ids: list[str | None], receipts: list[tuple[str, str]], **more: Any) -> dict[str, Any]:
    talk = Talk().bind()
    for number, message_id in enumerate(ids, 1):
        talk.part(message_id, number, len(ids), at=number, **more)
    for place, (message_id, stat) in enumerate(receipts):
        talk.receipt(message_id, stat, at=20 + place)
    return message(talk)


def test_one_id_for_all_parts_and_one_receipt() -> None:
    found = parts(["7", "7", "7"], [("7", "DELIVRD")])
    assert (found["outcome"], found["parts"], found["parts_seen"]) == ("delivered", 3, 3)
    assert (found["receipts"], found["delivery_s"]) == (1, 19.0)


def test_an_id_for_each_part() -> None:
    found = parts(["7", "8"], [("7", "DELIVRD"), ("8", "DELIVRD")])
    assert (found["outcome"], found["receipts"], found["delivery_s"]) == ("delivered", 2, 20.0)


def test_not_decided_until_every_part_is() -> None:
    found = parts(["7", "8"], [("7", "DELIVRD")])
    assert (found["outcome"], found["receipts"]) == ("no_receipt", 1)
    assert found["delivery_s"] is None


@pytest.mark.parametrize(
    ("stats", "outcome", "state"),
    [
        (["DELIVRD", "UNDELIV"], "failed", "UNDELIV"),
        (["UNDELIV", "DELIVRD"], "failed", "UNDELIV"),
        (["DELIVRD", "UNKNOWN"], "unknown", "UNKNOWN"),
        (["EXPIRED", "ACCEPTD"], "expired", "EXPIRED"),
        (["ACCEPTD", "DELIVRD"], "accepted", "ACCEPTD"),
    ],
)
def test_the_gravest_fate_is_the_messages(stats: list[str], outcome: str, state: str) -> None:
    found = parts(["7", "8"], [("7", stats[0]), ("8", stats[1])])
    assert (found["outcome"], found["state"]) == (outcome, state)


def test_only_the_first_part_asks() -> None:
    talk = Talk().bind()
    talk.part("7", 1, 2, at=1, registered_delivery=17)
    talk.part("8", 2, 2, at=2, registered_delivery=0)
    talk.receipt("7", at=5)
    found = message(talk)
    assert (found["outcome"], found["receipt_requested"]) == ("delivered", True)


def test_only_the_last_part_asks() -> None:
    talk = Talk().bind()
    talk.part("7", 1, 2, at=1, registered_delivery=0)
    talk.part("8", 2, 2, at=2, registered_delivery=1)
    found = message(talk, end=100_000)
    assert (found["outcome"], found["receipt_requested"]) == ("no_receipt", True)


def test_a_part_refused_for_good() -> None:
    talk = Talk().bind()
    talk.part("7", 1, 2, at=1)
    talk.part("", 2, 2, at=2, status=0x58)
    assert message(talk)["outcome"] == "rejected"
    talk.receipt("7", at=5)
    found = message(talk)
    assert (found["outcome"], found["command_status"]) == ("rejected", 0x58)
    assert found["delivery_s"] is None


def test_a_receipt_that_says_worse_than_a_refused_part() -> None:
    """The SMSC gives up what it was not handed all parts of."""
    talk = Talk().bind()
    talk.part("7", 1, 2, at=1)
    talk.part("", 2, 2, at=2, status=0x58)
    talk.receipt("7", "UNDELIV", err="241", at=5)
    found = message(talk)
    assert (found["outcome"], found["delivery_s"]) == ("failed", 4.0)


def test_a_refused_part_sent_again() -> None:
    talk = Talk().bind()
    talk.part("", 1, 2, at=1, status=0x58)
    talk.part("7", 2, 2, at=2)
    talk.part("8", 1, 2, at=3)
    talk.receipt("7", at=5)
    talk.receipt("8", at=6)
    found = message(talk)
    assert (found["outcome"], found["command_status"], found["status"]) == (
        "delivered",
        0,
        "ESME_ROK",
    )
    # The first attempt began it; the ids are those of the attempts that went through.
    assert (found["message_id"], found["delivery_s"], found["submit_pdu"]) == ("7", 5.0, 3)


def test_a_part_sent_again_that_nobody_answered() -> None:
    talk = Talk().bind()
    talk.part("", 1, 1 + 1, at=1, status=0x58)
    talk.part(None, 1, 2, at=3)
    found = message(talk, end=100)
    assert (found["outcome"], found["command_status"]) == ("unanswered", None)
