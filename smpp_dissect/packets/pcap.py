"""pcap files: a 24-octet header, then records of a 16-octet header and the packet.

Four magic numbers tell byte order and time unit (microseconds or nanoseconds). Source: the Internet
Draft draft-ietf-opsawg-pcap.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from smpp_dissect._bytes import be32
from smpp_dissect._kernel import i64, kernel
from smpp_dissect.errors import NotACapture
from smpp_dissect.packets.records import MAX_RECORD, RecordBuffer, Records
from smpp_dissect.packets.sources import Source

FILE_HEADER = 24
RECORD_HEADER = 16
# first four bytes → (numbers are little-endian, nanoseconds in a unit of the fraction)
MAGIC = {
    b"\xa1\xb2\xc3\xd4": (False, 1000),
    b"\xd4\xc3\xb2\xa1": (True, 1000),
    b"\xa1\xb2\x3c\x4d": (False, 1),
    b"\x4d\x3c\xb2\xa1": (True, 1),
}


class PcapReader:
    """Reads the records of one pcap file, window by window."""

    def __init__(self, source: Source):
        header = source.view(FILE_HEADER).tobytes()
        if len(header) < FILE_HEADER:
            raise NotACapture("the capture is cut within its file header", source.name)
        self._little, self._unit = MAGIC[header[:4]]
        # Bits above the link type tell the length of a frame check sequence; none is in the packets
        # that tcpdump writes.
        self.links = {int.from_bytes(header[20:24], "little" if self._little else "big") & 0xFFFF}
        (self._link,) = self.links
        source.advance(FILE_HEADER)
        self.fault: str | None = None

    def read(
        self, data: np.ndarray[Any, Any], last: bool, into: RecordBuffer
    ) -> tuple[Records, int]:
        """Index the whole records of `data`; give them and how many bytes they take.

        `last`: nothing follows `data`. `fault` is set when reading cannot go on.
        """
        into.reserve(len(data) // RECORD_HEADER + 1)
        cursor = np.zeros(3, np.int64)
        _index(
            data, self._little, self._unit, cursor, into.at, into.captured, into.original, into.time
        )
        count, end, damaged = (int(value) for value in cursor)
        into.link[:count] = self._link
        if damaged:
            self.fault = "a record claims an impossible length: the capture is damaged"
        elif last and end < len(data):
            self.fault = "the capture is cut in the middle of a record"
        return Records.of(into, count), end


@kernel
def _le32(data: Any, at: int) -> int:
    return (
        i64(data[at]) | i64(data[at + 1]) << 8 | i64(data[at + 2]) << 16 | i64(data[at + 3]) << 24
    )


@kernel
def _number(data: Any, at: int, little: bool) -> int:
    return _le32(data, at) if little else be32(data, at)


@kernel
def _index(
    data: Any,
    little: bool,
    unit: int,
    cursor: Any,
    at: Any,
    captured: Any,
    original: Any,
    time: Any,
) -> None:
    """Walk records; `cursor` gets their count, where the walk ended, and whether by damage."""
    count = 0
    begin = 0
    stop = len(data)
    while begin + RECORD_HEADER <= stop:
        length = _number(data, begin + 8, little)
        if length > MAX_RECORD:
            cursor[2] = 1
            break
        if begin + RECORD_HEADER + length > stop:
            break
        seconds = _number(data, begin, little)
        time[count] = seconds * 1_000_000_000 + _number(data, begin + 4, little) * unit
        captured[count] = length
        original[count] = _number(data, begin + 12, little)
        begin += RECORD_HEADER
        at[count] = begin
        begin += length
        count += 1
    cursor[0] = count
    cursor[1] = begin
