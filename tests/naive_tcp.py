"""TCP the obvious way: headers by offset, streams as a dictionary from offset to octet.

A direction of a connection is a dictionary: place in the stream -> (octet, frame that brought it
first). Nothing is ever moved or merged; at the end the places are sorted, and a missing place is a
gap. The first copy of an octet, in the order of the capture, is the one that counts.

A connection ends where a SYN with another initial sequence number begins the next one between the
same two ends. The octets of a RST are a remark, not part of the stream, and are left out.
"""

from __future__ import annotations

import ipaddress
import struct
from collections.abc import Iterable
from dataclasses import dataclass, field

from tests.naive_files import Packet

FIN, SYN, RST, PSH, ACK = 1, 2, 4, 8, 16
IPV4, IPV6 = 0x0800, 0x86DD
VLAN_TYPES = (0x8100, 0x88A8, 0x9100)
TCP = 6
# IPv6 extension headers to walk over: hop-by-hop, routing, destination options, mobility.
PLAIN_EXTENSIONS = (0, 43, 60, 135)
FRAGMENT, AUTHENTICATION = 44, 51
NULL_FAMILIES = {2: IPV4, 10: IPV6, 24: IPV6, 28: IPV6, 30: IPV6}
HALF, WHOLE = 1 << 31, 1 << 32
# How far before the data seen so far a late SYN may stand and still belong to it.
LATE_SYN = 1 << 16


@dataclass(frozen=True)
class TcpSegment:
    """One TCP segment; `wire_length` is the payload's length before the snap length cut it."""

    frame: int
    time: int | None
    src: str
    dst: str
    sport: int
    dport: int
    seq: int
    ack: int
    flags: int
    payload: bytes
    wire_length: int


@dataclass(frozen=True)
class Run:
    """Octets that follow each other without a gap, each with the frame that brought it.

    `offset` counts from the first octet of the stream (after the SYN, or the first captured);
    `gap_before` is how many octets are missing before it; `aligned` says that a PDU must begin at
    its first octet, for the connection does.
    """

    data: bytes
    frames: tuple[int, ...]
    offset: int
    gap_before: int
    aligned: bool


@dataclass(frozen=True)
class Stream:
    """One direction of one connection."""

    session: int
    src: str
    sport: int
    dst: str
    dport: int
    runs: tuple[Run, ...]


def tcp_segments(packets: Iterable[Packet]) -> list[TcpSegment]:
    """The TCP segments among the packets, in their order; all other packets are passed over."""
    found = (_segment(packet) for packet in packets)
    return [segment for segment in found if segment is not None]


def _segment(packet: Packet) -> TcpSegment | None:
    network = _network_layer(packet)
    if network is None:
        return None
    protocol, at = network
    wire = packet.original_length - at
    parts = {IPV4: _ipv4, IPV6: _ipv6}.get(protocol, _not_ip)(packet.data[at:], wire)
    if parts is None:
        return None
    src, dst, data, length = parts
    if len(data) < 20:
        return None
    sport, dport, seq, ack, offset, flags = struct.unpack_from(">2H2I2B", data)
    header = (offset >> 4) * 4
    if header < 20 or header > length:
        return None
    payload = data[header:length]
    names = str(ipaddress.ip_address(src)), str(ipaddress.ip_address(dst))
    return TcpSegment(
        packet.frame, packet.time, *names, sport, dport, seq, ack, flags, payload, length - header
    )


def _network_layer(packet: Packet) -> tuple[int, int] | None:
    """Ethertype and where the network header begins."""
    data = packet.data
    match packet.link_type:
        case 1:
            return _ethertype(data, 12, 14)
        case 113:
            return _ethertype(data, 14, 16)
        case 276:
            return _ethertype(data, 0, 20)
        case 0 | 108 if len(data) >= 4:
            family = int.from_bytes(data[:4], "big")
            family = family if family < 0x10000 else int.from_bytes(data[:4], "little")
            return NULL_FAMILIES.get(family, 0), 4
        case 12 | 14 | 101 | 228 | 229 if data:
            return {4: IPV4, 6: IPV6}.get(data[0] >> 4, 0), 0
    return None


def _ethertype(data: bytes, at: int, after: int) -> tuple[int, int] | None:
    kind = int.from_bytes(data[at : at + 2], "big")
    while kind in VLAN_TYPES:
        kind = int.from_bytes(data[after + 2 : after + 4], "big")
        after += 4
    return kind, after


