"""No text from the wire acts on a terminal, and every text fits its cells."""

from __future__ import annotations

import ast
import json
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smpp_dissect.views import escape
from smpp_dissect.views.escape import (
    cells,
    fitted,
    folded,
    needs_escape,
    reversible,
    visible,
    visible_json,
)

# Format characters that are seen: number signs, and the joiners of hieroglyphs.
SEEN = {*range(0x600, 0x606), 0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0x110BD, 0x110CD}
HIEROGLYPHS = range(0x13430, 0x13460)
any_text = st.text(st.characters(exclude_categories=()))


def test_every_character_that_acts_or_hides_is_written_out() -> None:
    for code in range(sys.maxunicode + 1):
        if code in SEEN or code in HIEROGLYPHS:
            continue
        if unicodedata.category(chr(code)) in ("Cc", "Cf", "Cs", "Zl", "Zp"):
            assert visible(chr(code)).isascii(), hex(code)
            assert visible(chr(code)).isprintable(), hex(code)


def test_no_character_slips_by_unseen() -> None:
    for code in range(sys.maxunicode + 1):
        if escape._UNSAFE.match(chr(code)):
            assert visible(chr(code)) != chr(code), hex(code)
            assert visible(f"ä {chr(code)}") == f"ä {visible(chr(code))}", hex(code)


@pytest.mark.parametrize("text", ["Привет", "日本", "naïve €5", "😀", "شكرا", "a\u0301", r"C:\x"])
def test_texts_of_people_stay_as_they_are(text: str) -> None:
    assert visible(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\tb\r\n", r"a\tb\r\n"),
        ("\x1b[2J\x9b", r"\x1b[2J\x9b"),
        ("\x00\x7f", r"\x00\x7f"),
        ("\u202egnp.exe", r"\u202egnp.exe"),
        ("\u2066x\u2069\u200e\u200f", r"\u2066x\u2069\u200e\u200f"),
        ("a\u200bb\ufeff", r"a\u200bb\ufeff"),
        ("\ud83d", r"\ud83d"),
        ("\U000e0041", r"\U000e0041"),
    ],
)
def test_what_acts_reads_as_its_escape(text: str, shown: str) -> None:
    assert visible(text) == shown


@given(any_text)
def test_the_reversible_form_gives_the_text_back(text: str) -> None:
    shown = reversible(text)
    quoted = shown.replace('"', '\\"')
    assert ast.literal_eval(f'"{quoted}"') == text
    assert visible(shown) == shown


@given(any_text)
def test_a_text_needs_escape_just_when_it_changes(text: str) -> None:
    assert needs_escape(text) == (reversible(text) != text)


@given(any_text)
def test_a_json_token_stays_the_same_value(text: str) -> None:
    token = visible_json(json.dumps(text, ensure_ascii=False))
    assert json.loads(token) == text
    assert visible(token) == token


@pytest.mark.parametrize(
    ("text", "width"), [("abc", 3), ("日本", 4), ("e\u0301", 1), ("", 0), ("→", 1)]
)
def test_wide_characters_take_two_cells_and_combining_ones_none(text: str, width: int) -> None:
    assert cells(text) == width


@given(st.text(st.characters(exclude_categories=("C", "Z"))), st.integers(1, 30))
def test_a_fitted_text_takes_just_its_cells(text: str, width: int) -> None:
    assert cells(fitted(text, width)) == width


def test_a_text_is_cut_with_an_ellipsis_and_a_short_one_padded() -> None:
    assert fitted("abcdef", 4) == "abc…"
    assert fitted("日本語", 4) == "日 …"
    assert fitted("ab", 4) == "ab  "
    assert fitted("ab", 4, right=True) == "  ab"


@given(any_text, st.integers(2, 30), st.integers(1, 5))
def test_a_folded_text_is_whole_or_ends_with_an_ellipsis(text: str, width: int, most: int) -> None:
    shown = visible(text)
    lines = folded(shown, width, most)
    assert 1 <= len(lines) <= most
    assert all(cells(line) <= width for line in lines)
    if "".join(lines).replace(" ", "") != shown.replace(" ", ""):
        assert len(lines) == most
        assert lines[-1].rstrip().endswith("…")


def test_a_text_is_folded_at_blanks_where_it_can_be() -> None:
    assert folded("one two three", 9, 3) == ["one two", "three"]
    assert folded("a verylongwordindeed", 9, 3) == ["a verylon", "gwordinde", "ed"]
    assert folded("日本語のテキスト", 5, 9) == ["日本", "語の", "テキ", "スト"]
    assert folded("one two three", 7, 3) == ["one two", "three"]
    assert folded("abcdefghij", 4, 2) == ["abcd", "efg…"]
    assert folded("", 4, 2) == [""]
