"""TCP between two ends, as a capture beside the client sees it.

What each end says is given with its time. Segments, acknowledgements (delayed by 40 ms, or carried
by the next data), the handshake and the end follow from that. What is said within half a
millisecond shares segments, so PDUs are coalesced and lie across segments as they do in life.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

FIN, SYN, RST, PSH, ACK = 1, 2, 4, 8, 16
CLIENT, SERVER = 0, 1
WRAP = 1 << 32
MICROSECOND, MILLISECOND, SECOND = 1_000, 1_000_000, 1_000_000_000
ROUND_TRIP = 12 * MILLISECOND
DELAYED_ACK = 40 * MILLISECOND
# How soon each end acknowledges a second segment; the server's word comes from afar.
QUICK_ACK = (30 * MICROSECOND, ROUND_TRIP)
COALESCED = 500 * MICROSECOND
BETWEEN_SEGMENTS = 6 * MICROSECOND

End = tuple[str, int]


@dataclass(frozen=True)
class Packet:
    """One segment; `time` in UTC nanoseconds, `side` is who sent it, `wire` its length if cut."""

    time: int
    side: int
    src: End
    dst: End
    seq: int
    ack: int
    flags: int
    payload: bytes = b""
    options: bytes = b""
    ident: int = 0


@dataclass
class Connection:
    """A TCP connection; `opened` is the time of the SYN, `ended` (time, side, FIN or RST)."""

    client: End
    server: End
    opened: int
    isn: tuple[int, int] = (1_000_000, 77_000_000)
    mss: int = 1460
    ended: tuple[int, int, int] | None = None
    said: list[tuple[int, int, bytes]] = field(default_factory=list)

    def packets(self) -> list[Packet]:
        """All segments in the order of their times."""
        talk = _Talk(self)
        talk.handshake(self.opened)
        for time, side, data in self._joined():
            talk.say(time, side, data)
        if self.ended:
            talk.end(*self.ended)
        else:
            talk.acknowledge_until(self.said[-1][0] + SECOND)
        return sorted(talk.packets, key=lambda packet: packet.time)

    def _joined(self) -> Iterator[tuple[int, int, bytes]]:
        pending: tuple[int, int, bytes] | None = None
        for time, side, data in sorted(self.said, key=lambda said: said[0]):
            if pending and pending[1] == side and time - pending[0] < COALESCED:
                pending = pending[0], side, pending[2] + data
                continue
            if pending:
                yield pending
            pending = time, side, data
        if pending:
            yield pending


class _Talk:
    """The state of both ends while a connection's segments are made."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.packets: list[Packet] = []
        self.next = list(connection.isn)
        self.due: list[int | None] = [None, None]
        self.ident = [connection.client[1] & 0xFFFF, connection.isn[SERVER] & 0xFFFF]

    def emit(
        self, time: int, side: int, flags: int, payload: bytes = b"", options: bytes = b""
    ) -> None:
        ends = self.connection.client, self.connection.server
        ack = self.next[1 - side] if flags & ACK else 0
        self.ident[side] = self.ident[side] % 0xFFFF + 1
        self.packets.append(
            Packet(
                time,
                side,
                ends[side],
                ends[1 - side],
                self.next[side],
                ack,
                flags,
                payload,
                options,
                self.ident[side],
            )
        )
        taken = len(payload) + bool(flags & SYN) + bool(flags & FIN)
        self.next[side] = (self.next[side] + taken) % WRAP
        self.due[side] = None

    def handshake(self, time: int) -> None:
        options = b"\x02\x04" + self.connection.mss.to_bytes(2, "big") + b"\x01\x01\x04\x02"
        self.emit(time, CLIENT, SYN, options=options)
        self.emit(time + ROUND_TRIP, SERVER, SYN | ACK, options=options)
        self.emit(time + ROUND_TRIP + 40 * MICROSECOND, CLIENT, ACK)

    def say(self, time: int, side: int, data: bytes) -> None:
        mss = self.connection.mss
        for at in range(0, len(data), mss):
            self.acknowledge_until(time)
            is_last = at + mss >= len(data)
            self.emit(time, side, ACK | PSH if is_last else ACK, data[at : at + mss])
            due = self.due[1 - side]
            soon = QUICK_ACK[1 - side]
            self.due[1 - side] = time + DELAYED_ACK if due is None else min(due, time + soon)
            time += BETWEEN_SEGMENTS

    def acknowledge_until(self, time: int) -> None:
        """Send the acknowledgements that are due before this time."""
        owed = [(due, side) for side, due in enumerate(self.due) if due is not None and due <= time]
        for due, side in sorted(owed):
            self.emit(due, side, ACK)

    def end(self, time: int, side: int, how: int) -> None:
        self.acknowledge_until(time)
        self.emit(time, side, how | ACK)
        if how == FIN:
            self.emit(time + ROUND_TRIP, 1 - side, FIN | ACK)
            self.emit(time + ROUND_TRIP + 30 * MICROSECOND, side, ACK)
