"""The encoder: octets printed in the standards, octets written by hand, and properties."""

from __future__ import annotations

import struct
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smpp_dissect.pdus.encode import encode
from smpp_dissect.spec import COMMANDS, TLVS, Command, Kind, Tlv

WIDTHS = {Kind.U8: 1, Kind.U16: 2, Kind.U32: 4}


def octets(*text: str) -> bytes:
    return bytes.fromhex("".join(text))


# Octets printed in the standards.


@pytest.mark.parametrize("version", [0x00, 0x50])
def test_the_example_of_the_standards(version: int) -> None:
    """3.4 section 3.2.2 prints it with interface_version 0, 5.0 section 3.2.2 with 0x50."""
    pdu = encode(
        "bind_transmitter",
        system_id="SMPP3TEST",
        password="secret08",
        system_type="SUBMIT1",
        interface_version=version,
        addr_ton=1,
        addr_npi=1,
    )
    assert pdu == octets(
        "0000002F 00000002 00000000 00000001",
        "534D50503354455354 00 7365637265743038 00 5355424D495431 00",
        f"{version:02X} 01 01 00",
    )


# Octets written by hand, field by field.


def test_a_submit_sm() -> None:
    pdu = encode(
        "submit_sm",
        sequence_number=0x01020304,
        service_type="CMT",
        source_addr_ton=5,
        source_addr="ME",
        dest_addr_ton=1,
        dest_addr_npi=1,
        destination_addr="4412",
        esm_class=0x40,
        protocol_id=0x7F,
        priority_flag=2,
        schedule_delivery_time="260102030405000+",
        registered_delivery=1,
        data_coding=8,
        short_message="hi",
        tlvs=[("user_message_reference", 7), ("message_payload", b"\x00\x01")],
    )
    assert pdu == octets(
        "00000048 00000004 00000000 01020304",
        "434D5400 05 00 4D4500 01 01 3434313200",
        "40 7F 02 323630313032303330343035303030 2B00 00 01 00 08 00",
        "02 6869",
        "0204 0002 0007",
        "0424 0002 0001",
    )


def test_what_is_not_said_is_empty() -> None:
    assert encode("submit_sm") == octets("00000021 00000004 00000000 00000001", "00" * 17)
    assert encode("enquire_link") == octets("00000010 00000015 00000000 00000001")


def test_a_submit_multi_and_its_answer() -> None:
    pdu = encode("submit_multi", dest_address=[(1, 2, "44"), "friends", (0, 0, b"7")])
    assert pdu[16:] == octets(
        "00 00 00 00 03 01 01 02 343400 02 667269656E647300 01 00 00 3700",
        "00 00 00 00 00 00 00 00 00 00",
    )
    alone = encode("submit_multi", dest_address="friends")
    assert alone == encode("submit_multi", dest_address=["friends"])
    pdu = encode("submit_multi_resp", message_id="a", unsuccess_sme=[(1, 1, "44", 0x0B)])
    assert pdu[16:] == octets("6100 01 01 01 343400 0000000B")
    assert encode("submit_multi_resp")[16:] == octets("00 00")


def test_a_list_of_strings() -> None:
    pdu = encode("query_last_msgs_resp", message_id=["1A", "2B"])
    assert pdu[16:] == octets("02 314100 324200")


def test_a_conditional_field() -> None:
    without = encode("auth_acc", smsc_addr="1", sm_id="2")
    assert without[16:] == octets("00 3100 00 00 00 3200 00000000 00000000")
    with_msc = encode("auth_acc", version=0x33, smsc_addr="1", msc_addr_npi=9, sm_id="2")
    assert with_msc[16:] == octets("33 3100 00 09 00 00 00 00 3200 00000000 00000000")


def test_bytes_are_text_that_is_not_encoded() -> None:
    assert encode("submit_sm_resp", message_id=b"\xff\xfe")[16:] == b"\xff\xfe\x00"
    assert encode("submit_sm_resp", message_id="\xff\xfe")[16:] == b"\xff\xfe\x00"


