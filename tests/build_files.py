"""Segments written as capture files: dpkt packs IP and TCP, plain structs pack the rest.

A target is a path or a binary file object. Ethernet frames are padded to 60 octets, as on the wire.
"""

from __future__ import annotations

import ipaddress
import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import dpkt

from tests.build_segments import Raw, Segment

NANO = 1_000_000_000
TCP = 6
LINK_TYPES = {
    "null": 0,
    "ethernet": 1,
    "vlan": 1,
    "qinq": 1,
    "raw": 101,
    "loop": 108,
    "sll": 113,
    "ipv4": 228,
    "ipv6": 229,
    "sll2": 276,
}
MACS = bytes.fromhex("020000000002020000000001")
TAGS = {"ethernet": b"", "vlan": b"\x81\x00\x00\x07", "qinq": b"\x88\xa8\x00\x05\x81\x00\x00\x07"}
SMALLEST_FRAME = 60
# AF_INET is 2 everywhere; AF_INET6 differs, and 24 is what BSD uses.
FAMILIES = {4: 2, 6: 24}
WIDEST = 262144
Item = Segment | Raw


def link_frame(item: Item, link: str = "ethernet", order: str = "<") -> bytes:
    """The octets of one frame; `order` is the byte order of the host, which `null` depends on."""
    if isinstance(item, Raw):
        return item.data
    packet = _ip_packet(item)
    version = packet[0] >> 4
    ethertype = struct.pack(">H", 0x0800 if version == 4 else 0x86DD)
    match link:
        case "ethernet" | "vlan" | "qinq":
            return (MACS + TAGS[link] + ethertype + packet).ljust(SMALLEST_FRAME, b"\0")
        case "sll":
            return struct.pack(">3H8s", 0, 1, 6, MACS[6:]) + ethertype + packet
        case "sll2":
            return ethertype + struct.pack(">HIHBB8s", 0, 1, 1, 0, 6, MACS[6:]) + packet
        case "null":
            return struct.pack(order + "I", FAMILIES[version]) + packet
        case "loop":
            return struct.pack(">I", FAMILIES[version]) + packet
    return packet


