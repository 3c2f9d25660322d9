"""Receipts as nodes: ranges, meanings, and what the TLVs say against them."""

from __future__ import annotations

import struct

import numpy as np
import pytest

import smpp_dissect as sd
from smpp_dissect.pdus.text.many import UCS2, alphabets_of
from smpp_dissect.pdus.tree.model import Node
from smpp_dissect.pdus.tree.receipt_nodes import is_ucs2, narrow
from smpp_dissect.profiles import Profile, load
from tests.naive import encode
from tests.naive_spec import FIELDS, IDS
from tests.pdus.tree.trees import assert_holds, named

TEXT = (
    b"id:854019 sub:001 dlvrd:001 submit date:1108202241 done date:110820224103 "
    b"stat:DELIVRD err:000 text:hi"
)
KEYS = ["id", "sub", "dlvrd", "submit_date", "done_date", "stat", "err", "text"]
SMSCENTRE = load("smscentre")
MESSAGE = {"service_type": b"", "source_addr_ton": 0, "source_addr_npi": 0, "source_addr": b""}
MESSAGE |= {"dest_addr_ton": 0, "dest_addr_npi": 0, "destination_addr": b"", "esm_class": 4}
MESSAGE |= {"registered_delivery": 0, "data_coding": 0}
REST = {"protocol_id": 0, "priority_flag": 0, "schedule_delivery_time": b""}
REST |= {"validity_period": b"", "replace_if_present_flag": 0, "sm_default_msg_id": 0}
# receipted_message_id, message_state, network_error_code.
TLVS = [(0x001E, b"854019\0"), (0x0427, b"\2"), (0x0423, b"\3\0\0")]
Tlvs = list[tuple[int, bytes]]


def pdu(text: bytes, tlvs: Tlvs | None = None, command: str = "deliver_sm", **fields: int) -> bytes:
    values = MESSAGE | REST | fields | {"sm_length": len(text), "short_message": text}
    in_order = {name: values[name] for name, _ in FIELDS[IDS[command]]}
    payload = [(0x0424, text)] if command == "data_sm" else []
    return encode(IDS[command], in_order, [*payload, *(tlvs or [])])


def opened(octets: bytes, profile: Profile | None = None, time: int | None = None) -> list[Node]:
    """The keys of the PDU's message."""
    tree = sd.dissect(octets, profile, time=time)
    assert_holds(tree, octets)
    (message,) = [
        node if node.name == "short_message" else node.nodes[2]
        for node in tree.root.nodes
        if node.name in ("short_message", "message_payload") and node.length
    ]
    if message.nodes and message.nodes[0].name == "user_data_header":
        message = message.nodes[1]
    return list(message.nodes)


def meanings(octets: bytes, profile: Profile | None = None) -> dict[str, str | None]:
    return {node.name: node.meaning for node in opened(octets, profile)}


def test_each_key_is_a_node_with_its_range() -> None:
    nodes = opened(pdu(TEXT, TLVS))
    assert [(node.name, node.octets, node.value, node.meaning) for node in nodes] == [
        ("id", b"id:854019 ", "854019", None),
        ("sub", b"sub:001 ", "001", "messages submitted"),
        ("dlvrd", b"dlvrd:001 ", "001", "messages delivered"),
        ("submit_date", b"submit date:1108202241 ", "1108202241",
         "2011-08-20 22:41:00, no zone told"),
        ("done_date", b"done date:110820224103 ", "110820224103",
         "2011-08-20 22:41:03, no zone told"),
        ("stat", b"stat:DELIVRD ", "DELIVRD", "delivered (final)"),
        ("err", b"err:000 ", "000", None),
        ("text", b"text:hi", "hi", None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("command", "fields"),
    [
        ("data_sm", {}),
        ("deliver_sm", {"esm_class": 0x20}),
        ("deliver_sm", {"esm_class": 0}),
        ("data_sm", {"esm_class": 0}),
    ],
)
def test_wherever_a_receipt_comes_it_opens(command: str, fields: dict[str, int]) -> None:
    assert [node.name for node in opened(pdu(TEXT, None, command, **fields))] == KEYS


def test_in_a_payload_and_behind_a_header() -> None:
    assert [node.name for node in opened(pdu(b"", [(0x0424, TEXT)]))] == KEYS
    header = b"\5\0\3\x42\1\1"
    nodes = opened(pdu(header + TEXT, esm_class=0x44))
    assert [node.name for node in nodes] == KEYS
    assert nodes[0].octets == b"id:854019 "


@pytest.mark.parametrize("esm_class", [0, 4])
def test_in_ucs2(esm_class: int) -> None:
    text = TEXT.decode().replace("text:hi", "text:Привет 📦")
    octets = text.encode("utf-16-be")
    nodes = opened(pdu(octets, data_coding=8, esm_class=esm_class))
    assert [node.name for node in nodes] == KEYS
    assert (nodes[0].value, nodes[0].octets) == ("854019", "id:854019 ".encode("utf-16-be"))
    assert nodes[-1].value == "Привет 📦"
    # An odd octet belongs to the last key.
    assert opened(pdu(octets + b"\0", data_coding=8))[-1].octets.endswith(b"\xe6\0")


@pytest.mark.parametrize(
    "octets",
    [
        pdu(b"hello, are you there?", esm_class=0),
        pdu(b"id:5 is my id", esm_class=0),
        pdu(b"hello"),
        pdu(b""),
        pdu(TEXT, esm_class=0x08),
        pdu(TEXT, command="submit_sm"),
    ],
)
def test_what_is_no_receipt_stays_whole(octets: bytes) -> None:
    tree = sd.dissect(octets)
    assert not named(tree, "short_message").nodes


def test_tlvs_alone_make_a_receipt() -> None:
    text = b"message 5 stat:DELIVRD"
    assert [node.name for node in opened(pdu(text, TLVS, esm_class=0))] == ["other", "stat"]
    for tlvs in (TLVS[:1], TLVS[1:], [(0x001E, b""), TLVS[1]], [TLVS[0], (0x0427, b"")]):
        assert opened(pdu(text, tlvs, esm_class=0)) == []


def test_other_keys_and_what_precedes_them() -> None:
    nodes = opened(pdu(b"\r\n ID:4 mcc:250 id:5\tDone-Date:0000000000 \0\0"))
    assert [(node.name, node.octets, node.value, node.meaning) for node in nodes] == [
        ("other", b"\r\n ", None, None),
        ("id", b"ID:4 ", "4", None),
        ("mcc", b"mcc:250 ", "250", "not a key of the standard, or met before"),
        ("id", b"id:5\t", "5", "not a key of the standard, or met before"),
        ("done_date", b"Done-Date:0000000000 \0\0", "0000000000", "no date: empty or zero"),
    ]


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        (b"done date:18071107000003912+", "no date"),
        (b"done date:180711070000304+ ", "2018-07-11 06:00:00.300000Z"),
        (b"done date:180711070000349+", "no date"),
        (b"done date:180711070000048+", "2018-07-10 19:00:00Z"),
        (b"done date:", "no date: empty or zero"),
        (b"done date:201906190720", "2019-06-19 07:20:00, no zone told"),
    ],
)
def test_dates(text: bytes, meaning: str) -> None:
    assert meanings(pdu(text))["done_date"] == meaning


