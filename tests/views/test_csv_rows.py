"""Rows as CSV."""

from __future__ import annotations

import csv
import io

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from smpp_dissect.views.csv_rows import csv_octets, hexadecimal
from smpp_dissect.views.values import values


def rows(columns: list[pa.Array], names: list[str], header: bool = True) -> list[list[str]]:
    text = csv_octets(columns, names, header).to_pybytes().decode()
    return list(csv.reader(io.StringIO(text, newline="")))


@given(st.lists(st.none() | st.binary(max_size=9), max_size=20), st.data())
def test_octets_in_hexadecimal(told: list[bytes | None], data: st.DataObject) -> None:
    array = pa.array(told, pa.binary())
    begin = data.draw(st.integers(0, len(told)))
    length = data.draw(st.integers(0, len(told)))
    for part in (array, array.slice(begin), array.slice(begin, length)):
        found = hexadecimal(part)
        found.validate(full=True)
        assert found.to_pylist() == [
            each if each is None else each.hex() for each in part.to_pylist()
        ]


def test_columns_of_each_kind() -> None:
    time = pa.array([1_500_000_000_000_000_123, None], pa.timestamp("ns", tz="UTC"))
    word = pa.array(["=1+1", None]).dictionary_encode()
    number, octets = pa.array([None, 7], pa.uint16()), pa.array([b"\0\xff", b""], pa.binary())
    assert rows([time, word, number, octets], ["time", "word", "number", "octets"]) == [
        ["time", "word", "number", "octets"],
        ["2017-07-14 02:40:00.000000123Z", "'=1+1", "", "00ff"],
        ["", "", "7", ""],
    ]
    assert rows([number], ["number"], header=False) == [[], ["7"]]
    assert rows([number[:0]], ["number"]) == [["number"]]


def test_octets_are_written_as_views_show_them() -> None:
    array = pa.array([b"\x01", None, b"abc", b""], pa.binary())
    assert hexadecimal(array).to_pylist() == values(array)
