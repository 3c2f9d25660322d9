"""The overview: plain values that agree with the tables, for any capture."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import smpp_dissect as sd
from smpp_dissect.packets.records import NO_TIME
from smpp_dissect.profiles.choosing import NONE_FITS
from smpp_dissect.reports.overview import instant
from tests.build import Interface, Section, Simple, write_pcap, write_pcapng
from tests.conftest import SAMPLES
from tests.talk import Talk, capture, reading


@pytest.fixture(scope="module")
def day() -> Any:
    return sd.read(SAMPLES / "smscentre_day.pcap")


def test_it_is_json(day: Any) -> None:
    told = day.overview()
    assert json.loads(json.dumps(told, allow_nan=False)) == told


def test_its_keys_are_those_that_the_readme_tells(day: Any) -> None:
    readme = (Path(__file__).resolve().parents[2] / "README.md").read_text()
    paragraph = readme[readme.index("`report --json` prints") : readme.index("## From Python")]
    keys = [word for word in re.findall("`([a-z_]+)`", paragraph) if not word.endswith("_s")]
    assert set(keys) == set(day.overview()) | {"written", "notices"}


def test_counts_are_those_of_the_tables(day: Any) -> None:
    told = day.overview()
    for key, table in (("pdus", day.pdus), ("messages", day.messages), ("incoming", day.incoming),
                       ("receipts", day.receipts)):  # fmt: skip
        assert told[key] == len(table)
    assert told["outcomes"] == day.messages["outcome"].value_counts().to_dict()
    assert list(told["outcomes"].values()) == sorted(told["outcomes"].values(), reverse=True)
    assert sum(row["count"] for row in told["anomalies"]) == len(day.anomalies)
    sessions = told["sessions"]
    assert sessions["count"] == len(day.sessions) == sum(sessions["bind_types"].values())
    assert sessions["end_causes"] == day.sessions["end_cause"].value_counts().to_dict()
    assert told["ledger"] == day.arrow("ledger").to_pylist()


def test_latency_and_errors_are_those_of_the_reports(day: Any) -> None:
    told = day.overview()
    row = day.delivery_latency().iloc[0]
    for measure in ("delivery", "response", "smsc"):
        for name in ("p50", "p90", "p95", "p99", "max"):
            assert told["latency"][f"{measure}_s"][name] == row[f"{measure}_{name}_s"]
    errors = day.error_codes()
    key = ["source", "code"]
    found = {tuple(row[name] for name in key): row["count"] for row in told["errors"]}
    assert found == errors.set_index(key)["count"].to_dict()
    first = next(row for row in told["errors"] if row["source"] == "command_status")
    table = errors[(errors["source"] == "command_status") & (errors["code"] == first["code"])]
    for name in ("first_time", "last_time"):
        assert pd.Timestamp(first[name]) == table[name].iloc[0]


def test_the_profiles_and_the_files() -> None:
    told = capture(Talk().bind()).overview()
    (profile,) = told["profiles"]
    assert (profile["name"], profile["sessions"], profile["reason"]) == (None, 1, NONE_FITS)
    (file,) = told["files"]
    assert (file["packets"], file["fault"]) == (5, None)
    assert (file["first_time"], file["last_time"]) == (
        "2023-11-14T22:13:20.000000000Z",
        "2023-11-14T22:13:20.011000000Z",
    )


def test_nothing_to_measure() -> None:
    told = capture(Talk().bind()).overview()
    assert set(told["latency"]) == {"delivery_s", "response_s", "smsc_s"}
    assert {value for row in told["latency"].values() for value in row.values()} == {None}
    assert (told["outcomes"], told["errors"], told["anomalies"]) == ({}, [], [])


def test_a_fault_of_a_file() -> None:
    def write(path: Any) -> None:
        write_pcap(path, Talk().bind().segments)
        path.write_bytes(path.read_bytes()[:-5])

    (file,) = reading(write).overview()["files"]
    assert "cut in the middle" in file["fault"]


def test_packets_without_times() -> None:
    talk = Talk().bind()
    talk.submit("", at=1, status=8)
    blocks: list[Any] = [Interface("ethernet"), *map(Simple, talk.segments)]
    told = reading(lambda path: write_pcapng(path, [Section(blocks)])).overview()
    assert told["files"][0]["first_time"] is told["errors"][0]["first_time"] is None


@pytest.mark.parametrize(
    ("time", "text"),
    [
        (NO_TIME, None),
        (None, None),
        (0, "1970-01-01T00:00:00.000000000Z"),
        (-1, "1969-12-31T23:59:59.999999999Z"),
        ((1 << 63) - 1, "2262-04-11T23:47:16.854775807Z"),
        (-(1 << 63) + 1, "1677-09-21T00:12:43.145224193Z"),
    ],
)
def test_instants(time: int | None, text: str | None) -> None:
    assert instant(time) == text
