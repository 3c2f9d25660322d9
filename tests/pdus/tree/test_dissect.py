"""Trees of any octets: nothing lost, nothing trusted too far, all as the oracle reads it."""

from __future__ import annotations

import gc
import json
import struct
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given

import smpp_dissect as sd
from smpp_dissect.pdus.tree.model import Tree
from smpp_dissect.profiles import Profile, load
from smpp_dissect.spec import MANDATORY_FIELDS, STATUS_BY_CODE
from tests.conftest import SAMPLES, captures
from tests.naive import decode, decode_capture, encode
from tests.naive_spec import IDS
from tests.pdus.tree.trees import assert_holds, named, octets, told
from tests.road import travel

SMSCENTRE = load("smscentre")
BIND = {
    "system_id": b"me",
    "password": b"s3cr3t!",
    "system_type": b"",
    "interface_version": 0x34,
    "addr_ton": 0,
    "addr_npi": 0,
    "address_range": b"",
}
FILES = sorted(SAMPLES.glob("*.pcap*")) + captures()


def with_length(pdu: bytes, length: int) -> bytes:
    return struct.pack(">I", length) + pdu[4:]


@given(octets())
@example(b"")
@example(bytes(15))
@example(bytes(16))
def test_leaves_hold_each_octet_once_in_order(pdu: bytes) -> None:
    for profile in (None, SMSCENTRE):
        tree = sd.dissect(pdu, profile, show_secrets=True)
        assert_holds(tree, pdu)
        assert json.loads(json.dumps(tree.to_dict()))["hex"] == pdu.hex()
        assert all(line.isprintable() for line in str(tree).split("\n"))


# A PDU cut short is not taken for TLVs alone, though its octets be that.
TLVS_CUT_SHORT = struct.pack(">4I", 25, IDS["data_sm_resp"], 8, 1) + bytes(8)


@given(octets())
@example(TLVS_CUT_SHORT)
def test_says_what_the_oracle_says(pdu: bytes) -> None:
    tree, naive = sd.dissect(pdu, show_secrets=True), decode(pdu)
    fault = naive.pop("fault")
    assert told(tree) == naive
    if fault:
        assert tree.root.meaning
    elif tree.root.meaning:
        # Two things the oracle lets pass: an unknown command, a success without its body.
        assert naive["command"] == "unknown" or len(pdu) == 16


@pytest.mark.parametrize("path", captures(), ids=lambda path: path.name)
def test_says_what_the_oracle_says_of_real_traffic(path: Path) -> None:
    for found in decode_capture(path):
        tree = sd.dissect(found["raw"], SMSCENTRE, show_secrets=True)
        assert_holds(tree, found["raw"])
        assert found | told(tree) == found
        assert bool(tree.root.meaning) == bool(found["fault"] or found["command"] == "unknown")


def field_value(node: Any) -> Any:
    """A field's value as its column has it."""
    if node.name in ("dest_address", "unsuccess_sme") or node.nodes and "#" in node.nodes[0].name:
        return ",".join(map(entry_text, node.nodes))
    return node.octets if node.name == "short_message" else node.value


def entry_text(entry: Any) -> str:
    values = {part.name: part.value for part in entry.nodes}
    if "error_status_code" in values:
        code = values["error_status_code"]
        return f"{values['destination_addr']}={STATUS_BY_CODE.get(code, f'0x{code:08X}')}"
    return str(list(values.values())[-1])


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_values_are_those_of_the_tables(path: Path) -> None:
    road = travel(path)
    for place, (row, raw) in enumerate(zip(road.pdus, road.raw, strict=True)):
        tree = sd.dissect(raw, show_secrets=True)
        assert_holds(tree, raw)
        assert_holds(sd.dissect(raw, SMSCENTRE, show_secrets=True), raw)
        parts = tree.root.nodes
        values = {node.name: field_value(node) for node in parts}
        for name in ("command_length", "command_id", "command_status", "sequence_number"):
            assert values[name] == row[name]
        tlvs = [node for node in parts if node.nodes and node.nodes[0].name == "tag"]
        fields = {node.name: values[node.name] for node in parts if node not in tlvs}
        columns = {name: row[name] for name in MANDATORY_FIELDS if row[name] is not None}
        assert columns == {name: fields[name] for name in MANDATORY_FIELDS if name in fields}
        assert road.tlvs_of(place) == [(n.nodes[0].value, n.nodes[2].octets) for n in tlvs]
        messages = [n for n in parts if n.name in ("short_message", "message_payload")]
        texts = [node.meaning for node in messages if node.nodes or node.length] or ["", None]
        assert row["text"] in texts


