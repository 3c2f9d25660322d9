"""What a data_coding names: a sound rule, and codecs that there are."""

from __future__ import annotations

import ast
import codecs
from pathlib import Path

import pytest

from smpp_dissect import spec
from smpp_dissect.pdus.text.alphabets import ALPHABETS
from smpp_dissect.profiles.model import ALPHABETS as NAMES_OF_PROFILES
from smpp_dissect.spec import meaning_of
from smpp_dissect.spec.data_codings import (
    ALIASES,
    BINARY,
    CODE_PAGES,
    DEFAULT,
    GSM_GROUPS,
    MULTIBYTE,
    SMPP_ALPHABETS,
)

FOLDER = Path(spec.__file__).parent


def test_every_value_belongs_to_a_group() -> None:
    assert list(SMPP_ALPHABETS) == [*range(0x10)]
    for value in range(0x10, 0x100):
        assert any(value & group.mask == group.value for group in GSM_GROUPS), value


def test_no_group_hides_another() -> None:
    firsts = [
        next(group for group in GSM_GROUPS if value & group.mask == group.value)
        for value in range(0x10, 0x100)
    ]
    assert set(firsts) == set(GSM_GROUPS)
    assert all(group.value & ~group.mask == 0 for group in GSM_GROUPS)


def test_every_name_can_be_read() -> None:
    named = {*SMPP_ALPHABETS.values(), *(group.alphabet for group in GSM_GROUPS)} - {DEFAULT}
    assert named <= set(ALPHABETS)
    assert set(ALIASES.values()) <= set(ALPHABETS)
    assert set(NAMES_OF_PROFILES) <= {*ALPHABETS, *ALIASES}


def test_reserved_values_are_binary() -> None:
    for value, alphabet in SMPP_ALPHABETS.items():
        meaning = meaning_of("data_coding", value) or ""
        assert (alphabet == BINARY) == (meaning.startswith(("reserved", "8-bit")))


@pytest.mark.parametrize("coding", MULTIBYTE.values())
def test_codecs_exist(coding: object) -> None:
    assert isinstance(coding, tuple)
    names = [*coding[0], *filter(None, coding[1:3])]
    assert all(codecs.lookup(name) for name in names)


def test_code_pages_are_of_one_octet() -> None:
    for codec in CODE_PAGES.values():
        assert len(bytes(range(256)).decode(codec, "replace")) == 256


@pytest.mark.parametrize("module", ["alphabets", "data_codings"])
def test_tables_are_literals(module: str) -> None:
    tree = ast.parse((FOLDER / f"{module}.py").read_text(encoding="utf-8"))
    loops = (ast.comprehension, ast.Lambda, ast.IfExp, ast.BinOp, ast.FunctionDef)
    assert not any(isinstance(node, loops) for node in ast.walk(tree))
