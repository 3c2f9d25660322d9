"""`smpp-dissect verify`: what it tells, what it ends with, and what stops it."""

from __future__ import annotations

import json
import os
import stat
import sys
from pathlib import Path

import pytest

from smpp_dissect.cli import main
from smpp_dissect.cli.environment import Environment
from smpp_dissect.cli.status import ExitStatus
from smpp_dissect.verify.program import is_present
from tests.cli.fake import Terminal
from tests.conftest import SAMPLES
from tests.verify.pairs import shown_of
from tests.verify.xml import pdml_of

CAPTURE = SAMPLES / "ipv6_vlan.pcap"
LINES = 4


def run(*args: str, terminal: bool = False) -> tuple[int, str, str]:
    out, err = Terminal(), Terminal()
    env = Environment(sys.stdin, out, err, False, terminal, False, 80, terminal)
    status = main(["verify", *args], env)
    return int(status), out.octets.decode(), err.octets.decode()


@pytest.fixture
def tshark(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program in the place of tshark that says what a golden does; the file it says it from."""
    said = tmp_path / "said.pdml"
    said.write_bytes(pdml_of(shown_of(CAPTURE)))
    asked, program = tmp_path / "asked", tmp_path / "tshark"
    program.write_text(
        f"#!{sys.executable}\nimport sys\n"
        "if '--version' in sys.argv: print('TShark (Wireshark) 9.9.9 (fake)'); sys.exit()\n"
        f"open({str(asked)!r}, 'w').write('\\n'.join(sys.argv))\n"
        f"sys.stdout.buffer.write(open({str(said)!r}, 'rb').read())\n"
    )
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    return said


def test_all_is_explained(tshark: Path) -> None:
    status, out, err = run(str(CAPTURE))
    assert (status, err) == (ExitStatus.DONE, "")
    assert out.splitlines()[:LINES] == [
        "compared with TShark (Wireshark) 9.9.9 (fake)",
        "PDUs        136 compared, of 136 of ours and 136 of tshark's",
        "fields      2,244 that tshark shows, 2,076 equal",
        "texts       56 of these, 56 equal",
    ]
    assert "unexplained 0" in out


def test_what_is_not_explained_makes_the_status(tshark: Path) -> None:
    first, *rest = shown_of(CAPTURE)
    wrong = first.fields[3]._replace(octets="00000009", show="9")
    changed = first._replace(fields=(*first.fields[:3], wrong, *first.fields[4:]))
    tshark.write_bytes(pdml_of([changed, *rest]))
    status, out, _ = run(str(CAPTURE))
    assert status == ExitStatus.DIFFERENT == 1
    assert out.splitlines()[LINES] == "unexplained 1"
    assert "system_id" in out.splitlines()[LINES + 2]


def test_all_of_it_as_json(tshark: Path) -> None:
    status, out, _ = run(str(CAPTURE), "--json")
    told = json.loads(out)
    assert (status, out.count("\n")) == (ExitStatus.DONE, 1)
    assert told["capture"] == str(CAPTURE)
    assert told["unexplained"] == 0
    assert told["command"][:4] == ["tshark", "-n", "-r", str(CAPTURE)]


def test_a_terminal_gets_lines_that_fit(tshark: Path) -> None:
    _, out, _ = run(str(CAPTURE), terminal=True)
    assert "\x1b[1mempty_field\x1b[0m" in out
    assert all(len(line.replace("\x1b[2m", "").replace("\x1b[0m", "")) <= 80 for line in
               out.splitlines())  # fmt: skip


def test_ports_and_the_alphabet_are_told_to_tshark(tshark: Path) -> None:
    run(str(CAPTURE), "--port", "2775", "--default-alphabet", "latin1")
    asked = (tshark.parent / "asked").read_text().split("\n")
    assert "tcp.port==2775,smpp" in asked
    assert "smpp.decode_sms_over_smpp:ISO-8859-1" in asked


@pytest.mark.parametrize("show_secrets", [False, True])
def test_passwords(show_secrets: bool, tshark: Path) -> None:
    shown = list(shown_of(CAPTURE))
    (at, field) = next(
        (at, one) for at, one in enumerate(shown[0].fields) if one.name == "password"
    )
    assert field.show not in ("", "********")
    other = field._replace(show=f"{field.show}!")
    fields = (*shown[0].fields[:at], other, *shown[0].fields[at + 1 :])
    tshark.write_bytes(pdml_of([shown[0]._replace(fields=fields), *shown[1:]]))
    status, out, _ = run(str(CAPTURE), *["--show-secrets"] * show_secrets)
    assert status == ExitStatus.DIFFERENT
    assert (field.show in out) == show_secrets


def one_line(err: str) -> str:
    assert err.count("\n") == 1
    return err


def test_without_tshark(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    status, out, err = run(str(CAPTURE))
    assert (status, out) == (ExitStatus.USAGE, "")
    assert "tshark is not installed" in one_line(err)


def test_where_tshark_says_nonsense(tshark: Path) -> None:
    tshark.write_text("<pdml><packet>")
    status, _, err = run(str(CAPTURE))
    assert status == ExitStatus.USAGE
    assert "cannot be read" in one_line(err)


def test_what_cannot_be_compared(tshark: Path, tmp_path: Path) -> None:
    status, _, err = run("-")
    assert (status, "reads the capture twice" in one_line(err)) == (ExitStatus.USAGE, True)
    status, _, err = run(str(CAPTURE), "--default-alphabet", "utf8")
    assert (status, "tshark knows no alphabet" in one_line(err)) == (ExitStatus.USAGE, True)
    status, _, err = run(str(tmp_path / "none.pcap"))
    assert status == ExitStatus.INPUT
    one_line(err)
    (tmp_path / "empty.pcap").write_bytes(CAPTURE.read_bytes()[:24])
    assert run(str(tmp_path / "empty.pcap"))[0] in (ExitStatus.NO_SMPP, ExitStatus.INPUT)


@pytest.mark.skipif(not is_present(), reason="no tshark on the PATH")
def test_with_tshark_itself(tmp_path: Path) -> None:
    status, out, err = run(str(CAPTURE))
    assert (status, err) == (ExitStatus.DONE, "")
    assert "TShark" in out.splitlines()[0]
    cut = tmp_path / "cut.pcap"
    cut.write_bytes(CAPTURE.read_bytes()[:15_000])
    status, out, err = run(str(cut))
    assert status == ExitStatus.DONE
    assert "unexplained 0" in out
    assert "cut short" in err
