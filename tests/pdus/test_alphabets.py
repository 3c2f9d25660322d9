"""The alphabet of data_coding 0."""

from __future__ import annotations

import pytest

from smpp_dissect.pdus.alphabets import alphabet_of
from smpp_dissect.pdus.text import ALPHABETS
from smpp_dissect.profiles import Profile
from smpp_dissect.profiles.model import ALPHABETS as NAMED


@pytest.mark.parametrize("name", ["", *NAMED])
def test_every_alphabet_a_profile_may_name_can_be_read(name: str) -> None:
    alphabet = alphabet_of(Profile("mine", "Mine", "here", default_alphabet=name))
    assert alphabet in ALPHABETS
    assert alphabet == (name if name in ALPHABETS else "gsm7")


def test_without_a_profile_it_is_gsm() -> None:
    assert alphabet_of(None) == "gsm7"
