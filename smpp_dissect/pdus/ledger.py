"""The ledger: where every packet and every captured payload byte of an SMPP session went.

Two balances, each exact on any input: `packets` over all packets of the files, `payload` over all
captured TCP payload bytes of SMPP sessions. Bytes that TCP sent and the capture never saw stand
outside both.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from smpp_dissect.pdus import framing
from smpp_dissect.pdus.batch import Int64s
from smpp_dissect.pdus.reading import PduReader
from smpp_dissect.streams import flows


class Entry(NamedTuple):
    """A row of the ledger; `balance` None: outside the balances."""

    balance: str | None
    bucket: str
    packets: int | None
    bytes: int | None


def smpp_flows(reader: PduReader) -> Int64s:
    """Flows in which a PDU was found, or SMPP by decree, in order of their first packet."""
    state = reader.framer.state[: 2 * len(reader.streams.tables)]
    known = (state[:, framing.PDUS] > 0) | (state[:, framing.FORCED] > 0)
    return np.flatnonzero(known[0::2] | known[1::2])


def read_ledger(reader: PduReader) -> list[Entry]:
    """Draw up the ledger of a capture that is read to its end."""
    chosen = smpp_flows(reader)
    ways = np.concatenate([2 * chosen, 2 * chosen + 1])
    tables, state = reader.streams.tables, reader.framer.state[ways]
    direction = tables.direction[ways]
    packets = int(tables.flow[chosen, flows.PACKETS].sum())
    payload = {
        "pdu": state[:, framing.PDU_BYTES],
        "duplicate": direction[:, flows.DUPLICATE],
        "unframed": state[:, framing.UNFRAMED],
        "incomplete": state[:, framing.INCOMPLETE],
    }
    entries = [
        Entry("packets", "smpp", packets, None),
        Entry("packets", "tcp_other", reader.tcp_packets - packets, None),
    ]
    entries += [
        Entry("packets", name, count, None) for name, count in sorted(reader.packets.items())
    ]
    entries += [Entry("payload", name, None, int(column.sum())) for name, column in payload.items()]
    entries.append(Entry(None, "missing", None, int(direction[:, flows.MISSING].sum())))
    return entries
