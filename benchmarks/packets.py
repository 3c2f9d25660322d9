"""TCP as a capture sees it: bytes of streams cut into packets, with loss, repeats and disorder.

The bytes of a slice stand in one arena, stream after stream. A packet's payload is a range of the
arena, so splitting a PDU, sending a packet again or putting several PDUs in one packet is only a
matter of ranges, and the file is one gather of headers and ranges.
"""

from __future__ import annotations

import struct
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from pdus import Bytes, Events, Ints, big_endian

MSS = 1448
SPLIT = 0.01
ACKED = 1 / 5
PDU_HEADER = 16
# Packets this close may change places on their way.
CLOSE = 400
RECORD, ETHERNET, IP, TCP = 16, 14, 20, 20
AT_IP = RECORD + ETHERNET
AT_TCP = AT_IP + IP
HEADER_WIDTH = AT_TCP + TCP + 20
PORT = 3700
# Where the clocks of the TCP timestamps began, in milliseconds, and how far apart they are.
CLOCK = 555_000_000
SYN, ACK, PSH_ACK = 0x02, 0x10, 0x18
FILE_HEADER = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1)
TIMESTAMPS = b"\x01\x01\x08\x0a" + bytes(8)
SYN_PLAIN = b"\x02\x04\x05\xb4\x01\x01\x04\x02"
SYN_TIMED = b"\x02\x04\x05\xb4\x04\x02\x08\x0a" + bytes(8) + b"\x01\x03\x03\x07"

PACKET = np.dtype(
    [
        ("time", "i8"),
        ("begin", "i8"),
        ("length", "i8"),
        ("seq", "i8"),
        ("ack", "i8"),
        ("stream", "i2"),
        ("flags", "u1"),
        ("lost", "?"),
    ]
)


class Faults(NamedTuple):
    """How often TCP or the capture is untidy, each a share.

    `loss`: packets with data that the capture missed. `disorder`: packets sent twice, and as many
    that changed places with the next. `header_cuts`: PDUs whose header lies in two packets.
    """

    loss: float = 1e-4
    disorder: float = 1e-4
    header_cuts: float = 1e-4


