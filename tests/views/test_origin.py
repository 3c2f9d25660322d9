"""Where a PDU is from, in one line."""

from __future__ import annotations

from typing import Any

import pytest

from smpp_dissect.views.origin import origin_line

ORIGIN: dict[str, Any] = {
    "pdu": 47,
    "frame": 9,
    "file": "a.pcap",
    "time": "2026-11-22",
    "session": 2,
    "sender": "esme",
    "anomaly": None,
    "request": None,
    "response": None,
    "response_s": None,
}
BEGIN = "PDU 47, frame 9 of a.pcap, 2026-11-22, session 2"


@pytest.mark.parametrize(
    ("told", "line"),
    [
        ({}, f"{BEGIN}, from the ESME"),
        ({"sender": None, "anomaly": "tlv_length"}, f"{BEGIN}, tlv_length"),
        (
            {"response": 48, "response_s": 0.0123},
            f"{BEGIN}, from the ESME, answered by PDU 48 after 12.3ms",
        ),
        ({"request": 46, "response_s": None}, f"{BEGIN}, from the ESME, answers PDU 46"),
        ({"time": None, "sender": "smsc"}, "PDU 47, frame 9 of a.pcap, session 2, from the SMSC"),
        (
            {"file": "\x1b[2J", "time": None, "sender": None},
            r"PDU 47, frame 9 of \x1b[2J, session 2",
        ),
        (dict.fromkeys(ORIGIN), ""),
    ],
)
def test_a_line_tells_where_a_pdu_is_from(told: dict[str, Any], line: str) -> None:
    assert origin_line(ORIGIN | told) == line
