"""The table `incoming`: what came from the mobiles, and how it was answered."""

from __future__ import annotations

from typing import Any

from tests.talk import MESSAGE_PAYLOAD, UDHI, Talk, told


def incoming(*talks: Talk) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = told(*talks).incoming.to_pylist()
    return found


def part(talk: Talk, number: int, at: float, reference: int = 9, **more: Any) -> None:
    header = bytes([5, 0, 3, reference, 2, number])
    talk.deliver(header + b"part %d " % number, at=at, esm_class=UDHI, **more)


def test_one() -> None:
    talk = Talk().bind()
    talk.deliver(b"STOP", at=1, source="79001", to="4477")
    (row,) = incoming(talk)
    assert (row["message"], row["session"], row["deliver_pdu"]) == (1, 1, 3)
    assert (row["source_addr"], row["destination_addr"], row["text"]) == ("79001", "4477", "STOP")
    assert (row["parts"], row["parts_seen"], row["status"], row["response_s"]) == (
        1,
        1,
        "ESME_ROK",
        0.001,
    )


def test_unanswered_and_refused() -> None:
    talk = Talk().bind()
    talk.deliver(b"one", at=1, status=None)
    talk.deliver(b"two", at=2, status=0x64)
    assert [row["status"] for row in incoming(talk)] == [None, "ESME_RX_T_APPN"]


def test_parts_of_several_at_once() -> None:
    talk = Talk().bind()
    for number in (2, 1):
        for source in ("79001", "79002"):
            part(talk, number, at=number * 3 + int(source[-1]) / 10, source=source)
    found = incoming(talk)
    assert [(row["source_addr"], row["text"]) for row in found] == [
        ("79001", "part 1 part 2 "), ("79002", "part 1 part 2 "),
    ]  # fmt: skip


def test_a_part_refused_and_delivered_again() -> None:
    talk = Talk().bind()
    part(talk, 1, at=1, status=0x64)
    part(talk, 2, at=2)
    part(talk, 1, at=3)
    (row,) = incoming(talk)
    assert (row["text"], row["parts_seen"]) == ("part 1 part 2 ", 2)


def test_over_two_binds_of_an_account() -> None:
    one = Talk("shop").bind("receiver")
    other = Talk("shop", client=("10.0.0.1", 40001)).bind("receiver")
    part(one, 1, at=1)
    part(other, 2, at=2)
    (row,) = incoming(one, other)
    assert (row["session"], row["text"]) == (1, "part 1 part 2 ")


def test_by_data_sm_only_from_the_smsc() -> None:
    talk = Talk().bind()
    talk.submit("1", at=1, command="data_sm", text=b"mine")
    talk.say("server", "data_sm", at=2, tlvs=[(MESSAGE_PAYLOAD, b"theirs")])
    assert [row["text"] for row in incoming(talk)] == ["theirs"]


def test_a_handsets_acknowledgement_is_a_message() -> None:
    talk = Talk().bind()
    talk.deliver(b"read", at=1, esm_class=0x08)
    assert [row["text"] for row in incoming(talk)] == ["read"]


def test_each_carrier_is_a_message_or_a_receipt() -> None:
    talk = Talk().bind()
    talk.submit("1", at=1)
    talk.receipt("1", at=2)
    talk.deliver(b"hello", at=3)
    talk.part("2", 1, 2, at=4)
    model = told(talk)
    assert model.messages.num_rows + model.receipts.num_rows + model.incoming.num_rows == 4
