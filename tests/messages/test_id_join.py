"""The join by id against a slow one, in both forms of its kernel."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smpp_dissect.messages import id_join
from smpp_dissect.messages.id_join import Keys, latest_of_id

rows_of = st.lists(
    st.tuples(
        st.sampled_from([None, "", "a", "b", "ab", "ключ"]), st.integers(0, 2), st.integers(0, 9)
    ),
    max_size=30,
)


def keys(rows: list[tuple[str | None, int, int]], kind: pa.DataType) -> Keys:
    ids, account, order = ([row[at] for row in rows] for at in range(3))
    return Keys(pa.array(ids, kind), np.array(account, np.int64), np.array(order, np.int64))


@given(rows_of, rows_of, st.sampled_from([pa.string(), pa.large_string()]))
def test_as_told(left: list[Any], right: list[Any], kind: pa.DataType) -> None:
    left.sort(key=lambda row: row[2])
    right.sort(key=lambda row: row[2])
    joined = latest_of_id(keys(left, kind), keys(right, pa.string()))
    for place, (wanted, account, order) in enumerate(right):
        fits = [
            row
            for row, one in enumerate(left)
            if wanted and one[:2] == (wanted, account) and one[2] < order
        ]
        assert joined.found[place] == (fits[-1] if fits else -1)
        assert joined.again[place] == (len(fits) > 1)
        if fits:
            assert joined.root[fits[-1]] == fits[0]


def test_a_slice_of_a_column_is_read_as_such() -> None:
    ids = pa.array(["x", "y", "z"]).slice(1)
    left = Keys(ids, np.zeros(2, np.int64), np.arange(2))
    right = Keys(pa.array(["z"]), np.zeros(1, np.int64), np.array([9]))
    assert latest_of_id(left, right).found.tolist() == [1]


def test_ids_that_fall_into_one_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(id_join, "_hash", lambda data, begin, end, seed: 3)
    ids = pa.array(["a", "b", "c", "a"])
    left = Keys(ids, np.zeros(4, np.int64), np.arange(4))
    right = Keys(pa.array(["a", "c", "d"]), np.zeros(3, np.int64), np.array([9, 9, 9]))
    joined = latest_of_id(left, right)
    assert (joined.found.tolist(), joined.again.tolist()) == ([3, 2, -1], [True, False, False])
