"""Messages: header, text, and what is not text."""

from __future__ import annotations

import pytest

from smpp_dissect.pdus.tree.context import Context, Conventions
from smpp_dissect.pdus.tree.message_nodes import message_parts, message_text
from smpp_dissect.pdus.tree.model import Node

UDH = bytes.fromhex("050003a70201")
RECEIPT = b"id:1 stat:DELIVRD err:000"


def context(pdu: bytes, alphabet: str = "gsm7", **numbers: int) -> Context:
    made = Context(pdu, Conventions(None, alphabet), "deliver_sm")
    made.numbers.update(numbers)
    return made


def parts(message: bytes, **numbers: int) -> tuple[Node, ...]:
    pdu = b"??" + message
    return message_parts(context(pdu, **numbers), 2, len(message))


def test_a_user_data_header_is_set_apart_and_opened() -> None:
    header, rest = parts(UDH + b"text", esm_class=0x43)
    assert (header.name, header.octets) == ("user_data_header", UDH)
    assert (rest.name, rest.octets, rest.offset) == ("user_data", b"text", 8)
    length, element = header.nodes
    assert (length.name, length.value) == ("udh_length", 5)
    assert (element.name, element.meaning) == ("concatenation_8bit", "part 1 of 2, reference 167")


@pytest.mark.parametrize(("message", "esm_class"), [(UDH + b"text", 0x03), (b"", 0x40)])
def test_a_message_without_a_header_is_whole(message: bytes, esm_class: int) -> None:
    assert parts(message, esm_class=esm_class) == ()


@pytest.mark.parametrize("message", [b"\x05abcd", b"\xff"])
def test_a_header_that_reaches_beyond_the_message_is_told(message: bytes) -> None:
    length, rest = parts(message, esm_class=0x40)
    assert (length.name, length.value) == ("udh_length", message[0])
    assert length.meaning == "no header: it would reach beyond the message"
    assert (rest.name, rest.octets) == ("user_data", message[1:])


def test_a_header_may_be_all_there_is() -> None:
    header, rest = parts(UDH, esm_class=0x40)
    assert (header.length, rest.offset, rest.length, rest.nodes) == (6, 8, 0, ())


def test_a_receipt_opens_with_a_header_before_it_and_without() -> None:
    keys = ["id", "stat", "err"]
    assert [node.name for node in parts(RECEIPT, esm_class=4)] == keys
    assert [node.name for node in parts(UDH + RECEIPT, esm_class=0x44)[1].nodes] == keys
    # What is taken for a header reaches too far: the text decides.
    assert [node.name for node in parts(RECEIPT, esm_class=0x44)] == keys


@pytest.mark.parametrize(
    ("octets", "numbers", "alphabet", "text"),
    [
        (b"\x02", {"data_coding": 0}, "gsm7", "$"),
        (b"\x24", {}, "latin1", "$"),
        (b"\x04\x1f", {"data_coding": 8}, "gsm7", "П"),
        (UDH + b"hi", {"data_coding": 0, "esm_class": 0x40}, "gsm7", "hi"),
        (b"\x00\x01", {"data_coding": 4}, "gsm7", "\\x00\\x01"),
        (b"", {"data_coding": 0}, "gsm7", ""),
    ],
)
def test_text(octets: bytes, numbers: dict[str, int], alphabet: str, text: str | None) -> None:
    assert message_text(context(octets, alphabet, **numbers), octets)() == text
