"""The table `messages`: what stands in a row, and that rows tell one story."""

from __future__ import annotations

from typing import Any

import pytest

import smpp_dissect as sd
from smpp_dissect.messages.outcomes import OUTCOMES
from tests.conftest import SAMPLES
from tests.talk import Talk, told


def message(talk: Talk) -> dict[str, Any]:
    (row,) = told(talk).messages.to_pylist()
    return row


def test_one_message_and_its_receipt() -> None:
    talk = Talk("shop").bind()
    talk.submit("17", at=1, takes=0.5, to="79005", source="Me", text=b"hi")
    talk.receipt("17", "UNDELIV", err="011", at=3, by="79005")
    row = message(talk)
    assert (row["message"], row["session"], row["system_id"]) == (1, 1, "shop")
    assert (row["source_addr"], row["destination_addr"], row["text"]) == ("Me", "79005", "hi")
    assert (row["submit_pdu"], row["response_s"], row["message_id"]) == (3, 0.5, "17")
    assert (row["receipt_pdu"], row["state"], row["err"]) == (5, "UNDELIV", "011")
    assert (row["delivery_s"], row["smsc_s"], row["match_rule"]) == (2.0, 60.0, "exact")
    assert (row["receipts"], row["outcome"], row["parts"]) == (1, "failed", 1)


def test_a_message_nothing_came_of() -> None:
    talk = Talk().bind()
    talk.submit(None, at=1)
    row = message(talk)
    for name in (
        "response_s", "command_status", "status", "message_id", "receipt_pdu", "receipt_time",
        "state", "err", "error", "delivery_s", "smsc_s", "match_rule", "cost",
    ):  # fmt: skip
        assert row[name] is None, name
    assert row["receipts"] == 0


def test_err_of_the_tlv_where_the_text_has_none() -> None:
    talk = Talk().bind()
    talk.submit("17", at=1)
    talk.receipt("17", at=2, text=b"id:17 stat:UNDELIV", tlvs=[(0x0423, b"\x03\x00\x0b")])
    assert message(talk)["err"] == "011"


def test_what_a_refusal_means_goes_before_err() -> None:
    talk = Talk().bind()
    talk.submit("", at=1, status=0x58)
    assert "throttled" in message(talk)["error"]


@pytest.mark.parametrize(
    "name", ["smscentre_day.pcap", "long_messages_single.pcap", "error_bodies.pcap"]
)
def test_rows_tell_one_story(name: str) -> None:
    model = sd.read(SAMPLES / name)._passes.model
    receipts: dict[int, list[dict[str, Any]]] = {}
    for row in model.receipts.to_pylist():
        receipts.setdefault(row["message"], []).append(row)
    seen = set()
    for row in model.messages.to_pylist():
        mine = receipts.get(row["message"], [])
        assert row["outcome"] in OUTCOMES
        assert row["receipts"] == len(mine)
        assert (row["receipt_pdu"] is None) == (not mine)
        if mine:
            (decisive,) = [each for each in mine if each["pdu"] == row["receipt_pdu"]]
            assert (row["state"], row["receipt_time"]) == (decisive["state"], decisive["time"])
        assert 1 <= row["parts_seen"] <= row["parts"]
        assert (row["command_status"] is None) == (row["status"] is None)
        if row["delivery_s"] is not None:
            assert row["outcome"] not in ("pending", "no_receipt", "not_requested", "unanswered")
            assert row["receipt_time"] > row["submit_time"]
        assert row["message"] not in seen
        seen.add(row["message"])
    assert seen == set(range(1, model.messages.num_rows + 1))
    order = model.messages["submit_pdu"].to_pylist()
    assert order == sorted(order)
