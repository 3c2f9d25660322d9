"""A tree as HTML: whole, well formed, and of nothing but text that a peer sent."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import smpp_dissect as sd
from smpp_dissect.views.tree import field_text, walk
from smpp_dissect.views.tree_html import (
    MOST_CHARACTERS,
    MOST_NODES,
    MOST_OCTETS,
    SCRIPT,
    STYLE,
    tree_html,
)
from tests.naive import encode
from tests.naive_spec import IDS
from tests.pdus.tree.trees import octets
from tests.talks import submit
from tests.views.markup import Markup

TAGS = {"div", "style", "ul", "li", "details", "summary", "b", "span", "pre", "i", "script"}
ATTRIBUTES = {"class", "open", "data-range", "data-bits", "title"}


def node(name: str, offset: int, digits: str, *nodes: Any, **more: Any) -> dict[str, Any]:
    fields = {"name": name, "offset": offset, "length": len(digits) // 2, "hex": digits}
    return fields | {"value": None, "meaning": None, "nodes": list(nodes)} | more


def fields_of(page: Markup) -> list[str | None]:
    """The ranges of the fields of the tree, in order."""
    parts = [part for part in page.elements if "data-range" in part[1] and "title" not in part[1]]
    return [attributes["data-range"] for _, attributes in parts]


def octets_of(page: Markup) -> list[tuple[int, int]]:
    """The ranges of the runs of octets, in order: each twice, in hexadecimal and as ASCII."""
    titled = [attributes for _, attributes in page.elements if "title" in attributes]
    return [(int(begin), int(end)) for each in titled for begin, end in [_range(each)]]


def _range(attributes: dict[str, str | None]) -> list[str]:
    return (attributes["data-range"] or "").split("-")


@given(octets())
def test_every_node_and_every_octet_is_there(pdu: bytes) -> None:
    root = sd.dissect(pdu, show_secrets=True).to_dict()
    page = Markup(tree_html(root))
    assert page.tags() <= TAGS
    assert page.attributes() <= ATTRIBUTES
    assert fields_of(page) == [
        f"{each['offset']}-{each['offset'] + each['length']}" for each in walk(root)
    ]
    for each in walk(root):
        assert "".join(field_text(each))[:MOST_CHARACTERS] in page.text
    dump = page.text[page.text.rindex("0000 ") :] if pdu else ""
    digits = "".join(line[5:54] for line in dump.split("\n"))
    assert bytes.fromhex(digits) == pdu


def test_a_run_of_octets_lies_in_one_leaf() -> None:
    pdu = submit(7, b"Hello, world!", [(0x0427, b"\2")])
    tree = sd.dissect(pdu)
    leaves = {(leaf.offset, leaf.offset + leaf.length) for leaf in tree.root.leaves()}
    runs = octets_of(Markup(tree._repr_html_()))
    assert set(runs) <= leaves
    assert {octet for begin, end in runs for octet in range(begin, end)} == set(range(len(pdu)))


def test_bits_are_told_from_what_has_octets() -> None:
    tree = sd.dissect(submit(7, b""))
    page = Markup(tree._repr_html_())
    bits = [each["data-range"] for _, each in page.elements if "data-bits" in each]
    assert bits == [f"{each.offset}-{each.offset + 1}" for each in tree.root.walk() if each.bits]
    assert {"40-41", "45-46"} <= set(bits)


def test_only_the_root_is_unfolded() -> None:
    page = Markup(sd.dissect(submit(7, b"Hi", [(0x0427, b"\2")]))._repr_html_())
    folds = [attributes for tag, attributes in page.elements if tag == "details"]
    assert ["open" in each for each in folds] == [True] + [False] * (len(folds) - 1)
    assert len(folds) > 3


def test_many_trees_in_one_page_do_not_meet() -> None:
    """Nothing has an id, and the script is the same in each, so any one brings all to life."""
    pages = [Markup(sd.dissect(pdu)._repr_html_()) for pdu in (submit(1, b"a"), submit(2, b"b"))]
    for page in pages:
        assert "id" not in page.attributes()
        assert page.code == STYLE + SCRIPT
    assert "getElementById" not in SCRIPT
    assert ":not([data-live])" in SCRIPT


def test_the_script_knows_the_classes_and_attributes_of_the_tree() -> None:
    html = sd.dissect(submit(1, b"a"))._repr_html_()
    for name in ("smpp-pdu", "smpp-tree", "data-range", "data-bits"):
        assert name in html.split("<script>")[0]
    assert set(re.findall(r'"\.(smpp-\w+)', SCRIPT)) == {"smpp-pdu", "smpp-tree"}
    assert "</" not in SCRIPT + STYLE


def test_the_heading_stands_above() -> None:
    root = sd.dissect(submit(1, b"a")).to_dict()
    assert Markup(tree_html(root, "PDU 1, <b>")).text.startswith("PDU 1, <b>submit_sm")
    assert Markup(tree_html(root)).text.startswith("submit_sm")


HOSTILE = [
    "</script><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "<!--",
    "]]>",
    "&lt;b&gt;",
    "\u202etxt.exe",
    "\x1b[2J\x00\x85",
    "</pre></style>",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_text(text: str) -> None:
    part = node("text\x1b<i>", 0, text.encode().hex(), value=text, meaning=text)
    page = Markup(tree_html(node(text, 0, text.encode().hex(), part), text))
    assert page.tags() <= TAGS
    assert page.attributes() <= ATTRIBUTES
    assert page.code == STYLE + SCRIPT
    told = page.text.replace("\n", "")
    assert all(char.isprintable() for char in told)
    if text.isprintable():
        assert told.count(text) >= 3


@given(st.text(), st.text(), st.text())
def test_any_text_is_text(name: str, value: str, meaning: str) -> None:
    part = node(name, 0, "00", value=value, meaning=meaning)
    page = Markup(tree_html(node("pdu", 0, "00", part), meaning))
    assert page.tags() <= TAGS
    assert page.attributes() <= ATTRIBUTES
    assert page.code == STYLE + SCRIPT


def test_what_is_large_is_told_in_part() -> None:
    large = submit(1, b"", [(0x0424, b"x" * 50_000)])
    page = Markup(sd.dissect(large)._repr_html_())
    assert page.text.endswith(f"… {len(large) - MOST_OCTETS} more octets")
    assert len(page.text) < 30 * MOST_OCTETS
    many = encode(IDS["data_sm_resp"], {"message_id": b""}, [(0x1777, b"")] * 1000)
    page = Markup(sd.dissect(many)._repr_html_())
    assert "more parts: print this to see them" in page.text
    assert len(page.elements) < 10 * MOST_NODES
