"""Error codes: counts and shares against a naive count, and examples that can be found."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
import pytest

import smpp_dissect as sd
from smpp_dissect.columns import TABLES, schema
from smpp_dissect.profiles import load
from smpp_dissect.reports.errors import error_codes, errors_report
from smpp_dissect.reports.keys import KEYS, Grouping
from tests.conftest import SAMPLES
from tests.talk import MESSAGE_STATE, NETWORK_ERROR_CODE, RECEIPTED_MESSAGE_ID, Talk, capture, told


@pytest.fixture(scope="module")
def day() -> Grouping:
    return Grouping(sd.read(SAMPLES / "smscentre_day.pcap")._passes.model)


def errors(talk: Talk, **options: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = error_codes(
        Grouping(capture(talk, **options)._passes.model)
    ).to_pylist()
    return found


def test_statuses_against_a_naive_count(day: Grouping) -> None:
    statuses = day.model.transactions["command_status"].to_pylist()
    told = Counter(status for status in statuses if status)
    responses = sum(status is not None for status in statuses)
    rows = [row for row in error_codes(day).to_pylist() if row["source"] == "command_status"]
    assert {row["code"]: row["count"] for row in rows} == {
        f"0x{code:08X}": n for code, n in told.items()
    }
    for row in rows:
        assert row["share"] == pytest.approx(row["count"] / responses)
        assert row["name"] and row["meaning"]
    assert [row["count"] for row in rows] == sorted(told.values(), reverse=True)


def test_receipts_against_a_naive_count(day: Grouping) -> None:
    receipts = day.model.receipts.to_pylist()
    told = Counter((row["err"], row["state"]) for row in receipts if (row["err"] or "0").strip("0"))
    owners = sum(row["err"] is not None for row in receipts)
    rows = [row for row in error_codes(day).to_pylist() if row["source"] == "err"]
    assert {(row["code"], row["name"]): row["count"] for row in rows} == told
    for row in rows:
        assert row["share"] == pytest.approx(row["count"] / owners)
        assert row["meaning"] == load("smscentre").error_meaning(row["code"])
    network = Counter(
        f"{row['network_type']}:{row['network_error_code']}"
        for row in receipts
        if row["network_error_code"]
    )
    rows = [row for row in error_codes(day).to_pylist() if row["source"] == "network_error_code"]
    assert {row["code"]: row["count"] for row in rows} == network


@pytest.mark.parametrize("key", [*KEYS, ["session", "hour"], list(KEYS)])
def test_groups_add_up(day: Grouping, key: str | list[str]) -> None:
    whole = Counter(
        {
            (row["source"], row["code"], row["name"]): row["count"]
            for row in error_codes(day).to_pylist()
        }
    )
    found: Counter[tuple[str, str, str]] = Counter()
    for row in error_codes(day, key).to_pylist():
        found[row["source"], row["code"], row["name"]] += row["count"]
        assert 0 < row["share"] <= 1
        assert row["first_time"] <= row["last_time"]
    assert found == whole


def test_examples_can_be_found(day: Grouping) -> None:
    model = day.model
    pdus = {row["pdu"]: row for row in model.receipts.to_pylist()}
    for row in error_codes(day, "system_id").to_pylist():
        assert row["example_file"] in model.files
        _, frame = model.frames_of(np.array([row["example_pdu"] - 1]))
        assert row["example_frame"] == frame[0]
        if row["source"] == "err":
            assert pdus[row["example_pdu"]]["err"] == row["code"]
            assert row["example_message_id"] in (None, pdus[row["example_pdu"]]["message_id"])


def test_the_report_is_as_declared(day: Grouping) -> None:
    table = errors_report(day)
    assert table.schema == schema("error_codes")
    assert table.column_names == list(TABLES["error_codes"].names)
    assert list(dict.fromkeys(table["by"].to_pylist())) == ["all", *KEYS]
    assert set(table["source"].to_pylist()) == {"command_status", "err", "network_error_code"}


def test_shares_are_of_the_group() -> None:
    talk = Talk("shop").bind()
    for at, status in enumerate((0, 0x58, 0x58, 0), 1):
        talk.submit("", at=at, status=status, source="Me" if at < 3 else "You")
    table = error_codes(Grouping(told(talk)), "source_addr").to_pylist()
    assert [(row["source_addr"], row["count"], row["share"]) for row in table] == [
        ("Me", 1, 0.5), ("You", 1, 0.5),
    ]  # fmt: skip
    # The bind's response is one of the session's.
    (row,) = error_codes(Grouping(told(talk)), "session").to_pylist()
    assert (row["count"], row["share"]) == (2, 0.4)


def test_first_last_and_example() -> None:
    talk = Talk().bind()
    for at in (1, 2, 3):
        talk.submit("", at=at, status=0x58)
    (row,) = errors(talk)
    assert (row["last_time"] - row["first_time"]).total_seconds() == 2
    assert (row["example_pdu"], row["example_message_id"]) == (4, None)
    assert (row["code"], row["name"]) == ("0x00000058", "ESME_RTHROTTLED")


def test_codes_of_receipts_of_unknown_messages() -> None:
    talk = Talk().bind()
    talk.receipt("17", "UNDELIV", err="011", at=1)
    (row,) = errors(talk, profile="smscentre")
    assert (row["code"], row["name"], row["example_message_id"]) == ("011", "UNDELIV", None)
    assert row["meaning"].startswith("service not connected")


@pytest.mark.parametrize("err", ["000", "0", "0000"])
def test_no_error(err: str) -> None:
    talk = Talk().bind()
    talk.receipt("17", err=err, at=1, tlvs=[(NETWORK_ERROR_CODE, b"\x03\x00\x00")])
    assert errors(talk) == []


def test_network_errors_by_the_standard_and_by_the_profile() -> None:
    talk = Talk().bind()
    tlvs = [
        (RECEIPTED_MESSAGE_ID, b"17"),
        (MESSAGE_STATE, b"\x05"),
        (NETWORK_ERROR_CODE, b"\x03\x00\x0d"),
    ]
    talk.deliver(b"", at=1, esm_class=4, tlvs=tlvs)
    ((plain,), (own,)) = errors(talk), errors(talk, profile="smscentre")
    assert (plain["code"], plain["name"], own["code"]) == ("3:13", own["name"], "3:13")
    assert own["meaning"] == "subscriber is blocked" != plain["meaning"]


def test_hostile_codes() -> None:
    talk = Talk().bind()
    for at, err in enumerate(("=cmd()", "\x1b[31m", "é", "9" * 50), 1):
        talk.receipt("17", "UNDELIV", err=err, at=at)
    assert {row["code"] for row in errors(talk)} == {"=cmd()", "\x1b[31m", "é", "9" * 50}


def test_without_anything() -> None:
    grouping = Grouping(told(Talk().bind()))
    assert error_codes(grouping).num_rows == 0
    assert errors_report(grouping).schema == schema("error_codes")
