"""A capture in a few lines that a person can act on: what it holds, what failed, where."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from smpp_dissect.pdus.agreements import Held, held_lines
from smpp_dissect.reports.overview import Overview

# How many lines of each kind of trouble are told.
MOST_ERRORS = 5
MOST_KINDS = 5


def summary(told: Overview) -> list[str]:
    """Tell a capture in lines."""
    return [
        *_files(told["files"]),
        *_sessions(told),
        *_profiles(told["profiles"]),
        *_alphabets(told["alphabets"]),
        *_messages(told),
        *_latency(told["latency"]),
        *_errors(told["errors"]),
        *_anomalies(told["anomalies"]),
        *_losses(told["ledger"]),
    ]


def _profiles(profiles: list[Overview]) -> Iterator[str]:
    for place, line in enumerate(held_lines([Held(**profile) for profile in profiles])):
        yield f"{'' if place else 'profile':<11} {line}"


def _files(files: list[Overview]) -> Iterator[str]:
    name = files[0]["file"] if len(files) == 1 else f"{len(files)} files, {files[0]['file']} first"
    packets = sum(file["packets"] for file in files)
    begins = [file["first_time"] for file in files if file["first_time"]]
    ends = [file["last_time"] for file in files if file["last_time"]]
    span = f", {_instant(min(begins))} to {_instant(max(ends))}" if begins else ""
    yield f"capture     {name}: {packets:,} packets{span}"


def _instant(iso: str) -> str:
    return f"{iso[:10]} {iso[11:19]} UTC"


def _sessions(told: Overview) -> Iterator[str]:
    sessions = told["sessions"]
    kinds = sessions["bind_types"].items()
    binds = ", ".join(
        f"{count} {'no bind seen' if kind == 'none' else kind}" for kind, count in kinds
    )
    yield f"sessions    {sessions['count']:,} ({binds}), {told['pdus']:,} PDUs"
    ends = list(sessions["end_causes"].items())[:MOST_KINDS]
    yield f"            ended by: {', '.join(f'{cause} {count}' for cause, count in ends)}"


def _alphabets(accounts: list[Overview]) -> Iterator[str]:
    """Tell what data_coding 0 stands for, on which accounts, and who says so."""
    kinds: dict[tuple[str, str], list[Overview]] = {}
    for account in accounts:
        kinds.setdefault((account["default_alphabet"], account["by"]), []).append(account)
    most = sorted(kinds.items(), key=lambda kind: -len(kind[1]))[:MOST_KINDS]
    for place, ((name, by), found) in enumerate(most):
        label = "" if place else "alphabet"
        whose = _whose(found) if len(found) < len(accounts) else ""
        yield f"{label:<11} data_coding 0 is {name}{whose}, {WHO_SAYS[by]}{_sureness(found)}"


# By `default_alphabet_by`.
WHO_SAYS = {
    "given": "as given",
    "option": "by an option of the bind",
    "profile": "by the profile",
    "inferred": "inferred from the texts",
    "assumed": "assumed, for no text tells",
}
DOUBTFUL = 0.5


def _whose(accounts: list[Overview]) -> str:
    names = sorted({account["system_id"] or "no bind seen" for account in accounts})
    more = f" and {len(names) - MOST_KINDS} more" if len(names) > MOST_KINDS else ""
    return f" for {', '.join(names[:MOST_KINDS])}{more}"


def _sureness(accounts: list[Overview]) -> str:
    """Tell the confidence of the least sure account."""
    sure = [each["confidence"] for each in accounts if each["confidence"] is not None]
    if not sure:
        return ""
    against = "; most texts tell otherwise" if min(sure) < DOUBTFUL else ""
    return f" (confidence {min(sure):.2f}{against})"


def _messages(told: Overview) -> Iterator[str]:
    count = told["messages"]
    yield (
        f"messages    {count:,} sent, {told['incoming']:,} received, {told['receipts']:,} receipts"
    )
    for outcome, number in told["outcomes"].items():
        yield f"            {number:>9,}  {number / count:>6.1%}  {outcome}"


def _latency(latency: Overview) -> Iterator[str]:
    for measure, words in (
        ("delivery", "submit to final receipt"),
        ("response", "submit to response"),
    ):
        taken = latency[f"{measure}_s"]
        if taken["p50"] is None:
            continue
        times = "  ".join(f"{name} {_span(taken[name])}" for name in ("p50", "p95", "p99", "max"))
        yield f"{measure:<11} {times}  ({words})"


def _span(seconds: float) -> str:
    if seconds < 0.9995:
        return f"{seconds * 1000:.3g} ms"
    if seconds < 120:
        return f"{seconds:.3g} s"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes:02d} min" if hours else f"{minutes} min {rest:02d} s"


def _errors(errors: list[Overview]) -> Iterator[str]:
    rows = [row for row in errors if row["source"] != "network_error_code"]
    for place, row in enumerate(rows[:MOST_ERRORS]):
        label = "errors" if not place else ""
        yield f"{label:<11} {row['count']:>9,}  {_error_name(row)}  (frame {row['example_frame']})"


def _error_name(row: dict[str, Any]) -> str:
    meaning = f": {row['meaning']}" if row["meaning"] else ""
    if row["source"] == "command_status":
        return f"{row['name']}{meaning}"
    return f"{row['name'] or 'receipt'} err {row['code']}{meaning}"


def _anomalies(anomalies: list[Overview]) -> Iterator[str]:
    kinds = [row for row in anomalies if row["severity"] != "note"][:MOST_KINDS]
    if kinds:
        told = ", ".join(f"{row['code']} {row['count']:,}" for row in kinds)
        yield f"anomalies   {told}"


def _losses(ledger: list[Overview]) -> Iterator[str]:
    sizes = {row["bucket"]: row["bytes"] or 0 for row in ledger if row["balance"] != "packets"}
    for bucket, words in (
        ("missing", "bytes were sent but not captured"),
        ("unframed", "bytes belong to no PDU"),
        ("incomplete", "bytes are of PDUs cut short"),
    ):
        if sizes.get(bucket):
            yield f"ledger      {sizes[bucket]:,} {words}"
