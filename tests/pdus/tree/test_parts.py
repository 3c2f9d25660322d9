"""Parts: bit fields, groups of data_coding, fields one after another, and nodes made of them."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smpp_dissect.pdus.text.many import alphabets_of
from smpp_dissect.pdus.tree.parts import (
    Part,
    ascii_text,
    bit_parts,
    coding_reading,
    fields_read,
    grown,
    octet_readings,
    summary,
)
from smpp_dissect.spec import Field, Kind

Told = tuple[str, object, object, tuple[int, int] | None]
NUMBERS = (Field("one", Kind.U8, 1, "ton"), Field("two", Kind.U16, 2), Field("four", Kind.U32, 4))
REST = (Field("one", Kind.U8, 1), Field("rest", Kind.OCTETS, 9))


def told(parts: Sequence[Part]) -> list[Told]:
    return [(part.name, part.value, part.meaning, part.bits) for part in parts]


def opened(enum: str, value: int) -> list[Told]:
    return told(bit_parts(enum, value))


def test_esm_class_opens_into_its_three_parts() -> None:
    assert opened("esm_class", 0b01_0001_11) == [
        ("messaging_mode", 3, "store and forward", (0, 1)),
        ("message_type", 1, "delivery receipt", (2, 5)),
        ("gsm_features", 1, "user data header present", (6, 7)),
    ]


def test_registered_delivery_opens_and_tells_bits_that_are_not_in_the_standard() -> None:
    assert opened("registered_delivery", 0b1011_0110) == [
        ("smsc_delivery_receipt", 2, "receipt on failure", (0, 1)),
        ("sme_acknowledgement", 1, "SME delivery acknowledgement", (2, 3)),
        ("intermediate_notification", 1, "intermediate notification requested", (4, 4)),
        ("reserved", 1, "not in the standard", (5, 5)),
        ("reserved", 1, "not in the standard", (7, 7)),
    ]


def test_what_has_no_bit_fields_is_not_opened() -> None:
    assert opened("ton", 1) == opened("", 255) == []


@pytest.mark.parametrize(
    ("value", "meaning", "parts"),
    [
        (
            0x08,
            "ISO/IEC-10646, in practice UTF-16BE",
            [
                ("coding_group", 0, "alphabets of SMPP", (4, 7)),
                ("coding", 8, "ISO/IEC-10646, in practice UTF-16BE", (0, 3)),
            ],
        ),
        (
            0x15,
            "GSM general data coding: not compressed, 8-bit data, class 1, ME specific",
            [
                ("coding_group", 0, "GSM general data coding", (6, 7)),
                ("compression", 0, "not compressed", (5, 5)),
                ("has_class", 1, "message class present", (4, 4)),
                ("alphabet", 1, "8-bit data", (2, 3)),
                ("message_class", 1, "class 1, ME specific", (0, 1)),
            ],
        ),
        (
            0x68,
            "GSM general data coding, marked for automatic deletion: compressed (3GPP TS 23.042),"
            " UCS2, 16 bits",
            [
                (
                    "coding_group",
                    1,
                    "GSM general data coding, marked for automatic deletion",
                    (6, 7),
                ),
                ("compression", 1, "compressed (3GPP TS 23.042)", (5, 5)),
                ("has_class", 0, "no message class", (4, 4)),
                ("alphabet", 2, "UCS2, 16 bits", (2, 3)),
                ("message_class", 0, "no meaning without has_class", (0, 1)),
            ],
        ),
        (
            0xCA,
            "GSM message waiting, discard message: indication active, electronic mail",
            [
                ("coding_group", 12, "GSM message waiting, discard message", (4, 7)),
                ("indication", 1, "indication active", (3, 3)),
                ("type", 2, "electronic mail", (0, 1)),
            ],
        ),
        (
            0xFE,
            "GSM message class: 8-bit data, class 2, SIM specific",
            [
                ("coding_group", 15, "GSM message class", (4, 7)),
                ("alphabet", 1, "8-bit data", (2, 2)),
                ("message_class", 2, "class 2, SIM specific", (0, 1)),
                ("reserved", 1, "not in the standard", (3, 3)),
            ],
        ),
    ],
)
def test_data_coding_opens_by_its_group(value: int, meaning: str, parts: list[Told]) -> None:
    said, opened = coding_reading(value)
    assert (said, told(opened)) == (meaning, parts)
    assert octet_readings("data_coding")[value] == (value, meaning, opened)


@pytest.mark.parametrize("value", range(256))
def test_every_data_coding_is_told_as_it_is_decoded(value: int) -> None:
    meaning, parts = coding_reading(value)
    assert meaning and parts[0].name == "coding_group" and parts[0].meaning
    assert sum((part.value << part.bits[0]) for part in parts) == value  # type: ignore
    if value >= 0x10:
        import numpy as np

        is_ucs2 = alphabets_of(np.array([value]))[0] == alphabets_of(np.array([8]))[0]
        assert is_ucs2 == ("UCS2" in meaning and "compressed (" not in meaning)


@pytest.mark.parametrize(
    ("octets", "told"),
    [
        (b"", []),
        (b"\5", [("one", 0, 1, 5)]),
        (b"\1\2", [("one", 0, 1, 1), ("unparsed", 1, 1, None)]),
        (b"\1\2\3\0\0\1\0", [("one", 0, 1, 1), ("two", 1, 2, 515), ("four", 3, 4, 256)]),
        (
            b"\1\2\3\0\0\1\0\xff",
            [("one", 0, 1, 1), ("two", 1, 2, 515), ("four", 3, 4, 256), ("unparsed", 7, 1, None)],
        ),
    ],
)
def test_fields_are_read_as_far_as_the_octets_go(
    octets: bytes, told: list[tuple[str, int, int, object]]
) -> None:
    parts = fields_read(NUMBERS, octets)
    assert [(part.name, part.at, part.length, part.value) for part in parts] == told


def test_the_last_field_may_take_all_there_is() -> None:
    assert fields_read(REST, b"\1abc")[1] == Part("rest", 1, 3, None, "abc")
    assert fields_read(REST, b"\1\xff")[1] == Part("rest", 1, 1)


def test_a_summary_tells_each_part() -> None:
    octets = b"\1\0\2\xff"
    assert summary(fields_read(NUMBERS, octets), octets) == (
        "one 1 (international), two 2, unparsed ff (not a whole part of the value)"
    )
    assert summary([], b"") is None
    assert summary([Part("late", 0, 1, 7, lambda: "seven")], b"\7") == "late 7 (seven)"


@given(st.binary(max_size=12))
def test_parts_divide_their_octets(octets: bytes) -> None:
    for fields in (NUMBERS, REST):
        nodes = grown(b"??" + octets, 2, fields_read(fields, octets))
        assert b"".join(node.octets for node in nodes) == octets


def test_nodes_are_grown_where_the_octets_lie() -> None:
    bits = bit_parts("esm_class", 0x44)
    (node,) = grown(b"????\x44", 3, [Part("both", 1, 1, 0x44, "m", bits)])
    assert (node.name, node.offset, node.octets, node.value) == ("both", 4, b"\x44", 0x44)
    assert [(part.name, part.offset, part.length, part.bits) for part in node.nodes] == [
        ("messaging_mode", 4, 1, (0, 1)),
        ("message_type", 4, 1, (2, 5)),
        ("gsm_features", 4, 1, (6, 7)),
    ]


def test_printable_ascii_is_read_as_text() -> None:
    assert (ascii_text(b"abc"), ascii_text(b"abc\0")) == ("abc", "abc")
    for octets in (b"", b"\0", b"abc\0\0", b"a\nb", "é".encode(), b"\x7f"):
        assert ascii_text(octets) is None
