"""Bad input to the real commands: each gets one clear line, its status, and nothing on stdout."""

from __future__ import annotations

import gzip
import io
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from smpp_dissect import writing
from smpp_dissect.cli import main
from smpp_dissect.cli.environment import Environment
from smpp_dissect.packets import sources
from tests.build import Raw
from tests.build_segments import START
from tests.cli.fake import Outcome, Terminal
from tests.road import pcap
from tests.talks import bind, bind_resp, submit, submit_resp, talk

ROOT = Path(__file__).resolve().parents[2]
SMPP = pcap(talk([bind(), submit(2)], [bind_resp(), submit_resp(2)]))
HTTP = pcap(talk(b"GET / HTTP/1.1\r\n\r\n", ends=(("10.0.0.1", 4000), ("10.0.0.2", 80))))
UDP = pcap([Raw(START, bytes(12) + b"\x08\x00\x45" + bytes(8) + b"\x11" + bytes(30))])
# Link type 105 is IEEE 802.11.
RADIO = SMPP[:20] + (105).to_bytes(4, "little") + SMPP[24:]

# Commands that read a capture; what follows is its name.
READING: tuple[tuple[str, ...], ...] = (
    ("report",), ("report", "--json"), ("list",), ("sessions",), ("messages", "--json"),
    ("show", "--pdu", "1"), ("export", "--table", "pdus"),
)  # fmt: skip


def run(*args: str, stdin: bytes = b"") -> Outcome:
    """Run one command on what is really there."""
    stdout, stderr = Terminal(), Terminal()
    env = Environment(io.TextIOWrapper(io.BytesIO(stdin)), stdout, stderr)
    status = main(list(args), env)
    return Outcome(status, stdout.octets, stderr.octets.decode(), [])


def the_line(outcome: Outcome, what: str = "error") -> str:
    """The one line on standard error."""
    (line,) = outcome.err.splitlines()
    head = f"smpp-dissect: {what}: "
    assert line.startswith(head)
    return line.removeprefix(head)


INPUTS: dict[str, tuple[bytes, int, str]] = {
    "empty": (b"", 3, "the file is empty"),
    "text": (b"no capture at all\n", 3, "is neither a pcap nor a pcapng capture"),
    "zipped text": (gzip.compress(b"text"), 3, "is neither a pcap nor a pcapng capture"),
    "cut in its header": (SMPP[:20], 3, "the capture is cut within its file header"),
    "no packets": (SMPP[:24], 4, "no packets in the capture"),
    "no SMPP": (HTTP, 4, "no SMPP found in 8 packets (8 of TCP on port 80)"),
    "no TCP": (UDP, 4, "no SMPP found in 1 packets (1 not tcp)"),
    "radio": (RADIO, 3, "link type 105 is not supported; Ethernet, Linux cooked, BSD loopback and"),
}


@pytest.mark.parametrize("command", READING, ids=" ".join)
@pytest.mark.parametrize("kind", INPUTS)
def test_a_file_that_holds_no_smpp(kind: str, command: tuple[str, ...], tmp_path: Path) -> None:
    content, status, line = INPUTS[kind]
    path = tmp_path / "a.pcap"
    path.write_bytes(content)
    outcome = run(*command, str(path))
    assert the_line(outcome).startswith(f"{path}: {line}")
    assert (outcome.status, outcome.octets) == (status, b"")


@pytest.mark.parametrize("command", READING, ids=" ".join)
def test_what_is_no_file(command: tuple[str, ...], tmp_path: Path) -> None:
    for name, line in (
        (f"{tmp_path}/nix.pcap", f"{tmp_path}/nix.pcap: no such file"),
        (f"{tmp_path}/*.pcap", f"{tmp_path}/*.pcap: no file matches this pattern"),
        (f"{tmp_path}", f"{tmp_path}: is a directory; give capture files, or a pattern such as"),
        ("", "no such file"),
    ):
        outcome = run(*command, name)
        assert the_line(outcome).startswith(line)
        assert (outcome.status, outcome.octets) == (3, b"")


