"""Nodes and trees as such: ranges, lazy meanings, plain values."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from smpp_dissect.pdus.tree.dissect import dissect
from smpp_dissect.pdus.tree.model import Node, Tree
from tests.pdus.tree.trees import headed, messages
from tests.strategies import hostile, pdus

PDU = bytes.fromhex("05 40 6162 00 0102030405060708090a0b0c0d0e0f101112")


def esm_class() -> Node:
    bits = (
        Node(PDU, "low", 1, 1, 0, None, (), (0, 5)),
        Node(PDU, "gsm", 1, 1, 1, "UDHI", (), (6, 6)),
    )
    return Node(PDU, "esm_class", 1, 1, 64, None, bits)


def tree() -> Tree:
    parts = [
        Node(PDU, "ton", 0, 1, 5, "alphanumeric"),
        Node(PDU, "both", 1, 4, nodes=[esm_class(), Node(PDU, "addr", 2, 3, "ab")]),
        Node(PDU, "empty", 5, 0),
        Node(PDU, "text", 5, 18, None, "a\x1b[2Jb\u202e\nc"),
    ]
    return Tree(Node(PDU, "pdu", 0, len(PDU), None, None, parts))


def test_a_node_gives_its_octets() -> None:
    assert [(node.name, node.octets.hex()) for node in tree().root.walk()][1:6] == [
        ("ton", "05"),
        ("both", "40616200"),
        ("esm_class", "40"),
        ("low", "40"),
        ("gsm", "40"),
    ]


def test_leaves_are_what_holds_octets() -> None:
    leaves = list(tree().root.leaves())
    assert [leaf.name for leaf in leaves] == ["ton", "esm_class", "addr", "empty", "text"]
    assert b"".join(leaf.octets for leaf in leaves) == PDU


def test_a_meaning_is_found_when_it_is_asked_for_and_once() -> None:
    asked: list[int] = []

    def meaning() -> str:
        asked.append(1)
        return "five"

    node = Node(PDU, "ton", 0, 1, 5, meaning)
    assert not asked
    assert (node.meaning, node.meaning, asked) == ("five", "five", [1])


def test_plain_values() -> None:
    root = tree().to_dict()
    assert root.keys() == {"name", "offset", "length", "hex", "value", "meaning", "nodes"}
    assert root["hex"] == PDU.hex()
    assert root["nodes"][1]["nodes"][0]["nodes"][1] == {
        "name": "gsm",
        "offset": 1,
        "length": 1,
        "hex": "40",
        "value": 1,
        "meaning": "UDHI",
        "nodes": [],
        "bits": [6, 6],
    }


def test_where_a_pdu_is_from_is_told_as_plain_values() -> None:
    root = Node(b"", "pdu", 0, 0)
    told: dict[str, Any] = {
        "pdu": 47,
        "frame": 9,
        "file": "a.pcap",
        "time": "2026-11-22",
        "session": 2,
        "sender": "esme",
        "anomaly": None,
        "request": None,
        "response": 48,
        "response_s": 0.5,
        "long_message": None,
    }
    assert Tree(root, **told).origin() == told
    assert set(Tree(root).origin().values()) == {None}


def as_json(values: dict[str, Any]) -> str:
    return json.dumps(values, ensure_ascii=False)


@given(pdus().flatmap(hostile) | pdus() | headed() | messages() | st.binary(max_size=40))
def test_json_is_that_of_the_plain_values(octets: bytes) -> None:
    assert dissect(octets).root.to_json() == as_json(dissect(octets).to_dict())


names = st.text(st.characters(exclude_categories=()), max_size=4)


@given(names, st.none() | st.integers() | names, st.none() | names)
def test_whatever_a_node_says(name: str, value: int | str | None, meaning: str | None) -> None:
    part = Node(PDU, name, 1, 2, value, lambda: meaning, esm_class().nodes)
    root = Node(PDU, "pdu", 0, len(PDU), None, meaning, [part])
    assert root.to_json() == as_json(root.to_dict())


def test_json_of_a_tree_begins_with_where_it_is_from() -> None:
    some = tree()
    assert some.to_json() == as_json(some.origin() | some.to_dict())
    some.file, some.response_s, some.long_message = '"\u202e".pcap', 0.1, {"text": "ä"}
    assert some.to_json() == as_json(some.origin() | some.to_dict())
