"""`show`: trees over octets, for a person and for a machine."""

from __future__ import annotations

import json
from typing import Any

import pytest

from smpp_dissect.cli.showing import ON_TERMINAL
from smpp_dissect.views.escape import cells
from tests.cli.fake import FakeCapture, FakeTree, run, table_of
from tests.cli.samples import TREE, capture

TERMINAL: dict[str, Any] = {"stdout_is_terminal": True, "width": 80}
HEADING = "PDU 4, frame 1 of a.pcap, session 1, from the ESME"
LINES = [
    HEADING,
    "offset  octets            field",
    "     0                    enquire_link",
    "     0  00000010            command_length: 16",
    "",
    "0000  00 00 00 10                                       ....",
]


def test_a_pdu_is_shown_as_a_tree_over_its_octets() -> None:
    assert run("show", "a.pcap", "--pdu", "4", capture=capture()).lines == LINES


def test_the_octets_can_be_left_out() -> None:
    assert run("show", "a.pcap", "--pdu", "4", "--no-hex", capture=capture()).lines == LINES[:4]
    assert run("show", "a.pcap", "--pdu", "4", "--hex", capture=capture()).lines == LINES


def test_all_pdus_of_a_frame_are_shown() -> None:
    lines = run("show", "a.pcap", "--frame", "1", capture=capture()).lines
    assert [line for line in lines if line.startswith("PDU")] == [
        HEADING.replace("4", f"{number}", 1) for number in range(1, 6)
    ]
    assert lines[6:8] == ["", HEADING.replace("4", "2", 1)]
    assert len(lines) == 5 * 6 + 4
    some = run("show", "a.pcap", "--frame", "1", "--limit", "2", capture=capture())
    assert some.lines == lines[:13]
    assert some.err == "smpp-dissect: note: 3 more; --limit N shows more of them, --limit 0 all\n"


def test_a_condition_finds_pdus() -> None:
    source = capture()
    outcome = run("show", "a.pcap", "--where", "command = 'submit_sm' OR pdu = 4", capture=source)
    assert source.made == [2, 4]
    assert [line for line in outcome.lines if line.startswith("PDU")] == [
        HEADING.replace("4", "2", 1),
        HEADING,
    ]


@pytest.mark.parametrize("condition", ["response = 3", "info LIKE '%→ 79%'", "pair LIKE '→ 3%'"])
def test_a_condition_knows_the_columns_of_the_list(condition: str) -> None:
    source = capture()
    run("show", "a.pcap", "--where", condition, capture=source)
    assert source.made == [2]


def test_no_pdu_may_meet_a_condition() -> None:
    outcome = run("show", "a.pcap", "--where", "pdu > 99", capture=capture())
    assert (outcome.status, outcome.out) == (0, "")
    assert outcome.err == "smpp-dissect: note: no PDU meets the condition\n"


def many(count: int) -> FakeCapture:
    rows = [{"pdu": number, "command": "enquire_link"} for number in range(1, count + 1)]
    trees = {number: FakeTree(TREE, number) for number in range(1, count + 1)}
    return FakeCapture({"pdus": table_of("pdus", rows)}, trees_by_number=trees)


@pytest.mark.parametrize(
    ("args", "environment", "shown"),
    [
        ((), {}, 30),
        ((), TERMINAL, ON_TERMINAL),
        (("--json",), TERMINAL, 30),
        (("--limit", "3"), {}, 3),
        (("--limit", "3", "--json"), {}, 3),
        (("--limit", "20"), TERMINAL, 20),
        (("--limit", "0"), TERMINAL, 30),
    ],
)
def test_a_pipe_gets_all_and_a_terminal_the_first(
    args: tuple[str, ...], environment: dict[str, Any], shown: int
) -> None:
    source = many(30)
    outcome = run("show", "a", "--where", "true", *args, capture=source, **environment)
    # No tree is made that is not shown.
    assert source.made == list(range(1, shown + 1))
    assert (f"note: {30 - shown} more" in outcome.err) == (shown < 30)


def test_trees_are_written_as_they_are_made() -> None:
    source = many(3)
    source.trees_by_number.pop(3)
    outcome = run("show", "a", "--where", "true", "--no-hex", capture=source)
    assert len([line for line in outcome.lines if line.startswith("PDU")]) == 2
    assert outcome.status == 1


