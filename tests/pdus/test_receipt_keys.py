"""Providers' names of receipt keys, by connection."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from smpp_dissect.pdus.receipt_keys import ReceiptKeys
from smpp_dissect.pdus.receipt_text import STANDARD, Names

CHOICES: list[Names] = [STANDARD, (("msgid", "id"),), (("state", "stat"), ("when", "done_date"))]


@given(
    st.sampled_from(CHOICES),
    st.dictionaries(st.integers(0, 9), st.sampled_from(CHOICES)),
    st.lists(st.integers(0, 30)),
)
def test_each_direction_has_the_names_of_its_flow(
    default: Names, other: dict[int, Names], directions: list[int]
) -> None:
    keys = ReceiptKeys(default, other)
    places = keys.of(np.array(directions, np.int64)).tolist()
    assert [keys.names[place] for place in places] == [
        other.get(direction // 2, default) for direction in directions
    ]
    assert keys.names[0] == default
    assert len(set(keys.names)) == len(keys.names)
    assert bool(keys.other) == any(names != default for names in other.values())
