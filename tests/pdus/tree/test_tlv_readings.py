"""How TLVs are read: every standard one, a profile's, and what is remembered."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smpp_dissect.pdus.tree import tlv_readings
from smpp_dissect.pdus.tree.context import Context, Conventions
from smpp_dissect.pdus.tree.parts import Reading, grown
from smpp_dissect.pdus.tree.tlv_readings import OWN_READINGS, SAID, standard_reading, tlv_reader
from smpp_dissect.profiles import Profile, VendorTlv, load
from smpp_dissect.spec import TLV_BY_NAME, TLVS, Tlv
from tests.pdus.tree.trees import assert_divided

SMSCENTRE = load("smscentre")


def told(name: str, octets: bytes) -> tuple[object, object]:
    value, meaning, _ = standard_reading(TLV_BY_NAME[name], octets)
    return value, meaning() if callable(meaning) else meaning


def parts(name: str, octets: bytes) -> list[tuple[str, object, object]]:
    found = standard_reading(TLV_BY_NAME[name], octets).parts
    return [(part.name, part.value, part.meaning) for part in found]


@pytest.mark.parametrize(
    ("name", "octets", "value", "meaning"),
    [
        ("message_state", b"\2", 2, "delivered (final)"),
        ("sc_interface_version", b"\x34", 0x34, "version 3.4"),
        ("language_indicator", b"\3", 3, "Spanish"),
        ("display_time", b"\2", 2, "invoke"),
        ("congestion_state", b"\x55", 85, "optimum load"),
        ("set_dpf", b"\1", 1, "requested"),
        ("dpf_result", b"\0", 0, "flag not set"),
        ("ms_availability_status", b"\1", 1, "denied (suspended, no SMS)"),
        ("user_response_code", b"\7", 7, None),
        ("number_of_messages", b"\7", 7, None),
        ("qos_time_to_live", b"\0\0\x0e\x10", 3600, "1 hour"),
        ("source_telematics_id", b"\x41", 0x41, "replace short message type 1 to 7"),
        ("destination_port", b"\x0b\x84", 2948, "WAP push"),
        ("broadcast_rep_num", b"\0\0", 0, "as the other parameters say, or for ever"),
        ("broadcast_rep_num", b"\0\7", 7, None),
        ("broadcast_area_success", b"\x2a", 42, "42 %"),
        ("broadcast_area_success", b"\xff", 255, "information not available"),
        ("broadcast_error_status", b"\0\0\0\x58", 0x58,
         "ESME_RTHROTTLED: throttled, allowed rate exceeded"),
        ("broadcast_message_class", b"\2", 2, "class 2, user defined"),
        ("broadcast_end_time", b"261122101500000+\0", "261122101500000+", "2026-11-22T10:15:00Z"),
        ("receipted_message_id", b"abc\0", "abc", None),
        ("source_node_id", b"123456", None, "123456"),
        ("dest_addr_np_country", b"\x07", None, "7"),
        ("dest_addr_np_country", b"", None, None),
        ("dest_network_id", b"125001\0", "125001", "MCC + MNC follow"),
        ("ms_validity", b"\4\2\0\3", None,
         "behaviour 4 (relative period in the next 3 octets), unit 2 (hours), count 3"),
        ("ms_validity", b"\3", None, "behaviour 3 (display only)"),
        ("alert_on_message_delivery", b"", None, None),
        ("billing_identification", b"\x80abc", None,
         "format 128 (vendor specific), billing 616263 (abc)"),
        ("broadcast_frequency_interval", b"\x09\0\x0a", None, "unit 9 (minutes), count 10"),
    ],
)  # fmt: skip
def test_values(name: str, octets: bytes, value: object, meaning: str | None) -> None:
    assert told(name, octets) == (value, meaning)


@pytest.mark.parametrize(
    ("name", "octets", "opened"),
    [
        ("ms_msg_wait_facilities", b"\x82",
         [("indicator", 1, "set the indication active"), ("type", 2, "electronic mail waiting")]),
        ("callback_num_pres_ind", b"\x05",
         [("presentation", 1, "presentation restricted"),
          ("screening", 1, "user provided, verified and passed")]),
        ("its_session_info", b"\7\3", [("session_number", 7, None),
         ("sequence", 3, "end of session")]),
        ("dest_telematics_id", b"\x41\0",
         [("protocol_id", 0x41, "replace short message type 1 to 7"), ("reserved", 0, None)]),
        ("broadcast_end_time", b"261122101500000+",
         [("date_time", "261122101500", None), ("tenths", "0", None),
          ("quarter_hours", "00", "+00:00"),
          ("utc_flag", "+", "local time nn quarter hours ahead of UTC")]),
    ],
)  # fmt: skip
def test_parts(name: str, octets: bytes, opened: list[tuple[str, object, object]]) -> None:
    assert parts(name, octets) == opened


@pytest.mark.parametrize("tlv", TLVS, ids=lambda tlv: tlv.name)
@given(octets=st.binary(max_size=24))
def test_any_value_of_any_tlv_is_divided(tlv: Tlv, octets: bytes) -> None:
    for node in grown(b"??" + octets, 2, standard_reading(tlv, octets).parts):
        for part in node.walk():
            assert_divided(part)
    nodes = grown(octets, 0, standard_reading(tlv, octets).parts)
    if nodes and not nodes[0].bits:
        assert b"".join(node.octets for node in nodes) == octets


def test_names_in_use_are_those_of_the_standard() -> None:
    assert OWN_READINGS.keys() | SAID.keys() <= TLV_BY_NAME.keys()
    assert not OWN_READINGS.keys() & SAID.keys()


def context(profile: Profile | None = None, alphabet: str = "gsm7", command: str = "") -> Context:
    return Context(b"", Conventions(profile, alphabet), command)


def test_readers_are_found_once() -> None:
    here = context(SMSCENTRE)
    assert tlv_reader(0x2001, here) is tlv_reader(0x2001, here)
    assert tlv_reader(0x2001, here) is tlv_reader(0x2001, Context(b"", here.by))
    assert tlv_reader(0x2001, here).name == "message_flags"
    assert tlv_reader(0x0427, here).name == "message_state"
    assert tlv_reader(0x2999, here).name == "tlv_0x2999"
    assert tlv_reader(0x2001, context()).name == "tlv_0x2001"


def test_a_profile_may_name_a_tag_for_one_command() -> None:
    only = VendorTlv(0x1500, "price", "cstring", commands=("deliver_sm",))
    profile = Profile("mine", "Mine", "here", tlvs=(only,))
    assert tlv_reader(0x1500, context(profile, command="deliver_sm")).name == "price"
    by = Conventions(profile, "gsm7")
    names = [
        tlv_reader(0x1500, Context(b"", by, command)).name
        for command in ("deliver_sm", "submit_sm", "deliver_sm")
    ]
    assert names[0] == names[2] == "price"


@given(st.sampled_from([0x0423, 0x0427, 0x0381, 0x2000, 0x2001, 0x1555]), st.binary(max_size=24))
def test_what_is_remembered_is_what_would_be_read(tag: int, octets: bytes) -> None:
    reader = tlv_reader(tag, context(SMSCENTRE))
    first, again = reader.read(octets), reader.read(octets)
    assert first == again == tlv_reader(tag, context(SMSCENTRE)).read(octets)


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tlv_readings, "REMEMBERED", 10)
    reader = tlv_reader(0x0204, context())
    for number in range(50):
        assert reader.read(number.to_bytes(2))[0].value == number
        assert reader.read(bytes(20)) == (Reading(), "not 2")
        assert len(reader._kept or {}) <= 10
    assert all(len(octets) <= tlv_readings.LONGEST_REMEMBERED for octets in reader._kept or {})


def test_the_alphabet_agreed_on_is_that_of_a_callback_number() -> None:
    for alphabet, text in (("gsm7", "¤"), ("latin1", "$")):
        reading, _ = tlv_reader(0x0303, context(None, alphabet)).read(b"\0$")
        assert text in str(reading.meaning() if callable(reading.meaning) else "")


def test_errors_of_a_profile_are_those_of_network_error_code() -> None:
    for profile, text in ((None, "MAP: absent subscriber"), (SMSCENTRE, "subscriber is offline")):
        reading, odd = tlv_reader(0x0423, context(profile)).read(b"\3\0\6")
        assert text in str(reading.meaning) and odd is None
