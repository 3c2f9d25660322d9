"""Rows for a pipe, for a terminal, and as JSON."""

from __future__ import annotations

import ast
import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smpp_dissect.columns import Column
from smpp_dissect.views.escape import cells
from smpp_dissect.views.table import aligned, json_lines, layout, tab_separated
from smpp_dissect.views.values import Block, Value

NUMBER = Column("pdu", "uint64", "", "", 7)
TEXT = Column("text", "string", "", "", 20)
TIME = Column("time", "timestamp", "", "", 26)
SECONDS = Column("delivery_s", "double", "s", "", 10)
NOON = "2026-01-31T12:00:00.123456789Z"

any_text = st.text()
scalars = st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats() | any_text


def shown(columns: list[Column], rows: list[list[Any]], width: int = 80, **more: Any) -> list[str]:
    return list(aligned(layout(columns, rows, width), [rows], **more))


def test_a_pipe_gets_a_header_and_every_row_of_every_block() -> None:
    blocks: list[Block] = [[[1, 2], ["a", None]], [[3], ["b"]]]
    assert list(tab_separated(["pdu", "text"], blocks)) == ["pdu\ttext", "1\ta", "2\t", "3\tb"]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (True, "true"),
        (False, "false"),
        (-5, "-5"),
        (0.000012, "0.000012"),
        (3.0, "3"),
        (1e12, "1000000000000"),
        (-1e-12, "0"),
        (math.nan, ""),
        (math.inf, ""),
        ("tab\there", r"tab\there"),
        ("back\\slash", r"back\\slash"),
        ("\x1b[31m", r"\x1b[31m"),
    ],
)
def test_a_value_in_a_pipe(value: Any, text: str) -> None:
    assert list(tab_separated(["x"], [[[value]]])) == ["x", text]


@given(st.lists(any_text, min_size=1))
def test_a_pipe_gets_one_line_for_each_row_and_texts_can_be_had_back(texts: list[str]) -> None:
    values: list[Value] = [*texts]
    lines = list(tab_separated(["text", "again"], [[values, values]]))
    assert len(lines) == len(texts) + 1
    for line, text in zip(lines[1:], texts, strict=True):
        left, right = line.split("\t")
        assert left == right
        quoted = left.replace('"', '\\"')
        assert ast.literal_eval(f'"{quoted}"') == text


@given(st.lists(scalars, min_size=1), st.booleans())
def test_json_lines_are_objects_with_all_columns(values: list[Any], more: bool) -> None:
    blocks = [[values, values]] * (1 + more)
    rows = [json.loads(line) for line in json_lines(["a", 'b"'], blocks)]
    assert len(rows) == len(values) * len(blocks)
    for row, value in zip(rows, values * len(blocks), strict=True):
        no_number = isinstance(value, float) and not math.isfinite(value)
        assert row == dict.fromkeys(["a", 'b"'], None if no_number else value)


def test_a_terminal_gets_numbers_to_the_right_under_their_heading() -> None:
    assert shown([NUMBER, TEXT], [[1, 1000], ["a", "b"]]) == [
        " pdu text",
        "   1 a",
        "1000 b",
    ]


def test_a_label_stands_for_a_long_name() -> None:
    column = Column("sequence_number", "uint32", "", "", 10, label="seq")
    assert shown([column], [[7]])[0].split() == ["seq"]


def test_a_time_loses_its_date_before_a_text_is_cut() -> None:
    rows = [[NOON], ["twelve chars"]]
    assert shown([TIME, TEXT], rows, 60)[1].startswith("2026-01-31 12:00:00.123456 twelve chars")
    assert shown([TIME, TEXT], rows, 30)[1] == "12:00:00.123456 twelve chars"
    assert shown([TIME, TEXT], rows, 26)[1] == "12:00:00.123456 twelve ch…"


def test_columns_that_do_not_fit_are_left_out_and_named() -> None:
    fit = layout([NUMBER, TIME, TEXT, SECONDS], [[1], [NOON], ["abc"], [1.0]], 22)
    assert [column.name for column in fit.columns] == ["pdu", "time"]
    assert fit.left_out == ("text", "delivery_s")


def test_one_column_is_shown_however_narrow_the_terminal() -> None:
    assert layout([NUMBER, TEXT], [[1], ["abc"]], 1).left_out == ("text",)


def test_a_number_wider_than_the_first_rows_were_is_never_cut() -> None:
    fit = layout([NUMBER, TEXT], [[1], ["a"]], 20)
    assert list(aligned(fit, [[[123456789], ["b"]]]))[1].startswith("123456789 b")


def test_a_time_after_rows_without_one_is_shown_whole() -> None:
    fit = layout([TIME], [[None]], 40)
    assert list(aligned(fit, [[[NOON]]]))[1] == "2026-01-31 12:00:00.123456"


def test_texts_get_what_is_to_spare() -> None:
    fit = layout([TEXT, NUMBER], [["a"], [1]], 80)
    assert fit.widths[0] == TEXT.width


def test_seconds_have_three_places_on_a_terminal() -> None:
    assert [line.strip() for line in shown([SECONDS], [[1.23456, None, math.nan]])] == [
        "delivery_s",
        "1.235",
        "",
        "",
    ]


def test_a_table_without_rows_is_its_heading() -> None:
    assert [line.strip() for line in shown([NUMBER, TEXT], [[], []])] == ["pdu text"]


def test_nothing_from_the_wire_reaches_a_terminal_as_it_is() -> None:
    lines = shown([TEXT], [["\x1b]0;title\x07\n\u202e"]], colours=True)
    assert lines[1] == r"\x1b]0;title\x07\n\…"


def test_colours_mark_failures_and_take_no_cells() -> None:
    column = Column("status", "string", "", "", 15)
    rows: list[list[Any]] = [["ESME_RTHROTTLED", "ESME_ROK", None]]
    heading, bad, good, none = shown([column], rows, 15, colours=True)
    assert heading == "\x1b[1mstatus\x1b[0m"
    assert bad == "\x1b[31mESME_RTHROTTLED\x1b[0m"
    assert good.startswith("\x1b[2mESME_ROK")
    assert none == ""
    assert "\x1b" not in "".join(shown([column], rows, 15))


@given(
    st.lists(st.tuples(st.integers(0, 10**6), any_text, any_text), min_size=1, max_size=5),
    st.integers(40, 120),
)
def test_rows_fit_the_terminal(rows: list[tuple[int, str, str]], width: int) -> None:
    columns = [NUMBER, TEXT, Column("detail", "string", "", "", 60)]
    block: list[list[Any]] = [list(values) for values in zip(*rows, strict=True)]
    for line in shown(columns, block, width):
        assert cells(line) <= width


def test_columns_that_can_be_spared_go_first_so_that_texts_have_enough() -> None:
    columns = [NUMBER, SECONDS, TEXT._replace(name="info", width=60)]
    rows: list[list[Any]] = [[1], [0.5], ["x" * 60]]
    names = ("delivery_s", "pdu")
    kept = {width: layout(columns, rows, width, names) for width in (80, 47, 46, 36, 35, 10)}
    assert {width: fit.places for width, fit in kept.items()} == {
        80: (0, 1, 2),
        47: (0, 1, 2),
        46: (0, 2),
        36: (0, 2),
        35: (2,),
        10: (2,),
    }
    assert all(fit.left_out == () for fit in kept.values())
    assert next(aligned(kept[46], [rows])) == "pdu info"
    assert list(aligned(kept[46], [rows]))[1] == f"  1 {'x' * 41}…"
    assert layout(columns, rows, 30).places == (0, 1, 2)
