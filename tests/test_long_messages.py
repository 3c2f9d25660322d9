"""A part of a long message tells of the others, and of the text they make together."""

from __future__ import annotations

from typing import Any

import pytest

import smpp_dissect as sd
from tests.conftest import SAMPLES


@pytest.fixture(scope="module")
def capture() -> sd.Capture:
    return sd.read(SAMPLES / "long_messages.pcap")


def told(capture: sd.Capture, pdu: int) -> dict[str, Any]:
    message = capture.pdu(pdu).long_message
    assert message is not None
    return message


def test_every_part_tells_of_all(capture: sd.Capture) -> None:
    first = told(capture, 3)
    assert (first["table"], first["part"], first["parts"]) == ("messages", 1, 3)
    assert first["pdus"] == [3, 4, 5]
    row = capture.messages.iloc[first["message"] - 1]
    assert (row["submit_pdu"], row["text"]) == (3, first["text"])
    assert told(capture, 5) == first | {"part": 3}
    assert first["text"] in str(capture.pdu(4))


def test_incoming_messages_are_told_of_as_well(capture: sd.Capture) -> None:
    long = capture.incoming[capture.incoming["parts"] > 1]
    assert len(long)
    for row in long.itertuples():
        message = told(capture, row.deliver_pdu)
        assert (message["table"], message["message"]) == ("incoming", row.message)
        assert (message["text"], message["part"]) == (row.text, 1)


def test_what_is_whole_tells_of_nothing(capture: sd.Capture) -> None:
    assert capture.pdu(1).long_message is None
    whole = capture.messages[capture.messages["parts"] == 1]["submit_pdu"]
    assert all(capture.pdu(number).long_message is None for number in whole[:3])


def test_parts_that_were_not_captured_are_none(capture: sd.Capture) -> None:
    for name in ("lossy_reordered.pcap", "long_messages_single.pcap"):
        lossy = sd.read(SAMPLES / name)
        for tree in lossy.trees(range(1, len(lossy.pdus) + 1)):
            if tree.long_message:
                pdus = tree.long_message["pdus"]
                assert len(pdus) == tree.long_message["parts"]
                assert pdus[tree.long_message["part"] - 1] is not None
