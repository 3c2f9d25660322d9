"""Which PDU answers which, in a few characters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smpp_dissect.spec import COMMANDS
from smpp_dissect.views.pairs import delay, pair_text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (None, ""),
        (0.0, "0µs"),
        (0.000_182_4, "182µs"),
        (0.000_999_4, "999µs"),
        (0.000_999_6, "1.00ms"),
        (0.012_34, "12.3ms"),
        (0.009_996, "10.0ms"),
        (0.1, "100ms"),
        (0.999_4, "999ms"),
        (0.999_6, "1.00s"),
        (1.254, "1.25s"),
        (59.94, "59.9s"),
        (59.96, "1m00s"),
        (125.4, "2m05s"),
        (3600, "1h00m"),
        (7199, "1h59m"),
        (90_000.0, "25h00m"),
        (-0.000_2, "-200µs"),
    ],
)
def test_a_time_in_three_digits(seconds: float | None, text: str) -> None:
    assert delay(seconds) == text


@given(st.floats(-1e9, 1e9))
def test_a_time_is_short(seconds: float) -> None:
    assert len(delay(seconds)) <= (7 if abs(seconds) < 3600 else 12)


@pytest.mark.parametrize(
    ("command", "request_", "response", "seconds", "text"),
    [
        ("submit_sm", None, 18, 0.0123, "→ 18 12.3ms"),
        ("submit_sm_resp", 17, None, 0.0123, "← 17 12.3ms"),
        ("submit_sm_resp", 17, None, None, "← 17"),
        (None, None, 18, 1.0, "→ 18 1.00s"),
        ("submit_sm", None, None, None, "→ ?"),
        ("submit_sm_resp", None, None, None, "← ?"),
        ("alert_notification", None, None, None, ""),
        ("generic_nack", None, None, None, ""),
        (None, None, None, None, ""),
    ],
)
def test_a_pdu_tells_its_partner(
    command: str, request_: int, response: int, seconds: float, text: str
) -> None:
    assert pair_text(command, request_, response, seconds) == text


def test_what_the_standard_answers_is_marked_where_it_is_not() -> None:
    open_ended = {command.name for command in COMMANDS if not pair_text(command.name, *[None] * 3)}
    assert open_ended == {"outbind", "alert_notification", "generic_nack"}
