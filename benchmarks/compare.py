"""Time smpp-dissect beside tshark and a Python loop, on the same capture, in one run.

    python benchmarks/compare.py --pdus 2000000 --runs 3 --out benchmarks/RESULTS.md
    python benchmarks/compare.py --capture mine.pcap

First it checks, on a capture without faults, that all who count PDUs count the same: nothing is
timed that is not right. Then every round runs each contestant once, so that what else the machine
does falls on all alike. Times are medians over the rounds.

This process stays small and leaves the generator to another one: a child's peak of resident memory
begins with what its parent had when it was started.
"""

from __future__ import annotations

import argparse
import datetime
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from contestants import (
    CAT,
    HERE,
    REPORT,
    TITLES,
    Contestants,
    commit,
    count_by_tshark,
    count_by_us,
    find_contestants,
    machine,
    tshark_reading,
    versions,
)
from measure import CommandFailed, Run, Runs, measure
from results import Count, Results, Scale, Start, render

CLEAN_PDUS = 200_000
TINY_PDUS = 200
LARGE_PDUS = 20_000_000


class Bench:
    """The contestants, and a folder for captures and reports."""

    def __init__(self, contestants: Contestants, folder: Path, slice_pdus: int) -> None:
        self.contestants, self.folder, self.slice_pdus = contestants, folder, slice_pdus

    def make(self, name: str, pdus: int, *options: str) -> tuple[Path, dict[str, Any]]:
        """Generate a capture; return it and the truth about it."""
        say(f"generating {pdus:,} PDUs")
        path, truth = self.folder / name, self.folder / "truth.json"
        command = [sys.executable, str(HERE / "generate.py"), "--pdus", str(pdus), *options]
        subprocess.run(
            [*command, "--out", str(path), "--truth", str(truth)],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        return path, json.loads(truth.read_text(encoding="utf-8"))

    def run(self, key: str, capture: Path) -> Run | None:
        """Run a contestant once; None if it is absent."""
        out = Path(tempfile.mkdtemp(prefix="reports-", dir=self.folder))
        command = self.contestants.command(key, capture, out, self.slice_pdus)
        try:
            return measure(command) if command else None
        finally:
            shutil.rmtree(out)

    def count(self, clean: Path, clean_truth: dict[str, Any], results: Results) -> bool:
        """Count the PDUs of the clean capture by all means; tell whether they agree."""
        say("checking that the counts agree")
        truth = clean_truth["pdus"]["sent"]
        results.counts = [Count("the generator, PDUs sent", truth, None)]
        if self.contestants.tshark:
            counted = count_by_tshark(self.contestants.tshark, clean)
            results.counts.append(Count(TITLES["tree"], counted, None))
        if self.contestants.ours:
            for table, counted in count_by_us(self.contestants.ours, clean).items():
                results.counts.append(Count(f"smpp-dissect, table `{table}`", counted, None))
        return all(count.clean == truth for count in results.counts)

    def count_timed(self, capture: Path, truth: dict[str, Any] | None, results: Results) -> None:
        """Add the counts of the timed capture, where they may differ, and say why."""
        timed = {}
        if truth:
            timed["the generator, PDUs sent"] = truth["pdus"]["sent"]
            timed["the generator, PDUs captured whole"] = truth["pdus"]["captured"]
            results.remarks.append(why_counts_differ(truth))
        if self.contestants.tshark:
            timed[TITLES["tree"]] = count_by_tshark(self.contestants.tshark, capture)
        if self.contestants.ours:
            for table, counted in count_by_us(self.contestants.ours, capture).items():
                timed[f"smpp-dissect, table `{table}`"] = counted
        known = {count.source: count.clean for count in results.counts}
        sources = {**known, **timed}
        results.counts = [Count(s, known.get(s), timed.get(s)) for s in sources]
        results.pdus = truth["pdus"]["captured"] if truth else max(timed.values(), default=0)

    def time(self, capture: Path, runs: int, results: Results) -> None:
        """Run every contestant, round after round."""
        done: dict[str, list[Run]] = {}
        self.run(CAT, capture)
        for number in range(runs):
            for key in TITLES:
                if key in results.absent:
                    continue
                say(f"round {number + 1} of {runs}: {TITLES[key]}")
                try:
                    run = self.run(key, capture)
                except CommandFailed as failure:
                    results.absent[key] = f"it failed, {failure}"
                    done.pop(key, None)
                    continue
                if run is None:
                    results.absent[key] = "it is not installed here"
                else:
                    done.setdefault(key, []).append(run)
        results.timings = {key: Runs(tuple(measured)) for key, measured in done.items()}

    def starts(self, tiny: Path, small: Path, results: Results) -> None:
        """Time small tasks with an empty kernel cache and again."""
        say("first and second runs")
        ours, out = str(self.contestants.ours), str(self.folder / "first")
        tasks = {
            f"`smpp-dissect list`, {TINY_PDUS} PDUs": [ours, "list", str(tiny)],
            "`smpp-dissect report`, the clean capture": [ours, "report", str(small), "--out", out],
        }
        for task, command in tasks.items():
            with tempfile.TemporaryDirectory(dir=self.folder) as cache:
                where = {"NUMBA_CACHE_DIR": cache}
                first, again = (measure(command, where).wall_s for _ in range(2))
            results.starts.append(Start(task, first, again))
        if self.contestants.tshark:
            again = measure([self.contestants.tshark, *tshark_reading(tiny)]).wall_s
            results.starts.append(Start(f"`tshark`, {TINY_PDUS} PDUs", None, again))

    def scale(self, capture: Path, truth: dict[str, Any], runs: int) -> Scale | None:
        """Time our report alone on a capture."""
        say(f"report on {truth['pdus']['captured']:,} PDUs")
        self.run(CAT, capture)
        done = [run for run in (self.run(REPORT, capture) for _ in range(runs)) if run]
        size = capture.stat().st_size
        return Scale(truth["pdus"]["captured"], size, Runs(tuple(done))) if done else None


def why_counts_differ(truth: dict[str, Any]) -> str:
    """Explain the counts of a capture with faults."""
    tcp = truth["tcp"]
    return (
        f"The timed capture misses {tcp['lost']:,} packets with {tcp['lost_bytes']:,} bytes that "
        f"the peers received, repeats {tcp['retransmitted']:,} packets and has "
        f"{tcp['reordered']:,} out of order; {tcp['header_cuts']:,} PDUs have their header in two "
        "packets. So fewer PDUs are captured whole than were sent. smpp-dissect may count more "
        "than those, for a PDU of which the header was captured is a row. tshark counts fewer: it "
        "dissects no segment that it takes for out of order, and where a segment begins with less "
        "than a whole PDU header it misses that PDU, and often some of those that follow."
    )


def say(text: str) -> None:
    """Tell on stderr what goes on."""
    print(text, file=sys.stderr)


def parse() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description="Compare smpp-dissect with other tools.")
    parser.add_argument("--pdus", type=int, default=2_000_000, help="size of the made capture")
    parser.add_argument("--capture", type=Path, help="time this capture, not a made one")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--slice", type=int, default=100_000, help="PDUs for the Python loop")
    parser.add_argument("--loop-python", default=sys.executable, help="it has dpkt and smpp.pdu3")
    parser.add_argument("--large", action="store_true", help="our report on 20 million PDUs too")
    parser.add_argument("--folder", type=Path, help="where the captures go; 5 GB with --large")
    parser.add_argument("--out", type=Path, default=Path(__file__).with_name("RESULTS.md"))
    return parser.parse_args()


