"""Arrow columns from numpy arrays, and what is missing in them."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smpp_dissect.pdus.arrays import is_missing, listed


@pytest.mark.parametrize("kind", [pa.string(), pa.large_binary()])
@given(st.lists(st.none() | st.text(max_size=2), max_size=20), st.integers(0, 9), st.integers(0, 9))
def test_what_is_missing(kind: pa.DataType, values: list[str | None], at: int, count: int) -> None:
    some = pa.array(values, kind).slice(min(at, len(values)), count)
    assert is_missing(some).tolist() == some.is_null().to_pylist()


@given(st.lists(st.none() | st.sampled_from("abc"), max_size=20), st.integers(0, 9))
def test_lists(values: list[str | None], at: int) -> None:
    some = pa.array(values, pa.string())
    assert listed(some.slice(at)) == values[at:]
    assert listed(some.dictionary_encode().slice(at)) == values[at:]