class Wire:
    """The state of all TCP streams between slices, and their header prototypes.

    Stream 2n goes from the client of connection n to the server, stream 2n + 1 back. `seq` and
    `ack` count from the first byte of data; the initial sequence numbers are added on the wire.
    """

    def __init__(self, connections: int, faults: Faults, seed: list[int]) -> None:
        self.rng = np.random.default_rng(seed)
        self.faults = faults
        self.sent = np.zeros(2 * connections, np.int64)
        self.initial = self.rng.integers(0, 1 << 32, 2 * connections)
        # The first stream's numbers wrap early on.
        self.initial[0] = (1 << 32) - 50_000
        headers = [header(s, syn) for syn in (False, True) for s in range(2 * connections)]
        self.header_length = np.array([len(h) for h in headers])
        self.headers = np.zeros((len(headers), HEADER_WIDTH), np.uint8)
        for row, text in zip(self.headers, headers, strict=True):
            row[: len(text)] = np.frombuffer(text, np.uint8)
        self.packets_sent = 0

    def handshakes(self, times: list[int]) -> Events:
        """Make SYN, SYN and ACK, ACK of each connection, the last just before its time."""
        packets = np.zeros((len(times), 3), PACKET)
        packets["stream"] = 2 * np.arange(len(times))[:, None] + (0, 1, 0)
        packets["time"] = np.array(times)[:, None] + (-900, -500, -100)
        packets["flags"] = (SYN, SYN | ACK, ACK)
        return packets.ravel()

    def carry(self, stream: Ints, time: Ints, begin: Ints, end: Ints, stop: int) -> Events:
        """Make the packets that carry PDUs, given in stream order, and ACKs to some of them.

        All times are kept below `stop`. Lost packets are there and marked.
        """
        data = self._segments(stream, time, begin, end, stop)
        data["lost"] = self.rng.random(len(data)) < self.faults.loss
        # The session's beginning is not lost, or nothing could be said about the rest.
        data["lost"] &= data["seq"] > 0
        again = data[(self.rng.random(len(data)) < self.faults.disorder) & ~data["lost"]]
        again["time"] = np.minimum(stop - 1, again["time"] + 200_000)
        self.repeated = len(again)
        self._swap(data)
        return np.concatenate((data, again, self._pure_acks(data, stop)))

    def _segments(self, stream: Ints, time: Ints, begin: Ints, end: Ints, stop: int) -> Events:
        """Cut the streams into segments: PDUs of the same time share them, some PDUs are split."""
        new = np.ones(len(begin), bool)
        new[1:] = (np.diff(stream) != 0) | (np.diff(time) != 0)
        burst = begin[new]
        cuts = (np.append(burst[1:], end[-1:]) - burst - 1) // MSS
        nth = np.arange(cuts.sum()) - np.repeat(np.cumsum(cuts) - cuts, cuts) + 1
        full = np.repeat(burst, cuts) + nth * MSS
        body = self._places(begin + PDU_HEADER, end, SPLIT)
        head = self._places(begin, begin + PDU_HEADER, self.faults.header_cuts)
        self.header_cuts = len(head)
        edges = np.unique(np.concatenate((burst, full, body, head)))
        owner = np.searchsorted(begin, edges, "right") - 1
        place = np.searchsorted(burst, edges, "right") - 1
        packets = np.zeros(len(edges), PACKET)
        packets["begin"] = edges
        packets["length"] = np.append(edges[1:], end[-1:]) - edges
        packets["stream"] = stream[owner]
        packets["flags"] = PSH_ACK
        later = time[owner] + 40 * (np.arange(len(edges)) - np.searchsorted(edges, burst)[place])
        key = packets["stream"].astype(np.int64) << 44
        packets["time"] = np.minimum(stop - 1, np.maximum.accumulate(key + later) - key)
        self._number(packets)
        return packets

    def _places(self, begin: Ints, end: Ints, share: float) -> Ints:
        """Draw a place inside some of the ranges, neither at their begin nor at their end."""
        chosen = np.flatnonzero((self.rng.random(len(begin)) < share) & (end - begin > 1))
        room = end[chosen] - begin[chosen] - 1
        return begin[chosen] + 1 + (self.rng.random(len(chosen)) * room).astype(np.int64)

    def _number(self, packets: Events) -> None:
        streams = np.arange(len(self.sent))
        stop = np.searchsorted(packets["stream"], streams, "right")
        size = np.diff(np.append(0, np.cumsum(packets["length"]))[np.append(0, stop)])
        start = np.cumsum(size) - size
        packets["seq"] = packets["begin"] + (self.sent - start)[packets["stream"]]
        self.sent = self.sent + size

    def _swap(self, data: Events) -> None:
        """Let a few packets arrive behind the next one of their stream."""
        near = np.diff(data["time"]) < CLOSE
        near &= (np.diff(data["stream"]) == 0) & ~data["lost"][:-1] & ~data["lost"][1:]
        near &= data["seq"][:-1] > 0
        wanted = self.rng.binomial(len(data), self.faults.disorder)
        first = self.rng.permutation(np.flatnonzero(near))[:wanted]
        # One exchange must not undo another.
        first = first[~np.isin(first - 1, first) & ~np.isin(first + 1, first)]
        time = data["time"]
        time[first], time[first + 1] = time[first + 1], time[first].copy()
        # Of the same time, the one sent later must come first in the file.
        time[first] += time[first] == time[first + 1]
        self.swapped = len(first)

    def _pure_acks(self, data: Events, stop: int) -> Events:
        acks = data[self.rng.random(len(data)) < ACKED]
        delay = self.rng.integers(200, 4_000, len(acks))
        acks["time"] = np.minimum(stop - 1, acks["time"] + delay)
        acks["stream"] ^= 1
        acks["flags"], acks["length"], acks["lost"] = ACK, 0, False
        return acks

    def acknowledge(self, packets: Events, before: Ints) -> Events:
        """Fill in `ack`, and `seq` of packets without data; leave out ACKs that tell nothing new.

        The packets come in time order; `before` is the state of `sent` at the start of the slice.
        """
        order = np.argsort(packets["stream"] >> 1, kind="stable")
        rows = packets[order]
        connection, side = rows["stream"] >> 1, rows["stream"] & 1
        # Each connection's counts stand above those of the one before, so that one running maximum
        # serves all of them.
        base = connection.astype(np.int64) << 48
        data_end = np.where(rows["flags"] == PSH_ACK, rows["seq"] + rows["length"], 0)
        reached = np.empty((2, len(rows)), np.int64)
        for of in (0, 1):
            end = np.maximum(before[of::2][connection], np.where(side == of, data_end, 0))
            reached[of] = np.maximum.accumulate(base + end) - base
        at = np.arange(len(rows))
        packets["ack"][order] = reached[1 - side, at]
        empty = rows["flags"] == ACK
        packets["seq"][order[empty]] = reached[side, at][empty]
        packets["seq"][packets["flags"] & SYN > 0] = -1
        return packets[~_stale_acks(packets)]

    def records(self, packets: Events, arena: Bytes, epoch: int) -> Bytes:
        """Write packets as pcap records, in the order given."""
        row = packets["stream"] + np.where(packets["flags"] & SYN, len(self.sent), 0)
        headers = self.headers[row]
        length = self.header_length[row]
        size = length + packets["length"]
        self._fill_ip(headers, packets, size, epoch)
        self._fill_tcp(headers, packets, length, arena)
        used = np.arange(HEADER_WIDTH) < length[:, None]
        begin = np.column_stack((np.cumsum(length) - length, packets["begin"] + length.sum()))
        sizes = np.column_stack((length, packets["length"])).ravel()
        return gather(np.concatenate((headers[used], arena)), begin.ravel(), sizes)

    def _fill_ip(self, rows: Bytes, packets: Events, size: Ints, epoch: int) -> None:
        seconds, micros = np.divmod(packets["time"], 1_000_000)
        captured = size - RECORD
        stamps = np.column_stack((seconds + epoch, micros, captured, captured))
        rows[:, :RECORD] = stamps.astype("<u4").view(np.uint8)
        rows[:, AT_IP + 2 : AT_IP + 4] = big_endian(size - AT_IP, ">u2")
        identification = self.packets_sent + np.arange(len(rows))
        self.packets_sent += len(rows)
        rows[:, AT_IP + 4 : AT_IP + 6] = big_endian(identification, ">u2")
        checksum = fold(words(rows[:, AT_IP:AT_TCP]))
        rows[:, AT_IP + 10 : AT_IP + 12] = big_endian(~checksum, ">u2")

    def _fill_tcp(self, rows: Bytes, packets: Events, length: Ints, arena: Bytes) -> None:
        stream, syn = packets["stream"], packets["flags"] == SYN
        seq = packets["seq"] + self.initial[stream] + 1
        ack = np.where(syn, 0, packets["ack"] + self.initial[stream ^ 1] + 1)
        rows[:, AT_TCP + 4 : AT_TCP + 8] = big_endian(seq, ">u4")
        rows[:, AT_TCP + 8 : AT_TCP + 12] = big_endian(ack, ">u4")
        rows[:, AT_TCP + 13] = packets["flags"]
        timed = np.flatnonzero(stamped(stream >> 1))
        at = AT_TCP + TCP + np.where(packets["flags"] & SYN, 8, 4)[timed]
        clock = packets["time"][timed] // 1000 + CLOCK
        side = (stream[timed] & 1).astype(np.int64)
        echo = np.where(syn[timed], 0, clock + CLOCK * (1 - side) - 1)
        stamps = np.hstack((big_endian(clock + CLOCK * side, ">u4"), big_endian(echo, ">u4")))
        rows[timed[:, None], at[:, None] + np.arange(8)] = stamps
        segment = length - AT_TCP + packets["length"]
        total = words(rows[:, AT_TCP:]) + words(rows[:, AT_IP + 12 : AT_TCP]) + 6 + segment
        total += range_words(arena, packets["begin"], packets["length"])
        rows[:, AT_TCP + 16 : AT_TCP + 18] = big_endian(~fold(total), ">u2")


