"""A capture in a few lines that a person can act on: what it holds, what failed, where."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from smpp_dissect.packets.reading import FileInfo
from smpp_dissect.packets.records import NO_TIME
from smpp_dissect.pdus.ledger import Entry
from smpp_dissect.reports.errors import error_codes
from smpp_dissect.reports.latency import delivery_latency

if TYPE_CHECKING:
    from smpp_dissect.messages.model import MessageTables
    from smpp_dissect.reports.keys import Grouping

# How many lines of each kind of trouble are told.
MOST_ERRORS = 5
MOST_KINDS = 5


def summary(
    grouping: Grouping, files: list[FileInfo], ledger: list[Entry], profile_reason: str
) -> list[str]:
    """Tell a capture in lines."""
    model = grouping.model
    return [
        *_files(files),
        *_sessions(model),
        f"profile     {model.profile.name if model.profile else 'none'} ({profile_reason})",
        *_messages(model),
        *_latency(grouping),
        *_errors(grouping),
        *_anomalies(model),
        *_losses(ledger),
    ]


def _files(files: list[FileInfo]) -> Iterator[str]:
    name = files[0].name if len(files) == 1 else f"{len(files)} files, {files[0].name} first"
    packets = sum(file.packets for file in files)
    begins = [file.first_time for file in files if file.first_time != NO_TIME]
    ends = [file.last_time for file in files if file.last_time != NO_TIME]
    span = f", {_instant(min(begins))} to {_instant(max(ends))}" if begins else ""
    yield f"capture     {name}: {packets:,} packets{span}"


def _instant(nanoseconds: int) -> str:
    try:
        moment = datetime.fromtimestamp(nanoseconds // 1_000_000_000, UTC)
    except (OverflowError, ValueError, OSError):
        return "?"
    return moment.strftime("%Y-%m-%d %H:%M:%S UTC")


def _sessions(model: MessageTables) -> Iterator[str]:
    sessions = model.facts.sessions
    kinds = Counter(session.bind_type or "no bind seen" for session in sessions)
    told = ", ".join(f"{count} {kind}" for kind, count in kinds.most_common())
    pdus = len(model.facts.core["frame"])
    yield f"sessions    {len(sessions):,} ({told}), {pdus:,} PDUs"
    ends = Counter(session.end_cause for session in sessions)
    causes = ", ".join(f"{cause} {count}" for cause, count in ends.most_common(MOST_KINDS))
    yield f"            ended by: {causes}"


def _messages(model: MessageTables) -> Iterator[str]:
    count = model.messages.num_rows
    outcomes = _counts(model.messages["outcome"])
    received, receipts = model.incoming.num_rows, model.receipts.num_rows
    yield f"messages    {count:,} sent, {received:,} received, {receipts:,} receipts"
    for outcome, number in outcomes:
        yield f"            {number:>9,}  {number / count:>6.1%}  {outcome}"


def _counts(column: pa.ChunkedArray) -> list[tuple[str, int]]:
    """Distinct values and how often each occurs, most frequent first."""
    counted = pc.value_counts(column.combine_chunks()).to_pylist()
    return sorted(((row["values"], row["counts"]) for row in counted), key=lambda row: -row[1])


def _latency(grouping: Grouping) -> Iterator[str]:
    if not grouping.model.messages.num_rows:
        return
    row = delivery_latency(grouping).to_pylist()[0]
    for measure, words in (
        ("delivery", "submit to final receipt"),
        ("response", "submit to response"),
    ):
        if row[f"{measure}_p50_s"] is None:
            continue
        times = "  ".join(
            f"{name} {_span(row[f'{measure}_{name}_s'])}" for name in ("p50", "p95", "p99", "max")
        )
        yield f"{measure:<11} {times}  ({words})"


def _span(seconds: float) -> str:
    if seconds < 0.9995:
        return f"{seconds * 1000:.3g} ms"
    if seconds < 120:
        return f"{seconds:.3g} s"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes:02d} min" if hours else f"{minutes} min {rest:02d} s"


def _errors(grouping: Grouping) -> Iterator[str]:
    rows = error_codes(grouping).to_pylist()
    rows = [row for row in rows if row["source"] != "network_error_code"]
    for place, row in enumerate(sorted(rows, key=lambda row: -row["count"])[:MOST_ERRORS]):
        label = "errors" if not place else ""
        yield f"{label:<11} {row['count']:>9,}  {_error_name(row)}  (frame {row['example_frame']})"


def _error_name(row: dict[str, Any]) -> str:
    meaning = f": {row['meaning']}" if row["meaning"] else ""
    if row["source"] == "command_status":
        return f"{row['name']}{meaning}"
    return f"{row['name'] or 'receipt'} err {row['code']}{meaning}"


def _anomalies(model: MessageTables) -> Iterator[str]:
    kinds = Counter(
        code
        for code, severity in zip(
            model.anomalies["code"].to_pylist(),
            model.anomalies["severity"].to_pylist(),
            strict=True,
        )
        if severity != "note"
    )
    if kinds:
        told = ", ".join(f"{code} {count:,}" for code, count in kinds.most_common(MOST_KINDS))
        yield f"anomalies   {told}"


def _losses(ledger: list[Entry]) -> Iterator[str]:
    sizes = {entry.bucket: entry.bytes or 0 for entry in ledger if entry.balance != "packets"}
    for bucket, words in (
        ("missing", "bytes were sent but not captured"),
        ("unframed", "bytes belong to no PDU"),
        ("incomplete", "bytes are of PDUs cut short"),
    ):
        if sizes.get(bucket):
            yield f"ledger      {sizes[bucket]:,} {words}"
