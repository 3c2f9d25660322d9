"""pcapng files: sections of blocks, each section with its own byte order and interfaces.

Packet blocks are walked by a kernel; it stops at the two kinds that change what follows, section
headers and interface descriptions, which are read here. Other blocks are passed over. Source: the
Internet Draft draft-ietf-opsawg-pcapng.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from smpp_dissect._bytes import be16, be32
from smpp_dissect._kernel import i64, kernel
from smpp_dissect.packets.records import MAX_RECORD, NO_PACKET, NO_TIME, RecordBuffer, Records
from smpp_dissect.packets.sources import Source

SECTION = 0x0A0D0D0A
MAGIC = b"\x0a\x0d\x0d\x0a"
INTERFACE, OLD_PACKET, SIMPLE_PACKET, ENHANCED_PACKET = 1, 2, 3, 6
BLOCK = 12  # the least block: type, length, length again
# Blocks that are no packets and yet have a frame number in Wireshark: journal entries, custom
# blocks.
JOURNAL, CUSTOM, CUSTOM_LOCAL = 9, 0x00000BAD, 0x40000BAD
TSRESOL, TSOFFSET = 9, 14

# Why the kernel stopped.
MORE, SPECIAL, DAMAGED = 0, 1, 2
# Columns of the interface table. Of MULTIPLIER, HALF_DIVISOR and SHIFT one is above zero: it makes
# nanoseconds of the interface's units.
LINK, SNAPLEN, MULTIPLIER, HALF_DIVISOR, SHIFT, OFFSET = range(6)
# Times are kept within 2**62 ns each side (give or take a second), so that adding an offset stays
# in 64 bits.
SECOND = 1_000_000_000
MAX_TIME = 1 << 62
MAX_OFFSET = MAX_TIME - SECOND


class PcapngReader:
    """Reads the packet blocks of one pcapng file, window by window."""

    def __init__(self, source: Source):
        self.links: set[int] = set()
        self.fault: str | None = None
        self._little = False
        self._interfaces = np.zeros((16, 6), np.int64)
        self._count = 0

    def read(
        self, data: np.ndarray[Any, Any], last: bool, into: RecordBuffer
    ) -> tuple[Records, int]:
        """Index the whole blocks of `data`; give the packets and how many bytes the blocks take.

        The bytes taken may exceed `data`: a long block of no interest is passed over unseen.
        """
        into.reserve(len(data) // BLOCK + 1)
        cursor = np.zeros(3, np.int64)
        reason = SPECIAL
        while reason == SPECIAL and self._read_special(data, cursor):
            _index(
                data, self._little, self._interfaces, self._count, cursor,
                into.at, into.captured, into.original, into.time, into.link,
            )  # fmt: skip
            reason = int(cursor[2])
        count, end = int(cursor[0]), int(cursor[1])
        if reason == DAMAGED:
            self.fault = "a block claims an impossible length: the capture is damaged"
        elif last and end != len(data) and self.fault is None:
            self.fault = "the capture is cut in the middle of a block"
        return Records.of(into, count), end

    def _read_special(self, data: np.ndarray[Any, Any], cursor: np.ndarray[Any, Any]) -> bool:
        """Read a section header or an interface at the cursor, if one is whole there."""
        at = int(cursor[1])
        head = data[at : at + 16].tobytes()
        if head[:4] == MAGIC:
            if len(head) < 16:
                return False
            self._little = head[8:12] == b"\x4d\x3c\x2b\x1a"
            if not self._little and head[8:12] != b"\x1a\x2b\x3c\x4d":
                self.fault = "a section header has no byte-order magic: the capture is damaged"
                return False
            self._count = 0
        elif len(head) < BLOCK or self._number(head, 0) != INTERFACE:
            return True
        length = self._number(head, 4)
        if length < BLOCK or length % 4 or length > MAX_RECORD:
            self.fault = "a block claims an impossible length: the capture is damaged"
            return False
        if at + length > len(data):
            return False
        if head[:4] != MAGIC:
            self._add_interface(data[at + 8 : at + length - 4].tobytes())
        cursor[1] = at + length
        return True

    def _number(self, data: bytes, at: int, width: int = 4) -> int:
        return int.from_bytes(data[at : at + width], "little" if self._little else "big")

    def _add_interface(self, body: bytes) -> None:
        if self._count == len(self._interfaces):
            self._interfaces = np.concatenate([self._interfaces, np.zeros_like(self._interfaces)])
        row = self._interfaces[self._count]
        self._count += 1
        row[:] = (self._number(body, 0, 2), self._number(body, 4) or MAX_RECORD, 1000, 0, 0, 0)
        self.links.add(int(row[LINK]))
        at = 8
        while at + 4 <= len(body):
            code, length = self._number(body, at, 2), self._number(body, at + 2, 2)
            value = body[at + 4 : at + 4 + length]
            if code == 0:
                break
            if code == TSRESOL and len(value) == 1:
                row[MULTIPLIER : SHIFT + 1] = _resolution(value[0])
            elif code == TSOFFSET and len(value) == 8:
                offset = int.from_bytes(value, "little" if self._little else "big", signed=True)
                row[OFFSET] = max(-MAX_OFFSET, min(MAX_OFFSET, offset * SECOND))
            at += 4 + (length + 3) // 4 * 4


def _resolution(code: int) -> tuple[int, int, int]:
    """Turn if_tsresol into (multiplier, half divisor, shift)."""
    power = code & 0x7F
    if power == 0:
        return (SECOND, 0, 0)
    if code & 0x80:
        return (0, 0, power)
    if power <= 9:
        return (10 ** (9 - power), 0, 0)
    return (0, 10 ** min(power - 9, 19) // 2, 0)


@kernel
def _read16(data: Any, at: int, little: bool) -> int:
    if little:
        return i64(data[at]) | i64(data[at + 1]) << 8
    return be16(data, at)


@kernel
def _read32(data: Any, at: int, little: bool) -> int:
    if little:
        return _read16(data, at, little) | _read16(data, at + 2, little) << 16
    return be32(data, at)


@kernel
def _nanoseconds(high: int, low: int, interface: Any) -> int:
    """Make a time of 64 bits of an interface's units; times out of reach stop at its limits."""
    # All 64 bits may be used, and a signed number holds 63: divisors are even, so half will do.
    half = high << 31 | low >> 1
    if interface[SHIFT] > 0:
        shift = interface[SHIFT]
        seconds = half >> min(shift - 1, 63)
        if seconds > MAX_TIME // SECOND:
            return MAX_TIME
        if shift > 33:
            part = (half >> min(shift - 34, 63)) & 0x1FFFFFFFF
            shift = 33
        else:
            part = ((high & 1) << 32 | low) & ((1 << shift) - 1)
        return seconds * SECOND + ((part * SECOND) >> shift) + interface[OFFSET]
    if interface[HALF_DIVISOR] > 0:
        return half // interface[HALF_DIVISOR] + interface[OFFSET]
    if high >= 1 << 30 or (high << 32 | low) > MAX_TIME // interface[MULTIPLIER]:
        return MAX_TIME
    return (high << 32 | low) * interface[MULTIPLIER] + interface[OFFSET]


