"""Where a PDU is from, in one line."""

from __future__ import annotations

from typing import Any

import pytest

from smpp_dissect.views.origin import heading_lines, origin_line

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
    "long_message": None,
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


@pytest.mark.parametrize(
    ("pdus", "text", "line"),
    [
        ([46, 47], "one two", 'part 2 of 2 of message 3 in messages, PDUs 46, 47: "one two"'),
        ([None, 47], "\x1b two", r'PDUs not captured, 47: "\x1b two"'),
        ([46, 47], None, "part 2 of 2 of message 3 in messages, PDUs 46, 47"),
    ],
)
def test_a_part_tells_of_its_message(pdus: list[int | None], text: str | None, line: str) -> None:
    told = {"table": "messages", "message": 3, "part": 2, "parts": 2, "pdus": pdus, "text": text}
    first, second = heading_lines(ORIGIN | {"long_message": told})
    assert first == origin_line(ORIGIN)
    assert second.endswith(line)
    assert heading_lines(ORIGIN) == [first]
