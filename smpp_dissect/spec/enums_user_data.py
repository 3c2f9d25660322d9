"""What values inside messages mean: user data headers and data coding groups (3GPP)."""

from __future__ import annotations

from smpp_dissect.spec.vocabulary import Meaning

# 3GPP TS 23.040 9.2.3.24.2, first octet
SPECIAL_MESSAGE_STORAGE = (
    Meaning(0x00, "DISCARD", "discard the message after updating the indication", "GSM", mask=0x80),
    Meaning(0x80, "STORE", "store the message after updating the indication", "GSM", mask=0x80),
)
SPECIAL_MESSAGE_PROFILE = (
    Meaning(0x00, "PROFILE_1", "profile 1", "GSM", mask=0x60),
    Meaning(0x20, "PROFILE_2", "profile 2", "GSM", mask=0x60),
    Meaning(0x40, "PROFILE_3", "profile 3", "GSM", mask=0x60),
    Meaning(0x60, "PROFILE_4", "profile 4", "GSM", mask=0x60),
)
SPECIAL_MESSAGE_EXTENDED = (
    Meaning(0x00, "NONE", "no extended indication", "GSM", mask=0x1C),
    Meaning(0x04, "VIDEO", "video message waiting", "GSM", mask=0x1C),
)
SPECIAL_MESSAGE_TYPE = (
    Meaning(0x00, "VOICE", "voice message waiting", "GSM", mask=0x03),
    Meaning(0x01, "FAX", "fax message waiting", "GSM", mask=0x03),
    Meaning(0x02, "EMAIL", "electronic mail waiting", "GSM", mask=0x03),
    Meaning(0x03, "EXTENDED", "extended message type waiting", "GSM", mask=0x03),
)
# 3GPP TS 23.040 9.2.3.24.6
SMSC_CONTROL_COMPLETED = (
    Meaning(0x00, "NO", "no status report when completed", "GSM", mask=0x01),
    Meaning(0x01, "YES", "status report when completed", "GSM", mask=0x01),
)
SMSC_CONTROL_PERMANENT = (
    Meaning(0x00, "NO", "none for a permanent error", "GSM", mask=0x02),
    Meaning(0x02, "YES", "status report for a permanent error", "GSM", mask=0x02),
)
SMSC_CONTROL_TEMPORARY_ENDED = (
    Meaning(0x00, "NO", "none for a temporary error, no more attempts", "GSM", mask=0x04),
    Meaning(0x04, "YES", "status report for a temporary error, no more attempts", "GSM", mask=0x04),
)
SMSC_CONTROL_TEMPORARY = (
    Meaning(0x00, "NO", "none for a temporary error, still trying", "GSM", mask=0x08),
    Meaning(0x08, "YES", "status report for a temporary error, still trying", "GSM", mask=0x08),
)
SMSC_CONTROL_CANCEL = (
    Meaning(0x00, "NO", "reports of the other parts stand", "GSM", mask=0x40),
    Meaning(0x40, "YES", "a report of failure cancels those of the other parts", "GSM", mask=0x40),
)
SMSC_CONTROL_HEADER = (
    Meaning(0x00, "NO", "status reports without the original header", "GSM", mask=0x80),
    Meaning(0x80, "YES", "status reports include the original header", "GSM", mask=0x80),
)
# 3GPP TS 23.040 9.2.3.24.10.1.1
TEXT_ALIGNMENT = (
    Meaning(0x00, "LEFT", "left", "GSM", mask=0x03),
    Meaning(0x01, "CENTRE", "centre", "GSM", mask=0x03),
    Meaning(0x02, "RIGHT", "right", "GSM", mask=0x03),
    Meaning(0x03, "DEFAULT", "as the language has it", "GSM", mask=0x03),
)
TEXT_SIZE = (
    Meaning(0x00, "NORMAL", "normal", "GSM", mask=0x0C),
    Meaning(0x04, "LARGE", "large", "GSM", mask=0x0C),
    Meaning(0x08, "SMALL", "small", "GSM", mask=0x0C),
    Meaning(0x0C, "", "reserved", "GSM", mask=0x0C),
)
TEXT_STYLES = (
    Meaning(0x10, "BOLD", "bold", "GSM", mask=0x10),
    Meaning(0x20, "ITALIC", "italic", "GSM", mask=0x20),
    Meaning(0x40, "UNDERLINED", "underlined", "GSM", mask=0x40),
    Meaning(0x80, "STRIKETHROUGH", "strikethrough", "GSM", mask=0x80),
)
TEXT_FOREGROUND = (
    Meaning(0x00, "BLACK", "black", "GSM", mask=0x0F),
    Meaning(0x01, "DARK_GREY", "dark grey", "GSM", mask=0x0F),
    Meaning(0x02, "DARK_RED", "dark red", "GSM", mask=0x0F),
    Meaning(0x03, "DARK_YELLOW", "dark yellow", "GSM", mask=0x0F),
    Meaning(0x04, "DARK_GREEN", "dark green", "GSM", mask=0x0F),
    Meaning(0x05, "DARK_CYAN", "dark cyan", "GSM", mask=0x0F),
    Meaning(0x06, "DARK_BLUE", "dark blue", "GSM", mask=0x0F),
    Meaning(0x07, "DARK_MAGENTA", "dark magenta", "GSM", mask=0x0F),
    Meaning(0x08, "GREY", "grey", "GSM", mask=0x0F),
    Meaning(0x09, "WHITE", "white", "GSM", mask=0x0F),
    Meaning(0x0A, "BRIGHT_RED", "bright red", "GSM", mask=0x0F),
    Meaning(0x0B, "BRIGHT_YELLOW", "bright yellow", "GSM", mask=0x0F),
    Meaning(0x0C, "BRIGHT_GREEN", "bright green", "GSM", mask=0x0F),
    Meaning(0x0D, "BRIGHT_CYAN", "bright cyan", "GSM", mask=0x0F),
    Meaning(0x0E, "BRIGHT_BLUE", "bright blue", "GSM", mask=0x0F),
    Meaning(0x0F, "BRIGHT_MAGENTA", "bright magenta", "GSM", mask=0x0F),
)
TEXT_BACKGROUND = (
    Meaning(0x00, "BLACK", "black", "GSM", mask=0xF0),
    Meaning(0x10, "DARK_GREY", "dark grey", "GSM", mask=0xF0),
    Meaning(0x20, "DARK_RED", "dark red", "GSM", mask=0xF0),
    Meaning(0x30, "DARK_YELLOW", "dark yellow", "GSM", mask=0xF0),
    Meaning(0x40, "DARK_GREEN", "dark green", "GSM", mask=0xF0),
    Meaning(0x50, "DARK_CYAN", "dark cyan", "GSM", mask=0xF0),
    Meaning(0x60, "DARK_BLUE", "dark blue", "GSM", mask=0xF0),
    Meaning(0x70, "DARK_MAGENTA", "dark magenta", "GSM", mask=0xF0),
    Meaning(0x80, "GREY", "grey", "GSM", mask=0xF0),
    Meaning(0x90, "WHITE", "white", "GSM", mask=0xF0),
    Meaning(0xA0, "BRIGHT_RED", "bright red", "GSM", mask=0xF0),
    Meaning(0xB0, "BRIGHT_YELLOW", "bright yellow", "GSM", mask=0xF0),
    Meaning(0xC0, "BRIGHT_GREEN", "bright green", "GSM", mask=0xF0),
    Meaning(0xD0, "BRIGHT_CYAN", "bright cyan", "GSM", mask=0xF0),
    Meaning(0xE0, "BRIGHT_BLUE", "bright blue", "GSM", mask=0xF0),
    Meaning(0xF0, "BRIGHT_MAGENTA", "bright magenta", "GSM", mask=0xF0),
)
# 3GPP TS 23.040 9.2.3.24.10.1.9 and .12: what the receiver may do with an object
OBJECT_DISTRIBUTION = (
    Meaning(0x00, "FREE", "may be forwarded", "GSM", mask=0x01),
    Meaning(0x01, "PROTECTED", "must not be forwarded", "GSM", mask=0x01),
)
OBJECT_PROMPT = (
    Meaning(0x00, "NO", "handled normally", "GSM", mask=0x02),
    Meaning(0x02, "YES", "handled as a user prompt", "GSM", mask=0x02),
)
# 3GPP TS 23.040 9.2.3.24.13
VOICE_MAIL_KIND = (
    Meaning(0x00, "NOTIFICATION", "notification", "GSM", mask=0x01),
    Meaning(0x01, "DELETION", "delete confirmation", "GSM", mask=0x01),
)
VOICE_MAIL_PROFILE = (
    Meaning(0x00, "PROFILE_1", "profile 1", "GSM", mask=0x0C),
    Meaning(0x04, "PROFILE_2", "profile 2", "GSM", mask=0x0C),
    Meaning(0x08, "PROFILE_3", "profile 3", "GSM", mask=0x0C),
    Meaning(0x0C, "PROFILE_4", "profile 4", "GSM", mask=0x0C),
)
VOICE_MAIL_STORAGE = (
    Meaning(0x00, "DISCARD", "discard the message", "GSM", mask=0x10),
    Meaning(0x10, "STORE", "store the message", "GSM", mask=0x10),
)
VOICE_MAIL_STATES = (
    Meaning(0x20, "ALMOST_FULL", "the mailbox is almost full", "GSM", mask=0x20),
    Meaning(0x40, "FULL", "the mailbox is full", "GSM", mask=0x40),
)
VOICE_MAIL_PRIORITY = (
    Meaning(0x00, "NORMAL", "normal", "GSM", mask=0x40),
    Meaning(0x40, "URGENT", "urgent", "GSM", mask=0x40),
)
# 3GPP TS 23.040 9.1.2.5
ADDRESS_TON = (
    Meaning(0x00, "UNKNOWN", "unknown", "GSM", mask=0x70),
    Meaning(0x10, "INTERNATIONAL", "international", "GSM", mask=0x70),
    Meaning(0x20, "NATIONAL", "national", "GSM", mask=0x70),
    Meaning(0x30, "NETWORK_SPECIFIC", "network specific", "GSM", mask=0x70),
    Meaning(0x40, "SUBSCRIBER_NUMBER", "subscriber number", "GSM", mask=0x70),
    Meaning(0x50, "ALPHANUMERIC", "alphanumeric", "GSM", mask=0x70),
    Meaning(0x60, "ABBREVIATED", "abbreviated", "GSM", mask=0x70),
    Meaning(0x70, "", "reserved", "GSM", mask=0x70),
)
ADDRESS_NPI = (
    Meaning(0x00, "UNKNOWN", "unknown", "GSM", mask=0x0F),
    Meaning(0x01, "ISDN", "ISDN, E.163/E.164", "GSM", mask=0x0F),
    Meaning(0x03, "DATA", "data, X.121", "GSM", mask=0x0F),
    Meaning(0x04, "TELEX", "telex", "GSM", mask=0x0F),
    Meaning(0x05, "SC_SPECIFIC", "service centre specific", "GSM", mask=0x0F),
    Meaning(0x06, "SC_SPECIFIC", "service centre specific", "GSM", mask=0x0F),
    Meaning(0x08, "NATIONAL", "national", "GSM", mask=0x0F),
    Meaning(0x09, "PRIVATE", "private", "GSM", mask=0x0F),
    Meaning(0x0A, "ERMES", "ERMES", "GSM", mask=0x0F),
    Meaning(0x0F, "", "reserved", "GSM", mask=0x0F),
)