@pytest.mark.parametrize("status", [0x01, 0x58, 0xFFFFFFFF])
def test_a_refusal_has_no_body_unless_a_field_is_given(status: int) -> None:
    assert encode("submit_sm_resp", command_status=status) == octets(
        f"00000010 80000004 {status:08X} 00000001"
    )
    assert encode("submit_sm_resp", command_status=status, message_id="")[16:] == b"\x00"
    with_tlv = encode("data_sm_resp", command_status=status, tlvs=[("dpf_result", 1)])
    assert with_tlv[16:] == octets("00 0420 0001 01")


def test_a_request_keeps_its_body_whatever_its_status() -> None:
    assert encode("submit_sm", command_status=3)[16:] == bytes(17)
    assert encode("submit_sm_resp")[16:] == b"\x00"


def test_broken_on_purpose() -> None:
    assert encode("enquire_link", command_length=0x7FFFFFFF)[:4] == octets("7FFFFFFF")
    assert encode("submit_sm", body=b"\x01\x02") == octets(
        "00000012 00000004 00000000 00000001 0102"
    )
    assert encode("submit_sm", sm_length=200, short_message="hi")[-3:] == octets("C8 6869")
    assert encode("submit_multi", number_of_dests=9, dest_address=["x"])[20:24] == octets(
        "09027800"
    )


def test_a_command_by_number() -> None:
    assert encode(0x00000004, short_message="x") == encode("submit_sm", short_message="x")
    assert encode(0x00010203, body=b"x") == octets("00000011 00010203 00000000 00000001 78")


@pytest.mark.parametrize(
    ("tlv", "wire"),
    [
        (("message_state", 2), "0427 0001 02"),
        (("qos_time_to_live", 2), "0017 0004 00000002"),
        (("receipted_message_id", "1a"), "001E 0003 316100"),
        (("receipted_message_id", b"1a"), "001E 0002 3161"),
        (("message_payload", "1a"), "0424 0002 3161"),
        (("network_error_code", 0x030001), "0423 0003 030001"),
        (("network_error_code", 1), "0423 0003 000001"),
        (("ms_validity", 0), "1204 0001 00"),
        (("alert_on_message_delivery", b""), "130C 0000"),
        ((0x0427, 2), "0427 0001 02"),
        ((0x2001, 0), "2001 0001 00"),
        ((0x2001, 255), "2001 0001 FF"),
        ((0x2001, 256), "2001 0002 0100"),
        ((0x2001, 0x10000), "2001 0003 010000"),
        ((0x2000, "0.5"), "2000 0003 302E35"),
    ],
)
def test_a_tlv(tlv: tuple[Any, Any], wire: str) -> None:
    assert encode("deliver_sm", tlvs=[tlv])[33:] == octets(wire)


# What is refused.


def test_unknown_names_are_told() -> None:
    with pytest.raises(ValueError, match="submit_smm"):
        encode("submit_smm")
    with pytest.raises(
        TypeError, match="query_sm has no field short_message; .*message_id, source"
    ):
        encode("query_sm", short_message="x")
    with pytest.raises(TypeError, match="enquire_link has no field message_id; its fields: none"):
        encode("enquire_link", message_id="x")
    with pytest.raises(ValueError, match="dest_prot"):
        encode("submit_sm", tlvs=[("dest_prot", 1)])


@pytest.mark.parametrize(
    "fields",
    [
        {"source_addr": 5},
        {"esm_class": "5"},
        {"short_message": 5},
        {"body": b"x", "esm_class": 1},
        {"body": b"x", "tlvs": [(1, 1)]},
    ],
)
def test_values_of_a_wrong_type(fields: dict[str, Any]) -> None:
    with pytest.raises(TypeError):
        encode("submit_sm", **fields)


def test_an_entry_of_a_wrong_size() -> None:
    with pytest.raises(TypeError, match="dest_flag, dest_addr_ton, dest_addr_npi"):
        encode("submit_multi", dest_address=[(1, "44")])
    with pytest.raises(TypeError, match="error_status_code"):
        encode("submit_multi_resp", unsuccess_sme=[(1, 1, "44")])


