"""A capture in one mapping: what it holds, what became of the messages, what failed, what is lost.

Plain values only (text, numbers, None, lists, mappings), so that it can be written as JSON. Times
are ISO 8601 in UTC with nanoseconds, durations seconds; what is counted stands most frequent first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from smpp_dissect.packets.reading import FileInfo
from smpp_dissect.packets.records import NO_TIME
from smpp_dissect.pdus.agreements import Held
from smpp_dissect.pdus.ledger import Entry
from smpp_dissect.reports.errors import error_codes
from smpp_dissect.reports.latency import MEASURES, QUANTILES, delivery_latency

if TYPE_CHECKING:
    from smpp_dissect.messages.model import MessageTables
    from smpp_dissect.reports.keys import Grouping

Overview = dict[str, Any]
EPOCH = datetime(1970, 1, 1)
SECOND = 1_000_000_000


def overview(
    grouping: Grouping, files: list[FileInfo], ledger: list[Entry], profiles: list[Held]
) -> Overview:
    """Sum a capture up; `profiles`: which hold in how many sessions, and why."""
    model = grouping.model
    return {
        "files": [_file(file) for file in files],
        "profiles": [profile._asdict() for profile in profiles],
        "sessions": _sessions(model),
        "alphabets": _alphabets(model),
        "pdus": len(model.facts.core["frame"]),
        "messages": model.messages.num_rows,
        "incoming": model.incoming.num_rows,
        "receipts": model.receipts.num_rows,
        "outcomes": _outcomes(model),
        "latency": _latency(grouping),
        "errors": _errors(grouping),
        "anomalies": _anomalies(model),
        "ledger": [entry._asdict() for entry in ledger],
    }


def _file(file: FileInfo) -> Overview:
    return {
        "file": file.name,
        "packets": file.packets,
        "first_time": instant(file.first_time),
        "last_time": instant(file.last_time),
        "fault": file.fault,
    }


def instant(nanoseconds: int | None) -> str | None:
    """Write a time out; None where there is none."""
    if nanoseconds is None or nanoseconds == NO_TIME:
        return None
    seconds, rest = divmod(nanoseconds, SECOND)
    return f"{(EPOCH + timedelta(seconds=seconds)).isoformat()}.{rest:09d}Z"


def _sessions(model: MessageTables) -> Overview:
    sessions = model.facts.sessions
    return {
        "count": len(sessions),
        "bind_types": _counts(session.bind_type or "none" for session in sessions),
        "end_causes": _counts(session.end_cause for session in sessions),
    }


def _alphabets(model: MessageTables) -> list[Overview]:
    """What data_coding 0 stands for on each account, and who says so; empty without messages."""
    facts = model.facts
    rows = {
        (facts.account[place], session.default_alphabet, session.default_alphabet_by): {
            "system_id": session.system_id,
            "default_alphabet": session.default_alphabet,
            "by": session.default_alphabet_by,
            "confidence": session.alphabet_confidence,
        }
        for place, session in enumerate(facts.sessions)
    }
    return list(rows.values()) if len(facts.carriers.pdu) else []


def _outcomes(model: MessageTables) -> Overview:
    counted = pc.value_counts(model.messages["outcome"].combine_chunks()).to_pylist()
    rows = sorted(counted, key=lambda row: -row["counts"])
    return {row["values"]: row["counts"] for row in rows}


def _latency(grouping: Grouping) -> Overview:
    """Exact quantiles of each measure over all messages; None where no message has it."""
    rows = delivery_latency(grouping).to_pylist() if grouping.model.messages.num_rows else []
    row = rows[0] if rows else {}
    return {
        measure: {name: row.get(f"{measure.removesuffix('_s')}_{name}_s") for name in QUANTILES}
        for measure in MEASURES
    }


def _errors(grouping: Grouping) -> list[Overview]:
    """Every error code, as the report `error_codes` has them."""
    table = error_codes(grouping)
    for name in ("first_time", "last_time"):
        ticks = table[name].cast(pa.int64()).to_pylist()
        place = table.column_names.index(name)
        table = table.set_column(place, name, pa.array(map(instant, ticks), pa.string()))
    found: list[Overview] = table.to_pylist()
    return sorted(found, key=lambda row: -row["count"])


def _anomalies(model: MessageTables) -> list[Overview]:
    table = model.anomalies
    kinds = _counts(zip(table["code"].to_pylist(), table["severity"].to_pylist(), strict=True))
    return [
        {"code": code, "severity": severity, "count": count}
        for (code, severity), count in kinds.items()
    ]


def _counts(values: Iterable[Any]) -> dict[Any, int]:
    """Distinct values and how often each occurs, most frequent first."""
    return dict(Counter(values).most_common())