@pytest.mark.parametrize("length", [None, 0, 12, 16, 20, 22, 25, 1000])
def test_a_password_is_not_shown(length: int | None) -> None:
    """Whatever is missing, and whatever command_length says."""
    for command in ("bind_transceiver", "outbind"):
        fields = {"system_id": b"me", "password": b"s3cr3t!"} if command == "outbind" else BIND
        whole = encode(IDS[command], fields)
        for size in range(len(whole) + 1):
            pdu = whole[:size] if length is None else with_length(whole, length)[:size]
            tree = sd.dissect(pdu)
            assert tree.root.octets[:19] == pdu[:19]
            assert tree.root.octets[19:26] == b"*" * len(pdu[19:26])
            assert tree.root.octets[26:] == pdu[26:]
            for text in (str(tree), json.dumps(tree.to_dict())):
                assert "s3cr3t!" not in text and b"s3cr3t!".hex() not in text
    tree = sd.dissect(encode(IDS["bind_transmitter"], BIND))
    assert (named(tree, "password").value, named(tree, "password").length) == ("********", 8)
    shown = sd.dissect(encode(IDS["bind_transmitter"], BIND), show_secrets=True)
    assert named(shown, "password").value == "s3cr3t!"


def test_a_password_without_its_nul_is_hidden_to_the_end() -> None:
    pdu = encode(IDS["outbind"], {"system_id": b"me", "password": b"s3cr3t!"})[:-1]
    tree = sd.dissect(with_length(pdu, len(pdu)))
    assert tree.root.nodes[-1].name == "unparsed"
    assert tree.root.nodes[-1].octets == b"*" * 7
    assert tree.root.meaning == "password: a C-octet string lacks its NUL"


def test_a_header_cut_short() -> None:
    pdu = encode(IDS["enquire_link"], sequence=7)
    assert str(sd.dissect(pdu[:10])).split("\n") == [
        "offset  octets            field",
        "     0                    enquire_link (cut short: 10 of 16 octets)",
        "     0  00000010            command_length: 16",
        "     4  00000015            command_id: 0x00000015 (enquire_link)",
        "     8  0000                unparsed: 2 octets (command_status is cut short)",
    ]
    assert str(sd.dissect(b"")).endswith(
        "     0                    pdu (cut short: 0 of 16 octets)"
    )
    assert sd.dissect(bytes(8)).root.meaning == "cut short: 8 of 16 octets"


def test_a_command_length_below_that_of_the_header() -> None:
    pdu = with_length(encode(IDS["submit_sm_resp"], {"message_id": b"77"}), 15)
    tree = sd.dissect(pdu)
    assert tree.root.meaning == "command_length is below 16"
    assert [node.name for node in tree.root.nodes[4:]] == ["trailing"]


def test_octets_beyond_the_pdu() -> None:
    pdu = encode(IDS["submit_sm_resp"], {"message_id": b"77"})
    tree = sd.dissect(pdu + b"\0\0")
    assert named(tree, "message_id").value == "77"
    assert named(tree, "trailing").octets == b"\0\0"
    assert named(tree, "trailing").meaning == "beyond command_length, 19"
    assert tree.root.meaning == "2 octets beyond command_length"


def test_an_unknown_command_keeps_its_number_and_its_octets() -> None:
    tree = sd.dissect(struct.pack(">4I", 19, 0x00010203, 0x500, 1) + b"abc")
    assert tree.root.name == "unknown_command"
    assert named(tree, "command_id").value == 0x00010203
    assert named(tree, "command_id").meaning == "SMSC vendor requests"
    assert named(tree, "unparsed").octets == b"abc"
    assert tree.root.meaning == "command_id is in no version of SMPP"


@pytest.mark.parametrize(
    ("body", "parts", "fault"),
    [
        (b"", [], None),
        (b"id\0", ["message_id"], None),
        (b"id\0" + bytes.fromhex("0425000101"), ["message_id", "delivery_failure_reason"], None),
        (bytes.fromhex("0425000101"), ["delivery_failure_reason"], None),
        (b"id", ["unparsed"], "message_id: a C-octet string lacks its NUL"),
    ],
)
def test_bodies_of_an_error_response(body: bytes, parts: list[str], fault: str | None) -> None:
    pdu = struct.pack(">4I", 16 + len(body), IDS["data_sm_resp"], 8, 1) + body
    tree = sd.dissect(pdu)
    assert [node.name for node in tree.root.nodes[4:]] == parts
    assert tree.root.meaning == fault
    assert named(tree, "command_status").meaning == "ESME_RSYSERR: system error"


