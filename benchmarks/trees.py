"""Time annotated trees beside tshark's JSON and smpp.pdu3, on the same PDUs, in one run.

    python benchmarks/trees.py --pdus 60000 --runs 3
    python benchmarks/trees.py --capture mine.pcap --loop-python other/bin/python

Two comparisons. In memory: a loop over PDUs makes our tree, its plain values, its JSON, or decodes
with smpp.pdu3. From a capture: a whole command, from its start to the last line of JSON, ours and
tshark's. First all must count the same PDUs. Every round runs each contestant once; the rates are
of the median round, in CPU seconds, for each of them is at work all the time on one core, and what
else the machine does must not count. Results go to RESULTS-trees.md.
"""

from __future__ import annotations

import argparse
import datetime
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from contestants import (
    HERE,
    Contestants,
    commit,
    count_by_tshark,
    find_contestants,
    machine,
    tshark_reading,
    versions,
)
from measure import measure

AIM = 20_000
NODES, PLAIN, JSON, PDU3 = "nodes", "dict", "json", "pdu3"
LINES, SHOW, TSHARK = "lines", "show", "tshark"
TITLES = {
    NODES: "`sd.dissect(pdu)`: every node of the tree",
    PLAIN: "`sd.dissect(pdu).to_dict()`: with every meaning and text",
    JSON: "`sd.dissect(pdu).root.to_json()`: the same as JSON",
    PDU3: "smpp.pdu3, `PDUEncoder().decode`: fields, no tree",
    LINES: "a capture to a line of JSON for each PDU",
    SHOW: "`smpp-dissect show --where TRUE --json`: with the answer and the long message of each",
    TSHARK: "`tshark -T json`, of SMPP alone",
}
IN_MEMORY, FROM_CAPTURE = (NODES, PLAIN, JSON, PDU3), (LINES, SHOW, TSHARK)


@dataclass
class Bench:
    """The contestants, and the PDUs in both their forms."""

    contestants: Contestants
    capture: Path
    octets: Path
    pdus: int
    seconds: dict[str, list[float]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def round(self) -> None:
        """Run every contestant once."""
        for key in TITLES:
            say(TITLES[key])
            seconds = self.run(key)
            if seconds is not None:
                self.seconds.setdefault(key, []).append(seconds)

    def run(self, key: str) -> float | None:
        """Run a contestant; give its CPU seconds, or None where it is not here."""
        ours = [sys.executable, str(HERE / "tree_loop.py")]
        if key in (NODES, PLAIN, JSON):
            return float(said([*ours, str(self.octets), key]).split()[-1])
        if key == LINES:
            return measure([*ours, str(self.capture), LINES]).cpu_s
        if key == SHOW:
            asked = ["show", str(self.capture), "--where", "TRUE", "--json", "--quiet"]
            return measure([sys.executable, "-m", "smpp_dissect", *asked]).cpu_s
        if key == TSHARK:
            program = self.contestants.tshark
            asked = [*tshark_reading(self.capture), "-Y", "smpp", "-T", "json", "-J", "smpp"]
            return measure([program, *asked]).cpu_s if program else None
        if not self.contestants.loop_python:
            return None
        loop = [self.contestants.loop_python, str(HERE / "pdu3_loop.py"), str(self.octets)]
        _, failed, seconds = said(loop).split()
        note = f"smpp.pdu3 could not decode {int(failed):,} of the PDUs."
        if int(failed) and note not in self.notes:
            self.notes.append(note)
        return float(seconds)


def said(command: list[str]) -> str:
    """Give what a command prints."""
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def say(text: str) -> None:
    """Tell on stderr what goes on."""
    print(text, file=sys.stderr)


def prepared(chosen: argparse.Namespace, folder: Path) -> Bench:
    """Make the capture unless one is given, cut its PDUs out, and check the counts."""
    capture = chosen.capture
    if capture is None:
        capture = folder / "trees.pcap"
        made = [sys.executable, str(HERE / "generate.py"), "--pdus", str(chosen.pdus), "--clean"]
        subprocess.run([*made, "--out", str(capture)], check=True, stdout=subprocess.DEVNULL)
    octets = folder / "pdus.bin"
    with octets.open("wb") as file:
        loop = [sys.executable, str(HERE / "tree_loop.py"), str(capture), "pdus"]
        subprocess.run(loop, check=True, stdout=file)
    contestants = find_contestants(chosen.loop_python)
    pdus = int(said([sys.executable, str(HERE / "tree_loop.py"), str(octets), NODES]).split()[0])
    bench = Bench(contestants, capture, octets, pdus)
    if contestants.tshark:
        counted = count_by_tshark(contestants.tshark, capture)
        if counted != pdus and chosen.capture is None:
            raise SystemExit(f"tshark counts {counted:,} PDUs, we {pdus:,}: nothing is timed")
        bench.notes.append(f"tshark counts {counted:,} PDUs.")
    return bench


def render(bench: Bench, runs: int) -> str:
    """Write the page."""
    rate = bench.pdus / statistics.median(bench.seconds[NODES])
    facts = {
        "machine": machine(),
        "commit": commit(),
        "date": datetime.date.today().isoformat(),
        "rounds": str(runs),
    }
    found = versions(bench.contestants)
    met = "Met" if rate >= AIM else "Missed"
    lines = [
        "# Benchmark results: trees",
        "",
        "Written by `benchmarks/trees.py`; not edited by hand.",
        "",
        *(f"- {key}: {value}" for key, value in facts.items()),
        f"- {', '.join(f'{name} {version}' for name, version in found.items())}",
        f"- PDUs: {bench.pdus:,}, with the profile `smscentre`. {' '.join(bench.notes)}",
        "",
        f"**{met}**: trees at {AIM:,} PDUs/s or better in plain Python; measured {rate:,.0f}.",
    ]
    for title, keys in (
        ("In memory, in one process", IN_MEMORY),
        ("From a capture, whole commands", FROM_CAPTURE),
    ):
        lines += ["", f"## {title}", "", "| what | PDUs/s | CPU seconds | shortest to longest |"]
        lines += ["| --- | ---: | ---: | ---: |", *(row(bench, key) for key in keys)]
    return "\n".join(lines) + "\n"


def row(bench: Bench, key: str) -> str:
    """One line of a table."""
    if key not in bench.seconds:
        return f"| {TITLES[key]} | not here |  |  |"
    seconds = bench.seconds[key]
    median = statistics.median(seconds)
    spread = f"{min(seconds):.2f} to {max(seconds):.2f}"
    return f"| {TITLES[key]} | {bench.pdus / median:,.0f} | {median:.2f} | {spread} |"


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description="Compare annotated trees with other tools.")
    parser.add_argument("--pdus", type=int, default=60_000, help="size of the made capture")
    parser.add_argument("--capture", type=Path, help="time this capture, not a made one")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--loop-python", default=sys.executable, help="it has dpkt and smpp.pdu3")
    parser.add_argument("--out", type=Path, default=Path(__file__).with_name("RESULTS-trees.md"))
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        bench = prepared(chosen, Path(folder))
        say("compiling, where that is yet to be done")
        bench.run(SHOW)
        for number in range(chosen.runs):
            say(f"round {number + 1} of {chosen.runs}")
            bench.round()
    page = render(bench, chosen.runs)
    chosen.out.write_text(page, encoding="utf-8")
    print(page)


if __name__ == "__main__":
    main()
