"""What the values of fields mean: all enumerations by name, those of mandatory fields in full."""

from __future__ import annotations

from smpp_dissect.spec.enums_network import NETWORK_ENUMS
from smpp_dissect.spec.enums_tlv import TLV_ENUMS
from smpp_dissect.spec.enums_user_data import USER_DATA_ENUMS
from smpp_dissect.spec.enums_vendor import VENDOR_ENUMS
from smpp_dissect.spec.status import COMMAND_STATUS
from smpp_dissect.spec.vocabulary import Meaning

# 3.4 5.2.12; 5.0 4.7.12; ignored from SMSC to ESME
ESM_CLASS_MODE = (
    Meaning(0x00, "DEFAULT", "default SMSC mode", mask=0x03),
    Meaning(0x01, "DATAGRAM", "datagram", mask=0x03),
    Meaning(0x02, "FORWARD", "forward, that is transaction", mask=0x03),
    Meaning(0x03, "STORE_AND_FORWARD", "store and forward", mask=0x03),
)
# 3.4 5.2.12; 5.0 4.7.12; in 3.4 0x04, 0x18 and 0x20 come from the SMSC only
ESM_CLASS_TYPE = (
    Meaning(0x00, "DEFAULT", "normal message", mask=0x3C),
    Meaning(0x04, "SMSC_DELIVERY_RECEIPT", "delivery receipt", mask=0x3C),
    Meaning(0x08, "DELIVERY_ACK", "SME delivery acknowledgement", mask=0x3C),
    Meaning(0x10, "USER_ACK", "manual or user acknowledgement", mask=0x3C),
    Meaning(0x18, "CONVERSATION_ABORT", "conversation abort (Korean CDMA)", mask=0x3C),
    Meaning(0x20, "INTERMEDIATE_NOTIFICATION", "intermediate delivery notification", mask=0x3C),
)
# 3.4 5.2.12; 5.0 4.7.12
ESM_CLASS_GSM = (
    Meaning(0x00, "NONE", "no GSM feature", mask=0xC0),
    Meaning(0x40, "UDHI", "user data header present", mask=0xC0),
    Meaning(0x80, "REPLY_PATH", "reply path", mask=0xC0),
    Meaning(0xC0, "UDHI_REPLY_PATH", "user data header and reply path present", mask=0xC0),
)
# 3.4 5.2.17; 5.0 4.7.21
REGISTERED_DELIVERY_RECEIPT = (
    Meaning(0x00, "NONE", "no SMSC receipt", mask=0x03),
    Meaning(0x01, "BOTH", "receipt on success or failure", mask=0x03),
    Meaning(0x02, "FAILURE", "receipt on failure", mask=0x03),
    Meaning(0x03, "SUCCESS", "receipt on success", "5.0", mask=0x03),
)
# 3.4 5.2.17; 5.0 4.7.21
REGISTERED_DELIVERY_SME_ACK = (
    Meaning(0x00, "NONE", "no SME acknowledgement", mask=0x0C),
    Meaning(0x04, "DELIVERY", "SME delivery acknowledgement", mask=0x0C),
    Meaning(0x08, "USER", "manual or user acknowledgement", mask=0x0C),
    Meaning(0x0C, "BOTH", "SME delivery and manual or user acknowledgement", mask=0x0C),
)
# 3.4 5.2.17; 5.0 4.7.21; the 3.4 heading says bit 5, its mask and all else bit 4
REGISTERED_DELIVERY_INTERMEDIATE = (
    Meaning(0x00, "NO", "no intermediate notification", mask=0x10),
    Meaning(0x10, "YES", "intermediate notification requested", mask=0x10),
)
FIELD_ENUMS: dict[str, tuple[Meaning, ...]] = {
    # 3.4 5.1.2.1; 5.0 4.7.5; rows overlap as the versions do
    "command_id_range": (
        Meaning(0x00000000, "REQUESTS_33", "request ids of 3.3", "3.3", last=0x000000FF),
        Meaning(0x80000000, "RESPONSES_33", "response ids of 3.3", "3.3", last=0x800000FF),
        Meaning(0x00000000, "REQUESTS_50", "request ids of 5.0", "5.0", last=0x000001FF),
        Meaning(0x80000000, "RESPONSES_50", "response ids of 5.0", "5.0", last=0x800001FF),
        Meaning(0x0000000C, "", "reserved", last=0x00000014),
        Meaning(0x00000016, "", "reserved", last=0x00000020),
        Meaning(0x00000022, "", "reserved in 3.4 (0x22-0x24 used by 3.3)", last=0x000000FF),
        Meaning(0x00000104, "", "reserved for SMPP extension (3.4)", last=0x0000FFFF),
        Meaning(0x80000104, "", "reserved for SMPP extension (3.4)", last=0x8000FFFF),
        Meaning(0x00010000, "", "reserved", last=0x000101FF),
        Meaning(0x00010200, "VENDOR", "SMSC vendor requests", last=0x000102FF),
        Meaning(0x80010200, "VENDOR_RESP", "SMSC vendor responses", last=0x800102FF),
        Meaning(0x0000000A, "", "reserved"),
        Meaning(0x00000100, "", "reserved"),
        Meaning(0x00000101, "", "reserved"),
    ),
    # 3.4 5.3.1; 5.0 4.8.1
    "tlv_tag_range": (
        Meaning(0x0000, "", "reserved"),
        Meaning(0x0001, "SMPP", "defined by SMPP", last=0x00FF),
        Meaning(0x0100, "", "reserved", last=0x01FF),
        Meaning(0x0200, "SMPP", "defined by SMPP", last=0x05FF),
        Meaning(0x0600, "", "for extension in 3.4; 5.0 assigns 0x0600-0x0613", last=0x10FF),
        Meaning(0x1100, "", "reserved", last=0x11FF),
        Meaning(0x1200, "SMPP", "defined by SMPP", last=0x13FF),
        Meaning(0x1400, "VENDOR", "SMSC vendor specific", last=0x3FFF),
        Meaning(0x4000, "", "reserved", last=0xFFFF),
    ),
    # 3.4 5.2.4; 5.0 4.7.13; high half major, low half minor version
    "interface_version": (
        Meaning(0x00, "", "3.3 or earlier", last=0x33),
        Meaning(0x33, "V3_3", "version 3.3"),
        Meaning(0x34, "V3_4", "version 3.4"),
        Meaning(0x50, "V5_0", "version 5.0", "5.0"),
    ),
    # 3.4 5.2.5; 5.0 4.7.1
    "ton": (
        Meaning(0x00, "UNKNOWN", "unknown"),
        Meaning(0x01, "INTERNATIONAL", "international"),
        Meaning(0x02, "NATIONAL", "national"),
        Meaning(0x03, "NETWORK_SPECIFIC", "network specific"),
        Meaning(0x04, "SUBSCRIBER_NUMBER", "subscriber number"),
        Meaning(0x05, "ALPHANUMERIC", "alphanumeric"),
        Meaning(0x06, "ABBREVIATED", "abbreviated"),
    ),
    # 3.4 5.2.6; 5.0 4.7.2
    "npi": (
        Meaning(0x00, "UNKNOWN", "unknown"),
        Meaning(0x01, "ISDN", "ISDN, E.163/E.164"),
        Meaning(0x03, "DATA", "data, X.121"),
        Meaning(0x04, "TELEX", "telex, F.69"),
        Meaning(0x06, "LAND_MOBILE", "land mobile, E.212"),
        Meaning(0x08, "NATIONAL", "national"),
        Meaning(0x09, "PRIVATE", "private"),
        Meaning(0x0A, "ERMES", "ERMES"),
        Meaning(0x0E, "INTERNET", "Internet (IP)"),
        Meaning(0x12, "WAP_CLIENT_ID", "WAP client id"),
    ),
    # 3.4 5.2.25; 5.0 4.7.9
    "dest_flag": (
        Meaning(0x01, "SME_ADDRESS", "SME address", "3.3"),
        Meaning(0x02, "DISTRIBUTION_LIST", "distribution list name", "3.3"),
    ),
    "esm_class": (*ESM_CLASS_MODE, *ESM_CLASS_TYPE, *ESM_CLASS_GSM),
    "esm_class_mode": ESM_CLASS_MODE,
    "esm_class_type": ESM_CLASS_TYPE,
    "esm_class_gsm": ESM_CLASS_GSM,
    # 3.4 5.2.14; 5.0 4.7.19
    "priority_flag_gsm": (
        Meaning(0x00, "NON_PRIORITY", "not prioritised"),
        Meaning(0x01, "PRIORITY", "prioritised"),
        Meaning(0x02, "PRIORITY", "prioritised"),
        Meaning(0x03, "PRIORITY", "prioritised"),
    ),
    # 3.4 5.2.14; 5.0 4.7.19
    "priority_flag_ansi136": (
        Meaning(0x00, "BULK", "bulk"),
        Meaning(0x01, "NORMAL", "normal"),
        Meaning(0x02, "URGENT", "urgent"),
        Meaning(0x03, "VERY_URGENT", "very urgent"),
    ),
    # 3.4 5.2.14; 5.0 4.7.19
    "priority_flag_is95": (
        Meaning(0x00, "NORMAL", "normal"),
        Meaning(0x01, "INTERACTIVE", "interactive"),
        Meaning(0x02, "URGENT", "urgent"),
        Meaning(0x03, "EMERGENCY", "emergency"),
    ),
    # 5.0 4.7.19
    "priority_flag_gsm_cbs": (
        Meaning(0x00, "NORMAL", "normal", "5.0"),
        Meaning(0x01, "IMMEDIATE", "immediate broadcast", "5.0"),
        Meaning(0x02, "HIGH", "high priority", "5.0"),
        Meaning(0x03, "", "reserved", "5.0"),
        Meaning(0x04, "BACKGROUND", "priority background", "5.0"),
    ),
    # 5.0 4.7.19
    "priority_flag_ansi41_cbs": (
        Meaning(0x00, "NORMAL", "normal", "5.0"),
        Meaning(0x01, "INTERACTIVE", "interactive", "5.0"),
        Meaning(0x02, "URGENT", "urgent", "5.0"),
        Meaning(0x03, "EMERGENCY", "emergency", "5.0"),
    ),
    # 3.3 6.3.3.1
    "priority_flag_v33": (
        Meaning(0x00, "NON_PRIORITY", "not prioritised", "3.3"),
        Meaning(0x01, "PRIORITY", "prioritised", "3.3"),
    ),
    "registered_delivery": (
        *REGISTERED_DELIVERY_RECEIPT,
        *REGISTERED_DELIVERY_SME_ACK,
        *REGISTERED_DELIVERY_INTERMEDIATE,
    ),
    "registered_delivery_receipt": REGISTERED_DELIVERY_RECEIPT,
    "registered_delivery_sme_ack": REGISTERED_DELIVERY_SME_ACK,
    "registered_delivery_intermediate": REGISTERED_DELIVERY_INTERMEDIATE,
    # 3.3 6.3.3.1
    "registered_delivery_v33": (
        Meaning(0x00, "NO", "no receipt", "3.3"),
        Meaning(0x01, "YES", "receipt wanted", "3.3"),
    ),
    # 3.4 5.2.18; 5.0 4.7.22
    "replace_if_present_flag": (
        Meaning(0x00, "NO", "do not replace", "3.3"),
        Meaning(0x01, "YES", "replace", "3.3"),
    ),
    # 3.4 5.2.19; 5.0 4.7.7
    "data_coding": (
        Meaning(0x00, "DEFAULT", "SMSC default alphabet (5.0: MC specific)"),
        Meaning(0x01, "IA5", "IA5, CCITT T.50 / ASCII"),
        Meaning(0x02, "OCTET_A", "8-bit binary (TDMA, CDMA)"),
        Meaning(0x03, "LATIN1", "ISO-8859-1"),
        Meaning(0x04, "OCTET_B", "8-bit binary (all networks)"),
        Meaning(0x05, "JIS", "JIS X 0208-1990"),
        Meaning(0x06, "CYRILLIC", "ISO-8859-5"),
        Meaning(0x07, "HEBREW", "ISO-8859-8"),
        Meaning(0x08, "UCS2", "ISO/IEC-10646, in practice UTF-16BE"),
        Meaning(0x09, "PICTOGRAM", "pictogram encoding"),
        Meaning(0x0A, "ISO2022JP", "ISO-2022-JP, music codes"),
        Meaning(0x0B, "", "reserved", last=0x0C),
        Meaning(0x0D, "EXT_KANJI", "JIS X 0212-1990"),
        Meaning(0x0E, "KSC5601", "KS C 5601"),
        Meaning(0x0F, "", "reserved by SMPP; GSM 0x00-0x7F values are met in practice", last=0xBF),
        Meaning(0xC0, "GSM_MWI", "GSM message waiting, discard", last=0xCF),
        Meaning(0xD0, "GSM_MWI", "GSM message waiting, store", last=0xDF),
        Meaning(0xE0, "", "reserved (GSM: message waiting, store, UCS2)", last=0xEF),
        Meaning(0xF0, "GSM_CLASS", "GSM message class control", last=0xFF),
    ),
    # 3.4 5.2.28; 5.0 4.7.15
    "message_state": (
        Meaning(0x00, "SCHEDULED", "scheduled, delivery not begun", "5.0"),
        Meaning(0x01, "ENROUTE", "en route", "3.3"),
        Meaning(0x02, "DELIVERED", "delivered (final)", "3.3"),
        Meaning(0x03, "EXPIRED", "validity period expired (final)", "3.3"),
        Meaning(0x04, "DELETED", "deleted (final)", "3.3"),
        Meaning(0x05, "UNDELIVERABLE", "undeliverable (final)", "3.3"),
        Meaning(0x06, "ACCEPTED", "accepted on behalf of the subscriber (final)", "3.3"),
        Meaning(0x07, "UNKNOWN", "unknown or invalid state", "3.3", note="3.3 name INVALID"),
        Meaning(0x08, "REJECTED", "rejected (final)"),
        Meaning(0x09, "SKIPPED", "accepted but deliberately not sent (final)", "5.0"),
    ),
    # 3.4 5.2.11; 5.0 4.7.25
    "service_type": (
        Meaning("", "DEFAULT", "default"),
        Meaning("CMT", "CMT", "cellular messaging"),
        Meaning("CPT", "CPT", "cellular paging"),
        Meaning("VMN", "VMN", "voice mail notification"),
        Meaning("VMA", "VMA", "voice mail alerting"),
        Meaning("WAP", "WAP", "wireless application protocol"),
        Meaning("USSD", "USSD", "USSD"),
        Meaning("CBS", "CBS", "cell broadcast service", "5.0"),
        Meaning("GUTS", "GUTS", "generic UDP transport service", "5.0"),
    ),
    # 3.4 7.1.1; 5.0 4.7.23; last character of YYMMDDhhmmsstnnp
    "time_utc_flag": (
        Meaning("+", "AHEAD", "local time nn quarter hours ahead of UTC", "3.3"),
        Meaning("-", "BEHIND", "local time nn quarter hours behind UTC", "3.3"),
        Meaning("R", "RELATIVE", "relative period from the SMSC time"),
    ),
    # 3.4 Appendix B; symbols are those of message_state
    "receipt_stat": (
        Meaning("DELIVRD", "DELIVERED", "delivered"),
        Meaning("EXPIRED", "EXPIRED", "expired"),
        Meaning("DELETED", "DELETED", "deleted"),
        Meaning("UNDELIV", "UNDELIVERABLE", "undeliverable"),
        Meaning("ACCEPTD", "ACCEPTED", "accepted"),
        Meaning("UNKNOWN", "UNKNOWN", "unknown"),
        Meaning("REJECTD", "REJECTED", "rejected"),
    ),
}

ENUMS: dict[str, tuple[Meaning, ...]] = {
    "command_status": COMMAND_STATUS,
    **FIELD_ENUMS,
    **TLV_ENUMS,
    **NETWORK_ENUMS,
    **USER_DATA_ENUMS,
    **VENDOR_ENUMS,
}