# 3GPP TS 23.038 4: how the bits of an octet of data_coding are to be read
USER_DATA_ENUMS: dict[str, tuple[Meaning, ...]] = {
    "data_coding_group": (
        Meaning(0x00, "SMPP", "alphabets of SMPP", last=0x0F),
        Meaning(0x10, "GSM_GENERAL", "GSM general data coding", "GSM", last=0x3F),
        Meaning(
            0x40,
            "GSM_AUTO_DELETE",
            "GSM general data coding, marked for automatic deletion",
            "GSM",
            last=0x7F,
        ),
        Meaning(0x80, "", "reserved", "GSM", last=0xBF),
        Meaning(0xC0, "GSM_MWI_DISCARD", "GSM message waiting, discard message", "GSM", last=0xCF),
        Meaning(0xD0, "GSM_MWI_STORE", "GSM message waiting, store message", "GSM", last=0xDF),
        Meaning(0xE0, "GSM_MWI_UCS2", "GSM message waiting, store message, UCS2", "GSM", last=0xEF),
        Meaning(0xF0, "GSM_CLASS", "GSM message class", "GSM", last=0xFF),
    ),
    "data_coding_compression": (
        Meaning(0x00, "NO", "not compressed", "GSM", mask=0x20),
        Meaning(0x20, "YES", "compressed (3GPP TS 23.042)", "GSM", mask=0x20),
    ),
    "data_coding_has_class": (
        Meaning(0x00, "NO", "no message class", "GSM", mask=0x10),
        Meaning(0x10, "YES", "message class present", "GSM", mask=0x10),
    ),
    "data_coding_class_alphabet": (
        Meaning(0x00, "GSM7", "7-bit default alphabet", "GSM", mask=0x04),
        Meaning(0x04, "DATA8", "8-bit data", "GSM", mask=0x04),
    ),
    "udh_special_message": (
        *SPECIAL_MESSAGE_STORAGE,
        *SPECIAL_MESSAGE_PROFILE,
        *SPECIAL_MESSAGE_EXTENDED,
        *SPECIAL_MESSAGE_TYPE,
    ),
    "udh_special_message_storage": SPECIAL_MESSAGE_STORAGE,
    "udh_special_message_profile": SPECIAL_MESSAGE_PROFILE,
    "udh_special_message_extended": SPECIAL_MESSAGE_EXTENDED,
    "udh_special_message_type": SPECIAL_MESSAGE_TYPE,
    "udh_smsc_control": (
        *SMSC_CONTROL_HEADER,
        *SMSC_CONTROL_CANCEL,
        *SMSC_CONTROL_TEMPORARY,
        *SMSC_CONTROL_TEMPORARY_ENDED,
        *SMSC_CONTROL_PERMANENT,
        *SMSC_CONTROL_COMPLETED,
    ),
    "udh_smsc_control_header": SMSC_CONTROL_HEADER,
    "udh_smsc_control_cancel": SMSC_CONTROL_CANCEL,
    "udh_smsc_control_temporary": SMSC_CONTROL_TEMPORARY,
    "udh_smsc_control_temporary_ended": SMSC_CONTROL_TEMPORARY_ENDED,
    "udh_smsc_control_permanent": SMSC_CONTROL_PERMANENT,
    "udh_smsc_control_completed": SMSC_CONTROL_COMPLETED,
    # 3GPP TS 23.040 9.2.3.24.7
    "udh_source": (
        Meaning(0x01, "SENDER", "the header that follows is of the original sender", "GSM"),
        Meaning(0x02, "RECEIVER", "the header that follows is of the original receiver", "GSM"),
        Meaning(0x03, "SMSC", "the header that follows is of the service centre", "GSM"),
    ),
    # 3GPP TS 23.040 9.2.3.24.3
    "udh_port_8": (
        Meaning(0x00, "", "reserved", "GSM", last=0xEF),
        Meaning(0xF0, "FREE", "for allocation by applications", "GSM", last=0xFF),
    ),
    # 3GPP TS 23.040 9.2.3.24.4; names of IANA and, below 9000, of Nokia Smart Messaging
    "udh_port_16": (
        Meaning(2948, "WAP_PUSH", "WAP push", "GSM"),
        Meaning(2949, "WAP_PUSH_SECURE", "WAP push, secure", "GSM"),
        Meaning(5505, "RING_TONE", "ring tone", "GSM"),
        Meaning(5506, "OPERATOR_LOGO", "operator logo", "GSM"),
        Meaning(5507, "CLI_LOGO", "group graphic (CLI logo)", "GSM"),
        Meaning(9200, "WAP_WSP", "WAP connectionless session", "GSM"),
        Meaning(9201, "WAP_WSP_WTP", "WAP session", "GSM"),
        Meaning(9202, "WAP_WSP_SECURE", "WAP secure connectionless session", "GSM"),
        Meaning(9203, "WAP_WSP_WTP_SECURE", "WAP secure session", "GSM"),
        Meaning(9204, "WAP_VCARD", "vCard", "GSM"),
        Meaning(9205, "WAP_VCAL", "vCalendar", "GSM"),
        Meaning(9206, "WAP_VCARD_SECURE", "vCard, secure", "GSM"),
        Meaning(9207, "WAP_VCAL_SECURE", "vCalendar, secure", "GSM"),
        Meaning(0, "IANA", "as allocated by IANA", "GSM", last=15999),
        Meaning(16000, "FREE", "for allocation by applications", "GSM", last=16999),
        Meaning(17000, "", "reserved", "GSM", last=65535),
    ),
    "udh_text_format": (*TEXT_ALIGNMENT, *TEXT_SIZE, *TEXT_STYLES),
    "udh_text_alignment": TEXT_ALIGNMENT,
    "udh_text_size": TEXT_SIZE,
    "udh_text_colour": (*TEXT_FOREGROUND, *TEXT_BACKGROUND),
    "udh_text_foreground": TEXT_FOREGROUND,
    "udh_text_background": TEXT_BACKGROUND,
    # 3GPP TS 23.040 9.2.3.24.10.3.1
    "udh_sound": (
        Meaning(0x00, "CHIMES_HIGH", "chimes, high", "GSM"),
        Meaning(0x01, "CHIMES_LOW", "chimes, low", "GSM"),
        Meaning(0x02, "DING", "ding", "GSM"),
        Meaning(0x03, "TADA", "tada", "GSM"),
        Meaning(0x04, "NOTIFY", "notify", "GSM"),
        Meaning(0x05, "DRUM", "drum", "GSM"),
        Meaning(0x06, "CLAPS", "claps", "GSM"),
        Meaning(0x07, "FANFARE", "fanfare", "GSM"),
        Meaning(0x08, "CHORD_HIGH", "chord, high", "GSM"),
        Meaning(0x09, "CHORD_LOW", "chord, low", "GSM"),
    ),
    # 3GPP TS 23.040 9.2.3.24.10.3.3
    "udh_animation": (
        Meaning(0x00, "IRONIC", "ironic, flirty", "GSM"),
        Meaning(0x01, "GLAD", "glad", "GSM"),
        Meaning(0x02, "SCEPTIC", "sceptic", "GSM"),
        Meaning(0x03, "SAD", "sad", "GSM"),
        Meaning(0x04, "WOW", "wow", "GSM"),
        Meaning(0x05, "CRYING", "crying", "GSM"),
        Meaning(0x06, "WINKING", "winking", "GSM"),
        Meaning(0x07, "LAUGHING", "laughing", "GSM"),
        Meaning(0x08, "INDIFFERENT", "indifferent", "GSM"),
        Meaning(0x09, "KISSING", "in love, kissing", "GSM"),
        Meaning(0x0A, "CONFUSED", "confused", "GSM"),
        Meaning(0x0B, "TONGUE", "tongue hanging out", "GSM"),
        Meaning(0x0C, "ANGRY", "angry", "GSM"),
        Meaning(0x0D, "GLASSES", "wearing glasses", "GSM"),
        Meaning(0x0E, "DEVIL", "devil", "GSM"),
    ),
    # 3GPP TS 23.040 9.2.3.24.10.1.9 and annex E
    "udh_object_type": (
        Meaning(0x00, "SOUND", "predefined sound", "GSM"),
        Meaning(0x01, "IMELODY", "iMelody", "GSM"),
        Meaning(0x02, "BITMAP", "black and white bitmap", "GSM"),
        Meaning(0x03, "GREYSCALE", "2-bit greyscale bitmap", "GSM"),
        Meaning(0x04, "COLOUR", "6-bit colour bitmap", "GSM"),
        Meaning(0x05, "ANIMATION", "predefined animation", "GSM"),
        Meaning(0x06, "BITMAP_ANIMATION", "black and white bitmap animation", "GSM"),
        Meaning(0x07, "GREYSCALE_ANIMATION", "2-bit greyscale bitmap animation", "GSM"),
        Meaning(0x08, "COLOUR_ANIMATION", "6-bit colour bitmap animation", "GSM"),
        Meaning(0x09, "VCARD", "vCard", "GSM"),
        Meaning(0x0A, "VCALENDAR", "vCalendar", "GSM"),
        Meaning(0x0B, "WVG", "standard WVG object", "GSM"),
        Meaning(0x0C, "MELODY", "polyphonic melody", "GSM"),
        Meaning(0xFF, "REQUEST", "data format delivery request", "GSM"),
    ),
    # 3GPP TS 23.040 9.2.3.24.13
    "udh_voice_mail": (
        *VOICE_MAIL_KIND,
        *VOICE_MAIL_PROFILE,
        *VOICE_MAIL_STORAGE,
        *VOICE_MAIL_STATES,
    ),
    "udh_voice_mail_kind": VOICE_MAIL_KIND,
    "udh_voice_mail_profile": VOICE_MAIL_PROFILE,
    "udh_voice_mail_storage": VOICE_MAIL_STORAGE,
    "udh_voice_mail_message": VOICE_MAIL_PRIORITY,
    "udh_voice_mail_priority": VOICE_MAIL_PRIORITY,
    # WAP-202-WCMP 5
    "udh_wcmp_type": (
        Meaning(51, "DESTINATION_UNREACHABLE", "destination unreachable", "WAP"),
        Meaning(54, "PARAMETER_PROBLEM", "parameter problem", "WAP"),
        Meaning(60, "MESSAGE_TOO_BIG", "message too big", "WAP"),
        Meaning(61, "REASSEMBLY_FAILURE", "reassembly failure", "WAP"),
        Meaning(178, "ECHO_REQUEST", "echo request", "WAP"),
        Meaning(179, "ECHO_REPLY", "echo reply", "WAP"),
    ),
    "udh_object_control": (*OBJECT_DISTRIBUTION, *OBJECT_PROMPT),
    "udh_object_distribution": OBJECT_DISTRIBUTION,
    "udh_object_prompt": OBJECT_PROMPT,
    "gsm_address_type": (*ADDRESS_TON, *ADDRESS_NPI),
    "gsm_address_ton": ADDRESS_TON,
    "gsm_address_npi": ADDRESS_NPI,
}
