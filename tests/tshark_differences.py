"""Where the package and tshark differ on a capture, each difference by the rule that allows it.

Each PDU of tshark must be one of ours, completed by the same frame, in the same order, with the
same header and the same octets in each mandatory field that tshark shows. What we have and tshark
lacks must fall under a rule, and a rule holds only where its condition does: all else is an
AssertionError.
golden/EXPECTED_DIFFERENCES.md has the reason of each rule.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any, NamedTuple

import smpp_dissect as sd
from smpp_dissect.capture import Capture
from smpp_dissect.spec import MANDATORY_FIELDS

RESPONSE = 0x80000000
SUBMIT_MULTI = 0x21
LISTS = ("dest_address", "unsuccess_sme")
# Of these, tshark shows no empty value: no line for them, or a line without octets.
NOT_SHOWN_EMPTY = ("system_type", "address_range", "message_id", "final_date", "short_message")
# Anomalies by which we, too, say that a PDU does not come out even.
FAULTS = ("field_unterminated", "field_overrun", "list_entry", "tlv_overrun", "trailing_bytes")
# Octets tshark takes for the value of a TLV, whatever length the TLV tells: source_telematics_id,
# user_message_reference, broadcast_rep_num, broadcast_end_time.
TAKEN_WIDTHS = {0x0010: 1, 0x0204: 2, 0x0604: 1, 0x0609: 17}
USER_DATA_HEADER = 0x40
PORTS = (4, 5)


class Rule(StrEnum):
    """The rules."""

    # For PDUs that tshark lacks.
    INCOMPLETE = "incomplete"
    RESYNC = "resync"
    OUT_OF_ORDER = "out_of_order"
    SHORT_HEADER = "short_header"
    UNKNOWN_FIRST = "unknown_first"
    RESERVED_STATUS_FIRST = "reserved_status_first"
    OVERSIZED_FIRST = "oversized_first"
    WRONG_LENGTH = "wrong_length"
    # For fields that tshark lacks, or shows under another name.
    ERROR_BODY = "error_body"
    EMPTY_FIELD = "empty_field"
    COUNT_FIELD = "count_field"
    RENAMED_FIELD = "renamed_field"
    # For PDUs that tshark calls malformed and we do not.
    TLV_WIDTH = "tlv_width"
    PORT_USER_DATA = "port_user_data"


KEY = ("frame", "command_id", "sequence_number", "command_length")
Fields = dict[str, list[int | bytes]]


class Pdu(NamedTuple):
    """One PDU as the package has it; `fields` as tshark has them, the lists taken apart."""

    frame: int
    command_id: int
    command_status: int
    sequence_number: int
    command_length: int
    anomaly: str | None
    fields: Fields
    tlvs: list[tuple[int, int]]

    @property
    def key(self) -> tuple[int, ...]:
        """By what it is found among the PDUs of another program."""
        return self.frame, self.command_id, self.sequence_number, self.command_length

    @property
    def is_error(self) -> bool:
        """Whether it is a response that says no."""
        return self.command_id >= RESPONSE and self.command_status != 0


class Difference(NamedTuple):
    """One difference: its rule, our PDU, and the name of the field if it is about one."""

    rule: Rule
    pdu: Pdu
    field: str = ""


def read_ours(path: Path) -> list[Pdu]:
    """The PDUs of a capture by the package, in its order."""
    capture = sd.read(path, show_secrets=True)
    tlvs = defaultdict(list)
    for row in capture.arrow("tlvs", ["pdu", "tag", "length"]).to_pylist():
        tlvs[row["pdu"]].append((row["tag"], row["length"]))
    return [
        Pdu(
            **{name: row[name] for name in (*KEY, "command_status", "anomaly")},
            fields=_fields(capture, row),
            tlvs=tlvs[row["pdu"]],
        )
        for row in capture.arrow("pdus").to_pylist()
    ]


def _fields(capture: Capture, row: dict[str, Any]) -> Fields:
    fields: Fields = {}
    for name in MANDATORY_FIELDS:
        value = row[name]
        if value is not None and name not in LISTS:
            fields[name] = [value.encode("latin-1") if isinstance(value, str) else value]
    if any(row[name] is not None for name in LISTS):
        for name, value in _entries(capture, row["pdu"]):
            fields.setdefault(name, []).append(value)
    return fields


def _entries(capture: Capture, number: int) -> Iterator[tuple[str, int | bytes]]:
    """Names and values in the lists of a PDU: the table only tells a part of them."""
    for node in capture.pdu(number).root.nodes:
        for entry in node.nodes if node.name in LISTS else ():
            for part in entry.nodes:
                is_text = isinstance(part.value, str)
                octets = part.octets
                yield part.name, octets.removesuffix(b"\0") if is_text else int.from_bytes(octets)


def matched(
    ours: Sequence[Pdu], theirs: Sequence[dict[str, Any]]
) -> tuple[list[tuple[Pdu, dict[str, Any]]], list[Pdu]]:
    """Each PDU of tshark with ours, and those of ours that tshark lacks."""
    places: dict[tuple[int, ...], deque[int]] = defaultdict(deque)
    for place, pdu in enumerate(ours):
        places[pdu.key].append(place)
    found = []
    for other in theirs:
        key = tuple(other[name] for name in KEY)
        assert places[key], f"tshark has a PDU that we lack: {other}"
        found.append(places[key].popleft())
    assert found == sorted(found), "tshark has the PDUs in another order"
    pairs = [(ours[place], other) for place, other in zip(found, theirs, strict=True)]
    return pairs, [ours[place] for place in sorted(set(range(len(ours))) - set(found))]


def pdu_differences(pdu: Pdu, theirs: dict[str, Any]) -> Iterator[Difference]:
    """What tshark says otherwise of a PDU that both have."""
    assert theirs["command_status"] in (None, pdu.command_status), theirs
    assert (theirs["command_status"] is None) == (pdu.command_id < RESPONSE), theirs
    shown = dict(theirs["fields"])
    times = shown.get("schedule_delivery_time", ())
    if pdu.command_id == SUBMIT_MULTI and len(times) == 2:
        shown |= {"schedule_delivery_time": times[:1], "validity_period": times[1:]}
        yield Difference(Rule.RENAMED_FIELD, pdu, "validity_period")
    for name, values in shown.items():
        assert pdu.fields.get(name) == values, (name, pdu, theirs)
    for name in pdu.fields.keys() - shown.keys():
        yield Difference(_why_not_shown(pdu, name, theirs), pdu, name)
    if pdu.anomaly in FAULTS:
        # The body of an error response is nothing to tshark, so it finds no fault in it.
        assert theirs["malformed"] or pdu.is_error, f"tshark has it sound: {pdu}"
    elif theirs["malformed"]:
        yield Difference(_why_malformed(pdu), pdu)


def _why_not_shown(pdu: Pdu, name: str, theirs: dict[str, Any]) -> Rule:
    if pdu.is_error and not theirs["fields"]:
        return Rule.ERROR_BODY
    if pdu.fields[name] == _counts(theirs["fields"]).get(name):
        return Rule.COUNT_FIELD
    assert name in NOT_SHOWN_EMPTY and pdu.fields[name] == [b""], (name, pdu, theirs)
    return Rule.EMPTY_FIELD


def _counts(shown: Fields) -> dict[str, list[int]]:
    """How many entries the lists have, and of which kind: tshark shows the entries alone."""
    addresses, lists, failed = (
        len(shown.get(name, ())) for name in ("destination_addr", "dl_name", "error_status_code")
    )
    flags = [1] * addresses + [2] * lists
    return {"number_of_dests": [len(flags)], "no_unsuccess": [failed], "dest_flag": flags}


def _why_malformed(pdu: Pdu) -> Rule:
    if any(length != TAKEN_WIDTHS.get(tag, length) for tag, length in pdu.tlvs):
        return Rule.TLV_WIDTH
    assert _has_ports(pdu), f"tshark has it malformed: {pdu}"
    return Rule.PORT_USER_DATA


def _has_ports(pdu: Pdu) -> bool:
    """Whether the user data header is for an application's port (3GPP TS 23.040, 9.2.3.24)."""
    match pdu.fields:
        case {"esm_class": [int(esm_class)], "short_message": [bytes(data)]}:
            header = data[1 : 1 + data[0]] if esm_class & USER_DATA_HEADER and data else b""
        case _:
            return False
    at = 0
    while at + 2 <= len(header):
        if header[at] in PORTS:
            return True
        at += 2 + header[at + 1]
    return False
