"""What stands out on a terminal."""

from __future__ import annotations

import pytest

from smpp_dissect.views.colours import DIM, GREEN, RED, YELLOW, emphasis, painted


@pytest.mark.parametrize(
    ("column", "value", "mark"),
    [
        ("status", "ESME_RTHROTTLED", RED),
        ("bind_status", "ESME_RINVPASWD", RED),
        ("status", "ESME_ROK", DIM),
        ("status", None, ""),
        ("outcome", "delivered", GREEN),
        ("outcome", "no_receipt", YELLOW),
        ("outcome", "of_the_future", ""),
        ("severity", "error", RED),
        ("missing_bytes", 12, YELLOW),
        ("missing_bytes", 0, ""),
        ("text", "ESME_RTHROTTLED", ""),
    ],
)
def test_values_that_tell_failure_or_success_stand_out(
    column: str, value: str | int | None, mark: str
) -> None:
    assert emphasis(column, value) == mark


def test_a_mark_ends_where_its_text_does() -> None:
    assert painted("x", RED) == "\x1b[31mx\x1b[0m"
    assert painted("x", "") == "x"
