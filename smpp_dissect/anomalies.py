"""Faults on the wire, as data: number (for kernels), code (for people), severity, meaning, section.

Severities: `error` — bytes were lost to the reader or a peer broke the protocol; `warning` —
decoded, but not as the standard says; `note` — worth knowing, no fault.
"""

from __future__ import annotations

from typing import NamedTuple

NONE = 0
CUT_BY_SNAPLEN, CUT_BY_GAP, CUT_BY_END = 1, 2, 3
BAD_LENGTH, UNKNOWN_COMMAND = 4, 5
FIELD_UNTERMINATED, FIELD_OVERRUN, LIST_ENTRY, TLV_OVERRUN, TRAILING_BYTES, BODY_MISSING = range(
    6, 12
)
TLV_LENGTH, FIELD_TOO_LONG, UNKNOWN_STATUS, STATUS_IN_REQUEST = range(12, 16)
RESYNCHRONISED, UNANSWERED, UNEXPECTED_RESPONSE, RESPONSE_MISMATCH, SEQUENCE_REUSED = range(16, 21)
BEFORE_BIND, UNMATCHED_RECEIPT, RECEIPT_DISAGREES, MISSING_BYTES, CAPTURE_CUT = range(21, 26)
HEADERS_CUT, UNKNOWN_TLV, MANDATORY_TLV_MISSING, NACK_WITHOUT_ERROR = range(26, 30)


class Anomaly(NamedTuple):
    """One kind of fault: its number here, its code in tables, how grave it is, what it means."""

    number: int
    code: str
    severity: str
    text: str
    section: str = ""


ANOMALIES: tuple[Anomaly, ...] = (
    Anomaly(CUT_BY_SNAPLEN, "cut_by_snaplen", "note", "the snap length cut the PDU short"),
    Anomaly(CUT_BY_GAP, "cut_by_gap", "error", "segments that were not captured cut the PDU short"),
    Anomaly(CUT_BY_END, "cut_by_end", "note", "the capture or the connection ended within the PDU"),
    Anomaly(
        BAD_LENGTH,
        "bad_length",
        "error",
        "command_length is wrong: another PDU begins within it",
        "3.4 3.2",
    ),
    Anomaly(
        UNKNOWN_COMMAND,
        "unknown_command",
        "warning",
        "command_id is in no version of SMPP",
        "3.4 5.1.2.1",
    ),
    Anomaly(
        FIELD_UNTERMINATED,
        "field_unterminated",
        "error",
        "a C-octet string lacks its NUL",
        "3.4 3.1",
    ),
    Anomaly(
        FIELD_OVERRUN,
        "field_overrun",
        "error",
        "the body ends within a mandatory field",
        "3.4 3.2.2",
    ),
    Anomaly(
        LIST_ENTRY, "list_entry", "error", "a destination has an unknown dest_flag", "3.4 5.2.25"
    ),
    Anomaly(
        TLV_OVERRUN,
        "tlv_overrun",
        "error",
        "a TLV's length runs over the end of the PDU",
        "3.4 3.2.4.1",
    ),
    Anomaly(
        TRAILING_BYTES,
        "trailing_bytes",
        "warning",
        "bytes follow the body that are no TLV",
        "3.4 3.2.4",
    ),
    Anomaly(
        BODY_MISSING, "body_missing", "warning", "a successful response has no body", "5.0 3.2.1.3"
    ),
    Anomaly(
        TLV_LENGTH,
        "tlv_length",
        "warning",
        "a TLV is not as long as the standard says",
        "3.4 5.3.2",
    ),
    Anomaly(
        FIELD_TOO_LONG,
        "field_too_long",
        "warning",
        "a field is longer than the standard allows",
        "3.4 5.2",
    ),
    Anomaly(UNKNOWN_STATUS, "unknown_status", "note", "command_status is in no table", "3.4 5.1.3"),
    Anomaly(
        STATUS_IN_REQUEST,
        "status_in_request",
        "warning",
        "a request has a command_status",
        "3.4 3.2.1",
    ),
    Anomaly(RESYNCHRONISED, "resynchronised", "warning", "bytes were skipped to find the next PDU"),
    Anomaly(
        UNANSWERED, "unanswered", "warning", "no response to a request was captured", "3.4 2.9"
    ),
    Anomaly(
        UNEXPECTED_RESPONSE,
        "unexpected_response",
        "warning",
        "a response answers no request captured",
        "3.4 3.2.1",
    ),
    Anomaly(
        RESPONSE_MISMATCH,
        "response_mismatch",
        "error",
        "the response is of another command",
        "3.4 3.2.1",
    ),
    Anomaly(
        SEQUENCE_REUSED,
        "sequence_reused",
        "warning",
        "sequence_number is reused while open",
        "3.4 5.1.4",
    ),
    Anomaly(BEFORE_BIND, "before_bind", "warning", "a request was sent before the bind", "3.4 2.2"),
    Anomaly(
        UNMATCHED_RECEIPT,
        "unmatched_receipt",
        "warning",
        "a receipt names a message not seen",
        "3.4 B",
    ),
    Anomaly(
        RECEIPT_DISAGREES,
        "receipt_disagrees",
        "warning",
        "a receipt's text and TLVs disagree",
        "3.4 B",
    ),
    Anomaly(MISSING_BYTES, "missing_bytes", "warning", "bytes that TCP sent were not captured"),
    Anomaly(CAPTURE_CUT, "capture_cut", "warning", "the capture file is cut or damaged"),
    Anomaly(HEADERS_CUT, "headers_cut", "note", "packets whose headers are cut or malformed"),
    Anomaly(
        UNKNOWN_TLV,
        "unknown_tlv",
        "note",
        "a TLV that neither SMPP nor the profile names",
        "3.4 5.3.2",
    ),
    Anomaly(
        MANDATORY_TLV_MISSING,
        "mandatory_tlv_missing",
        "warning",
        "a TLV that the command must carry is absent",
        "5.0 4.4",
    ),
    Anomaly(
        NACK_WITHOUT_ERROR,
        "nack_without_error",
        "warning",
        "a generic_nack whose command_status tells no error",
        "3.4 4.3.1",
    ),
)

BY_NUMBER: dict[int, Anomaly] = {anomaly.number: anomaly for anomaly in ANOMALIES}
BY_CODE: dict[str, Anomaly] = {anomaly.code: anomaly for anomaly in ANOMALIES}
