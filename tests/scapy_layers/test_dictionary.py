"""TLVs in Scapy: named and read by the standard and by a profile, written as our encoder does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from scapy.layers.inet import IP, TCP
from scapy.packet import split_bottom_up

from smpp_dissect.pdus.encode import encode
from smpp_dissect.profiles import Profile, VendorTlv
from smpp_dissect.scapy_layers import SMPP, DeliverSm, SubmitSm, SubmitSmResp, Tlv, use_profile
from smpp_dissect.spec import TLVS
from smpp_dissect.spec import Tlv as Standard

PORT = 2999
MINE = f"""
name = "mine"
title = "Mine"
source = "me"
ports = [{PORT}]

[[tlv]]
tag = 0x1400
name = "level"
kind = "integer"
min_octets = 2
byte_order = "little"
enum = {{3 = "third"}}
"""


@pytest.fixture
def mine(tmp_path: Path) -> Iterator[Path]:
    """The path of a profile, which is in use no longer when the test ends."""
    path = tmp_path / "mine.toml"
    path.write_text(MINE)
    yield path
    use_profile(None)
    for end in ("sport", "dport"):
        split_bottom_up(TCP, SMPP, {end: PORT})


@pytest.mark.parametrize("tlv", TLVS, ids=lambda tlv: tlv.name)
def test_values_are_written_as_our_encoder_does(tlv: Standard) -> None:
    for value in (1, b"\1\2", "text", b""):
        packet = DeliverSm(tlvs=[(tlv.name, value)])
        assert packet.build() == encode("deliver_sm", tlvs=[(tlv.name, value)])
        assert Tlv(tag=tlv.tag, value=value).build() == packet.build()[33:]


def test_a_value_says_what_the_table_says() -> None:
    assert Tlv(tag="message_state", value=2).text == "2 (delivered (final))"
    assert Tlv(tag="receipted_message_id", value="17").text == "17"
    assert Tlv(tag="network_error_code", value=b"\3\0\6").text.startswith("network_type 3 (GSM)")
    assert Tlv(tag=0x1400, value=b"plain").text == "plain"
    assert Tlv(tag=0x1400, value=b"\xff").text == "ff"


def test_a_profile_brings_its_ports_and_names(mine: Path) -> None:
    with pytest.raises(ValueError, match="unknown TLV 'level'"):
        DeliverSm(tlvs=[("level", 3)])
    use_profile(mine)
    packet = IP() / TCP(dport=PORT) / DeliverSm(tlvs=[("level", 3)])
    (tlv,) = IP(bytes(packet))[DeliverSm].tlvs
    assert (tlv.tag, tlv.value, tlv.text) == (0x1400, b"\3\0", "third")
    assert "0x1400 (level)" in tlv.show(dump=True)
    assert "('third')" in tlv.show(dump=True)
    use_profile(None)
    assert tlv.text == "0300"
    assert "level" not in tlv.show(dump=True)


def test_a_profile_comes_before_the_standard() -> None:
    own = VendorTlv(0x0427, "my_state", "integer", 1, 1, signed=True, enum={-1: "lost"})
    try:
        use_profile(Profile("own", "Own", "me", tlvs=(own,)))
        tlv = Tlv(tag="my_state", value=-1)
        assert tlv.build() == b"\x04\x27\0\1\xff"
        assert tlv.text == "lost"
        assert Tlv(tag="my_state", value=128).build() == b"\x04\x27\0\2\0\x80"
    finally:
        use_profile(None)
    assert tlv.tag == Tlv(tag="message_state").tag


def test_a_tag_may_mean_something_else_in_other_pdus() -> None:
    tlvs = (
        VendorTlv(0x1400, "sent", "integer", 2, 2, enum={1: "by hand"}, commands=("submit_sm",)),
        VendorTlv(0x1400, "answered", "cstring", commands=("submit_sm_resp",)),
    )
    try:
        use_profile(Profile("own", "Own", "me", tlvs=tlvs))
        (sent,) = SMPP(SubmitSm(tlvs=[("sent", 1)]).build()).tlvs
        (answered,) = SMPP(SubmitSmResp(tlvs=[("answered", b"\0\1")]).build()).tlvs
        assert (sent.value, sent.text) == (b"\0\1", "by hand")
        assert "0x1400 (sent)" in sent.show(dump=True)
        assert "0x1400 (answered)" in answered.show(dump=True)
        assert answered.text == "0001"
    finally:
        use_profile(None)


def test_what_is_printed_is_inert() -> None:
    hostile = b"\x1b[2J\xe2\x80\xae<script>"
    packet = SMPP(encode("deliver_sm", source_addr=hostile, tlvs=[(0x1400, hostile)]))
    for shown in (packet.show(dump=True), repr(packet), packet.summary()):
        assert shown.replace("\n", "").isprintable()
