"""The oracle's framing and decoding, on octets written by hand and on PDUs made at random."""

from __future__ import annotations

import struct
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.naive import decode, encode, frame_pdus
from tests.naive_spec import FIELDS, IDS, MANDATORY_TLVS, NAMES, TLVS
from tests.naive_tcp import Run
from tests.strategies import described_pdus, hostile, pdus

ENQUIRE_LINK = bytes.fromhex("00000010 00000015 00000000 00000007")
ENQUIRE_LINK_RESP = bytes.fromhex("00000010 80000015 00000000 00000007")
BIND_TRANSCEIVER = bytes.fromhex(
    "00000025 00000009 00000000 00000002"
    " 65736d655f707900"  # esme_py
    " 7365637265743200"  # secret2
    " 00 34 01 02 00"
)
SUBMIT_SM = bytes.fromhex(
    "00000045 00000004 00000000 0000000e"
    " 434d5400"  # CMT
    " 05 00 4f505300"  # OPS
    " 01 01 373931393000"  # 79190
    " 40 7f 02 00 30303030303130303030303030303052 00"  # 000001000000000R
    " 01 00 08 00 03 410042"
    " 0204 0002 0005"
)


def body(pdu: str, command: str, status: int = 0) -> dict[str, Any]:
    """What `decode` makes of a PDU whose body is given in hex."""
    octets = bytes.fromhex(pdu)
    return decode(struct.pack(">4I", 16 + len(octets), IDS[command], status, 1) + octets)


def run_of(data: bytes, aligned: bool = True) -> Run:
    return Run(data, (1,) * len(data), 0, 0, aligned)


def test_bind_transceiver_by_hand() -> None:
    assert decode(BIND_TRANSCEIVER) == {
        "command": "bind_transceiver",
        "command_length": 37,
        "command_id": 9,
        "command_status": 0,
        "sequence_number": 2,
        "fields": {
            "system_id": b"esme_py",
            "password": b"secret2",
            "system_type": b"",
            "interface_version": 0x34,
            "addr_ton": 1,
            "addr_npi": 2,
            "address_range": b"",
        },
        "tlvs": [],
        "trailing": b"",
        "fault": None,
    }


def test_submit_sm_by_hand() -> None:
    found = decode(SUBMIT_SM)
    assert found["fault"] is None
    assert found["tlvs"] == [(0x0204, b"\0\5")]
    assert list(found["fields"].items()) == [
        ("service_type", b"CMT"),
        ("source_addr_ton", 5),
        ("source_addr_npi", 0),
        ("source_addr", b"OPS"),
        ("dest_addr_ton", 1),
        ("dest_addr_npi", 1),
        ("destination_addr", b"79190"),
        ("esm_class", 0x40),
        ("protocol_id", 0x7F),
        ("priority_flag", 2),
        ("schedule_delivery_time", b""),
        ("validity_period", b"000001000000000R"),
        ("registered_delivery", 1),
        ("replace_if_present_flag", 0),
        ("data_coding", 8),
        ("sm_default_msg_id", 0),
        ("sm_length", 3),
        ("short_message", b"A\0B"),
    ]


def test_submit_multi_takes_both_kinds_of_destination() -> None:
    found = body("00 0000 00 02 01 01 01 3700 02 6c00 000000 00 00 00000000 00", "submit_multi")
    assert found["fault"] is None
    assert found["fields"]["dest_address"] == [
        {"dest_flag": 1, "dest_addr_ton": 1, "dest_addr_npi": 1, "destination_addr": b"7"},
        {"dest_flag": 2, "dl_name": b"l"},
    ]
    assert found["fields"]["short_message"] == b""


def test_an_unknown_dest_flag_is_a_fault_and_keeps_the_entries_before_it() -> None:
    found = body("00 0000 00 02 02 6c00 03 6c00", "submit_multi")
    assert found["fields"]["dest_address"] == [{"dest_flag": 2, "dl_name": b"l"}]
    assert found["trailing"] == b"\x03l\0"
    assert "dest_flag 3" in found["fault"]