Parts = tuple[bytes, bytes, bytes, int]


def _not_ip(data: bytes, wire: int) -> Parts | None:
    return None


def _ipv4(data: bytes, wire: int) -> Parts | None:
    """Source, destination, captured TCP octets and their length on the wire."""
    if len(data) < 20 or data[0] >> 4 != 4 or data[9] != TCP:
        return None
    header = (data[0] & 15) * 4
    total, fragment = struct.unpack_from(">2xH2xH", data)
    # A zero total length is what a capture shows before segmentation offload fills it in.
    total = total or wire
    if header < 20 or total < header or fragment & 0x3FFF:
        return None
    return data[12:16], data[16:20], data[header:total], total - header


def _ipv6(data: bytes, wire: int) -> Parts | None:
    if len(data) < 40 or data[0] >> 4 != 6:
        return None
    total = 40 + int.from_bytes(data[4:6], "big")
    total = total if total > 40 else wire
    kind, at = data[6], 40
    while kind != TCP:
        if at + 8 > len(data):
            return None
        if kind in PLAIN_EXTENSIONS:
            step = 8 + 8 * data[at + 1]
        elif kind == AUTHENTICATION:
            step = 8 + 4 * data[at + 1]
        elif kind == FRAGMENT and not int.from_bytes(data[at + 2 : at + 4], "big") & 0xFFF9:
            step = 8
        else:
            return None
        kind, at = data[at], at + step
    return data[8:24], data[24:40], data[at:total], total - at


@dataclass
class _Direction:
    isn: int | None = None
    near: int | None = None
    octets: dict[int, tuple[int, int]] = field(default_factory=dict)

    def place(self, seq: int) -> int:
        """The sequence number without its wrap-around, taken nearest to what was seen before."""
        if self.near is None:
            self.near = seq + WHOLE
        return self.near + (seq - self.near + HALF) % WHOLE - HALF

    def ends_before(self, segment: TcpSegment) -> bool:
        """Whether the segment is a SYN that opens the next connection between the same ends."""
        if not segment.flags & SYN:
            return False
        if self.isn is not None:
            return self.isn != segment.seq
        if not self.octets:
            return False
        return not 0 <= min(self.octets) - self.place(segment.seq + 1) <= LATE_SYN

    def add(self, segment: TcpSegment) -> None:
        place = self.place(segment.seq)
        if segment.flags & SYN:
            self.isn = segment.seq
            place += 1
        if not segment.flags & RST:
            for index, octet in enumerate(segment.payload):
                self.octets.setdefault(place + index, (octet, segment.frame))
            self.near = max(self.near or 0, place + len(segment.payload))


End = tuple[str, int]


@dataclass
class _Session:
    number: int
    directions: dict[End, _Direction]


def streams(segments: Iterable[TcpSegment]) -> list[Stream]:
    """The directions that carried octets, connections numbered from 0 as they first appear."""
    latest: dict[frozenset[End], _Session] = {}
    sessions: list[tuple[_Session, End, End]] = []
    for segment in segments:
        ends = (segment.src, segment.sport), (segment.dst, segment.dport)
        session = latest.get(frozenset(ends))
        if session is None or session.directions[ends[0]].ends_before(segment):
            session = _Session(len(sessions), {end: _Direction() for end in ends})
            latest[frozenset(ends)] = session
            sessions.append((session, *ends))
        session.directions[ends[0]].add(segment)
    return [
        Stream(session.number, *src, *dst, runs)
        for session, one, other in sessions
        for src, dst in ((one, other), (other, one))
        if (runs := _runs(session.directions[src]))
    ]


def _runs(direction: _Direction) -> tuple[Run, ...]:
    places = sorted(direction.octets)
    if direction.isn is not None:
        first = direction.place(direction.isn + 1)
        places = [place for place in places if place >= first]
    elif places:
        first = places[0]
    groups: list[list[int]] = []
    for place in places:
        if not groups or groups[-1][-1] + 1 != place:
            groups.append([])
        groups[-1].append(place)
    runs, end = [], first if places else 0
    for group in groups:
        data, frames = zip(*(direction.octets[place] for place in group), strict=True)
        aligned = direction.isn is not None and group[0] == first
        runs.append(Run(bytes(data), frames, group[0] - first, group[0] - end, aligned))
        end = group[-1] + 1
    return tuple(runs)
