"""TCP conversations made to order, and what a capture can do to them.

A conversation makes a list of `Segment`; each function below it takes such a list and returns a
changed copy: segments split, captured twice, out of order, missed, or sent again in other pieces.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

FIN, SYN, RST, PSH, ACK = 1, 2, 4, 8, 16
WRAP = 1 << 32
START = 1_700_000_000_000_000_000
MILLISECOND = 1_000_000


@dataclass(frozen=True)
class Segment:
    """One TCP segment; `time` in UTC nanoseconds.

    `tcp_options` and `ip_options` (IPv4) are whole words of four octets; `extensions` are the
    numbers of the IPv6 extension headers to write, eight octets each.
    """

    time: int
    src: str
    dst: str
    sport: int
    dport: int
    seq: int
    ack: int
    flags: int
    payload: bytes = b""
    tcp_options: bytes = b""
    ip_options: bytes = b""
    extensions: tuple[int, ...] = ()


@dataclass(frozen=True)
class Raw:
    """Any other frame, given with its link layer header."""

    time: int
    data: bytes


@dataclass
class Conversation:
    """Two ends talking; every call appends to `segments` and returns what it appended.

    `isn` are the initial sequence numbers of client and server. `ipv6` turns IPv4 addresses into
    IPv6 ones; addresses given as IPv6 need no word. `time` is the clock in nanoseconds, which
    moves on by `step` after each segment, and can be set at will.
    """

    client: tuple[str, int] = ("10.0.0.1", 40000)
    server: tuple[str, int] = ("10.0.0.2", 2775)
    ipv6: bool = False
    isn: tuple[int, int] = (1000, 5000)
    time: int = START
    step: int = MILLISECOND
    segments: list[Segment] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Work out the addresses on the wire and the first sequence numbers."""
        ends = {"client": self.client, "server": self.server}
        self._ends = {who: (self._address(host), port) for who, (host, port) in ends.items()}
        self._next = {"client": self.isn[0], "server": self.isn[1]}

    def _address(self, host: str) -> str:
        text = f"fd00::{host}" if self.ipv6 and ":" not in host else host
        return str(ipaddress.ip_address(text))

    def say(self, who: str, flags: int, payload: bytes = b"") -> Segment:
        """One segment with these flags, its sequence numbers as they stand; the others' follow."""
        other = "server" if who == "client" else "client"
        (src, sport), (dst, dport) = self._ends[who], self._ends[other]
        ack = self._next[other] if flags & ACK else 0
        segment = Segment(self.time, src, dst, sport, dport, self._next[who], ack, flags, payload)
        taken = len(payload) + bool(flags & SYN) + bool(flags & FIN)
        self._next[who] = (self._next[who] + taken) % WRAP
        self.time += self.step
        self.segments.append(segment)
        return segment

    def open(self) -> list[Segment]:
        """The three segments that open the connection."""
        return [
            self.say("client", SYN),
            self.say("server", SYN | ACK),
            self.say("client", ACK),
        ]

    def send(self, who: str, data: bytes, mss: int = 1460, ack: bool = True) -> list[Segment]:
        """The data in segments of at most `mss` octets, each acknowledged by the other end."""
        pieces = [data[at : at + mss] for at in range(0, len(data), mss)]
        return self.send_pieces(who, pieces, ack)

    def send_pieces(self, who: str, pieces: Iterable[bytes], ack: bool = True) -> list[Segment]:
        """A segment for each piece, each acknowledged by the other end."""
        other = "server" if who == "client" else "client"
        sent = []
        for piece in pieces:
            sent.append(self.say(who, PSH | ACK, piece))
            if ack:
                sent.append(self.say(other, ACK))
        return sent

    def close(self, who: str = "client") -> list[Segment]:
        """The end `who` closes and the other follows."""
        other = "server" if who == "client" else "client"
        return [self.say(who, FIN | ACK), self.say(other, FIN | ACK), self.say(who, ACK)]

    def reset(self, who: str = "client") -> list[Segment]:
        """The end `who` throws the connection away."""
        return [self.say(who, RST | ACK)]


def _insert(segments: Sequence[Segment], index: int, *new: Segment) -> list[Segment]:
    return [*segments[:index], *new, *segments[index:]]


def split(segments: Sequence[Segment], index: int, at: int) -> list[Segment]:
    """The segment sent as two, the second beginning `at` octets into its payload."""
    whole = segments[index]
    first = replace(whole, payload=whole.payload[:at])
    second = replace(whole, payload=whole.payload[at:], seq=(whole.seq + at) % WRAP)
    return [*segments[:index], first, second, *segments[index + 1 :]]


def duplicate(segments: Sequence[Segment], index: int, after: int = 0) -> list[Segment]:
    """The segment captured twice, the second time `after` segments later."""
    place = min(index + 1 + after, len(segments))
    return _insert(segments, place, replace(segments[index], time=segments[place - 1].time))


def swap(segments: Sequence[Segment], one: int, other: int) -> list[Segment]:
    """The two segments in exchanged places; the clock of the capture still runs forward."""
    result = list(segments)
    result[one] = replace(segments[other], time=segments[one].time)
    result[other] = replace(segments[one], time=segments[other].time)
    return result


def drop(segments: Sequence[Segment], *indices: int) -> list[Segment]:
    """The segments without those the capture missed."""
    return [segment for index, segment in enumerate(segments) if index not in indices]


def _is_same_way(one: Segment, other: Segment) -> bool:
    return (one.src, one.sport, one.dst, one.dport) == (
        other.src,
        other.sport,
        other.dst,
        other.dport,
    )


def retransmit_overlapping(segments: Sequence[Segment], index: int, back: int) -> list[Segment]:
    """After the segment, one more: its last `back` octets and all of the next that goes its way.

    So the new one is old at its head, and the next finds all it brings already there.
    """
    old = segments[index]
    later = (s for s in segments[index + 1 :] if s.payload and _is_same_way(s, old))
    following = next(later).payload
    kept = len(old.payload) - back
    both = replace(old, seq=(old.seq + kept) % WRAP, payload=old.payload[kept:] + following)
    return _insert(segments, index + 1, both)


def keep_alive(segments: Sequence[Segment], index: int, octet: bytes = b"\0") -> list[Segment]:
    """After the segment, a keep-alive probe of its sender: one octet, just before the next to come.

    RFC 1122 (4.2.3.6) lets the probe carry one octet of garbage.
    """
    old = segments[index]
    end = old.seq + len(old.payload) + bool(old.flags & SYN)
    probe = replace(old, seq=(end - 1) % WRAP, flags=ACK, payload=octet)
    return _insert(segments, index + 1, probe)
