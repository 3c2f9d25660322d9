"""Times: what they mean, from which instant, and their parts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smpp_dissect.pdus.tree.parts import grown
from smpp_dissect.pdus.tree.time_parts import NO_TIME, span_text, time_meaning, time_reading

# 2024-01-31 10:30 and half a second, in nanoseconds.
NOW = 1_706_697_000_500_000_000


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("261122101500000+", "2026-11-22T10:15:00Z"),
        ("261122101500016+", "2026-11-22T10:15:00+04:00, that is 2026-11-22T06:15:00Z"),
        ("261122101500314-", "2026-11-22T10:15:00.3-03:30, that is 2026-11-22T13:45:00.3Z"),
        ("380101000000000+", "1938-01-01T00:00:00Z"),
        ("370101000000048+", "2037-01-01T00:00:00+12:00, that is 2036-12-31T12:00:00Z"),
        ("261122101500", "2026-11-22T10:15:00, no zone told"),
        ("000001020000000R", "1 day 2 hours, from the SMSC's time"),
        ("010200000001000R", "1 year 2 months 1 second, from the SMSC's time"),
        ("000000000000000R", "at once, from the SMSC's time"),
        ("261122101500049+", NO_TIME),
        ("261322101500000+", NO_TIME),
        ("269922", NO_TIME),
        ("26112210150000x+", NO_TIME),
        ("²61122101500000+", NO_TIME),
    ],
)
def test_meanings(text: str, meaning: str) -> None:
    assert time_meaning(text) == meaning


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("000001000000000R", "2024-02-01T10:30:00.5Z"),
        ("000100000000000R", "2024-02-29T10:30:00.5Z"),
        ("011300000000000R", "2026-02-28T10:30:00.5Z"),
        ("990000000000000R", "2123-01-31T10:30:00.5Z"),
        ("000000000030000R", "2024-01-31T10:30:30.5Z"),
    ],
)
def test_a_relative_time_counts_from_the_capture(text: str, instant: str) -> None:
    assert time_meaning(text, NOW).endswith(f", from 2024-01-31T10:30:00.5Z on: {instant}")


def test_a_relative_time_beyond_the_calendar_is_a_span() -> None:
    assert time_meaning("990000000000000R", 253_000_000_000 * 10**9) == "99 years"


def test_parts_of_an_absolute_time() -> None:
    reading = time_reading("261122101500314-")
    assert [part[:5] for part in reading.parts] == [
        ("date_time", 0, 12, "261122101500", None),
        ("tenths", 12, 1, "3", None),
        ("quarter_hours", 13, 2, "14", "-03:30"),
        ("utc_flag", 15, 1, "-", "local time nn quarter hours behind UTC"),
        ("terminator", 16, 1, None, None),
    ]  # fmt: skip


def test_parts_of_a_relative_time() -> None:
    parts = {part.name: part for part in time_reading("000001000000000R", NOW).parts}
    assert parts["quarter_hours"].meaning is None
    assert parts["utc_flag"].meaning == "relative period from the SMSC time"


def test_no_time_is_said_of_nothing() -> None:
    assert time_reading("") == ("", None, ())
    assert time_reading("261122").parts == ()


times = st.one_of(
    st.from_regex(r"[0-9]{15}[-+R]", fullmatch=True),
    st.from_regex(r"[0-9]{12}", fullmatch=True),
    st.text(st.characters(max_codepoint=0xFF, min_codepoint=1), max_size=20),
)


@given(times, st.one_of(st.none(), st.integers(-(1 << 62), 1 << 62)))
def test_any_time_has_a_meaning_and_parts_that_divide_it(text: str, now: int | None) -> None:
    value, meaning, parts = time_reading(text, now)
    assert value == text
    assert not text or (callable(meaning) and meaning())
    octets = text.encode("latin-1") + b"\0"
    nodes = grown(octets, 0, parts)
    assert not nodes or b"".join(node.octets for node in nodes) == octets


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0 seconds"), (1, "1 second"), (3661, "1 hour 1 minute 1 second"), (1209600, "2 weeks")],
)
def test_spans(seconds: int, text: str) -> None:
    assert span_text(seconds) == text
