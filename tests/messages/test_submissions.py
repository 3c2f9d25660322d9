"""Submissions: what counts as one, its response and id, and which receipts reach it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.build import write_pcap
from tests.talk import (
    INTERMEDIATE,
    MESSAGE_PAYLOAD,
    MESSAGE_STATE,
    RECEIPTED_MESSAGE_ID,
    Talk,
    reading,
    rows,
    told,
)


def messages(*talks: Talk, end: float = 1000) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = told(*talks, end=end).messages.to_pylist()
    return found


def dest(address: str, ton: int = 1) -> dict[str, Any]:
    return {
        "dest_flag": 1,
        "dest_addr_ton": ton,
        "dest_addr_npi": 1,
        "destination_addr": address.encode(),
    }


def unsuccess(address: str, status: int, ton: int = 1) -> dict[str, Any]:
    return {
        "dest_addr_ton": ton, "dest_addr_npi": 1, "destination_addr": address.encode(),
        "error_status_code": status,
    }  # fmt: skip


def multi(*unsuccessful: dict[str, Any], message_id: str = "m1") -> Talk:
    talk = Talk().bind()
    to = [dest("79001"), dest("79002"), {"dest_flag": 2, "dl_name": b"friends"}]
    sequence = talk.submit(None, at=1, command="submit_multi", dest_address=to)
    talk.answer(
        sequence, message_id, at=1.1, command="submit_multi", unsuccess_sme=list(unsuccessful)
    )
    return talk


def test_a_row_for_each_destination_of_submit_multi() -> None:
    found = messages(multi())
    assert [row["destination_addr"] for row in found] == ["79001", "79002", "friends"]
    assert {(row["submit_pdu"], row["message_id"], row["text"]) for row in found} == {
        (3, "m1", "hello")
    }


def test_destinations_that_were_refused() -> None:
    found = messages(multi(unsuccess("79002", 0x0B), unsuccess("79001", 0x0B, ton=2)))
    assert [row["command_status"] for row in found] == [0, 0x0B, 0]
    assert [row["status"] for row in found] == ["ESME_ROK", "ESME_RINVDSTADR", "ESME_ROK"]
    assert [row["outcome"] for row in found] == ["pending", "rejected", "pending"]


def test_each_destination_gets_its_own_receipt() -> None:
    """All have one id, so the address tells them apart."""
    talk = multi()
    talk.receipt("m1", "DELIVRD", by="79001", at=5)
    talk.receipt("m1", "UNDELIV", by="79002", at=6)
    found = messages(talk)
    assert [row["outcome"] for row in found] == ["delivered", "failed", "no_receipt"]
    assert [row["receipts"] for row in found] == [1, 1, 0]


def test_a_submit_multi_refused_as_a_whole() -> None:
    talk = Talk().bind()
    sequence = talk.submit(
        None, at=1, command="submit_multi", dest_address=[dest("79001"), dest("79002")]
    )
    talk.answer(sequence, "", at=1.1, status=0x45, command="submit_multi")
    assert [row["outcome"] for row in messages(talk)] == ["rejected", "rejected"]


def test_a_submit_multi_without_destinations() -> None:
    talk = Talk().bind()
    talk.submit("m1", at=1, command="submit_multi")
    (row,) = messages(talk)
    assert (row["destination_addr"], row["message_id"]) == (None, "m1")


def test_data_sm_as_submission_and_its_receipt_in_data_sm() -> None:
    talk = Talk().bind()
    talk.submit("d1", at=1, command="data_sm", text=b"by data")
    text = (
        b"id:d1 sub:001 dlvrd:001 submit date:2311142213 done date:2311142214 stat:UNDELIV err:011"
    )
    talk.say(
        "server", "data_sm", at=3, source_addr=b"79001", destination_addr=b"Shop", esm_class=4,
        tlvs=[(MESSAGE_PAYLOAD, text)],
    )  # fmt: skip
    model = told(talk, end=100)
    (row,) = model.messages.to_pylist()
    assert (row["text"], row["message_id"], row["outcome"], row["err"]) == (
        "by data",
        "d1",
        "failed",
        "011",
    )
    assert model.incoming.num_rows == 0


def test_data_sm_of_the_smsc_is_no_submission() -> None:
    talk = Talk().bind()
    talk.submit("1", at=1)
    talk.say("server", "data_sm", at=3, source_addr=b"79001", tlvs=[(MESSAGE_PAYLOAD, b"mo")])
    model = told(talk)
    assert model.messages["text"].to_pylist() == ["hello"]
    assert model.incoming["text"].to_pylist() == ["mo"]


def test_submit_sm_is_a_submission_whoever_seems_to_be_the_esme() -> None:
    """Hubs submit to each other over one connection."""
    talk = Talk().bind()
    talk.submit("1", at=1)
    sequence = talk.say("server", "submit_sm", at=2, source_addr=b"Hub", short_message=b"back")
    talk.say("client", "submit_sm_resp", at=2.1, sequence=sequence, message_id=b"h1")
    assert [(row["text"], row["message_id"]) for row in messages(talk)] == [
        ("hello", "1"),
        ("back", "h1"),
    ]


def test_a_receipt_in_tlvs_only() -> None:
    talk = Talk().bind()
    talk.submit("17", at=1)
    tlvs = [(RECEIPTED_MESSAGE_ID, b"17"), (MESSAGE_STATE, b"\x02")]
    talk.deliver(b"", at=2, tlvs=tlvs)
    (row,) = messages(talk)
    assert (row["outcome"], row["state"], row["match_rule"]) == ("delivered", "DELIVRD", "exact")


def test_an_incoming_message_may_carry_an_id() -> None:
    """receipted_message_id without a state, a plain esm_class: not a receipt."""
    talk = Talk().bind()
    talk.submit("17", at=1)
    talk.deliver(b"yes please", at=2, tlvs=[(RECEIPTED_MESSAGE_ID, b"17\0")])
    model = told(talk)
    assert model.receipts.num_rows == 0
    assert model.incoming["text"].to_pylist() == ["yes please"]


def test_a_receipt_by_its_text_alone() -> None:
    talk = Talk().bind()
    talk.submit("17", at=1)
    talk.receipt("17", at=2, esm_class=0)
    assert messages(talk)[0]["outcome"] == "delivered"


def test_receipts_to_the_receiver_of_a_transmitter() -> None:
    sender = Talk("shop").bind("transmitter")
    receiver = Talk("shop", client=("10.0.0.1", 40001)).bind("receiver")
    sender.submit("17", at=1)
    receiver.receipt("17", at=2)
    (row,) = messages(sender, receiver)
    assert (row["outcome"], row["session"]) == ("delivered", 1)


def test_other_accounts_receipts_are_not_taken() -> None:
    shop = Talk("shop").bind()
    bank = Talk("bank", client=("10.0.0.1", 40001)).bind()
    shop.submit("17", at=1, to="79001")
    bank.submit("17", at=2, to="79002")
    bank.submit("18", at=3, to="79002")
    bank.receipt("17", "UNDELIV", at=4, by="79002")
    bank.receipt("18", "UNDELIV", at=5, by="79002")
    assert [row["outcome"] for row in messages(shop, bank)] == ["pending", "failed", "failed"]


def test_receipts_over_a_receiver_bound_before_the_capture() -> None:
    """Two accounts between the hosts: the id and the subscriber tell which is meant."""
    shop = Talk("shop").bind("transmitter")
    bank = Talk("bank", client=("10.0.0.1", 40001)).bind("transmitter")
    receiver = Talk(client=("10.0.0.1", 40002), opened=False)
    shop.submit("17", at=1, to="79001")
    bank.submit("17", at=2, to="79002")
    receiver.receipt("17", "UNDELIV", at=4, by="79002")
    receiver.receipt("17", "DELIVRD", at=5, by="79001")
    assert [row["outcome"] for row in messages(shop, bank, receiver)] == ["delivered", "failed"]


def test_receipts_from_the_other_address_of_an_smsc() -> None:
    sender = Talk("shop").bind("transmitter")
    receiver = Talk("shop", client=("10.0.0.1", 40001), server=("10.0.0.3", 2775)).bind("receiver")
    sender.submit("17", at=1)
    receiver.receipt("17", at=2)
    assert messages(sender, receiver)[0]["outcome"] == "delivered"


def test_ids_in_another_base_than_the_receipts() -> None:
    talk = Talk().bind()
    for number in range(100, 120):
        talk.submit(f"{number:08X}", at=number - 99, to=f"7900{number}")
    for number in range(90, 120):
        talk.receipt(str(number), at=number, by=f"7900{number}")
    model = told(talk, end=1000)
    assert set(model.messages["outcome"].to_pylist()) == {"delivered"}
    assert set(model.messages["match_rule"].to_pylist()) == {"hex_to_dec"}
    assert model.receipts["message"].to_pylist() == [None] * 10 + list(range(1, 21))


def test_receipts_of_messages_of_before_the_capture() -> None:
    talk = Talk().bind()
    talk.receipt("17", at=1)
    talk.submit("17", at=2)
    model = told(talk)
    assert model.receipts["message"].to_pylist() == [None]
    assert model.messages["outcome"].to_pylist() == ["pending"]


def test_an_smsc_that_gives_no_ids() -> None:
    talk = Talk().bind()
    for at, to in enumerate(("79001", "79001", "79002"), 1):
        talk.submit("", at=at, to=to, text=b"no %d" % at)
    talk.receipt("x1", "ENROUTE", at=10, esm_class=INTERMEDIATE)
    talk.receipt("x1", "DELIVRD", at=11, status=0x64)
    talk.receipt("x1", "DELIVRD", at=12)
    talk.receipt("x2", "UNDELIV", at=13)
    found = messages(talk)
    assert [row["outcome"] for row in found] == ["delivered", "failed", "no_receipt"]
    assert [row["receipts"] for row in found] == [3, 1, 0]
    assert [row["match_rule"] for row in found] == ["address", "address", None]


def test_ids_are_text_whatever_their_octets() -> None:
    talk = Talk().bind()
    for at, message_id in enumerate(("é\x01", "a b", "x" * 64), 1):
        talk.submit(message_id, at=at)
    assert rows(told(talk).messages, "message_id") == ["é\x01", "a b", "x" * 64]


@pytest.mark.parametrize("status", [0x58, 0])
def test_the_id_of_a_refusal_is_kept(status: int) -> None:
    talk = Talk().bind()
    sequence = talk.submit(None, at=1)
    talk.say("server", "submit_sm_resp", at=2, sequence=sequence, status=status, message_id=b"e17")
    assert messages(talk)[0]["message_id"] == "e17"


def test_a_nacked_submission() -> None:
    talk = Talk().bind()
    sequence = talk.submit(None, at=1)
    talk.say("server", "generic_nack", at=2, sequence=sequence, status=0x03)
    (row,) = messages(talk)
    assert (row["status"], row["message_id"], row["outcome"]) == (
        "ESME_RINVCMDID",
        None,
        "rejected",
    )
    assert row["response_s"] == 1.0


def test_what_the_snap_length_cut_off_was_not_asked_for() -> None:
    """A message whose registered_delivery was not captured is not said to lack its receipt."""
    talk = Talk().bind()
    sequence = talk.submit(None, at=1)
    talk.answer(sequence, "17", at=1.1)
    for at in range(2, 5):
        talk.say("client", "enquire_link", at=at)
    # Up to the addresses: 54 octets of packet headers, 16 of the PDU's.
    model = reading(
        lambda path: write_pcap(path, talk.segments, snaplen=54 + 16 + 17)
    )._passes.model
    (row,) = model.messages.to_pylist()
    assert (row["destination_addr"], row["message_id"]) == ("79001", "17")
    assert (row["receipt_requested"], row["outcome"]) == (False, "not_requested")


def test_nothing_was_submitted() -> None:
    talk = Talk().bind()
    talk.receipt("17", at=1)
    model = told(talk)
    assert (model.messages.num_rows, model.receipts["message"].to_pylist()) == (0, [None])
