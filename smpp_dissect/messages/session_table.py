"""The table `sessions`: one row for each SMPP connection."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pyarrow as pa

from smpp_dissect.messages.arrow import numbers, times
from smpp_dissect.messages.sessions import Session
from smpp_dissect.packets.records import NO_TIME
from smpp_dissect.spec import STATUS_BY_CODE


def session_table(
    sessions: list[Session], profiles: Sequence[str | None], reasons: Sequence[str]
) -> pa.Table:
    """Write the sessions down, in their order. `profiles`: each one's, and why that."""
    clients = [session.client_address for session in sessions]
    servers = [session.server for session in sessions]
    return pa.table(
        {
            "session": pa.array(range(1, len(sessions) + 1), pa.uint32()),
            "client": pa.array([client[0] for client in clients], pa.string()),
            "client_port": pa.array([client[1] for client in clients], pa.uint16()),
            "server": pa.array([server[0] for server in servers], pa.string()),
            "server_port": pa.array([server[1] for server in servers], pa.uint16()),
            "esme": _texts(map(_esme, sessions)),
            "bind_type": _texts(session.bind_type for session in sessions),
            "system_id": _texts(session.system_id for session in sessions),
            "system_type": _texts(session.system_type for session in sessions),
            "interface_version": _numbers(
                (session.interface_version for session in sessions), pa.uint8()
            ),
            "bind_status": _texts(map(_bind_status, sessions)),
            "default_alphabet": _texts(session.default_alphabet for session in sessions),
            "default_alphabet_by": _texts(session.default_alphabet_by for session in sessions),
            "alphabet_confidence": pa.array(
                [session.alphabet_confidence for session in sessions], pa.float64()
            ),
            "first_time": _times(session.first_time for session in sessions),
            "last_time": _times(session.last_time for session in sessions),
            "bound_time": _times(session.bound_time for session in sessions),
            "end_cause": _texts(session.end_cause for session in sessions),
            "pdus": _numbers((session.pdus for session in sessions), pa.uint64()),
            "bytes": _numbers((session.size for session in sessions), pa.uint64()),
            "missing_bytes": _numbers((session.missing for session in sessions), pa.uint64()),
            "retransmitted_bytes": _numbers(
                (session.retransmitted for session in sessions), pa.uint64()
            ),
            "profile": _texts(profiles),
            "profile_reason": _texts(reasons),
        }
    )


def _esme(session: Session) -> str | None:
    if session.esme < 0:
        return None
    return "client" if session.esme == session.client else "server"


def _bind_status(session: Session) -> str | None:
    status = session.bind_status
    return None if status is None else STATUS_BY_CODE.get(status, f"0x{status:08X}")


def _texts(values: Iterable[str | None]) -> pa.Array:
    return pa.array(values, pa.string())


def _numbers(values: Iterable[int | None], kind: pa.DataType) -> pa.Array:
    return numbers(np.array([-1 if each is None else each for each in values], np.int64), kind)


def _times(values: Iterable[int | None]) -> pa.Array:
    return times(np.array([NO_TIME if each is None else each for each in values], np.int64))
