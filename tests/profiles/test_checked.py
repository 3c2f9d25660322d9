"""One table under check: what its reads take, and the line they say of what they do not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smpp_dissect.errors import ProfileError
from smpp_dissect.profiles.checked import Table, read_number


@pytest.mark.parametrize(
    ("key", "number"),
    [
        ("0", 0),
        ("007", 7),
        ("-8", -8),
        ("0x0a", 10),
        ("-0x0A", -10),
        ("0b11", 3),
        ("", None),
        ("1_0", None),
        ("+1", None),
        (" 1", None),
        ("1\n", None),
        ("0b2", None),
        ("0xg", None),
        ("٣", None),
        ("9" * 5000, None),
    ],
)
def test_read_number(key: str, number: int | None) -> None:
    assert read_number(key) == number


def test_reads_give_what_was_written_or_the_default() -> None:
    table = Table("f", "", {"a": "x", "b": 2, "c": [1, 2], "d": True}, ("a", "b", "c", "d"))
    assert (table.text("a"), table.integer("b", 0, 2), table.flag("d")) == ("x", 2, True)
    assert table.integers("c", 1, 2) == (1, 2)
    assert (table.text("e", "y"), table.integer("e", 0, 9, 5), table.flag("e")) == ("y", 5, False)
    assert (table.integers("e", 0, 1), table.texts("e"), table.lines("e")) == ((), (), {})
    assert table.choice("e", ("y",), "z") == "z"
    assert table.tables("e", ()) == []


def test_a_fault_names_the_whole_path() -> None:
    table = Table("f", "tlv[2]", {"a b": {"c.d": 1}}, ("a b",))
    assert str(table.fault("wrong", "a b", "c.d")) == 'f: tlv[2]."a b"."c.d": wrong'
    with pytest.raises(
        ProfileError, match=r'^f: tlv\[2\]\."a b"\."c\.d": expected one line of text'
    ):
        table.lines("a b")


def test_an_unknown_key_is_told_with_the_nearest() -> None:
    for key, hint in (
        ("port", "did you mean ports? "),
        ("PORTS", "did you mean ports? "),
        ("x", ""),
    ):
        with pytest.raises(ProfileError) as caught:
            Table("f", "", {key: 1}, ("name", "ports"))
        assert str(caught.value) == f"f: {key}: unknown key; {hint}known here: name, ports"
    with pytest.raises(ProfileError, match="f: a: unknown key; none is known here"):
        Table("f", "", {"a": 1}, ())


def test_names_are_of_those_that_are_known() -> None:
    table = Table("f", "", {"a": ["one", "two"], "b": ["oen"], "c": ["?"]}, ("a", "b", "c"))
    assert table.known_names("a", {"one": 1, "two": 2}, "numbers") == ("one", "two")
    assert table.known_names("d", ("one",), "numbers") == ()
    for key, found in (("b", '"oen"; did you mean one?'), ("c", '"?"')):
        with pytest.raises(ProfileError) as caught:
            table.known_names(key, ("one",), "numbers")
        assert str(caught.value) == f"f: {key}: expected a list of numbers, found {found}"


def test_lines_may_stand_beside_tables() -> None:
    table = Table("f", "", {"a": {"x": "line", "of": {"y": "inner"}}}, ("a",))
    assert table.lines("a", ("of",)) == {"x": "line"}
    assert table.open("a").lines("of") == {"y": "inner"}
    assert table.open("b").lines("of") == {}
    with pytest.raises(ProfileError, match=r"^f: a\.of: unknown table; known here: in, on"):
        table.lines("a", ("in", "on"))
    with pytest.raises(ProfileError, match=r"^f: a\.of: expected one line of text, found"):
        table.lines("a")


@pytest.mark.parametrize("network", ["192.0.2.1", "192.0.2.0/24", "2001:db8::/32", "::1"])
def test_networks(network: str) -> None:
    assert Table("f", "", {"a": [network]}, ("a",)).networks("a") == (network,)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.dates(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        max_leaves=5,
    )
)
def test_any_value_is_refused_in_one_line(value: object) -> None:
    table = Table("f", "", {"key": value}, ("key",))
    with pytest.raises(ProfileError) as caught:
        table.choice("key", ("this", "that"))
    assert str(caught.value).isprintable()
    assert str(caught.value).startswith("f: key: expected one of this, that, found ")
    assert len(str(caught.value)) < 130