def _stale_acks(packets: Events) -> NDArray[np.bool_]:
    """Tell which ACKs without data acknowledge nothing that their stream had not before."""
    order = np.argsort(packets["stream"], kind="stable")
    rows = packets[order]
    same = (np.diff(rows["ack"]) == 0) & (np.diff(rows["stream"]) == 0)
    same &= (rows["flags"][1:] == ACK) & (rows["flags"][:-1] & SYN == 0)
    stale = np.zeros(len(packets), bool)
    stale[order[1:]] = same
    return stale


def stamped(connection: Any) -> Any:
    """Tell whether a connection uses TCP timestamps; three in four do."""
    return connection % 4 != 3


def header(stream: int, syn: bool) -> bytes:
    """Lay out record header, Ethernet, IPv4 and TCP of a stream; what varies is 0."""
    connection, side = divmod(stream, 2)
    timed = stamped(connection)
    options = (SYN_TIMED if timed else SYN_PLAIN) if syn else (TIMESTAMPS if timed else b"")
    client, server = bytes((10, 20, connection >> 8, connection & 255)), bytes((203, 0, 113, 10))
    ports = (41_000 + connection, PORT)
    ends = ((client, ports[0]), (server, ports[1]))
    (source, source_port), (target, target_port) = ends if side == 0 else ends[::-1]
    macs = (b"\x02\x00\x00\x00\x00\x01", b"\x02\x00\x00\x00\x00\x02")
    ethernet = macs[1 - side] + macs[side] + b"\x08\x00"
    ip = struct.pack(">BBHHHBBH", 0x45, 0, 0, 0, 0x4000, 64 - 8 * side, 6, 0) + source + target
    offset = (TCP + len(options)) // 4 << 4
    tcp = struct.pack(">HHIIBBHHH", source_port, target_port, 0, 0, offset, 0, 502, 0, 0)
    return bytes(RECORD) + ethernet + ip + tcp + options


def words(rows: Bytes) -> Ints:
    """Sum each row as big-endian 16-bit words."""
    high, low = (rows[:, side::2].sum(axis=1, dtype=np.int64) for side in (0, 1))
    total: Ints = 256 * high + low
    return total


def fold(total: Ints) -> Ints:
    """Fold sums into the 16 bits of the Internet checksum (RFC 1071)."""
    for _ in range(3):
        total = (total & 0xFFFF) + (total >> 16)
    return total


def range_words(arena: Bytes, begin: Ints, length: Ints) -> Ints:
    """Sum ranges of the arena as big-endian 16-bit words, folded."""
    weighted = arena.astype(np.int64)
    weighted[::2] <<= 8
    running = np.append(0, np.cumsum(weighted))
    total = fold(running[begin + length] - running[begin])
    # A range that begins at an odd place was summed with its bytes exchanged.
    return np.where(begin & 1, (total & 0xFF) << 8 | total >> 8, total)


def gather(source: Bytes, begin: Ints, length: Ints) -> Bytes:
    """Copy ranges of the source one behind the other."""
    shift = begin - (np.cumsum(length) - length)
    copied: Bytes = source[np.arange(length.sum()) + np.repeat(shift, length)]
    return copied