def test_trees_can_be_had_as_json_with_where_they_are_from() -> None:
    outcome = run("show", "a.pcap", "--frame", "1", "--json", capture=capture())
    rows = [json.loads(line) for line in outcome.lines]
    assert [row["pdu"] for row in rows] == [1, 2, 3, 4, 5]
    origin = {"frame": 1, "file": "a.pcap", "time": None, "session": 1, "sender": "esme"}
    origin |= {
        "anomaly": None,
        "request": None,
        "response": None,
        "response_s": None,
        "long_message": None,
    }
    assert rows[0] == {"pdu": 1} | origin | TREE


def test_a_node_is_marked_in_the_tree_and_in_the_octets() -> None:
    args = ("show", "a.pcap", "--pdu", "4", "--node", "enquire_link.command_length")
    plain = run(*args, capture=capture()).lines
    assert plain[3] == ">    0  00000010            command_length: 16"
    assert plain[5].startswith("0000 [00 00 00 10]")
    assert plain[:3] == LINES[:3]
    coloured = run(*args, capture=capture(), **TERMINAL, colours=True).lines
    assert "\x1b[36;7mcommand_length: 16\x1b[0m" in coloured[3]
    assert "\x1b[36;7m00 00 00 10\x1b[0m" in coloured[5]
    (row,) = [json.loads(line) for line in run(*args, "--json", capture=capture()).lines]
    assert "marked" not in row
    assert row["nodes"][0]["marked"] is True


def test_a_node_that_is_not_there_is_told_with_a_guess() -> None:
    outcome = run("show", "a.pcap", "--pdu", "4", "--node", "command_lenth", capture=capture())
    assert outcome.status == 2
    assert outcome.lines == LINES
    assert "no node command_lenth in what is shown; did you mean command_length?" in outcome.err


def test_a_node_need_not_be_in_every_pdu() -> None:
    source = many(3)
    source.trees_by_number[2] = FakeTree(TREE | {"name": "unbind"}, 2)
    args = ("show", "a", "--where", "true", "--no-hex", "--node", "unbind")
    outcome = run(*args, capture=source)
    assert outcome.status == 0
    assert [line for line in outcome.lines if line.startswith(">")] == [
        ">    0                    unbind"
    ]


@pytest.mark.parametrize(
    "args",
    [
        (),
        ("--pdu", "1", "--frame", "1"),
        ("--pdu", "1", "--where", "true"),
        ("--frame", "1", "--where", "true"),
    ],
)
def test_one_way_of_choosing_is_given(args: tuple[str, ...]) -> None:
    outcome = run("show", "a.pcap", *args, capture=capture())
    assert outcome.status == 2
    assert "give one of --pdu N, --frame N and --where SQL" in outcome.err
    assert outcome.opened == []


def test_a_wrong_condition_is_told_before_anything_is_read() -> None:
    for condition in ("commmand = 'x'", "command ="):
        outcome = run("show", "a.pcap", "--where", condition, capture=capture())
        assert (outcome.status, outcome.opened) == (2, [])


def test_a_pdu_that_is_not_there_is_told() -> None:
    outcome = run("show", "a.pcap", "--pdu", "99", capture=capture())
    assert (outcome.status, outcome.out) == (2, "")
    assert "there is no PDU 99; `smpp-dissect list` numbers them" in outcome.err
    outcome = run("show", "a.pcap", "--frame", "7", capture=capture())
    assert "no PDU was completed by frame 7" in outcome.err


@pytest.mark.parametrize("width", [40, 80, 140])
def test_a_terminal_gets_what_fits(width: int) -> None:
    long = TREE | {"meaning": "x y " * 50}
    source = capture(trees_by_number={4: FakeTree(long)})
    args = ("show", "a.pcap", "--pdu", "4", "--no-hex")
    lines = run(*args, capture=source, stdout_is_terminal=True, width=width).lines
    assert all(cells(line) <= width for line in lines)
    assert max(map(len, run(*args, capture=source).lines)) > 200


def test_colours_are_for_terminals_that_want_them() -> None:
    args = ("show", "a.pcap", "--pdu", "4")
    assert "\x1b[" in run(*args, capture=capture(), **TERMINAL, colours=True).out
    assert "\x1b" not in run(*args, capture=capture(), **TERMINAL).out
    assert run(*args, capture=capture(), width=20).lines == LINES
