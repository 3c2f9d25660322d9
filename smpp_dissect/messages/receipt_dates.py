"""Delivery receipts: the dates in their text, in every width that is met."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from smpp_dissect._kernel import i64, kernel
from smpp_dissect.pdus.text.many import Integers, narrowed

NAT = -(2**63)  # numpy's "not a time"
SECOND = 10**9


def receipt_dates(
    data: NDArray[np.uint8],
    begin: Integers,
    length: Integers,
    near: Integers | int = NAT,
    wide: NDArray[np.bool_] | None = None,
) -> Integers:
    """Read the date in `data[begin : begin + length]` of every row, in nanoseconds since 1970.

    YYMMDDhhmm, YYMMDDhhmmss, YYYYMMDDhhmm and YYYYMMDDhhmmss are taken for UTC as written, for no
    zone is told; an absolute time (YYMMDDhhmmsstnnp) is brought to UTC. Where 12 digits are a date
    either way, the one closer to `near` (nanoseconds) is meant. `wide` rows are UTF-16. `NAT` for
    what is empty, zero or no date. Source: SMPP 3.4, 7.1.1 and appendix B.
    """
    wide = np.zeros(begin.size, np.bool_) if wide is None else wide
    narrow, width = narrowed(data, begin, length, wide)
    out = np.empty(begin.size, np.int64)
    near = np.ascontiguousarray(np.broadcast_to(np.asarray(near, np.int64), begin.shape))
    _read_dates(narrow, begin, length // width, near, out)
    return out


@kernel
def _read_dates(data: Any, begin: Any, length: Any, near: Any, out: Any) -> None:
    for row in range(begin.size):
        at = i64(begin[row])
        stop = at + i64(length[row])
        out[row] = NAT
        if _is_date(data, at, stop):
            out[row] = _read_date(data, at, stop, i64(near[row]))


@kernel
def _is_date(data: Any, at: int, stop: int) -> bool:
    """Tell whether so many digits can be a date; the last of 16 octets is a sign."""
    width = stop - at
    if width != 10 and width != 12 and width != 14 and width != 16:
        return False
    while at < stop - (width == 16):
        if i64(data[at]) < 0x30 or i64(data[at]) > 0x39:
            return False
        at += 1
    return True


@kernel
def _read_date(data: Any, at: int, stop: int, near: int) -> int:
    year = _pair(data, at)
    written = _instant(data, at + 2, stop, year + (1900 if year >= 38 else 2000))
    if stop - at == 10:
        return written
    if stop - at == 16:
        zone = _pair(data, at + 13)
        ahead = 0x2C - i64(data[at + 15])  # 0x2B is "+", 0x2D is "-"; "R" is a span, no date
        if written == NAT or zone > 48 or (ahead != 1 and ahead != -1):
            return NAT
        tenths = i64(data[at + 12]) - 0x30
        return written + (tenths - ahead * zone * 9000) * (SECOND // 10)
    full = _instant(data, at + 4, stop, year * 100 + _pair(data, at + 2))
    if stop - at == 14 or written == NAT:
        return full
    if full == NAT or near == NAT:
        return written
    near //= SECOND  # or else the differences might not fit
    return full if abs(full // SECOND - near) < abs(written // SECOND - near) else written


@kernel
def _pair(data: Any, at: int) -> int:
    return i64(data[at]) * 10 + i64(data[at + 1]) - 0x210


@kernel
def _instant(data: Any, at: int, stop: int, year: int) -> int:
    """Nanoseconds of a year and the MMDDhhmm at `at`, with its seconds if there are more digits.

    Years are those that two digits can mean, and on to 2099: in these every fourth is a leap year.
    """
    month, day = _pair(data, at), _pair(data, at + 2)
    hour, minute = _pair(data, at + 4), _pair(data, at + 6)
    second = _pair(data, at + 8) if at + 8 < stop else 0
    if year < 1938 or year > 2099 or month < 1 or month > 12:
        return NAT
    leap = 1 if year & 3 == 0 else 0
    last = 28 + leap if month == 2 else 30 + ((month + (month >> 3)) & 1)
    if day < 1 or day > last or hour > 23 or minute > 59 or second > 59:
        return NAT
    days = 365 * (year - 1970) + ((year - 1969) >> 2) + (367 * month - 362) // 12 + day - 1
    days -= 2 - leap if month > 2 else 0
    return (((days * 24 + hour) * 60 + minute) * 60 + second) * SECOND
