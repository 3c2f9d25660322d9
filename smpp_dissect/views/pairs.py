"""Which PDU answers which, and after how long, in a few characters: `→ 18 12.3ms`, `← 17 12.3ms`.

`→ ?` is a request that has a response by the standard, and none in the capture; `← ?` is a response
to no request of the capture.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from smpp_dissect.spec import COMMAND_BY_NAME

if TYPE_CHECKING:
    from smpp_dissect.views.values import Value

UNANSWERED, UNASKED = "→ ?", "← ?"
# Units of short times, the least first, and seconds of each.
_UNITS = (("µs", 1e-6), ("ms", 1e-3), ("s", 1.0))
_MINUTE, _HOUR = 60, 3600


def pair_text(command: Value, request: Value, response: Value, response_s: Value) -> str:
    """Tell the request or the response of a PDU; empty for one that has neither."""
    partner = f"→ {response}" if response is not None else f"← {request}"
    if request is None and response is None:
        return _alone(command)
    return f"{partner} {delay(response_s)}".rstrip()


def delay(seconds: Value) -> str:
    """Write out a time in seconds to three digits, or in minutes; empty where it is not known."""
    if not isinstance(seconds, int | float):
        return ""
    sign, seconds = "-" * (seconds < 0), abs(seconds)
    if seconds >= _HOUR:
        minutes = int(seconds // _MINUTE)
        return f"{sign}{minutes // 60}h{minutes % 60:02}m"
    # What would round up to the next unit is told in it.
    if seconds >= _MINUTE - 0.05:
        whole = round(seconds)
        return f"{sign}{whole // _MINUTE}m{whole % _MINUTE:02}s"
    unit, size = next((unit for unit in _UNITS if seconds < 999.5 * unit[1]), _UNITS[-1])
    count = seconds / size
    digits = 0 if unit == "µs" or count >= 99.95 else 1 if count >= 9.995 else 2
    return f"{sign}{count:.{digits}f}{unit}"


def _alone(command: Value) -> str:
    known = COMMAND_BY_NAME.get(command) if isinstance(command, str) else None
    if known is None or known.name == "generic_nack":
        return ""
    if known.is_response:
        return UNASKED
    return UNANSWERED if known.response else ""