def test_the_other_lists() -> None:
    unsuccess = body("6d00 01 01 01 3700 00000058", "submit_multi_resp")
    assert unsuccess["fields"]["unsuccess_sme"] == [
        {
            "dest_addr_ton": 1,
            "dest_addr_npi": 1,
            "destination_addr": b"7",
            "error_status_code": 0x58,
        }
    ]
    last = body("02 4100 4200", "query_last_msgs_resp")
    assert last["fields"] == {"number_msgs": 2, "message_id": [b"A", b"B"]}


@pytest.mark.parametrize(("version", "has_msc"), [("33", True), ("34", False)])
def test_the_version_of_huawei_decides_on_the_msc(version: str, has_msc: bool) -> None:
    msc = "0102 4d00" if has_msc else ""
    found = body(f"{version} 5300 {msc} 4100 4200 01 4900 00000010 00000020", "auth_acc")
    assert found["fault"] is None
    assert ("msc_addr" in found["fields"]) == has_msc
    assert found["fields"]["service_id"] == 0x20


@pytest.mark.parametrize(
    ("octets", "fields", "tlvs", "fault"),
    [
        ("", {}, [], False),
        ("00", {"message_id": b""}, [], False),
        ("6900", {"message_id": b"i"}, [], False),
        ("6900 001d0001 00", {"message_id": b"i"}, [(0x1D, b"\0")], False),
        ("1500 0001 61", {}, [(0x1500, b"a")], False),
        ("001d 0002 6100", {}, [(0x1D, b"a\0")], False),
        ("69", {}, [], True),
    ],
)
def test_error_responses_may_carry_body_or_tlvs_or_nothing(
    octets: str, fields: dict[str, Any], tlvs: list[Any], fault: bool
) -> None:
    found = body(octets, "submit_sm_resp", status=0x58)
    assert (found["fields"], found["tlvs"], found["fault"] is not None) == (fields, tlvs, fault)


def test_a_good_response_is_never_tlvs_alone() -> None:
    found = body("001d 0002 6100", "submit_sm_resp")
    assert found["fields"] == {"message_id": b""}
    assert found["fault"] is not None


@pytest.mark.parametrize(
    ("octets", "tlvs", "trailing"),
    [
        ("0204 0002 0005 0424 0005 61", [(0x204, b"\0\5")], "0424000561"),
        ("0204 0002 0005 0424 00", [(0x204, b"\0\5")], "042400"),
        ("04", [], "04"),
    ],
)
def test_a_tlv_over_the_end_ends_decoding(octets: str, tlvs: list[Any], trailing: str) -> None:
    found = body(octets, "enquire_link")
    assert found["fault"] is not None
    assert (found["tlvs"], found["trailing"].hex()) == (tlvs, trailing)


def test_what_precedes_the_fault_is_kept() -> None:
    found = decode(SUBMIT_SM[:30])
    assert list(found["fields"]) == [name for name, _ in FIELDS[4][:6]]
    assert found["fault"] is not None
    assert found["trailing"] == b"79"


@pytest.mark.parametrize(
    ("pdu", "fault"),
    [
        (b"", "header cut"),
        (ENQUIRE_LINK[:15], "header cut"),
        (b"\0\0\0\x0f" + ENQUIRE_LINK[4:], "command_length below 16"),
        (b"\0\0\0\x11" + ENQUIRE_LINK[4:], "PDU cut"),
        (ENQUIRE_LINK + b"!", "octets after command_length"),
    ],
)
def test_lengths_that_do_not_fit(pdu: bytes, fault: str) -> None:
    assert decode(pdu)["fault"] == fault


def test_an_unknown_command_keeps_its_number_and_octets() -> None:
    found = decode(bytes.fromhex("00000012 00010203 00000000 00000001 abcd"))
    assert (found["command"], found["command_id"]) == ("unknown", 0x10203)
    assert (found["trailing"], found["fault"]) == (b"\xab\xcd", None)


