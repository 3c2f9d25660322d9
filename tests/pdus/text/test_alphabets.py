"""The alphabet of data_coding 0, and alphabets by number."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from smpp_dissect.pdus.text.alphabets import (
    AGREED,
    ALPHABETS,
    LATIN1,
    OPEN,
    ROWS,
    UNTOLD,
    alphabet_of,
    alphabets_of,
    code_points,
    means_default,
)
from smpp_dissect.pdus.text.one import decode_text
from smpp_dissect.profiles import Profile
from smpp_dissect.profiles.model import ALPHABETS as NAMES
from tests import naive_text

CODINGS = range(-1, 300)


@pytest.mark.parametrize("name", NAMES)
def test_every_alphabet_a_profile_may_name_can_be_read(name: str) -> None:
    alphabet = alphabet_of(Profile("mine", "Mine", "here", default_alphabet=name))
    assert alphabet in ALPHABETS
    assert alphabet == {"gsm": "gsm7", "gsm_packed": "gsm7_packed"}.get(name, name)


def test_without_a_profile_it_is_gsm() -> None:
    assert alphabet_of(None) == "gsm7"
    assert alphabet_of(Profile("mine", "Mine", "here")) == "gsm7"


@pytest.mark.parametrize("default", ["gsm7", "utf8", "ucs2"])
def test_alphabets_are_those_of_the_oracle(default: str) -> None:
    expected = [ALPHABETS[naive_text.alphabet_of(coding, default)] for coding in CODINGS]
    assert alphabets_of(np.array(CODINGS), default).tolist() == expected


def test_a_default_alphabet_for_each_row() -> None:
    codings = np.array([0, 0, 8, 0xF0, 3])
    each = np.array([UNTOLD, LATIN1, UNTOLD, ALPHABETS["utf8"], UNTOLD])
    assert alphabets_of(codings, each).tolist() == [
        *(UNTOLD, LATIN1, ALPHABETS["ucs2"], ALPHABETS["utf8"], LATIN1)
    ]
    assert means_default(codings).tolist() == [True, True, False, True, False]


def test_every_alphabet_is_in_the_docs() -> None:
    page = (Path(__file__).parents[3] / "docs" / "text.md").read_text(encoding="utf-8")
    assert [name for name in ALPHABETS if f"`{name}`" not in page] == []


def test_candidates_agree_on_no_more_than_the_octets_that_are_agreed() -> None:
    candidates = [name for name in ALPHABETS if name not in ("gsm7_packed", "ucs2", "binary")]
    for octet in range(256):
        read = {decode_text(bytes([octet]), 0, default_alphabet=name) for name in candidates}
        assert (octet in AGREED) <= (read == {chr(octet)})
    assert len(AGREED) == 85


def test_the_table_has_a_row_for_each_alphabet_of_one_octet() -> None:
    table = code_points()
    assert table.shape == (ROWS, 256)
    assert set(np.flatnonzero((table == OPEN).any(axis=1))) == {UNTOLD}
    assert ((table < 0xD800) | (table > 0xDFFF)).all()
