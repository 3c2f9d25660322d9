"""PDUs found in a run of octets by their command_length, and found again where that fails."""

from __future__ import annotations

import struct

from tests.naive_spec import NAMES
from tests.naive_tcp import Run

HEADER = 16
RESPONSE = 0x80000000
# Twice what the largest single TLV needs.
LONGEST = 0x20000
LAST_SEQUENCE_NUMBER = 0x7FFFFFFF


def frame_pdus(run: Run) -> list[tuple[int, int, str]]:
    """Cut a run into (begin, end, kind) pieces that together are the whole run.

    Kinds: `pdu`; `cut`, a PDU whose end lies beyond the run; `skipped`, octets that are no PDU.

    In step, that is at the beginning of a connection or right after a PDU, a PDU begins where the
    header has a sane length and a known command, or an unknown command from where the lengths lead
    to a known one or to the end of the run. Out of step, the next PDU is where `_is_header` says.
    A length that is wrong but sane is believed, and hides the PDUs it runs over.
    """
    data, at, in_step = run.data, 0, run.aligned
    pieces: list[tuple[int, int, str]] = []
    while at < len(data):
        begin = at
        if not (in_step and _follows(data, at)):
            while at < len(data) and not _is_header(data, at):
                at += 1
            if at > begin:
                pieces.append((begin, at, "skipped"))
        if at < len(data):
            end = at + _word(data, at)
            pieces.append((at, min(end, len(data)), "pdu" if end <= len(data) else "cut"))
            at = min(end, len(data))
            in_step = True
    return pieces


def _word(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 4], "big")


def _is_sane(data: bytes, at: int) -> bool:
    return at + HEADER <= len(data) and HEADER <= _word(data, at) <= LONGEST


def _is_known(data: bytes, at: int) -> bool:
    return _is_sane(data, at) and _word(data, at + 4) in NAMES


def _follows(data: bytes, at: int) -> bool:
    return _is_known(data, at) or (_is_sane(data, at) and _leads_on(data, at + _word(data, at)))


def _leads_on(data: bytes, at: int) -> bool:
    """Whether the lengths from here on lead to a known command or to the end of the octets."""
    while at + HEADER <= len(data):
        if _is_known(data, at):
            return True
        if not _is_sane(data, at):
            return False
        at += _word(data, at)
    return at <= len(data)


def _is_header(data: bytes, at: int) -> bool:
    """Whether a PDU may begin here though nothing before says so."""
    if not _is_known(data, at):
        return False
    length, command_id, status, sequence = struct.unpack_from(">4I", data, at)
    if sequence > LAST_SEQUENCE_NUMBER or (status and not command_id & RESPONSE):
        return False
    return at + length > len(data) or _leads_on(data, at + length)
