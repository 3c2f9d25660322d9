"""The list of PDUs: what a line tells of each."""

from __future__ import annotations

import pytest

from smpp_dissect.columns import TABLES
from smpp_dissect.views.listing import GIST_OF, LISTED, LONGEST_TEXT, gist, listing, needed
from smpp_dissect.views.values import Block


def told(**fields: str) -> str:
    return gist(*(fields.get(name) for name in GIST_OF))


def test_the_list_has_the_default_columns_and_the_gist() -> None:
    assert [column.name for column in LISTED] == [
        "pdu",
        "frame",
        "time",
        "session",
        "sender",
        "command",
        "command_length",
        "status",
        "sequence_number",
        "gist",
    ]


def test_what_the_list_needs_are_columns_of_pdus() -> None:
    assert set(needed()) <= set(TABLES["pdus"].names)
    assert len(set(needed())) == len(needed())


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({}, ""),
        ({"system_id": "smppclient1"}, "smppclient1"),
        ({"message_id": "0000A1B2"}, "id 0000A1B2"),
        (
            {"source_addr": "MyShop", "destination_addr": "79161234567", "text": "Hi"},
            'MyShop→79161234567 "Hi"',
        ),
        ({"source_addr": "", "destination_addr": "79161234567"}, "→79161234567"),
        ({"source_addr": "A", "dest_address": "1,2,3"}, "A→1,2,3"),
        ({"source_addr": "A", "destination_addr": "", "message_id": "7"}, "A→ id 7"),
        ({"source_addr": "", "destination_addr": "", "text": ""}, ""),
        ({"anomaly": "cut_by_gap"}, "[cut_by_gap]"),
    ],
)
def test_the_gist_of_a_pdu(fields: dict[str, str], text: str) -> None:
    assert told(**fields) == text


def test_only_the_start_of_a_long_text_is_told() -> None:
    assert told(text="x" * (LONGEST_TEXT + 1)) == f'"{"x" * LONGEST_TEXT}…"'
    assert told(text="x" * LONGEST_TEXT) == f'"{"x" * LONGEST_TEXT}"'


def test_blocks_keep_their_rows() -> None:
    columns: Block = [[name, name] for name in needed()]
    [made] = listing(iter([columns]))
    assert [values[0] for values in made[:-1]] == [column.name for column in LISTED[:-1]]
    assert len(made[-1]) == 2
    assert str(made[-1][0]).startswith("system_id source_addr→destination_addr")
