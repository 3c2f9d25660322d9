"""The page of results: what was measured, as Markdown, and whether the aims are met."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from contestants import CAT, EXPORT, FIELDS, LOOP, REPORT, TITLES, TREE
from measure import Runs

MB = 1_000_000


@dataclass
class Scale:
    """Our report on a capture of another size."""

    pdus: int
    size: int
    runs: Runs


@dataclass
class Start:
    """A small task run first with an empty kernel cache, then again; seconds."""

    task: str
    first_s: float | None
    again_s: float


@dataclass
class Count:
    """PDUs as one source counts them, in the clean capture and in the timed one."""

    source: str
    clean: int | None
    timed: int | None


@dataclass
class Results:
    """All that the page tells."""

    facts: dict[str, str]
    versions: dict[str, str]
    capture: str
    pdus: int
    size: int
    slice_pdus: int
    counts: list[Count] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    timings: dict[str, Runs] = field(default_factory=dict)
    absent: dict[str, str] = field(default_factory=dict)
    starts: list[Start] = field(default_factory=list)
    scales: list[Scale] = field(default_factory=list)
    large: Scale | None = None

    def wall_s(self, key: str) -> float | None:
        """Seconds for the whole capture, extrapolated where only a slice was read."""
        if key not in self.timings:
            return None
        return self.timings[key].wall_s * (self.pdus / self.slice_pdus if key == LOOP else 1)

    def ratio(self, slow: str, fast: str) -> float | None:
        """How many times longer one takes than the other."""
        a, b = self.wall_s(slow), self.wall_s(fast)
        return a / b if a is not None and b is not None else None


def render(results: Results) -> str:
    """Write the page."""
    facts = [f"- {key}: {value}" for key, value in results.facts.items()]
    facts.append("- " + ", ".join(f"{name} {v}" for name, v in results.versions.items()))
    parts = (
        ["# Benchmark results", "", "Written by `benchmarks/compare.py`; not edited by hand.", ""],
        facts,
        ["", "## Aims", "", *_aims(results)],
        ["", "## Times", "", results.capture, "", *_times(results)],
        ["", "## The counts agree", "", *_counts(results)],
        ["", "## First and second run", "", *_starts(results)] if results.starts else [],
        ["", "## Linear in size", "", *_scales(results)] if results.scales else [],
    )
    return "\n".join(line for part in parts for line in part) + "\n"


def _aims(results: Results) -> list[str]:
    aims = [
        _speed_aim(results, TREE, 10),
        _speed_aim(results, FIELDS, 40),
        _memory_aim("2 million PDUs", results.timings.get(REPORT), 1.0, results.pdus >= 1_900_000),
        _memory_aim("20 million PDUs", results.large.runs if results.large else None, 2.0, True),
    ]
    return [f"- {aim}" for aim in aims]


def _speed_aim(results: Results, rival: str, factor: int) -> str:
    aim = f"report {factor} times as fast as {TITLES[rival]}"
    ratio = results.ratio(rival, REPORT)
    if ratio is None:
        return f"**Not measured**: {aim}."
    return f"**{'Met' if ratio >= factor else 'Missed'}**: {aim}; measured {ratio:.1f} times."


def _memory_aim(load: str, runs: Runs | None, limit_gb: float, measured: bool) -> str:
    aim = f"report's peak anonymous memory below {limit_gb:.0f} GB at {load}"
    if runs is None or not measured:
        return f"**Not measured**: {aim}."
    peak = runs.anonymous / 1e9
    return f"**{'Met' if peak < limit_gb else 'Missed'}**: {aim}; measured {peak:.2f} GB."


def _times(results: Results) -> list[str]:
    rows = [_time_row(results, key) for key in TITLES if key in results.timings]
    head = (
        "what",
        "seconds (median)",
        "shortest to longest",
        "million PDUs/s",
        "peak resident, MB",
        "peak anonymous, MB",
        "times our report",
        "times our export",
    )
    lines = _table(head, rows)
    lines += [
        "",
        "Output goes to the null device, reports to files. The capture is in the page cache.",
    ]
    if LOOP in results.timings:
        lines.append(
            f"The Python loop was timed on the first {results.slice_pdus:,} PDUs and its time "
            f"multiplied by {results.pdus / results.slice_pdus:.1f}; its memory is the slice's."
        )
    lines += [f"Absent: {TITLES[key]} ({why})." for key, why in results.absent.items()]
    return lines


def _time_row(results: Results, key: str) -> list[str]:
    runs, wall_s = results.timings[key], results.wall_s(key) or 0.0
    low, high = (bound * wall_s / runs.wall_s for bound in runs.spread)
    return [
        TITLES[key] + (" (extrapolated)" if key == LOOP else ""),
        f"{wall_s:.2f}",
        f"{low:.2f} to {high:.2f}",
        "" if key == CAT else f"{results.pdus / wall_s / 1e6:.3f}",
        f"{runs.resident / MB:.0f}",
        f"{runs.anonymous / MB:.0f}",
        _times_as_long(results.ratio(key, REPORT)),
        _times_as_long(results.ratio(key, EXPORT)),
    ]


def _times_as_long(ratio: float | None) -> str:
    return "" if ratio is None else f"{ratio:.2f}"


def _counts(results: Results) -> list[str]:
    rows = [
        [c.source, *("" if n is None else f"{n:,}" for n in (c.clean, c.timed))]
        for c in results.counts
    ]
    lines = _table(("PDUs as counted by", "clean capture", "timed capture"), rows)
    return [*lines, *(line for remark in results.remarks for line in ("", remark))]


def _starts(results: Results) -> list[str]:
    rows = [
        [s.task, "" if s.first_s is None else f"{s.first_s:.2f}", f"{s.again_s:.2f}"]
        for s in results.starts
    ]
    head = ("task", "seconds, empty kernel cache", "seconds, second run")
    return _table(head, rows)


def _scales(results: Results) -> list[str]:
    scales = results.scales + ([results.large] if results.large else [])
    rows = [
        [
            f"{s.pdus:,}",
            f"{s.size / MB:.0f}",
            f"{s.runs.wall_s:.2f}",
            f"{1e6 * s.runs.wall_s / s.pdus:.2f}",
            f"{s.runs.anonymous / MB:.0f}",
        ]
        for s in scales
    ]
    head = ("PDUs", "MB", "report, seconds", "microseconds a PDU", "peak anonymous, MB")
    return _table(head, rows)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    rule = ["---"] + ["---:"] * (len(head) - 1)
    return ["| " + " | ".join(row) + " |" for row in (head, rule, *rows)]
