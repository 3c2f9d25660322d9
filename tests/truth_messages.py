"""The messages of the recorded captures as they should be found, worked out from the peers' logs.

What was said before a capture began or after it ended is left out; which PDUs those are, the
capture itself tells.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import smpp_dissect as sd
from smpp_dissect.capture import Capture
from smpp_dissect.messages.model import MessageTables
from tests.talk import rows
from tests.truth import CAPTURES, UNDER_WAY, Part, Place, Receipt, Truth, truth_of


@cache
def read(name: str) -> Capture:
    return sd.read(CAPTURES / name)


def model_of(name: str) -> MessageTables:
    return read(name)._passes.model


@cache
def places(name: str) -> list[Place]:
    """Of each PDU its connection's ports and its sequence number."""
    capture = read(name)
    ports = [
        frozenset(ends) for ends in rows(capture.arrow("sessions"), "client_port", "server_port")
    ]
    pdus = capture.arrow("pdus", ["session", "sequence_number"])
    return [(ports[session - 1], number) for session, number in rows(pdus, *pdus.column_names)]


@cache
def commands(name: str) -> list[tuple[str, str]]:
    pdus = read(name).arrow("pdus", ["command", "sender"])
    return [(command or "unknown", sender) for command, sender in rows(pdus, "command", "sender")]


@dataclass
class Expected:
    """One message by the truth: all attempts at its parts, and the receipts for its ids."""

    attempts: list[Part]
    receipts: list[Receipt] = field(default_factory=list)

    @property
    def last(self) -> dict[int, Part]:
        """The last attempt at each part."""
        return {part.number: part for part in self.attempts}

    @property
    def refused(self) -> bool:
        return any(part.status for part in self.last.values())

    @property
    def ids(self) -> set[str]:
        return {part.message_id for part in self.last.values() if part.message_id}

    @property
    def final(self) -> dict[str, Receipt]:
        """The first final receipt of each id."""
        found: dict[str, Receipt] = {}
        for receipt in self.receipts:
            if receipt.stat not in UNDER_WAY:
                found.setdefault(receipt.message_id, receipt)
        return found

    @property
    def decided(self) -> bool:
        owed = {part.message_id for part in self.last.values() if part.wants}
        return not self.refused and bool(self.final) and owed <= set(self.final)

    @property
    def text(self) -> str | None:
        parts = [part for _, part in sorted(self.last.items())]
        if parts[0].whole_text is not None and len(parts) == max(parts[0].total, 1):
            return parts[0].whole_text
        texts = [part.text for part in parts if part.text is not None]
        return "".join(texts) if texts else None


@cache
def captured(name: str) -> Truth:
    """The truth without what was said before the capture began and after it ended."""
    whole, seen = truth_of(name), {"esme": set[Place](), "smsc": set[Place]()}
    for place, (command, sender) in zip(places(name), commands(name), strict=True):
        if not command.endswith("_resp"):
            seen[sender].add(place)
    answers = {place for place, (command, _) in zip(places(name), commands(name), strict=True)
               if command.removesuffix("_resp") in ("submit_sm", "data_sm", "submit_multi")
               and command.endswith("_resp")}  # fmt: skip
    kept = Truth(no_receipt=whole.no_receipt, binds=whole.binds, answers=whole.answers)
    kept.parts = {place: part for place, part in whole.parts.items() if place in seen["esme"]}
    kept.receipts = [each for each in whole.receipts if each.place in seen["smsc"]]
    kept.incoming = [each for each in whole.incoming if each.place in seen["smsc"]]
    for place, part in kept.parts.items():
        if place not in answers:
            part.status = part.message_id = None
    return kept


@cache
def expected(name: str) -> list[Expected]:
    """The messages by the truth, in order of their first PDU; submit_multi apart."""
    messages: dict[Any, Expected] = {}
    for place, part in captured(name).parts.items():
        if part.command == "submit_multi":
            continue
        key = (part.source, part.destination, *part.reference, part.total) if part.total else place
        message = messages.setdefault(key, Expected([]))
        before = message.last.get(part.number)
        assert before is None or before.status, "a part accepted twice is not foreseen here"
        message.attempts.append(part)
    by_id = {
        (one, esme(name, message)): message for message in messages.values() for one in message.ids
    }
    for receipt in captured(name).receipts:
        message = by_id.get((receipt.message_id, owner(name, receipt.place)))
        if message is not None:
            message.receipts.append(receipt)
    return list(messages.values())


def esme(name: str, message: Expected) -> str:
    return owner(name, message.attempts[0].place)


def owner(name: str, place: Place) -> str:
    """The system_id of a connection, as the SMSC logged it."""
    accepted = [
        bind for bind in truth_of(name).binds if bind["ports"] == place[0] and not bind["status"]
    ]
    return str(accepted[0]["system_id"])


def pairs(name: str) -> Iterator[tuple[dict[str, Any], Expected]]:
    """Each message that was found, with what the truth says of it."""
    model = model_of(name)
    by_place = {part.place: one for one in expected(name) for part in one.attempts}
    for row in model.messages.to_pylist():
        one = by_place.get(places(name)[row["submit_pdu"] - 1])
        if one is not None:
            yield row, one
