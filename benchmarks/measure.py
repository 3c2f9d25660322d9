"""Run a command and measure it from outside: time, peak memory, peak anonymous memory.

Resident memory as the kernel counts it (`ru_maxrss`) holds the mapped pages of files too, among
them those of the capture, which cost nobody anything. Anonymous memory does not; it is sampled from
`/proc`. Both are of the command's own process, not of processes that it starts.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

SAMPLE_S = 0.01


class CommandFailed(Exception):
    """A measured command ended with an error; the message is its last line on stderr."""


@dataclass(frozen=True)
class Run:
    """One measured run: seconds, and bytes at the peak."""

    wall_s: float
    cpu_s: float
    resident: int
    anonymous: int


@dataclass(frozen=True)
class Runs:
    """Several runs of the same command."""

    runs: tuple[Run, ...]

    @property
    def wall_s(self) -> float:
        """The median of the wall times."""
        return statistics.median(run.wall_s for run in self.runs)

    @property
    def spread(self) -> tuple[float, float]:
        """The shortest and the longest wall time."""
        times = [run.wall_s for run in self.runs]
        return min(times), max(times)

    @property
    def resident(self) -> int:
        """The highest peak of resident memory, in bytes."""
        return max(run.resident for run in self.runs)

    @property
    def anonymous(self) -> int:
        """The highest sampled peak of anonymous memory, in bytes."""
        return max(run.anonymous for run in self.runs)


def measure(command: Sequence[str], environment: Mapping[str, str] | None = None) -> Run:
    """Run a command to its end, its output going nowhere; raise `CommandFailed` if it fails."""
    with tempfile.TemporaryFile() as errors:
        begun = time.perf_counter()
        child = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=errors,
            env={**os.environ, **(environment or {})},
        )
        peak = _Peak(child.pid)
        _, status, usage = os.wait4(child.pid, 0)
        wall_s = time.perf_counter() - begun
        child.returncode = os.waitstatus_to_exitcode(status)
        anonymous = peak.stop()
        if child.returncode:
            errors.seek(0)
            said = errors.read().decode(errors="replace").strip().splitlines() or ["nothing said"]
            raise CommandFailed(f"exit status {child.returncode}: {said[-1]}")
    return Run(wall_s, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024, anonymous)


class _Peak:
    """Samples the anonymous memory of a process until told to stop."""

    def __init__(self, pid: int) -> None:
        self._status = Path(f"/proc/{pid}/status")
        self._peak = 0
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def _watch(self) -> None:
        while not self._stopped.is_set():
            self._peak = max(self._peak, anonymous_memory(self._status))
            self._stopped.wait(SAMPLE_S)

    def stop(self) -> int:
        """Stop sampling; return the peak in bytes."""
        self._stopped.set()
        self._thread.join()
        return self._peak


def anonymous_memory(status: Path) -> int:
    """Read RssAnon from a process's status file, in bytes; 0 if the process has gone."""
    try:
        lines = status.read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("RssAnon:"))
