"""Delivery latency: exact quantiles, and counts of outcomes that add up."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import smpp_dissect as sd
from smpp_dissect.columns import TABLES, schema
from smpp_dissect.messages.outcomes import OUTCOMES
from smpp_dissect.reports.keys import KEYS, Grouping
from smpp_dissect.reports.latency import (
    MEASURES,
    QUANTILES,
    delivery_latency,
    grouped_quantiles,
    latency_report,
)
from tests.conftest import SAMPLES
from tests.talk import Talk, told


@pytest.fixture(scope="module")
def day() -> Grouping:
    return Grouping(sd.read(SAMPLES / "smscentre_day.pcap")._passes.model)


@given(
    st.lists(st.tuples(st.integers(0, 3), st.floats(-1e6, 1e6)), max_size=40),
    st.lists(st.floats(0, 1), min_size=1, max_size=4),
)
def test_quantiles_as_numpy_has_them(rows: list[tuple[int, float]], quantiles: list[float]) -> None:
    rows = sorted(rows, key=lambda row: row[1])
    codes, values = (
        np.array([code for code, _ in rows], np.int64),
        np.array([each for _, each in rows]),
    )
    found = grouped_quantiles(codes, values, 4, quantiles)
    for group in range(4):
        mine = values[codes == group]
        expected = np.quantile(mine, quantiles) if len(mine) else np.full(len(quantiles), np.nan)
        np.testing.assert_allclose(found[:, group], expected, rtol=1e-12, atol=1e-9)


def test_quantiles_of_very_many_groups() -> None:
    count = 70_000
    found = grouped_quantiles(np.arange(count), np.arange(count, dtype=float), count, [0.5])
    assert found[0].tolist() == list(range(count))


def test_the_whole_against_pandas(day: Grouping) -> None:
    (row,) = delivery_latency(day).to_pylist()
    messages = day.model.messages.to_pandas()
    assert row["messages"] == len(messages)
    for name in OUTCOMES:
        assert row[name] == (messages["outcome"] == name).sum()
    for measure in MEASURES:
        for name, quantile in QUANTILES.items():
            expected = messages[measure].dropna().quantile(quantile)
            assert row[f"{measure.removesuffix('_s')}_{name}_s"] == pytest.approx(expected)


@pytest.mark.parametrize("key", ["mccmnc", "system_id", "session", "source_addr"])
def test_each_key_against_pandas(day: Grouping, key: str) -> None:
    found = delivery_latency(day, key).to_pylist()
    messages = day.model.messages.to_pandas()
    groups = messages.groupby(key, dropna=False)
    assert len(found) == groups.ngroups
    for row in found:
        mine = messages[messages[key].isna() if row[key] is None else messages[key] == row[key]]
        assert row["messages"] == len(mine)
        assert row["delivered"] == (mine["outcome"] == "delivered").sum()
        for measure in MEASURES:
            values = mine[measure].dropna()
            for name, quantile in QUANTILES.items():
                told = row[f"{measure.removesuffix('_s')}_{name}_s"]
                assert told == (pytest.approx(values.quantile(quantile)) if len(values) else None)


@pytest.mark.parametrize(
    "key", [*KEYS, ["session", "hour"], ["mccmnc", "system_id", "message_type"], list(KEYS)]
)
def test_counts_add_up(day: Grouping, key: str | list[str]) -> None:
    table = delivery_latency(day, key)
    assert sum(table["messages"].to_pylist()) == day.model.messages.num_rows
    for row in table.to_pylist():
        assert sum(row[name] for name in OUTCOMES) == row["messages"] > 0
    keys = [key] if isinstance(key, str) else key
    seen = list(zip(*(table[name].to_pylist() for name in keys), strict=True))
    assert len(set(seen)) == len(seen)


def test_networks_have_names(day: Grouping) -> None:
    rows = {row["mccmnc"]: row for row in delivery_latency(day, "mccmnc").to_pylist()}
    assert rows["25001"]["operator"] == "MTS"
    assert rows["25001"]["country"] == "Russian Federation"
    assert rows[None]["operator"] is rows[None]["country"] is None


def test_the_report_is_as_declared(day: Grouping) -> None:
    table = latency_report(day)
    assert table.schema == schema("delivery_latency")
    assert table.column_names == list(TABLES["delivery_latency"].names)
    frame = table.to_pandas()
    assert list(dict.fromkeys(frame["by"])) == ["all", *KEYS]
    assert set(frame.groupby("by")["messages"].sum()) == {day.model.messages.num_rows}
    assert frame[frame["by"] == "mccmnc"]["name"].str.contains("MTS, Russian Federation").any()
    hours = frame[frame["by"] == "hour"]["key"]
    assert pd.to_datetime(hours).dt.minute.eq(0).all()


def test_null_keys_come_last() -> None:
    talk = Talk().bind()
    talk.submit("1", at=1, source="B")
    talk.submit("2", at=2, source="A")
    grouping = Grouping(told(talk))
    assert delivery_latency(grouping, "source_addr")["source_addr"].to_pylist() == ["A", "B"]
    assert delivery_latency(grouping, "mccmnc")["mccmnc"].to_pylist() == [None]


def test_only_what_was_decided_is_measured() -> None:
    """A long message of which one part has its receipt is not delivered yet."""
    talk = Talk().bind()
    talk.part("1", 1, 2, at=1)
    talk.part("2", 2, 2, at=2)
    talk.receipt("1", at=3)
    (row,) = delivery_latency(Grouping(told(talk))).to_pylist()
    assert (row["messages"], row["no_receipt"] + row["pending"]) == (1, 1)
    assert row["delivery_p50_s"] is row["smsc_p50_s"] is None
    assert row["response_max_s"] == 0.001


def test_without_messages() -> None:
    grouping = Grouping(told(Talk().bind()))
    assert delivery_latency(grouping).num_rows == 0
    assert latency_report(grouping).schema == schema("delivery_latency")
    assert latency_report(grouping).num_rows == 0
