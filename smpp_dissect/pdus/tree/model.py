"""One PDU as a tree of nodes that name its octets.

The nodes under a node divide its octets among them, in wire order, without gap or overlap. Only
*bit parts*, nodes with `bits`, own no octets: they say what some bits of the node above them mean.
So the leaves (nodes with nothing under them, or only bit parts) hold every octet of the PDU once,
in order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Any

# Nodes that only a part of a long message has.
PART_NODES = ("concatenation_8bit", "concatenation_16bit", "sar_segment_seqnum")

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
        return any(node.name in PART_NODES for node in self.root.walk())

    def to_dict(self) -> dict[str, Any]:
        """Give the root node as plain values, see `Node.to_dict`."""
        return self.root.to_dict()

    def origin(self) -> dict[str, Any]:
        """Tell where the PDU is from: all but the root, as plain values."""
        return {field.name: getattr(self, field.name) for field in fields(self)[1:]}
