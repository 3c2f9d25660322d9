"""Ids and addresses as they are compared."""

from __future__ import annotations

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from smpp_dissect.messages.ids import RULES, canonical, codes_of, digits_of


def test_equal_strings_have_equal_codes() -> None:
    one, other = codes_of(pa.array(["a", "", None, "b"]), pa.array(["b", "c", "a", ""]))
    assert one.tolist()[1:3] == [-1, -1] and other[3] == -1
    assert (one[0], one[3]) == (other[2], other[0])
    assert len({one[0], one[3], other[1]}) == 3


def test_codes_of_nothing_and_of_large_strings() -> None:
    assert codes_of(pa.array([], pa.string()))[0].tolist() == []
    small, large = codes_of(pa.array(["a"]), pa.array(["a"], pa.large_string()))
    assert small.tolist() == large.tolist()


def test_addresses_are_compared_by_their_digits() -> None:
    assert digits_of(pa.array(["+79001", "0079001", "79001", "Shop", "", None])).to_pylist() == [
        "79001", "79001", "79001", "Shop", "", None,
    ]  # fmt: skip


@given(st.integers(1, 1 << 128), st.sampled_from(["", "0", "0000"]))
def test_both_sides_of_arithmetic_meet(number: int, zeros: str) -> None:
    for name, message_id, receipt_id in (
        ("hex_to_dec", f"{number:X}", str(number)),
        ("dec_to_hex", str(number), f"{number:X}"),
    ):
        rule = RULES.index(name)
        left = canonical(rule, pa.array([zeros + message_id]), 0)
        assert left == canonical(rule, pa.array([zeros + receipt_id]), 1)


@given(st.text(max_size=20))
def test_any_id_has_a_form_or_none(text: str) -> None:
    for rule in range(len(RULES) - 1):
        for side in (0, 1):
            assert len(canonical(rule, pa.array([text, None]), side)) == 2
