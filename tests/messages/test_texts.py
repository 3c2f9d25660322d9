"""Texts of long messages: joined before they are decoded."""

from __future__ import annotations

from typing import Any

import pytest

from smpp_dissect.messages import texts
from tests.talk import MESSAGE_PAYLOAD, SAR, UDHI, Talk, told


def text_of(
    *parts: tuple[int, bytes], total: int = 2, codings: tuple[int, ...] = (), **more: Any
) -> str | None:
    """The text of one message of these parts, each (number, octets)."""
    talk = Talk().bind()
    for place, (number, octets) in enumerate(parts):
        coding = codings[place] if codings else more.get("data_coding", 0)
        talk.part("7", number, total, at=1 + place, text=octets, **more | {"data_coding": coding})
    (row,) = told(talk).messages.to_pylist()
    assert row["parts_seen"] == len(parts)
    text: str | None = row["text"]
    return text


def test_in_the_order_of_their_numbers() -> None:
    assert text_of((2, b"world"), (1, b"hello ")) == "hello world"


def test_what_is_there_of_a_message_with_parts_missing() -> None:
    assert text_of((2, b"world"), total=3) == "world"
    assert text_of((1, b"a"), (3, b"c"), total=3) == "ac"


def test_characters_cut_in_two() -> None:
    octets = "до 😀 после".encode("utf-16-be")
    for cut in range(0, len(octets) + 1):
        parts = (1, octets[:cut]), (2, octets[cut:])
        assert text_of(*parts, data_coding=8) == "до 😀 после", cut
    assert text_of((1, b"100 \x1b"), (2, b"e")) == "100 €"


def test_the_last_character_may_still_be_torn() -> None:
    octets = "😀".encode("utf-16-be")
    assert text_of((1, octets[:2]), data_coding=8, total=3) == r"\xd8\x3d"


def test_another_alphabet_in_each_part() -> None:
    wide = "Привет".encode("utf-16-be")
    assert text_of((1, b"Hi "), (2, wide), codings=(0, 8)) == "Hi Привет"
    assert text_of((1, wide), (2, b"@"), codings=(8, 3)) == "Привет@"
    assert text_of((1, b"\x00"), (2, b"\x00"), codings=(0, 3)) == "@\x00"


def test_parts_that_are_no_text() -> None:
    assert text_of((1, b"\x01"), (2, b"\x02"), data_coding=4) == r"\x01\x02"
    assert text_of((1, b"\x01"), (2, b"text"), codings=(4, 0)) == r"\x01text"
    assert text_of((1, b""), (2, b"")) == ""


def test_only_the_second_attempt_is_read() -> None:
    talk = Talk().bind()
    talk.part("", 1, 2, at=1, text=b"lost ", status=0x58)
    talk.part("7", 2, 2, at=2, text=b"world")
    talk.part("7", 1, 2, at=3, text=b"hello ")
    assert told(talk).messages["text"].to_pylist() == ["hello world"]


def test_sixteen_bit_references_and_other_elements() -> None:
    talk = Talk().bind()
    for number, text in ((1, b"one "), (2, b"two")):
        header = bytes([0x24, 1, 1, 8, 4, 1, 0, 2, number])
        talk.submit("7", at=number, esm_class=UDHI, text=bytes([len(header)]) + header + text)
    assert told(talk).messages["text"].to_pylist() == ["one two"]


def test_sar_tlvs_and_payload() -> None:
    talk = Talk().bind()
    for number, text in ((1, b"one "), (2, b"two")):
        values = (b"\x12\x34", b"\x02", bytes([number]))
        tlvs = [*zip(SAR, values, strict=True), (MESSAGE_PAYLOAD, text)]
        talk.submit("7", at=number, text=b"", tlvs=tlvs)
    (row,) = told(talk).messages.to_pylist()
    assert (row["text"], row["parts"], row["parts_seen"]) == ("one two", 2, 2)


def test_messages_among_each_other() -> None:
    talk = Talk().bind()
    for number in (1, 2):
        for to in ("79001", "79002"):
            talk.part(
                f"{to}{number}",
                number,
                2,
                at=number + int(to[-1]) / 10,
                to=to,
                text=f"{to} {number} ".encode(),
            )
    talk.submit("9", at=5, text=b"whole")
    talk.submit("10", at=6, text=b"\x01", data_coding=4)
    found = told(talk).messages["text"].to_pylist()
    assert found == ["79001 1 79001 2 ", "79002 1 79002 2 ", "whole", r"\x01"]


@pytest.mark.parametrize("at_once", [1, 5, 20])
def test_decoded_in_blocks(monkeypatch: pytest.MonkeyPatch, at_once: int) -> None:
    monkeypatch.setattr(texts, "AT_ONCE", at_once)
    talk = Talk().bind()
    for message in range(5):
        for number in (1, 2):
            text = b"%d%d" % (message, number) * (message + 1)
            talk.part("7", number, 2, at=1 + message + number / 10, to=f"7900{message}", text=text)
    expected = [
        f"{message}1" * (message + 1) + f"{message}2" * (message + 1) for message in range(5)
    ]
    assert told(talk).messages["text"].to_pylist() == expected


def test_texts_of_incoming_messages() -> None:
    octets = "ок 😀".encode("utf-16-be")
    talk = Talk().bind()
    for number, part in ((1, octets[:8]), (2, octets[8:])):
        talk.deliver(
            bytes([5, 0, 3, 9, 2, number]) + part, at=number, esm_class=UDHI, data_coding=8
        )
    talk.deliver(b"plain", at=5)
    (long, plain) = told(talk).incoming.to_pylist()
    assert (long["text"], long["parts"], long["parts_seen"]) == ("ок 😀", 2, 2)
    assert (plain["text"], plain["parts"], plain["status"]) == ("plain", 1, "ESME_ROK")


def test_the_alphabet_agreed() -> None:
    talk = Talk().bind()
    talk.part("7", 1, 2, at=1, text=b"@_")
    assert told(talk, default_alphabet="latin1").messages["text"].to_pylist() == ["@_"]
    assert told(talk).messages["text"].to_pylist() == ["¡§"]
