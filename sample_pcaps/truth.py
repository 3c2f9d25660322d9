"""What happened in a story, as its description has it and not as any decoder found it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sample_pcaps.files import Frame
from sample_pcaps.peers import Pdu, Peers, counted
from sample_pcaps.receipts import INTERMEDIATE
from sample_pcaps.wire import SECOND

OUTCOMES = {
    "DELIVRD": "delivered",
    "EXPIRED": "expired",
    "UNDELIV": "failed",
    "REJECTD": "rejected",
    "UNKNOWN": "unknown",
}


@dataclass
class Sent:
    """One message that an ESME sent, a long one with all its parts, and what became of it.

    `message_ids` are those of the responses, one for each part accepted. `receipts` are (time,
    message_id as in the receipt, state, err), of the parts together.
    """

    session: int
    source_addr: str
    destination_addr: str
    submit_time: int
    text: str | None = None
    parts: int = 1
    command_status: int = 0
    receipt_requested: bool = True
    message_ids: list[str] = field(default_factory=list)
    receipts: list[tuple[int, str, str, int]] = field(default_factory=list)
    more: dict[str, Any] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """The message for JSON; `delivery_s` is to the first final receipt of the last part."""
        final = [receipt for receipt in self.receipts if receipt[2] not in INTERMEDIATE]
        told = {
            "session": self.session,
            "source_addr": self.source_addr,
            "destination_addr": self.destination_addr,
            "submit_time": self.submit_time,
            "text": self.text,
            "parts": self.parts,
            "command_status": self.command_status,
            "receipt_requested": self.receipt_requested,
            "message_ids": self.message_ids,
            "receipts": [
                {"time": time, "message_id": message_id, "state": state, "err": err}
                for time, message_id, state, err in self.receipts
            ],
            "outcome": self._outcome([state for _, _, state, _ in final]),
        }
        if final:
            told["delivery_s"] = (_first_of_last(final) - self.submit_time) / SECOND
        return told | self.more

    def _outcome(self, states: Sequence[str]) -> str:
        if self.command_status:
            return "rejected"
        if states:
            worst = [state for state in states if state != "DELIVRD"]
            return OUTCOMES[(worst or states)[0]]
        if self.receipts:
            return "pending"
        return "no_receipt" if self.receipt_requested else "not_requested"


def _first_of_last(final: Sequence[tuple[int, str, str, int]]) -> int:
    first: dict[str, int] = {}
    for time, message_id, _, _ in final:
        first.setdefault(message_id, time)
    return max(first.values())


@dataclass
class Sample:
    """A capture file, or the files of one capture, with the truth about it."""

    files: dict[str, bytes]
    truth: dict[str, Any]


def told(
    peers: Sequence[Peers],
    frames: int,
    messages: Sequence[Sent] = (),
    pdus: Sequence[Pdu] | None = None,
    **more: Any,
) -> dict[str, Any]:
    """The truth about a capture: how many frames and PDUs, the sessions, the messages.

    `pdus` are those that are whole in the capture, where these are not all that were sent.
    """
    sent = [pdu for one in peers for pdu in one.pdus]
    whole = counted(sent if pdus is None else pdus)
    return {
        "frames": frames,
        "pdus": whole | {"total": sum(whole.values())},
        "sessions": [one.session | {"pdus": counted(one.pdus)} for one in peers],
        "messages": [message.as_dict() for message in messages],
        **more,
    }


def in_order(*captured: Sequence[Frame]) -> list[Frame]:
    """Frames of several connections as one capture, in the order of their times."""
    return sorted((frame for frames in captured for frame in frames), key=lambda frame: frame.time)
