"""The outline of a capture: of each PDU its connection, command, status, sequence number, frame,
time.

About 30 octets a PDU. It gives PDUs their numbers, sessions and senders, which are only known once
the capture was read to its end, and it is the base of the message stage.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from smpp_dissect.pdus import framing
from smpp_dissect.pdus.batch import Batch, Int64s
from smpp_dissect.pdus.growing import Numbers, Places, in_places, places_in_order
from smpp_dissect.pdus.ledger import smpp_flows
from smpp_dissect.pdus.reading import PduReader
from smpp_dissect.spec import COMMANDS

# Places of commands that are in no version of SMPP.
UNKNOWN_REQUEST, UNKNOWN_RESPONSE = -1, -2
# The bit of command_id that a response has (SMPP 3.4, 5.1.2.1).
RESPONSE_BIT = 1 << 31
# Whether commands are responses, by place; unknown responses and requests come last, for their
# places are negative.
IS_RESPONSE = np.array([command.is_response for command in COMMANDS] + [True, False])
TAGS = 1 << 16
# PDUs counted at a time: few enough to stay in a processor's cache.
AT_ONCE = 1 << 18
# A bind says more of who is who than anything else.
BIND_WEIGHT = 1000
COLUMNS = {
    "direction": np.int32,
    "command": np.int16,
    "status": np.uint32,
    "sequence": np.uint32,
    "frame": np.int64,
    "time": np.int64,
}


class OutlineColumns:
    """The outline while it grows; also counts the tags met."""

    def __init__(self) -> None:
        self.count = 0
        self.tags = np.zeros(TAGS, np.int64)
        self._columns = Numbers(**COLUMNS)
        self._vendor = Numbers(pdu=np.int64, command_id=np.uint32)

    def take(self, batch: Batch) -> None:
        """Keep a batch's outline."""
        self._columns.append(
            direction=batch.column(framing.DIRECTION),
            command=self._commands(batch),
            status=batch.column(framing.STATUS),
            sequence=batch.column(framing.SEQUENCE),
            frame=batch.column(framing.FRAME),
            time=batch.column(framing.TIME),
        )
        if len(batch.tlvs):
            self.tags += np.bincount(batch.tlvs[:, framing.TLV_TAG], minlength=TAGS)
        self.count += len(batch.rows)

    def _commands(self, batch: Batch) -> Int64s:
        """Tell unknown requests and responses apart, and keep what vendors call them."""
        unknown = np.flatnonzero(batch.command < 0)
        if not len(unknown):
            return batch.command
        command, command_id = batch.command.copy(), batch.column(framing.ID, unknown)
        command[unknown] = np.where(command_id >> 31, UNKNOWN_RESPONSE, UNKNOWN_REQUEST)
        self._vendor.append(pdu=self.count + unknown, command_id=command_id & ~RESPONSE_BIT)
        return command

    def finish(self, reader: PduReader) -> Outline:
        """Bring the PDUs into capture order and tell sessions and sides. Uses the columns up."""
        frame = self._columns.take("frame")
        # Batches come nearly in order; bytes that waited behind a hole are late.
        place = places_in_order(frame)
        columns = {"frame": in_places(frame, place)}
        for name in self._columns.names:
            columns[name] = self._columns.take(name, place)
        columns["vendor"] = np.zeros(len(frame), np.uint32)
        unknown = self._vendor.take("pdu")
        unknown = unknown if place is None else place[unknown]
        columns["vendor"][unknown] = self._vendor.take("command_id")
        return _tell(reader, columns, place, self.tags)


@dataclass(frozen=True, slots=True)
class Outline:
    """`columns`: arrays with a row for each PDU, in capture order; `vendor` is the command_id of an
    unknown command, without the bit that makes it a response.

    `place`: capture order of each PDU as it was framed, None where that is the same; `flows`: the
    SMPP connections, in order of first packet; `esme`: for each flow which endpoint is the ESME, -1
    unknown; `session`: for each flow its number from 0, -1 none; `from_esme`: for each direction 1,
    0, or -1 unknown; `tags`: how often each TLV tag was met.
    """

    columns: dict[str, np.ndarray[Any, Any]]
    place: Places | None
    flows: Int64s
    esme: Int64s
    session: Int64s
    from_esme: Int64s
    tags: Int64s

    @property
    def in_order(self) -> bool:
        """Whether the PDUs were framed in capture order."""
        return self.place is None

    def places(self, framed: Int64s) -> Int64s:
        """Indexes into capture order of PDUs, given by the order they were framed in."""
        return framed if self.place is None else self.place[framed].astype(np.int64)


def _tell(
    reader: PduReader,
    columns: dict[str, np.ndarray[Any, Any]],
    place: Places | None,
    tags: Int64s,
) -> Outline:
    count = len(reader.streams.tables)
    flows = smpp_flows(reader)
    esme = _esme_sides(columns["direction"], columns["command"], count)
    session = np.full(count + 1, -1, np.int64)
    session[flows] = np.arange(len(flows))
    side = esme.repeat(2)
    endpoint = np.arange(2 * count) & 1
    from_esme = np.where(side < 0, -1, endpoint == side).astype(np.int64)
    return Outline(columns, place, flows, esme, session, from_esme, tags)


def _esme_sides(direction: Any, command: Any, flow_count: int) -> Int64s:
    """For each flow which endpoint is the ESME: 0, 1, or -1 where nothing tells.

    Told by what is sent, not by who connected: with outbind the SMSC is the TCP client.
    """
    weights = np.zeros(len(COMMANDS) + 2, np.float64)
    for place, each in enumerate(COMMANDS):
        weights[place] = {"esme": 1.0, "smsc": -1.0}.get(each.direction, 0.0)
        if each.name.startswith(("bind_", "outbind")):
            weights[place] *= BIND_WEIGHT
    totals = np.zeros(flow_count)
    for first in range(0, len(direction), AT_ONCE):
        way = direction[first : first + AT_ONCE]
        votes = weights[command[first : first + AT_ONCE]] * np.where(way & 1, -1.0, 1.0)
        totals += np.bincount(way >> 1, votes, minlength=flow_count)
    return np.where(totals > 0, 0, np.where(totals < 0, 1, -1)).astype(np.int64)
