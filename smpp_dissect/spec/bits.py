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
    # 3GPP TS 23.040 9.2.3.24.2
    "udh_special_message": (
        BitPart("storage", 0x80, "udh_special_message_storage"),
        BitPart("profile", 0x60, "udh_special_message_profile"),
        BitPart("extended_type", 0x1C, "udh_special_message_extended"),
        BitPart("type", 0x03, "udh_special_message_type"),
    ),
    # 3GPP TS 23.040 9.2.3.24.6
    "udh_smsc_control": (
        BitPart("original_header", 0x80, "udh_smsc_control_header"),
        BitPart("cancel_rest", 0x40, "udh_smsc_control_cancel"),
        BitPart("temporary_error", 0x08, "udh_smsc_control_temporary"),
        BitPart("temporary_error_ended", 0x04, "udh_smsc_control_temporary_ended"),
        BitPart("permanent_error", 0x02, "udh_smsc_control_permanent"),
        BitPart("completed", 0x01, "udh_smsc_control_completed"),
    ),
    # 3GPP TS 23.040 9.2.3.24.10.1.1
    "udh_text_format": (
        BitPart("strikethrough", 0x80),
        BitPart("underlined", 0x40),
        BitPart("italic", 0x20),
        BitPart("bold", 0x10),
        BitPart("size", 0x0C, "udh_text_size"),
        BitPart("alignment", 0x03, "udh_text_alignment"),
    ),
    "udh_text_colour": (
        BitPart("background", 0xF0, "udh_text_background"),
        BitPart("foreground", 0x0F, "udh_text_foreground"),
    ),
    # 3GPP TS 23.040 9.2.3.24.10.1.9 and .12
    "udh_object_control": (
        BitPart("user_prompt", 0x02, "udh_object_prompt"),
        BitPart("distribution", 0x01, "udh_object_distribution"),
    ),
    "udh_object_distribution": (BitPart("distribution", 0x01, "udh_object_distribution"),),
    # 3GPP TS 23.040 9.2.3.24.13
    "udh_voice_mail": (
        BitPart("status_extension", 0x80),
        BitPart("full", 0x40),
        BitPart("almost_full", 0x20),
        BitPart("storage", 0x10, "udh_voice_mail_storage"),
        BitPart("profile", 0x0C, "udh_voice_mail_profile"),
        BitPart("kind", 0x01, "udh_voice_mail_kind"),
    ),
    "udh_voice_mail_message": (
        BitPart("extension", 0x80),
        BitPart("priority", 0x40, "udh_voice_mail_priority"),
        BitPart("retention_days", 0x1F),
    ),
    # 3GPP TS 23.040 9.1.2.5
    "gsm_address_type": (
        BitPart("extension", 0x80),
        BitPart("ton", 0x70, "gsm_address_ton"),
        BitPart("npi", 0x0F, "gsm_address_npi"),
    ),
}

GSM_GENERAL = (
    BitPart("compression", 0x20, "data_coding_compression"),
    BitPart("has_class", 0x10, "data_coding_has_class"),
    BitPart("alphabet", 0x0C, "gsm_dcs_alphabet"),
    BitPart("message_class", 0x03, "gsm_dcs_class"),
)
GSM_WAITING = (
    BitPart("indication", 0x08, "gsm_dcs_mwi_sense"),
    BitPart("type", 0x03, "gsm_dcs_mwi_type"),
)
# The groups of data_coding (3.4 5.2.19; 3GPP TS 23.038 4): the last value of each, and its parts.
# The first part tells the group; a message class means something only with `has_class`.
CODING_GROUPS: tuple[tuple[int, tuple[BitPart, ...]], ...] = (
    (
        0x0F,
        (
            BitPart("coding_group", 0xF0, "data_coding_group"),
            BitPart("coding", 0x0F, "data_coding"),
        ),
    ),
    (0x7F, (BitPart("coding_group", 0xC0, "data_coding_group"), *GSM_GENERAL)),
    (0xBF, (BitPart("coding_group", 0xF0, "data_coding_group"),)),
    (0xEF, (BitPart("coding_group", 0xF0, "data_coding_group"), *GSM_WAITING)),
    (
        0xFF,
        (
            BitPart("coding_group", 0xF0, "data_coding_group"),
            BitPart("alphabet", 0x04, "data_coding_class_alphabet"),
            BitPart("message_class", 0x03, "gsm_dcs_class"),
        ),
    ),
)
