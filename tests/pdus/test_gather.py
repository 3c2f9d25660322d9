"""Values copied out of batches: the octets, and text in which every octet can be told."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smpp_dissect.pdus import gather
from smpp_dissect.pdus.batch import Slices
from smpp_dissect.pdus.gather import Strings, strings
from tests.road import module

values = st.lists(st.one_of(st.none(), st.binary(max_size=20)), max_size=12)

kinds = st.sampled_from(["plain", "compiled"])


def sliced(content: list[bytes | None]) -> tuple[Any, Slices]:
    """The values in one array of octets, not side by side and out of order."""
    data, begins = b"#", []
    for value in reversed(content):
        begins.append(len(data))
        data += (value or b"") + b"#"
    sizes = [-1 if value is None else len(value) for value in content]
    array = np.frombuffer(data, np.uint8)
    return array, Slices(np.array(begins[::-1], np.int64), np.array(sizes, np.int64))


def text(value: bytes | None) -> str | None:
    return None if value is None else value.decode("latin-1")


@given(values, kinds)
def test_values_in_both_forms(content: list[bytes | None], kind: str) -> None:
    form = module("smpp_dissect.pdus.gather", kind)
    data, slices = sliced(content)
    found = form.strings(data, slices, binary=True)
    assert found.type == pa.binary()
    assert found.to_pylist() == content
    found = form.strings(data, slices)
    assert found.type == pa.string()
    found.validate(full=True)
    assert found.to_pylist() == [text(value) for value in content]
    # The slices are as they were.
    assert slices.size.tolist() == [-1 if value is None else len(value) for value in content]


@given(st.lists(values, max_size=5), st.booleans())
def test_a_column_that_grows(parts: list[list[bytes | None]], binary: bool) -> None:
    column = Strings(binary)
    for content in parts:
        column.append(*sliced(content))
    expected = [value if binary else text(value) for content in parts for value in content]
    assert len(column) == len(expected)
    assert column.array().to_pylist() == expected


@given(st.lists(st.one_of(st.none(), st.text(max_size=5)), max_size=8), st.data())
def test_arrow_strings_are_copied(content: list[str | None], data: Any) -> None:
    begin = data.draw(st.integers(0, len(content)))
    whole = pa.array([*content, "x"], pa.string())
    column = Strings()
    column.append(*sliced([b"before"]))
    column.append_arrow(whole[begin : len(content)])
    column.append_arrow(pa.array([None, None], pa.string()))
    assert column.array().to_pylist() == ["before", *content[begin:], None, None]


@given(st.lists(values, max_size=5), st.randoms(use_true_random=False), kinds)
def test_a_column_in_another_order(parts: list[list[bytes | None]], random: Any, kind: str) -> None:
    form = module("smpp_dissect.pdus.gather", kind)
    column = form.Strings(binary=True)
    for content in parts:
        column.append(*sliced(content))
    content = [value for part in parts for value in part]
    place = list(range(len(content)))
    random.shuffle(place)
    expected = dict(zip(place, content, strict=True))
    found = column.array(np.array(place, np.int64))
    found.validate(full=True)
    assert found.to_pylist() == [expected[row] for row in range(len(content))]


@pytest.mark.parametrize("place", [None, [3, 2, 1, 0]])
@pytest.mark.parametrize("binary", [True, False])
def test_a_long_column_has_wide_offsets(
    binary: bool, place: list[int] | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gather, "LARGE", 10)
    column = Strings(binary)
    for value in (b"123456", b"12345"):
        column.append(*sliced([value, None]))
    made = column.array(None if place is None else np.array(place))
    assert made.type == (pa.large_binary() if binary else pa.large_string())
    made.validate(full=True)
    told = ["123456", None, "12345", None][:: 1 if place is None else -1]
    assert [text(each) if binary else each for each in made.to_pylist()] == told


def test_nothing_at_all() -> None:
    data, slices = sliced([])
    assert len(strings(data, slices)) == 0
    assert Strings().array().to_pylist() == []
