"""Segments with their IP and link headers: dpkt packs them, and works out the checksums.

Frames that come from the network are padded to 60 octets on Ethernet; those that the capturing
machine sends are not yet padded when a capture sees them.
"""

from __future__ import annotations

import ipaddress
import struct
from collections.abc import Sequence

import dpkt

from sample_pcaps.wire import SERVER, Packet

TCP = 6
IPV4, IPV6 = 0x0800, 0x86DD
VLAN, SERVICE_VLAN = 0x8100, 0x88A8
HOP_BY_HOP, ROUTING, FRAGMENT, DESTINATION = 0, 43, 44, 60
SMALLEST_FRAME = 60
TTL = (64, 57)
MACS = (bytes.fromhex("020000000001"), bytes.fromhex("020000000002"))
HARDWARE_ETHERNET = 1
PACKET_OUTGOING = 4

# What stands behind the two octets of each extension header: next header and length.
EXTENSIONS = {
    HOP_BY_HOP: bytes.fromhex("0104 0000 0000"),
    DESTINATION: bytes.fromhex("010c") + bytes(12),
    ROUTING: bytes([2, 0]) + bytes(4) + ipaddress.ip_address("2001:db8::77").packed,
    FRAGMENT: bytes.fromhex("0000 0badcafe"),
}


def ethernet(
    packet: Packet, tags: Sequence[tuple[int, int]] = (), extensions: Sequence[int] = ()
) -> bytes:
    """An Ethernet II frame; `tags` are (ethertype of the tag, VLAN number), outermost first."""
    data = ip(packet, extensions)
    header = MACS[1 - packet.side] + MACS[packet.side]
    for kind, number in tags:
        header += struct.pack(">2H", kind, number)
    frame = header + struct.pack(">H", _ethertype(data)) + data
    return frame.ljust(SMALLEST_FRAME, b"\0") if packet.side == SERVER else frame


def cooked(packet: Packet) -> bytes:
    """A frame of Linux's `any` device, cooked header version 2 (LINKTYPE_LINUX_SLL2)."""
    data = ip(packet)
    direction = 0 if packet.side == SERVER else PACKET_OUTGOING
    address = MACS[packet.side] + bytes(2)
    fixed = struct.pack(">HHIHBB", _ethertype(data), 0, 3, HARDWARE_ETHERNET, direction, 6)
    return fixed + address + data


def ip(packet: Packet, extensions: Sequence[int] = ()) -> bytes:
    """The IP packet, IPv4 or IPv6 as its addresses are."""
    src, dst = (ipaddress.ip_address(host) for host, _ in (packet.src, packet.dst))
    tcp = dpkt.tcp.TCP(
        sport=packet.src[1],
        dport=packet.dst[1],
        seq=packet.seq,
        ack=packet.ack,
        flags=packet.flags,
        win=502,
        off=5 + len(packet.options) // 4,
        opts=packet.options,
        data=packet.payload,
    )
    ttl = TTL[packet.side]
    if src.version == 4:
        header = {"id": packet.ident, "df": 1, "ttl": ttl, "p": TCP, "len": 20 + len(tcp)}
        return bytes(dpkt.ip.IP(src=src.packed, dst=dst.packed, data=tcp, **header))
    # The checksum does not cover extension headers: they go in once it is there.
    plain = dpkt.ip6.IP6(src=src.packed, dst=dst.packed, nxt=TCP, hlim=ttl, plen=len(tcp), data=tcp)
    packed = bytes(plain)
    chain = _chain(extensions)
    length = struct.pack(">H", len(chain) + len(packed) - 40)
    first = bytes([(*extensions, TCP)[0]])
    return packed[:4] + length + first + packed[7:40] + chain + packed[40:]


def _chain(extensions: Sequence[int]) -> bytes:
    following = [*extensions, TCP][1:]
    return b"".join(
        bytes([after, (len(EXTENSIONS[kind]) + 2) // 8 - 1]) + EXTENSIONS[kind]
        for kind, after in zip(extensions, following, strict=True)
    )


def _ethertype(data: bytes) -> int:
    return IPV4 if data[0] >> 4 == 4 else IPV6
