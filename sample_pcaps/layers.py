"""Captures whose story is in the file format and the link layers."""

from __future__ import annotations

import ipaddress
import struct
from collections.abc import Callable, Iterable, Sequence

from sample_pcaps.damage import with_data
from sample_pcaps.files import (
    COOKED,
    ETHERNET,
    LOCAL_USE,
    NAMES,
    RAW,
    STATISTICS,
    Frame,
    Interface,
    Section,
    pcap,
)
from sample_pcaps.frames import (
    DESTINATION,
    FRAGMENT,
    HOP_BY_HOP,
    ROUTING,
    SERVICE_VLAN,
    VLAN,
    cooked,
    ethernet,
    ip,
)
from sample_pcaps.peers import Peers
from sample_pcaps.small_talk import small_talk
from sample_pcaps.truth import Sample, Sent, in_order, told
from sample_pcaps.wire import CLIENT, MILLISECOND, SECOND, SERVER, Connection, End, Packet

START = 1_741_870_000 * SECOND
SMSC = ("198.51.100.9", 2775)
SMSC_6 = ("2001:db8:2::9", 2775)
NANOSECONDS, POWER_OF_TWO = 9, 0x80 | 20
# Octets of a custom block: the enterprise number that is set aside for documentation, and data.
CUSTOM, CUSTOM_BODY = 0x00000BAD, struct.pack("<I", 32473) + b"as you like it.."
IPV4_NAMES = 1
# Captured and dropped, of an interface statistics block.
IF_RECEIVED, IF_DROPPED = 4, 5
Encapsulate = Callable[[Packet], bytes]


def _talk(number: int, client: End, server: End, turns: Sequence[int]) -> tuple[Peers, list[Sent]]:
    opened = START + number * 211 * MILLISECOND
    connection = Connection(client, server, opened, (1_000 * number, 2_000 * number))
    return small_talk(connection, number, turns, idle=SECOND)


def ipv6_vlan() -> Sample:
    """IPv6 with extension headers, VLAN tags, and both at once."""
    chains: Sequence[Sequence[int]] = (
        (),
        (HOP_BY_HOP,),
        (DESTINATION,),
        (HOP_BY_HOP, ROUTING, DESTINATION),
        (FRAGMENT,),
        (ROUTING, FRAGMENT),
    )
    stacked = (SERVICE_VLAN, 100), (VLAN, 7)
    ways: list[tuple[End, End, Encapsulate]] = [
        (("2001:db8:1::61", 61_001), SMSC_6, lambda p: ethernet(p, (), chains[p.ident % 6])),
        (("2001:db8:1::62", 61_002), SMSC_6, lambda p: ethernet(p, stacked, chains[p.ident % 2])),
        (("192.0.2.63", 61_003), SMSC, lambda p: ethernet(p, [(VLAN, 7)])),
        (("192.0.2.64", 61_004), SMSC, lambda p: ethernet(p, [(VLAN, 100), (VLAN, 7)])),
    ]
    talks = [
        _talk(number, client, server, [3, 4]) for number, (client, server, _) in enumerate(ways, 1)
    ]
    frames = in_order(
        *(
            [Frame(packet.time, way(packet)) for packet in peers.finish().packets()]
            for (peers, _), (_, _, way) in zip(talks, ways, strict=True)
        )
    )
    truth = told(*_both(talks, len(frames)), ports=[SMSC[1]])
    return Sample({"ipv6_vlan.pcap": pcap(frames)}, truth)


def _both(
    talks: Sequence[tuple[Peers, list[Sent]]], frames: int
) -> tuple[list[Peers], int, list[Sent]]:
    return [peers for peers, _ in talks], frames, [one for _, sent in talks for one in sent]


