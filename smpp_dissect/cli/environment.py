"""The world outside a command, as one argument: streams, terminals, and what reads captures."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TextIO

if TYPE_CHECKING:
    import pyarrow as pa


class Tree(Protocol):
    """One PDU as a tree."""

    def to_dict(self) -> dict[str, Any]:
        """Give the root node as plain values."""

    def to_json(self) -> str:
        """Give the origin and the root node as one JSON object."""

    def origin(self) -> dict[str, Any]:
        """Tell where the PDU is from, as plain values."""


class Capture(Protocol):
    """What commands ask of a capture."""

    @property
    def warnings(self) -> Sequence[str]:
        """What went wrong in reading and did not stop it, one line each; whole after reading."""

    @property
    def profile_reasons(self) -> Sequence[str]:
        """Which vendor profiles are in use and why, a line each."""

    def batches(self, table: str, columns: Sequence[str] | None = None) -> Iterator[pa.RecordBatch]:
        """Give a table's rows in order."""

    def pdu(self, number: int) -> Tree:
        """Give one PDU; LookupError where there is none of that number."""

    def frame(self, number: int) -> Sequence[Tree]:
        """Give the PDUs that a frame completed."""

    def overview(self) -> dict[str, Any]:
        """Say as plain values what the capture holds."""

    def trees(self, numbers: Iterable[int]) -> Iterator[Tree]:
        """Give PDUs by their numbers, one after another in capture order."""

    def summary(self) -> Sequence[str]:
        """Say in a few lines what the capture holds."""

    def write_reports(self, directory: Path) -> Sequence[Path]:
        """Write the reports and name their files."""


def read_capture(inputs: list[str], **options: Any) -> Capture:
    """Open captures; see `smpp_dissect.read`."""
    import smpp_dissect

    capture: Capture = smpp_dissect.read(inputs, **options)
    return capture


@dataclass
class Environment:
    """Streams, whether they are terminals, and how wide and colourful the one for data is.

    `stdout` has a `buffer` for octets, as text files have. `read` opens captures.
    """

    stdin: TextIO
    stdout: TextIO
    stderr: TextIO
    stdin_is_terminal: bool = False
    stdout_is_terminal: bool = False
    stderr_is_terminal: bool = False
    width: int = 80
    colours: bool = False
    read: Callable[..., Capture] = read_capture

    @classmethod
    def of_process(cls) -> Environment:
        """Take the streams of this process. What goes into a pipe is UTF-8 on every system.

        A stream that the process was started without: what is told on standard error is lost, and
        results are not, for writing them fails.
        """
        stdout = sys.stdout or os.fdopen(os.open(os.devnull, os.O_RDONLY), "w")
        stderr = sys.stderr or open(os.devnull, "w")
        terminal = stdout.isatty()
        _reconfigure(stdout, None if terminal else "utf-8")
        _reconfigure(stderr, None)
        return cls(
            sys.stdin,
            stdout,
            stderr,
            sys.stdin is not None and sys.stdin.isatty(),
            terminal,
            stderr.isatty(),
            shutil.get_terminal_size().columns,
            terminal and wants_colours(os.environ),
        )


def wants_colours(variables: Mapping[str, str]) -> bool:
    """Tell whether a terminal is to be coloured; NO_COLOR is no-color.org's."""
    return not variables.get("NO_COLOR") and variables.get("TERM") != "dumb"


def _reconfigure(stream: TextIO, encoding: str | None) -> None:
    """Write out what an encoding lacks, and end lines the same everywhere."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure:
        reconfigure(encoding=encoding, errors="backslashreplace", newline="\n")
