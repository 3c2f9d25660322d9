"""What tests ask of a tree: that it holds each octet once, and what it says to the oracle."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from smpp_dissect.pdus.tree.model import Node, Tree
from tests.messages.receipt_examples import receipts
from tests.naive import encode
from tests.naive_spec import FIELDS, IDS, NAMES
from tests.strategies import hostile, pdus

HEADER_FIELDS = ("command_length", "command_id", "command_status", "sequence_number")
REST = ("unparsed", "trailing")
LISTS = ("dests", "unsuccess", "ids")


@st.composite
def headed(draw: DrawFn) -> bytes:
    """A header of a known command, and any body."""
    body = draw(st.binary(max_size=60))
    length = draw(st.sampled_from([16 + len(body), 16, 15, 0, 16 + len(body) // 2, 1000]))
    status = draw(st.sampled_from([0, 8]))
    return struct.pack(">4I", length, draw(st.sampled_from(sorted(FIELDS))), status, 1) + body


# Commands that carry a message, and what makes a message more than text.
CARRIERS = ("submit_sm", "deliver_sm", "data_sm")
ESM_CLASSES = (0x00, 0x04, 0x20, 0x40, 0x44)
CODINGS = (0, 3, 8, 0xC8, 0xF5)
TIMES = (b"", b"261122101500004+", b"000001000000000R", b"261122101500")
STRUCTURED = (0x0202, 0x0303, 0x0381, 0x0423, 0x0606, 0x060E, 0x0609, 0x001E, 0x0427, 0x2001)


@st.composite
def headers(draw: DrawFn) -> bytes:
    """A user data header of any elements."""
    elements = draw(st.lists(st.tuples(st.integers(0, 0x26), st.binary(max_size=8)), max_size=4))
    body = b"".join(bytes([identifier, len(data)]) + data for identifier, data in elements)
    return bytes([len(body)]) + body


@st.composite
def messages(draw: DrawFn) -> bytes:
    """A PDU with a message that may be a receipt, have a header, be in UCS-2, be in a payload."""
    command = IDS[draw(st.sampled_from(CARRIERS))]
    esm_class = draw(st.sampled_from(ESM_CLASSES))
    coding = draw(st.sampled_from(CODINGS))
    text = draw(st.one_of(receipts, st.text(max_size=20)))
    message = text.encode("utf-16-be" if coding == 8 else "utf-8", "replace")[:200]
    message = (draw(headers()) if esm_class & 0x40 else b"") + message
    fields: dict[str, Any] = {}
    for name, kind in FIELDS[command]:
        fields[name] = b"" if kind[0] in "zt" else 0
        if kind == "t":
            fields[name] = draw(st.sampled_from(TIMES))
    fields |= {"esm_class": esm_class, "data_coding": coding}
    tlvs = draw(
        st.lists(st.tuples(st.sampled_from(STRUCTURED), st.binary(max_size=14)), max_size=4)
    )
    if "short_message" in fields and draw(st.booleans()):
        fields |= {"sm_length": len(message[:255]), "short_message": message[:255]}
    else:
        tlvs.append((0x0424, message))
        if "short_message" in fields:
            fields["short_message"] = b""
    return encode(command, fields, tlvs)


def octets() -> SearchStrategy[bytes]:
    """Whatever somebody may take for a PDU."""
    valid = st.one_of(pdus(), messages())
    return st.one_of(st.binary(max_size=80), headed(), valid, valid.flatmap(hostile))


def assert_holds(tree: Tree, pdu: bytes) -> None:
    """Check that leaves hold each octet once, in order, and nodes divide what is above them."""
    assert b"".join(leaf.octets for leaf in tree.root.leaves()) == pdu
    at = 0
    for leaf in tree.root.leaves():
        assert leaf.offset == at
        at += leaf.length
    assert (tree.root.offset, tree.root.length, at) == (0, len(pdu), len(pdu))
    for node in tree.root.walk():
        assert_divided(node)


def assert_divided(node: Node) -> None:
    """Check that the parts of a node are all bit parts, or lie side by side from end to end."""
    bits = [part for part in node.nodes if part.bits]
    if bits:
        assert bits == list(node.nodes)
        for part in bits:
            assert (part.offset, part.length) == (node.offset, node.length)
            assert part.bits and 0 <= part.bits[0] <= part.bits[1] < 8 * node.length
            assert not part.nodes
    elif node.nodes:
        ends = [node.offset, *(part.offset + part.length for part in node.nodes)]
        assert [part.offset for part in node.nodes] == ends[:-1]
        assert ends[-1] == node.offset + node.length


def told(tree: Tree) -> dict[str, Any]:
    """What the tree says, as `naive.decode` says it; without the fault."""
    parts = list(tree.root.nodes)
    result: dict[str, Any] = dict.fromkeys(HEADER_FIELDS)
    while parts and parts[0].name in HEADER_FIELDS:
        part = parts.pop(0)
        result[part.name] = part.value
    command_id = -1 if result["command_id"] is None else result["command_id"]
    kinds = dict(FIELDS.get(command_id, ()))
    is_whole = result["sequence_number"] is not None
    return result | {
        "command": NAMES.get(command_id, "unknown"),
        "fields": {part.name: wire(part, kinds[part.name]) for part in parts if part.name in kinds},
        "tlvs": [tlv(part) for part in parts if part.nodes and part.nodes[0].name == "tag"],
        "trailing": b"".join(part.octets for part in parts if part.name in REST and is_whole),
    }


def tlv(node: Node) -> tuple[Any, bytes]:
    """Tag and value of a TLV."""
    tag, length, value = node.nodes
    assert length.value == value.length
    return tag.value, value.octets


def wire(node: Node, kind: str) -> Any:
    """A field's value as the oracle has it."""
    if kind == "ids":
        return [wire(entry.nodes[0], "z9") for entry in node.nodes]
    if kind in LISTS:
        return [
            {part.name: wire(part, _kind(part)) for part in entry.nodes} for entry in node.nodes
        ]
    if kind == "sm":
        return node.octets
    if kind[0] in "zt":
        assert node.octets == str(node.value).encode("latin-1") + b"\0"
        return node.octets[:-1]
    assert node.value == int.from_bytes(node.octets)
    return node.value


def _kind(part: Node) -> str:
    return "z" if isinstance(part.value, str) else "4"


def named(tree: Tree, name: str) -> Node:
    """The one node of a name."""
    (node,) = (node for node in tree.root.walk() if node.name == name)
    return node


def bit_values(node: Node) -> Iterator[tuple[str, Any, Any]]:
    """Name, value and meaning of each bit part of a node."""
    return ((part.name, part.value, part.meaning) for part in node.nodes if part.bits)
