"""What stands out on a terminal: values that tell success or failure, by the column they are in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smpp_dissect.views.pairs import UNANSWERED, UNASKED

if TYPE_CHECKING:
    from smpp_dissect.views.values import Value

# Select Graphic Rendition parameters of ECMA-48.
BOLD, DIM, RED, GREEN, YELLOW, CYAN = "1", "2", "31", "32", "33", "36"
REVERSE, MAGENTA, BRIGHT_BLUE = "7", "35", "94"
# What tells the parts of a PDU from their neighbours.
HUES = (CYAN, YELLOW, MAGENTA, GREEN, BRIGHT_BLUE)
FAULT = RED

_BY_VALUE: dict[str, dict[Value, str]] = {
    "outcome": {
        "delivered": GREEN,
        "failed": RED,
        "expired": RED,
        "rejected": RED,
        "no_receipt": YELLOW,
        "pending": DIM,
        "not_requested": DIM,
    },
    "severity": {"error": RED, "warning": YELLOW, "note": DIM},
    "sender": {"esme": CYAN},
    "pair": {UNANSWERED: YELLOW, UNASKED: YELLOW},
}
_STATUSES = ("status", "bind_status")
_FAULTS = ("anomaly", "missing_bytes")


def emphasis(column: str, value: Value) -> str:
    """Choose how a value of a column stands out; empty: not at all."""
    if value is None or not value:
        return ""
    if column in _STATUSES:
        return DIM if value == "ESME_ROK" else RED
    return YELLOW if column in _FAULTS else _BY_VALUE.get(column, {}).get(value, "")


def both(one: str, other: str) -> str:
    """Put two marks into one."""
    return f"{one};{other}" if one and other else one or other


def painted(text: str, mark: str) -> str:
    """Put a mark around a text, and its end after it."""
    return f"\x1b[{mark}m{text}\x1b[0m" if mark and text else text
