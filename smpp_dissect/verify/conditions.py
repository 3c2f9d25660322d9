"""When a rule holds: of one PDU, what tshark shows there, and what our tree has there.

A condition gets the field that tshark shows, or None where it shows none, and our node, or None
where we have none.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from smpp_dissect.pdus.framing import HEADER
from smpp_dissect.pdus.tree.model import Node
from smpp_dissect.pdus.tree.time_parts import NO_TIME, SHORT_FORM
from smpp_dissect.spec import TLV_BY_NAME
from smpp_dissect.verify.case import Case
from smpp_dissect.verify.fields import EQUALS, MISNAMED, TEXT, is_tlv
from smpp_dissect.verify.losses import UNKNOWN_TO_TSHARK
from smpp_dissect.verify.pdml import SMPP, Shown
from smpp_dissect.verify.texts import HEADERS_READ, PACKED

Holds = Callable[[Case, Shown | None, Node | None], bool]

# Commands whose TLVs tshark does not read, though it reads their fields.
_UNREAD = frozenset(
    "bind_receiver bind_transmitter bind_transceiver outbind query_sm query_sm_resp cancel_sm"
    " auth_acc auth_acc_resp sm_result_notify sm_result_notify_resp".split()
)
_PASSED_OVER = frozenset(
    "system_id password system_type address_range source_addr destination_addr esme_addr message_id"
    " final_date dl_name short_message smsc_addr msc_addr sm_id".split()
)
_MISNAMED_IN = {
    "validity_period": ("submit_multi",),
    "version": ("auth_acc", "sm_result_notify"),
}
_DEFAULT_NAMES = {
    "service_type": "(Default)",
    "source_network_id": "Empty!",
    "dest_network_id": "Empty!",
}
_RELATIVE = re.compile(rb"[0-9]{15}R\0?")
# Seconds of a day, an hour, a minute, a second.
_SIZES = (86400, 3600, 60, 1)
_NO_TIME_AT_ALL = "0.000000000"
_WAITING = range(0x40, 0xC0)
# From here on the group is that of message classes, and another bit is reserved.
_CLASSES = 0xF0
# Of the groups for message waiting: how far each part is shifted down, and its mask then.
_CODING_BITS = {
    "dcs.sms_coding_group": (4, 0xF),
    "dcs.wait_ind": (3, 1),
    "dcs.reserved": (2, 1),
    "dcs.wait_type": (0, 3),
}
# Of these TLVs tshark says that they are there, and looks at no octet of their values.
_NOT_LOOKED_AT = tuple(
    TLV_BY_NAME[name].tag.to_bytes(2) for name in ("callback_num", "callback_num_atag")
)
# What Wireshark calls the dissector of user data headers.
_USER_DATA = "GSM SMS UD"
_PORTS = (0x04, 0x05)


def request_status(case: Case, shown: Shown | None, node: Node | None) -> bool:
    """The status of a request is not shown."""
    return node is not None and node.name == "command_status" and not case.is_response


def error_body(case: Case, shown: Shown | None, node: Node | None) -> bool:
    """The response says no, and tshark shows nothing behind its header."""
    return case.is_error and _is_body_hidden(case, node)


def empty_field(case: Case, shown: Shown | None, node: Node | None) -> bool:
    """The field is one that tshark passes over where it is empty, and is."""
    return node is not None and node.name in _PASSED_OVER and node.octets in (b"", b"\0")


def count_field(case: Case, shown: Shown | None, node: Node | None) -> bool:
    """The field counts entries, or tells their kind, as tshark shows them."""
    if node is None:
        return False
    if node.name == "dest_flag":
        name = case.places.named.get(("dl_name", node.offset + 1))
        if name is not None and name.length == 1:
            return True
        return case.shows("dest_addr_ton" if name is None else "dl_name", node.offset + 1)
    return node.name in ("number_of_dests", "no_unsuccess") and node.value == 0


def unread_tlvs(case: Case, shown: Shown | None, node: Node | None) -> bool:
    """The field is a TLV of a command whose TLVs tshark does not read."""
    if node is not None and not is_tlv(node):
        return False
    command = case.command
    is_read = command is not None and command.fields and command.name not in _UNREAD
    return not is_read and "opt_params" not in case.body


def unknown_body(case: Case, shown: Shown | None, node: Node | None) -> bool:
    """The command is unknown to tshark, and it shows nothing behind the header."""
    return case.command_id in UNKNOWN_TO_TSHARK and _is_body_hidden(case, node)


def _is_body_hidden(case: Case, node: Node | None) -> bool:
    return not case.body and (node is None or node.offset >= HEADER)


def renamed_field(case: Case, shown: Shown | None, node: Node | None) -> bool:
    """The octets of one field are shown under the name of another."""
    if shown is None or node is None or MISNAMED.get(shown.name) != node.name:
        return False
    if case.command is None or case.command.name not in _MISNAMED_IN[node.name]:
        return False
    return shown.length == node.length and shown.octets == node.octets.hex()


def tlv_width(case: Case, shown: Shown | None, node: Node | None) -> bool:
    """The place is behind where tshark took another width for a TLV than it has."""
    if case.astray is None:
        return False
    places = [one.offset for one in (shown, node) if one is not None]
    return all(place >= case.astray for place in places)


def wrong_length(case: Case, shown: Shown | None, node: Node | None) -> bool:
    """By our tree, too, another PDU begins within the PDU; what is shown lies beyond that."""
    if case.tree.anomaly != "bad_length":
        return False
    return shown is None or shown.offset + shown.length > case.tree.root.length


def list_entry(case: Case, shown: Shown | None, node: Node | None) -> bool:
    """An entry of a list is of no kind."""
    return case.tree.anomaly == "list_entry"


def unread_value(case: Case, shown: Shown | None, node: Node | None) -> bool:
    """A TLV runs over the end of the PDU, and is one whose value tshark does not look at."""
    cut = case.field("unparsed")
    if case.tree.anomaly != "tlv_overrun" or cut is None:
        return False
    return cut.octets.startswith(_NOT_LOOKED_AT)


def after_fault(case: Case, shown: Shown | None, node: Node | None) -> bool:
    """What tshark shows lies in octets that we do not trust."""
    if shown is None:
        return False
    return any(one.name == "unparsed" and one.offset <= shown.offset for one in case.fields)


def reserved_bits(case: Case, shown: Shown | None, node: Node | None) -> bool:
    """A reserved bit is shown that is not set."""
    return shown is not None and shown.name == "dcs.reserved" and _coding_bits(case, shown) == 0


def message_waiting(case: Case, shown: Shown | None, node: Node | None) -> bool:
    """Some bits of data_coding are shown, and the value is of other groups."""
    if shown is None or case.value("data_coding") not in _WAITING:
        return False
    return _coding_bits(case, shown) is not None


def _coding_bits(case: Case, shown: Shown) -> int | None:
    """Give the bits of data_coding that tshark shows; None where it shows something else."""
    coding, shift_mask = case.field("data_coding"), _CODING_BITS.get(shown.name)
    if coding is None or shift_mask is None or shown.octets != coding.octets.hex():
        return None
    shift, mask = shift_mask
    if shown.name == "dcs.reserved" and int(coding.value or 0) >= _CLASSES:
        shift = 3
    bits = int(coding.value or 0) >> shift & mask
    is_there = (shown.offset, shown.length) == (coding.offset, coding.length)
    return bits if is_there and shown.bits == bits == int(shown.show, 0) else None


def remark(case: Case, shown: Shown | None, node: Node | None) -> bool:
    """What is shown has no octets, and is none of the fields known."""
    return shown is not None and not shown.length and shown.name not in EQUALS


def replace_flag(case: Case, shown: Shown | None, node: Node | None) -> bool:
    """Of the flag bit 0 is shown."""
    if node is None or shown is None or node.name != "replace_if_present_flag":
        return False
    return shown.bits == int(shown.show, 0) == int(node.value or 0) & 1


def default_name(case: Case, shown: Shown | None, node: Node | None) -> bool:
    """An empty string has a name."""
    if node is None or shown is None:
        return False
    return node.value == "" and shown.show == _DEFAULT_NAMES.get(shown.name)


def empty_time(case: Case, shown: Shown | None, node: Node | None) -> bool:
    """An empty time is shown as none at all."""
    if node is None or shown is None or not shown.name.endswith("_r"):
        return False
    return node.octets == b"\0" and shown.show == _NO_TIME_AT_ALL


def short_time(case: Case, shown: Shown | None, node: Node | None) -> bool:
    """A date without tenths and zone is shown as no time at all."""
    if node is None or shown is None or not isinstance(node.value, str):
        return False
    return bool(SHORT_FORM.fullmatch(node.value)) and shown.show == _NO_TIME_AT_ALL


def no_time(case: Case, shown: Shown | None, node: Node | None) -> bool:
    """We, too, find no time there."""
    return node is not None and case.meaning(node) == NO_TIME


def years_and_months(case: Case, shown: Shown | None, node: Node | None) -> bool:
    """Of a relative time the days, hours, minutes and seconds are shown."""
    if node is None or shown is None or not _RELATIVE.fullmatch(node.octets):
        return False
    counts = (int(node.octets[at : at + 2]) for at in range(4, 12, 2))
    seconds = sum(count * size for count, size in zip(counts, _SIZES, strict=True))
    return shown.show == f"{seconds}.000000000"


def packed_fill(case: Case, shown: Shown | None, node: Node | None) -> bool:
    """Packed septets are read, and none stand behind a header."""
    if case.told != PACKED or case.theirs.malformed != SMPP:
        return False
    last = [content.nodes[-1] for _, content in case.messages if content.nodes]
    return any(part.name == "user_data" and not part.length for part in last)


def port_user_data(case: Case, shown: Shown | None, node: Node | None) -> bool:
    """What is malformed is not SMPP, and the user data header has a port."""
    if not case.theirs.is_torn:
        return False
    return any(part.nodes and part.nodes[0].value in _PORTS for part in case.header)


def user_data_header(case: Case, shown: Shown | None, node: Node | None) -> bool:
    """What is malformed is the user data header."""
    return case.theirs.malformed == _USER_DATA and case.has_header


def torn(case: Case, shown: Shown | None, node: Node | None) -> bool:
    """What is malformed is SMPP, in a frame in which nothing is put together any more."""
    return case.torn and case.theirs.malformed == SMPP


def carried_header(case: Case, shown: Shown | None, node: Node | None) -> bool:
    """The message has no header, and is shown as if it had that of the message before."""
    if not case.behind_header or case.command is None or case.command.name in HEADERS_READ:
        return False
    if shown is None:
        return case.theirs.malformed == _USER_DATA
    return shown.name == TEXT and any(
        content.length
        and shown.offset == content.offset + 1 + content.octets[0]
        and shown.offset + shown.length == content.offset + content.length
        for _, content in case.messages
    )
