"""The command `profiles`: a list, profiles whole, and checks that end with what is wrong."""

from __future__ import annotations

import json
from pathlib import Path

from smpp_dissect.profiles import available
from smpp_dissect.views.escape import cells
from tests.cli.fake import run

RIGHT = 'name = "mine"\ntitle = "Mine"\nsource = "me"\nports = [2775]\n'


def test_a_pipe_gets_the_list_whole() -> None:
    lines = run("profiles").lines
    assert lines[0].split("\t") == ["name", "title", "ports", "tlvs", "errors", "source"]
    assert [line.split("\t")[0] for line in lines[1:]] == list(available())


def test_a_terminal_gets_the_list_fitted() -> None:
    outcome = run("profiles", stdout_is_terminal=True, width=80)
    assert all(cells(line) <= 80 for line in outcome.lines)
    assert "\t" not in outcome.out
    assert len(outcome.lines) == 1 + len(available())


def test_the_list_as_json() -> None:
    rows = [json.loads(line) for line in run("profiles", "--json").lines]
    assert [row["name"] for row in rows] == list(available())


def test_profiles_are_shown_by_name_and_by_path(tmp_path: Path) -> None:
    mine = tmp_path / "mine.toml"
    mine.write_text(RIGHT)
    outcome = run("profiles", str(mine), "smscentre")
    assert outcome.lines[:4] == ["mine: Mine", "source: me", "ports: 2775", ""]
    assert outcome.lines[4].startswith("smscentre: ")
    assert json.loads(run("profiles", "smscentre", "--json").out)["ports"] == [3700]


def test_a_wrong_profile_is_told_and_not_shown(tmp_path: Path) -> None:
    mine = tmp_path / "mine.toml"
    mine.write_text('name = "mine"\n')
    wrong = run("profiles", str(mine))
    assert (wrong.status, wrong.out) == (2, "")
    assert "mine.toml: title: missing" in wrong.err


def test_all_that_is_shipped_is_right() -> None:
    outcome = run("profiles", "--check")
    assert outcome.status == 0
    assert "smscentre: right; profile smscentre, 5 TLVs, 29 error codes" in outcome.lines


def test_each_file_is_checked_and_each_fault_told(tmp_path: Path) -> None:
    for name, text in (("a", RIGHT), ("b", "name = 1"), ("c", RIGHT + "port = 1")):
        (tmp_path / f"{name}.toml").write_text(text)
    paths = [f"{tmp_path}/{name}.toml" for name in "abc"]
    outcome = run("profiles", "--check", *paths)
    assert outcome.status == 2
    assert outcome.lines == [
        f"{paths[0]}: right; profile mine, 0 TLVs, 0 error codes",
        f"{paths[0]}: note: port 2775 is everybody's, so it recognises nobody unasked",
    ]
    said = outcome.err.splitlines()
    assert said[0].startswith(f"smpp-dissect: error: {paths[1]}: name: expected a lower-case name")
    assert "c.toml: port: unknown key; did you mean ports?" in said[1]
    assert said[2] == "smpp-dissect: error: 2 of 3 profiles cannot be used"
