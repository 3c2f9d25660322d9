"""What the values of a receipt's keys say: dates in every width that is met, ids in two bases."""

from __future__ import annotations

import datetime

from smpp_dissect.pdus.tree.time_parts import full_year, instant

# Years that dates may be of: those that two digits can mean, and on to the end of the century.
YEARS = range(1938, 2100)
EPOCH = datetime.datetime(1970, 1, 1)
SECOND = 10**9


def receipt_date(text: str, near: int | None = None) -> datetime.datetime | None:
    """Read a date as `receipt_dates` of the message stage does; None for what is none.

    YYMMDDhhmm, YYMMDDhhmmss, YYYYMMDDhhmm and YYYYMMDDhhmmss are as written, for no zone is told;
    an absolute time (YYMMDDhhmmsstnnp) is brought to UTC. Where 12 digits are a date either way,
    the one closer to `near` (nanoseconds since 1970) is meant. Source: SMPP 3.4, 7.1.1 and
    appendix B.
    """
    if len(text) == 16:
        zoned = instant(text)
        return zoned.astimezone(datetime.UTC).replace(tzinfo=None) if zoned else None
    if len(text) not in (10, 12, 14) or not (text.isascii() and text.isdigit()):
        return None
    written = _date(full_year(int(text[:2])), text[2:])
    if len(text) == 10:
        return written
    full = _date(int(text[:4]), text[4:])
    if len(text) == 14 or written is None:
        return full
    if full is None or near is None:
        return written
    return full if _apart(full, near) < _apart(written, near) else written


def _date(year: int, rest: str) -> datetime.datetime | None:
    """Make the instant of a year and MMDDhhmm, with its seconds if there are more digits."""
    if year not in YEARS:
        return None
    month, day, hour, minute = (int(rest[at : at + 2]) for at in range(0, 8, 2))
    try:
        return datetime.datetime(year, month, day, hour, minute, int(rest[8:] or 0))
    except ValueError:
        return None


def _apart(date: datetime.datetime, near: int) -> int:
    return abs((date - EPOCH) // datetime.timedelta(seconds=1) - near // SECOND)


def hex_to_dec(text: str) -> str | None:
    """Write a hexadecimal id in decimal; None for what is no such id."""
    try:
        return str(int(text, 16)) if text.isalnum() else None
    except ValueError:
        return None


def dec_to_hex(text: str) -> str | None:
    """Write a decimal id in hexadecimal; None for what is no such id."""
    return format(int(text), "x") if text.isascii() and text.isdigit() and len(text) < 200 else None


def is_same_id(one: str, other: str) -> bool:
    """Tell whether two ids are one: alike, or in other case, zeros in front, or another base."""
    left, right = (each.lower().lstrip("0") for each in (one, other))
    return left == right or left in (hex_to_dec(right), dec_to_hex(right))
