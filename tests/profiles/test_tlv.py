"""How vendor TLV values read, at the sizes providers promise and at those that come."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smpp_dissect.profiles import BitField, Part, VendorTlv, load
from smpp_dissect.profiles.tlv import KINDS

ANY_TLV = st.builds(
    VendorTlv,
    tag=st.just(0x2000),
    name=st.just("any"),
    kind=st.sampled_from(KINDS),
    min_octets=st.integers(0, 9),
    max_octets=st.integers(0, 9),
    byte_order=st.sampled_from(["big", "little"]),
    signed=st.booleans(),
)


def smscentre(tag: int) -> VendorTlv:
    tlv = load("smscentre").tlv(tag)
    assert tlv is not None
    return tlv


def flags(number: int) -> bytes:
    return number.to_bytes(2, "big")


@pytest.mark.parametrize("value", [b"0.3500", b"0.3500\0"])
def test_text_is_read_with_its_nul_and_without(value: bytes) -> None:
    assert smscentre(0x2000).text(value) == "0.3500"
    assert smscentre(0x2000).fits(value)


def test_text_may_be_one_character_longer_than_the_table_says() -> None:
    mccmnc = smscentre(0x2003)
    assert [mccmnc.text(value) for value in (b"25001", b"310260", b"310260\0")] == [
        "25001",
        "310260",
        "310260",
    ]
    assert all(mccmnc.fits(value) for value in (b"25001\0", b"310260", b"310260\0", b"", b"\0"))
    assert not mccmnc.fits(b"3102600")
    assert mccmnc.text(b"3102600") == "3102600"


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        ("cstring", b"", ""),
        ("cstring", b"\0", ""),
        ("cstring", b"a\0b", "610062"),
        ("cstring", b"\xff\xfe", "fffe"),
        ("cstring", b"two\nlines", "74776f0a6c696e6573"),
        ("cstring", "Билайн\0".encode(), "Билайн"),
        ("octets", b"1701159", "1701159"),
        ("octets", b"\x00\x01", "0001"),
        ("hex", b"4", "34"),
        ("hex", b"", ""),
        ("bcd", b"\x25\x01\xf0", "2501f0"),
        ("bcd", b"\x25\x00\x1f", "25001"),
        ("digits", b"1701158019811140068", "1701158019811140068"),
        ("digits", b"1701158019811140068\0", "1701158019811140068"),
        ("digits", (1701158019811140068).to_bytes(8, "big"), "1701158019811140068"),
        ("digits", b"\x00\x07", "7"),
        ("digits", b"ABC", "ABC"),
        ("digits", b"\xff" * 9, "ff" * 9),
        ("digits", b"", ""),
        ("time", b"210825141300008+\0", "2021-08-25 14:13:00.0 UTC+02:00"),
        ("time", b"000000003000000R", "in 30 min"),
        ("time", b"soon", "soon"),
        ("time", b"\0\1", "0001"),
        ("ucs2", b"\x04\x1f\x00!\0\0", "П!"),
        ("ucs2", b"\xd8\x3d\xde\x00", "😀"),
        ("ucs2", b"\xd8\x3d", "d83d"),
        ("ucs2", b"\0a\0", "006100"),
        ("integer", b"", ""),
        ("integer", b"\x00\x03", "3"),
        ("integer", b"\x03", "3"),
        ("integer", b"\x00\x00\x00\x03", "3"),
        ("integer", b"\xff" * 8, str(2**64 - 1)),
        ("integer", b"\x01" * 9, "01" * 9),
    ],
)
def test_a_value_reads_by_its_kind_or_as_its_octets(kind: str, value: bytes, text: str) -> None:
    assert VendorTlv(0x1400, "any", kind).text(value) == text


def test_little_endian() -> None:
    assert VendorTlv(0x1400, "any", "integer", byte_order="little").text(b"\x02\x01") == "258"
    assert VendorTlv(0x1400, "any", "bcd", byte_order="little").text(b"\x52\x00\xf1") == "25001"
    assert VendorTlv(0x1400, "any", "ucs2", byte_order="little").text(b"a\0") == "a"
    assert VendorTlv(0x1400, "any", "digits", byte_order="little").text(b"\x02\x01") == "258"


def test_signed_integer() -> None:
    assert VendorTlv(0x2302, "rxlev", "integer", signed=True).text(b"\xff\xa6") == "-90"


def test_named_values() -> None:
    extra_status = smscentre(0x2004)
    texts = [extra_status.text(flags(number)) for number in (0, 2, 3, 4)]
    assert texts == ["0", "read", "3", "link clicked"]
    kind = VendorTlv(0x1414, "kind", "cstring", enum={"OTP": "one-time password"})
    assert [kind.text(b"OTP\0"), kind.text(b"otp")] == ["one-time password", "otp"]


@pytest.mark.parametrize(
    ("kind", "like", "unlike"),
    [
        ("digits", [b"12345678", b"123456789\0", b"\xff" * 4], [b"1234567", b"12345x78", b"\1\2"]),
        ("cstring", ["Теле".encode(), b"12345678\0"], [b"\xff" * 9, b"1234567", b"1" * 13]),
        ("octets", [b"\xff" * 9, b"12345678"], [b"\xff" * 7]),
        ("bcd", [b"\x12\x34\x56\x78\x90\x12\x34\x5f"], [b"\xff" * 9]),
        ("ucs2", [b"\0a" * 4], [b"\xd8\0" * 4, b"\0a" * 3 + b"\0"]),
        ("hex", [b"\xff" * 9], [b""]),
    ],
)
def test_a_value_is_like_its_kind_or_is_not(
    kind: str, like: list[bytes], unlike: list[bytes]
) -> None:
    tlv = VendorTlv(0x1400, "any", kind, min_octets=8, max_octets=10)
    assert [value for value in like if not tlv.is_like(value)] == []
    assert [value for value in unlike if tlv.is_like(value)] == []


def test_a_value_is_like_a_time_if_it_is_one() -> None:
    tlv = VendorTlv(0x1400, "any", "time")
    values = (b"210825141300008+\0", b"000000003000000R", b"soon", b"\0\1", b"")
    assert [tlv.is_like(value) for value in values] == [True, True, False, False, False]


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "SMS"),
        (10, "Viber"),
        (9, "message_type 9"),
        (2 | 1 << 5, "binary SMS, paid from the second balance"),
        (10 | 1 << 8, "Viber, template message: service"),
        (1 << 8 | 1 << 9, "SMS, template message: transactional"),
        (1 << 8 | 1 << 10, "SMS, template message: authorization"),
        (10 | 1 << 8 | 3 << 9, "Viber, template message: advertising"),
        (3 << 9, "SMS"),
        (1 << 4 | 1 << 15, "SMS, bit 4, bit 15"),
    ],
)
def test_message_flags(number: int, text: str) -> None:
    assert smscentre(0x2001).text(flags(number)) == text


def test_message_flags_of_another_size() -> None:
    message_flags = smscentre(0x2001)
    assert message_flags.text(b"\x0a") == "Viber"
    assert message_flags.text(b"\0\0\0\x0a") == "Viber"
    assert message_flags.text(b"") == ""
    assert message_flags.describe(b"") == []
    assert not message_flags.fits(b"\x0a")


def test_describe_opens_every_field() -> None:
    assert smscentre(0x2001).describe(flags(10 | 1 << 8 | 2 << 9)) == [
        Part("message_type", 0, 3, 10, "Viber"),
        Part("second_balance", 5, 5, 0, ""),
        Part("template", 8, 8, 1, "template message"),
        Part("template_type", 9, 10, 2, "authorization"),
    ]


def test_describe_says_when_a_field_means_nothing_and_when_a_bit_is_unknown() -> None:
    parts = smscentre(0x2001).describe(flags(1 << 10 | 1 << 12))
    assert parts[3:] == [
        Part("template_type", 9, 10, 2, "no meaning without template"),
        Part("bit 12", 12, 12, 1, "not in the profile"),
    ]


def test_describe_is_for_bit_fields_only() -> None:
    assert smscentre(0x2002).describe(b"\0\3") == []


def test_a_field_may_have_its_bits_the_other_way_round() -> None:
    assert BitField("swapped", 9, 10, (9, 10)).number(1 << 9) == 2
    assert BitField("plain", 9, 10, (10, 9)).number(1 << 9) == 1


@given(st.integers(0, 0xFFFF))
def test_the_opened_parts_add_up_to_the_value(number: int) -> None:
    parts = smscentre(0x2001).describe(flags(number))
    assert sum(part.number << part.low for part in parts) == number


@given(ANY_TLV, st.binary(max_size=40))
def test_any_value_reads_as_one_printable_line(tlv: VendorTlv, value: bytes) -> None:
    text = tlv.text(value)
    assert text.isprintable()
    assert text or not value.strip(b"\0")
    assert tlv.text(value) == tlv.characters(value)
    assert tlv.fits(value) or not tlv.is_like(value)


@given(st.binary(max_size=40))
def test_flags_of_any_octets_read_as_one_printable_line(value: bytes) -> None:
    assert smscentre(0x2001).text(value).isprintable()
    assert bool(smscentre(0x2001).describe(value)) == (0 < len(value) <= 8)
