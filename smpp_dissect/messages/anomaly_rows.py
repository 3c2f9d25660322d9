"""The table `anomalies`: what every stage found amiss, from the reading of files to receipts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from smpp_dissect import anomalies
from smpp_dissect.anomalies import BY_NUMBER, Anomaly
from smpp_dissect.messages.arrow import distinct, numbers, pdu_numbers, picked, times
from smpp_dissect.messages.facts import Facts, Group
from smpp_dissect.messages.pairing import NACK
from smpp_dissect.messages.profiled import Profiled
from smpp_dissect.messages.receipt_states import receipt_states
from smpp_dissect.messages.sessions import BIND_COMMANDS
from smpp_dissect.packets.records import NO_TIME
from smpp_dissect.pdus.batch import COMMAND_INDEX, Int64s
from smpp_dissect.pdus.receipt_words import word_of
from smpp_dissect.pdus.tree.receipt_values import is_same_id
from smpp_dissect.spec import COMMANDS, STATUS_BY_CODE, TLV_BY_TAG

# Requests that an ESME may send only when bound.
NEEDS_BIND = frozenset(
    COMMAND_INDEX[name]
    for name in (
        "submit_sm",
        "submit_multi",
        "data_sm",
        "deliver_sm",
        "query_sm",
        "cancel_sm",
        "replace_sm",
    )
)


# command_status left to vendors (SMPP 3.4, 5.1.3).
VENDOR_STATUS = range(0x400, 0x500)


class Row(NamedTuple):
    """One anomaly: what, at which PDU (index into capture order), in words.

    What belongs to no PDU (-1) has a session or a file, by their indexes, and maybe a frame of it.
    """

    anomaly: Anomaly
    pdu: int
    detail: str
    session: int = -1
    file: int = -1
    frame: int = -1


def collect(facts: Facts, matched: Int64s, unanswered: Any, profiled: Profiled) -> list[Row]:
    """List a capture's anomalies in capture order.

    `matched`: for each receipt its submission or -1; `unanswered`: whether each PDU is a request
    that should have been answered.
    """
    found = [
        *_losses(facts),
        *_framing(facts),
        *_statuses(facts),
        *_tlvs(facts, profiled),
        *_unknown_tlvs(facts, profiled),
        *_pairing(facts, unanswered),
        *_receipts(facts, matched),
        *_disagreements(facts.receipts),
        *_binds(facts),
    ]
    return sorted(found, key=lambda row: row.pdu)


def table(
    rows: list[Row],
    facts: Facts,
    frames_of: Callable[[Int64s], tuple[Int64s, Int64s]],
    files: list[str],
) -> pa.Table:
    """The table `anomalies`. `frames_of` gives PDUs' files (indexes into `files`) and frames."""
    pdu = np.array([row.pdu for row in rows], np.int64)
    placed = np.flatnonzero(pdu >= 0)
    file = np.array([row.file for row in rows], np.int64)
    frame = np.array([row.frame for row in rows], np.int64)
    file[placed], frame[placed] = frames_of(pdu[placed])
    session, time = np.array([row.session for row in rows], np.int64), np.full(len(rows), NO_TIME)
    session[placed], time[placed] = facts.session_of(pdu[placed]), facts.core["time"][pdu[placed]]
    return pa.table(
        {
            "code": pa.array([row.anomaly.code for row in rows], pa.string()),
            "severity": pa.array([row.anomaly.severity for row in rows], pa.string()),
            "file": picked(pa.array(files, pa.string()), file),
            "frame": numbers(frame, pa.uint64()),
            "pdu": pdu_numbers(pdu),
            "session": numbers(np.where(session >= 0, session + 1, -1), pa.uint32()),
            "time": times(time),
            "detail": pa.array([row.detail for row in rows], pa.string()),
        }
    )


def _row(number: int, pdu: int, detail: str = "") -> Row:
    anomaly = BY_NUMBER[number]
    return Row(anomaly, pdu, detail or anomaly.text)


def _losses(facts: Facts) -> Iterator[Row]:
    """What the capture lacks: bytes that TCP sent, headers, what follows a fault of a file."""
    for file, fault in facts.file_faults:
        yield Row(BY_NUMBER[anomalies.CAPTURE_CUT], -1, fault, file=file)
    for file, frame, count in facts.headers_cut:
        more = f", and those of {count - 1} more in this file" if count > 1 else ""
        detail = f"the headers of this packet are cut or malformed{more}"
        yield Row(BY_NUMBER[anomalies.HEADERS_CUT], -1, detail, file=file, frame=frame)
    for place, session in enumerate(facts.sessions):
        if session.missing:
            detail = f"{session.missing} bytes that TCP sent were not captured"
            yield Row(BY_NUMBER[anomalies.MISSING_BYTES], -1, detail, session=place)


def _framing(facts: Facts) -> Iterator[Row]:
    group = facts.faults
    columns = (group.numbers[name].tolist() for name in ("fault", "place", "skipped", "too_long"))
    for pdu, fault, place, skipped, too_long in zip(group.pdu.tolist(), *columns, strict=True):
        if skipped:
            yield _row(
                anomalies.RESYNCHRONISED, pdu, f"{skipped} bytes were skipped to find this PDU"
            )
        if fault:
            text = BY_NUMBER[fault].text
            yield _row(fault, pdu, f"{text} (offset {place})" if place else text)
        if too_long >= 0:
            # Its length is not told: it may be that of a password.
            long = COMMANDS[facts.core["command"][pdu]].fields[too_long]
            yield _row(
                anomalies.FIELD_TOO_LONG, pdu, f"{long.name} has more than {long.longest} octets"
            )


