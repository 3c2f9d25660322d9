"""Which of our nodes is the equal of a field that tshark shows.

Most have the standard's name in both, so the table of them is made of the spec. The literal rest is
what Wireshark calls otherwise, or has in other parts. Fields of a TLV are told apart from mandatory
ones of the same name (`message_state`) by where they lie: within a TLV of that tag.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from smpp_dissect.pdus.tree.model import Node
from smpp_dissect.spec import (
    DEST_ADDRESS_DL,
    DEST_ADDRESS_SME,
    MANDATORY_FIELDS,
    TLV_BY_NAME,
    TLVS,
    UNSUCCESS_SME,
)

HEADER = ("command_length", "command_id", "command_status", "sequence_number")
VALUE = "value"


class Equal(NamedTuple):
    """A node of ours: its name and, if it lies in a TLV, the tag; -1: of no matter."""

    node: str
    tag: int | None = None


ANY = -1

# Where Wireshark has one name for what stands in a TLV: that name, the TLV's, and the part's.
_IN_TLVS = (
    ("SC_interface_version", "sc_interface_version", VALUE),
    ("alert_on_message_delivery_null", "alert_on_message_delivery", VALUE),
    ("alert_on_message_delivery_type", "alert_on_message_delivery", "alert"),
    ("billing_id", "billing_identification", VALUE),
    ("broadcast_area_identifier.format", "broadcast_area_identifier", "format"),
    ("broadcast_content_type.info", "broadcast_content_type_info", VALUE),
    ("broadcast_content_type.nw", "broadcast_content_type", "network"),
    ("broadcast_content_type.type", "broadcast_content_type", "content_type"),
    ("broadcast_frequency_interval.unit", "broadcast_frequency_interval", "unit"),
    ("broadcast_frequency_interval.value", "broadcast_frequency_interval", "count"),
    ("callback_num.pres", "callback_num_pres_ind", "presentation"),
    ("callback_num.scrn", "callback_num_pres_ind", "screening"),
    ("dest_addr_np_info", "dest_addr_np_information", VALUE),
    ("its_session.ind", "its_session_info", "end_of_session"),
    ("its_session.number", "its_session_info", "session_number"),
    ("its_session.sequence", "its_session_info", "sequence_number"),
    ("ms_validity", "ms_validity", "behaviour"),
    ("msg_wait.ind", "ms_msg_wait_facilities", "indicator"),
    ("msg_wait.type", "ms_msg_wait_facilities", "type"),
    ("network_error.code", "network_error_code", "error_code"),
    ("network_error.type", "network_error_code", "network_type"),
)
_ELSEWHERE = {
    # Short names for the parts of an octet.
    "dcs.charset": "alphabet",
    "dcs.class": "message_class",
    "dcs.reserved": "reserved",
    "dcs.sms_coding_group": "coding_group",
    "dcs.wait_ind": "indication",
    "dcs.wait_type": "type",
    "esm.submit.features": "gsm_features",
    "esm.submit.msg_mode": "messaging_mode",
    "esm.submit.msg_type": "message_type",
    "regdel.acks": "sme_acknowledgement",
    "regdel.notif": "intermediate_notification",
    "regdel.receipt": "smsc_delivery_receipt",
    # The list is shown where its count stands, with the length of the count.
    "dlist": "number_of_dests",
    "dlist_resp": "no_unsuccess",
    "message": "short_message",
    "opt_param_len": "length",
    "opt_param_tag": "tag",
    # A field of its own for each time that is relative, or empty.
    "final_date_r": "final_date",
    "schedule_delivery_time_r": "schedule_delivery_time",
    "validity_period_r": "validity_period",
}
# Shown as octets, or not at all: there is no value to compare.
OCTETS = frozenset(
    "message message_payload vendor_op reserved_op source_subaddress dest_subaddress billing_id"
    " dest_addr_np_country dest_addr_np_info source_node_id dest_node_id"
    " broadcast_content_type.info broadcast_area_identifier broadcast_service_group callback_num"
    " callback_num_atag alert_on_message_delivery_null dlist dlist_resp".split()
)
TIMES = frozenset(
    f"{name}{form}"
    for name in ("schedule_delivery_time", "validity_period", "final_date", "broadcast_end_time")
    for form in ("", "_r")
)
# Where Wireshark shows one field under the name of another: that name, and the field's.
MISNAMED = {
    "schedule_delivery_time": "validity_period",
    "schedule_delivery_time_r": "validity_period",
    "error_code": "version",
}
# A TLV, all of them, and the text of a message: compared in ways of their own.
TLV, ALL_TLVS = "opt_param", "opt_params"
TEXT = "message_text"
SECRET = "password"
_LISTS = ("dest_address", "unsuccess_sme")
# Octets that are of no field.
_NO_FIELDS = ("unparsed", "trailing")


def _mandatory() -> dict[str, tuple[Equal, ...]]:
    entries = (*DEST_ADDRESS_SME, *DEST_ADDRESS_DL, *UNSUCCESS_SME)
    names = (*HEADER, *MANDATORY_FIELDS, *(field.name for field in entries))
    nodes = {name: name for name in names} | _ELSEWHERE
    return {name: (Equal(node),) for name, node in nodes.items()}


def _equals() -> dict[str, tuple[Equal, ...]]:
    named = [(tlv.name, tlv.name, VALUE) for tlv in TLVS]
    named += [("broadcast_end_time_r", "broadcast_end_time", VALUE), *_IN_TLVS]
    equals = _mandatory()
    equals |= {name: (Equal(VALUE, ANY),) for name in ("vendor_op", "reserved_op")}
    for name, equal in {name: (node, TLV_BY_NAME[tlv].tag) for name, tlv, node in named}.items():
        equals[name] = (*equals.get(name, ()), Equal(*equal))
    return equals


# By tshark's name: what may be its equal.
EQUALS = _equals()


class Places:
    """The nodes of a PDU's tree by name and offset, and its TLVs by where their values lie."""

    __slots__ = ("named", "tlvs")

    def __init__(self, root: Node):
        self.named: dict[tuple[str, int], Node] = {}
        self.tlvs: dict[int, Node] = {}
        found = list(root.nodes)
        for node in found:
            parts = node.nodes
            if is_tlv(node):
                self.tlvs[parts[2].offset] = node
            else:
                self.named[node.name, node.offset] = node
            found += parts

    def equal(self, name: str, offset: int) -> Node | None:
        """Find the equal of a field that tshark shows there; None where there is none."""
        for node, tag in EQUALS.get(name, ()):
            found = self.named.get((node, offset))
            if found is not None and (tag is None or self._lies_in(offset, tag)):
                return found
        return None

    def misnamed(self, name: str, offset: int) -> Node | None:
        """Find what tshark shows there under the name of another field."""
        return self.named.get((MISNAMED.get(name, ""), offset))

    def _lies_in(self, offset: int, tag: int) -> bool:
        tlv = self.tlvs.get(offset) or self._around(offset)
        return tlv is not None and tag in (ANY, tlv.nodes[0].value)

    def _around(self, offset: int) -> Node | None:
        return next(
            (one for one in self.tlvs.values() if one.offset <= offset < one.offset + one.length),
            None,
        )


def is_tlv(node: Node) -> bool:
    """Tell whether a node directly under a PDU is a TLV."""
    return bool(node.nodes) and node.nodes[0].name == "tag"


def mandatory_and_tlvs(root: Node) -> Iterator[Node]:
    """Give what tshark should show of a PDU: its fields, those of its lists' entries, its TLVs."""
    for node in root.nodes:
        if node.name in _LISTS:
            for entry in node.nodes:
                yield from entry.nodes
        elif node.name not in _NO_FIELDS:
            yield node
