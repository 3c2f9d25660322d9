"""TCP segments of a window, and the bucket of the ledger that each packet falls in.

Source: RFC 9293, 3.1.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from smpp_dissect._bytes import be16, be32
from smpp_dissect._kernel import i64, kernel
from smpp_dissect.packets import ip, link
from smpp_dissect.packets.records import Int64s, Records

FIN, SYN, RST, PSH, ACK = 1, 2, 4, 8, 16

HEADERS_CUT = "headers_cut"
# Packet buckets, by the code that the layers below give; SMPP and other TCP are told apart by flow.
BUCKETS = {
    link.NOT_IP: "not_ip",
    link.TOO_SHORT: HEADERS_CUT,
    link.UNSUPPORTED: "unsupported_link",
    link.NOT_A_PACKET: "no_packet",
    ip.NOT_TCP: "not_tcp",
    ip.IS_FRAGMENT: "ip_fragment",
}
# Columns of the segment table.
(
    RECORD,
    TIME,
    SOURCE_PORT,
    DESTINATION_PORT,
    SEQUENCE,
    ACKNOWLEDGED,
    FLAGS,
    PAYLOAD_AT,
    CAPTURED,
    LENGTH,
    WINDOW,
) = range(11)
COLUMNS = 11


@dataclass(frozen=True, slots=True)
class Segments:
    """One window's TCP segments, in capture order.

    `table` is int64, a row each: record number in the window, time, ports, sequence number,
    acknowledgment number, flags, offset of the payload in the window, payload bytes captured,
    payload bytes on the wire, window. `address` is uint32, a row each: source's four words,
    destination's. `uncounted` counts what is no TCP, by bucket; `first_cut`: the first record whose
    headers are cut or malformed, -1: none.
    """

    table: Int64s
    address: np.ndarray[Any, np.dtype[np.uint32]]
    uncounted: dict[str, int]
    first_cut: int


class SegmentBuffer:
    """Arrays used again for each window."""

    def __init__(self) -> None:
        self.capacity = 0

    def reserve(self, capacity: int) -> None:
        """Make room for `capacity` packets."""
        if capacity > self.capacity:
            self.capacity = capacity
            self.ip_at = np.empty(capacity, np.int64)
            self.tcp_at = np.empty(capacity, np.int64)
            self.datagram_end = np.empty(capacity, np.int64)
            self.address = np.empty((capacity, 8), np.uint32)
            self.table = np.empty((capacity, COLUMNS), np.int64)


def locate_segments(data: np.ndarray[Any, Any], records: Records, into: SegmentBuffer) -> Segments:
    """Find the TCP segments among a window's records."""
    count = len(records)
    into.reserve(count)
    ip_at, tcp_at = into.ip_at[:count], into.tcp_at[:count]
    link.locate_ip(data, records.at, records.captured, records.link, ip_at)
    ip.locate_tcp(
        data,
        records.at,
        records.captured,
        records.original,
        ip_at,
        tcp_at,
        into.datagram_end,
        into.address,
    )
    found = int(
        _segments(
            data,
            records.at,
            records.captured,
            records.time,
            tcp_at,
            into.datagram_end,
            into.address,
            into.table,
        )  # fmt: skip
    )
    uncounted, first_cut = {}, -1
    if found < count:
        for code, bucket in BUCKETS.items():
            packets = int((tcp_at == code).sum())
            if packets:
                uncounted[bucket] = packets
                if bucket == HEADERS_CUT:
                    first_cut = int(np.argmax(tcp_at == code))
    return Segments(into.table[:found], into.address[:found], uncounted, first_cut)


@kernel
def _segments(
    data: Any,
    at: Any,
    captured: Any,
    time: Any,
    tcp_at: Any,
    datagram_end: Any,
    address: Any,
    table: Any,
) -> int:
    """Read TCP headers, keeping only packets that have one; rows of `address` move up with them."""
    count = 0
    for packet in range(len(at)):
        begin = tcp_at[packet]
        if begin < 0:
            continue
        stop = at[packet] + captured[packet]
        end = datagram_end[packet]
        if begin + 20 > stop:
            tcp_at[packet] = -2
            continue
        header = (i64(data[begin + 12]) >> 4) * 4
        if header < 20 or begin + header > end:
            tcp_at[packet] = -2
            continue
        payload = begin + header
        # What the link layer padded lies behind the datagram's end; what the snap length cut,
        # behind stop.
        table[count, RECORD] = packet
        table[count, TIME] = time[packet]
        table[count, SOURCE_PORT] = be16(data, begin)
        table[count, DESTINATION_PORT] = be16(data, begin + 2)
        table[count, SEQUENCE] = be32(data, begin + 4)
        table[count, ACKNOWLEDGED] = be32(data, begin + 8)
        table[count, FLAGS] = i64(data[begin + 13])
        table[count, PAYLOAD_AT] = payload
        table[count, LENGTH] = max(end - payload, 0)
        table[count, CAPTURED] = max(min(end, stop) - payload, 0)
        table[count, WINDOW] = be16(data, begin + 14)
        for word in range(8):
            address[count, word] = address[packet, word]
        count += 1
    return count
