"""Capture files read the obvious way: the whole file in memory, one record after another.

pcap in both byte orders with micro- or nanoseconds, pcapng with any number of sections and
interfaces, either of them gzipped. A file cut inside a record, or with a block that contradicts
itself, gives the records before that place.
"""

from __future__ import annotations

import gzip
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

NANO = 1_000_000_000
PCAP_MAGICS = {
    b"\xd4\xc3\xb2\xa1": ("<", 1000),
    b"\xa1\xb2\xc3\xd4": (">", 1000),
    b"\x4d\x3c\xb2\xa1": ("<", 1),
    b"\xa1\xb2\x3c\x4d": (">", 1),
}
SECTION, INTERFACE, OBSOLETE, SIMPLE, ENHANCED = 0x0A0D0D0A, 1, 2, 3, 6
IF_TSRESOL, IF_TSOFFSET = 9, 14
# Journal entries and custom blocks are no packets, but Wireshark (4.0.17) numbers them as frames.
NUMBERED = (9, 0x00000BAD, 0x40000BAD)


@dataclass(frozen=True)
class Packet:
    """One captured packet; `time` is UTC in nanoseconds, None for a simple packet block."""

    frame: int
    time: int | None
    link_type: int
    data: bytes
    original_length: int


@dataclass(frozen=True)
class _Interface:
    link_type: int
    snaplen: int
    ticks_per_second: int = 1_000_000
    offset_seconds: int = 0


def read_packets(source: str | Path | bytes) -> list[Packet]:
    """All packets of a capture file (a path, or its content), frame numbers counted from 1.

    ValueError when it is neither pcap nor pcapng.
    """
    data = source if isinstance(source, bytes) else Path(source).read_bytes()
    if data[:2] == b"\x1f\x8b":
        data = gzip.decompress(data)
    records: Iterator[Record | None]
    if data[:4] in PCAP_MAGICS:
        records = _pcap_records(data)
    elif data[:4] == b"\x0a\x0d\x0d\x0a":
        records = _pcapng_records(data)
    else:
        raise ValueError("neither pcap nor pcapng")
    return [Packet(frame, *record) for frame, record in enumerate(records, 1) if record]


Record = tuple[int | None, int, bytes, int]


def _pcap_records(data: bytes) -> Iterator[Record]:
    order, nanoseconds = PCAP_MAGICS[data[:4]]
    if len(data) < 24:
        return
    link_type = struct.unpack_from(order + "I", data, 20)[0] & 0xFFFF
    at = 24
    while at + 16 <= len(data):
        seconds, fraction, captured, original = struct.unpack_from(order + "4I", data, at)
        at += 16
        if at + captured > len(data):
            return
        time = seconds * NANO + fraction * nanoseconds
        yield time, link_type, data[at : at + captured], original
        at += captured


def _pcapng_records(data: bytes) -> Iterator[Record | None]:
    order = "<"
    interfaces: list[_Interface] = []
    at = 0
    while at + 12 <= len(data):
        if data[at : at + 4] == b"\x0a\x0d\x0d\x0a":
            order = ">" if data[at + 8 : at + 12] == b"\x1a\x2b\x3c\x4d" else "<"
            interfaces = []
        kind, length = struct.unpack_from(order + "2I", data, at)
        if length < 12 or length % 4 or at + length > len(data):
            return
        body = data[at + 8 : at + length - 4]
        try:
            if kind == INTERFACE:
                interfaces.append(_interface(body, order))
            elif kind in (ENHANCED, OBSOLETE, SIMPLE):
                yield _packet_record(kind, body, order, interfaces)
            elif kind in NUMBERED:
                yield None
        except (struct.error, IndexError):
            return
        at += length


def _interface(body: bytes, order: str) -> _Interface:
    link_type, _, snaplen = struct.unpack_from(order + "2HI", body)
    ticks, offset = 1_000_000, 0
    for code, value in _options(body[8:], order):
        if code == IF_TSRESOL:
            ticks = 2 ** (value[0] & 0x7F) if value[0] & 0x80 else 10 ** value[0]
        elif code == IF_TSOFFSET:
            offset = struct.unpack(order + "q", value)[0]
    return _Interface(link_type, snaplen, ticks, offset)


def _options(data: bytes, order: str) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + 4 <= len(data):
        code, length = struct.unpack_from(order + "2H", data, at)
        if code == 0:
            return
        yield code, data[at + 4 : at + 4 + length]
        at += 4 + (length + 3) // 4 * 4


def _packet_record(kind: int, body: bytes, order: str, interfaces: list[_Interface]) -> Record:
    if kind == SIMPLE:
        original = struct.unpack_from(order + "I", body)[0]
        captured = min(original, interfaces[0].snaplen or original, len(body) - 4)
        return None, interfaces[0].link_type, body[4 : 4 + captured], original
    layout = "5I" if kind == ENHANCED else "2H4I"
    number, *rest = struct.unpack_from(order + layout, body)
    high, low, captured, original = rest[-4:]
    interface = interfaces[number]
    time = ((high << 32) | low) * NANO // interface.ticks_per_second
    time += interface.offset_seconds * NANO
    return time, interface.link_type, body[20 : 20 + captured], original
