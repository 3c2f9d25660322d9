"""User data headers: every element named and opened, and whatever else may stand there."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from smpp_dissect.pdus.tree.parts import Part, grown
from smpp_dissect.pdus.tree.udh_parts import header_parts
from smpp_dissect.spec.enums import ENUMS
from smpp_dissect.spec.udh import UDH_ELEMENTS
from tests.pdus.tree.trees import assert_divided


def header(*elements: tuple[int, bytes]) -> bytes:
    body = b"".join(bytes([identifier, len(data)]) + data for identifier, data in elements)
    return bytes([len(body)]) + body


def opened(identifier: int, data: bytes) -> Part:
    length, element = header_parts(header((identifier, data)))
    assert length == Part("udh_length", 0, 1, len(data) + 2)
    assert element.parts[0][:4] == ("identifier", 0, 1, identifier)
    assert element.parts[1] == Part("length", 1, 1, len(data))
    return element


def told(part: Part) -> list[tuple[str, object, object]]:
    return [(each.name, each.value, each.meaning) for each in part.parts]


@pytest.mark.parametrize(
    ("identifier", "data", "name", "parts"),
    [
        (0x00, b"\xa7\2\1", "concatenation_8bit",
         [("reference", 0xA7, None), ("total", 2, None), ("sequence", 1, None)]),
        (0x08, b"\1\xa7\3\2", "concatenation_16bit",
         [("reference", 0x1A7, None), ("total", 3, None), ("sequence", 2, None)]),
        (0x04, b"\xf0\1", "application_port_8bit",
         [("destination_port", 0xF0, "for allocation by applications"),
          ("originator_port", 1, "reserved")]),
        (0x05, b"\x0b\x84\x23\xf0", "application_port_16bit",
         [("destination_port", 2948, "WAP push"),
          ("originator_port", 9200, "WAP connectionless session")]),
        (0x07, b"\3", "udh_source",
         [("source", 3, "the header that follows is of the service centre")]),
        (0x0B, b"\5\3", "predefined_sound", [("position", 5, None), ("sound", 3, "tada")]),
        (0x0D, b"\5\2", "predefined_animation",
         [("position", 5, None), ("animation", 2, "sceptic")]),
        (0x10, b"\0\xff\xff", "large_picture", [("position", 0, None), ("picture", None, None)]),
        (0x12, b"\0\2\x10\xff", "variable_picture",
         [("position", 0, None), ("width", 2, None), ("height", 16, None),
          ("picture", None, None)]),
        (0x13, b"\2", "user_prompt_indicator", [("objects", 2, None)]),
        (0x20, b"\x28", "email_header", [("header_length", 40, None)]),
        (0x21, b"\0\5\7\x14", "hyperlink",
         [("position", 5, None), ("title_length", 7, None), ("url_length", 20, None)]),
        (0x24, b"\1", "national_language_single_shift", [("language", 1, "Turkish")]),
        (0x25, b"\6", "national_language_locking_shift", [("language", 6, "Hindi")]),
        (0x09, b"\x33\4\0", "wireless_control_message",
         [("type", 51, "destination unreachable"), ("code", 4, None), ("message", None, None)]),
        (0x70, b"", "command_packet_header", []),
        (0x26, b"ab", "element_0x26",
         [("data", None, 'looks like ASCII "ab" (a guess)')]),
        # Shorter and longer than 3GPP says.
        (0x00, b"\xa7\2", "concatenation_8bit", [("reference", 0xA7, None), ("total", 2, None)]),
        (0x00, b"\xa7\2\1\0", "concatenation_8bit",
         [("reference", 0xA7, None), ("total", 2, None), ("sequence", 1, None),
          ("unparsed", None, "not a whole part of the value")]),
    ],
)  # fmt: skip
def test_elements(
    identifier: int, data: bytes, name: str, parts: list[tuple[str, object, object]]
) -> None:
    element = opened(identifier, data)
    assert element.name == name
    assert told(element)[2:] == parts


def test_a_special_message_indication_opens_into_its_bits() -> None:
    indication, count = opened(0x01, b"\x87\x05").parts[2:]
    assert (count.name, count.value) == ("count", 5)
    assert told(indication) == [
        ("storage", 1, "store the message after updating the indication"),
        ("profile", 0, "profile 1"),
        ("extended_type", 1, "video message waiting"),
        ("type", 3, "extended message type waiting"),
    ]


def test_smsc_control_opens_into_its_bits() -> None:
    (reports,) = opened(0x06, b"\x83").parts[2:]
    assert [(part.name, part.value) for part in reports.parts] == [
        ("original_header", 1),
        ("cancel_rest", 0),
        ("temporary_error", 0),
        ("temporary_error_ended", 0),
        ("permanent_error", 1),
        ("completed", 1),
    ]


def test_text_formatting_opens_into_its_bits() -> None:
    position, length, form, colour = opened(0x0A, b"\0\5\x91\xc3").parts[2:]
    assert (position.value, length.value) == (0, 5)
    assert form.meaning == "centre, normal, bold, strikethrough"
    assert [(part.name, part.value) for part in form.parts] == [
        ("strikethrough", 1),
        ("underlined", 0),
        ("italic", 0),
        ("bold", 1),
        ("size", 0),
        ("alignment", 1),
    ]
    assert told(colour) == [("background", 12, "bright green"), ("foreground", 3, "dark yellow")]
    assert len(opened(0x0A, b"\0\5\x91").parts) == 5


def test_extended_objects() -> None:
    element = opened(0x14, b"\1\0\x20\3\x09\0\7BEGIN:VCARD")
    assert told(element)[2:] == [
        ("reference", 1, None),
        ("object_length", 32, None),
        ("control", 3, "must not be forwarded, handled as a user prompt"),
        ("object_type", 9, "vCard"),
        ("position", 7, None),
        ("object", None, "BEGIN:VCARD"),
    ]


def test_a_reply_address_tells_its_digits() -> None:
    digits, kind, address = opened(0x22, b"\x0b\x91\x97\x61\x21\x43\x65\xf7").parts[2:]
    assert (digits.value, address.meaning) == (11, "79161234567")
    assert told(kind) == [
        ("extension", 1, None),
        ("ton", 1, "international"),
        ("npi", 1, "ISDN, E.163/E.164"),
    ]


def test_an_element_tells_what_it_says() -> None:
    assert opened(0x08, b"\1\xa7\3\2").meaning == "part 2 of 3, reference 423"
    assert opened(0x24, b"\1").meaning == "language 1 (Turkish)"
    assert opened(0x26, b"ab").meaning == "reserved"
    assert opened(0x24, b"\1").parts[0].meaning == "national language single shift"


def test_elements_follow_each_other() -> None:
    names = [
        part.name for part in header_parts(header((0, b"\1\2\1"), (5, b"\0\1\0\2"), (37, b"\1")))
    ]
    assert names == [
        "udh_length",
        "concatenation_8bit",
        "application_port_16bit",
        "national_language_locking_shift",
    ]


@pytest.mark.parametrize(
    ("octets", "rest"),
    [(b"\3\0\5a", b"\0\5a"), (b"\1\0", b"\0"), (b"\6\x24\1\1\0\xffx", b"\0\xffx")],
)
def test_what_is_no_whole_element_is_left_over(octets: bytes, rest: bytes) -> None:
    last = header_parts(octets)[-1]
    assert (last.name, octets[last.at :]) == ("unparsed", rest)
    assert last.meaning == "not a whole element"


def test_every_identifier_that_3gpp_names_is_opened_or_named() -> None:
    single = {row.value for row in ENUMS["gsm_udh_iei"] if row.last is None and row.symbol}
    assert single <= UDH_ELEMENTS.keys()
    assert all(opened(identifier, b"ab").meaning for identifier in range(256))


elements = st.tuples(st.integers(0, 255), st.binary(max_size=9))


@given(
    st.one_of(
        st.binary(min_size=1, max_size=30),
        st.lists(elements, max_size=4).map(lambda each: header(*each)),
    )
)
@example(b"\0")
def test_parts_divide_any_header(octets: bytes) -> None:
    nodes = grown(octets, 0, header_parts(octets))
    assert b"".join(node.octets for node in nodes) == octets
    for node in nodes:
        for part in node.walk():
            assert_divided(part)
