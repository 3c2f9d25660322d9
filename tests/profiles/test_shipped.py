"""The profiles that come with the package: each says what its source says, and reads an example."""

from __future__ import annotations

import re

import pytest

from smpp_dissect.profiles import BitField, Profile, VendorTlv, load, shipped
from smpp_dissect.profiles.model import ERROR_SOURCES

# Of every TLV of every profile, a value and how it reads.
EXAMPLES: dict[str, dict[int, tuple[bytes, str]]] = {
    "8x8": {
        0x1502: (b"5f3c9d1e-7a42-4b1c-9e0a-0123456789ab", "5f3c9d1e-7a42-4b1c-9e0a-0123456789ab"),
        0x1503: (b"525", "525"),
        0x1504: (b"01", "01"),
    },
    "india_dlt": {
        0x1400: (bytes.fromhex("31373031313538303139383131313430303638"), "1701158019811140068"),
        0x1401: ((1007161234567890123).to_bytes(8, "big"), "1007161234567890123"),
        0x1402: (b"5e884898da28047151d0e56f8dc62927" * 2, "5e884898da28047151d0e56f8dc62927" * 2),
    },
    "openmarket": {
        0x2150: (b"77", "77"),
        0x2153: (b"4", "4"),
        0x2157: (b"spring-offer", "spring-offer"),
    },
    "osmocom": {
        0x2300: (b"\x82\x00", "channel 512, PCS band"),
        0x2301: (b"\x03", "3"),
        0x2302: (b"\xff\xa6", "-90"),
        0x2303: (b"\x00", "0"),
        0x2304: (b"\xff\xb0", "-80"),
        0x2305: (b"\x07", "7"),
        0x2306: (b"490154203237518\0", "490154203237518"),
        0x2307: (b"\x21", "33"),
        0x2308: (b"\x03", "03"),
    },
    "rakuten": {
        0x1401: (b"44010", "44010"),
        0x1402: (b"order 17", "order 17"),
        0x1403: (b"1", "no re-routing"),
    },
    "smscentre": {
        0x2000: (b"0.3500", "0.3500"),
        0x2001: (b"\x07\x0a", "Viber, template message: advertising"),
        0x2002: (b"\x00\x02", "2"),
        0x2003: (b"25001", "25001"),
        0x2004: (b"\x00\x04", "link clicked"),
    },
    "smsportal": {
        0x1400: (b"invoice 4711", "invoice 4711"),
        0x1401: (b"sales", "sales"),
    },
    "telesign": {
        0x1407: (b"code:2; description:MOBILE", "code:2; description:MOBILE"),
        0x1408: (b"level:low; score:1", "level:low; score:1"),
        0x140A: (b"status:800", "status:800"),
        0x1414: (b"OTP\0", "one-time password"),
        0x1416: (b"sign-in", "signing in"),
    },
    "txtwire": {
        0x2150: (b"12345ABC", "12345ABC"),
        0x3201: (b"\x00\x06", "6"),
    },
    "vibes": {
        0x1401: (b"103", "103"),
        0x1403: (b"\x01", "alternate delivery"),
    },
    "vonage": {
        0x1402: (b"310260\0", "310260"),
        0x1421: (b"\x31", "requested"),
        0x1422: (b"0.0072", "0.0072"),
        0x1423: (b"12.50", "12.50"),
    },
}


def each_tlv() -> list[tuple[Profile, VendorTlv]]:
    return [(profile, tlv) for profile in shipped() for tlv in profile.tlvs]


def named(each: object) -> str:
    return getattr(each, "name", "")


@pytest.mark.parametrize("profile", shipped(), ids=named)
def test_a_profile_tells_its_source_and_something_besides(profile: Profile) -> None:
    assert len(profile.source) > 10
    assert profile.tlvs or profile.errors or profile.errors_of


@pytest.mark.parametrize(("profile", "tlv"), each_tlv(), ids=named)
def test_every_tlv_reads_an_example(profile: Profile, tlv: VendorTlv) -> None:
    value, text = EXAMPLES[profile.name][tlv.tag]
    assert tlv.text(value) == text
    assert tlv.is_like(value)
    assert tlv.meaning
    assert 0x1400 <= tlv.tag <= 0x3FFF


@pytest.mark.parametrize(("profile", "tlv"), each_tlv(), ids=named)
def test_every_named_value_reads_as_its_name(profile: Profile, tlv: VendorTlv) -> None:
    for key, name in tlv.enum.items():
        size = max(tlv.min_octets, 1)
        value = key.to_bytes(size, "big") if isinstance(key, int) else key.encode()
        assert tlv.text(value) == name
        assert tlv.is_like(value)
    for bits in tlv.bits:
        for number, name in bits.enum.items():
            assert name in tlv.text(_with(bits, number, tlv))


def _with(bits: BitField, number: int, tlv: VendorTlv) -> bytes:
    """A value whose bit field has a number, and whatever must be set for that to mean something."""
    needed = next((each.low for each in tlv.bits if each.name == bits.only_if), None)
    value = number << bits.low | (1 << needed if needed is not None else 0)
    return value.to_bytes(tlv.max_octets, "big")


@pytest.mark.parametrize("profile", shipped(), ids=named)
def test_every_error_code_has_its_meaning(profile: Profile) -> None:
    for code, meaning in profile.errors.items():
        assert profile.error_meaning(f"{code:03}" if isinstance(code, int) else code) == meaning
        assert profile.error_meaning(code, "network_error_code") == meaning
    for source, codes in profile.errors_of.items():
        assert source in ERROR_SOURCES
        for code, meaning in codes.items():
            assert profile.error_meaning(code, source) == meaning


def test_smscentre_says_all_that_the_provider_says() -> None:
    profile = load("smscentre")
    assert (profile.versions, profile.ports, profile.tls_ports) == (
        ("3.4", "5.0"),
        (3700,),
        (3443,),
    )
    assert profile.inactivity_s == 120
    assert [(tlv.tag, tlv.name, tlv.kind, tlv.max_octets) for tlv in profile.tlvs] == [
        (0x2000, "cost", "cstring", 6),
        (0x2001, "message_flags", "integer", 2),
        (0x2002, "parts", "integer", 2),
        (0x2003, "mccmnc", "cstring", 5),
        (0x2004, "extra_status", "integer", 2),
    ]
    assert profile.tlv(0x2003) is profile.tlvs[3]
    assert profile.tlv(0x2005) is None
    assert len(profile.errors) == 29
    assert profile.receipt.tlvs == ("receipted_message_id", "message_state", "network_error_code")
    assert profile.receipt.only_when_requested


def test_smscentre_receipt_example_has_the_form_of_its_text() -> None:
    receipt = load("smscentre").receipt
    pattern = re.sub(r"<[^>]+>", r"\\S+", re.escape(receipt.text).replace(r"\ ", " "))
    assert re.fullmatch(pattern, receipt.example)
    assert [key for key in receipt.keys if f"{key}:" not in receipt.text] == []


def test_what_differs_from_the_standard_is_told_by_its_source() -> None:
    assert load("clickatell").error_meaning(11, "network_error_code") == "roaming error"
    assert load("clickatell").error_meaning(11, "err") is None
    assert load("infobip").error_meaning(0x22, "command_status") == "network not covered"
    assert load("8x8").error_meaning("046") == "subscriber not reachable"
