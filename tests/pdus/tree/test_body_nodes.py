"""Bodies: counted lists, conditions, and faults at every place."""

from __future__ import annotations

import struct

import pytest

from smpp_dissect.pdus.framing import MAX_TLVS
from smpp_dissect.pdus.tree.body_nodes import read_body
from smpp_dissect.pdus.tree.context import Conventions
from smpp_dissect.pdus.tree.model import Node
from smpp_dissect.profiles import load
from smpp_dissect.spec import COMMAND_BY_ID, COMMAND_BY_NAME
from tests.naive import encode
from tests.naive_spec import IDS

BY = Conventions(None, "gsm7")
NUMBER = {"dest_flag": 1, "dest_addr_ton": 1, "dest_addr_npi": 1, "destination_addr": b"7900"}
LIST = {"dest_flag": 2, "dl_name": b"friends"}
MULTI = {
    "service_type": b"",
    "source_addr_ton": 0,
    "source_addr_npi": 0,
    "source_addr": b"",
    "number_of_dests": 2,
    "dest_address": [NUMBER, LIST],
}


def read(pdu: bytes, missing: int = 0) -> tuple[list[Node], int, str | None]:
    """Nodes, how far they go, and the fault of a PDU that has `missing` octets more."""
    _, command_id, status, _ = struct.unpack_from(">4I", pdu)
    command = COMMAND_BY_ID[command_id]
    body = read_body(pdu, len(pdu), len(pdu) + missing, command, status, BY)
    return body.nodes, body.at, str(body.fault) if body.fault else None


def outline(node: Node) -> list[tuple[str, object]]:
    return [(part.name, part.value) for part in node.nodes]


def test_destinations_open_into_entries_and_their_fields() -> None:
    nodes, at, fault = read(encode(IDS["submit_multi"], MULTI))
    assert (nodes[-1].name, nodes[-1].length, at) == ("dest_address", 17, 38)
    number, friends = nodes[-1].nodes
    assert (number.name, friends.name) == ("dest_address #1", "dest_address #2")
    assert outline(number) == list(NUMBER.items())[:3] + [("destination_addr", "7900")]
    assert outline(friends) == [("dest_flag", 2), ("dl_name", "friends")]
    assert number.nodes[0].meaning == "SME address"
    assert fault == "esm_class: the body ends within a mandatory field"


def test_whole_entries_before_a_fault_are_kept() -> None:
    pdu = encode(IDS["submit_multi"], MULTI)
    nodes, at, fault = read(pdu[:-9] + b"\x07friends\0")
    assert [entry.name for entry in nodes[-1].nodes] == ["dest_address #1"]
    assert (nodes[-1].length, at) == (8, 29)
    assert fault == "dest_address #2, dest_flag: a destination has an unknown dest_flag"
    assert read(pdu[:-1])[1:] == (29, "dest_address #2, dl_name: a C-octet string lacks its NUL")
    assert read(pdu[:-1], 1)[1:] == (29, "dest_address #2, dl_name is cut short")
    assert read(pdu[:29])[1:] == (
        29,
        "dest_address #2, dest_flag: the body ends within a mandatory field",
    )


def test_failed_destinations_tell_their_status() -> None:
    entry = {"dest_addr_ton": 1, "dest_addr_npi": 1, "destination_addr": b"7900"}
    fields = {"message_id": b"7", "no_unsuccess": 1}
    fields |= {"unsuccess_sme": [entry | {"error_status_code": 0x58}]}
    nodes, _, fault = read(encode(IDS["submit_multi_resp"], fields))
    assert fault is None
    assert (
        nodes[-1].nodes[0].nodes[-1].meaning == "ESME_RTHROTTLED: throttled, allowed rate exceeded"
    )


def test_a_list_of_ids() -> None:
    nodes, _, fault = read(
        encode(IDS["query_last_msgs_resp"], {"number_msgs": 2, "message_id": [b"1", b"22"]})
    )
    assert fault is None
    assert [entry.nodes[0].value for entry in nodes[-1].nodes] == ["1", "22"]


