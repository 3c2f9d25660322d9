"""The sample captures: what became of each message is what their description says."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

import smpp_dissect as sd
from smpp_dissect.messages.model import MessageTables
from tests.conftest import SAMPLES

# Those that lost nothing on the way.
STORIES = (
    "smscentre_day", "tx_rx_split_hex_ids", "long_messages", "long_messages_single", "ipv6_vlan",
    "interfaces", "rotated",
)  # fmt: skip
MILLISECOND = 1_000_000
each_story = pytest.mark.parametrize("story", STORIES)


@cache
def truth() -> dict[str, Any]:
    told: dict[str, Any] = json.loads(gzip.decompress((SAMPLES / "truth.json.gz").read_bytes()))
    return told


@cache
def model(story: str) -> MessageTables:
    return sd.read([SAMPLES / name for name in truth()[story]["files"]])._passes.model


def pairs(story: str) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Each message found with the one described: both in the order of time and destination."""
    messages = model(story).messages
    # Clocks of some interfaces tick in milliseconds or slower, and some packets have no time.
    times = messages["submit_time"].to_pylist()
    found = [
        (row["destination_addr"], time.value if time else 0, row)
        for row, time in zip(messages.to_pylist(), times, strict=True)
    ]
    told = [
        (one["destination_addr"], one["submit_time"], one) for one in truth()[story]["messages"]
    ]
    assert len(found) == len(told)
    for (to, when, row), (address, at, one) in zip(
        sorted(found, key=lambda each: each[:2]),
        sorted(told, key=lambda each: each[:2]),
        strict=True,
    ):
        assert to == address
        assert not when or abs(when - at) < 1100 * MILLISECOND
        yield row, one


@each_story
def test_messages(story: str) -> None:
    for row, one in pairs(story):
        for name in ("source_addr", "parts", "receipt_requested"):
            assert row[name] == one[name], name
        # A ping has no text; a picture shows as its octets, escaped.
        assert row["text"] in (one["text"], one["text"] or None) or (
            not one["text"] and "\\x" in row["text"]
        )
        assert row["message_id"] in (one["message_ids"] or [None])
        assert row["receipts"] == len(one["receipts"])
        if not one.get("throttled_parts"):
            assert row["command_status"] == one["command_status"]


@each_story
def test_outcomes(story: str) -> None:
    for row, one in pairs(story):
        expected = {one["outcome"]}
        if one["outcome"] == "no_receipt":
            # Whether it might still come is not for the story to tell.
            expected.add("pending")
        assert row["outcome"] in expected, one
        if row["outcome"] == "pending":
            assert row["delivery_s"] is None


@each_story
def test_times_to_delivery(story: str) -> None:
    """To the last part's receipt, unless one of them failed before."""
    for row, one in pairs(story):
        if "delivery_s" in one and row["delivery_s"] is not None:
            longest = one["delivery_s"] + 0.1
            assert row["delivery_s"] < longest
            if row["outcome"] == "delivered":
                assert row["delivery_s"] == pytest.approx(one["delivery_s"], abs=0.06)


@each_story
def test_sessions(story: str) -> None:
    found = {row["client_port"]: row for row in model(story).sessions.to_pylist()}
    assert len(found) == len(truth()[story]["sessions"])
    for one in truth()[story]["sessions"]:
        row = found[one["client_port"]]
        for name in (
            "client",
            "server",
            "esme",
            "bind_type",
            "system_id",
            "system_type",
            "end_cause",
        ):
            assert row[name] == one[name], name
        assert row["pdus"] == sum(one["pdus"].values())


@each_story
def test_incoming(story: str) -> None:
    described = truth()[story].get("incoming", [])
    found = model(story).incoming.to_pylist()
    assert len(found) == len(described)
    for row, one in zip(found, described, strict=True):
        assert (row["source_addr"], row["parts"]) == (one["source_addr"], one["parts"])
        assert row["parts_seen"] == one.get("parts_seen", one["parts"])
        whole = row["parts_seen"] == row["parts"]
        assert row["text"] == one["text"] if whole else one["text"].startswith(row["text"])


@each_story
def test_receipts_of_messages_unseen(story: str) -> None:
    orphans = {one["message_id"] for one in truth()[story].get("orphan_receipts", ())}
    unmatched = {
        row["message_id"] for row in model(story).receipts.to_pylist() if row["message"] is None
    }
    assert unmatched == orphans


def test_networks_of_the_day() -> None:
    for row, one in pairs("smscentre_day"):
        if row["mccmnc"]:
            assert row["mccmnc"] == one["mccmnc"]
            assert row["country"]
