"""One PDU as a tree of nodes that name its octets.

The nodes under a node divide its octets among them, in wire order, without gap or overlap. Only
*bit parts*, nodes with `bits`, own no octets: they say what some bits of the node above them mean.
So the leaves (nodes with nothing under them, or only bit parts) hold every octet of the PDU once,
in order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields
from json import JSONEncoder
from json.encoder import encode_basestring as quoted
from typing import Any

# Nodes that only a part of a long message has.
PART_NODES = {"concatenation_8bit", "concatenation_16bit", "sar_segment_seqnum"}

encoded = JSONEncoder(ensure_ascii=False).encode
Value = int | str | None
Meaning = str | None


class Node:
    """Some octets of a PDU: what they are, what they say, what it means.

    `offset` from the PDU's first octet, and `length`, in octets. `value`: a number, the characters
    of a C-octet string without its NUL, or None for what is only octets. `nodes`: the parts.
    `bits`: lowest and highest bit of a bit part (0 the least significant), which has the offset and
    length of the node above it, and a value shifted down to bit 0; None for all else.
    """

    __slots__ = ("_meaning", "_pdu", "bits", "length", "name", "nodes", "offset", "value")

    def __init__(
        self,
        pdu: bytes,
        name: str,
        offset: int,
        length: int,
        value: Value = None,
        meaning: Meaning | Callable[[], Meaning] = None,
        nodes: Sequence[Node] = (),
        bits: tuple[int, int] | None = None,
    ):
        """`meaning` may be a function, called when the meaning is first asked for."""
        self._pdu = pdu
        self._meaning = meaning
        self.name = name
        self.offset = offset
        self.length = length
        self.value = value
        self.nodes = nodes
        self.bits = bits

    @property
    def octets(self) -> bytes:
        """The octets named."""
        return self._pdu[self.offset : self.offset + self.length]

    @property
    def meaning(self) -> Meaning:
        """What the value means: a name, decoded text, why it could not be read; or None."""
        meaning = self._meaning
        if callable(meaning):
            self._meaning = meaning = meaning()
        return meaning

    def to_dict(self) -> dict[str, Any]:
        """Give the node and all under it as plain values: numbers, text, None, lists, dicts.

        Keys: `name`, `offset`, `length`, `hex`, `value`, `meaning`, `nodes`; bit parts have
        `bits`, too.
        """
        return _plain(self, self._pdu.hex())

    def to_json(self) -> str:
        """Give what `to_dict` does as JSON, as `json.dumps` writes it without `ensure_ascii`."""
        return _json(self, self._pdu.hex())

    def walk(self) -> Iterator[Node]:
        """Give the node and all under it, in wire order, each before its parts."""
        yield self
        for node in self.nodes:
            yield from node.walk()

    def leaves(self) -> Iterator[Node]:
        """Give the nodes that hold the octets: together all of this node's, once, in order."""
        if all(node.bits for node in self.nodes):
            yield self
        else:
            for node in self.nodes:
                yield from node.leaves()


def _plain(node: Node, digits: str) -> dict[str, Any]:
    """Give a node and all under it as plain values; `digits`: those of all the PDU's octets."""
    begin = 2 * node.offset
    meaning = node._meaning
    if meaning is not None and meaning.__class__ is not str:
        meaning = node.meaning
    fields: dict[str, Any] = {
        "name": node.name,
        "offset": node.offset,
        "length": node.length,
        "hex": digits[begin : begin + 2 * node.length],
        "value": node.value,
        "meaning": meaning,
        "nodes": [_plain(part, digits) for part in node.nodes] if node.nodes else [],
    }
    if node.bits is not None:
        fields["bits"] = list(node.bits)
    return fields


def _json(node: Node, digits: str) -> str:
    """Write a node and all under it, in half the time that plain values between would take."""
    begin = 2 * node.offset
    value, meaning, bits = node.value, node._meaning, node.bits
    if meaning is not None and meaning.__class__ is not str:
        meaning = node.meaning
    said = value if value.__class__ is int else _text(value)
    parts = ", ".join([_json(part, digits) for part in node.nodes]) if node.nodes else ""
    last = "" if bits is None else f', "bits": [{bits[0]}, {bits[1]}]'
    return (
        f'{{"name": {quoted(node.name)}, "offset": {node.offset}, "length": {node.length}, '
        f'"hex": "{digits[begin : begin + 2 * node.length]}", "value": {said}, '
        f'"meaning": {_text(meaning)}, "nodes": [{parts}]{last}}}'
    )


def _text(text: Any) -> str:
    return "null" if text is None else quoted(text)


@dataclass(slots=True, repr=False, eq=False)
class Tree:
    """The tree of one PDU, and where the PDU is from when that is a capture.

    `pdu`, `frame`, `file`, `session`, `sender`, `anomaly` as in the table `pdus`; `time` as ISO
    8601 in UTC with nanoseconds. `request`: number of the PDU that this one answers; `response`: of
    the one that answers this one; `response_s`: seconds from request to response. `long_message`:
    of a part of a long message the table and number of the message, which `part` of how many
    `parts` it is, the `pdus` of all of them and their joined `text`. All are None for a PDU without
    a capture.
    """

    root: Node
    pdu: int | None = None
    frame: int | None = None
    file: str | None = None
    time: str | None = None
    session: int | None = None
    sender: str | None = None
    anomaly: str | None = None
    request: int | None = None
    response: int | None = None
    response_s: float | None = None
    long_message: dict[str, Any] | None = None

    @property
    def is_part(self) -> bool:
        """Whether a header or TLVs make it a part of a long message."""
        # Asked of every PDU, and a list is read faster than `walk` goes.
        found = [self.root]
        for node in found:
            if node.name in PART_NODES:
                return True
            found += node.nodes
        return False

    def to_dict(self) -> dict[str, Any]:
        """Give the root node as plain values, see `Node.to_dict`."""
        return self.root.to_dict()

    def to_json(self) -> str:
        """Give the origin and the root node as one JSON object, on one line."""
        # The object of the one goes on as that of the other.
        return f"{encoded(self.origin())[:-1]}, {self.root.to_json()[1:]}"

    def origin(self) -> dict[str, Any]:
        """Tell where the PDU is from: all but the root, as plain values."""
        return {name: getattr(self, name) for name in ORIGIN}


ORIGIN = tuple(field.name for field in fields(Tree)[1:])
