"""Values of receipts: dates as the message stage reads them, ids in two bases."""

from __future__ import annotations

import datetime

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from smpp_dissect.messages.receipt_dates import NAT, receipt_dates
from smpp_dissect.pdus.tree.receipt_values import EPOCH, is_same_id, receipt_date

# 2024-01-10 in nanoseconds.
NEAR = 1_704_844_800 * 10**9


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("1108202241", "2011-08-20 22:41:00"),
        ("180903120815", "2018-09-03 12:08:15"),
        # No month of that number, so the year has four digits.
        ("201906190720", "2019-06-19 07:20:00"),
        ("20110314181534", "2011-03-14 18:15:34"),
        ("110820224100304+", "2011-08-20 21:41:00.300000"),
        ("110820224100048-", "2011-08-21 10:41:00"),
        ("110820224100049-", None),
        ("000001000000000R", None),
        ("3701010000", "2037-01-01 00:00:00"),
        ("3801010000", "1938-01-01 00:00:00"),
        ("0000000000", None),
        ("1102302241", None),
        ("11082022", None),
        ("²108202241", None),
        ("", None),
    ],
)
def test_dates(text: str, date: str | None) -> None:
    found = receipt_date(text)
    assert (None if found is None else str(found)) == date


def test_twelve_digits_are_the_date_that_is_closer() -> None:
    text = "200511101112"  # 2020-05-11 10:11:12, or in the year 2005
    late, early = (
        datetime.datetime(2020, 5, 11, 10, 11, 12),
        datetime.datetime(2005, 11, 10, 11, 12),
    )
    for near, date in ((NEAR, late), (0, early), (None, late)):
        assert receipt_date(text, near) == date


digits = st.text("0123456789", min_size=10, max_size=16)
likely = st.builds(
    "{:02d}{:02d}{:02d}{:02d}{:02d}{}".format,
    *(st.integers(0, most) for most in (99, 14, 33, 26, 62)),
    st.sampled_from(["", "30", "3059", "305904+", "300049-", "300049+", "30004-0", "999999R"]),
)


@given(st.one_of(digits, likely, st.text(max_size=16)), st.sampled_from([None, 0, NEAR, 2 * NEAR]))
@example("200511101112", NEAR)
@example("291231235959", NEAR)
def test_dates_are_those_of_the_message_stage(text: str, near: int | None) -> None:
    octets = text.encode("latin-1", "replace")
    data = np.frombuffer(octets + b"?", np.uint8)
    begin, length = np.zeros(1, np.int64), np.array([len(octets)])
    (expected,) = receipt_dates(data, begin, length, NAT if near is None else near).tolist()
    found = receipt_date(octets.decode("latin-1"), near)
    if found is None:
        assert expected == NAT
    else:
        assert (found - EPOCH) // datetime.timedelta(microseconds=1) * 1000 == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("17", "17"), ("ab", "AB"), ("0017", "17"), ("0059113978", "38601fa"),
        ("4817DB71", "1209523057"), (f"{1 << 100:x}", str(1 << 100)),
    ],
)  # fmt: skip
def test_one_id(one: str, other: str) -> None:
    assert is_same_id(one, other) and is_same_id(other, one)


@pytest.mark.parametrize(
    ("one", "other"), [("17", "18"), ("17", "0x17"), ("a-b", "ab"), ("²", "2")]
)
def test_two_ids(one: str, other: str) -> None:
    assert not is_same_id(one, other) and not is_same_id(other, one)


@given(st.text(max_size=20))
def test_an_id_is_itself(text: str) -> None:
    assert is_same_id(text, text)
