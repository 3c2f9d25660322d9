"""Anomalies collected from every stage: framing, TLVs, pairing, binds, receipts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from smpp_dissect import anomalies
from smpp_dissect.anomalies import BY_NUMBER, Anomaly
from smpp_dissect.messages.arrow import pdu_numbers, times
from smpp_dissect.messages.facts import Facts
from smpp_dissect.messages.sessions import BIND_COMMANDS
from smpp_dissect.pdus.batch import COMMAND_INDEX, Int64s
from smpp_dissect.spec import COMMANDS, TLV_BY_TAG

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


class Row(NamedTuple):
    """One anomaly: what, at which PDU (index into capture order), in words."""

    anomaly: Anomaly
    pdu: int
    detail: str


def collect(facts: Facts, matched: Int64s, known_tags: set[int]) -> list[Row]:
    """List a capture's anomalies in capture order.

    `matched`: for each receipt its submission or -1; `known_tags`: vendor TLVs that the profile
    names.
    """
    found = [
        *_framing(facts),
        *_tlvs(facts, known_tags),
        *_pairing(facts),
        *_receipts(facts, matched),
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
    file, frame = frames_of(pdu)
    return pa.table(
        {
            "code": pa.array([row.anomaly.code for row in rows], pa.string()),
            "severity": pa.array([row.anomaly.severity for row in rows], pa.string()),
            "file": pa.array([files[each] for each in file.tolist()], pa.string()),
            "frame": pa.array(frame, pa.uint64()),
            "pdu": pdu_numbers(pdu),
            "session": facts.session_numbers(pdu),
            "time": times(facts.core["time"][pdu]),
            "detail": pa.array([row.detail for row in rows], pa.string()),
        }
    )


def _row(number: int, pdu: int, detail: str = "") -> Row:
    anomaly = BY_NUMBER[number]
    return Row(anomaly, pdu, detail or anomaly.text)


def _framing(facts: Facts) -> Iterator[Row]:
    group = facts.faults
    columns = (group.numbers[name].tolist() for name in ("fault", "place", "skipped"))
    for pdu, fault, place, skipped in zip(group.pdu.tolist(), *columns, strict=True):
        if skipped:
            yield _row(
                anomalies.RESYNCHRONISED, pdu, f"{skipped} bytes were skipped to find this PDU"
            )
        if fault:
            text = BY_NUMBER[fault].text
            yield _row(fault, pdu, f"{text} (offset {place})" if place else text)


def _tlvs(facts: Facts, known_tags: set[int]) -> Iterator[Row]:
    group = facts.odd_tlvs
    columns = (group.numbers[name].tolist() for name in ("tag", "size"))
    for pdu, tag, size in zip(group.pdu.tolist(), *columns, strict=True):
        tlv = TLV_BY_TAG.get(tag)
        if tlv is not None and tag not in known_tags:
            most = f" to {tlv.max_octets}" if tlv.max_octets != tlv.min_octets else ""
            yield _row(
                anomalies.TLV_LENGTH,
                pdu,
                f"{tlv.name} has {size} octets, not {tlv.min_octets}{most}",
            )


def _pairing(facts: Facts) -> Iterator[Row]:
    core, pairs = facts.core, facts.pairs
    is_response = np.array([command.is_response for command in COMMANDS] + [True, False])[
        core["command"]
    ]
    answered = np.array([command.response is not None for command in COMMANDS] + [False, True])[
        core["command"]
    ]
    alone = pairs.partner < 0
    for pdu in np.flatnonzero(alone & is_response & ~pairs.mismatch).tolist():
        yield _row(anomalies.UNEXPECTED_RESPONSE, pdu)
    for pdu in np.flatnonzero(pairs.mismatch).tolist():
        yield _row(anomalies.RESPONSE_MISMATCH, pdu)
    for pdu in np.flatnonzero(alone & answered & ~is_response).tolist():
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


def _binds(facts: Facts) -> Iterator[Row]:
    """Requests of a session whose first PDUs were captured, before its bind."""
    core = facts.core
    needs = np.flatnonzero(np.isin(core["command"], list(NEEDS_BIND)))
    binds = np.flatnonzero(np.isin(core["command"], list(BIND_COMMANDS)))
    first_bind = np.full(len(facts.sessions), -1, np.int64)
    first_bind[facts.session[binds][::-1]] = binds[::-1]
    opened = np.array([session.opened for session in facts.sessions], np.bool_)
    early = needs[(needs < first_bind[facts.session[needs]]) & opened[facts.session[needs]]]
    for pdu in early.tolist():
        yield _row(anomalies.BEFORE_BIND, pdu)