def _ip_packet(segment: Segment) -> bytes:
    src, dst = (ipaddress.ip_address(host) for host in (segment.src, segment.dst))
    tcp = dpkt.tcp.TCP(
        sport=segment.sport,
        dport=segment.dport,
        seq=segment.seq,
        ack=segment.ack,
        flags=segment.flags,
        off=5 + len(segment.tcp_options) // 4,
        opts=segment.tcp_options,
        data=segment.payload,
    )
    if src.version == 4:
        options = segment.ip_options
        header = {"p": TCP, "ttl": 64, "hl": 5 + len(options) // 4, "opts": options}
        length = 20 + len(options) + len(tcp)
        return bytes(dpkt.ip.IP(src=src.packed, dst=dst.packed, len=length, data=tcp, **header))
    body = _extensions(segment.extensions) + bytes(tcp)
    first = (*segment.extensions, TCP)[0]
    fixed = dpkt.ip6.IP6(src=src.packed, dst=dst.packed, nxt=first, hlim=64, plen=len(body))
    return bytes(fixed)[:40] + body


def _extensions(numbers: Sequence[int]) -> bytes:
    """Headers of eight octets each, the least there can be, which all of them tell by a 0."""
    following = [*numbers, TCP][1:]
    return b"".join(struct.pack(">BB6x", number, 0) for number in following)


def _write(target: str | Path | BinaryIO, data: bytes) -> None:
    if isinstance(target, str | Path):
        Path(target).write_bytes(data)
    else:
        target.write(data)


def write_pcap(
    target: str | Path | BinaryIO,
    items: Iterable[Item],
    *,
    big_endian: bool = False,
    nanoseconds: bool = False,
    link: str = "ethernet",
    snaplen: int | None = None,
) -> None:
    """A pcap file of these frames, each cut to `snaplen` octets if that is given."""
    order = ">" if big_endian else "<"
    magic, unit = (0xA1B23C4D, 1) if nanoseconds else (0xA1B2C3D4, 1000)
    limit = WIDEST if snaplen is None else snaplen
    parts = [struct.pack(order + "I2HiIII", magic, 2, 4, 0, 0, limit, LINK_TYPES[link])]
    for item in items:
        frame = link_frame(item, link, order)
        kept = frame[:limit]
        seconds, fraction = divmod(item.time, NANO)
        parts.append(struct.pack(order + "4I", seconds, fraction // unit, len(kept), len(frame)))
        parts.append(kept)
    _write(target, b"".join(parts))


@dataclass(frozen=True)
class Interface:
    """An interface description block; `tsresol` is the octet of the option, None leaves it out."""

    link: str = "ethernet"
    tsresol: int | None = None
    tsoffset: int | None = None
    snaplen: int = 0


@dataclass(frozen=True)
class Enhanced:
    """An enhanced packet block, on the interface of this number within its section."""

    item: Item
    interface: int = 0
    options: bytes = b""


@dataclass(frozen=True)
class Simple:
    """A simple packet block: no time, always interface 0."""

    item: Item
    interface = 0


@dataclass(frozen=True)
class Obsolete:
    """The packet block that came before the enhanced one."""

    item: Item
    interface: int = 0


@dataclass(frozen=True)
class Unknown:
    """A block of another type."""

    kind: int
    body: bytes = b""


Block = Interface | Enhanced | Simple | Obsolete | Unknown


@dataclass(frozen=True)
class Section:
    """A section header block and the blocks after it, in order."""

    blocks: Sequence[Block]
    big_endian: bool = False


def write_pcapng(target: str | Path | BinaryIO, sections: Iterable[Section]) -> None:
    """A pcapng file of these sections."""
    _write(target, b"".join(_section(section) for section in sections))


def plain_section(
    items: Iterable[Item], interface: Interface | None = None, *, big_endian: bool = False
) -> Section:
    """One interface and an enhanced packet block for each frame."""
    return Section([interface or Interface(), *map(Enhanced, items)], big_endian)


def _section(section: Section) -> bytes:
    order = ">" if section.big_endian else "<"
    parts = [_block(order, 0x0A0D0D0A, struct.pack(order + "I2Hq", 0x1A2B3C4D, 1, 0, -1))]
    interfaces: list[Interface] = []
    for block in section.blocks:
        match block:
            case Interface():
                interfaces.append(block)
                parts.append(_block(order, 1, _interface_body(block, order)))
            case Unknown():
                parts.append(_block(order, block.kind, block.body))
            case _:
                parts.append(_packet_block(block, interfaces[block.interface], order))
    return b"".join(parts)


def _block(order: str, kind: int, body: bytes) -> bytes:
    body = body.ljust(-(-len(body) // 4) * 4, b"\0")
    length = struct.pack(order + "I", 12 + len(body))
    return struct.pack(order + "I", kind) + length + body + length


def _option(order: str, code: int, value: bytes) -> bytes:
    padded = value.ljust(-(-len(value) // 4) * 4, b"\0")
    return struct.pack(order + "2H", code, len(value)) + padded


def _interface_body(interface: Interface, order: str) -> bytes:
    body = struct.pack(order + "2HI", LINK_TYPES[interface.link], 0, interface.snaplen)
    if interface.tsresol is not None:
        body += _option(order, 9, bytes([interface.tsresol]))
    if interface.tsoffset is not None:
        body += _option(order, 14, struct.pack(order + "q", interface.tsoffset))
    return body + bytes(4)


def _packet_block(block: Enhanced | Simple | Obsolete, interface: Interface, order: str) -> bytes:
    frame = link_frame(block.item, interface.link, order)
    kept = frame[: interface.snaplen or len(frame)]
    if isinstance(block, Simple):
        return _block(order, 3, struct.pack(order + "I", len(frame)) + kept)
    high, low = divmod(_ticks(block.item.time, interface), 1 << 32)
    numbers = high, low, len(kept), len(frame)
    if isinstance(block, Obsolete):
        return _block(order, 2, struct.pack(order + "2H4I", block.interface, 0, *numbers) + kept)
    padded = kept.ljust(-(-len(kept) // 4) * 4, b"\0")
    body = struct.pack(order + "5I", block.interface, *numbers) + padded + block.options
    return _block(order, 6, body)


def _ticks(time: int, interface: Interface) -> int:
    resolution = 6 if interface.tsresol is None else interface.tsresol
    units = int(2 ** (resolution & 0x7F) if resolution & 0x80 else 10**resolution)
    return (time - (interface.tsoffset or 0) * NANO) * units // NANO
