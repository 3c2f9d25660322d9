"""Keys that reports group by: of messages, and of PDUs that may belong to none."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smpp_dissect.reports.keys import KEYS, Coded, Grouping, combined, listed
from tests.build import Interface, Section, Simple, write_pcapng
from tests.talk import Talk, capture, reading, told

MESSAGE_FLAGS, MCCMNC = 0x2001, 0x2003
HOUR = 3600


def test_keys_asked_for() -> None:
    assert listed(None) == []
    assert listed("hour") == ["hour"]
    assert listed(["session", "mccmnc"]) == ["session", "mccmnc"]
    with pytest.raises(ValueError, match="'operator' is no key to group by; there are mccmnc, "):
        listed("operator")


def two_hours() -> Grouping:
    shop = Talk("shop").bind()
    bank = Talk("bank", client=("10.0.0.1", 40001)).bind()
    shop.submit("1", at=1, source="Me")
    shop.receipt("1", at=2, to="Me", tlvs=[(MCCMNC, b"25001"), (MESSAGE_FLAGS, b"\x00\x01")])
    shop.submit("2", at=HOUR, source="You")
    bank.submit("3", at=2 * HOUR, source="Me")
    return Grouping(capture(shop, bank, profile="smscentre")._passes.model)


def values(coded: Coded) -> list[object]:
    return coded.labels.take(pa.array(coded.codes)).to_pylist()


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("mccmnc", ["25001", None, None]),
        ("system_id", ["shop", "shop", "bank"]),
        ("session", [1, 1, 2]),
        ("source_addr", ["Me", "You", "Me"]),
        ("message_type", ["Flash SMS", None, None]),
    ],
)
def test_keys_of_messages(key: str, expected: list[object]) -> None:
    grouping = two_hours()
    coded = grouping.of_messages(key)
    assert values(coded) == expected
    assert coded.labels[-1].as_py() is None
    labels = coded.labels.to_pylist()[:-1]
    assert labels == sorted(labels) and len(set(labels)) == len(labels)
    assert grouping.of_messages(key) is coded


def test_hours() -> None:
    # The talks begin at 22:13:20.
    hours = [str(each) for each in values(two_hours().of_messages("hour"))]
    assert hours == [
        "2023-11-14 22:00:00+00:00",
        "2023-11-14 23:00:00+00:00",
        "2023-11-15 00:00:00+00:00",
    ]


def test_hours_of_packets_without_a_time() -> None:
    talk = Talk().bind()
    talk.submit("1", at=1)
    blocks = [Interface("ethernet"), *map(Simple, talk.segments)]
    grouping = Grouping(reading(lambda path: write_pcapng(path, [Section(blocks)]))._passes.model)
    assert values(grouping.of_messages("hour")) == [None]


@pytest.mark.parametrize("key", KEYS)
def test_keys_of_pdus(key: str) -> None:
    """A PDU's own session, account and hour; all else of its message, null where it has none."""
    grouping = two_hours()
    model = grouping.model
    pdu = np.arange(len(model.facts.core["frame"]))
    message = model.message_of_pdu(pdu)
    found = values(grouping.of_pdus(key, pdu, message))
    of_messages = values(grouping.of_messages(key))
    for place, whose in zip(found, message.tolist(), strict=True):
        if whose >= 0:
            assert place == of_messages[whose]
        else:
            assert (place is None) != (key in ("session", "system_id", "hour"))


@pytest.mark.parametrize("key", KEYS)
def test_keys_of_nothing(key: str) -> None:
    grouping = Grouping(told(Talk().bind()))
    assert values(grouping.of_messages(key)) == []
    none = np.zeros(0, np.int64)
    assert values(grouping.of_pdus(key, none, none)) == []


def test_what_is_made_once() -> None:
    grouping = two_hours()
    calls: list[int] = []

    def count(model: object) -> int:
        calls.append(1)
        return len(calls)

    assert grouping.kept(count) == grouping.kept(count) == 1


def coded(codes: list[int], labels: int) -> Coded:
    return Coded(np.array(codes, np.int64), pa.nulls(labels))


@given(st.integers(0, 4), st.lists(st.tuples(*[st.integers(0, 3)] * 4), max_size=20))
def test_groups_of_several_keys(keys: int, rows: list[tuple[int, ...]]) -> None:
    columns = [coded([row[key] for row in rows], 4) for key in range(keys)]
    code, first, count = combined(columns, len(rows))
    named = [row[:keys] for row in rows]
    expected = sorted(set(named))
    assert count == len(expected) == len(first)
    assert [expected[each] for each in code] == named
    assert [named.index(each) for each in expected] == first.tolist()


def test_more_groups_than_a_number_holds() -> None:
    rows = [[0, 1, 0], [5, 5, 5], [7, 6, 7], [1, 1, 1]]
    code, first, count = combined([coded(each, 1 << 20) for each in rows], 3)
    assert (code.tolist(), first.tolist(), count) == ([0, 1, 0], [0, 1], 2)
