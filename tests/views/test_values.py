"""Arrow arrays as plain values."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pytest

from smpp_dissect.views.values import block, values

ROOT = Path(__file__).resolve().parents[2]
NANOSECONDS = pa.timestamp("ns", tz="UTC")


@pytest.mark.parametrize(
    ("ticks", "text"),
    [
        (0, "1970-01-01T00:00:00.000000000Z"),
        (-1, "1969-12-31T23:59:59.999999999Z"),
        (1_700_000_000_000_000_001, "2023-11-14T22:13:20.000000001Z"),
        (2**63 - 1, "2262-04-11T23:47:16.854775807Z"),
        (-(2**63) + 1, "1677-09-21T00:12:43.145224193Z"),
    ],
)
def test_a_time_is_iso_text_with_its_nanoseconds(ticks: int, text: str) -> None:
    assert values(pa.array([ticks, None], NANOSECONDS)) == [text, None]


@pytest.mark.parametrize(
    ("unit", "text"), [("s", "1970-01-01T00:00:09Z"), ("us", "1970-01-01T00:00:00.000009Z")]
)
def test_a_time_has_the_digits_of_its_unit(unit: str, text: str) -> None:
    assert values(pa.array([9], pa.timestamp(unit))) == [text]


def test_octets_are_hexadecimal() -> None:
    assert values(pa.array([b"\x00\xff", b"", None])) == ["00ff", "", None]


def test_words_of_a_dictionary_are_texts() -> None:
    assert values(pa.array(["a", None, "a", "b"]).dictionary_encode()) == ["a", None, "a", "b"]


def test_a_dictionary_may_hold_a_null() -> None:
    array = pa.DictionaryArray.from_arrays(pa.array([0, 1]), pa.array(["a", None]))
    assert values(array) == ["a", None]


def test_a_slice_gives_its_own_rows() -> None:
    array = pa.array([1, 2, 3], NANOSECONDS).slice(2)
    assert values(array) == ["1970-01-01T00:00:00.000000003Z"]


def test_numbers_and_flags_are_themselves() -> None:
    batch = pa.record_batch(
        [pa.array([1, None]), pa.array([True, None]), pa.array([0.5, None])], list("abc")
    )
    assert block(batch) == [[1, None], [True, None], [0.5, None]]


def test_values_cost_neither_pandas_nor_compute() -> None:
    code = (
        "import sys, pyarrow as pa; from smpp_dissect.views.values import values\n"
        "octets = pa.py_buffer(bytes(8))\n"
        "numbers = pa.Array.from_buffers(pa.int64(), 1, [None, octets])\n"
        "texts = pa.StringArray.from_buffers(1, octets, octets)\n"
        "values(numbers), values(numbers.view(pa.timestamp('ns', 'UTC')))\n"
        "values(pa.DictionaryArray.from_arrays(numbers, texts))\n"
        "assert not {'pandas', 'pyarrow.compute'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, timeout=60)
