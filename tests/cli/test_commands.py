"""What commands write to a pipe, to a terminal and as JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from smpp_dissect.columns import TABLES
from smpp_dissect.views.escape import cells
from tests.cli.fake import FakeCapture, run, table_of
from tests.cli.samples import capture

TERMINAL: dict[str, Any] = {"stdout_is_terminal": True, "width": 130}


def test_a_pipe_gets_the_list_whole_and_tab_separated() -> None:
    outcome = run("list", "a.pcap", capture=capture())
    assert outcome.lines[0].split("\t") == [
        *("pdu", "frame", "time", "session", "sender", "command", "command_length", "status"),
        *("sequence_number", "request", "response", "response_s", "info"),
    ]
    assert outcome.lines[2].split("\t") == [
        *("2", "5", "2026-09-21T14:13:21.123456789Z", "1", "esme", "submit_sm", "17", "ESME_ROK"),
        *("2", "", "3", "0.0123", r'MyShop → 79161234567, "Привет\x1b[31m\nмир"'),
    ]
    assert len(outcome.lines) == 6
    assert "\x1b" not in outcome.out


def test_a_pipe_gets_the_same_whatever_the_terminal_is() -> None:
    narrow = run("list", "a.pcap", capture=capture(), width=20, colours=True)
    assert narrow.octets == run("list", "a.pcap", capture=capture()).octets


@pytest.mark.parametrize(
    ("width", "names"),
    [
        (80, "pdu time from command pair info"),
        (130, "pdu frame time ses from command length status seq pair info"),
    ],
)
def test_a_terminal_gets_the_list_fitted(width: int, names: str) -> None:
    outcome = run("list", "a.pcap", capture=capture(), stdout_is_terminal=True, width=width)
    assert outcome.lines[0].split() == names.split()
    assert all(cells(line) <= width for line in outcome.lines)
    assert len(outcome.lines) == 6
    assert outcome.err == ""


def test_requests_and_responses_tell_of_each_other_on_a_terminal() -> None:
    outcome = run("list", "a.pcap", capture=capture(), **TERMINAL)
    assert "→ 3 12.3ms" in outcome.lines[2]
    assert "← 2 12.3ms" in outcome.lines[3]
    assert "→ ?" in outcome.lines[4]


def test_what_is_made_for_the_list_can_be_chosen_and_asked_for() -> None:
    args = ("--columns", "pdu,pair,info", "--where", "info LIKE '%MyShop%' OR request = 2")
    outcome = run("list", "a.pcap", *args, capture=capture())
    assert outcome.lines == [
        "pdu\tpair\tinfo",
        '2\t→ 3 12.3ms\tMyShop → 79161234567, "Привет\\x1b[31m\\nмир"',
        "3\t← 2 12.3ms\tESME_RTHROTTLED, id 0000A1B2",
    ]
    args = ("--columns", "pdu", "--where", "response_s > 0.01")
    assert run("list", "a.pcap", *args, capture=capture()).lines == ["pdu", "2", "3"]


def test_colours_are_for_terminals_that_want_them() -> None:
    assert "\x1b[" in run("list", "a.pcap", capture=capture(), **TERMINAL, colours=True).out
    assert "\x1b" not in run("list", "a.pcap", capture=capture(), **TERMINAL).out


def test_only_what_is_shown_is_asked_for() -> None:
    source = capture()
    run("list", "a.pcap", capture=source)
    [(table, columns)] = source.asked
    assert table == "pdus"
    assert "short_message" not in columns
    assert "password" not in columns


def test_json_has_all_columns_of_each_row() -> None:
    rows = [json.loads(line) for line in run("list", "a.pcap", "--json", capture=capture()).lines]
    assert len(rows) == 5
    made = ["request", "response", "response_s", "info"]
    assert list(rows[0]) == [*TABLES["pdus"].names, *made]
    assert [rows[1][name] for name in made[:3]] == [None, 3, 0.0123]
    assert rows[2]["info"] == "ESME_RTHROTTLED, id 0000A1B2"
    assert rows[1]["text"] == "Привет\x1b[31m\nмир"
    assert rows[1]["short_message"] == "041f00ff"
    assert rows[1]["time"] == "2026-09-21T14:13:21.123456789Z"


def test_columns_are_given_in_the_order_asked_for() -> None:
    outcome = run("list", "a.pcap", "--columns", "command, pdu", capture=capture())
    assert outcome.lines[:3] == ["command\tpdu", "bind_transceiver\t1", "submit_sm\t2"]


def test_a_list_can_be_narrowed_by_a_condition() -> None:
    source = capture()
    outcome = run("list", "a.pcap", "--where", "command_status <> 0", capture=source)
    assert [line.split("\t")[0] for line in outcome.lines] == ["pdu", "3"]
    assert "command_status" in source.asked[0][1]


def test_a_condition_no_row_meets_leaves_the_header() -> None:
    outcome = run("list", "a.pcap", "--where", "pdu > 99", capture=capture())
    assert (outcome.status, len(outcome.lines)) == (0, 1)
    assert len(run("messages", "a", "--where", "1 = 0", capture=capture(), **TERMINAL).lines) == 1


def test_a_terminal_is_measured_by_the_first_rows_that_there_are() -> None:
    outcome = run("list", "a.pcap", "--where", "pdu = 5", capture=capture(), **TERMINAL)
    assert outcome.lines[1].endswith("command_id 0x0000BEEF, 20 octets")


def test_a_pipe_gets_all_columns_of_messages_and_a_terminal_the_ones_that_tell_most() -> None:
    piped = run("messages", "a.pcap", capture=capture()).lines[0].split("\t")
    assert piped == list(capture().tables["messages"].schema.names)
    shown = run("messages", "a.pcap", capture=capture(), **TERMINAL).lines[0].split()
    assert shown[0] == "message"
    assert "outcome" in shown
    assert "operator" not in shown


def test_a_narrow_terminal_is_told_what_it_does_not_show() -> None:
    outcome = run("messages", "a.pcap", capture=capture(), stdout_is_terminal=True, width=60)
    [line] = outcome.err.splitlines()
    assert line.startswith("smpp-dissect: note: too narrow for ")
    assert line.endswith("outcome; choose with --columns")
    quiet = run("messages", "a", "-q", capture=capture(), stdout_is_terminal=True, width=60)
    assert quiet.err == ""


def test_a_table_without_rows_is_its_header() -> None:
    outcome = run("sessions", "a.pcap", capture=capture())
    assert (outcome.status, len(outcome.lines)) == (0, 1)
    assert outcome.lines[0].startswith("session\tclient\t")
    assert run("sessions", "a.pcap", "--json", capture=capture()).octets == b""


def test_a_profiles_columns_can_be_asked_for() -> None:
    args = ("export", "a.pcap", "--table", "receipts", "--columns", "pdu,cost", "--format", "csv")
    assert run(*args, capture=capture()).lines == ['"pdu","cost"', '4,"0.35"', "5,"]
    outcome = run(*args[:5], "cots", capture=capture())
    assert "receipts has no column cots; did you mean cost" in outcome.err
    assert outcome.status == 2


def test_a_report_prints_the_summary_and_writes_the_files(tmp_path: Path) -> None:
    outcome = run("report", "a.pcap", "--out", f"{tmp_path}/r", capture=capture())
    assert outcome.lines == ["2 PDUs   in 1 session", r"profile: \x1b[2J"]
    assert outcome.err == f"smpp-dissect: note: wrote 1 file to {tmp_path}/r\n"
    assert (tmp_path / "r" / "messages.csv").exists()


def test_a_report_as_json_is_one_object_and_nothing_else(tmp_path: Path) -> None:
    source = capture(warnings=["a.pcap: cut"])
    outcome = run("report", "a.pcap", "--json", "--out", f"{tmp_path}/r", capture=source)
    (line,) = outcome.lines
    assert line.isprintable()
    assert json.loads(line) == {
        "pdus": 2,
        "profile": "\x1b[2J",
        "outcomes": {"delivered": 1},
        "written": [f"{tmp_path}/r/messages.csv"],
        "notices": ["a.pcap: cut"],
    }
    assert outcome.err.splitlines() == [
        f"smpp-dissect: note: wrote 1 file to {tmp_path}/r",
        "smpp-dissect: warning: a.pcap: cut",
    ]
    assert json.loads(run("report", "-", "--json", capture=capture()).out)["written"] == []


def test_a_report_without_a_directory_writes_no_file(tmp_path: Path) -> None:
    outcome = run("report", "-", capture=capture())
    assert (len(outcome.lines), outcome.err) == (2, "")


def test_the_options_of_reading_reach_the_reader() -> None:
    args = ("list", "a.pcap", "b.pcap", "--port", "3700", "--port", "2775")
    named = ("--profile", "smscentre", "--profile", "8x8@192.0.2.1")
    more = (*named, "--default-alphabet", "gsm", "--show-secrets")
    outcome = run(*args, *more, capture=capture())
    [(inputs, options)] = outcome.opened
    assert inputs == ["a.pcap", "b.pcap"]
    assert options == {
        "ports": [3700, 2775],
        "profile": ["smscentre", "8x8@192.0.2.1"],
        "show_secrets": True,
        "progress": None,
        "default_alphabet": "gsm7",
    }


def test_without_options_smpp_is_recognised_and_secrets_are_kept() -> None:
    [(_, options)] = run("list", "a.pcap", capture=capture()).opened
    unset = dict.fromkeys(("ports", "profile", "progress", "default_alphabet"))
    assert options == {**unset, "show_secrets": False}


@pytest.mark.parametrize("command", ["report", "list", "show", "sessions", "messages", "export"])
def test_an_unknown_alphabet_is_a_fault_of_usage(command: str) -> None:
    more = {"show": ("--pdu", "1"), "export": ("--table", "pdus")}.get(command, ())
    outcome = run(command, "a.pcap", *more, "--default-alphabet", "klingon", capture=capture())
    assert outcome.status == 2
    assert "--default-alphabet: alphabet 'klingon': choose one of gsm7, " in outcome.err


def test_warnings_are_one_line_each() -> None:
    outcome = run("list", "a.pcap", capture=capture(warnings=["a.pcap: cut\x1b", "b.pcap: odd"]))
    assert outcome.err.splitlines() == [
        r"smpp-dissect: warning: a.pcap: cut\x1b",
        "smpp-dissect: warning: b.pcap: odd",
    ]
    assert outcome.status == 0


def test_the_choice_of_profiles_is_told_on_a_terminal() -> None:
    reasons = ["smscentre in 2 sessions (server port 3700)", "none in 1 session (nothing fits)"]
    source = capture(profile_reasons=reasons)
    outcome = run("list", "a.pcap", capture=source, stderr_is_terminal=True)
    assert outcome.err == f"smpp-dissect: note: profile {reasons[0]}\n"
    assert run("list", "a.pcap", capture=source).err == ""
    assert run("list", "a.pcap", "-q", capture=source, stderr_is_terminal=True).err == ""
    asked = ("--profile", "smscentre")
    assert run("list", "a", *asked, capture=source, stderr_is_terminal=True).err == ""
    told = run("list", "a", *asked, "--profile", "b", capture=source, stderr_is_terminal=True).err
    assert told == outcome.err


def test_the_inventory_of_tlvs_in_a_pipe_in_a_terminal_and_narrowed() -> None:
    met = [
        {"system_id": "shop", "tag": 0x2000, "hex": "0x2000", "count": 3, "text_1": "0.35"},
        {"system_id": "shop", "tag": 0x1499, "hex": "0x1499", "count": 1, "may_be": "pe_id (x)"},
    ]
    source = FakeCapture({"tlv_inventory": table_of("tlv_inventory", met)})
    piped = run("tlvs", "a.pcap", capture=source).lines
    assert tuple(piped[0].split("\t")) == TABLES["tlv_inventory"].names
    assert len(piped) == 3
    shown = run("tlvs", "a.pcap", capture=source, **TERMINAL).lines
    assert shown[0].split()[:4] == ["system_id", "hex", "name", "count"]
    assert "pe_id (x)" in shown[2]
    narrowed = run("tlvs", "a.pcap", "--where", "tag = 0x2000", "--json", capture=source).lines
    assert [json.loads(line)["text_1"] for line in narrowed] == ["0.35"]


def test_a_table_of_many_batches_is_written_whole() -> None:
    rows = [{"message": number} for number in range(1000)]
    source = FakeCapture({"messages": table_of("messages", rows)}, batch_rows=7)
    outcome = run("messages", "a.pcap", "--columns", "message", capture=source)
    assert outcome.lines == ["message", *map(str, range(1000))]
