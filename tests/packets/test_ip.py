"""IPv4 and IPv6: from the IP header to the TCP header and to the datagram's end."""

from __future__ import annotations

import ipaddress
import struct
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smpp_dissect.packets import ip, link
from tests.build import ACK, Segment, link_frame
from tests.road import module

V4 = Segment(0, "10.0.0.1", "10.200.0.255", 1, 2, 3, 4, ACK, b"payload")
V6 = Segment(0, "fd00::1", "2001:db8:ffff::2", 1, 2, 3, 4, ACK, b"payload")
PLAIN_EXTENSIONS = (0, 43, 60, 135, 139, 140)


class Located(NamedTuple):
    tcp: int
    end: int
    source: str
    destination: str


def locate(packet: bytes, original: int | None = None, kernel: Any = ip.locate_tcp) -> Located:
    """Where the TCP header of one packet is and where its datagram ends, as offsets in it."""
    data = np.frombuffer(b"##" + packet, np.uint8)
    one = np.ones(1, np.int64)
    tcp, end, address = one.copy(), one.copy(), np.zeros((1, 8), np.uint32)
    size = len(packet) if original is None else original
    kernel(data, 2 * one, one * len(packet), one * size, 2 * one, tcp, end, address)
    words = address.astype(">u4").tobytes()
    names = [_name(words[:16]), _name(words[16:])]
    return Located(int(tcp[0]) - 2 if tcp[0] >= 0 else int(tcp[0]), int(end[0]) - 2, *names)


def _name(octets: bytes) -> str:
    address = ipaddress.IPv6Address(octets)
    return str(address.ipv4_mapped or address)


def test_ipv4() -> None:
    packet = link_frame(V4, "raw")
    assert locate(packet) == (20, len(packet), V4.src, V4.dst)


def test_ipv4_options() -> None:
    packet = link_frame(replace(V4, ip_options=b"\1" * 40), "raw")
    assert locate(packet) == (60, len(packet), V4.src, V4.dst)


def test_padding_lies_behind_the_datagram() -> None:
    packet = link_frame(V4, "raw")
    assert locate(packet + bytes(13)).end == len(packet)
    packet = link_frame(V6, "raw")
    assert locate(packet + bytes(13)).end == len(packet)


@pytest.mark.parametrize("segment", [V4, V6])
def test_a_cut_packet_ends_where_it_would_have_ended(segment: Segment) -> None:
    packet = link_frame(segment, "raw")
    assert locate(packet[:-3], len(packet)).end == len(packet)


@pytest.mark.parametrize("segment", [V4, V6])
def test_segmentation_offload_leaves_the_length_zero(segment: Segment) -> None:
    packet = bytearray(link_frame(segment, "raw"))
    at = 2 if segment is V4 else 4
    packet[at : at + 2] = bytes(2)
    assert locate(bytes(packet)).end == len(packet)
    assert locate(bytes(packet[:-5]), len(packet)).end == len(packet)
    # The original length is what the file says, and may be anything.
    assert locate(bytes(packet), 0).end == len(packet)
    assert locate(bytes(packet), 0xFFFFFFFF).end == ip.MOST_OFFLOADED


@pytest.mark.parametrize("word", [0x2000, 0x0001, 0x1FFF, 0x3FFF])
def test_fragments_of_ipv4(word: int) -> None:
    packet = bytearray(link_frame(V4, "raw"))
    packet[6:8] = struct.pack(">H", word)
    assert locate(bytes(packet)).tcp == ip.IS_FRAGMENT
    packet[6:8] = b"\x40\x00"  # only: do not fragment
    assert locate(bytes(packet)).tcp == 20


def test_fragments_of_ipv6() -> None:
    packet = bytearray(link_frame(replace(V6, extensions=(44,)), "raw"))
    assert locate(bytes(packet)).tcp == 48  # a fragment that is the whole (RFC 6946)
    for word in (0x0001, 0x0008, 0xFFF8):
        packet[42:44] = struct.pack(">H", word)
        assert locate(bytes(packet)).tcp == ip.IS_FRAGMENT


@given(st.lists(st.sampled_from(PLAIN_EXTENSIONS), max_size=5))
def test_extension_headers(extensions: list[int]) -> None:
    packet = link_frame(replace(V6, extensions=tuple(extensions)), "raw")
    assert locate(packet) == (40 + 8 * len(extensions), len(packet), V6.src, V6.dst)


@pytest.mark.parametrize(("number", "octet", "width"), [(0, 2, 24), (43, 1, 16), (51, 4, 24)])
def test_long_extension_headers(number: int, octet: int, width: int) -> None:
    packet = link_frame(V6, "raw")
    extension = bytes([6, octet]) + bytes(width - 2)
    longer = packet[:6] + bytes([number]) + packet[7:40] + extension + packet[40:]
    assert locate(longer).tcp == 40 + width


@pytest.mark.parametrize("protocol", [1, 17, 47, 132])
def test_other_protocols(protocol: int) -> None:
    packet = bytearray(link_frame(V4, "raw"))
    packet[9] = protocol
    assert locate(bytes(packet)).tcp == ip.NOT_TCP
    packet = bytearray(link_frame(V6, "raw"))
    packet[6] = protocol
    assert locate(bytes(packet)).tcp == ip.NOT_TCP
    # What it is stands in the header, however little follows.
    assert locate(bytes(packet[:40])).tcp == ip.NOT_TCP


@given(st.integers(1, 60))
def test_cut_headers(cut: int) -> None:
    packet = link_frame(replace(V4, ip_options=b"\1" * 8), "raw")[:cut]
    assert locate(packet).tcp == (28 if cut >= 28 else ip.TOO_SHORT)
    packet = link_frame(replace(V6, extensions=(0,)), "raw")[:cut]
    assert locate(packet).tcp == (48 if cut >= 48 else ip.TOO_SHORT)


def test_a_header_length_that_cannot_be() -> None:
    packet = bytearray(link_frame(V4, "raw"))
    for words in range(5):
        packet[0] = 0x40 | words
        assert locate(bytes(packet)).tcp == ip.TOO_SHORT


def test_what_has_no_ip_header_passes_through() -> None:
    data, one = np.zeros(8, np.uint8), np.ones(1, np.int64)
    for code in (link.NOT_IP, link.TOO_SHORT, link.UNSUPPORTED, link.NOT_A_PACKET):
        tcp = one.copy()
        ip.locate_tcp(data, one, one, one, code * one, tcp, one.copy(), np.zeros((1, 8), np.uint32))
        assert tcp[0] == code


@given(st.sampled_from([0x45, 0x4F, 0x60]), st.binary(max_size=90), st.data())
def test_any_bytes_in_both_forms(first: int, rest: bytes, data: Any) -> None:
    packet = bytearray([first]) + rest
    if len(packet) > 9 and data.draw(st.booleans()):
        packet[6 if first == 0x60 else 9] = data.draw(st.sampled_from([6, 0, 43, 44, 51, 60]))
    found = [
        locate(bytes(packet), None, module("smpp_dissect.packets.ip", kind).locate_tcp)
        for kind in ("plain", "compiled")
    ]
    assert found[0] == found[1]
    assert found[0].tcp < 0 or found[0].tcp >= 20


def test_buckets_are_told_apart() -> None:
    codes = {link.NOT_IP, link.UNSUPPORTED, link.NOT_A_PACKET, ip.NOT_TCP, ip.IS_FRAGMENT}
    assert len(codes) == 5
    assert ip.TOO_SHORT == link.TOO_SHORT not in codes
    assert max(codes) < 0