def test_a_success_without_its_body_is_told() -> None:
    tree = sd.dissect(encode(IDS["submit_sm_resp"]))
    assert tree.root.meaning == "a successful response has no body"
    assert sd.dissect(encode(IDS["unbind_resp"])).root.meaning is None


def test_what_precedes_a_cut_is_kept() -> None:
    pdu = encode(IDS["submit_sm_resp"], {"message_id": b"4100051183"})
    tree = sd.dissect(pdu[:-4])
    assert tree.root.meaning == "message_id is cut short"
    assert named(tree, "unparsed").octets == b"4100051"
    at_the_seam = sd.dissect(with_length(pdu, len(pdu) + 5))
    assert at_the_seam.root.meaning == f"cut short: {len(pdu)} of {len(pdu) + 5} octets"
    assert named(at_the_seam, "message_id").value == "4100051183"


def test_takes_octets_in_any_form_and_nothing_else() -> None:
    pdu = encode(IDS["enquire_link"])
    for form in (bytearray(pdu), memoryview(pdu)):
        assert sd.dissect(form).to_dict() == sd.dissect(pdu).to_dict()
    with pytest.raises(TypeError):
        sd.dissect(5)  # type: ignore[arg-type]


def test_the_default_alphabet_is_given_or_the_profiles_or_gsm() -> None:
    fields: dict[str, Any] = {"message_id": b"", "source_addr_ton": 0, "source_addr_npi": 0}
    fields |= {"source_addr": b"", "schedule_delivery_time": b"", "validity_period": b""}
    fields |= {"registered_delivery": 0, "sm_default_msg_id": 0}
    fields |= {"sm_length": 1, "short_message": b"$"}
    pdu = encode(IDS["replace_sm"], fields)
    latin = Profile("mine", "Mine", "here", default_alphabet="latin1")
    assert named(sd.dissect(pdu), "short_message").meaning == "¤"
    assert named(sd.dissect(pdu, latin), "short_message").meaning == "$"
    assert named(sd.dissect(pdu, latin, "gsm7"), "short_message").meaning == "¤"
    with pytest.raises(ValueError, match="choose one of gsm7"):
        sd.dissect(pdu, default_alphabet="klingon")


def test_a_status_is_told_by_the_profile_first() -> None:
    own = {"command_status": {0: "fine", 0x0B: "no route", 0x0455: "no money"}}
    mine = Profile("mine", "Mine", "here", errors={0x0D: "not of a status"}, errors_of=own)
    told = {}
    for status in (0, 0x0B, 0x0D, 0x0455, 0x0456):
        pdu = encode(IDS["submit_sm_resp"], {}, status=status)
        told[status] = named(sd.dissect(pdu, mine), "command_status").meaning
        if status not in own["command_status"] or not status:
            assert told[status] == named(sd.dissect(pdu), "command_status").meaning
    assert told[0x0B] == "ESME_RINVDSTADR: no route"
    assert told[0x0455] == "no money"


@pytest.mark.parametrize("profile", [None, SMSCENTRE])
def test_a_tree_goes_with_its_last_reference(profile: Profile | None) -> None:
    """A ring of references would wait for the garbage collector, which costs more than the tree."""
    names = ("smscentre_day.pcap", "error_bodies.pcap")
    pdus = [raw for name in names for raw in travel(SAMPLES / name).raw[:300]]
    # And some that are cut, within a field or an entry of a list.
    pdus += [pdu[:-2] for pdu in pdus[-80:]]
    for show in (lambda tree: None, str, Tree.to_dict):
        gc.collect()
        gc.disable()
        try:
            for pdu in pdus:
                show(sd.dissect(pdu, profile))
            assert gc.collect() == 0
        finally:
            gc.enable()


def test_passwords_of_pdus_that_follow_are_masked() -> None:
    bind = encode(IDS["bind_transceiver"], {"system_id": b"me", "password": b"s3cr3t"})
    octets = encode(IDS["enquire_link"]) + bind + bind[:30]
    told = sd.dissect(octets)
    assert b"s3c" not in told.root.octets
    assert b"me\x00******\x00" in told.root.octets
    assert sd.dissect(octets, show_secrets=True).root.octets == octets
