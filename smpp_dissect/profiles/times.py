"""Times of SMPP as people read them (3.4, 7.1.1): `YYMMDDhhmmsstnnp`, of sixteen characters.

Absolute with `+` or `-`: the time there, in tenths of a second, and quarter hours from UTC.
Relative with `R`: how long from now, in the same units.
"""

from __future__ import annotations

import re
from datetime import datetime

_FORM = re.compile(r"(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d)(\d\d)([-+R])", re.ASCII)
_UNITS = ("y", "months", "d", "h", "min", "s")
# A year of 38 or more is of the twentieth century.
_TURN_OF_CENTURY = 38


def time_text(written: str) -> str | None:
    """Read a time: `2021-08-25 14:13:00.0 UTC+02:00`, or `in 1 d 2 h`; None if none."""
    match = _FORM.fullmatch(written)
    if match is None:
        return None
    *moment, tenths, quarters = (int(match[group]) for group in range(1, 9))
    if match[9] == "R":
        spans = [f"{number} {unit}" for number, unit in zip(moment, _UNITS, strict=True) if number]
        return f"in {' '.join(spans) or '0 s'}"
    year, month, day, hour, minute, second = moment
    year += 1900 if year >= _TURN_OF_CENTURY else 2000
    try:
        told = datetime(year, month, day, hour, minute, second)
    except ValueError:
        return None
    hours, quarters = divmod(quarters, 4)
    return f"{told}.{tenths} UTC{match[9]}{hours:02}:{15 * quarters:02}"