def compare(bench: Bench, chosen: argparse.Namespace) -> Results | None:
    """Measure everything; None if the counts do not agree."""
    facts = {
        "machine": machine(),
        "commit": commit(),
        "date": datetime.date.today().isoformat(),
        "rounds": str(chosen.runs),
    }
    results = Results(facts, versions(bench.contestants), "", 0, 0, chosen.slice)
    clean, clean_truth = bench.make("clean.pcap", min(CLEAN_PDUS, chosen.pdus), "--clean")
    if not bench.count(clean, clean_truth, results):
        for count in results.counts:
            say(f"{count.source}: {count.clean:,}")
        return None
    truth = None
    capture = chosen.capture
    if capture is None:
        capture, truth = bench.make("bench.pcap", chosen.pdus)
    bench.count_timed(capture, truth, results)
    if not results.pdus:
        raise SystemExit("no PDUs were counted in the capture: there is nothing to time")
    results.size = capture.stat().st_size
    results.slice_pdus = bench.slice_pdus = min(chosen.slice, results.pdus)
    made = "made by `benchmarks/generate.py`" if truth else "a given one"
    results.capture = f"A capture of {results.pdus:,} PDUs and {results.size:,} bytes, {made}."
    bench.time(capture, chosen.runs, results)
    if REPORT in results.timings:
        bench.starts(bench.make("tiny.pcap", TINY_PDUS, "--clean")[0], clean, results)
        if truth:
            measure_scales(bench, chosen, truth, results)
    return results


def measure_scales(
    bench: Bench, chosen: argparse.Namespace, truth: dict[str, Any], results: Results
) -> None:
    """Time our report on a quarter and a half of the size, and on 20 million PDUs if asked."""
    for part in (4, 2):
        smaller = bench.make("part.pcap", chosen.pdus // part)
        results.scales += filter(None, [bench.scale(*smaller, chosen.runs)])
    whole = truth["pdus"]["captured"]
    results.scales.append(Scale(whole, results.size, results.timings[REPORT]))
    if chosen.large:
        results.large = bench.scale(*bench.make("large.pcap", LARGE_PDUS), 1)


def main() -> int:
    """Run the benchmark; exit status 1 if the counts do not agree."""
    chosen = parse()
    contestants = find_contestants(chosen.loop_python)
    with tempfile.TemporaryDirectory(dir=chosen.folder) as folder:
        results = compare(Bench(contestants, Path(folder), chosen.slice), chosen)
    if results is None:
        say("the counts do not agree: nothing is timed")
        return 1
    page = render(results)
    chosen.out.write_text(page, encoding="utf-8")
    print(page)
    return 0


if __name__ == "__main__":
    sys.exit(main())
