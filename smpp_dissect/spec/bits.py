"""The octets that SMPP divides into bits: their parts, in the order of the standard."""

from __future__ import annotations

from typing import NamedTuple


class BitPart(NamedTuple):
    """Some neighbouring bits of one octet; `enum` names the meanings of its values, in place."""

    name: str
    mask: int
    enum: str = ""


# By the enumeration of the field, TLV or part.
BIT_PARTS: dict[str, tuple[BitPart, ...]] = {
    # 3.4 5.2.12; 5.0 4.7.12
    "esm_class": (
        BitPart("messaging_mode", 0x03, "esm_class_mode"),
        BitPart("message_type", 0x3C, "esm_class_type"),
        BitPart("gsm_features", 0xC0, "esm_class_gsm"),
    ),
    # 3.4 5.2.17; 5.0 4.7.21
    "registered_delivery": (
        BitPart("smsc_delivery_receipt", 0x03, "registered_delivery_receipt"),
        BitPart("sme_acknowledgement", 0x0C, "registered_delivery_sme_ack"),
        BitPart("intermediate_notification", 0x10, "registered_delivery_intermediate"),
    ),
    # 3.4 5.3.2.37; 5.0 4.8.4.17
    "callback_num_pres_ind": (
        BitPart("presentation", 0x0C, "callback_num_presentation"),
        BitPart("screening", 0x03, "callback_num_screening"),
    ),
    # 3.4 5.3.2.13; 5.0 4.8.4.40
    "ms_msg_wait_facilities": (
        BitPart("indicator", 0x80, "ms_msg_wait_facilities_indicator"),
        BitPart("type", 0x03, "ms_msg_wait_facilities_type"),
    ),
    # 3.4 5.3.2.43; 5.0 4.8.4.34
    "its_session_end": (
        BitPart("sequence_number", 0xFE),
        BitPart("end_of_session", 0x01, "its_session_end"),
    ),
}