@kernel
def _index(
    data: Any, little: bool, interfaces: Any, interface_count: int, cursor: Any,
    at: Any, captured: Any, original: Any, time: Any, link: Any,
) -> None:  # fmt: skip
    """Walk blocks from `cursor[1]`; `cursor` gets the count, where the walk ended, and why."""
    count = cursor[0]
    begin = cursor[1]
    stop = len(data)
    reason = MORE
    while begin + BLOCK <= stop:
        kind = _read32(data, begin, little)
        if kind == SECTION or kind == INTERFACE:
            reason = SPECIAL
            break
        length = _read32(data, begin + 4, little)
        packet = kind == ENHANCED_PACKET or kind == SIMPLE_PACKET or kind == OLD_PACKET
        if length < BLOCK or (packet and length > MAX_RECORD):
            reason = DAMAGED
            break
        end = begin + (length + 3) // 4 * 4
        if packet and end > stop:
            break
        if packet:
            kept = _take_packet(
                data, begin, length, little, interfaces, interface_count, count,
                at, original, time, link,
            )  # fmt: skip
            if kept < 0:
                reason = DAMAGED
                break
            captured[count] = kept
            count += 1
        elif kind == JOURNAL or kind == CUSTOM or kind == CUSTOM_LOCAL:
            at[count] = begin
            captured[count] = 0
            original[count] = 0
            time[count] = NO_TIME
            link[count] = NO_PACKET
            count += 1
        begin = end
    cursor[0] = count
    cursor[1] = begin
    cursor[2] = reason


@kernel
def _take_packet(
    data: Any, begin: int, length: int, little: bool, interfaces: Any, interface_count: int,
    row: int, at: Any, original: Any, time: Any, link: Any,
) -> int:  # fmt: skip
    """Take down the block of a packet; give the octets captured, -1: not as many are there."""
    kind = _read32(data, begin, little)
    header = 16 if kind == SIMPLE_PACKET else 32
    if length < header:
        return -1
    number = 0
    time[row] = NO_TIME
    if kind == SIMPLE_PACKET:
        original[row] = _read32(data, begin + 8, little)
        kept = min(original[row], length - header)
        if interface_count > 0:
            kept = min(kept, interfaces[0, SNAPLEN])
        at[row] = begin + 12
    else:
        if kind == ENHANCED_PACKET:
            number = _read32(data, begin + 8, little)
        else:
            number = _read16(data, begin + 8, little)
        kept = _read32(data, begin + 20, little)
        original[row] = _read32(data, begin + 24, little)
        at[row] = begin + 28
        if number < interface_count:
            high = _read32(data, begin + 12, little)
            low = _read32(data, begin + 16, little)
            time[row] = _nanoseconds(high, low, interfaces[number])
    link[row] = interfaces[number, LINK] if number < interface_count else -1
    return kept if kept <= length - header else -1
