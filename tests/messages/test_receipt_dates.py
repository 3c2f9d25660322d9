"""Dates of receipts, against the standard library's datetime."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smpp_dissect.messages.receipt_dates import NAT, receipt_dates
from tests.forms import compiled_form, plain_form

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def nanoseconds(time: datetime) -> int:
    return (time.replace(tzinfo=UTC) - EPOCH) // timedelta(microseconds=1) * 1000


def read(reader: Any, texts: list[str], near: Any = NAT, wide: bool = False) -> list[int]:
    values = [text.encode("utf-16-be" if wide else "latin-1") for text in texts]
    data = np.frombuffer(bytearray(b"7" + b"9".join([*values, b""])), np.uint8)
    length = np.array([len(value) for value in values], np.int64)
    begin = 1 + np.cumsum(length + 1) - length - 1
    found: list[int] = reader(
        data, begin, length, near, np.full(length.size, wide) if wide else None
    ).tolist()
    return found


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("1701240904", "2017-01-24T09:04"),
        ("141023215253", "2014-10-23T21:52:53"),
        ("201906190720", "2019-06-19T07:20"),
        ("201506201641", "2015-06-20T16:41"),
        ("180122230957", "2018-01-22T23:09:57"),
        ("20110314181534", "2011-03-14T18:15:34"),
        ("180711070003912+", "2018-07-11T04:00:03.9"),
        ("180711070000012+", "2018-07-11T04:00:00"),
        ("260711220000014-", "2026-07-12T01:30:00"),
        ("2607112200000480", None),
        ("260711220000000+", "2026-07-11T22:00:00"),
        ("260711220000049+", None),
        ("000007000000000R", None),
        ("260711220000000R", None),
        ("3712312359", "2037-12-31T23:59"),
        ("3801010000", "1938-01-01T00:00"),
        ("9912312359", "1999-12-31T23:59"),
        ("0002292359", "2000-02-29T23:59"),
        ("0102290000", None),
        ("2402290000", "2024-02-29T00:00"),
        ("2504310000", None),
        ("2508310000", "2025-08-31T00:00"),
        ("2513010000", None),
        ("2500010000", None),
        ("2501000000", None),
        ("2501012400", None),
        ("2501010060", None),
        ("250101000060", None),
        ("20991231235959", "2099-12-31T23:59:59"),
        ("21000101000000", None),
        ("19380101000000", "1938-01-01T00:00:00"),
        ("19371231235959", None),
        ("0000000000", None),
        ("000000000000", None),
        ("00000000000000", None),
        ("000000000000000+", None),
        ("", None),
        ("2501", None),
        ("25010100001", None),
        ("250101000000000", None),
        ("25010100000", None),
        ("25-1010000", None),
        ("25010100:0", None),
        ("25010100/0", None),
        ("170124090\xb4", None),
    ],
)
def test_date(text: str, time: str | None) -> None:
    expected = NAT if time is None else int(np.datetime64(time, "ns").astype(np.int64))
    assert read(receipt_dates, [text]) == [expected]
    assert read(receipt_dates, [text], wide=True) == [expected]


def test_twelve_digits_that_are_two_dates() -> None:
    text = "201012112233"
    seconds = nanoseconds(datetime(2020, 10, 12, 11, 22, 33))
    minutes = nanoseconds(datetime(2010, 12, 11, 22, 33))
    day = 86400 * 10**9
    assert read(receipt_dates, [text]) == [seconds]
    assert read(receipt_dates, [text], near=seconds + day) == [seconds]
    assert read(receipt_dates, [text], near=minutes - day) == [minutes]
    assert read(receipt_dates, [text], near=2**63 - 1) == [seconds]
    assert read(receipt_dates, [text], near=NAT + 1) == [minutes]
    near = np.array([minutes, seconds, NAT])
    assert read(receipt_dates, [text] * 3, near=near) == [minutes, seconds, seconds]


def test_one_date_is_taken_however_far() -> None:
    assert read(receipt_dates, ["201906190720"], near=0) == [
        nanoseconds(datetime(2019, 6, 19, 7, 20))
    ]


def twin(text: str, near: int) -> int:
    """The same by trial and error."""
    if len(text) == 16 and text[15] in "+-" and text[:15].isdecimal():
        time = twin(text[:12], 0) if text[:2] != "20" else short(text[:12])
        if time == NAT or int(text[13:15]) > 48:
            return NAT
        zone = int(text[15] + text[13:15]) * 15 * 60 * 10**9
        return time + int(text[12]) * 10**8 - zone
    if len(text) not in (10, 12, 14) or not text.isdecimal():
        return NAT
    times = [short(text)] if len(text) < 14 else []
    times += [full(text)] if len(text) > 10 else []
    times = [time for time in times if time != NAT]
    return min(times, key=lambda time: abs(time // 10**9 - near // 10**9), default=NAT)


def short(text: str) -> int:
    year = int(text[:2])
    return full(str(year + (1900 if year >= 38 else 2000)) + text[2:])


def full(text: str) -> int:
    numbers = [int(text[at : at + 2]) for at in range(4, len(text), 2)]
    try:
        time = datetime(int(text[:4]), *numbers)  # type: ignore[arg-type]
    except ValueError:
        return NAT
    return nanoseconds(time) if 1938 <= time.year <= 2099 else NAT


formats = st.sampled_from(["%y%m%d%H%M", "%y%m%d%H%M%S", "%Y%m%d%H%M", "%Y%m%d%H%M%S"])
written = st.builds(
    lambda time, form: time.strftime(form),
    st.datetimes(datetime(1930, 1, 1), datetime(2110, 1, 1)),
    formats,
)
digits = st.text(st.sampled_from("0123456789"), min_size=9, max_size=16)
small = st.lists(st.sampled_from("01 02 09 10 11 12 19 20 28 29 30 31 23".split()), max_size=7).map(
    "".join
)
absolute = st.builds(
    "{:%y%m%d%H%M%S}{}{:02}{}".format,
    st.datetimes(datetime(1938, 1, 1), datetime(2037, 12, 31)),
    st.integers(0, 9),
    st.integers(0, 60),
    st.sampled_from("+-R0"),
)
dates = st.one_of(written, digits, small, absolute, st.text(st.characters(max_codepoint=255)))
nears = st.integers(NAT + 1, 2**63 - 1) | st.integers(0, 2**61)


@given(dates, nears, st.booleans())
def test_as_the_twin(text: str, near: int, wide: bool) -> None:
    assert read(receipt_dates, [text], near, wide) == [twin(text, near)]


PLAIN, COMPILED = plain_form(receipt_dates.__module__), compiled_form(receipt_dates.__module__)


@settings(deadline=None)  # the first call compiles
@given(st.lists(dates, max_size=5), nears)
def test_plain_and_compiled_agree(texts: list[str], near: int) -> None:
    plain, compiled = (read(form.receipt_dates, texts, near) for form in (PLAIN, COMPILED))
    assert plain == compiled
