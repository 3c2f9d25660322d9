"""Who takes part in the benchmark: their commands, their versions, and how they count PDUs."""

from __future__ import annotations

import csv
import os
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from subprocess import PIPE

from measure import CommandFailed

HERE = Path(__file__).parent
PORT = 3700
STATISTICS = ("-q", "-z", "smpp_commands,tree")

# The same twelve facts about each PDU, under tshark's names and under ours.
COLUMNS = (
    ("frame.number", "frame"),
    ("frame.time_epoch", "time"),
    ("smpp.command_length", "command_length"),
    ("smpp.command_id", "command_id"),
    ("smpp.command_status", "command_status"),
    ("smpp.sequence_number", "sequence_number"),
    ("smpp.source_addr", "source_addr"),
    ("smpp.destination_addr", "destination_addr"),
    ("smpp.data_coding", "data_coding"),
    ("smpp.sm_length", "sm_length"),
    ("smpp.message", "short_message"),
    ("smpp.message_id", "message_id"),
)

REPORT, EXPORT, TREE, FIELDS, LOOP, CAT = "report", "export", "tree", "fields", "loop", "cat"
TITLES = {
    REPORT: "`smpp-dissect report`, all reports as CSV",
    EXPORT: "`smpp-dissect export`, 12 columns as CSV",
    TREE: "`tshark -z smpp_commands,tree`",
    FIELDS: "`tshark -T fields`, 12 fields",
    LOOP: "dpkt + smpp.pdu3 in a Python loop",
    CAT: "`cat`, for the disk",
}


@dataclass(frozen=True)
class Contestants:
    """The programs that are here; None for one that is absent."""

    ours: str | None
    tshark: str | None
    loop_python: str | None

    def command(self, key: str, capture: Path, out: Path, slice_pdus: int) -> list[str] | None:
        """Return a contestant's command, or None if it is absent.

        `out` is for the reports; `slice_pdus` is what the Python loop reads of the capture.
        """
        ours, tshark, loop = self.ours, self.tshark, self.loop_python
        path = str(capture)
        reading = tshark_reading(capture)
        fields = [part for theirs, _ in COLUMNS for part in ("-e", theirs)]
        columns = ",".join(our for _, our in COLUMNS)
        commands: dict[str, tuple[str | None, list[str]]] = {
            REPORT: (ours, ["report", path, "--out", str(out)]),
            EXPORT: (
                ours,
                ["export", path, "--table", "pdus", "--columns", columns, "--format", "csv"],
            ),
            TREE: (tshark, [*reading, *STATISTICS]),
            FIELDS: (tshark, [*reading, "-Y", "smpp", "-T", "fields", *fields]),
            LOOP: (loop, [str(HERE / "python_loop.py"), path, str(slice_pdus)]),
            CAT: (shutil.which("cat"), [path]),
        }
        program, arguments = commands[key]
        return [program, *arguments] if program else None


def tshark_reading(capture: Path) -> list[str]:
    """Tell tshark the capture, the port, and to look up no names: all to its advantage."""
    return ["-n", "-r", str(capture), "-d", f"tcp.port=={PORT},smpp"]


def find_contestants(loop_python: str) -> Contestants:
    """Look for the programs; the loop needs a Python that has dpkt and smpp.pdu3."""
    beside = Path(sys.executable).with_name("smpp-dissect")
    ours = str(beside) if beside.exists() else shutil.which("smpp-dissect")
    probe = [loop_python, "-c", "import dpkt, smpp.pdu.pdu_encoding"]
    able = subprocess.run(probe, capture_output=True, check=False).returncode == 0
    return Contestants(ours, shutil.which("tshark"), loop_python if able else None)


def count_by_tshark(tshark: str, capture: Path) -> int:
    """Count PDUs as tshark's statistics do."""
    command = [tshark, *tshark_reading(capture), *STATISTICS]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found = re.search(r"SMPP Operations\s+(\d+)", said)
    return int(found[1]) if found else 0


def count_by_us(ours: str, capture: Path) -> dict[str, int]:
    """Count PDUs as our tables do: rows of `pdus`, and the sum over `sessions`."""
    return {
        "pdus": sum(1 for _ in exported(ours, capture, "pdus", "pdu")),
        "sessions": sum(exported(ours, capture, "sessions", "pdus")),
    }


def exported(ours: str, capture: Path, table: str, column: str) -> Iterator[int]:
    """Read one column of one of our tables, line by line."""
    command = [ours, "export", str(capture), "--table", table, "--columns", column]
    with subprocess.Popen([*command, "--format", "csv"], stdout=PIPE, text=True) as child:
        for row in csv.DictReader(child.stdout or ()):
            yield int(row[column])
    if child.returncode:
        raise CommandFailed(f"smpp-dissect export: exit status {child.returncode}")


def versions(contestants: Contestants) -> dict[str, str]:
    """Tell the versions of all that takes part."""
    found = {"Python": platform.python_version()}
    for package in ("smpp-dissect", "numpy", "numba", "pyarrow", "pandas", "duckdb"):
        try:
            found[package] = metadata.version(package)
        except metadata.PackageNotFoundError:
            continue
    if contestants.tshark:
        said = subprocess.run(
            [contestants.tshark, "--version"], capture_output=True, text=True, check=True
        )
        found["tshark"] = said.stdout.split()[2]
    if contestants.loop_python:
        code = "import importlib.metadata as m; print(m.version('dpkt'), m.version('smpp.pdu3'))"
        said = subprocess.run(
            [contestants.loop_python, "-c", code], capture_output=True, text=True, check=True
        )
        found["dpkt"], found["smpp.pdu3"] = said.stdout.split()
    return found


def machine() -> str:
    """Describe the machine in a line."""
    cpu = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    model = re.search(r"model name\s*: (.*)", cpu)
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    system = f"{platform.system()} {platform.release().split('-')[0]}, {platform.machine()}"
    name = model[1] if model else "unknown CPU"
    return f"{name}, {os.cpu_count()} cores, {memory:.0f} GiB, {system}"


def commit() -> str:
    """Tell the commit that is measured, and whether the tree differs from it."""
    git = ["git", "-C", str(HERE)]
    head = subprocess.run([*git, "rev-parse", "--short=12", "HEAD"], capture_output=True, text=True)
    if head.returncode:
        return "none yet"
    changed = subprocess.run(
        [*git, "status", "--porcelain", "--untracked-files=no"], capture_output=True, text=True
    )
    return head.stdout.strip() + (", with uncommitted changes" if changed.stdout.strip() else "")
