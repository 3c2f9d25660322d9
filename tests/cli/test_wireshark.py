"""`smpp-dissect wireshark`: where the script goes, and what stops it."""

from __future__ import annotations

from pathlib import Path

import pytest

from smpp_dissect.cli.status import ExitStatus
from smpp_dissect.exports.wireshark import post_dissector
from smpp_dissect.profiles import load
from tests.cli.fake import run

SCRIPT = post_dissector(load("smscentre"))


@pytest.mark.parametrize("out", [(), ("--out", "-")])
def test_it_goes_to_standard_output(out: tuple[str, ...]) -> None:
    outcome = run("wireshark", "smscentre", *out)
    assert (outcome.out, outcome.err, outcome.status) == (SCRIPT, "", ExitStatus.DONE)


def test_it_goes_to_a_file(tmp_path: Path) -> None:
    path = tmp_path / "smscentre.lua"
    outcome = run("wireshark", "smscentre", "--out", str(path))
    assert (outcome.out, outcome.status) == ("", ExitStatus.DONE)
    assert path.read_bytes() == SCRIPT.encode()


def test_a_profile_of_ones_own_is_named_by_its_path(tmp_path: Path) -> None:
    path = tmp_path / "my.toml"
    path.write_text('name = "mine"\ntitle = "Mine"\nsource = "me"\n')
    assert 'name"] = "mine"' in run("wireshark", str(path)).out


def test_what_is_no_profile_is_a_fault_of_usage() -> None:
    outcome = run("wireshark", "nobody")
    assert (outcome.out, outcome.status) == ("", ExitStatus.USAGE)
    assert "no shipped profile" in outcome.err


def test_where_nothing_can_be_written_one_line_says_so(tmp_path: Path) -> None:
    outcome = run("wireshark", "smscentre", "-o", str(tmp_path / "none" / "a.lua"))
    assert outcome.status == ExitStatus.OUTPUT
    assert outcome.err.count("\n") == 1
