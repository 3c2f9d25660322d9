"""The user data header: its information elements and what they hold.

Source: 3GPP TS 23.040, 9.2.3.24 (the table of identifiers) and the sections named.
"""

from __future__ import annotations

from typing import NamedTuple

from smpp_dissect.spec.vocabulary import Field, Kind

U8, U16, OCTETS = Kind.U8, Kind.U16, Kind.OCTETS


class Element(NamedTuple):
    """One information element: its name and the parts of its data, in order; empty: just octets.

    Sizes of the last octets are those of the longest data there can be.
    """

    name: str
    parts: tuple[Field, ...] = ()


POSITION = Field("position", U8, 1, note="characters of the text before it")
LONGEST_DATA = 138
ADDRESS = Field("address", OCTETS, 12)
# An address as in a TPDU (9.1.2.5).
ADDRESS_FIELDS = (
    Field("digits", U8, 1, note="number of them"),
    Field("type_of_address", U8, 1, "gsm_address_type"),
    ADDRESS,
)
VOICE_MAIL = "enhanced_voice_mail"
# One message that an enhanced voice mail tells of; of a deleted one there is no length.
VOICE_MESSAGE = (
    Field("message_id", U16, 2),
    Field("message_length", U8, 1, note="seconds"),
    Field("attributes", U8, 1, "udh_voice_mail_message"),
)
ANIMATION = (POSITION, Field("animation", OCTETS, LONGEST_DATA))
PICTURE = (POSITION, Field("picture", OCTETS, LONGEST_DATA))
OBJECT = (POSITION, Field("object", OCTETS, LONGEST_DATA))

# fmt: off
UDH_ELEMENTS: dict[int, Element] = {
    # 9.2.3.24.1
    0x00: Element("concatenation_8bit", (
        Field("reference", U8, 1), Field("total", U8, 1), Field("sequence", U8, 1))),
    # 9.2.3.24.2
    0x01: Element("special_message_indication", (
        Field("indication", U8, 1, "udh_special_message"), Field("count", U8, 1))),
    # 9.2.3.24.3
    0x04: Element("application_port_8bit", (
        Field("destination_port", U8, 1, "udh_port_8"),
        Field("originator_port", U8, 1, "udh_port_8"))),
    # 9.2.3.24.4
    0x05: Element("application_port_16bit", (
        Field("destination_port", U16, 2, "udh_port_16"),
        Field("originator_port", U16, 2, "udh_port_16"))),
    # 9.2.3.24.6
    0x06: Element("smsc_control", (Field("status_reports", U8, 1, "udh_smsc_control"),)),
    # 9.2.3.24.7
    0x07: Element("udh_source", (Field("source", U8, 1, "udh_source"),)),
    # 9.2.3.24.8
    0x08: Element("concatenation_16bit", (
        Field("reference", U16, 2), Field("total", U8, 1), Field("sequence", U8, 1))),
    # 9.2.3.24.9; WAP-202-WCMP 5
    0x09: Element("wireless_control_message", (
        Field("type", U8, 1, "udh_wcmp_type"), Field("code", U8, 1),
        Field("message", OCTETS, LONGEST_DATA))),
    # 9.2.3.24.10.1.1
    0x0A: Element("text_formatting", (
        POSITION, Field("length", U8, 1, note="characters; 0: all that follow"),
        Field("format", U8, 1, "udh_text_format"), Field("colour", U8, 1, "udh_text_colour"))),
    # 9.2.3.24.10.1.2 to .8
    0x0B: Element("predefined_sound", (POSITION, Field("sound", U8, 1, "udh_sound"))),
    0x0C: Element("user_defined_sound", (POSITION, Field("imelody", OCTETS, LONGEST_DATA))),
    0x0D: Element("predefined_animation", (POSITION, Field("animation", U8, 1, "udh_animation"))),
    0x0E: Element("large_animation", ANIMATION),
    0x0F: Element("small_animation", ANIMATION),
    0x10: Element("large_picture", PICTURE),
    0x11: Element("small_picture", PICTURE),
    0x12: Element("variable_picture", (
        POSITION, Field("width", U8, 1, note="in units of 8 pixels"), Field("height", U8, 1),
        Field("picture", OCTETS, LONGEST_DATA))),
    0x13: Element("user_prompt_indicator", (Field("objects", U8, 1),)),
    # 9.2.3.24.10.1.9 to .13
    0x14: Element("extended_object", (
        Field("reference", U8, 1), Field("object_length", U16, 2),
        Field("control", U8, 1, "udh_object_control"),
        Field("object_type", U8, 1, "udh_object_type"), Field("position", U16, 2),
        Field("object", OCTETS, LONGEST_DATA))),
    0x15: Element("reused_extended_object", (
        Field("reference", U8, 1), Field("position", U16, 2))),
    0x16: Element("compression_control", (
        Field("compression", U8, 1), Field("data_length", U16, 2),
        Field("data", OCTETS, LONGEST_DATA))),
    0x17: Element("object_distribution", (
        Field("elements", U8, 1, note="to which it applies; 0: all that follow"),
        Field("attributes", U8, 1, "udh_object_distribution"))),
    0x18: Element("standard_wvg_object", OBJECT),
    0x19: Element("character_size_wvg_object", OBJECT),
    0x1A: Element("extended_object_data_request"),
    # 9.2.3.24.11
    0x20: Element("email_header", (Field("header_length", U8, 1),)),
    # 9.2.3.24.12
    0x21: Element("hyperlink", (
        Field("position", U16, 2), Field("title_length", U8, 1), Field("url_length", U8, 1))),
    # 9.2.3.24.14; the address as in 9.1.2.5
    0x22: Element("reply_address", ADDRESS_FIELDS),
    # 9.2.3.24.13; what follows the status depends on it
    0x23: Element(VOICE_MAIL, (Field("status", U8, 1, "udh_voice_mail"),)),
    # 9.2.3.24.15 and .16
    0x24: Element("national_language_single_shift", (
        Field("language", U8, 1, "gsm_national_language"),)),
    0x25: Element("national_language_locking_shift", (
        Field("language", U8, 1, "gsm_national_language"),)),
    # 9.2.3.24.7a; 3GPP TS 31.115
    0x70: Element("command_packet_header"),
    0x71: Element("response_packet_header"),
}
# fmt: on