def test_the_time_of_the_capture_tells_dates_apart() -> None:
    text = pdu(b"done date:200511101112")
    for near, year in ((1_600_000_000, "2020-05-11 10:11:12"), (0, "2005-11-10 11:12:00")):
        assert opened(text, time=near * 10**9)[0].meaning == f"{year}, no zone told"


def test_text_of_another_alphabet_is_told_decoded() -> None:
    (text,) = opened(pdu(b"text:caf\x05", data_coding=0))
    assert (text.value, text.meaning) == ("caf\x05", None)
    (text,) = opened(pdu(b"text:\xd7\xd0\xe8", data_coding=6))
    assert text.meaning == "заш"


@pytest.mark.parametrize(
    ("text", "tlvs", "meaning"),
    [
        (b"id:854019", TLVS, None),
        (b"id:854019", [], None),
        (b"id:", TLVS, None),
        (b"id:0000854019", TLVS,
         "the same id as receipted_message_id, 854019, written another way"),
        (b"id:D0803", TLVS, "the same id as receipted_message_id, 854019, written another way"),
        (b"id:854020", TLVS, "disagrees with receipted_message_id: 854019"),
        (b"stat:DELIVRD", TLVS, "delivered (final)"),
        (b"stat:DELIVRD", [], "delivered (final)"),
        (b"stat:EXPIRED", TLVS, "validity period expired (final); "
         "disagrees with message_state: 2 (delivered (final))"),
        (b"stat:EXPIRED", [(0x0427, b"\x77")], "validity period expired (final); "
         "disagrees with message_state: 119 (unknown)"),
        (b"stat:BADSTAT", TLVS, None),
        (b"stat:", TLVS, None),
        (b"err:000", TLVS, None),
        (b"err:032", [(0x0423, b"\3\0\x20")], None),
        (b"err:20", [(0x0423, b"\3\0\x20")],
         "network_error_code has the same number in hexadecimal: 32"),
        (b"err:021", [(0x0423, b"\3\0\x20")], "disagrees with network_error_code: 32"),
        (b"err:2050", [(0x0423, b"\3\x08\x02")], None),
        (b"err:null", [(0x0423, b"\3\0\x20")], None),
        (b"err:", [(0x0423, b"\3\0\x20")], None),
        (b"err:021", [(0x0423, b"\3\0")], None),
    ],
)  # fmt: skip
def test_where_text_and_tlvs_disagree(text: bytes, tlvs: Tlvs, meaning: str | None) -> None:
    (node,) = opened(pdu(text, tlvs))
    assert node.meaning == meaning


def test_a_profile_tells_errors_and_keys() -> None:
    told = meanings(pdu(TEXT.replace(b"err:000", b"err:006"), TLVS), SMSCENTRE)
    assert told["sub"] == "number of SMS parts in the sent message"
    assert told["err"] == "subscriber is offline; disagrees with network_error_code: 0"
    assert told["stat"] == "delivered (final)"


@pytest.mark.parametrize("coding", range(256))
def test_ucs2_is_what_the_alphabets_say(coding: int) -> None:
    assert is_ucs2(coding) == (alphabets_of(np.array([coding]))[0] == UCS2)


def test_wide_characters_are_narrowed() -> None:
    assert narrow("aЖ📦\xe9".encode("utf-16-be") + b"\0", 2) == "a\xff\xff\xff\xe9"
    assert narrow(b"a\xff", 1) == "a\xff"


def test_a_long_hostile_text_is_opened() -> None:
    """As many keys as a payload can hold."""
    text = b"a:" * 3 + b"a: " * 20_000
    octets = pdu(b"", [(0x0424, b"id:1 " + text)])
    octets = struct.pack(">I", len(octets)) + octets[4:]
    assert len(opened(octets)) == 20_001
