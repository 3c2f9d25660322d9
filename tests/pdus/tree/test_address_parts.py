"""Addresses inside values."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smpp_dissect.pdus.tree.address_parts import (
    callback_num_atag_reading,
    callback_num_reading,
    header_address,
    network_id_reading,
    subaddress_reading,
    swapped_digits,
)
from smpp_dissect.pdus.tree.parts import Reading, grown

READINGS = (
    subaddress_reading,
    callback_num_reading,
    callback_num_atag_reading,
    network_id_reading,
)


@pytest.mark.parametrize(
    ("octets", "meaning"),
    [
        (b"\xa0410060", "type_tag 160 (user specified), subaddress 343130303630 (410060)"),
        (b"\xa0\x52\x00\xf1", "type_tag 160 (user specified), subaddress 5200f1 "
         "(looks like BCD 25001 (a guess))"),
        (b"\x80\x50\x12\x34", "type_tag 128 (NSAP, even (X.213)), subaddress 501234 (NSAP 501234)"),
        (b"\x88\x50\x12\x34", "type_tag 136 (NSAP, odd (X.213)), subaddress 501234 (NSAP 50123)"),
        (b"\xa0\xff\xee", "type_tag 160 (user specified), subaddress ffee"),
        (b"\xa0", "type_tag 160 (user specified)"),
    ],
)  # fmt: skip
def test_subaddresses(octets: bytes, meaning: str) -> None:
    assert subaddress_reading(octets).meaning == meaning


def test_callback_numbers() -> None:
    reading = callback_num_reading(b"\1\1\1" + b"79161234567")
    assert [(part.name, part.value, part.meaning) for part in reading.parts] == [
        ("digit_mode", 1, "sent as ASCII digits"),
        ("ton", 1, "international"),
        ("npi", 1, "ISDN, E.163/E.164"),
        ("digits", "79161234567", None),
    ]
    packed = callback_num_reading(b"\0\1\1\x97\x61\xf1").parts[3]
    assert (packed.value, packed.meaning) == (None, "looks like TBCD 79161 (a guess)")
    assert callback_num_reading(b"\0\1\1call me").parts[3].meaning == "call me"
    assert [part.name for part in callback_num_reading(b"\0\1").parts] == ["digit_mode", "ton"]


def test_what_is_displayed_for_a_callback_number() -> None:
    reading = callback_num_atag_reading(b"\x08" + "Банк".encode("utf-16-be"))
    meaning = reading.parts[1].meaning
    assert callable(meaning) and meaning() == "Банк"
    assert callback_num_atag_reading(b"\0\x24", "latin1").parts[1].meaning() == "$"  # type: ignore
    assert callable(reading.meaning) and "(Банк)" in str(reading.meaning())


@pytest.mark.parametrize(
    ("octets", "parts"),
    [
        (b"125001\0", [("network", "1"), ("mcc", "250"), ("mnc", "01"), ("terminator", None)]),
        (b"125001", [("network", "1"), ("mcc", "250"), ("mnc", "01")]),
        (b"125001234\0", [("network", "1"), ("mcc", "250"), ("mnc", "012"), ("unparsed", None),
                          ("terminator", None)]),
        (b"231000123\0", [("network", "2"), ("mcc", "310"), ("sid", "00123"),
                          ("terminator", None)]),
        (b"32502mail.example\0", [("network", "3"), ("mcc", "250"), ("address_type", "2"),
                                  ("address", "mail.example"), ("terminator", None)]),
        (b"1\0", [("network", "1"), ("terminator", None)]),
        (b"9250\0", []),
        (b"", []),
    ],
)  # fmt: skip
def test_network_ids(octets: bytes, parts: list[tuple[str, object]]) -> None:
    reading = network_id_reading(octets)
    assert reading.value == octets.removesuffix(b"\0").decode()
    assert [(part.name, part.value) for part in reading.parts] == parts


def test_parts_of_network_ids_have_meanings() -> None:
    parts = {part.name: part.meaning for part in network_id_reading(b"32502a\0").parts}
    assert parts["address_type"] == "domain name"
    assert parts["network"] == "MCC + address type digit + unique address follow"


@pytest.mark.parametrize(
    ("octets", "digits"),
    [
        (b"", ""),
        (b"\x21\x43", "1234"),
        (b"\x21\xf3", "123"),
        (b"\xba\xdc", "*#ab"),
        (b"\xff", "?"),
        (b"\x1f", "?1"),
    ],
)
def test_packed_digits(octets: bytes, digits: str) -> None:
    assert swapped_digits(octets) == digits


@pytest.mark.parametrize(
    ("octets", "address"),
    [
        (b"\x0b\x91\x97\x61\x21\x43\x65\xf7", "79161234567"),
        (b"\x04\xd0\xc8\x32", None),
        (b"\x02\x91\x1f", None),
        (b"\x00\x91", None),
        (b"", None),
    ],
)
def test_addresses_of_headers(octets: bytes, address: str | None) -> None:
    assert header_address(octets) == address


@pytest.mark.parametrize("read", READINGS)
@given(octets=st.one_of(st.binary(max_size=24), st.from_regex(rb"[123][0-9]{0,9}\0?")))
def test_parts_divide_any_value(read: Callable[[bytes], Reading], octets: bytes) -> None:
    nodes = grown(octets, 0, read(octets).parts)
    assert not nodes or b"".join(node.octets for node in nodes) == octets
