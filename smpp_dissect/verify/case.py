"""One PDU in both trees: what the rules are asked of."""

from __future__ import annotations

from functools import cached_property

from smpp_dissect.pdus.framing import HEADER
from smpp_dissect.pdus.tree.model import Node, Tree
from smpp_dissect.pdus.tree.tlv_nodes import TLV_HEAD, TLV_HEADER
from smpp_dissect.pdus.user_data import MESSAGE_PAYLOAD, UDHI
from smpp_dissect.spec import COMMAND_BY_ID, Command
from smpp_dissect.verify.fields import Places, is_tlv
from smpp_dissect.verify.pdml import ShownPdu
from smpp_dissect.verify.widths import taken

# Anomalies by which we, too, say that a PDU does not come out even, or lacks what it should have.
FAULTS = frozenset(
    "field_unterminated field_overrun list_entry tlv_overrun trailing_bytes body_missing".split()
)


class Case:
    """A PDU of ours and the same as tshark shows it.

    `told`: what data_coding 0 means to it. `behind_header`: the message that it read last in this
    frame has a user data header. `torn`: it gave up what a message holds, before, in this frame.
    """

    def __init__(
        self,
        tree: Tree,
        theirs: ShownPdu,
        told: str,
        behind_header: bool = False,
        torn: bool = False,
    ):
        self.tree = tree
        self.theirs = theirs
        self.told = told
        self.behind_header = behind_header
        self.torn = torn
        self.fields = tree.root.nodes
        self.places = Places(tree.root)
        self.command_id, self.status = (int(node.value or 0) for node in self.fields[1:3])

    @property
    def command(self) -> Command | None:
        """What SMPP has under its command_id."""
        return COMMAND_BY_ID.get(self.command_id)

    @property
    def is_response(self) -> bool:
        """Whether command_id is that of a response."""
        return bool(self.command_id >> 31)

    @property
    def is_error(self) -> bool:
        """Whether it is a response that says no."""
        return self.is_response and self.status != 0

    @property
    def is_faulty(self) -> bool:
        """Whether by our tree, too, the PDU does not come out even."""
        return self.tree.anomaly in FAULTS

    @property
    def has_header(self) -> bool:
        """Whether it tells that its message begins with a user data header."""
        return bool(self.value("esm_class") & UDHI)

    @cached_property
    def body(self) -> frozenset[str]:
        """Names of what tshark shows behind the header."""
        return frozenset(field.name for field in self.theirs.fields if field.offset >= HEADER)

    @cached_property
    def astray(self) -> int | None:
        """Where tshark begins to read what is not there, see `widths`; None where it does not."""
        pdu = self.tree.root.octets
        heads = [tlv.offset for tlv in self.places.tlvs.values()]
        if self.tree.anomaly == "tlv_overrun":
            # Its length runs over the end of the PDU, and may not be what tshark goes by.
            heads += [node.offset for node in self.fields if node.name == "unparsed"]
        for head in sorted(heads):
            tag, length = TLV_HEAD.unpack_from(pdu, head)
            if taken(pdu, tag, head + TLV_HEADER, length) != length:
                return head + TLV_HEADER
        return None

    @property
    def messages(self) -> list[tuple[Node, Node]]:
        """The fields and TLVs with a message in them, each with the node of the message."""
        found = []
        for node in self.fields:
            if node.name == "short_message":
                found.append((node, node))
            elif is_tlv(node) and node.nodes[0].value == MESSAGE_PAYLOAD:
                found.append((node, node.nodes[2]))
        return found

    @property
    def header(self) -> list[Node]:
        """The elements of the user data headers of its messages."""
        firsts = [content.nodes[0] for _, content in self.messages if content.nodes]
        return [part for first in firsts for part in first.nodes]

    def field(self, name: str) -> Node | None:
        """Find a mandatory field."""
        return next((node for node in self.fields if node.name == name), None)

    def value(self, name: str, absent: int = 0) -> int:
        """Give the number of a mandatory field."""
        node = self.field(name)
        return node.value if node is not None and isinstance(node.value, int) else absent

    def meaning(self, node: Node) -> str:
        """Say what a field means; of the value of a TLV the TLV says it."""
        return self.places.tlvs.get(node.offset, node).meaning or ""

    def shows(self, name: str, offset: int) -> bool:
        """Tell whether tshark shows a field there."""
        return any((field.name, field.offset) == (name, offset) for field in self.theirs.fields)
