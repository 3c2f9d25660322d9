"""The oracle: SMPP decoded slowly and obviously, straight from the standard.

It shares no line with the package. The road is the same: `read_packets`, `tcp_segments`,
`streams`, `frame_pdus`, `decode`; `decode_capture` walks all of it. `encode` is the way back.

The rules of `decode`:
- Mandatory fields in the order of the standard, then TLVs to the end of the PDU.
- A response without a body has no fields, whatever its status.
- A response with a status other than 0 may carry its body, or TLVs alone: the mandatory fields are
  read if the whole body then comes out to the last octet, else TLVs alone if these do, else the
  mandatory fields as far as they go.
- What precedes the first fault is kept, nothing after it is trusted: the octets from the first
  field, list entry or TLV that could not be read to the end are `trailing`.
- The body of an unknown command is `trailing` without a fault.
"""

from __future__ import annotations

import struct
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.naive_files import Packet, read_packets
from tests.naive_framing import HEADER, RESPONSE, frame_pdus
from tests.naive_spec import (
    DISTRIBUTION_LIST,
    FIELDS,
    HUAWEI_ONLY,
    HUAWEI_VERSION,
    MESSAGE_ID,
    NAMES,
    SME_ADDRESS,
    TLVS,
    UNSUCCESS_SME,
    Field,
)
from tests.naive_tcp import Run, Stream, TcpSegment, streams, tcp_segments

__all__ = [
    "TLVS",
    "Packet",
    "Run",
    "Stream",
    "TcpSegment",
    "decode",
    "decode_capture",
    "encode",
    "frame_pdus",
    "read_packets",
    "streams",
    "tcp_segments",
]


class _Fault(Exception):
    """The first thing in a PDU that cannot be read."""


def decode(pdu: bytes) -> dict[str, Any]:
    """One PDU as a dict: header, `fields` by name, `tlvs`, `trailing` octets, first `fault`.

    Header fields that the octets do not reach are None. Integers are int, C-octet strings bytes
    without their NUL, lists of addresses dicts, message_id of query_last_msgs_resp a list.
    """
    words = [pdu[at : at + 4] for at in range(0, HEADER, 4)]
    length, command_id, status, sequence = (
        int.from_bytes(word, "big") if len(word) == 4 else None for word in words
    )
    result: dict[str, Any] = {
        "command": NAMES.get(-1 if command_id is None else command_id, "unknown"),
        "command_length": length,
        "command_id": command_id,
        "command_status": status,
        "sequence_number": sequence,
        "fields": {},
        "tlvs": [],
        "trailing": b"",
        "fault": None,
    }
    if length is None or command_id is None or sequence is None:
        return result | {"fault": "header cut"}
    if length < HEADER:
        return result | {"fault": "command_length below 16", "trailing": pdu[HEADER:]}
    body = pdu[HEADER:length]
    if command_id in FIELDS:
        result |= _decode_body(body, command_id, bool(status) and length <= len(pdu))
    else:
        result["trailing"] = body
    if length > len(pdu):
        result["fault"] = result["fault"] or "PDU cut"
    elif length < len(pdu):
        result["trailing"] += pdu[length:]
        result["fault"] = result["fault"] or "octets after command_length"
    return result


def _decode_body(body: bytes, command_id: int, is_error: bool) -> dict[str, Any]:
    if command_id & RESPONSE and not body:
        return {}
    layout = FIELDS[command_id]
    if layout and layout[0][0] == "version" and body[:1] != bytes([HUAWEI_VERSION]):
        layout = tuple(field for field in layout if field[0] not in HUAWEI_ONLY)
    whole = _decode_parts(body, layout)
    if whole["fault"] and command_id & RESPONSE and is_error:
        bare = _decode_parts(body, ())
        return whole if bare["fault"] else bare
    return whole


def _decode_parts(body: bytes, layout: Sequence[Field]) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    tlvs: list[tuple[int, bytes]] = []
    at, fault = 0, None
    try:
        for name, kind in layout:
            if kind in LISTS:
                fields[name] = entries = []
                for _ in range(list(fields.values())[-2]):
                    entry, at = LISTS[kind](body, at)
                    entries.append(entry)
            elif kind == "sm":
                fields[name], at = _octets(body, at, fields["sm_length"])
            else:
                fields[name], at = _value(body, at, kind)
        while at < len(body):
            tag, after = _value(body, at, "2")
            length, after = _value(body, after, "2")
            value, after = _octets(body, after, length)
            tlvs.append((tag, value))
            at = after
    except _Fault as reason:
        fault = str(reason)
    return {"fields": fields, "tlvs": tlvs, "trailing": body[at:], "fault": fault}


def _octets(body: bytes, at: int, count: int) -> tuple[bytes, int]:
    if at + count > len(body):
        raise _Fault(f"{count} octets at {at} run over the end")
    return body[at : at + count], at + count


