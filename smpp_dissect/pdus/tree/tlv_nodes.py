"""One TLV as a node: tag, length and value, and what the dictionaries say of them.

The length says when that is not a size its dictionary allows.
"""

from __future__ import annotations

from struct import Struct

from smpp_dissect.pdus.tree.context import Context
from smpp_dissect.pdus.tree.message_nodes import message_text
from smpp_dissect.pdus.tree.model import Node
from smpp_dissect.pdus.tree.parts import grown
from smpp_dissect.pdus.tree.tlv_readings import tlv_reader
from smpp_dissect.pdus.user_data import MESSAGE_PAYLOAD

# Tag and length.
TLV_HEAD = Struct(">HH")
TLV_HEADER = TLV_HEAD.size


def tlv_node(context: Context, offset: int, tag: int, length: int) -> Node:
    """Make the node of a TLV that lies whole in the PDU.

    It has the value and its meaning; under it are `tag`, `length` and `value`, and under that the
    parts of the value.
    """
    pdu, at = context.pdu, offset + TLV_HEADER
    octets = pdu[at : at + length]
    reader = context.readers.get(tag) or tlv_reader(tag, context)
    (value, meaning, parts), odd = reader.read(octets)
    content = Node(pdu, "value", at, length, value, None, grown(pdu, at, parts) if parts else ())
    if tag == MESSAGE_PAYLOAD:
        meaning = message_text(context, octets)
        context.messages.append(content)
    leaves = (
        Node(pdu, "tag", offset, 2, tag, reader.about),
        Node(pdu, "length", offset + 2, 2, length, odd),
        content,
    )
    return Node(pdu, reader.name, offset, TLV_HEADER + length, value, meaning, leaves)
