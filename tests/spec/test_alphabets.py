"""The alphabets of GSM against themselves, and against the tables of another library."""

from __future__ import annotations

import pytest

from smpp_dissect.pdus.text.alphabets import ESCAPE, LANGUAGES, SINGLE_SHIFT, UNDEFINED, code_points
from smpp_dissect.spec import meaning_of
from smpp_dissect.spec.alphabets import (
    GSM_7BIT,
    LOCKING_SHIFT_INDIC,
    LOCKING_SHIFT_LATIN,
    SINGLE_SHIFT_INDIC,
    SINGLE_SHIFT_INDIC_COMMON,
    SINGLE_SHIFT_INDIC_PLACES,
    SINGLE_SHIFT_LATIN,
)
from tests import naive_text

INDIC = range(4, 14)
# Where the scripts of the languages lie in Unicode.
SCRIPTS = {
    4: range(0x0980, 0x0A00), 5: range(0x0A80, 0x0B00), 6: range(0x0900, 0x0980),
    7: range(0x0C80, 0x0D00), 8: range(0x0D00, 0x0D80), 9: range(0x0B00, 0x0B80),
    10: range(0x0A00, 0x0A80), 11: range(0x0B80, 0x0C00), 12: range(0x0C00, 0x0C80),
    13: range(0x0600, 0x0700),
}  # fmt: skip


def characters(row: int) -> dict[int, str]:
    codes = code_points()[row, :128].tolist()
    return {octet: chr(code) for octet, code in enumerate(codes) if code >= 0}


def test_tables_are_whole() -> None:
    assert [len(GSM_7BIT), *map(len, LOCKING_SHIFT_LATIN.values())] == [128] * 3
    assert [len(table.split()) for table in LOCKING_SHIFT_INDIC.values()] == [128] * 10
    assert [*LOCKING_SHIFT_LATIN, *LOCKING_SHIFT_INDIC] == [1, 3, *INDIC]
    assert [*SINGLE_SHIFT_LATIN, *SINGLE_SHIFT_INDIC] == [1, 2, 3, *INDIC]


def test_languages_are_those_that_have_a_name() -> None:
    named = [number for number in range(256) if meaning_of("gsm_national_language", number)]
    assert named == [*range(LANGUAGES)]  # 0 is reserved


def test_places_of_the_single_shift_tables_are_not_taken_twice() -> None:
    common = SINGLE_SHIFT_INDIC_COMMON.split()
    taken = {place for place, word in enumerate(common) if word not in ("--", "ESC")}
    assert len(set(SINGLE_SHIFT_INDIC_PLACES)) == len(SINGLE_SHIFT_INDIC_PLACES)
    assert not taken & {0x1B, *SINGLE_SHIFT_INDIC_PLACES}
    for words in SINGLE_SHIFT_INDIC.values():
        assert len(words.split()) <= len(SINGLE_SHIFT_INDIC_PLACES)


@pytest.mark.parametrize("language", range(LANGUAGES))
def test_locking_shift_is_that_of_the_other_library(language: int) -> None:
    assert characters(language) == naive_text.locking_table(language)
    assert code_points()[language, 0x1B] == ESCAPE


@pytest.mark.parametrize("language", range(LANGUAGES))
def test_single_shift_is_that_of_the_other_library(language: int) -> None:
    assert characters(SINGLE_SHIFT + language) == naive_text.single_table(language)
    assert (code_points()[SINGLE_SHIFT + language, 128:] == UNDEFINED).all()


@pytest.mark.parametrize("language", INDIC)
def test_letters_are_of_the_language(language: int) -> None:
    both = [*characters(language).values(), *characters(SINGLE_SHIFT + language).values()]
    letters = [char for char in both if ord(char) > 0x0590 and char not in "€।॥"]
    assert all(ord(char) in SCRIPTS[language] for char in letters)
    assert len(set(letters)) == len(letters) > 60


@pytest.mark.parametrize("language", range(LANGUAGES))
def test_no_character_of_a_locking_shift_has_two_places(language: int) -> None:
    characters_of = list(characters(language).values())
    assert len(set(characters_of)) == len(characters_of)
