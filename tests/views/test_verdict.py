"""A comparison with tshark as lines: what is not explained comes first, and all of it is inert."""

from __future__ import annotations

from typing import Any

import pytest

from smpp_dissect.views.verdict import LONGEST_VALUE, verdict_lines


def one(**new: Any) -> dict[str, Any]:
    told = {
        "rule": "empty_field",
        "about": "unshown",
        "what": "fields that tshark does not show",
        "frame": 7,
        "pdu": 3,
        "field": "system_type",
        "ours": '"" at 35, 1 octet',
        "theirs": "nothing",
        "count": 1400,
        "reason": "It is there and empty, and tshark shows no line for it.",
    }
    return told | new


def verdict(**new: Any) -> dict[str, Any]:
    told = {
        "tshark": "TShark 4.0.17",
        "pdus": {"ours": 1200, "tshark": 1190, "compared": 1190},
        "fields": {"compared": 26_000, "equal": 24_000},
        "texts": {"compared": 560, "equal": 490},
        "unexplained": 0,
        "unexplained_first": [],
        "explained": [one()],
    }
    return told | new


STRANGE = one(rule=None, what="values that tshark shows otherwise", pdu=None, field=None)


def test_all_explained() -> None:
    assert list(verdict_lines(verdict())) == [
        "compared with TShark 4.0.17",
        "PDUs        1,190 compared, of 1,200 of ours and 1,190 of tshark's",
        "fields      26,000 that tshark shows, 24,000 equal",
        "texts       560 of these, 490 equal",
        "unexplained 0",
        "",
        "explained:",
        "",
        "empty_field",
        "  1,400 fields that tshark does not show, such as frame 7, PDU 3, system_type:"
        ' ours "" at 35, 1 octet, tshark nothing',
        "    It is there and empty, and tshark shows no line for it.",
    ]


def test_what_is_not_explained_comes_first() -> None:
    lines = list(verdict_lines(verdict(unexplained=5, unexplained_first=[STRANGE] * 2)))
    at = lines.index("unexplained 5")
    assert lines[at + 1 : at + 5] == [
        "",
        "frame 7: one of values that tshark shows otherwise",
        '    ours   "" at 35, 1 octet',
        "    tshark nothing",
    ]
    assert lines.index("and 3 more") < lines.index("explained:")


def test_without_differences_there_is_nothing_more() -> None:
    assert list(verdict_lines(verdict(explained=[])))[-1] == "unexplained 0"


def test_a_rule_of_several_kinds_gives_its_reason_once() -> None:
    kinds = [one(), one(what="PDUs that only tshark calls malformed", count=2)]
    lines = list(verdict_lines(verdict(explained=kinds)))
    assert lines.count("empty_field") == 1
    assert sum("It is there and empty" in line for line in lines) == 1
    assert sum("such as" in line for line in lines) == 2


@pytest.mark.parametrize("width", [60, 80, 140])
def test_a_terminal_is_not_overrun(width: int) -> None:
    told = verdict(unexplained=1, unexplained_first=[one(rule=None, ours="word " * 100)])
    assert all(len(line) <= width for line in verdict_lines(told, width))


def test_long_values_are_cut() -> None:
    lines = verdict_lines(verdict(explained=[one(ours="x" * 5000)]))
    assert max(map(len, lines)) < LONGEST_VALUE + 200


def test_colours_are_asked_for() -> None:
    assert not any("\x1b" in line for line in verdict_lines(verdict()))
    coloured = list(verdict_lines(verdict(unexplained=1), None, True))
    assert any("\x1b[31m" in line for line in coloured)


@pytest.mark.parametrize("text", ["\x1b[2J", "\u202e", "a\nb"])
def test_hostile_text_is_inert(text: str) -> None:
    told = verdict(
        tshark=text,
        unexplained=1,
        unexplained_first=[one(rule=None, ours=text, theirs=text, field=text)],
        explained=[one(ours=text, theirs=text, field=text)],
    )
    for line in verdict_lines(told, 80):
        assert line.isprintable() and "\u202e" not in line
