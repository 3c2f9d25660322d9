"""What messages cost: the last price of each unit, added up."""

from __future__ import annotations

import pytest

from tests.talk import Talk, capture

COST = 0x2000


def costs(talk: Talk) -> list[float | None]:
    found: list[float | None] = (
        capture(talk, profile="smscentre")._passes.model.messages["cost"].to_pylist()
    )
    return found


def priced(price: bytes) -> float | None:
    talk = Talk().bind()
    talk.submit("1", at=1)
    talk.receipt("1", at=2, tlvs=[(COST, price)])
    return costs(talk)[0]


@pytest.mark.parametrize(
    ("price", "cost"),
    [(b"0.0550", 0.055), (b"0.0550\0", 0.055), (b"12", 12.0), (b"3.", 3.0), (b"0", 0.0)],
)
def test_prices(price: bytes, cost: float) -> None:
    assert priced(price) == cost


@pytest.mark.parametrize(
    "price", [b"", b"nan", b"inf", b"-1", b"1e9", b"1_0", b"0x10", b".", b"\xff\x01", b"free"]
)
def test_what_is_no_price(price: bytes) -> None:
    assert priced(price) is None


def test_each_part_with_its_own_receipt_adds_its_price() -> None:
    talk = Talk().bind()
    for number in (1, 2):
        talk.part(f"{number}", number, 2, at=number)
        talk.receipt(f"{number}", at=10 + number, tlvs=[(COST, b"0.1")])
    assert costs(talk) == [0.2]


def test_one_receipt_for_all_parts_tells_the_whole_price() -> None:
    talk = Talk().bind()
    for number in (1, 2):
        talk.part("7", number, 2, at=number)
    talk.receipt("7", at=10, tlvs=[(COST, b"0.3")])
    assert costs(talk) == [0.3]


def test_repeated_receipts_are_not_paid_twice_and_the_last_price_counts() -> None:
    talk = Talk().bind()
    talk.submit("1", at=1)
    talk.receipt("1", "ENROUTE", at=2, tlvs=[(COST, b"0.1")])
    talk.receipt("1", at=3, tlvs=[(COST, b"0.2")])
    talk.receipt("1", at=4)
    talk.submit("2", at=5)
    assert costs(talk) == [0.2, None]
