"""How likely characters are where they stand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smpp_dissect.pdus.text.likelihood import GOOD, HIGH, LOWER, NEVER, OTHER, UPPER, in_contexts


def likelihood(char: str, before: int, after: int) -> int:
    return in_contexts(char)[4 * before + after]


@given(st.characters(), st.integers(0, 3), st.integers(0, 3))
def test_weights_fit_an_octet(char: str, before: int, after: int) -> None:
    assert -8 <= likelihood(char, before, after) <= 3


@pytest.mark.parametrize(
    ("char", "before", "after", "weight"),
    [
        ("ö", LOWER, LOWER, GOOD),
        ("ö", HIGH, HIGH, -2),
        ("Ö", LOWER, LOWER, -GOOD - 1),
        ("Ö", OTHER, LOWER, GOOD),
        ("Ω", UPPER, UPPER, GOOD),
        ("Ω", LOWER, LOWER, -GOOD),
        ("ж", UPPER, LOWER, -GOOD),
        ("ж", HIGH, HIGH, GOOD),
        ("і", HIGH, HIGH, 1),
        ("é", OTHER, OTHER, -1),
        ("[", OTHER, LOWER, 0),
        ("[", LOWER, LOWER, -3),
        ("]", LOWER, OTHER, 0),
        ("@", LOWER, LOWER, GOOD),
        ("@", LOWER, OTHER, 0),
        ("\x02", LOWER, LOWER, NEVER),
        ("\t", LOWER, LOWER, 0),
    ],
)
def test_weights(char: str, before: int, after: int, weight: int) -> None:
    assert likelihood(char, before, after) == weight