@pytest.mark.parametrize(
    ("system_type", "meaning"),
    [
        (b"", None),
        (b"SMPP", None),
        (b"single, x", "SINGLE: {SINGLE}"),
        (b"ISO,SINGLE", "SINGLE: {SINGLE}; ISO: {ISO}"),
    ],
)
def test_options_of_a_bind_are_told_by_the_profile(system_type: bytes, meaning: str | None) -> None:
    told = {option.name: option.meaning for option in load("smscentre").options}
    fields = {"system_id": b"me", "password": b"", "system_type": system_type}
    fields |= {"interface_version": 0x34, "addr_ton": 0, "addr_npi": 0, "address_range": b""}
    pdu = encode(IDS["bind_transceiver"], fields)
    for profile, expected in ((None, None), (load("smscentre"), meaning)):
        command, by = COMMAND_BY_NAME["bind_transceiver"], Conventions(profile, "gsm7")
        [node] = [
            each
            for each in read_body(pdu, len(pdu), len(pdu), command, 0, by).nodes
            if each.name == "system_type"
        ]
        assert node.value == system_type.decode()
        assert node.meaning == (expected.format_map(told) if expected else None)


def test_the_error_of_a_query_is_the_profiles_own() -> None:
    fields = {"message_id": b"1", "final_date": b"", "message_state": 5, "error_code": 6}
    pdu = encode(IDS["query_sm_resp"], fields)
    for profile, meaning in ((None, None), (load("smscentre"), "subscriber is offline")):
        command, by = COMMAND_BY_NAME["query_sm_resp"], Conventions(profile, "gsm7")
        node = read_body(pdu, len(pdu), len(pdu), command, 0, by).nodes[-1]
        assert (node.name, node.value, node.meaning) == ("error_code", 6, meaning)


@pytest.mark.parametrize(("version", "has_it"), [(0x33, True), (0x34, False)])
def test_fields_that_hang_on_another(version: int, has_it: bool) -> None:
    body = bytes([version]) + b"smsc\0" + (b"\x01\x02msc\0" if has_it else b"")
    body += b"from\0to\0\x01id\0" + bytes(8)
    pdu = struct.pack(">4I", 16 + len(body), IDS["auth_acc"], 0, 1) + body
    nodes, at, fault = read(pdu)
    assert (at, fault) == (len(pdu), None)
    assert ("msc_addr" in [node.name for node in nodes]) == has_it


def test_a_body_may_end_anywhere() -> None:
    """Each field in turn is the one cut short, and none after it is read."""
    fields = {"service_type": b"CMT", "source_addr_ton": 5, "source_addr_npi": 0}
    fields |= {"source_addr": b"Shop", "dest_addr_ton": 1, "dest_addr_npi": 1}
    fields |= {"destination_addr": b"7900", "esm_class": 0, "registered_delivery": 1}
    whole = encode(IDS["data_sm"], fields | {"data_coding": 0}, [(0x0424, b"text")])
    names = [*(field.name for field in COMMAND_BY_NAME["data_sm"].fields), "message_payload"]
    for size in range(16, len(whole)):
        nodes, at, fault = read(whole[:size], len(whole) - size)
        assert [node.name for node in nodes] == names[: len(nodes)]
        assert at == sum(node.length for node in nodes) + 16 <= size
        if fault:
            assert fault.startswith((names[len(nodes)], "TLV")) and fault.endswith("is cut short")
        else:
            assert at == size and len(nodes) in (10, 11)


def test_octets_that_are_no_tlv() -> None:
    link = IDS["enquire_link"]
    cut = struct.pack(">4I", 19, link, 0, 1) + b"abc"
    assert read(cut)[1:] == (16, "TLV: bytes follow the body that are no TLV")
    long = struct.pack(">4I", 21, link, 0, 1) + b"\x14\x00\x00\x02a"
    told = "TLV 0x1400: a TLV's length runs over the end of the PDU"
    assert read(long)[1:] == (16, told)
    assert read(long, 1)[1:] == (16, "TLV 0x1400 is cut short")


def test_the_number_of_tlvs_is_bounded() -> None:
    pdu = encode(IDS["enquire_link"], {}, [(0x1400, b"")] * (MAX_TLVS + 2))
    nodes, at, fault = read(pdu)
    assert (len(nodes), at) == (MAX_TLVS, len(pdu) - 8)
    assert fault == f"more than {MAX_TLVS} TLVs"
