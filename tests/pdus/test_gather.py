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


@given(values, st.sampled_from(["plain", "compiled"]))
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
    assert column.arrow().to_pylist() == expected


@given(st.lists(st.one_of(st.none(), st.text(max_size=5)), max_size=8), st.data())
def test_arrow_strings_are_copied(content: list[str | None], data: Any) -> None:
    begin = data.draw(st.integers(0, len(content)))
    whole = pa.array([*content, "x"], pa.string())
    column = Strings()
    column.append(*sliced([b"before"]))
    column.append_arrow(whole[begin : len(content)])
    column.append_arrow(pa.array([None, None], pa.string()))
    assert column.arrow().to_pylist() == ["before", *content[begin:], None, None]


def test_a_column_too_long_for_one_array_has_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gather, "CHUNK_BYTES", 10)
    column = Strings(binary=True)
    content = [b"123456", b"1234", b"", b"1", b"x" * 30, b"y"]
    for value in content:
        column.append(*sliced([value, None]))
    made = column.arrow()
    assert made.num_chunks == 4
    assert made.to_pylist() == [each for value in content for each in (value, None)]


def test_nothing_at_all() -> None:
    data, slices = sliced([])
    assert len(strings(data, slices)) == 0
    assert Strings().arrow().to_pylist() == []
