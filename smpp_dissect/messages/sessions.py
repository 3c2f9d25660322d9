"""Connections as SMPP sessions: who is the ESME, who bound as what, how it ended.

Which endpoint is the ESME comes from the outline: from what is sent, not from who connected.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from smpp_dissect.messages.pairing import NACK
from smpp_dissect.packets.records import NO_TIME
from smpp_dissect.pdus import framing
from smpp_dissect.pdus.batch import COMMAND_INDEX, Int64s
from smpp_dissect.pdus.outline import IS_RESPONSE
from smpp_dissect.spec import COMMANDS
from smpp_dissect.streams import flows

BIND_TYPES = {
    "bind_receiver": "receiver",
    "bind_transmitter": "transmitter",
    "bind_transceiver": "transceiver",
}
BIND_COMMANDS = frozenset(COMMAND_INDEX[name] for name in BIND_TYPES)
UNBIND = COMMAND_INDEX["unbind"]
ENQUIRE_LINK = COMMAND_INDEX["enquire_link"]
# A connection closed after this time without a PDU was closed for that: SMSCs wait for a minute
# or more.
IDLE = 60 * 1_000_000_000


@dataclass(slots=True)
class Session:
    """One SMPP connection. PDU numbers are indexes into capture order, -1: none; times are
    nanoseconds.
    """

    flow: int
    a: tuple[str, int]
    b: tuple[str, int]
    esme: int  # 0: endpoint A is the ESME, 1: B, -1: unknown
    opened: bool
    first_time: int
    last_time: int
    pdus: int
    size: int
    missing: int
    retransmitted: int
    fin: tuple[int, int]  # frame of each endpoint's FIN, 0: none
    rst: tuple[int, int]
    bind_type: str | None = None
    system_id: str | None = None
    system_type: str | None = None
    interface_version: int | None = None
    bind_status: int | None = None
    bound_time: int | None = None
    end_cause: str = "capture_end"
    default_alphabet: str = "gsm7"
    default_alphabet_by: str = "assumed"
    alphabet_confidence: float | None = None

    @property
    def client(self) -> int:
        """Which endpoint opened the connection; where unseen, the ESME, or else the higher port."""
        if self.opened:
            return 0
        if self.esme >= 0:
            return self.esme
        return 0 if self.a[1] >= self.b[1] else 1

    @property
    def server(self) -> tuple[str, int]:
        """The address and port connected to."""
        return self.a if self.client else self.b

    @property
    def client_address(self) -> tuple[str, int]:
        """The address and port connected from."""
        return self.b if self.client else self.a


def read_sessions(
    tables: flows.FlowTables, state: Int64s, chosen: Int64s, esme: Int64s
) -> list[Session]:
    """List the sessions, one for each chosen flow, with what TCP tells of them."""
    return [_read_session(tables, state, flow, int(esme[flow])) for flow in chosen.tolist()]


def _read_session(tables: flows.FlowTables, state: Int64s, flow: int, esme: int) -> Session:
    key, row = tables.key[flow].tolist(), tables.flow[flow]
    ways, mine = tables.direction[2 * flow : 2 * flow + 2], state[2 * flow : 2 * flow + 2]
    return Session(
        flow=flow,
        a=(flows.address_text(key[0:4]), key[8]),
        b=(flows.address_text(key[4:8]), key[9]),
        esme=esme,
        opened=bool(row[flows.OPENED]),
        first_time=int(row[flows.FIRST_TIME]),
        last_time=int(row[flows.LAST_TIME]),
        pdus=int(mine[:, framing.PDUS].sum()),
        size=int(ways[:, flows.CAPTURED].sum()),
        missing=int(ways[:, flows.MISSING].sum()),
        retransmitted=int(ways[:, flows.DUPLICATE].sum()),
        fin=(int(ways[0, flows.FIN_FRAME]), int(ways[1, flows.FIN_FRAME])),
        rst=(int(ways[0, flows.RST_FRAME]), int(ways[1, flows.RST_FRAME])),
    )


@dataclass(frozen=True, slots=True)
class BindRows:
    """The bind requests; `pdu` is an index into capture order."""

    pdu: Int64s
    system_id: list[str | None]
    system_type: list[str | None]
    interface_version: Int64s


def apply_binds(sessions: list[Session], binds: BindRows, core: Any, partner: Int64s) -> None:
    """Tell each session its bind: the one accepted, else the last one tried."""
    by_flow = {session.flow: session for session in sessions}
    order = np.argsort(binds.pdu, kind="stable")
    for row in order.tolist():
        pdu = int(binds.pdu[row])
        session = by_flow[int(core["direction"][pdu]) >> 1]
        name = COMMANDS[int(core["command"][pdu])].name
        if name not in BIND_TYPES:
            continue
        answer = int(partner[pdu])
        accepted = answer >= 0 and core["status"][answer] == 0 and core["command"][answer] != NACK
        if session.bound_time is not None and not accepted:
            continue
        session.bind_type = BIND_TYPES[name]
        session.system_id, session.system_type = binds.system_id[row], binds.system_type[row]
        session.interface_version = int(binds.interface_version[row])
        session.bind_status = int(core["status"][answer]) if answer >= 0 else None
        if accepted:
            session.bound_time = int(core["time"][answer])


def tell_ends(sessions: list[Session], core: Any, partner: Int64s) -> None:
    """Conclude why each session ended, from its last PDUs and how TCP ended it."""
    last = _last_pdus(core, max((session.flow for session in sessions), default=0) + 1)
    for session in sessions:
        session.end_cause = _end_cause(session, last, core, partner)


class _Last(NamedTuple):
    """Each flow's last PDU, last request and last unbind; -1: none."""

    pdu: Int64s
    request: Int64s
    unbind: Int64s


def _last_pdus(core: Any, flows: int) -> _Last:
    last = _Last(*(np.full(flows, -1, np.int64) for _ in _Last._fields))
    flow, command = core["direction"] >> 1, core["command"]
    chosen = np.ones(len(flow), np.bool_), ~IS_RESPONSE[command], command == UNBIND
    for rows, which in zip(last, chosen, strict=True):
        # Of several rows of a flow the last is what stays written.
        rows[flow[which]] = np.flatnonzero(which)
    return last


def _end_cause(session: Session, last: _Last, core: Any, partner: Int64s) -> str:
    names = _side_names(session)
    unbind, request = int(last.unbind[session.flow]), int(last.request[session.flow])
    if unbind >= 0:
        return f"unbind_by_{names[int(core['direction'][unbind]) & 1]}"
    if not any(session.fin) and not any(session.rst):
        return "capture_end"
    if session.bind_status:
        return "bind_rejected"
    if request >= 0 and core["command"][request] == ENQUIRE_LINK and partner[request] < 0:
        return "enquire_link_unanswered"
    if last.pdu[session.flow] >= 0 and _was_idle(
        session, int(core["time"][last.pdu[session.flow]])
    ):
        return "idle_timeout"
    first = [(frame, kind, side) for kind, frames in (("fin", session.fin), ("rst", session.rst))
             for side, frame in enumerate(frames) if frame]  # fmt: skip
    _, kind, side = min(first)
    return f"{kind}_by_{names[side]}"


def _was_idle(session: Session, last_pdu: int) -> bool:
    """Whether nothing was said for long before the connection was closed."""
    return NO_TIME not in (session.last_time, last_pdu) and session.last_time - last_pdu >= IDLE


def _side_names(session: Session) -> tuple[str, str]:
    if session.esme >= 0:
        return ("esme", "smsc") if session.esme == 0 else ("smsc", "esme")
    return ("client", "server") if session.client == 0 else ("server", "client")
