"""Receipts to messages: each rule, learnt for each account, and what must not match."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smpp_dissect.messages.ids import RULES, codes_of
from smpp_dissect.messages.matching import (
    Addressed,
    Side,
    latest_before,
    match_astray,
    match_by_address,
    match_receipts,
)

# One message or receipt: id, address, place in the capture, account.
Sent = tuple[str | None, str, int, int]
BIG = 0x812FC7470000001B


def side(rows: list[Sent], *more_ids: list[str | None]) -> Side:
    ids, addresses, order, account = zip(*rows, strict=True) if rows else ((), (), (), ())
    columns = [pa.array(list(each), pa.string()) for each in (*more_ids, list(ids))]
    return Side(
        columns,
        np.array(account, np.int64),
        np.array(order, np.int64),
        pa.array(addresses, pa.string()),
    )


def matched(
    messages: list[Sent],
    receipts: list[Sent],
    *tlv_ids: list[str | None],
    told: list[str | None] | None = None,
) -> list[Any]:
    """For each receipt the message's row and the rule's name, or None."""
    rules = [-1 if rule is None else RULES.index(rule) for rule in told] if told else None
    said = None if rules is None else np.array(rules, np.int64)
    found = match_receipts(side(messages), side(receipts, *tlv_ids), said)
    return [
        None if row < 0 else (row, RULES[rule])
        for row, rule in zip(found.row.tolist(), found.rule.tolist(), strict=True)
    ]


@pytest.mark.parametrize(
    ("message_id", "receipt_id", "rule"),
    [
        ("4100051183", "4100051183", "exact"),
        ("ce5bc5a9-4f7d", "CE5BC5A9-4F7D", "case"),
        ("00B8BE19", "b8be19", "zero_pad"),
        ("29095", "0000029095", "zero_pad"),
        ("39f99dd5", "0972660181", "hex_to_dec"),
        ("33E95179", "870928761", "hex_to_dec"),
        (f"{BIG:x}", str(BIG), "hex_to_dec"),
        (str(BIG), f"{BIG:X}", "dec_to_hex"),
        ("9" * 60, f"{int('9' * 60):x}", "dec_to_hex"),
        ("59113978", "038601FA", "dec_to_hex"),
    ],
)
def test_every_rule(message_id: str, receipt_id: str, rule: str) -> None:
    assert matched([(message_id, "79001", 0, 0)], [(receipt_id, "79001", 1, 0)]) == [(0, rule)]


@pytest.mark.parametrize("receipt_id", ["17", "0x17", "", None, "1_7", "²", "١٧", "z", "1" * 5000])
def test_what_no_rule_explains(receipt_id: str | None) -> None:
    assert matched([("18", "79001", 0, 0)], [(receipt_id, "79001", 1, 0)]) == [None]
    assert matched([(receipt_id, "79001", 0, 0)], [("18", "79001", 1, 0)]) == [None]


def test_an_account_keeps_to_its_rule() -> None:
    """Hexadecimal ids of digits only equal the decimal ids of other messages."""
    numbers = [0x10, 0x16, 0x22, 16, 0x1F, 22]
    messages: list[Sent] = [
        (f"{number:x}", f"7900{number}", at, 0) for at, number in enumerate(numbers)
    ]
    receipts: list[Sent] = [
        (str(number), f"7900{number}", 10 + at, 0) for at, number in enumerate(numbers)
    ]
    assert ("16", "16") == (messages[1][0], receipts[3][0])
    assert matched(messages, receipts) == [(at, "hex_to_dec") for at in (3, 5, 2, 3, 4, 5)]


def test_a_receipt_of_before_the_capture_finds_nothing() -> None:
    hexadecimal: list[Sent] = [
        (f"{number:08x}", f"7900{number}", number, 0) for number in range(100, 120)
    ]
    receipts: list[Sent] = [(str(number), f"7900{number}", 500, 0) for number in range(100, 110)]
    # 0x64 is 100; 64 and 00000064 look alike but are two numbers.
    early: list[Sent] = [("64", "79009", 600, 0), ("4100000000", "79009", 601, 0)]
    found = matched(hexadecimal, receipts + early)
    assert found[10:] == [None, None]
    assert matched([("17", "79001", 5, 0)], [("17", "79001", 4, 0)]) == [None]


def test_arithmetic_is_not_believed_on_the_word_of_a_few() -> None:
    """In an account where no address supports a rule, chance may find a number."""
    messages: list[Sent] = [("00000100", "79001", 0, 0)]
    strangers: list[Sent] = [(str(number), "79555", number, 0) for number in range(90, 120)]
    assert matched(messages, strangers) == [None] * 30
    # But all of them, and they may have been given other addresses.
    messages = [(f"{number:x}", "hidden", number, 0) for number in range(10, 40)]
    receipts: list[Sent] = [(str(number), "79555", 100 + number, 0) for number in range(10, 40)]
    assert matched(messages, receipts) == [(at, "hex_to_dec") for at in range(30)]


def test_a_rule_that_is_told_needs_no_numbers() -> None:
    """Chance may find a number, but not where the provider says that ids are written so."""
    messages: list[Sent] = [("00000100", "79001", 0, 0), ("256", "79001", 1, 0)]
    strangers: list[Sent] = [("256", "79555", 9, 0), ("9", "79555", 9, 0), ("8", "79555", 9, 0)]
    assert matched(messages[:1], strangers) == [None] * 3
    assert matched(messages[:1], strangers, told=["hex_to_dec"]) == [(0, "hex_to_dec"), None, None]
    # Of two messages the one by the rule told is meant, and by it alone are others found.
    assert matched(messages, strangers) == [(1, "exact"), None, None]
    assert matched(messages, strangers, told=["hex_to_dec"]) == [(0, "hex_to_dec"), None, None]


def test_a_rule_that_is_told_is_of_one_account() -> None:
    messages: list[Sent] = [
        *(("100", "79001", 0, 0), ("256", "79001", 0, 0)),
        *(("100", "79001", 0, 1), ("256", "79001", 0, 1)),
    ]
    receipts: list[Sent] = [("256", "79555", 9, 0), ("256", "79555", 9, 1)]
    assert matched(messages, receipts) == [(1, "exact"), (3, "exact")]
    assert matched(messages, receipts, told=["hex_to_dec", None]) == [
        (0, "hex_to_dec"),
        (3, "exact"),
    ]


def test_an_account_is_tried_by_a_rule_that_another_was_told() -> None:
    messages: list[Sent] = [
        (f"{number:x}", f"7900{number}", number, number % 2) for number in range(10, 40)
    ]
    receipts: list[Sent] = [
        (str(number), f"7900{number}", 50 + number, number % 2) for number in range(10, 40)
    ]
    expected = [(at, "hex_to_dec") for at in range(30)]
    for told in ([None, None], ["hex_to_dec", None], [None, "hex_to_dec"], ["hex_to_dec"] * 2):
        assert matched(messages, receipts, told=told) == expected


def test_a_rule_that_is_told_yields_to_the_traffic() -> None:
    numbers = [0x10, 0x16, 0x22, 16, 0x1F, 22]
    messages: list[Sent] = [
        (f"{number:x}", f"7900{number}", at, 0) for at, number in enumerate(numbers)
    ]
    receipts: list[Sent] = [
        (f"{number:x}", f"7900{number}", 10 + at, 0) for at, number in enumerate(numbers)
    ]
    exact = matched(messages, receipts)
    assert {rule for _, rule in exact} == {"exact"}
    for rule in ("hex_to_dec", "dec_to_hex", "zero_pad"):
        assert matched(messages, receipts, told=[rule]) == exact
    decimal: list[Sent] = [
        (str(number), f"7900{number}", 10 + at, 0) for at, number in enumerate(numbers)
    ]
    for rule in ("exact", "dec_to_hex", "hex_to_dec"):
        assert matched(messages, decimal, told=[rule]) == matched(messages, decimal)


def test_accounts_are_apart_and_learn_apart() -> None:
    messages: list[Sent] = [("1f", "79001", 0, 0), ("1f", "79001", 1, 1), ("31", "79001", 2, 1)]
    receipts: list[Sent] = [
        ("31", "79001", 5, 0),
        ("1F", "79001", 6, 1),
        ("31", "79001", 7, 1),
        ("31", "79001", 8, 2),
    ]
    assert matched(messages, receipts) == [(0, "hex_to_dec"), (1, "case"), (2, "case"), None]


def test_of_ids_that_come_again_the_latest_before_is_meant() -> None:
    messages: list[Sent] = [("7", "79001", 0, 0), ("7", "79001", 10, 0), ("7", "79001", 20, 0)]
    receipts: list[Sent] = [("7", "79001", at, 0) for at in (5, 15, 25)]
    assert matched(messages, receipts) == [(0, "exact"), (1, "exact"), (2, "exact")]


def test_of_ids_that_come_again_the_one_to_the_subscriber_is_meant() -> None:
    """Also of one submit_multi, whose destinations share its id and its place."""
    messages: list[Sent] = [("7", "79001", 0, 0), ("7", "79002", 0, 0), ("7", "79003", 0, 0)]
    receipts: list[Sent] = [("7", f"+7900{last}", 5, 0) for last in (2, 1, 3, 9)]
    assert [found and found[0] for found in matched(messages, receipts)] == [1, 0, 2, 2]


def test_the_first_column_of_ids_that_explains() -> None:
    """Receipts whose TLV has the id in another base than their text, and the other way round."""
    messages: list[Sent] = [("59113978", "79001", 0, 0), ("1209523057", "79002", 1, 0)]
    receipts: list[Sent] = [("0059113978", "79001", 5, 0), ("1209523057", "79002", 6, 0)]
    assert matched(messages, receipts, ["38601fa", "4817DB71"]) == [
        (0, "zero_pad"),
        (1, "zero_pad"),
    ]
    without: list[Sent] = [(None, *receipt[1:]) for receipt in receipts]
    assert matched(messages, without, ["38601fa", "4817DB71"]) == [
        (0, "dec_to_hex"),
        (1, "dec_to_hex"),
    ]
    by_tlv: list[Sent] = [("38601fa", "79001", 0, 0), ("4817db71", "79002", 1, 0)]
    assert matched(by_tlv, receipts, ["38601fa", "4817DB71"]) == [(0, "case"), (1, "case")]
    some: list[Sent] = [("59113978", "79001", 5, 0), ("1209523057", "79002", 6, 0)]
    assert matched(messages, some, ["59113978", None]) == [(0, "exact"), (1, "exact")]
    assert matched(messages, [(None, *some[0][1:]), some[1]], ["59113978", None]) == [
        (0, "exact"),
        (1, "exact"),
    ]


def astray(messages: list[Sent], receipts: list[Sent]) -> list[Any]:
    one, other = side(messages), side(receipts)
    found = match_receipts(one, other)
    match_astray(one, other, found)
    return [
        None if row < 0 else (row, RULES[rule])
        for row, rule in zip(found.row, found.rule, strict=True)
    ]


def test_receipts_over_a_bind_of_unknown_account() -> None:
    messages: list[Sent] = [
        (f"{number:x}", f"7900{number}", number, number % 2) for number in range(10, 40)
    ]
    receipts: list[Sent] = [
        (str(number), f"7900{number}", 50 + number, 2) for number in range(10, 40)
    ]
    assert astray(messages, receipts) == [(at, "hex_to_dec") for at in range(30)]
    strangers: list[Sent] = [(each[0], "79555", *each[2:]) for each in receipts]
    assert astray(messages, strangers) == [None] * 30


def test_an_account_that_finds_its_messages_looks_nowhere_else() -> None:
    messages: list[Sent] = [("1", "79001", 0, 0), ("2", "79001", 1, 0), ("3", "79001", 2, 1)]
    receipts: list[Sent] = [("1", "79001", 5, 0), ("2", "79001", 6, 0), ("3", "79001", 7, 0)]
    assert astray(messages, receipts) == [(0, "exact"), (1, "exact"), None]
    assert astray(messages, receipts[2:]) == [(2, "exact")]
    assert astray([], receipts) == [None] * 3


def test_nothing_to_match() -> None:
    assert matched([], [("1", "79001", 1, 0)]) == [None]
    assert matched([("1", "79001", 1, 0)], []) == []
    assert matched([(None, "79001", 0, 0)], [("1", "79001", 1, 0)]) == [None]


rows_of = st.lists(st.tuples(st.integers(-1, 3), st.integers(0, 9)), max_size=20)


@given(rows_of, rows_of, st.booleans())
def test_latest_before_as_told(left: list[Any], right: list[Any], wide: bool) -> None:
    left = sorted(left, key=lambda row: row[1])
    scale = 1 << 60 if wide else 1
    code, order = (np.array([row[at] for row in left], np.int64) for at in range(2))
    wanted, when = (np.array([row[at] for row in right], np.int64) for at in range(2))
    found = latest_before(
        np.where(code < 0, -1, code * scale), order, np.where(wanted < 0, -1, wanted * scale), when
    )
    for at, row in enumerate(right):
        fits = [i for i, one in enumerate(left) if one[0] == row[0] >= 0 and one[1] < row[1]]
        assert found[at] == (fits[-1] if fits else -1)


def address_matches(
    messages: list[tuple[str, str, int]], receipts: list[tuple[str, str, int, bool]]
) -> list[int]:
    sources, destinations, order = zip(*messages, strict=True)
    of, to, when, last = zip(*receipts, strict=True)
    mine, theirs = codes_of(pa.array(sources), pa.array(to))
    where, whence = codes_of(pa.array(destinations), pa.array(of))
    return match_by_address(
        Addressed(np.zeros(len(messages), np.int64), where, mine, np.array(order)),
        Addressed(np.zeros(len(receipts), np.int64), whence, theirs, np.array(when)),
        np.array(last),
    ).tolist()


def test_by_addresses_alone_in_the_order_of_submission() -> None:
    messages = [("Shop", "79001", 0), ("Shop", "79002", 1), ("Shop", "79001", 2)]
    receipts = [("79001", "Shop", 5, True), ("79001", "Shop", 6, True), ("79001", "Shop", 7, True),
                ("79002", "Bank", 8, True), ("79002", "Shop", 1, True)]  # fmt: skip
    assert address_matches(messages, receipts) == [0, 2, -1, -1, -1]


def test_an_intermediate_receipt_leaves_its_message_waiting() -> None:
    messages = [("Shop", "79001", 0), ("Shop", "79001", 1)]
    receipts = [("79001", "Shop", 5, False), ("79001", "Shop", 6, True), ("79001", "Shop", 7, True)]
    assert address_matches(messages, receipts) == [0, 0, 1]