def _statuses(facts: Facts) -> Iterator[Row]:
    """Statuses that no table has, requests that have one, refusals that have none."""
    status = facts.core["status"]
    for value in sorted(set(distinct(status)[0])):
        if value not in STATUS_BY_CODE and value not in VENDOR_STATUS:
            for pdu in np.flatnonzero((status == value) & facts.is_response).tolist():
                yield _row(anomalies.UNKNOWN_STATUS, pdu, f"command_status is 0x{value:08X}")
    for pdu in np.flatnonzero((status != 0) & ~facts.is_response).tolist():
        yield _row(anomalies.STATUS_IN_REQUEST, pdu)
    for pdu in np.flatnonzero((facts.core["command"] == NACK) & (status == 0)).tolist():
        yield _row(anomalies.NACK_WITHOUT_ERROR, pdu)


def _tlvs(facts: Facts, profiled: Profiled) -> Iterator[Row]:
    group, own = facts.odd_tlvs, profiled.known_tags()
    columns = (group.numbers[name].tolist() for name in ("tag", "size"))
    profile = profiled.of(group.pdu).tolist()
    for pdu, place, tag, size in zip(group.pdu.tolist(), profile, *columns, strict=True):
        tlv = TLV_BY_TAG.get(tag)
        if tlv is not None and tag not in own[place]:
            most = f" to {tlv.max_octets}" if tlv.max_octets != tlv.min_octets else ""
            yield _row(
                anomalies.TLV_LENGTH,
                pdu,
                f"{tlv.name} has {size} octets, not {tlv.min_octets}{most}",
            )

    absent = facts.absent_tlvs
    for pdu, tag in zip(absent.pdu.tolist(), absent.numbers["tag"].tolist(), strict=True):
        yield _row(anomalies.MANDATORY_TLV_MISSING, pdu, f"{TLV_BY_TAG[tag].name} is absent")


def _unknown_tlvs(facts: Facts, profiled: Profiled) -> Iterator[Row]:
    """Tags that no dictionary has, by the session that met them first, each once, where met."""
    own = profiled.known_tags()
    first = np.array([pdu for _, pdu in facts.unknown_tags], np.int64)
    for (tag, pdu), place in zip(facts.unknown_tags, profiled.of(first).tolist(), strict=True):
        if tag not in own[place]:
            count = int(facts.tags[tag])
            often = f"{count} times" if count > 1 else "once"
            yield _row(
                anomalies.UNKNOWN_TLV, pdu, f"no dictionary names the TLV 0x{tag:04X}, met {often}"
            )


def _pairing(facts: Facts, unanswered: Any) -> Iterator[Row]:
    pairs = facts.pairs
    alone = facts.is_response & (pairs.partner < 0)
    for pdu in np.flatnonzero(alone & ~pairs.mismatch).tolist():
        yield _row(anomalies.UNEXPECTED_RESPONSE, pdu)
    for pdu in np.flatnonzero(pairs.mismatch).tolist():
        yield _row(anomalies.RESPONSE_MISMATCH, pdu)
    for pdu in np.flatnonzero(unanswered).tolist():
        yield _row(anomalies.UNANSWERED, pdu)
    for pdu in np.flatnonzero(pairs.reused).tolist():
        yield _row(anomalies.SEQUENCE_REUSED, pdu)


def _receipts(facts: Facts, matched: Int64s) -> Iterator[Row]:
    group = facts.receipts
    text, tlv = group.strings["id"], group.strings["receipted_message_id"]
    for row in np.flatnonzero(matched < 0).tolist():
        named = tlv[row].as_py() or text[row].as_py()
        yield _row(
            anomalies.UNMATCHED_RECEIPT, int(group.pdu[row]),
            f"no message of id {named} was seen" if named else "the receipt has no message id",
        )  # fmt: skip


def _disagreements(receipts: Group) -> Iterator[Row]:
    """Receipts whose text and TLVs tell two states, or ids that are not one id in two bases."""
    words = receipt_states(receipts.strings["stat"])
    meant = words.message_state.fill_null(-1).to_numpy(zero_copy_only=False)
    told = receipts.numbers["message_state"]
    for row in np.flatnonzero((meant >= 0) & (told >= 0) & (meant != told)).tolist():
        named = word_of(int(told[row])) or "unknown"
        detail = f"stat is {words.state[row].as_py()}, message_state is {told[row]} ({named})"
        yield _row(anomalies.RECEIPT_DISAGREES, int(receipts.pdu[row]), detail)
    text, tlv = receipts.strings["id"], receipts.strings["receipted_message_id"]
    differ = pc.not_equal(text, tlv).fill_null(False).to_numpy(zero_copy_only=False)
    for row in np.flatnonzero(differ).tolist():
        one, other = text[row].as_py(), tlv[row].as_py()
        if one and other and not is_same_id(one, other):
            detail = f"id is {one}, receipted_message_id is {other}"
            yield _row(anomalies.RECEIPT_DISAGREES, int(receipts.pdu[row]), detail)


def _binds(facts: Facts) -> Iterator[Row]:
    """Requests of a session whose first PDUs were captured, before its bind."""
    core = facts.core
    needs = np.flatnonzero(np.isin(core["command"], list(NEEDS_BIND)))
    binds = np.flatnonzero(np.isin(core["command"], list(BIND_COMMANDS)))
    first_bind = np.full(len(facts.sessions), -1, np.int64)
    first_bind[facts.session_of(binds)[::-1]] = binds[::-1]
    opened = np.array([session.opened for session in facts.sessions], np.bool_)
    session = facts.session_of(needs)
    early = needs[(needs < first_bind[session]) & opened[session]]
    for pdu in early.tolist():
        yield _row(anomalies.BEFORE_BIND, pdu)
