"""Every command, built and read by its Scapy class and by our encoder and tree."""

from __future__ import annotations

import pickle
import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scapy.packet import Packet, Raw, fuzz

import smpp_dissect as sd
from smpp_dissect import scapy_layers
from smpp_dissect.pdus.encode import encode
from smpp_dissect.pdus.tree.model import Node
from smpp_dissect.scapy_layers import SMPP, Tlv, layer
from smpp_dissect.spec import COMMANDS, Command, Kind
from tests.pdus.test_encode import tlv_lists, values
from tests.strategies import hostile, pdus

LISTS = (Kind.DEST_ADDRESSES, Kind.UNSUCCESS_SMES)


def plain(packet: Packet, name: str) -> Any:
    """A field's value in the form that the encoder takes."""
    value = getattr(packet, name)
    if isinstance(value, list):
        return [entry if isinstance(entry, bytes) else entry_of(entry) for entry in value]
    return value


def entry_of(entry: Packet) -> Any:
    told = [getattr(entry, field.name) for field in entry.fields_desc if field.name != "dest_flag"]
    return tuple(told) if len(told) > 1 else told[0]


def wire(value: Any) -> Any:
    """What was given to the encoder, as it is on the wire."""
    if isinstance(value, str):
        return value.encode("latin-1")
    if isinstance(value, list | tuple):
        return type(value)(wire(each) for each in value)
    return value


def tlvs_of(packet: Packet) -> list[tuple[int, bytes]]:
    return [(tlv.tag, tlv.value) for tlv in packet.tlvs]


@st.composite
def bodies(draw: st.DrawFn, command: Command) -> dict[str, Any]:
    """Some fields of a command, without those that its version does not have."""
    given = draw(values(command))
    for field in command.fields:
        if field.only_if:
            name, value = field.only_if
            given.setdefault(name, draw(st.sampled_from([value, value + 1])))
            if given[name] != value:
                given.pop(field.name, None)
    return given


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
@settings(max_examples=30)
@given(
    data=st.data(),
    status=st.sampled_from([0, 0, 0x58]),
    number=st.integers(0, 2**32 - 1),
    tlvs=tlv_lists,
)
def test_every_command_goes_both_ways(
    command: Command, data: st.DataObject, status: int, number: int, tlvs: list[tuple[int, bytes]]
) -> None:
    given = data.draw(bodies(command))
    header = {"sequence_number": number, "command_status": status}
    octets = encode(command.name, tlvs=tlvs, **header, **given)
    made = layer(command.name)(tlvs=list(tlvs), **header, **given)
    # Scapy cannot tell an empty list that was given from one that was not.
    if any(value != [] for value in given.values()) or tlvs or not status:
        assert made.build() == octets
    read = SMPP(octets)
    assert type(read) is layer(command.command_id)
    assert {name: plain(read, name) for name in given} == {
        name: wire(value) for name, value in given.items()
    }
    assert tlvs_of(read) == tlvs
    assert (read.command_length, read.command_id) == (len(octets), command.command_id)
    assert (read.command_status, read.sequence_number) == (status, number)
    assert not read.trailing
    assert read.build() == octets


REST = ("unparsed", "trailing")


def same(packet: Packet, octets: bytes) -> None:
    """The packet has the values of our tree, and nothing more."""
    tree = sd.dissect(octets, show_secrets=True).root
    tlvs = [node for node in tree.nodes if node.nodes and node.nodes[0].name == "tag"]
    ours = {node.name: node for node in tree.nodes if node not in tlvs and node.name not in REST}
    names = [field.name for field in packet.fields_desc if field.name not in ("tlvs", "trailing")]
    assert set(ours) <= set(names)
    for name in names:
        assert plain(packet, name) == (value_of(ours[name]) if name in ours else None), name
    assert [(node.nodes[0].value, node.nodes[2].octets) for node in tlvs] == (
        tlvs_of(packet) if "tlvs" in packet.fields else []
    )
    rest = b"".join(node.octets for node in tree.nodes if node.name in REST)
    assert packet.trailing + bytes(packet.payload) == rest


def value_of(node: Node) -> Any:
    """What a node says, in the form that the encoder takes."""
    if node.name == "short_message":
        return node.octets
    if isinstance(node.value, str):
        return node.octets.removesuffix(b"\0")
    return [entry_value(entry) for entry in node.nodes] if node.value is None else node.value


def entry_value(entry: Node) -> Any:
    told = [value_of(node) for node in entry.nodes if node.name != "dest_flag"]
    return tuple(told) if len(told) > 1 else told[0]


