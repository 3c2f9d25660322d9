"""Times as SMPP writes them: `YYMMDDhhmmsstnnp`, absolute or relative, and the instants they mean.

Two digits of a year from 38 on are of the last century. A relative time counts from the clock of
the SMSC; the capture's clock, where there is one, stands for it. Source: SMPP 3.4, 7.1.1; 5.0,
4.7.23.
"""

from __future__ import annotations

import calendar
import datetime
import re
from functools import lru_cache, partial

from smpp_dissect.pdus.meanings import REMEMBERED, value_meaning
from smpp_dissect.pdus.tree.parts import Part, Reading

FORM = re.compile(r"[0-9]{15}[-+R]", re.ASCII)
# final_date may come without tenths and zone.
SHORT_FORM = re.compile(r"[0-9]{12}", re.ASCII)
FIRST_OF_LAST_CENTURY = 38
MOST_QUARTERS = 48
UNITS = ("year", "month", "day", "hour", "minute", "second")
SECONDS = {"week": 604800, "day": 86400, "hour": 3600, "minute": 60, "second": 1}
NO_TIME = "not a time of SMPP"
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)


def time_reading(text: str, now: int | None = None) -> Reading:
    """Read the characters of a time; the octets opened are those and their NUL.

    `now`: when the PDU was captured, in nanoseconds since 1970, or None.
    """
    return Reading(text, partial(time_meaning, text, now), _parts(text)) if text else Reading(text)


def time_meaning(text: str, now: int | None = None) -> str:
    """Say which instant a time means, or which span, and what instant that is from `now`."""
    if SHORT_FORM.fullmatch(text):
        local = _local(text)
        return f"{local.isoformat()}, no zone told" if local else NO_TIME
    if not FORM.fullmatch(text):
        return NO_TIME
    return _relative(text, now) if text.endswith("R") else _absolute(text)


def instant(text: str) -> datetime.datetime | None:
    """Give the instant that an absolute time with a zone means; None if it is none."""
    local = _local(text) if FORM.fullmatch(text) and not text.endswith("R") else None
    quarters = int(text[13:15]) if local else 0
    if local is None or quarters > MOST_QUARTERS:
        return None
    ahead = quarters if text.endswith("+") else -quarters
    zone = datetime.timezone(datetime.timedelta(minutes=15 * ahead))
    return local.replace(microsecond=int(text[12]) * 100_000, tzinfo=zone)


def iso(time: datetime.datetime) -> str:
    """Write an instant in ISO 8601, in UTC with a Z, without a fraction of zero."""
    text = time.astimezone(datetime.UTC).replace(tzinfo=None).isoformat()
    return f"{text.rstrip('0') if '.' in text else text}Z"


def full_year(digits: int) -> int:
    """Give the year that two digits mean."""
    return digits + (1900 if digits >= FIRST_OF_LAST_CENTURY else 2000)


def span_text(seconds: int) -> str:
    """Write a number of seconds in words: `1 day 2 hours`."""
    words = []
    for unit, size in SECONDS.items():
        count, seconds = divmod(seconds, size)
        if count:
            words.append(_counted(count, unit))
    return " ".join(words) or "0 seconds"


def _counted(count: int, unit: str) -> str:
    return f"{count} {unit}" if count == 1 else f"{count} {unit}s"


def _pairs(text: str) -> list[int]:
    return [int(text[at : at + 2]) for at in range(0, 12, 2)]


def _local(text: str) -> datetime.datetime | None:
    year, month, day, hour, minute, second = _pairs(text)
    try:
        return datetime.datetime(full_year(year), month, day, hour, minute, second)
    except ValueError:
        return None


def _absolute(text: str) -> str:
    time = instant(text)
    if time is None:
        return NO_TIME
    local = time.isoformat()
    if time.microsecond:
        local = local.replace("00000", "", 1)
    return iso(time) if not time.utcoffset() else f"{local}, that is {iso(time)}"


def _relative(text: str, now: int | None) -> str:
    counts = _pairs(text)
    words = [_counted(count, unit) for count, unit in zip(counts, UNITS, strict=True) if count]
    span = " ".join(words) or "at once"
    if now is None:
        return f"{span}, from the SMSC's time"
    start = EPOCH + datetime.timedelta(microseconds=now // 1000)
    try:
        return f"{span}, from {iso(start)} on: {iso(_later(start, counts))}"
    except (ValueError, OverflowError):
        return span


def _later(start: datetime.datetime, counts: list[int]) -> datetime.datetime:
    """Count years and months by the calendar, to the last day of a shorter month."""
    years, months, days, hours, minutes, seconds = counts
    extra, month = divmod(start.month - 1 + months, 12)
    year = start.year + years + extra
    day = min(start.day, calendar.monthrange(year, month + 1)[1])
    moved = start.replace(year=year, month=month + 1, day=day)
    return moved + datetime.timedelta(days, seconds, hours=hours, minutes=minutes)


@lru_cache(REMEMBERED)
def _parts(text: str) -> tuple[Part, ...]:
    """Open a time of the long form."""
    if not FORM.fullmatch(text):
        return ()
    quarters, flag = text[13:15], text[15]
    minutes = 15 * int(quarters)
    ahead = f"{'' if flag == 'R' else flag}{minutes // 60:02d}:{minutes % 60:02d}"
    return (
        Part("date_time", 0, 12, text[:12]),
        Part("tenths", 12, 1, text[12]),
        Part("quarter_hours", 13, 2, quarters, None if flag == "R" else ahead),
        Part("utc_flag", 15, 1, flag, value_meaning("time_utc_flag", flag)),
        Part("terminator", 16, 1),
    )
