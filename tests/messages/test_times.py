"""SMPP times, absolute and relative, and what they make of a validity period."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smpp_dissect.messages.times import read_time, validity_seconds
from smpp_dissect.packets.records import NO_TIME

HOUR = 3600.0
NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC).timestamp()


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("000000010000000R", HOUR),
        ("000007000000000R", 7 * 24 * HOUR),
        ("000100000000000R", 30 * 24 * HOUR),
        ("010000000000000R", 365 * 24 * HOUR),
        ("000000000130000R", 90.0),
        ("991231235959000R", (99 * 365 + 12 * 30 + 31) * 24 * HOUR + 86_399),
        ("000000000000000R", 0.0),
    ],
)
def test_relative(text: str, seconds: float) -> None:
    assert read_time(text) == (False, seconds)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("260101000000000+", NEW_YEAR),
        ("260101030000012+", NEW_YEAR),
        ("251231210000012-", NEW_YEAR),
        ("260101000000500+", NEW_YEAR + 0.5),
        ("260101000000", NEW_YEAR),
        ("380101000000000+", datetime(1938, 1, 1, tzinfo=UTC).timestamp()),
        ("370101000000000+", datetime(2037, 1, 1, tzinfo=UTC).timestamp()),
    ],
)
def test_absolute(text: str, seconds: float) -> None:
    assert read_time(text) == (True, seconds)


@pytest.mark.parametrize(
    "text",
    ["", "1", "2601010000000", "260101000000000*", "26010100000000xR", "261301000000000+",
     "260100000000000+", "260101240000000+", "260101006000000+", "٢٦٠١٠١٠٠٠٠٠٠٠٠٠R"],
)  # fmt: skip
def test_what_is_no_time(text: str) -> None:
    assert read_time(text) is None


@given(st.text(st.sampled_from("0123456789+-R\x00é²٣ "), max_size=17))
def test_any_text(text: str) -> None:
    found = read_time(text)
    assert found is None or np.isfinite(found[1])


def test_patience_of_messages() -> None:
    now = int(NEW_YEAR) * 10**9
    periods = pa.array(
        ["000000010000000R", "260101010000000+", "251231230000000+", "", None, "soon"]
    )
    found = validity_seconds(periods, np.full(6, now))
    assert found[:3].tolist() == [HOUR, HOUR, -HOUR]
    assert np.isnan(found[3:]).all()


def test_patience_without_messages_or_times() -> None:
    assert validity_seconds(pa.array([], pa.string()), np.zeros(0, np.int64)).tolist() == []
    assert not np.isnan(validity_seconds(pa.array(["260101010000000+"]), np.array([NO_TIME]))).any()