@pytest.mark.parametrize(
    "fields",
    [
        {"esm_class": 256},
        {"esm_class": -1},
        {"short_message": bytes(256)},
        {"sequence_number": 1 << 32},
        {"tlvs": [("message_state", 256)]},
        {"tlvs": [("message_payload", bytes(0x10000))]},
        {"tlvs": [(0x10000, b"")]},
    ],
)
def test_integers_that_do_not_fit(fields: dict[str, Any]) -> None:
    with pytest.raises(OverflowError):
        encode("submit_sm", **fields)


def test_text_outside_latin_1() -> None:
    with pytest.raises(ValueError, match="latin-1"):
        encode("submit_sm", short_message="\u0416")


# Properties.

words = st.text(st.characters(min_codepoint=1, max_codepoint=255), max_size=20)


def values(command: Command) -> st.SearchStrategy[dict[str, Any]]:
    """Some of a command's fields, with values; counts are left to the encoder."""
    by_kind: dict[Kind, st.SearchStrategy[Any]] = {
        Kind.CSTRING: words,
        Kind.TIME: words,
        Kind.OCTETS: st.binary(max_size=255),
        Kind.CSTRINGS: st.lists(words, max_size=3),
        Kind.U32: st.integers(0, 0xFFFFFFFF),
        Kind.U8: st.integers(0, 255),
        Kind.DEST_ADDRESSES: st.lists(
            words | st.tuples(st.integers(0, 255), st.integers(0, 255), words), max_size=3
        ),
        Kind.UNSUCCESS_SMES: st.lists(
            st.tuples(st.integers(0, 255), st.integers(0, 255), words, st.integers(0, 0xFFFFFFFF)),
            max_size=3,
        ),
    }
    counts = {"sm_length", "number_of_dests", "no_unsuccess", "number_msgs", "version"}
    chosen = {f.name: by_kind[f.kind] for f in command.fields if f.name not in counts}
    return st.fixed_dictionaries({}, optional=chosen)


def size_of(kind: Kind, value: Any) -> int:
    if kind in WIDTHS:
        return WIDTHS[kind]
    if kind is Kind.OCTETS:
        return len(value)
    if kind is Kind.CSTRINGS:
        return sum(len(entry) + 1 for entry in value)
    if kind is Kind.DEST_ADDRESSES:
        return sum(len(e) + 2 if isinstance(e, str) else len(e[2]) + 4 for e in value)
    if kind is Kind.UNSUCCESS_SMES:
        return sum(len(entry[2]) + 7 for entry in value)
    return len(value) + 1


tlv_lists = st.lists(st.tuples(st.integers(0, 0xFFFF), st.binary(max_size=40)), max_size=4)


@given(st.data(), st.sampled_from(COMMANDS), st.integers(0, 0xFFFFFFFF), tlv_lists)
def test_header_and_length(
    data: st.DataObject, command: Command, sequence: int, tlvs: list[tuple[int, bytes]]
) -> None:
    fields = data.draw(values(command))
    pdu = encode(command.name, sequence_number=sequence, tlvs=tlvs, **fields)
    assert struct.unpack_from(">4I", pdu) == (len(pdu), command.command_id, 0, sequence)
    there = [f for f in command.fields if f.only_if is None or f.name in fields]
    body = sum(size_of(f.kind, fields.get(f.name, b"")) for f in there)
    assert len(pdu) == 16 + body + sum(4 + len(value) for _, value in tlvs)
    tail = b"".join(
        tag.to_bytes(2, "big") + len(value).to_bytes(2, "big") + value for tag, value in tlvs
    )
    assert pdu.endswith(tail)


@given(st.binary(max_size=255), st.integers(0, 255))
def test_the_count_is_that_of_the_octets(message: bytes, coding: int) -> None:
    pdu = encode("submit_sm", data_coding=coding, short_message=message)
    assert pdu[30] == coding
    assert pdu[32] == len(message)
    assert pdu[33:] == message


@pytest.mark.parametrize("tlv", TLVS, ids=lambda tlv: tlv.name)
def test_an_integer_takes_the_size_of_its_tlv(tlv: Tlv) -> None:
    value = encode("data_sm", tlvs=[(tlv.name, 1)])[26:]
    assert value[:2] == tlv.tag.to_bytes(2, "big")
    assert max(tlv.min_octets, 1) == int.from_bytes(value[2:4], "big") == len(value) - 4
    assert int.from_bytes(value[4:], "big") == 1
