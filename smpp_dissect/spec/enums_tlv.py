"""What the values of TLVs and of the parts of structured TLVs mean."""

from __future__ import annotations

from smpp_dissect.spec.vocabulary import Meaning

# 3.4 5.3.2.37; 5.0 4.8.4.17
CALLBACK_NUM_PRESENTATION = (
    Meaning(0x00, "ALLOWED", "presentation allowed", mask=0x0C),
    Meaning(0x04, "RESTRICTED", "presentation restricted", mask=0x0C),
    Meaning(0x08, "NOT_AVAILABLE", "number not available", mask=0x0C),
    Meaning(0x0C, "", "reserved", mask=0x0C),
)
# 3.4 5.3.2.37; 5.0 4.8.4.17
CALLBACK_NUM_SCREENING = (
    Meaning(0x00, "NOT_SCREENED", "user provided, not screened", mask=0x03),
    Meaning(0x01, "PASSED", "user provided, verified and passed", mask=0x03),
    Meaning(0x02, "FAILED", "user provided, verified and failed", mask=0x03),
    Meaning(0x03, "NETWORK", "network provided", mask=0x03),
)
# 3.4 5.3.2.13; 5.0 4.8.4.40
MS_MSG_WAIT_FACILITIES_INDICATOR = (
    Meaning(0x00, "INACTIVE", "set the indication inactive", mask=0x80),
    Meaning(0x80, "ACTIVE", "set the indication active", mask=0x80),
)
# 3.4 5.3.2.13; 5.0 4.8.4.40
MS_MSG_WAIT_FACILITIES_TYPE = (
    Meaning(0x00, "VOICEMAIL", "voicemail waiting", mask=0x03),
    Meaning(0x01, "FAX", "fax waiting", mask=0x03),
    Meaning(0x02, "EMAIL", "electronic mail waiting", mask=0x03),
    Meaning(0x03, "OTHER", "other message waiting", mask=0x03),
)
TLV_ENUMS: dict[str, tuple[Meaning, ...]] = {
    # 3.4 5.3.2.31; 5.0 4.8.4.42
    "network_error_type": (
        Meaning(
            0x01, "ANSI_136_ACCESS_DENIED", "5.0: ANSI-136 access denied reason; 3.4: ANSI-136"
        ),
        Meaning(0x02, "IS_95_ACCESS_DENIED", "5.0: IS-95 access denied reason; 3.4: IS-95"),
        Meaning(0x03, "GSM", "GSM"),
        Meaning(0x04, "ANSI_136_CAUSE", "ANSI-136 cause code; reserved in 3.4", "5.0"),
        Meaning(0x05, "IS_95_CAUSE", "IS-95 cause code", "5.0"),
        Meaning(0x06, "ANSI_41_ERROR", "ANSI-41 error", "5.0"),
        Meaning(0x07, "SMPP_ERROR", "SMPP error (command_status)", "5.0"),
        Meaning(0x08, "MC_SPECIFIC", "message centre specific", "5.0"),
    ),
    # 3.4 5.3.2.1; 5.0 4.8.4.23
    "addr_subunit": (
        Meaning(0x00, "UNKNOWN", "unknown"),
        Meaning(0x01, "MS_DISPLAY", "mobile display"),
        Meaning(0x02, "MOBILE_EQUIPMENT", "mobile equipment"),
        Meaning(0x03, "SMART_CARD_1", "smart card 1, normally the SIM"),
        Meaning(0x04, "EXTERNAL_UNIT_1", "external unit 1"),
    ),
    # 3.4 5.3.2.3; 5.0 4.8.4.26
    "network_type": (
        Meaning(0x00, "UNKNOWN", "unknown"),
        Meaning(0x01, "GSM", "GSM"),
        Meaning(0x02, "TDMA", "ANSI-136/TDMA"),
        Meaning(0x03, "CDMA", "IS-95/CDMA"),
        Meaning(0x04, "PDC", "PDC"),
        Meaning(0x05, "PHS", "PHS"),
        Meaning(0x06, "IDEN", "iDEN"),
        Meaning(0x07, "AMPS", "AMPS"),
        Meaning(0x08, "PAGING", "paging network"),
    ),
    # 3.4 5.3.2.5; 5.0 4.8.4.24
    "bearer_type": (
        Meaning(0x00, "UNKNOWN", "unknown"),
        Meaning(0x01, "SMS", "SMS"),
        Meaning(0x02, "CSD", "circuit switched data"),
        Meaning(0x03, "PACKET_DATA", "packet data"),
        Meaning(0x04, "USSD", "USSD"),
        Meaning(0x05, "CDPD", "CDPD"),
        Meaning(0x06, "DATATAC", "DataTAC"),
        Meaning(0x07, "FLEX_REFLEX", "FLEX/ReFLEX"),
        Meaning(0x08, "CELL_BROADCAST", "cell broadcast"),
    ),
    # 3.4 5.3.2.10; 5.0 4.8.4.44
    "payload_type": (
        Meaning(0x00, "DEFAULT", "default (WDP for WAP)"),
        Meaning(0x01, "WCMP", "WCMP"),
    ),
    # 3.4 5.3.2.14; 5.0 4.8.4.45
    "privacy_indicator": (
        Meaning(0x00, "NOT_RESTRICTED", "not restricted, level 0"),
        Meaning(0x01, "RESTRICTED", "restricted, level 1"),
        Meaning(0x02, "CONFIDENTIAL", "confidential, level 2"),
        Meaning(0x03, "SECRET", "secret, level 3"),
    ),
    # 3.4 5.3.2.19; 5.0 4.8.4.35
    "language_indicator": (
        Meaning(0x00, "UNSPECIFIED", "unspecified"),
        Meaning(0x01, "ENGLISH", "English"),
        Meaning(0x02, "FRENCH", "French"),
        Meaning(0x03, "SPANISH", "Spanish"),
        Meaning(0x04, "GERMAN", "German"),
        Meaning(0x05, "PORTUGUESE", "Portuguese"),
    ),
    # 3.4 5.3.2.36; 5.0 4.8.4.15
    "callback_num_digit_mode": (
        Meaning(0x00, "TBCD", "sent to the mobile as TBCD (DTMF) digits"),
        Meaning(0x01, "ASCII", "sent as ASCII digits"),
    ),
    "callback_num_pres_ind": (*CALLBACK_NUM_PRESENTATION, *CALLBACK_NUM_SCREENING),
    "callback_num_presentation": CALLBACK_NUM_PRESENTATION,
    "callback_num_screening": CALLBACK_NUM_SCREENING,
    "ms_msg_wait_facilities": (*MS_MSG_WAIT_FACILITIES_INDICATOR, *MS_MSG_WAIT_FACILITIES_TYPE),
    "ms_msg_wait_facilities_type": MS_MSG_WAIT_FACILITIES_TYPE,
    "ms_msg_wait_facilities_indicator": MS_MSG_WAIT_FACILITIES_INDICATOR,
    # 3.4 5.3.2.30; 5.0 4.8.4.39
    "ms_availability_status": (
        Meaning(0x00, "AVAILABLE", "available"),
        Meaning(0x01, "DENIED", "denied (suspended, no SMS)"),
        Meaning(0x02, "UNAVAILABLE", "unavailable"),
    ),
    # 3.4 5.3.2.33; 5.0 4.8.4.19
    "delivery_failure_reason": (
        Meaning(0x00, "UNAVAILABLE", "destination unavailable"),
        Meaning(0x01, "INVALID_ADDRESS", "destination address invalid"),
        Meaning(0x02, "PERMANENT", "permanent network error"),
        Meaning(0x03, "TEMPORARY", "temporary network error"),
    ),
    # 3.4 5.3.2.28; 5.0 4.8.4.32
    "dpf_result": (Meaning(0x00, "NOT_SET", "flag not set"), Meaning(0x01, "SET", "flag set")),
    # 3.4 5.3.2.29; 5.0 4.8.4.52
    "set_dpf": (
        Meaning(0x00, "NOT_REQUESTED", "not requested"),
        Meaning(0x01, "REQUESTED", "requested"),
    ),
    # 3.4 5.3.2.34; 5.0 4.8.4.38
    "more_messages_to_send": (
        Meaning(0x00, "NO", "no more messages"),
        Meaning(0x01, "YES", "more messages follow"),
    ),
    # 3.4 5.3.2.44; 5.0 4.8.4.64
    "ussd_service_op": (
        Meaning(0x00, "PSSD_INDICATION", "PSSD indication"),
        Meaning(0x01, "PSSR_INDICATION", "PSSR indication"),
        Meaning(0x02, "USSR_REQUEST", "USSR request"),
        Meaning(0x03, "USSN_REQUEST", "USSN request"),
        Meaning(0x04, "", "reserved", last=0x0F),
        Meaning(0x10, "PSSD_RESPONSE", "PSSD response"),
        Meaning(0x11, "PSSR_RESPONSE", "PSSR response"),
        Meaning(0x12, "USSR_CONFIRM", "USSR confirm"),
        Meaning(0x13, "USSN_CONFIRM", "USSN confirm"),
        Meaning(0x14, "", "reserved", last=0x1F),
        Meaning(0x20, "VENDOR", "vendor specific", last=0xFF),
    ),
    # 3.4 5.3.2.42; 5.0 4.8.4.33
    "its_reply_type": (
        Meaning(0x00, "DIGIT", "digit"),
        Meaning(0x01, "NUMBER", "number"),
        Meaning(0x02, "TELEPHONE_NO", "telephone number"),
        Meaning(0x03, "PASSWORD", "password"),
        Meaning(0x04, "CHARACTER_LINE", "character line"),
        Meaning(0x05, "MENU", "menu"),
        Meaning(0x06, "DATE", "date"),
        Meaning(0x07, "TIME", "time"),
        Meaning(0x08, "CONTINUE", "continue"),
    ),
    # 3.4 5.3.2.43; 5.0 4.8.4.34; second octet
    "its_session_end": (
        Meaning(0x00, "INACTIVE", "session goes on", mask=0x01),
        Meaning(0x01, "ACTIVE", "end of session", mask=0x01),
    ),
    # 3.4 5.3.2.26; 5.0 4.8.4.31
    "display_time": (
        Meaning(0x00, "TEMPORARY", "temporary"),
        Meaning(0x01, "DEFAULT", "default"),
        Meaning(0x02, "INVOKE", "invoke"),
    ),
    # 3.4 5.3.2.27; 5.0 4.8.4.41
    "ms_validity": (
        Meaning(0x00, "STORE_INDEFINITELY", "store for ever"),
        Meaning(0x01, "POWER_DOWN", "until power down"),
        Meaning(
            0x02, "REGISTRATION_AREA", "registration area (3.4: SID based; 5.0: until it changes)"
        ),
        Meaning(0x03, "DISPLAY_ONLY", "display only"),
        Meaning(0x04, "RELATIVE_TIME", "relative period in the next 3 octets", "5.0"),
    ),
    # 5.0 4.8.4.41
    "ms_validity_unit": (
        Meaning(0x00, "SECONDS", "seconds", "5.0"),
        Meaning(0x01, "MINUTES", "minutes", "5.0"),
        Meaning(0x02, "HOURS", "hours", "5.0"),
        Meaning(0x03, "DAYS", "days", "5.0"),
        Meaning(0x04, "WEEKS", "weeks", "5.0"),
        Meaning(0x05, "MONTHS", "months", "5.0"),
        Meaning(0x06, "YEARS", "years", "5.0"),
    ),
    # 5.0 4.8.4.2
    "alert_on_message_delivery": (
        Meaning(0x00, "DEFAULT", "mobile default alert; also meant by a zero length", "5.0"),
        Meaning(0x01, "LOW", "low priority alert", "5.0"),
        Meaning(0x02, "MEDIUM", "medium priority alert", "5.0"),
        Meaning(0x03, "HIGH", "high priority alert", "5.0"),
    ),
    # 3.4 5.3.2.15; 5.0 4.8.4.60
    "subaddress_tag": (
        Meaning(0x01, "", "reserved"),
        Meaning(0x02, "", "reserved"),
        Meaning(0x80, "NSAP_EVEN", "NSAP, even (X.213)"),
        Meaning(0x88, "NSAP_ODD", "NSAP, odd (X.213)"),
        Meaning(0xA0, "USER", "user specified"),
    ),
    # 5.0 4.8.4.18
    "congestion_state": (
        Meaning(0x00, "IDLE", "idle", "5.0"),
        Meaning(0x01, "LOW", "low load", "5.0", last=0x1D),
        Meaning(0x1E, "MEDIUM", "medium load", "5.0", last=0x31),
        Meaning(0x32, "HIGH", "high load", "5.0", last=0x4F),
        Meaning(
            0x50,
            "OPTIMUM",
            "optimum load",
            "5.0",
            last=0x59,
            note="the spec prints 80-90 and then 90-99; Wireshark and oserl use 80-89",
        ),
        Meaning(0x5A, "NEARING", "nearing congestion", "5.0", last=0x63),
        Meaning(0x64, "CONGESTED", "congested", "5.0"),
        Meaning(0x65, "", "reserved", "5.0", last=0xFF),
    ),
    # 5.0 4.8.4.4.1
    "broadcast_area_format": (
        Meaning(0x00, "ALIAS", "alias or name", "5.0"),
        Meaning(0x01, "ELLIPSOID_ARC", "ellipsoid arc, TS 23.032", "5.0"),
        Meaning(0x02, "POLYGON", "polygon, TS 23.032", "5.0"),
    ),
    # 5.0 4.8.4.5
    "broadcast_area_success": (
        Meaning(0x00, "PERCENT", "percentage", "5.0", last=0x64),
        Meaning(0x65, "", "reserved", "5.0", last=0xFE),
        Meaning(0xFF, "NOT_AVAILABLE", "information not available", "5.0"),
    ),
    # 5.0 4.8.4.7
    "broadcast_channel_indicator": (
        Meaning(0x00, "BASIC", "basic channel", "5.0"),
        Meaning(0x01, "EXTENDED", "extended channel", "5.0"),
    ),
    # 5.0 4.8.4.8
    "broadcast_content_type_network": (
        Meaning(0x00, "GENERIC", "generic", "5.0"),
        Meaning(0x01, "GSM", "GSM, 23.041", "5.0"),
        Meaning(0x02, "TDMA", "TDMA", "5.0"),
        Meaning(0x03, "CDMA", "CDMA", "5.0"),
    ),
    # 5.0 4.8.4.8; the list holds for network 0
    "broadcast_content_type": (
        Meaning(0x0000, "INDEX", "system: index", "5.0"),
        Meaning(0x0001, "EMERGENCY_BROADCASTS", "system: emergency broadcasts", "5.0"),
        Meaning(0x0002, "IRDB_DOWNLOAD", "system: IRDB download", "5.0"),
        Meaning(0x0010, "NEWS_FLASHES", "news: flashes", "5.0"),
        Meaning(0x0011, "GENERAL_NEWS_LOCAL", "news: general, local", "5.0"),
        Meaning(0x0012, "GENERAL_NEWS_REGIONAL", "news: general, regional", "5.0"),
        Meaning(0x0013, "GENERAL_NEWS_NATIONAL", "news: general, national", "5.0"),
        Meaning(0x0014, "GENERAL_NEWS_INTERNATIONAL", "news: general, international", "5.0"),
        Meaning(0x0015, "BUSINESS_NEWS_LOCAL", "news: business or financial, local", "5.0"),
        Meaning(0x0016, "BUSINESS_NEWS_REGIONAL", "news: business or financial, regional", "5.0"),
        Meaning(0x0017, "BUSINESS_NEWS_NATIONAL", "news: business or financial, national", "5.0"),
        Meaning(
            0x0018,
            "BUSINESS_NEWS_INTERNATIONAL",
            "news: business or financial, international",
            "5.0",
        ),
        Meaning(0x0019, "SPORTS_NEWS_LOCAL", "news: sports, local", "5.0"),
        Meaning(0x001A, "SPORTS_NEWS_REGIONAL", "news: sports, regional", "5.0"),
        Meaning(0x001B, "SPORTS_NEWS_NATIONAL", "news: sports, national", "5.0"),
        Meaning(0x001C, "SPORTS_NEWS_INTERNATIONAL", "news: sports, international", "5.0"),
        Meaning(0x001D, "ENTERTAINMENT_NEWS_LOCAL", "news: entertainment, local", "5.0"),
        Meaning(0x001E, "ENTERTAINMENT_NEWS_REGIONAL", "news: entertainment, regional", "5.0"),
        Meaning(0x001F, "ENTERTAINMENT_NEWS_NATIONAL", "news: entertainment, national", "5.0"),
        Meaning(
            0x0020, "ENTERTAINMENT_NEWS_INTERNATIONAL", "news: entertainment, international", "5.0"
        ),
        Meaning(0x0021, "MEDICAL", "subscriber information: medical, health, hospitals", "5.0"),
        Meaning(0x0022, "DOCTORS", "subscriber information: doctors", "5.0"),
        Meaning(0x0023, "PHARMACY", "subscriber information: pharmacy", "5.0"),
        Meaning(0x0030, "LOCAL_TRAFFIC", "local traffic reports", "5.0"),
        Meaning(0x0031, "LONG_DISTANCE_TRAFFIC", "long distance traffic reports", "5.0"),
        Meaning(0x0032, "TAXIS", "taxis", "5.0"),
        Meaning(0x0033, "WEATHER", "weather", "5.0"),
        Meaning(0x0034, "LOCAL_AIRPORT_FLIGHTS", "local airport flight schedules", "5.0"),
        Meaning(0x0035, "RESTAURANTS", "restaurants", "5.0"),
        Meaning(0x0036, "LODGINGS", "lodgings", "5.0"),
        Meaning(0x0037, "RETAIL_DIRECTORY", "retail directory", "5.0"),
        Meaning(0x0038, "ADVERTISEMENTS", "advertisements", "5.0"),
        Meaning(0x0039, "STOCK_QUOTES", "stock quotes", "5.0"),
        Meaning(0x0040, "EMPLOYMENT", "employment opportunities", "5.0"),
        Meaning(0x0041, "TECHNOLOGY_NEWS", "technology news", "5.0"),
        Meaning(0x0070, "DISTRICT", "carrier: district (base station information)", "5.0"),
        Meaning(0x0071, "NETWORK_INFORMATION", "carrier: network information", "5.0"),
        Meaning(0x0080, "OPERATOR_SERVICES", "care: operator services", "5.0"),
        Meaning(0x0081, "DIRECTORY_NATIONAL", "care: directory enquiries, national", "5.0"),
        Meaning(
            0x0082, "DIRECTORY_INTERNATIONAL", "care: directory enquiries, international", "5.0"
        ),
        Meaning(0x0083, "CUSTOMER_CARE_NATIONAL", "care: customer care, national", "5.0"),
        Meaning(0x0084, "CUSTOMER_CARE_INTERNATIONAL", "care: customer care, international", "5.0"),
        Meaning(0x0085, "LOCAL_DATE_TIME", "care: local date, time, time zone", "5.0"),
        Meaning(0x0100, "MULTI_CATEGORY", "multi category services", "5.0"),
    ),
    # 5.0 4.8.4.11
    "broadcast_frequency_unit": (
        Meaning(0x00, "AS_FREQUENTLY_AS_POSSIBLE", "as often as possible", "5.0"),
        Meaning(0x08, "SECONDS", "seconds", "5.0"),
        Meaning(0x09, "MINUTES", "minutes", "5.0"),
        Meaning(0x0A, "HOURS", "hours", "5.0"),
        Meaning(0x0B, "DAYS", "days", "5.0"),
        Meaning(0x0C, "WEEKS", "weeks", "5.0"),
        Meaning(0x0D, "MONTHS", "months", "5.0"),
        Meaning(0x0E, "YEARS", "years", "5.0"),
    ),
    # 5.0 4.8.4.12
    "broadcast_message_class": (
        Meaning(0x00, "NO_CLASS", "no class", "5.0"),
        Meaning(
            0x01,
            "CLASS_1",
            "class 1, user defined",
            "5.0",
            note="the spec prints 0x02 for both class 1 and class 2; Wireshark and oserl use 0x01",
        ),
        Meaning(0x02, "CLASS_2", "class 2, user defined", "5.0"),
        Meaning(0x03, "CLASS_3", "class 3, terminal equipment", "5.0"),
    ),
    # 5.0 4.8.4.22
    "dest_addr_np_resolution": (
        Meaning(0x00, "NOT_PERFORMED", "query not performed", "5.0"),
        Meaning(0x01, "NOT_PORTED", "query performed, not ported", "5.0"),
        Meaning(0x02, "PORTED", "query performed, ported", "5.0"),
    ),
    # 5.0 4.8.4.3
    "billing_format": (
        Meaning(0x00, "", "reserved", "5.0", last=0x7F, mask=0xFF),
        Meaning(0x80, "VENDOR", "vendor specific", "5.0", last=0xFF, mask=0xFF),
    ),
    # 5.0 4.8.4.56; first character of the network id
    "network_id_prefix": (
        Meaning("1", "GSM", "MCC + MNC follow", "5.0"),
        Meaning("2", "TDMA_CDMA", "MCC + SID follow", "5.0"),
        Meaning("3", "ESME", "MCC + address type digit + unique address follow", "5.0"),
    ),
    # 5.0 4.8.4.56; fifth character of the network id of an ESME
    "network_id_esme_address_type": (
        Meaning("1", "IP", "digits of the IP address", "5.0"),
        Meaning("2", "ALPHANUMERIC", "domain name", "5.0"),
        Meaning("3", "E164", "E.164 address", "5.0"),
        Meaning("4", "X212", "X.212 address (so printed)", "5.0"),
    ),
}
