"""Which rows and columns a command gets."""

from __future__ import annotations

import pytest

from smpp_dissect.cli.failures import UsageFault
from smpp_dissect.cli.selecting import Selection, columns_named, table_named
from smpp_dissect.columns import TABLES
from smpp_dissect.errors import WhereError
from tests.cli.fake import FakeCapture
from tests.cli.samples import capture


def test_names_are_split_at_commas() -> None:
    assert columns_named(" pdu, time ,,") == ("pdu", "time")
    assert columns_named(None) == columns_named("") == ()


@pytest.mark.parametrize("name", [name for name in TABLES if not TABLES[name].is_report])
def test_every_table_of_a_capture_can_be_named(name: str) -> None:
    assert table_named(name) is TABLES[name]


def test_columns_and_those_of_the_condition_are_asked_for() -> None:
    source = capture()
    selection = Selection(TABLES["pdus"], ["time", "pdu"], "status = 'ESME_ROK' AND pdu > 1")
    batches = list(selection.batches(source))
    assert source.asked == [("pdus", ["time", "pdu", "status"])]
    assert [batch.schema.names for batch in batches] == [["time", "pdu"]] * 3
    assert [row for batch in batches for row in batch["pdu"].to_pylist()] == [2, 4, 5]


def test_all_columns_are_asked_for_when_none_are_named() -> None:
    source = capture()
    list(Selection(TABLES["pdus"], [], "pdu > 1").batches(source))
    assert source.asked == [("pdus", None)]


def test_wrong_names_are_told_before_anything_is_read() -> None:
    with pytest.raises(UsageFault, match="pdus has no column tiem; did you mean time"):
        Selection(TABLES["pdus"], ["tiem"], None)
    with pytest.raises(WhereError, match="pdus has no column tiem"):
        Selection(TABLES["pdus"], [], "tiem > '2026-01-01'")


def test_a_condition_may_speak_of_a_profiles_columns() -> None:
    selection = Selection(TABLES["receipts"], ["pdu"], "cost = '0.35'")
    [batch] = selection.batches(capture())
    assert batch.to_pydict() == {"pdu": [4]}


def test_a_profiles_column_that_is_not_there_is_told_with_the_first_rows() -> None:
    with pytest.raises(UsageFault, match="receipts has no column price"):
        list(Selection(TABLES["receipts"], ["price"], None).batches(capture()))


def test_a_profiles_columns_keep_their_types() -> None:
    selection = Selection(TABLES["receipts"], [], None)
    [batch] = selection.batches(capture())
    assert [(column.name, column.dtype) for column in selection.columns(batch)][-1] == (
        "cost",
        "string",
    )
    flags = batch.set_column(0, "message_flags", batch["pdu"])
    assert selection.columns(flags)[0].dtype == "uint64"


@pytest.mark.parametrize("names", [[], ["pdu", "cost"]])
def test_a_table_without_rows_gives_one_batch_without_rows(names: list[str]) -> None:
    empty = FakeCapture({"pdus": capture().tables["pdus"]})
    [batch] = Selection(TABLES["receipts"], names, None).batches(empty)
    assert batch.schema.names == (names or list(TABLES["receipts"].names))
    assert batch.num_rows == 0
