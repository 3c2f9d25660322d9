"""The table `receipts`: text and TLVs as they are, and what is concluded."""

from __future__ import annotations

from typing import Any

import pytest

from tests.talk import (
    INTERMEDIATE,
    MESSAGE_STATE,
    NETWORK_ERROR_CODE,
    RECEIPTED_MESSAGE_ID,
    Talk,
    told,
)


def receipt(message_id: str = "17", stat: str = "DELIVRD", **more: Any) -> dict[str, Any]:
    talk = Talk().bind()
    talk.submit("17", at=1)
    talk.receipt(message_id, stat, at=2, **more)
    (row,) = told(talk).receipts.to_pylist()
    return row


def test_all_of_a_text() -> None:
    row = receipt(stat="UNDELIV", err="011")
    assert (row["message_id"], row["state"], row["err"]) == ("17", "UNDELIV", "011")
    assert (row["sub"], row["dlvrd"], row["final"], row["message"]) == ("001", "001", True, 1)
    assert str(row["submit_date"]) == "2023-11-14 22:13:00+00:00"
    assert str(row["done_date"]) == "2023-11-14 22:14:00+00:00"
    assert row["message_state"] is row["network_type"] is row["network_error_code"] is None


def test_all_of_the_tlvs() -> None:
    tlvs = [
        (RECEIPTED_MESSAGE_ID, b"17\0"),
        (MESSAGE_STATE, b"\x05"),
        (NETWORK_ERROR_CODE, b"\x03\x00\x0b"),
    ]
    row = receipt(text=b"", tlvs=tlvs)
    assert (row["message_id"], row["state"], row["message_state"]) == ("17", "UNDELIV", 5)
    assert (row["network_type"], row["network_error_code"]) == (3, 11)
    assert row["err"] is row["sub"] is row["dlvrd"] is row["submit_date"] is None


@pytest.mark.parametrize(
    ("octets", "expected"),
    [(b"\x03\xff\xff", (3, 65535)), (b"\x03\x00", (None, None)), (b"", (None, None)),
     (b"\x03\x00\x0b\x00", (None, None))],
)  # fmt: skip
def test_network_errors_of_any_size(octets: bytes, expected: tuple[int | None, int | None]) -> None:
    row = receipt(tlvs=[(NETWORK_ERROR_CODE, octets)])
    assert (row["network_type"], row["network_error_code"]) == expected


@pytest.mark.parametrize(
    ("state", "word"),
    [(0, "SCHEDULED"), (1, "ENROUTE"), (2, "DELIVRD"), (9, "SKIPPED"), (10, None), (255, None)],
)
def test_words_of_states(state: int, word: str | None) -> None:
    row = receipt(text=b"", tlvs=[(RECEIPTED_MESSAGE_ID, b"17"), (MESSAGE_STATE, bytes([state]))])
    assert row["state"] == word
    assert row["final"] == (state > 1)


def test_the_tlvs_id_goes_before_the_texts() -> None:
    assert receipt("23", tlvs=[(RECEIPTED_MESSAGE_ID, b"17")])["message_id"] == "17"
    assert receipt("17", tlvs=[(RECEIPTED_MESSAGE_ID, b"\0")])["message_id"] == "17"


def test_words_in_their_normal_form() -> None:
    assert receipt(stat="delivered")["state"] == "DELIVRD"
    assert receipt(stat="BADSTAT")["state"] == "BADSTAT"


def test_an_intermediate_notification_is_not_final() -> None:
    assert receipt(esm_class=INTERMEDIATE)["final"] is False
    assert receipt(stat="ENROUTE")["final"] is False


def test_unmatched() -> None:
    assert receipt("18")["message"] is None


def test_a_wide_receipt() -> None:
    line = (
        "id:17 sub:001 dlvrd:001 submit date:2311142213 done date:2311142214 stat:EXPIRED err:006"
    )
    row = receipt(text=line.encode("utf-16-be"), data_coding=8)
    assert (row["message_id"], row["state"], row["err"], row["message"]) == (
        "17",
        "EXPIRED",
        "006",
        1,
    )


def test_a_receipt_says_nothing_at_all() -> None:
    row = receipt(text=b"")
    assert row["message_id"] is row["state"] is row["message"] is None