def interfaces() -> Sample:
    """Two sections of five interfaces, in both byte orders, with every kind of packet block."""
    ends = (
        (("192.0.2.71", 62_001), SMSC),
        (("192.0.2.72", 62_002), SMSC),
        (("2001:db8:1::73", 62_003), SMSC_6),
        (("192.0.2.74", 62_004), SMSC),
        (("192.0.2.75", 62_005), SMSC),
    )
    talks = [_talk(number, *pair, [2, 4]) for number, pair in enumerate(ends, 1)]
    packets = [peers.finish().packets() for peers, _ in talks]
    first = _first_section(packets[:3])
    second = _second_section(packets[3:])
    # The custom block has no packet, yet a frame number in Wireshark.
    count = sum(map(len, packets)) + 1
    truth = told(*_both(talks, count), ports=[SMSC[1]], frames_without_time=2, custom_blocks=1)
    return Sample({"interfaces.pcapng": first.data + second.data}, truth)


def _first_section(packets: Sequence[Sequence[Packet]]) -> Section:
    """Ethernet in microseconds, cooked with an offset, raw IP in 2^-20 s; names and statistics."""
    section = Section("<")
    wired = Interface(0, "eth0")
    every = Interface(1, "any", COOKED, NANOSECONDS, offset=START // SECOND - 3600)
    tunnel = Interface(2, "tun0", RAW, POWER_OF_TWO)
    for interface in (wired, every, tunnel):
        section.interface(interface)
    section.block(NAMES, _names(section))
    captured = _captured(zip((wired, every, tunnel), (ethernet, cooked, ip), packets, strict=True))
    untimed = _enquire_link(packets[0])
    for place, (interface, packet, frame) in enumerate(captured):
        if packet in untimed:
            section.simple(frame)
        elif interface is tunnel and place % 3 == 0:
            section.obsolete(interface, frame)
        else:
            section.enhanced(interface, frame, "начало" if place == 0 else "")
        if place == 9:
            section.block(CUSTOM, CUSTOM_BODY)
        if place == 19:
            section.block(LOCAL_USE, b"nobody else can read this")
    for interface in (wired, every, tunnel):
        section.block(STATISTICS, _statistics(section, interface, len(packets[interface.number])))
    return section


def _second_section(packets: Sequence[Sequence[Packet]]) -> Section:
    """Big-endian, with its length told, and with interface numbers from 0 again."""
    section = Section(">", sized=True)
    wired, tunnel = Interface(0, "eth1", ETHERNET, NANOSECONDS), Interface(1, "tun1", RAW)
    section.interface(wired)
    section.interface(tunnel)
    captured = _captured(zip((wired, tunnel), (ethernet, ip), packets, strict=True))
    for place, (interface, _, frame) in enumerate(captured):
        if place % 5 == 4:
            section.obsolete(interface, frame)
        else:
            section.enhanced(interface, frame)
    return section


def _captured(
    ways: Iterable[tuple[Interface, Encapsulate, Sequence[Packet]]],
) -> list[tuple[Interface, Packet, Frame]]:
    """The frames of all interfaces of a section, by time."""
    frames = [
        (interface, packet, Frame(packet.time, encapsulate(packet)))
        for interface, encapsulate, packets in ways
        for packet in packets
    ]
    return sorted(frames, key=lambda frame: (frame[1].time, frame[0].number))


def _enquire_link(packets: Sequence[Packet]) -> list[Packet]:
    """The packets of the enquire_link before the unbind, and of its answer."""
    return [with_data(packets, side)[-2] for side in (CLIENT, SERVER)]


def _names(section: Section) -> bytes:
    """Name resolution: records of an IPv4 address and its names, and the end of the records."""
    records = b""
    for host, name in (("192.0.2.71", "esme.example"), (SMSC[0], "smsc.example")):
        value = ipaddress.ip_address(host).packed + name.encode() + b"\0"
        records += section.option(IPV4_NAMES, value)
    return records + section.option(0, b"")


def _statistics(section: Section, interface: Interface, received: int) -> bytes:
    high, low = divmod(interface.ticks(START + 60 * SECOND), 1 << 32)
    body = struct.pack(section.order + "3I", interface.number, high, low)
    for code, count in ((IF_RECEIVED, received), (IF_DROPPED, 0)):
        body += section.option(code, struct.pack(section.order + "Q", count))
    return body + section.option(0, b"")
