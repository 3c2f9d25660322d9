"""What the program ends with, and that it says why in one line."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer

from smpp_dissect import __version__
from smpp_dissect.cli import program
from smpp_dissect.cli.app import app
from smpp_dissect.cli.environment import Environment
from smpp_dissect.errors import (
    CaptureError,
    NotACapture,
    OutputError,
    ProfileError,
    UnsupportedLink,
)
from tests.cli.fake import FakeCapture, Outcome, Terminal, run
from tests.cli.samples import capture
from tests.conftest import SAMPLES

ROOT = Path(__file__).resolve().parents[2]


class Broken(Terminal):
    """A standard output that cannot be written to."""

    def __init__(self, fault: BaseException) -> None:
        super().__init__()
        self.fault = fault

    def write(self, text: str) -> int:
        raise self.fault

    def flush(self) -> None:
        pass


def told(outcome: Outcome) -> str:
    """The one line on standard error."""
    assert outcome.err.endswith("\n")
    [line] = outcome.err.splitlines()
    assert line.isprintable()
    assert line.startswith("smpp-dissect: error: ")
    return line.removeprefix("smpp-dissect: error: ")


def test_work_that_is_done_ends_with_0() -> None:
    outcome = run("list", "a.pcap", capture=capture())
    assert (outcome.status, outcome.err) == (0, "")


def test_help_ends_with_0_and_goes_to_standard_output() -> None:
    outcome = run("--help", width=60)
    assert (outcome.status, outcome.err) == (0, "")
    for command in ("report", "list", "show", "sessions", "messages", "tlvs", "export", "profiles"):
        assert f"\n  {command} " in outcome.out
        assert run(command, "--help", width=60).status == 0
    assert max(map(len, outcome.lines)) <= 60


def test_the_version_ends_with_0() -> None:
    outcome = run("--version")
    assert (outcome.status, outcome.out) == (0, f"smpp-dissect {__version__}\n")


@pytest.mark.parametrize(
    ("args", "line"),
    [
        ((), "missing command. Try 'smpp-dissect --help'"),
        (("list",), "missing argument 'CAPTURE'. Try 'smpp-dissect list --help'"),
        (("list", "--nix"), "no such option: --nix. Try 'smpp-dissect list --help'"),
        (("export", "a.pcap"), "missing option '--table'. Try 'smpp-dissect export --help'"),
        (("show", "a.pcap"), "give one of --pdu N, --frame N and --where SQL"),
        (
            ("show", "a.pcap", "--pdu", "1", "--frame", "1"),
            "give one of --pdu N, --frame N and --where SQL",
        ),
        (("show", "a.pcap", "--pdu", "99"), "there is no PDU 99; `smpp-dissect list` numbers them"),
        (("show", "a.pcap", "--frame", "9"), "no PDU was completed by frame 9"),
        (("list", "a.pcap", "--columns", "comand"), "pdus has no column comand; did you mean"),
        (("export", "a.pcap", "--table", "mesages"), "there is no table mesages; did you mean"),
        (("export", "a.pcap", "--table", "error_codes"), "there is no table error_codes"),
        (("export", "a.pcap", "--table", "pdus", "--format", "xls"), "there is no format xls"),
        (("list", "a.pcap", "--where", "nix = 1"), "--where: pdus has no column nix"),
        (("profiles", "nix"), "nix: no such file, and no shipped profile; shipped are: 8x8"),
    ],
)
def test_a_wrong_command_line_ends_with_2(args: tuple[str, ...], line: str) -> None:
    outcome = run(*args, capture=capture())
    assert told(outcome).startswith(line)
    assert (outcome.status, outcome.out) == (2, "")


@pytest.mark.parametrize("value", ["0", "65536", "x", "-1"])
def test_a_port_that_is_none_ends_with_2(value: str) -> None:
    outcome = run("list", "a.pcap", "--port", value, capture=capture())
    assert "--port" in told(outcome)
    assert (outcome.status, outcome.opened) == (2, [])


def test_a_terminal_as_the_capture_ends_with_2() -> None:
    outcome = run("list", "-", stdin_is_terminal=True)
    assert told(outcome) == "standard input is a terminal; pipe a capture into it"
    assert outcome.status == 2


def test_a_wrong_profile_ends_with_2() -> None:
    fault = ProfileError("my.toml: tlv[1].tag: missing; expected an integer from 0 to 65535")
    outcome = run("list", "a.pcap", fault=fault)
    assert (outcome.status, told(outcome)) == (2, str(fault))


@pytest.mark.parametrize("kind", [CaptureError, NotACapture, UnsupportedLink])
def test_an_input_that_cannot_be_read_ends_with_3(kind: type[CaptureError]) -> None:
    outcome = run("list", "a.pcap", fault=kind("cut in its header", "a.pcap", 12))
    assert (outcome.status, told(outcome)) == (3, "a.pcap: cut in its header at offset 12")


def test_an_input_that_fails_on_the_way_ends_with_3_after_what_preceded_it() -> None:
    fault = CaptureError("damaged", "a.pcap", 512)
    outcome = run("list", "a.pcap", capture=capture(fault=fault))
    assert (outcome.status, told(outcome)) == (3, "a.pcap: damaged at offset 512")
    assert len(outcome.lines) == 6


@pytest.mark.parametrize(
    "args",
    [
        ("list", "a.pcap"),
        ("list", "a.pcap", "--json"),
        ("messages", "a.pcap"),
        ("report", "a.pcap"),
        ("report", "a.pcap", "--json"),
        ("export", "a.pcap", "--table", "pdus"),
    ],
)
def test_a_capture_without_smpp_ends_with_4_and_no_output(args: tuple[str, ...]) -> None:
    outcome = run(*args, capture=FakeCapture())
    assert told(outcome).startswith("no SMPP in a.pcap")
    assert (outcome.status, outcome.octets) == (4, b"")


def test_warnings_of_a_capture_without_smpp_are_told_too() -> None:
    outcome = run("list", "a.pcap", capture=FakeCapture(warnings=["a.pcap: cut"]))
    assert outcome.err.splitlines()[0] == "smpp-dissect: warning: a.pcap: cut"
    assert outcome.status == 4


def test_a_full_disk_ends_with_5() -> None:
    full = Broken(OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)))
    outcome = run("list", "a.pcap", capture=capture(), stdout=full)
    assert told(outcome) == (
        "cannot write: No space left on device; free some space or choose another place"
    )
    assert outcome.status == 5


@pytest.mark.parametrize("out", ["nix/a.csv", "."])
def test_a_file_that_cannot_be_made_ends_with_5(tmp_path: Path, out: str) -> None:
    place = f"{tmp_path}/{out}"
    outcome = run("export", "a.pcap", "--table", "pdus", "--out", place, capture=capture())
    assert told(outcome).startswith(str(tmp_path))
    assert outcome.status == 5
    assert list(tmp_path.iterdir()) == []


def test_reports_that_cannot_be_written_end_with_5(tmp_path: Path) -> None:
    outcome = run("report", "a.pcap", "--out", f"{tmp_path}/nix/nix", capture=capture())
    assert outcome.status == 5
    assert "nix/nix" in told(outcome)


def test_an_output_error_ends_with_5() -> None:
    outcome = run("list", "a.pcap", capture=capture(fault=OutputError("/x: cannot be made")))
    assert (outcome.status, told(outcome)) == (5, "/x: cannot be made")


def test_a_reader_that_has_had_enough_is_no_error() -> None:
    outcome = run("list", "a.pcap", capture=capture(), stdout=Broken(BrokenPipeError()))
    assert (outcome.status, outcome.err) == (0, "")


@pytest.mark.parametrize("form", ["csv", "parquet", "jsonl", "arrow"])
def test_an_export_to_a_reader_that_has_had_enough_is_no_error(form: str) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with open(writer, "w") as pipe:
        args = ("export", "a.pcap", "--table", "pdus", "--format", form)
        outcome = run(*args, capture=capture(), stdout=pipe)
        # What was not written must not be tried again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), pipe.fileno())
    assert (outcome.status, outcome.err) == (0, "")


def test_an_interrupt_ends_quietly() -> None:
    outcome = run("list", "a.pcap", capture=capture(), stdout=Broken(KeyboardInterrupt()))
    assert (outcome.status, outcome.err) == (130, "")


def test_an_unexpected_error_is_one_line_that_asks_to_report_it() -> None:
    outcome = run("list", "a.pcap", capture=capture(fault=ValueError("odd\n\x1b[2J")))
    assert told(outcome) == (
        r"unexpected ValueError: odd \x1b[2J (a fault of smpp-dissect: please report it,"
        " with what --debug shows)"
    )
    assert outcome.status == 1


def test_debug_shows_where_an_unexpected_error_arose() -> None:
    outcome = run("list", "a.pcap", "--debug", capture=capture(fault=ValueError("odd")))
    assert "Traceback" in outcome.err
    assert outcome.err.splitlines()[-1].startswith("smpp-dissect: error: unexpected ValueError")


def test_a_hostile_name_does_not_act_on_the_terminal() -> None:
    fault = NotACapture("neither pcap nor pcapng", "a\x1b]0;x\x07.pcap")
    assert told(run("list", "a.pcap", fault=fault)) == (
        r"a\x1b]0;x\x07.pcap: neither pcap nor pcapng"
    )


def process(*args: str, **options: Any) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "smpp_dissect", *args]
    return subprocess.run(command, cwd=ROOT, capture_output=True, timeout=60, **options)


def test_the_program_ends_with_the_status() -> None:
    done = process("list", "nix.pcap")
    assert done.returncode == 3
    assert done.stdout == b""
    assert done.stderr.startswith(b"smpp-dissect: error: nix.pcap: ")
    assert done.stderr.count(b"\n") == 1


def test_it_ends_without_a_word_when_all_is_well() -> None:
    sample = str(SAMPLES / "smscentre_day.pcap")
    done = process("show", sample, "--where", "pdu = 1", "--json", "--quiet")
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.count(b"\n") == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_output_that_cannot_be_flushed_ends_with_5() -> None:
    with open("/dev/full", "wb") as full:
        command = [sys.executable, "-m", "smpp_dissect", "profiles"]
        done = subprocess.run(command, cwd=ROOT, stdout=full, stderr=-1, timeout=60, check=False)
    assert done.returncode == 5
    assert done.stderr.count(b"\n") == 1


def test_the_shell_can_complete_commands() -> None:
    variables = {
        "_SMPP_DISSECT_COMPLETE": "complete_bash",
        "COMP_WORDS": "smpp-dissect se",
        "COMP_CWORD": "1",
    }
    done = process(env=os.environ | variables)
    assert done.stdout.split() == [b"sessions"]


def test_an_environment_can_be_made_of_this_process(capsys: pytest.CaptureFixture[str]) -> None:
    env = Environment.of_process()
    assert not env.stdout_is_terminal
    assert not env.colours


COMMANDS: list[str] = [*typer.main.get_command(app).commands]


@pytest.mark.parametrize("name", [*COMMANDS, "lst", "--help", "-x"])
def test_a_command_alone_is_the_same_as_among_all(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    arguments = [(name,), (name, "--help"), (name, "a", "--nix"), (name, "--pdu", "x")]
    alone = [(run(*each).status, run(*each).out, run(*each).err) for each in arguments]
    monkeypatch.setattr(program, "_with_command", lambda names: app)
    assert [(run(*each).status, run(*each).out, run(*each).err) for each in arguments] == alone


def test_only_the_command_named_is_built() -> None:
    assert [each.name for each in program._with_command(["show"]).registered_commands] == ["show"]
    assert program._with_command(["sessions"]) is not app
    assert program._with_command([]) is program._with_command(["lst"]) is app
