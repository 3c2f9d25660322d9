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
from smpp_dissect.pdus.ledger import smpp_flows
from smpp_dissect.pdus.reading import PduReader
from smpp_dissect.spec import COMMANDS

# Places of commands that are in no version of SMPP.
UNKNOWN_REQUEST, UNKNOWN_RESPONSE = -1, -2
TAGS = 1 << 16
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


class Numbers:
    """Integer columns that grow together."""

    def __init__(self, **kinds: Any):
        self._kinds = kinds
        self._parts: dict[str, list[np.ndarray[Any, Any]]] = {name: [] for name in kinds}

    @property
    def names(self) -> list[str]:
        """The columns."""
        return list(self._kinds)

    def append(self, **columns: Any) -> None:
        """Add a piece of every column."""
        for name, kind in self._kinds.items():
            self._parts[name].append(np.asarray(columns[name]).astype(kind))

    def take(self, name: str) -> np.ndarray[Any, Any]:
        """Make one array of a column, giving up its parts."""
        parts = self._parts.pop(name)
        return np.concatenate(parts) if parts else np.empty(0, self._kinds[name])


class OutlineColumns:
    """The outline while it grows; also counts the tags met."""

    def __init__(self) -> None:
        self.count = 0
        self.tags = np.zeros(TAGS, np.int64)
        self._columns = Numbers(**COLUMNS)

    def take(self, batch: Batch) -> None:
        """Keep a batch's outline."""
        response = batch.column(framing.ID) >> 31 > 0
        self._columns.append(
            direction=batch.column(framing.DIRECTION),
            command=np.where((batch.command < 0) & response, UNKNOWN_RESPONSE, batch.command),
            status=batch.column(framing.STATUS),
            sequence=batch.column(framing.SEQUENCE),
            frame=batch.column(framing.FRAME),
            time=batch.column(framing.TIME),
        )
        if len(batch.tlvs):
            self.tags += np.bincount(batch.tlvs[:, framing.TLV_TAG], minlength=TAGS)
        self.count += len(batch.rows)

    def finish(self, reader: PduReader) -> Outline:
        """Bring the PDUs into capture order and tell sessions and sides. Uses the columns up."""
        frame = self._columns.take("frame")
        columns: dict[str, np.ndarray[Any, Any]] = {"frame": frame}
        order = None
        # Batches come nearly in order; bytes that waited behind a hole are late.
        if len(frame) and (np.diff(frame) < 0).any():
            order = np.argsort(frame, kind="stable")
            columns["frame"] = frame[order]
        for name in COLUMNS:
            if name != "frame":
                column = self._columns.take(name)
                columns[name] = column if order is None else column[order]
        place = np.arange(len(frame) + 1)
        if order is not None:
            place[order] = np.arange(len(frame))
        return _tell(reader, columns, place, order is None, self.tags)


@dataclass(frozen=True, slots=True)
class Outline:
    """`columns`: arrays with a row for each PDU, in capture order.

    `place`: capture order of each PDU as it was framed; `in_order`: whether that is the same;
    `flows`: the SMPP connections, in order of first packet; `esme`: for each flow which endpoint is
    the ESME, -1 unknown; `session`: for each flow its number from 0, -1 none; `from_esme`: for each
    direction 1, 0, or -1 unknown; `tags`: how often each TLV tag was met.
    """

    columns: dict[str, np.ndarray[Any, Any]]
    place: Int64s
    in_order: bool
    flows: Int64s
    esme: Int64s
    session: Int64s
    from_esme: Int64s
    tags: Int64s


def _tell(
    reader: PduReader,
    columns: dict[str, np.ndarray[Any, Any]],
    place: Int64s,
    in_order: bool,
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
    return Outline(columns, place, in_order, flows, esme, session, from_esme, tags)


def _esme_sides(direction: Any, command: Any, flow_count: int) -> Int64s:
    """For each flow which endpoint is the ESME: 0, 1, or -1 where nothing tells.

    Told by what is sent, not by who connected: with outbind the SMSC is the TCP client.
    """
    weights = np.zeros(len(COMMANDS) + 2, np.float64)
    for place, each in enumerate(COMMANDS):
        weights[place] = {"esme": 1.0, "smsc": -1.0}.get(each.direction, 0.0)
        if each.name.startswith(("bind_", "outbind")):
            weights[place] *= BIND_WEIGHT
    votes = weights[command] * np.where(direction & 1, -1.0, 1.0)
    totals = np.bincount(direction >> 1, votes, minlength=flow_count)
    return np.where(totals > 0, 0, np.where(totals < 0, 1, -1)).astype(np.int64)
