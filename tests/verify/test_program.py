"""tshark as a program: what it is asked, and what becomes of it when it fails."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

import pytest

from smpp_dissect.errors import TsharkError
from smpp_dissect.verify.program import (
    ALPHABETS,
    NAME,
    Question,
    asked,
    is_present,
    told_alphabet,
    version,
)
from tests.conftest import SAMPLES

CAPTURE = str(SAMPLES / "ipv6_vlan.pcap")
installed = pytest.mark.skipif(not is_present(), reason="no tshark on the PATH")


def fake(folder: Path, monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    """Put a program in the place of tshark."""
    program = folder / NAME
    program.write_text(f"#!{sys.executable}\nimport os, sys\n{code}\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", str(folder), prepend=os.pathsep)


def test_what_it_is_asked() -> None:
    question = Question("a b.pcap", (2775, 3700), True, "latin1")
    words = question.command()
    assert words[:8] == ["tshark", "-n", "-r", "a b.pcap", "-Y", "smpp", "-T", "pdml"]
    assert [words[at + 1] for at, word in enumerate(words) if word == "-d"] == [
        "tcp.port==2775,smpp",
        "tcp.port==3700,smpp",
    ]
    assert {words[at + 1] for at, word in enumerate(words) if word == "-o"} == {
        "tcp.reassemble_out_of_order:TRUE",
        "smpp.decode_sms_over_smpp:ISO-8859-1",
    }
    left_alone = Question("a.pcap").command()
    assert "tcp.reassemble_out_of_order:FALSE" in left_alone


def test_alphabets_by_any_of_their_names() -> None:
    assert [told_alphabet(name) for name in ("gsm", "gsm7", "latin1")] == ["gsm7", "gsm7", "latin1"]
    for name in ("utf8", "ebcdic"):
        with pytest.raises(ValueError, match="choose one of"):
            told_alphabet(name)


@installed
@pytest.mark.parametrize("alphabet", ALPHABETS)
def test_tshark_knows_the_alphabets(alphabet: str) -> None:
    with asked(Question(CAPTURE, alphabet=alphabet)) as answer:
        assert answer.read(5) == b"<?xml"
        while answer.read(1 << 20):
            pass
    assert not answer.complaint


def test_without_tshark_one_line_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert not is_present()
    with pytest.raises(TsharkError, match="tshark is not installed"):
        version()
    with pytest.raises(TsharkError, match="tshark is not installed"), asked(Question(CAPTURE)):
        pass


def test_it_is_asked_without_the_settings_of_whoever_runs_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    code = "print(os.environ['TZ'], os.listdir(os.environ['WIRESHARK_CONFIG_DIR']), sys.argv[3])"
    fake(tmp_path, monkeypatch, code)
    with asked(Question("x.pcap")) as answer:
        assert answer.read(100) == b"UTC0 [] x.pcap\n"


def test_what_it_says_in_the_end(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    complaint = "print('Running as user \"a\"\\ntshark: It is cut.', file=sys.stderr); sys.exit(2)"
    fake(tmp_path, monkeypatch, f"print('<pdml/>')\n{complaint}")
    with asked(Question("x.pcap")) as answer:
        answer.read(100)
    assert answer.complaint == "It is cut."
    fake(tmp_path, monkeypatch, complaint)
    with (
        pytest.raises(TsharkError, match=r"cannot read it: It is cut\."),
        asked(Question("x.pcap")) as answer,
    ):
        assert not answer.read(100)
    fake(tmp_path, monkeypatch, "sys.exit(1)")
    with pytest.raises(TsharkError, match="does not say why"), asked(Question("x.pcap")) as answer:
        assert not answer.read(100)


def test_it_does_not_outlive_who_asked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    fake(tmp_path, monkeypatch, "while True: print('<pdml/>' * 1000)")
    with pytest.raises(KeyError), asked(Question("x.pcap")) as answer:
        assert answer.read(10)
        raise KeyError


@installed
def test_a_file_that_is_cut_and_one_that_is_none(tmp_path: Path) -> None:
    cut = tmp_path / "cut.pcap"
    cut.write_bytes(Path(CAPTURE).read_bytes()[:10_000])
    with asked(Question(str(cut))) as answer:
        while answer.read(1 << 20):
            pass
    assert "cut short" in answer.complaint
    cut.write_bytes(b"no capture at all")
    with pytest.raises(TsharkError, match="isn't a capture"), asked(Question(str(cut))) as answer:
        assert not answer.read(1)