@given(st.data())
def test_what_is_read_is_what_our_tree_says(data: st.DataObject) -> None:
    octets = data.draw(pdus())
    packet = SMPP(octets)
    same(packet, octets)
    assert packet.build() == octets


@given(st.data())
@settings(max_examples=300)
def test_hostile_octets_are_read_as_our_tree_reads_them(data: st.DataObject) -> None:
    octets = data.draw(hostile(data.draw(pdus()))) or b"\0"
    packet = SMPP(octets)
    assert bytes(packet) == octets
    if not isinstance(packet, Raw):
        same(packet, octets)
        packet.show(dump=True)
        packet.command_status = packet.command_status
        assert bytes(packet) == octets


@given(st.data())
def test_a_class_reads_what_there_is_of_a_pdu(data: st.DataObject) -> None:
    whole = data.draw(pdus())
    octets = whole[: data.draw(st.integers(16, len(whole)))]
    packet = layer(int.from_bytes(octets[4:8], "big"))(octets)
    same(packet, octets)
    assert packet.build() == octets


def test_of_a_cut_error_nobody_knows_whether_it_has_fields() -> None:
    tlv = b"\0\x1d\0\4why\0"
    whole = encode("query_sm_resp", command_status=8, body=tlv)
    cut = encode("query_sm_resp", command_status=8, body=tlv, command_length=99)
    assert [tlv.value for tlv in layer("query_sm_resp")(whole).tlvs] == [b"why\0"]
    assert layer("query_sm_resp")(cut).final_date == b"\x1d"


@pytest.mark.parametrize("octets", [b"\0", b"\0\0\0\x10\0\0\0\4"])
def test_less_than_a_header_is_no_pdu(octets: bytes) -> None:
    with pytest.raises(ValueError, match="16 octets"):
        layer("submit_sm")(octets)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_fuzzed_packets_are_whole_pdus(command: Command) -> None:
    random.seed(command.name)
    # Fields that some version lacks are fuzzed, too: so the version is given.
    settled = dict(field.only_if for field in command.fields if field.only_if)
    packet = fuzz(layer(command.name)(tlvs=[("message_state", 2)], **settled))
    octets = packet.build()
    read = SMPP(octets)
    assert type(read) is layer(command.name)
    assert not read.trailing
    same(read, octets)
    assert Tlv in read


def test_passwords_are_not_shown() -> None:
    packet = layer("bind_transceiver")(system_id="me", password="secret")
    read = SMPP(packet.build())
    for shown in (repr(packet), packet.show(dump=True), repr(read), read.show2(dump=True)):
        assert "secret" not in shown
        assert "********" in shown
    assert read.password == b"secret"


def test_meanings_are_shown() -> None:
    shown = layer("submit_sm_resp")(command_status=0x58, tlvs=[("message_state", 2)]).show(
        dump=True
    )
    assert "0x80000004 (submit_sm_resp)" in shown
    assert "88 (ESME_RTHROTTLED: " in shown
    assert "0x0427 (message_state)" in shown
    assert "(delivered (final))" in shown


def test_a_bare_error_is_told_in_the_summary() -> None:
    packet = layer("submit_sm_resp")(sequence_number=9, command_status=0x58)
    assert packet.build() == encode("submit_sm_resp", sequence_number=9, command_status=0x58)
    assert packet.summary() == "SMPP submit_sm_resp 9 ESME_RTHROTTLED"


def test_an_unknown_command_keeps_its_octets() -> None:
    octets = encode(0x00010203, body=b"\1\2\3")
    packet = SMPP(octets)
    assert (type(packet), packet.command_id, packet.trailing) == (SMPP, 0x00010203, b"\1\2\3")
    assert SMPP(command_id=0x00010203, trailing=b"\1\2\3").build() == octets


def test_wrong_lengths_and_counts_can_be_given() -> None:
    packet = layer("submit_sm")(sm_length=9, short_message="Hi", command_length=12)
    assert packet.build() == encode("submit_sm", sm_length=9, short_message="Hi", command_length=12)


def test_an_unknown_class_is_a_lookup_error() -> None:
    for command in ("submit_everything", 0x00010203):
        with pytest.raises(LookupError):
            layer(command)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_a_class_can_be_imported_by_its_name_and_pickled(command: Command) -> None:
    kind = layer(command.name)
    name = command.name.replace("_", " ").title().replace(" ", "")
    assert getattr(scapy_layers, name) is kind
    assert name in scapy_layers.__all__
    packet = SMPP(kind(sequence_number=3).build())
    assert type(pickle.loads(pickle.dumps(packet))) is kind
    assert bytes(packet.copy()) == bytes(packet)
