"""No cell of a CSV file is run by a spreadsheet."""

from __future__ import annotations

from unicodedata import bidirectional, category

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smpp_dissect.views.csvsafe import csv_safe


@pytest.mark.parametrize(
    "text",
    [
        '=HYPERLINK("http://x","y")',
        "=1+1",
        "+cmd|' /C calc'!A0",
        "-2+3",
        "@SUM(1)",
        "\t=1",
        "\r\n=1",
        "\n=1",
        "=",
        "-",
        "+7 916 123",
        "+1e5",
        "-5.",
        "+79161234567\n",
        "＝1+1",
    ],
)
def test_a_text_that_would_run_gets_an_apostrophe(text: str) -> None:
    assert csv_safe(pa.array([text])).to_pylist() == [f"'{text}"]


@pytest.mark.parametrize(
    "text", ["+79161234567", "-5.2", "-0", "79161234567", "", " =1", "MyShop", "'=1", "a=b", "7-2"]
)
def test_other_texts_and_signed_numbers_stay(text: str) -> None:
    array = pa.array([text, None])
    assert csv_safe(array) is array


def test_only_the_cells_that_need_it_change() -> None:
    array = pa.array(["=1", None, "+7916", "x", "@y"])
    assert csv_safe(array).to_pylist() == ["'=1", None, "+7916", "x", "'@y"]


def test_words_of_a_dictionary_are_made_safe_once() -> None:
    array = pa.array(["=1", "x", None, "=1"]).dictionary_encode()
    safe = csv_safe(array)
    assert safe.to_pylist() == ["'=1", "x", None, "'=1"]
    assert safe.dictionary.to_pylist() == ["'=1", "x"]


def test_a_harmless_dictionary_is_returned_itself() -> None:
    array = pa.array(["a", "b"]).dictionary_encode()
    assert csv_safe(array) is array


@pytest.mark.parametrize("array", [pa.array([-1]), pa.array([b"=1"]), pa.array([None, None])])
def test_arrays_that_are_no_text_are_returned_themselves(array: pa.Array) -> None:
    assert csv_safe(array) is array


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("\x1b[2J", r"\x1b[2J"),
        ("a\x00b\x7f\x85", r"a\x00b\x7f\x85"),
        ("abc\u202ecod.exe", r"abc\u202ecod.exe"),
        ("\u2066\u2028", r"\u2066\u2028"),
        ("done\rfailed\r", r"done\rfailed\r"),
        ("\r=1", r"\r=1"),
        ("=\x1b", r"'=\x1b"),
    ],
)
@pytest.mark.parametrize("kind", [pa.string(), pa.large_string()])
def test_what_acts_is_written_out(text: str, safe: str, kind: pa.DataType) -> None:
    array = pa.array(["x", text, None, "y"], kind)
    assert csv_safe(array).to_pylist() == ["x", safe, None, "y"]
    assert csv_safe(array[1:3]).to_pylist() == [safe, None]
    assert csv_safe(array[2:]).to_pylist() == [None, "y"]


@pytest.mark.parametrize(
    "text",
    [
        "two\r\nlines\n",
        "tab\tbed",
        "“quoted” – …",
        "é",
        "👨\u200d👩\u200d👧",
        "می\u200cخواهم",
        "א\u200f!",
        "日本",
    ],
)
def test_what_ordinary_texts_have_stays(text: str) -> None:
    array = pa.array([text])
    assert csv_safe(array) is array


@given(st.lists(st.none() | st.text("=+-@\t07. a", max_size=5)))
def test_no_formula_is_left_and_no_text_is_lost(texts: list[str | None]) -> None:
    safe = csv_safe(pa.array(texts, pa.string())).to_pylist()
    for text, made in zip(texts, safe, strict=True):
        assert made in (text, f"'{text}")
        if made and made[0] in "=+-@\t":
            float(made)
            assert made[0] in "+-"


@given(st.lists(st.none() | st.text()))
def test_no_text_acts(texts: list[str | None]) -> None:
    texts = [text and text.encode("utf-8", "replace").decode() for text in texts]
    safe = csv_safe(pa.array(texts, pa.string())).to_pylist()
    for text, made in zip(texts, safe, strict=True):
        assert (text is None) == (made is None)
        for char in (made or "").replace("\r\n", "\n"):
            assert char in "\t\n" or category(char) not in ("Cc", "Zl", "Zp")
            assert bidirectional(char) not in ("LRE", "RLE", "LRO", "RLO", "LRI", "RLI", "FSI")