@pytest.mark.parametrize("command", READING, ids=" ".join)
def test_a_file_that_may_not_be_read(
    command: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(name: str, mode: str) -> None:
        raise PermissionError(13, os.strerror(13), name)

    path = tmp_path / "a.pcap"
    path.write_bytes(SMPP)
    # A superuser may read everything, so the mode of a file proves nothing.
    monkeypatch.setattr(sources, "open", refuse, raising=False)
    outcome = run(*command, str(path))
    assert the_line(outcome) == f"{path}: permission denied"
    assert (outcome.status, outcome.octets) == (3, b"")


@pytest.mark.parametrize("command", READING, ids=" ".join)
def test_a_capture_cut_in_mid_record_gives_what_precedes_and_a_warning(
    command: tuple[str, ...], tmp_path: Path
) -> None:
    whole, cut = tmp_path / "whole.pcap", tmp_path / "cut.pcap"
    whole.write_bytes(SMPP)
    cut.write_bytes(SMPP[:-5])
    outcome = run(*command, str(cut))
    line = the_line(outcome, "warning")
    assert line.startswith(f"{cut}: the capture is cut in the middle of a record (offset ")
    assert outcome.status == 0
    assert outcome.octets
    full = run(*command, str(whole))
    assert (full.status, full.err) == (0, "")


def test_an_out_that_cannot_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, file = tmp_path / "a.pcap", tmp_path / "file"
    path.write_bytes(SMPP)
    file.write_text("mine")
    export = ("export", "--table", "pdus")

    def refused(*args: str, line: str) -> None:
        outcome = run(*args, str(path))
        assert the_line(outcome) == line
        assert (outcome.status, outcome.octets) == (5, b"")

    refused("report", "--out", f"{file}", line=f"{file}: is a file; the reports need a directory")
    below = f"{file}/sub"
    refused("report", "--out", below, line=f"{below}: cannot be written: Not a directory")
    refused(*export, "--out", below, line=f"{below}: cannot be written: Not a directory")
    assert file.read_text() == "mine"

    def refuse(self: Path, *args: object, **more: object) -> None:
        raise PermissionError(13, os.strerror(13), os.fspath(self))

    def forbidden(name: str) -> str:
        return f"{tmp_path}/{name}: cannot be written: Permission denied"

    # A directory that may not be written to, then one that may not be made.
    monkeypatch.setattr(writing.tempfile, "TemporaryFile", lambda dir: refuse(dir / "tmp1"))
    refused("report", "--out", f"{tmp_path}", line=forbidden("").replace("/:", ":"))
    for name in ("mkdir", "open"):
        monkeypatch.setattr(Path, name, refuse)
    refused("report", "--out", f"{tmp_path}/new", line=forbidden("new"))
    refused(*export, "--out", f"{tmp_path}/x.csv", line=forbidden("x.csv"))


PROFILES: dict[str, tuple[str, str]] = {
    "no TOML": ("name = \n", "not TOML: Invalid value (at line 1, column "),
    "a key too few": ('name = "mine"\n', "title: missing"),
    "a key too many": ('name = "mine"\ntitel = "Mine"\n', "titel: unknown key"),
    "a wrong value": (
        'name = "mine"\ntitle = "Mine"\nsource = "me"\nports = [70000]\n',
        "ports: expected a list of integers from 1 to 65535, found",
    ),
}


@pytest.mark.parametrize("kind", PROFILES)
def test_a_malformed_profile(kind: str, tmp_path: Path) -> None:
    content, line = PROFILES[kind]
    path, profile = tmp_path / "a.pcap", tmp_path / "mine.toml"
    path.write_bytes(SMPP)
    profile.write_text(content)
    for args in (("report", str(path), "--profile", str(profile)), ("profiles", str(profile))):
        outcome = run(*args)
        assert the_line(outcome).startswith(f"{profile}: {line}")
        assert (outcome.status, outcome.octets) == (2, b"")


@pytest.mark.parametrize(
    ("condition", "line"),
    [
        ("", "is empty; give a condition, as"),
        (" \n", "is empty; give a condition, as"),
        ("command =", "syntax error at its end"),
        ("(command = 1))", 'syntax error at or near ")"'),
        ("comand = 'x'", "pdus has no column comand; did you mean command"),
        ("pdu = 'abc'", "Could not convert string 'abc' to"),
        ("count(*) > 1", "WHERE clause cannot contain aggregates"),
        ("1; DROP TABLE pdus", "syntax error at or near"),
        ("pdu IN (SELECT 1)", "a condition is about one row, without subqueries"),
    ],
)
def test_a_bad_condition(condition: str, line: str, tmp_path: Path) -> None:
    path = tmp_path / "a.pcap"
    path.write_bytes(SMPP)
    for command in (("list",), ("export", "--table", "pdus")):
        outcome = run(*command, str(path), "--where", condition)
        assert the_line(outcome).startswith(f"--where: {line}")
        assert (outcome.status, outcome.octets) == (2, b"")


def process(redirection: str, *args: str) -> subprocess.CompletedProcess[bytes]:
    """Run the program by a shell, which can close its streams."""
    command = f'exec "$0" -m smpp_dissect "$@" {redirection}'
    return subprocess.run(
        ["sh", "-c", command, sys.executable, *args], cwd=ROOT, capture_output=True, timeout=60
    )


@pytest.fixture
def sample(tmp_path: Path) -> str:
    path = tmp_path / "a.pcap"
    path.write_bytes(SMPP)
    return str(path)


def test_standard_output_that_is_closed(sample: str) -> None:
    done = process(">&-", "list", sample)
    assert done.returncode == 5
    assert done.stderr == b"smpp-dissect: error: cannot write: standard output is closed\n"


def test_standard_error_that_is_closed(sample: str) -> None:
    assert process("2>&-", "list", sample).stdout.count(b"\n") == 5
    failed = process("2>&-", "list", "nix.pcap")
    assert (failed.returncode, failed.stdout) == (3, b"")


def test_standard_input_that_is_closed_or_empty() -> None:
    for redirection, line in (("<&-", b"standard input is closed"), ("</dev/null", b"the file is")):
        done = process(redirection, "list", "-")
        assert (done.returncode, done.stdout) == (3, b"")
        assert done.stderr.startswith(b"smpp-dissect: error: <stdin>: " + line)
        assert done.stderr.count(b"\n") == 1


def test_the_statuses_of_a_process(sample: str, tmp_path: Path) -> None:
    http = tmp_path / "http.pcap"
    http.write_bytes(HTTP)
    blocked: tuple[Callable[[], subprocess.CompletedProcess[bytes]], ...] = (
        lambda: process("", "list", sample),
        lambda: process("", "list", sample, "--where", "1 ="),
        lambda: process("", "list", str(tmp_path)),
        lambda: process("", "list", str(http)),
        lambda: process("", "report", sample, "--out", sample),
    )
    for status, run_it in zip((0, 2, 3, 4, 5), blocked, strict=True):
        done = run_it()
        assert done.returncode == status
        assert done.stderr.count(b"\n") == bool(status)
        assert bool(done.stdout) == (not status)
