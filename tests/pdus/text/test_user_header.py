"""User data headers: how long, and which national language."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smpp_dissect.pdus.text import user_header
from smpp_dissect.pdus.text.user_header import header_of
from tests import naive_text
from tests.forms import compiled_form, plain_form
from tests.texts import messages

COMPILED, PLAIN = compiled_form(user_header.__name__), plain_form(user_header.__name__)


@pytest.mark.parametrize(
    ("message", "found"),
    [
        ("03240101" "41", (4, 0, 1)),
        ("03250106" "41", (4, 6, 0)),
        ("0624010125010341", (7, 3, 1)),
        ("0b00030702012401042501054142", (12, 5, 4)),
        ("06240101240102" "41", (7, 0, 2)),  # the last of two counts
        ("0324010e" "41", (4, 0, 0)),  # no such language
        ("0424020101" "41", (5, 0, 0)),  # not of its length
        ("02240141", (3, 0, 0)),  # the element goes on beyond the header
        ("0124" "41", (2, 0, 0)),
        ("05240101", (0, 0, 0)),  # claims more than there is
        ("00" "41", (1, 0, 0)),
        ("", (0, 0, 0)),
    ],
)  # fmt: skip
def test_header(message: str, found: tuple[int, int, int]) -> None:
    assert header_of(bytes.fromhex(message)) == found


@settings(deadline=None)  # the first call compiles
@given(st.lists(messages, max_size=5))
def test_rows_are_divided_as_the_oracle_does(rows: list[tuple[bytes | None, int, bool]]) -> None:
    data = np.frombuffer(bytearray(b"".join(octets or b"" for octets, _, _ in rows)), np.uint8)
    length = np.array([-1 if octets is None else len(octets) for octets, _, _ in rows], np.int64)
    begin = np.cumsum(np.maximum(length, 0)) - np.maximum(length, 0)
    udhi = np.array([udhi for _, _, udhi in rows], np.bool_)
    expected = [
        naive_text.header_of(octets) if octets is not None and udhi else (0, 0, 0)
        for octets, _, udhi in rows
    ]
    for module in (PLAIN, COMPILED):
        texts = module.without_header(data, begin, length, udhi)
        found = zip(
            texts.header.tolist(), texts.locking.tolist(), texts.single.tolist(), strict=True
        )
        assert list(found) == expected
        assert (texts.begin - begin).tolist() == texts.header.tolist()
        assert texts.length.tolist() == [
            size - header for size, (header, _, _) in zip(length.tolist(), expected, strict=True)
        ]
    assert [header_of(octets) for octets, _, u in rows if octets is not None and u] == [
        one for one, (octets, _, u) in zip(expected, rows, strict=True) if octets is not None and u
    ]
