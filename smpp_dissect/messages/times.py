"""Times as seconds: those of SMPP, absolute and relative (SMPP 3.4, 7.1.1), and how long things
took.
"""

from __future__ import annotations

import calendar
from functools import lru_cache
from typing import Any

import numpy as np
import pyarrow as pa

from smpp_dissect.packets.records import NO_TIME
from smpp_dissect.pdus.batch import Int64s

Seconds = np.ndarray[Any, np.dtype[np.float64]]
QUARTER = 900


def seconds_between(earlier: Int64s, later: Int64s) -> Seconds:
    """Seconds between two times (ns); NaN where a packet has none."""
    known = (earlier != NO_TIME) & (later != NO_TIME)
    return np.where(known, (later - np.where(known, earlier, 0)) / 1e9, np.nan)


def longest(took: Seconds, kind: Int64s, asked: Int64s, usual: float) -> Seconds:
    """For each kind `asked` about, the longest that one of its `kind` took; `usual` where none
    did.
    """
    count = int(max(kind.max(initial=0), asked.max(initial=0))) + 1
    most = np.full(count, np.nan)
    np.fmax.at(most, kind, took)
    most[np.isnan(most)] = usual
    return most[asked]


def validity_seconds(periods: pa.Array, submitted: Int64s) -> Seconds:
    """Seconds from submission (ns) to the end of each validity_period; NaN where none is given."""
    words = periods.dictionary_encode()
    meant = [read_time(word) if word else None for word in words.dictionary.to_pylist()]
    codes = words.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    absolute = np.array([each[1] if each and each[0] else np.nan for each in meant] + [np.nan])
    relative = np.array([each[1] if each and not each[0] else np.nan for each in meant] + [np.nan])
    return np.where(np.isnan(relative[codes]), absolute[codes] - submitted / 1e9, relative[codes])


@lru_cache(4096)
def read_time(text: str) -> tuple[bool, float] | None:
    """Read an SMPP time: (absolute, seconds since 1970 or from now); None where it is none.

    Relative years are of 365 days and months of 30. Times of twelve digits (3.3) are taken for UTC.
    """
    digits, sign = (text[:15], text[15:]) if len(text) == 16 else (text + "000", "+")
    if len(text) not in (12, 16) or not (digits.isascii() and digits.isdigit()):
        return None
    year, month, day, hour, minute, second = (int(digits[at : at + 2]) for at in range(0, 12, 2))
    tenths, offset = int(digits[12]), int(digits[13:15])
    if sign == "R":
        days = year * 365 + month * 30 + day
        return False, ((days * 24 + hour) * 60 + minute) * 60 + second
    if sign not in "+-" or not (1 <= month <= 12 and 1 <= day <= 31 and hour < 24 and minute < 60):
        return None
    # Two-digit years: 38 to 99 are of the last century (3.4, 7.1.1.1).
    century = 1900 if year > 37 else 2000
    instant = calendar.timegm((century + year, month, day, hour, minute, second)) + tenths / 10
    return True, instant - (offset * QUARTER if sign == "+" else -offset * QUARTER)
