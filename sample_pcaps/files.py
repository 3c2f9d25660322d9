"""Capture files: pcap, and the blocks of pcapng, which dpkt can only write in part."""

from __future__ import annotations

import gzip
import io
import struct
from collections.abc import Iterable
from dataclasses import dataclass

ETHERNET, RAW, COOKED = 1, 101, 276
SECTION, INTERFACE, OBSOLETE, SIMPLE, NAMES, STATISTICS, ENHANCED = 0x0A0D0D0A, 1, 2, 3, 4, 5, 6
# Block types with the high bit are for local use.
LOCAL_USE = 0x80000BAD
COMMENT, END_OF_OPTIONS = 1, 0
IF_NAME, IF_TSRESOL, IF_TSOFFSET = 2, 9, 14
SECOND = 1_000_000_000
WIDEST = 262144


@dataclass(frozen=True)
class Frame:
    """One frame of a capture; `time` in UTC nanoseconds."""

    time: int
    data: bytes


def pcap(frames: Iterable[Frame], link: int = ETHERNET, snaplen: int = WIDEST) -> bytes:
    """A pcap file with microseconds, each frame cut to the snap length."""
    parts = [struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, snaplen, link)]
    for frame in frames:
        seconds, fraction = divmod(frame.time, SECOND)
        kept = frame.data[:snaplen]
        numbers = seconds, fraction // 1000, len(kept), len(frame.data)
        parts += [struct.pack("<4I", *numbers), kept]
    return b"".join(parts)


def compressed(data: bytes) -> bytes:
    """The same as a gzip file, which names neither a time nor a system."""
    target = io.BytesIO()
    with gzip.GzipFile("", "wb", fileobj=target, mtime=0) as packed:
        packed.write(data)
    return target.getvalue()


@dataclass(frozen=True)
class Interface:
    """An interface of a section: its number, link type, ticks a second, and offset in seconds.

    `resolution` is the octet of if_tsresol, None for the 10^-6 that stands where it is left out.
    """

    number: int
    name: str
    link: int = ETHERNET
    resolution: int | None = None
    offset: int = 0

    def ticks(self, time: int) -> int:
        """A time as the blocks of this interface tell it."""
        octet = 6 if self.resolution is None else self.resolution
        units = 1 << (octet & 0x7F) if octet & 0x80 else int(10**octet)
        return (time - self.offset * SECOND) * units // SECOND


@dataclass
class Section:
    """A section of a pcapng file: blocks are added in order, `data` is all of it.

    `order` is `<` or `>`. With `sized`, the header tells how long the section is; else -1.
    """

    order: str = "<"
    sized: bool = False
    blocks: bytes = b""

    def block(self, kind: int, body: bytes) -> None:
        """Add a block of any type."""
        self.blocks += self._framed(kind, body)

    def _framed(self, kind: int, body: bytes) -> bytes:
        body = _padded(body)
        length = struct.pack(self.order + "I", 12 + len(body))
        return struct.pack(self.order + "I", kind) + length + body + length

    def option(self, code: int, value: bytes) -> bytes:
        """The octets of one option."""
        return struct.pack(self.order + "2H", code, len(value)) + _padded(value)

    @property
    def data(self) -> bytes:
        """The section header block and all blocks after it."""
        size = len(self.blocks) if self.sized else -1
        body = struct.pack(self.order + "I2Hq", 0x1A2B3C4D, 1, 0, size)
        body += self.option(COMMENT, b"invented traffic") + self.option(END_OF_OPTIONS, b"")
        return self._framed(SECTION, body) + self.blocks

    def interface(self, interface: Interface) -> None:
        """Add an interface description block."""
        body = struct.pack(self.order + "2HI", interface.link, 0, WIDEST)
        body += self.option(IF_NAME, interface.name.encode())
        if interface.resolution is not None:
            body += self.option(IF_TSRESOL, bytes([interface.resolution]))
        if interface.offset:
            body += self.option(IF_TSOFFSET, struct.pack(self.order + "q", interface.offset))
        self.block(INTERFACE, body + self.option(END_OF_OPTIONS, b""))

    def enhanced(self, interface: Interface, frame: Frame, comment: str = "") -> None:
        """Add an enhanced packet block."""
        numbers = interface.number, *self._times(interface, frame), *_sizes(frame)
        body = struct.pack(self.order + "5I", *numbers) + _padded(frame.data)
        if comment:
            body += self.option(COMMENT, comment.encode()) + self.option(END_OF_OPTIONS, b"")
        self.block(ENHANCED, body)

    def obsolete(self, interface: Interface, frame: Frame) -> None:
        """Add the packet block that was before the enhanced one; it counts drops."""
        numbers = interface.number, 0, *self._times(interface, frame), *_sizes(frame)
        self.block(OBSOLETE, struct.pack(self.order + "2H4I", *numbers) + frame.data)

    def simple(self, frame: Frame) -> None:
        """Add a simple packet block: of interface 0, and without a time."""
        self.block(SIMPLE, struct.pack(self.order + "I", len(frame.data)) + frame.data)

    def _times(self, interface: Interface, frame: Frame) -> tuple[int, int]:
        return divmod(interface.ticks(frame.time), 1 << 32)


def _sizes(frame: Frame) -> tuple[int, int]:
    return len(frame.data), len(frame.data)


def _padded(data: bytes) -> bytes:
    return data + bytes(-len(data) % 4)
