"""Makers of Arrow columns: what is null, and what is exact."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from smpp_dissect.messages.arrow import (
    at,
    distinct,
    first_of,
    numbers,
    pdu_numbers,
    picked,
    seconds,
    status_names,
    symbols,
    times,
)
from smpp_dissect.packets.records import NO_TIME

NONE = np.zeros(0, np.int64)


def test_numbers_below_zero_are_null() -> None:
    assert numbers(np.array([3, -1, 0]), pa.uint8()) == pa.array([3, None, 0], pa.uint8())
    assert pdu_numbers(np.array([0, -1, 9])) == pa.array([1, None, 10], pa.uint64())


def test_times() -> None:
    found = times(np.array([0, NO_TIME, 1_700_000_000_123_456_789]))
    assert found.type == pa.timestamp("ns", "UTC")
    assert found.cast(pa.int64()).to_pylist() == [0, None, 1_700_000_000_123_456_789]


def test_seconds_are_of_the_difference() -> None:
    earlier = np.array([1_700_000_000_000_000_001, NO_TIME, 5, 7])
    later = np.array([1_700_000_000_000_000_003, 5, NO_TIME, 9])
    found = seconds(earlier, later, np.array([True, True, True, False]))
    assert found.to_pylist() == [2e-9, None, None, None]


def test_symbols_and_statuses() -> None:
    assert symbols(np.array([1, -1, 0]), ["a", "b"]).to_pylist() == ["b", None, "a"]
    found = status_names(np.array([0, 0x58, -1, 0x4FF, 0xFFFFFFFF]))
    assert found.to_pylist() == ["ESME_ROK", "ESME_RTHROTTLED", None, "0x000004FF", "0xFFFFFFFF"]


def test_picked_and_at() -> None:
    assert picked(pa.array(["a", None]), np.array([0, -1, 1])).to_pylist() == ["a", None, None]
    assert at(np.array([7, 8]), np.array([1, -1])).tolist() == [8, -1]
    assert at(NONE, np.array([-1, -1]), 5).tolist() == [5, 5]


def test_first_of() -> None:
    one, other = pa.array(["a", "", None, None]), pa.array(["x", "y", "z", None])
    assert first_of(one, other).to_pylist() == ["a", "y", "z", None]


def test_of_nothing() -> None:
    assert [len(make(NONE)) for make in (times, status_names, pdu_numbers)] == [0, 0, 0]
    assert distinct(NONE)[0] == []
    assert len(seconds(NONE, NONE, NONE.astype(bool))) == len(symbols(NONE, [])) == 0


@given(st.lists(st.integers(-(2**40), 2**40), max_size=30))
def test_distinct(values: list[int]) -> None:
    found, places = distinct(np.array(values, np.int64))
    assert [found[place] for place in places] == values
    assert len(set(found)) == len(found)
