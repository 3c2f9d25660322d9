"""Columns that grow, and their order."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from smpp_dissect.pdus.growing import FIRST, Growing, Numbers, in_places, places_in_order


@given(st.lists(st.integers(0, 3 * FIRST), max_size=6), st.integers(0, 3))
def test_an_array_that_grows(sizes: list[int], taken_back: int) -> None:
    column, expected = Growing(np.int32), np.empty(0, np.int32)
    for number, size in enumerate(sizes):
        column.more(taken_back)[:] = -1
        column.less(taken_back)
        column.more(size)[:] = number
        expected = np.append(expected, np.full(size, number, np.int32))
    assert len(column) == len(expected)
    array = column.finished()
    assert array.dtype == np.int32
    assert (array == expected).all()
    assert len(column) == 0


def test_numbers_grow_together() -> None:
    numbers = Numbers(a=np.int32, b=np.uint8)
    assert numbers.names == ["a", "b"]
    numbers.append(a=[1, -2], b=[3, 4])
    numbers.append(a=np.array([5]), b=np.array([255]))
    assert numbers.take("a").tolist() == [1, -2, 5]
    assert numbers.take("b").dtype == np.uint8
    assert numbers.names == []
    assert Numbers(c=np.int64).take("c").tolist() == []


@given(st.lists(st.integers(0, 5)))
def test_places_sort_and_keep_equals_as_they_are(values: list[int]) -> None:
    place = places_in_order(np.array(values, np.int64))
    pairs = np.array([value * 100 + at for at, value in enumerate(values)], np.int64)
    assert in_places(pairs.copy(), place).tolist() == sorted(pairs.tolist())
    assert (place is None) == (values == sorted(values))
