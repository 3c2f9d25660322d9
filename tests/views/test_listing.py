"""The list of PDUs: its columns, and what they are made from."""

from __future__ import annotations

import pytest

from smpp_dissect.columns import PDUS
from smpp_dissect.views.listing import DISPENSABLE, IN_JSON, IN_PIPE, LIST, ON_TERMINAL, Listed
from tests.views.rows import Source

ROWS = [
    {"pdu": 1, "command": "submit_sm", "status": "ESME_ROK", "text": "Hi", "response": 2},
    {"pdu": 2, "command": "submit_sm_resp", "status": "ESME_ROK", "message_id": "7", "request": 1},
    {"pdu": 3, "command": "enquire_link", "status": "ESME_ROK"},
]


@pytest.mark.parametrize("names", [ON_TERMINAL, IN_PIPE, IN_JSON, DISPENSABLE])
def test_a_view_has_columns_of_the_list_once(names: tuple[str, ...]) -> None:
    assert set(names) <= set(LIST.names)
    assert len(set(names)) == len(names)


def test_the_list_adds_to_pdus_and_changes_nothing_of_it() -> None:
    assert LIST.names[: len(PDUS.names)] == PDUS.names
    assert IN_JSON == (*PDUS.names, "request", "response", "response_s", "info")
    assert ON_TERMINAL == (*PDUS.shown, "pair", "info")


def test_made_columns_stand_beside_those_of_the_source() -> None:
    made = list(Listed(Source(ROWS)).batches("pdus", ["info", "pdu", "pair"]))
    assert [batch.num_rows for batch in made] == [2, 1]
    rows = [list(row.values()) for batch in made for row in batch.to_pylist()]
    assert rows == [['"Hi"', 1, "→ 2"], ["id 7", 2, "← 1"], ["", 3, "→ ?"]]
    assert all(batch.schema.names == ["info", "pdu", "pair"] for batch in made)


def test_only_what_is_needed_is_asked_for() -> None:
    source = Source(ROWS)
    list(Listed(source).batches("pdus", ["pdu", "pair"]))
    assert source.asked == ["pdu", "command", "request", "response", "response_s"]
    list(Listed(source).batches("pdus"))
    assert len(set(source.asked)) == len(source.asked)
    assert "short_message" in source.asked