@given(described_pdus())
def test_decoding_undoes_encoding(description: dict[str, Any]) -> None:
    pdu = encode(**description)
    found = decode(pdu)
    assert found["command_length"] == len(pdu)
    for given_name, name in [("command_id",) * 2, ("status", "command_status")]:
        assert found[name] == description[given_name]
    assert found["fields"] == description["fields"]
    assert list(found["fields"]) == list(description["fields"])
    assert (found["tlvs"], found["trailing"], found["fault"]) == (description["tlvs"], b"", None)


@given(pdus())
def test_every_made_pdu_is_without_fault(pdu: bytes) -> None:
    assert decode(pdu)["fault"] is None


@given(st.data())
def test_nothing_is_lost_of_a_broken_pdu(data: st.DataObject) -> None:
    pdu = data.draw(hostile(data.draw(pdus())))
    found = decode(pdu)
    if found["command"] == "unknown" or found["fault"] == "command_length below 16":
        return
    read = encode(found["command_id"], found["fields"], found["tlvs"])
    assert read[16:] + found["trailing"] == pdu[16:]


def test_pdus_follow_each_other_by_their_lengths() -> None:
    data = BIND_TRANSCEIVER + ENQUIRE_LINK + SUBMIT_SM[:20]
    assert frame_pdus(run_of(data)) == [(0, 37, "pdu"), (37, 53, "pdu"), (53, 73, "cut")]


def test_a_run_that_begins_inside_a_pdu_skips_to_the_next() -> None:
    data = SUBMIT_SM[5:] + ENQUIRE_LINK + BIND_TRANSCEIVER
    begin = len(SUBMIT_SM) - 5
    pieces = [(0, begin, "skipped"), (begin, begin + 16, "pdu")]
    assert frame_pdus(run_of(data, aligned=False))[:2] == pieces


def test_an_unknown_command_in_step_is_a_pdu() -> None:
    vendor = bytes.fromhex("00000012 00010203 00000000 00000001 abcd")
    data = vendor + vendor + ENQUIRE_LINK
    assert [kind for *_, kind in frame_pdus(run_of(data))] == ["pdu"] * 3
    assert frame_pdus(run_of(data, aligned=False)) == [(0, 36, "skipped"), (36, 52, "pdu")]


@pytest.mark.parametrize("wrong", [0, 15, 33, 0x20001, 0xFFFFFFFF])
def test_a_wrong_length_costs_no_more_than_the_next_pdu(wrong: int) -> None:
    broken = wrong.to_bytes(4, "big") + BIND_TRANSCEIVER[4:]
    data = ENQUIRE_LINK + broken + ENQUIRE_LINK_RESP + ENQUIRE_LINK
    found = [data[begin:end] for begin, end, kind in frame_pdus(run_of(data)) if kind == "pdu"]
    assert found[0] == ENQUIRE_LINK
    assert found[-1] == ENQUIRE_LINK


@given(st.lists(pdus(), max_size=5), st.binary(max_size=40), st.booleans())
def test_the_pieces_are_the_whole_run(some: list[bytes], noise: bytes, aligned: bool) -> None:
    data = b"".join([*some[:2], noise, *some[2:]])
    pieces = frame_pdus(run_of(data, aligned))
    assert [begin for begin, *_ in pieces] == [0, *(end for _, end, _ in pieces)][: len(pieces)]
    assert sum(end - begin for begin, end, _ in pieces) == len(data)


@given(st.lists(pdus(), min_size=1, max_size=6))
def test_good_pdus_are_all_found(some: list[bytes]) -> None:
    data = b"".join(some)
    assert [data[a:b] for a, b, kind in frame_pdus(run_of(data)) if kind == "pdu"] == some


def test_the_tables_are_complete() -> None:
    assert len(NAMES) == 43
    assert len(TLVS) == 64
    assert set(MANDATORY_TLVS) <= set(NAMES)
    responses = {name for name in IDS if name.endswith("_resp")}
    assert {name.removesuffix("_resp") for name in responses} <= set(IDS)
    assert all(IDS[name] == IDS[name.removesuffix("_resp")] | 0x80000000 for name in responses)
