"""Receipts of whole captures: what their trees say is what the table `receipts` has."""

from __future__ import annotations

from datetime import UTC
from pathlib import Path
from typing import Any

import pytest

import smpp_dissect as sd
from smpp_dissect.pdus.receipt_text import KEYS
from smpp_dissect.pdus.receipt_words import state_of, word_of
from smpp_dissect.pdus.tree.model import Tree
from smpp_dissect.pdus.tree.receipt_values import receipt_date
from tests.conftest import SAMPLES, captures
from tests.road import travel

FILES = sorted(SAMPLES.glob("*.pcap*")) + captures()
COLUMNS = ("message_id", "state", "err", "sub", "dlvrd", "submit_date", "done_date")


def keys(tree: Tree) -> dict[str, Any]:
    """Values of the keys in the PDU's text; of a repeated key the first counts."""
    found: dict[str, Any] = {}
    for node in tree.root.walk():
        if node.name in ("short_message", "user_data", "value"):
            for part in node.nodes:
                if part.name in KEYS and part.meaning != "not a key of the standard, or met before":
                    found.setdefault(part.name, part.value)
    return found


def tlv(tree: Tree, name: str) -> Any:
    return next((node.value for node in tree.root.nodes if node.name == name), None)


def as_a_row(tree: Tree, time: int | None) -> dict[str, Any]:
    found = keys(tree)
    state = tlv(tree, "message_state")
    word = state_of(found["stat"])[0] if found.get("stat") else None
    told = None if state is None else word_of(state)
    row = {
        "message_id": tlv(tree, "receipted_message_id") or found.get("id"),
        "state": word or told,
        **{name: found.get(name) for name in ("err", "sub", "dlvrd")},
    }
    for name in ("submit_date", "done_date"):
        date = receipt_date(found.get(name, ""), time)
        row[name] = date and date.replace(tzinfo=UTC)
    return row


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_the_tree_of_a_receipt_says_what_its_row_says(path: Path) -> None:
    pdus = travel(path).raw
    # Of a capture without SMPP, for it is encrypted, there is no table.
    table = sd.read(path).arrow("receipts").to_pylist() if pdus else []
    rows = {row["pdu"]: row for row in table}
    for number, raw in enumerate(pdus, 1):
        row = rows.get(number)
        time = row and row["time"] and row["time"].value
        tree = sd.dissect(raw, time=time)
        if row is None:
            assert not keys(tree)
            continue
        expected = {name: row[name] or None for name in COLUMNS}
        said = {name: value or None for name, value in as_a_row(tree, time).items()}
        assert said == expected