def _value(body: bytes, at: int, kind: str) -> tuple[Any, int]:
    if kind[0] in "zt":
        end = body.find(b"\0", at)
        if end < 0:
            raise _Fault(f"C-octet string at {at} without its NUL")
        return body[at:end], end + 1
    octets, after = _octets(body, at, int(kind))
    return int.from_bytes(octets, "big"), after


def _entry(body: bytes, at: int, layout: Sequence[Field]) -> tuple[dict[str, Any], int]:
    entry: dict[str, Any] = {}
    for name, kind in layout:
        entry[name], at = _value(body, at, kind)
    return entry, at


def _dest_address(body: bytes, at: int) -> tuple[dict[str, Any], int]:
    flag, after = _value(body, at, "1")
    if flag not in (1, 2):
        raise _Fault(f"dest_flag {flag} at {at}")
    entry, after = _entry(body, after, SME_ADDRESS if flag == 1 else DISTRIBUTION_LIST)
    return {"dest_flag": flag} | entry, after


def _message_id(body: bytes, at: int) -> tuple[bytes, int]:
    return _value(body, at, MESSAGE_ID[0][1])


def _unsuccess_sme(body: bytes, at: int) -> tuple[dict[str, Any], int]:
    return _entry(body, at, UNSUCCESS_SME)


LISTS: Mapping[str, Any] = {
    "dests": _dest_address,
    "unsuccess": _unsuccess_sme,
    "ids": _message_id,
}


def encode(
    command_id: int,
    fields: Mapping[str, Any] | None = None,
    tlvs: Sequence[tuple[int, bytes]] = (),
    *,
    status: int = 0,
    sequence: int = 1,
) -> bytes:
    """The PDU that `decode` would take apart into these fields (in wire order) and TLVs."""
    kinds = dict(FIELDS.get(command_id, ()))
    body = b"".join(_encode_value(value, kinds[name]) for name, value in (fields or {}).items())
    body += b"".join(struct.pack(">2H", tag, len(value)) + value for tag, value in tlvs)
    return struct.pack(">4I", HEADER + len(body), command_id, status, sequence) + body


def _encode_value(value: Any, kind: str) -> bytes:
    if kind in LISTS:
        return b"".join(_encode_entry(entry) for entry in value)
    if kind == "sm":
        return bytes(value)
    if kind[0] in "zt":
        return bytes(value) + b"\0"
    return int(value).to_bytes(int(kind), "big")


def _encode_entry(entry: Any) -> bytes:
    if isinstance(entry, bytes):
        return entry + b"\0"
    kinds = {"dest_flag": "1"} | dict(UNSUCCESS_SME + DISTRIBUTION_LIST)
    return b"".join(_encode_value(value, kinds[name]) for name, value in entry.items())


def decode_capture(
    source: str | Path | bytes, ports: Collection[int] | None = None
) -> list[dict[str, Any]]:
    """Every PDU of a capture, in the order in which frames completed them.

    Each is what `decode` says with `frame` and `time` (of the frame that completed it), `session`,
    `src`, `sport`, `dst`, `dport`, `offset` (in its stream), `cut` and `raw`. Without ports, a
    connection is SMPP when PDUs of known commands make up half of its octets or more.
    """
    packets = read_packets(source)
    times = {packet.frame: packet.time for packet in packets}
    sessions: dict[int, list[Stream]] = {}
    for stream in streams(tcp_segments(packets)):
        sessions.setdefault(stream.session, []).append(stream)
    found: list[dict[str, Any]] = []
    for pair in sessions.values():
        pdus = [pdu for stream in pair for pdu in _stream_pdus(stream)]
        if _is_smpp(pair, pdus) if ports is None else {pair[0].sport, pair[0].dport} & set(ports):
            found += pdus
    for pdu in found:
        pdu["time"] = times[pdu["frame"]]
    return sorted(found, key=lambda pdu: (pdu["frame"], pdu["offset"]))


def _stream_pdus(stream: Stream) -> list[dict[str, Any]]:
    origin = {name: getattr(stream, name) for name in ("session", "src", "sport", "dst", "dport")}
    pdus = []
    for run in stream.runs:
        for begin, end, kind in frame_pdus(run):
            if kind != "skipped":
                raw = run.data[begin:end]
                place = {"frame": max(run.frames[begin:end]), "offset": run.offset + begin}
                pdus.append(decode(raw) | origin | place | {"cut": kind == "cut", "raw": raw})
    return pdus


def _is_smpp(pair: list[Stream], pdus: list[dict[str, Any]]) -> bool:
    octets = sum(len(run.data) for stream in pair for run in stream.runs)
    known = sum(len(pdu["raw"]) for pdu in pdus if pdu["command"] != "unknown")
    return 2 * known >= octets
