"""What the peers of the recorded captures logged, as plain rows: the truth that tests compare with.

All of it is the SMSC's view, which every capture has; only the text of what smpplib cut into parts
is the sender's, for the SMSC saw characters torn in two.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

CAPTURES = Path(__file__).resolve().parent.parent.parent / "shared" / "captures"
NAMES = (
    "smsc_receipts.pcap", "tx_rx_split.pcap", "kannel.pcap", "ipv6_any.pcap", "window.pcapng",
    "query_replace_cancel.pcap", "midstream.pcap",
)  # fmt: skip
CARRIERS = ("submit_sm", "data_sm", "submit_multi")
UNDER_WAY = ("ENROUTE",)
STATES = {2: "DELIVRD", 8: "REJECTD"}

# Address and port pairs are told apart by the ports alone: every host is the loopback.
Ports = frozenset[int]
Place = tuple[Ports, int]


@dataclass
class Part:
    """One request of an ESME, with what the SMSC answered."""

    place: Place
    time: float
    command: str
    source: str
    destination: str
    text: str | None
    whole_text: str | None
    reference: tuple[str, int]
    total: int
    number: int
    wants: bool
    validity: str
    status: int | None = None
    message_id: str | None = None
    answered: float | None = None
    unsuccess: dict[str, int] = field(default_factory=dict)


@dataclass
class Receipt:
    """One receipt as the SMSC sent it; `message_id` is the one of the answer, not of the text."""

    place: Place
    time: float
    message_id: str
    stat: str
    err: str


@dataclass
class Incoming:
    """One message, or part of one, that the SMSC handed over and that is no receipt."""

    place: Place
    time: float
    command: str
    source: str
    destination: str
    text: str | None


@dataclass
class Truth:
    """All that the SMSC of a capture logged; `no_receipt`: ids of messages it kept silent about.

    `answers` and `replies`: statuses of the responses it received and of those it sent.
    """

    parts: dict[Place, Part] = field(default_factory=dict)
    receipts: list[Receipt] = field(default_factory=list)
    incoming: list[Incoming] = field(default_factory=list)
    answers: dict[Place, int] = field(default_factory=dict)
    replies: dict[Place, int] = field(default_factory=dict)
    no_receipt: set[str] = field(default_factory=set)
    binds: list[dict[str, Any]] = field(default_factory=list)


def lines(name: str) -> Iterator[dict[str, Any]]:
    """The lines of a capture's truth file."""
    with gzip.open(CAPTURES / f"{name.split('.')[0]}.truth.jsonl.gz", "rt") as file:
        yield from map(json.loads, file)


@cache
def truth_of(name: str) -> Truth:
    """Read the truth of a capture."""
    found = Truth()
    texts = {
        place_of(line): line["text"]
        for line in lines(name)
        if line.get("dir") == "sent" and "smpplib" in line["who"] and "text" in line
    }
    for line in lines(name):
        if line.get("event") == "no_receipt_will_be_sent":
            found.no_receipt.add(line.get("message_id_hex") or line["message_id"])
        if "command" not in line or not line["who"].startswith("smsc:"):
            continue
        if line["dir"] == "received":
            _received(found, line, texts)
        else:
            _sent(found, line)
    return found


def place_of(line: dict[str, Any]) -> Place:
    """The connection and sequence number of a line."""
    ends = line["conn"].split(">")
    return frozenset(int(end.rsplit(":", 1)[1]) for end in ends), line["seq"]


def _received(found: Truth, line: dict[str, Any], texts: dict[Place, str]) -> None:
    command, place = line["command"], place_of(line)
    if command in CARRIERS:
        found.parts[place] = _part(line, place, texts.get(place))
    elif command.startswith("bind_"):
        found.binds.append({"ports": place[0], "command": command, **line["fields"]})
    elif command.endswith("_resp") or command == "generic_nack":
        found.answers[place] = line["status"]


def _sent(found: Truth, line: dict[str, Any]) -> None:
    command, place = line["command"], place_of(line)
    if command.endswith("_resp") or command == "generic_nack":
        found.replies[place] = line["status"]
    if command.removesuffix("_resp") in CARRIERS and command.endswith("_resp"):
        part = found.parts[place]
        part.status, part.answered = line["status"], line["t"]
        part.message_id = line["fields"].get("message_id") if not part.status else None
        for entry in line["fields"].get("unsuccess_sme", ()):
            part.unsuccess[entry["destination_addr"]] = entry["error_status_code"]
    elif command in ("deliver_sm", "data_sm"):
        if line["fields"].get("esm_class", 0) & 0x3C in (0x04, 0x20):
            found.receipts.append(_receipt(line, place))
        else:
            found.incoming.append(_incoming(line, place))
    elif command.startswith("bind_"):
        next(
            bind for bind in reversed(found.binds)
            if bind["ports"] == place[0] and "status" not in bind
        )["status"] = line["status"]  # fmt: skip


def _part(line: dict[str, Any], place: Place, whole_text: str | None) -> Part:
    fields, tlvs = line["fields"], line["tlvs"]
    kind, reference, total, number = "", 0, 0, 0
    if "sar_msg_ref_num" in tlvs:
        names = ("sar_msg_ref_num", "sar_total_segments", "sar_segment_seqnum")
        kind, (reference, total, number) = "sar", (tlvs[name] for name in names)
    for element in (fields.get("short_message") or {}).get("udh", ()):
        octets = bytes.fromhex(element["hex"])
        if octets[0] in (0, 8):
            kind = f"udh {octets[0]}"
            reference, total, number = int.from_bytes(octets[2:-2], "big"), octets[-2], octets[-1]
    text = line.get("payload_text") or line.get("text")
    asked = fields.get("registered_delivery", 0) & 3
    return Part(
        place, line["t"], line["command"], fields["source_addr"],
        fields.get("destination_addr", ""), text, whole_text, (kind, reference), total, number,
        bool(asked), fields.get("validity_period", ""),
    )  # fmt: skip


def _receipt(line: dict[str, Any], place: Place) -> Receipt:
    note, tlvs = line.get("note"), line["tlvs"]
    text = line.get("text") or line.get("payload_text") or ""
    words = dict(word.split(":", 1) for word in text.split() if ":" in word)
    named = note if isinstance(note, dict) else {"receipt_for": tlvs.get("receipted_message_id")}
    message_id = named.get("hex") or named["receipt_for"]
    stat = words.get("stat") or STATES[tlvs["message_state"]]
    err = words.get("err") or str(int(tlvs["network_error_code"]["hex"][2:], 16)).zfill(3)
    return Receipt(place, line["t"], str(message_id), stat, err)


def _incoming(line: dict[str, Any], place: Place) -> Incoming:
    fields = line["fields"]
    text = line.get("payload_text") or line.get("text")
    return Incoming(
        place, line["t"], line["command"], fields["source_addr"], fields["destination_addr"], text
    )
