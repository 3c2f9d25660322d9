"""What networks and captures do to segments, and what of the PDUs is left then.

Each change takes the packets of one connection, in order, and returns them so again. Packets with
data are pointed at by number, counted from 0 for each side.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sample_pcaps.peers import Pdu, Peers
from sample_pcaps.wire import ACK, MICROSECOND, PSH, WRAP, Packet

PDU_HEADER = 16
HALF = WRAP // 2


def in_order(packets: Sequence[Packet]) -> list[Packet]:
    """The packets by time."""
    return sorted(packets, key=lambda packet: packet.time)


def with_data(packets: Sequence[Packet], side: int) -> list[Packet]:
    """The packets of one side that carry data."""
    return [packet for packet in packets if packet.side == side and packet.payload]


def late(packets: Sequence[Packet], side: int, number: int, places: int = 1) -> list[Packet]:
    """A segment overtaken by the next of its side, or by several."""
    data = with_data(packets, side)
    slow, after = data[number], data[number + places]
    return in_order([p for p in packets if p is not slow] + [
        replace(slow, time=after.time + 2 * MICROSECOND)])  # fmt: skip


def again(packets: Sequence[Packet], side: int, number: int, after: int) -> list[Packet]:
    """A segment sent once more, so many nanoseconds later."""
    old = with_data(packets, side)[number]
    return in_order([*packets, replace(old, time=old.time + after, ident=old.ident ^ 0x4000)])


def overlapping(
    packets: Sequence[Packet], side: int, number: int, after: int, back: int = 100
) -> list[Packet]:
    """The end of a segment and the begin of the next sent once more, in one."""
    data = with_data(packets, side)
    old, following = data[number], data[number + 1]
    kept = len(old.payload) - back
    new = replace(
        following,
        time=following.time + after,
        seq=(old.seq + kept) % WRAP,
        payload=old.payload[kept:] + following.payload[: len(following.payload) // 2],
        ident=old.ident ^ 0x8000,
    )
    return in_order([*packets, new])


def early(packets: Sequence[Packet], side: int, number: int) -> list[Packet]:
    """A segment whose second half was already in a segment that came before it."""
    old = with_data(packets, side)[number]
    middle = len(old.payload) // 2
    new = replace(
        old,
        time=old.time - 2 * MICROSECOND,
        seq=(old.seq + middle) % WRAP,
        payload=old.payload[middle:],
        ident=old.ident ^ 0x2000,
    )
    return in_order([*packets, new])


def probed(packets: Sequence[Packet], side: int, number: int, after: int) -> list[Packet]:
    """A keep-alive of the other side in a silence, with an octet of garbage, and the answer.

    RFC 1122 (4.2.3.6) lets the probe carry one octet, at the place before the next to come.
    """
    last = with_data(packets, side)[number]
    probe = replace(
        last,
        time=last.time + after,
        side=1 - side,
        src=last.dst,
        dst=last.src,
        seq=(last.ack - 1) % WRAP,
        ack=(last.seq + len(last.payload)) % WRAP,
        flags=ACK,
        payload=b"\0",
        ident=1,
    )
    answer = replace(
        last,
        time=probe.time + 40 * MICROSECOND,
        seq=probe.ack,
        ack=last.ack,
        flags=ACK,
        payload=b"",
        ident=last.ident + 1,
    )
    return in_order([*packets, probe, answer])


def lost(packets: Sequence[Packet], side: int, numbers: Collection[int]) -> list[Packet]:
    """The packets without these, which arrived all the same: the capture did not see them."""
    data = with_data(packets, side)
    missed = {id(data[number]) for number in numbers}
    return [packet for packet in packets if id(packet) not in missed]


def offloaded(packets: Sequence[Packet], side: int, number: int, count: int) -> list[Packet]:
    """Segments as a capture sees them before the network card cuts them: one, of them all."""
    data = with_data(packets, side)[number : number + count]
    whole = replace(data[0], payload=b"".join(p.payload for p in data), flags=ACK | PSH)
    joined = {id(packet) for packet in data}
    return in_order([p for p in packets if id(p) not in joined] + [whole])


@dataclass
class Remains:
    """What a capture holds of one connection.

    `whole` are the PDUs of which every octet was captured; `cut` those of which the header was and
    not all of the rest; `lost` the others. Octets by side, client first: `missing` between those
    that were captured, `snapped` cut off by the snap length, `repeated` captured again.
    """

    whole: list[Pdu]
    cut: list[tuple[Pdu, int]]
    lost: list[Pdu]
    missing: tuple[int, int]
    snapped: tuple[int, int]
    repeated: tuple[int, int]

    def told(self) -> dict[str, Any]:
        """For JSON; PDUs by name, sequence_number and octets captured from their begin."""
        return {
            "whole": len(self.whole),
            "cut": [
                {"command": pdu.name, "sequence_number": pdu.sequence_number, "captured": captured}
                for pdu, captured in self.cut
            ],
            "lost": [
                {"command": pdu.name, "sequence_number": pdu.sequence_number} for pdu in self.lost
            ],
            "missing_bytes": list(self.missing),
            "snapped_bytes": list(self.snapped),
            "repeated_bytes": list(self.repeated),
        }


def remains(peers: Peers, packets: Sequence[Packet], limit: int = WRAP) -> Remains:
    """What is captured of the PDUs, where `limit` octets of payload are kept of each packet."""
    seen: list[set[int]] = [set(), set()]
    wire: list[set[int]] = [set(), set()]
    repeated = [0, 0]
    for packet in packets:
        isn = peers.connection.isn[packet.side]
        begin = (packet.seq - isn - 1 + HALF) % WRAP - HALF
        kept = range(begin, begin + min(limit, len(packet.payload)))
        repeated[packet.side] += sum(place in seen[packet.side] for place in kept)
        seen[packet.side].update(kept)
        wire[packet.side].update(range(begin, begin + len(packet.payload)))
    result = Remains([], [], [], _gaps(wire), _differing(wire, seen), (repeated[0], repeated[1]))
    for pdu in peers.pdus:
        places = range(pdu.begin, pdu.end)
        side = pdu.side ^ peers.client
        missing = next((place for place in places if place not in seen[side]), None)
        if missing is None:
            result.whole.append(pdu)
        elif missing - pdu.begin >= PDU_HEADER:
            result.cut.append((pdu, missing - pdu.begin))
        else:
            result.lost.append(pdu)
    return result


def _gaps(wire: Sequence[set[int]]) -> tuple[int, int]:
    client, server = (max(side) + 1 - min(side) - len(side) if side else 0 for side in wire)
    return client, server


def _differing(wire: Sequence[set[int]], seen: Sequence[set[int]]) -> tuple[int, int]:
    client, server = (len(one - other) for one, other in zip(wire, seen, strict=True))
    return client, server
