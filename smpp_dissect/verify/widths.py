"""How many octets tshark takes for the value of a TLV: for most by the tag, not by its length.

Where that is not the length that the TLV tells, tshark goes on at the wrong octet, and what it
shows from there on is not in the PDU.
"""

from __future__ import annotations

from smpp_dissect.spec import TLV_BY_NAME, TLVS, WIDTHS, Kind

# Up to a NUL, wherever that is.
TO_NUL = -1
# Values in parts, which tshark reads as integers one after another; and one that it reads shorter.
_IN_PARTS = {
    "network_error_code": 3,
    "broadcast_content_type": 3,
    "broadcast_frequency_interval": 3,
    "its_session_info": 2,
    "ms_validity": 1,
    "broadcast_rep_num": 1,
    "broadcast_end_time": TO_NUL,
}
# By tag: how many octets tshark takes; tags that are not here have the length they tell.
TAKEN = {
    **{tlv.tag: WIDTHS[tlv.kind] for tlv in TLVS if tlv.kind in WIDTHS},
    **{tlv.tag: TO_NUL for tlv in TLVS if tlv.kind is Kind.CSTRING},
    **{TLV_BY_NAME[name].tag: width for name, width in _IN_PARTS.items()},
}
_ALERT = TLV_BY_NAME["alert_on_message_delivery"].tag
_AREA = TLV_BY_NAME["broadcast_area_identifier"].tag


def taken(pdu: bytes, tag: int, at: int, length: int) -> int:
    """Count the octets that tshark takes from `at` on as the value of a TLV of that length."""
    if tag == _ALERT:
        return min(length, 1)
    if tag == _AREA:
        # The first octet is shown, whether or not there is one.
        return max(length, 1)
    width = TAKEN.get(tag, length)
    return pdu.find(0, at) + 1 - at if width == TO_NUL else width
