"""All that the package shows of a capture: what commands write, what a notebook and Python show.

Faces of one kind promise the same: `terminal`, `pipe` and `repr` are text for people, `json` and
`csv` are read by machines, `html` by browsers.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import smpp_dissect as sd
from smpp_dissect.cli import main
from smpp_dissect.cli.environment import Environment
from smpp_dissect.columns import TABLES
from smpp_dissect.frames import to_pandas
from smpp_dissect.verify.program import is_present
from tests.cli.fake import Terminal

ALL = ("--where", "true", "--limit", "0")
EXPORTED = [table.name for table in TABLES.values() if not table.is_report]


class Face(NamedTuple):
    """Something that is shown: its kind, and the text of it."""

    kind: str
    text: str


Faces = Callable[..., Iterator[Face]]


def command(name: str, *args: str, kind: str = "") -> Faces:
    """What a command writes: to a terminal, coloured, and to a pipe, where it is of some kind."""

    def faces(path: Path, **options: Any) -> Iterator[Face]:
        line = [name, str(path), *args]
        for option, value in options.items():
            line += [f"--{option.replace('_', '-')}"] + [value] * (value is not True)
        for is_terminal in (True, False):
            out, err = _written(line, is_terminal)
            yield Face("terminal" if is_terminal else kind or "pipe", out)
            yield Face("terminal", err)

    return faces


def _written(line: list[str], is_terminal: bool) -> tuple[str, str]:
    stdout, stderr = Terminal(), Terminal()
    # A progress bar would have escapes of its own.
    env = Environment(io.StringIO(), stdout, stderr, False, is_terminal, False, 100, is_terminal)
    assert main(line, env) == 0, stderr.octets
    return stdout.octets.decode(), stderr.octets.decode()


def reports(path: Path, **options: Any) -> Iterator[Face]:
    """The reports that are written as files."""
    for report in sd.read(path, **options).write_reports(path.parent / "reports"):
        yield Face("csv", report.read_bytes().decode())


def overview(path: Path, **options: Any) -> Iterator[Face]:
    """A capture in a notebook, and in Python."""
    capture = sd.read(path, **options)
    yield Face("html", capture._repr_html_())
    yield Face("repr", repr(capture))


def trees(path: Path, **options: Any) -> Iterator[Face]:
    """The PDUs in a notebook, and in Python."""
    capture = sd.read(path, **options)
    for tree in capture.trees(range(1, len(capture.pdus) + 1)):
        yield Face("html", tree._repr_html_())
        yield Face("repr", f"{tree}\n{tree!r}\n{tree.heading}")
        yield Face("repr", f"{tree.to_dict()}")


def frames(path: Path, **options: Any) -> Iterator[Face]:
    """The tables in a notebook; their HTML is by pandas."""
    capture = sd.read(path, **options)
    for table in EXPORTED:
        yield Face("frame", to_pandas(capture.arrow(table))._repr_html_())


FACES: dict[str, Faces] = {
    "report": command("report"),
    "report as JSON": command("report", "--json", kind="json"),
    "list": command("list"),
    "list of all columns": command("list", "--columns", ",".join(TABLES["pdus"].names)),
    "list as JSON": command("list", "--json", kind="json"),
    "show": command("show", *ALL),
    "show a node": command("show", *ALL, "--node", "command_id"),
    "show as JSON": command("show", *ALL, "--json", kind="json"),
    "sessions": command("sessions"),
    "sessions as JSON": command("sessions", "--json", kind="json"),
    "messages": command("messages"),
    "messages as JSON": command("messages", "--json", kind="json"),
    "tlvs": command("tlvs"),
    "tlvs as JSON": command("tlvs", "--json", kind="json"),
    **{
        f"export {table} as {form}": command(
            "export", "--table", table, "--format", form, kind=kind
        )
        for table in EXPORTED
        for form, kind in (("csv", "csv"), ("jsonl", "json"))
    },
    **(
        {"verify": command("verify"), "verify as JSON": command("verify", "--json", kind="json")}
        if is_present()
        else {}
    ),
    "reports": reports,
    "overview": overview,
    "trees": trees,
    "frames": frames,
}
