"""TLVs as nodes: names, values, meanings and parts, by the standard and by a profile."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from smpp_dissect.pdus.tlv_texts import guess_text
from smpp_dissect.pdus.tree.context import Context, Conventions
from smpp_dissect.pdus.tree.message_nodes import message_parts
from smpp_dissect.pdus.tree.model import Node
from smpp_dissect.pdus.tree.tlv_nodes import tlv_node
from smpp_dissect.pdus.user_data import MESSAGE_PAYLOAD
from smpp_dissect.profiles import Profile, VendorTlv, load
from smpp_dissect.spec import TLV_BY_TAG
from tests.conftest import SAMPLES, captures
from tests.pdus.tree.trees import bit_values
from tests.road import travel

SMSCENTRE = load("smscentre")
FILES = sorted(SAMPLES.glob("*.pcap*")) + captures()


def node(
    tag: int, value: bytes, profile: Profile | None = None, command: str = "", **numbers: int
) -> Node:
    pdu = b"????" + struct.pack(">2H", tag, len(value)) + value
    context = Context(pdu, Conventions(profile, "gsm7"), command)
    context.numbers.update(numbers)
    made = tlv_node(context, 4, tag, len(value))
    for message in context.messages:
        message.nodes = message_parts(context, message.offset, message.length)
    return made


def said(made: Node) -> tuple[str, object, str | None]:
    return made.name, made.value, made.meaning


def test_a_tlv_has_tag_length_and_value() -> None:
    state = node(0x0427, b"\x02")
    assert said(state) == ("message_state", 2, "delivered (final)")
    assert (state.offset, state.length) == (4, 5)
    tag, length, value = state.nodes
    assert said(tag) == ("tag", 0x0427, TLV_BY_TAG[0x0427].meaning)
    assert (said(length), said(value)) == (("length", 1, None), ("value", 2, None))
    assert [part.offset for part in state.nodes] == [4, 6, 8]


@pytest.mark.parametrize(
    ("tag", "value", "read"),
    [
        (0x001E, b"4100051183\0", ("receipted_message_id", "4100051183", None)),
        (0x001E, b"4100051183", ("receipted_message_id", "4100051183", None)),
        (0x001E, b"", ("receipted_message_id", "", None)),
        (0x0010, b"\0\x05", ("source_telematics_id", 5, None)),
        (0x0427, b"", ("message_state", None, None)),
        (0x0427, bytes(9), ("message_state", None, None)),
        (0x060F, b"123456", ("source_node_id", None, "123456")),
        (0x1403, b"\x01\x02", ("tlv_0x1403", None, "looks like integer 258 (a guess)")),
        (0x1403, b"hello\0", ("tlv_0x1403", None, 'looks like ASCII "hello" (a guess)')),
        (0x1403, b"", ("tlv_0x1403", None, None)),
    ],
)
def test_values(tag: int, value: bytes, read: tuple[str, object, str | None]) -> None:
    assert said(node(tag, value)) == read


def test_an_unknown_tag_tells_its_range() -> None:
    assert node(0x1403, b"").nodes[0].meaning == "in the range: SMSC vendor specific"
    assert node(0x1234, b"").nodes[0].meaning == "in the range: defined by SMPP"


@pytest.mark.parametrize(
    ("tag", "value", "told"),
    [
        (0x0427, b"\x02\x03", "not 1"),
        (0x0381, b"\x01", "not 4 to 19"),
        (0x2001, b"\x01", "not 2"),
        (0x2000, b"0.01940\0", None),
        (0x1403, bytes(99), None),
    ],
)
def test_a_length_no_dictionary_allows_is_told(tag: int, value: bytes, told: str | None) -> None:
    assert node(tag, value, SMSCENTRE).nodes[1].meaning == told


def test_bit_fields_open() -> None:
    made = node(0x0030, b"\x82")
    assert list(bit_values(made.nodes[2])) == [
        ("indicator", 1, "set the indication active"),
        ("type", 2, "electronic mail waiting"),
    ]
    assert list(bit_values(node(0x0030, b"\0\x82").nodes[2])) == []
    (sequence,) = (part for part in node(0x1383, b"\x07\x03").walk() if part.name == "sequence")
    assert list(bit_values(sequence)) == [
        ("sequence_number", 1, None),
        ("end_of_session", 1, "end of session"),
    ]


def test_structured_values_open_into_their_parts() -> None:
    error = node(0x0423, b"\x03\0\x0b")
    told = "network_type 3 (GSM), error_code 11 (MAP: teleservice not provisioned)"
    assert said(error) == ("network_error_code", None, told)
    assert [said(part) for part in error.nodes[2].nodes] == [
        ("network_type", 3, "GSM"),
        ("error_code", 11, "MAP: teleservice not provisioned"),
    ]
    profiled = node(0x0423, b"\x03\0\x0b", SMSCENTRE).nodes[2].nodes[1]
    assert profiled.meaning == SMSCENTRE.error_meaning(11)
    callback = node(0x0381, b"\x01\x01\x017900").nodes[2].nodes
    assert said(callback[-1]) == ("digits", "7900", None)


@pytest.mark.parametrize(
    ("value", "parts"),
    [
        (b"", []),
        (b"\x03", ["network_type"]),
        (b"\x03\0", ["network_type", "unparsed"]),
        (b"\x03\0\x0b\x01", ["network_type", "error_code", "unparsed"]),
    ],
)
def test_structured_values_of_another_size(value: bytes, parts: list[str]) -> None:
    opened = node(0x0423, value).nodes[2].nodes
    assert [part.name for part in opened] == parts
    assert b"".join(part.octets for part in opened) == value


def test_a_payload_is_a_message() -> None:
    payload = node(0x0424, b"\x05\0\x03\xa7\x02\x01\x04\x1f", esm_class=0x40, data_coding=8)
    assert said(payload) == ("message_payload", None, "П")
    assert [part.name for part in payload.nodes[2].nodes] == ["user_data_header", "user_data"]


def test_vendor_tlvs() -> None:
    cost = node(0x2000, b"0.0194\0", SMSCENTRE)
    assert said(cost) == ("cost", "0.0194", None)
    assert cost.nodes[0].meaning == "cost of the message"
    flags = node(0x2001, (1 << 10 | 1 << 8 | 1 << 5 | 10).to_bytes(2, "big"), SMSCENTRE)
    assert said(flags) == ("message_flags", 0x052A, SMSCENTRE.tlv(0x2001).text(b"\x05\x2a"))  # type: ignore[union-attr]
    assert list(bit_values(flags.nodes[2])) == [
        ("message_type", 10, "Viber"),
        ("second_balance", 1, "paid from the second balance"),
        ("template", 1, "template message"),
        ("template_type", 2, "authorization"),
    ]
    assert said(node(0x2004, b"\0\x02", SMSCENTRE)) == ("extra_status", 2, "read")
    assert said(node(0x2002, b"\x01" * 9, SMSCENTRE)) == ("parts", None, None)


@pytest.mark.parametrize(
    ("tlv", "value", "read"),
    [
        (VendorTlv(0x1500, "plan", "cstring", enum={"B": "bulk"}), b"B\0", ("plan", "B", "bulk")),
        (VendorTlv(0x1500, "plan", "cstring"), b"\xff\x01", ("plan", "ÿ\x01", None)),
        (VendorTlv(0x1500, "imsi", "bcd"), b"\x25\x09", ("imsi", "2509", None)),
        (VendorTlv(0x1500, "imsi", "bcd"), b"\xaa", ("imsi", None, None)),
        (VendorTlv(0x1500, "id", "hex"), b"\xaa", ("id", "aa", None)),
        (VendorTlv(0x1500, "blob", "octets"), b"ok", ("blob", None, "ok")),
        (VendorTlv(0x1500, "flag", "octets", enum={"1": "on"}), b"1", ("flag", None, "on")),
        (VendorTlv(0x1500, "pe", "digits"), b"17011\0", ("pe", "17011", None)),
        (VendorTlv(0x1500, "pe", "digits"), b"\x01\x02", ("pe", "258", None)),
        (VendorTlv(0x1500, "pe", "digits"), b"\xff" * 9, ("pe", None, None)),
        (VendorTlv(0x1500, "name", "ucs2"), b"\x04\x1f", ("name", "П", None)),
        (VendorTlv(0x1500, "due", "time"), b"000001000000000R\0", ("due", "in 1 d", None)),
    ],
)
def test_kinds_of_vendor_tlvs(
    tlv: VendorTlv, value: bytes, read: tuple[str, object, str | None]
) -> None:
    assert said(node(0x1500, value, Profile("mine", "Mine", "here", tlvs=(tlv,)))) == read


def test_a_tag_means_what_it_means_in_this_pdu() -> None:
    tlvs = (
        VendorTlv(0x1500, "campaign", "cstring", commands=("submit_sm",)),
        VendorTlv(0x1500, "route", "integer", commands=("deliver_sm",)),
    )
    profile = Profile("mine", "Mine", "here", tlvs=tlvs)
    commands = ("submit_sm", "deliver_sm", "data_sm")
    assert [said(node(0x1500, b"12", profile, command)) for command in commands] == [
        ("campaign", "12", None),
        ("route", 0x3132, None),
        ("tlv_0x1500", None, 'looks like ASCII digits "12" (a guess)'),
    ]


def test_an_error_has_the_meaning_of_its_source() -> None:
    profile = Profile("p", "P", "made up", errors={1: "both"}, errors_of={"err": {1: "of err"}})
    assert node(0x0423, b"\x03\0\x01", profile).nodes[2].nodes[1].meaning == "both"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_reads_as_the_table_does(path: Path) -> None:
    """Each distinct value of each capture; a message hangs on its PDU and is tested elsewhere."""
    rows = {(row["tag"], row["value"]): row for row in travel(path).tlvs}
    for (tag, value), row in rows.items():
        made = node(tag, value)
        assert (made.nodes[0].value, made.nodes[1].value, made.nodes[2].octets) == (
            row["tag"],
            row["length"],
            row["value"],
        )
        if tag not in TLV_BY_TAG:
            assert (row["name"], row["text"]) == (None, guess_text(value))
        elif tag != MESSAGE_PAYLOAD:
            said = made.meaning if made.value is None else str(made.value)
            if isinstance(made.value, int) and made.meaning:
                said = f"{made.value} ({made.meaning})"
            assert (row["name"], row["text"]) == (made.name, said or value.hex())
