"""The message tables of a capture, each made once, from its facts and a vendor profile.

    sessions, transactions, receipts, messages, incoming, anomalies
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa

from smpp_dissect.messages import anomaly_rows
from smpp_dissect.messages.arrow import (
    TIMESTAMP,
    distinct,
    numbers,
    pdu_numbers,
    picked,
    seconds,
    status_names,
    symbols,
    times,
)
from smpp_dissect.messages.concat import Grouped, group_parts
from smpp_dissect.messages.facts import Facts
from smpp_dissect.messages.matching import RULES, codes_of
from smpp_dissect.messages.submissions import Submissions
from smpp_dissect.messages.texts import join_parts
from smpp_dissect.operators import lookup
from smpp_dissect.packets.records import NO_TIME
from smpp_dissect.pdus.batch import COMMAND_INDEX, Int64s
from smpp_dissect.pdus.outline import UNKNOWN_RESPONSE
from smpp_dissect.profiles import Profile
from smpp_dissect.spec import COMMANDS, STATUS_BY_CODE

SIDES = ["smsc", "esme"]
COMMAND_NAMES = [command.name for command in COMMANDS]


class MessageTables:
    """Makes the tables; every property is an Arrow table."""

    def __init__(
        self,
        facts: Facts,
        profile: Profile | None,
        place_frames: Callable[[Int64s], tuple[Int64s, Int64s]],
        files: list[str],
    ):
        self.facts = facts
        self.profile = profile
        self.files = files
        self._place_frames = place_frames
        self._submissions = Submissions(facts)

    @cached_property
    def sessions(self) -> pa.Table:
        """One row for each SMPP connection."""
        rows = self.facts.sessions
        ends = [(row.client_address, row.server) for row in rows]
        esme = [None if row.esme < 0 else ("client" if row.esme == row.client else "server") for row in rows]
        status = [
            None if row.bind_status is None else STATUS_BY_CODE.get(row.bind_status, f"0x{row.bind_status:08X}")
            for row in rows
        ]
        of = {name: [getattr(row, name) for row in rows] for name in ("bind_type", "system_id", "system_type", "end_cause")}
        return pa.table(
            {
                "session": pa.array(range(1, len(rows) + 1), pa.uint32()),
                "client": pa.array([client[0] for client, _ in ends], pa.string()),
                "client_port": pa.array([client[1] for client, _ in ends], pa.uint16()),
                "server": pa.array([server[0] for _, server in ends], pa.string()),
                "server_port": pa.array([server[1] for _, server in ends], pa.uint16()),
                "esme": pa.array(esme, pa.string()),
                "bind_type": pa.array(of["bind_type"], pa.string()),
                "system_id": pa.array(of["system_id"], pa.string()),
                "system_type": pa.array(of["system_type"], pa.string()),
                "interface_version": numbers(
                    np.array([-1 if row.interface_version is None else row.interface_version for row in rows], np.int64),
                    pa.uint8(),
                ),
                "bind_status": pa.array(status, pa.string()),
                "first_time": times(np.array([row.first_time for row in rows], np.int64)),
                "last_time": times(np.array([row.last_time for row in rows], np.int64)),
                "bound_time": pa.array([row.bound_time for row in rows], pa.int64()).view(TIMESTAMP),
                "end_cause": pa.array(of["end_cause"], pa.string()),
                "pdus": pa.array([row.pdus for row in rows], pa.uint64()),
                "bytes": pa.array([row.size for row in rows], pa.uint64()),
                "missing_bytes": pa.array([row.missing for row in rows], pa.uint64()),
                "retransmitted_bytes": pa.array([row.retransmitted for row in rows], pa.uint64()),
            }
        )

    @cached_property
    def transactions(self) -> pa.Table:
        """One row for each request, and for each response that answers none."""
        core, partner = self.facts.core, self.facts.pairs.partner
        is_response = np.array([command.is_response for command in COMMANDS] + [True, False])[core["command"]]
        rows = np.flatnonzero(~is_response | (partner < 0))
        alone = is_response[rows]
        request = np.where(alone, -1, rows)
        response = np.where(alone, rows, partner[rows])
        status = np.where(response >= 0, core["status"][np.maximum(response, 0)].astype(np.int64), -1)
        side = self.facts.from_esme[rows]
        side = np.where(alone & (side >= 0), 1 - side, side)
        command = core["command"][rows].astype(np.int64)
        return pa.table(
            {
                "request": pdu_numbers(request),
                "response": pdu_numbers(response),
                "session": self._session_numbers(rows),
                "sender": symbols(side, SIDES),
                "command": symbols(np.where(command == UNKNOWN_RESPONSE, -1, command), COMMAND_NAMES),
                "request_time": times(np.where(alone, NO_TIME, core["time"][rows])),
                "response_s": seconds(core["time"][rows], core["time"][np.maximum(response, 0)], (request >= 0) & (response >= 0)),
                "command_status": numbers(status, pa.uint32()),
                "status": status_names(status),
            }
        )

    @cached_property
    def receipts(self) -> pa.Table:
        """One row for each delivery receipt and intermediate notification."""
        facts, group = self.facts, self.facts.receipts
        network = group.numbers["network_error"]
        tlv_id = group.strings["receipted_message_id"]
        weights = self._submissions.receipt_rows
        columns = {
            "pdu": pdu_numbers(group.pdu),
            "time": times(facts.core["time"][group.pdu]),
            "session": self._session_numbers(group.pdu),
            "message_id": _first_of(tlv_id, group.strings["id"]),
            "state": self._states,
            "message_state": numbers(group.numbers["message_state"], pa.uint8()),
            "err": group.strings["err"],
            "network_type": numbers(np.where(network >= 0, network >> 16, -1), pa.uint8()),
            "network_error_code": numbers(np.where(network >= 0, network & 0xFFFF, -1), pa.uint16()),
            "submit_date": times(group.numbers["submit_date"]),
            "done_date": times(group.numbers["done_date"]),
            "sub": group.strings["sub"],
            "dlvrd": group.strings["dlvrd"],
            "final": pa.array(weights.weight > 0),
            "message": pdu_numbers(self.message_of_receipt),
        }
        if self.profile is not None:
            for tlv in self.profile.tlvs:
                columns[tlv.name] = self._vendor_column(tlv.tag)
        return pa.table(columns)

    @cached_property
    def _states(self) -> pa.Array:
        """State word of each receipt: stat in its normal form, else the name of message_state."""
        from smpp_dissect.messages.receipts import receipt_states

        group = self.facts.receipts
        tlv = group.numbers["message_state"].astype(np.int64)
        words = pa.array([_state_word(number) for number in range(10)], pa.string())
        of_tlv = picked(words, np.where(tlv < 10, tlv, -1))
        return _first_of(receipt_states(group.strings["stat"]).state, of_tlv)

    @cached_property
    def message_of_receipt(self) -> Int64s:
        """For each receipt its message (index from 0), -1: none."""
        row = self._submissions.matches.row
        return _at(self._submissions.grouped.group, row)

    @property
    def decided_receipt(self) -> Int64s:
        """For each message the receipt that decides it, -1: none."""
        return self._submissions.decided.receipt

    def message_of_pdu(self, pdu: Int64s) -> Int64s:
        """For each submitting PDU (index into capture order) its message, -1: none."""
        made = self._submissions
        message = np.full(len(self.facts.core["frame"]) + 1, -1, np.int64)
        message[made.pdu] = made.grouped.group
        return message[pdu]

    def frames_of(self, pdu: Int64s) -> tuple[Int64s, Int64s]:
        """File (index) and frame number of PDUs (indexes into capture order)."""
        return self._place_frames(self.facts.core["frame"][pdu])

    def _vendor_column(self, tag: int) -> pa.Array:
        """A vendor TLV of the profile, as text or number, for each receipt."""
        assert self.profile is not None
        tlv = self.profile.tlv(tag)
        group = self.facts.vendor_tlvs
        rows = np.flatnonzero(group.numbers["tag"] == tag)
        place = np.full(len(self.facts.receipts.pdu), -1, np.int64)
        # Of a repeated TLV the first counts, so it is written last.
        place[np.searchsorted(self.facts.receipts.pdu, group.pdu[rows])[::-1]] = rows[::-1]
        values = group.strings["value"].dictionary_encode()
        octets = values.dictionary.to_pylist()
        if tlv is not None and tlv.kind == "integer":
            known = [tlv.number(each) for each in octets]
            return picked(pa.array(known, pa.int64()).take(values.indices), place)
        texts = [None if tlv is None else tlv.text(each) for each in octets]
        return picked(pa.array(texts, pa.string()).take(values.indices), place)

    @cached_property
    def messages(self) -> pa.Table:
        """One row for each message an ESME sent."""
        made = self._submissions
        grouped, decisive = made.grouped, made.decided.receipt
        first = grouped.first
        status = self._message_status(first)
        core_time, dates = self.facts.core["time"], self.facts.receipts.numbers
        receipt_pdu = _at(self.facts.receipts.pdu, decisive)
        receipt_time = _at(core_time, receipt_pdu, NO_TIME)
        final = _at(made.receipt_rows.weight, decisive) > 0
        response = made.response[first]
        err = picked(self._errors, decisive)
        asked = made.numbers("registered_delivery")[first]
        mccmnc = self._from_receipt("mccmnc", decisive)
        operators = _operators(mccmnc)
        sessions = self.facts.session[made.pdu[first]]
        submit = _at(dates["submit_date"], decisive, NO_TIME)
        done = _at(dates["done_date"], decisive, NO_TIME)
        return pa.table(
            {
                "message": pa.array(np.arange(1, grouped.count + 1), pa.uint64()),
                "session": self._session_numbers(made.pdu[first]),
                "system_id": picked(self.sessions["system_id"].combine_chunks(), sessions),
                "source_addr": made.strings("source_addr").take(pa.array(first)),
                "destination_addr": made.rows.destination.take(pa.array(first)),
                "submit_pdu": pdu_numbers(made.pdu[first]),
                "submit_time": times(made.time[first]),
                "response_s": seconds(made.time[first], core_time[np.maximum(response, 0)], response >= 0),
                "command_status": numbers(status, pa.uint32()),
                "status": status_names(status),
                "message_id": made.message_id.take(pa.array(first)),
                "parts": pa.array(np.maximum(made.numbers("total")[first], 1), pa.uint16()),
                "parts_seen": pa.array(grouped.parts_seen, pa.uint16()),
                "text": self._texts(grouped, first),
                "receipt_requested": pa.array(asked & 0x03 > 0),
                "receipt_pdu": pdu_numbers(receipt_pdu),
                "receipt_time": times(receipt_time),
                "state": picked(self._states, decisive),
                "err": err,
                "error": self._meanings(err, status),
                "delivery_s": seconds(made.time[first], receipt_time, final),
                "smsc_s": seconds(submit, done, final),
                "match_rule": symbols(_at(made.matches.rule, decisive), list(RULES)),
                "receipts": pa.array(made.decided.receipts, pa.uint32()),
                "outcome": made.decided.outcome.dictionary_encode(),
                "mccmnc": mccmnc,
                "operator": operators[0],
                "country": operators[1],
                "cost": self._costs(),
            }
        )

    def _from_receipt(self, name: str, decisive: Int64s) -> pa.Array:
        """A vendor column of the deciding receipts; nulls where the profile has none of that name."""
        if name not in self.receipts.column_names:
            return pa.nulls(len(decisive), pa.string())
        return picked(self.receipts[name].combine_chunks(), decisive)

    def _costs(self) -> pa.Array:
        """What each message cost: the last price told for each of its parts, added up."""
        count = self._submissions.grouped.count
        if "cost" not in self.receipts.column_names:
            return pa.nulls(count, pa.float64())
        words = self.receipts["cost"].combine_chunks().dictionary_encode()
        prices = np.array([_price(word) for word in words.dictionary.to_pylist()] + [np.nan])
        price = prices[words.indices.fill_null(-1).to_numpy(zero_copy_only=False)]
        rows = np.flatnonzero((self._submissions.matches.row >= 0) & ~np.isnan(price))
        unit, unit_group = self._submissions.units
        last = np.full(len(unit_group), np.nan)
        last[unit[self._submissions.matches.row[rows]]] = price[rows]
        told = np.flatnonzero(~np.isnan(last))
        total = np.bincount(unit_group[told], last[told], minlength=count)
        known = np.bincount(unit_group[told], minlength=count) > 0
        return pa.array(total.round(6), mask=~known)

    def _message_status(self, first: Int64s) -> Int64s:
        """Each message's command_status: the first part's, unless another part was refused for good."""
        made = self._submissions
        status = made.status[first]
        refused = np.flatnonzero((made.status > 0) & ~made.grouped.superseded)
        status[made.grouped.group[refused]] = made.status[refused]
        mended = made.grouped.superseded[first] & (status > 0)
        status[mended & ~np.isin(np.arange(len(first)), made.grouped.group[refused])] = 0
        return status

    @cached_property
    def _errors(self) -> pa.Array:
        """err of each receipt: of the text, else the TLV's code in its three digits."""
        group = self.facts.receipts
        network = group.numbers["network_error"]
        codes, places = distinct(network)
        words = pa.array([None if code < 0 else f"{code & 0xFFFF:03d}" for code in codes], pa.string())
        return _first_of(group.strings["err"], words.take(pa.array(places)))

    def _meanings(self, err: pa.Array, status: Int64s) -> pa.Array:
        """What went wrong: the profile's meaning of err, or that of the status of a refused message."""
        from smpp_dissect.spec import meaning_of

        words = err.dictionary_encode()
        meant = [self.error_meaning(word) for word in words.dictionary.to_pylist()]
        of_err = pa.array(meant, pa.string()).take(words.indices)
        values, places = distinct(status)
        texts = [meaning_of("command_status", value) if value > 0 else None for value in values]
        return _first_of(pa.array(texts, pa.string()).take(pa.array(places)), of_err)

    def error_meaning(self, err: str) -> str | None:
        """The profile's meaning of an error code; None where there is none, and for no error."""
        if self.profile is None or not err.strip("0"):
            return None
        return self.profile.error_meaning(err)

    def _texts(self, grouped: Grouped, first: Int64s) -> pa.Array:
        made = self._submissions
        order = np.flatnonzero((made.numbers("total") > 0) & ~grouped.superseded)
        text = made.strings("text")
        return join_parts(text.take(pa.array(first)), text, grouped.group[order], made.numbers("part")[order], order)

    @cached_property
    def incoming(self) -> pa.Table:
        """One row for each mobile-originated message."""
        facts, carriers = self.facts, self.facts.carriers
        command, side = facts.core["command"][carriers.pdu], facts.from_esme[carriers.pdu]
        mine = (command == COMMAND_INDEX["deliver_sm"]) | ((command == COMMAND_INDEX["data_sm"]) & (side == 0))
        rows = np.flatnonzero(mine & (carriers.numbers["receipt"] == 0))
        pdu = carriers.pdu[rows]
        columns = {name: carriers.strings[name].take(pa.array(rows)) for name in ("source_addr", "destination_addr", "text")}
        number = {name: carriers.numbers[name][rows].astype(np.int64) for name in ("kind", "reference", "total", "part")}
        response, time = facts.pairs.partner[pdu], facts.core["time"][pdu]
        status = np.where(response >= 0, facts.core["status"][np.maximum(response, 0)].astype(np.int64), -1)
        codes = [codes_of(columns[name])[0] for name in ("source_addr", "destination_addr")]
        keys = [facts.account[facts.session[pdu]], *codes, number["kind"], number["reference"], number["total"]]
        grouped = group_parts(keys, number["part"], time, status > 0)
        first = grouped.first
        order = np.flatnonzero((number["total"] > 0) & ~grouped.superseded)
        text = join_parts(columns["text"].take(pa.array(first)), columns["text"], grouped.group[order], number["part"][order], order)
        return pa.table(
            {
                "message": pa.array(np.arange(1, grouped.count + 1), pa.uint64()),
                "session": self._session_numbers(pdu[first]),
                "deliver_pdu": pdu_numbers(pdu[first]),
                "time": times(time[first]),
                "source_addr": columns["source_addr"].take(pa.array(first)),
                "destination_addr": columns["destination_addr"].take(pa.array(first)),
                "text": text,
                "parts": pa.array(np.maximum(number["total"][first], 1), pa.uint16()),
                "parts_seen": pa.array(grouped.parts_seen, pa.uint16()),
                "response_s": seconds(time[first], facts.core["time"][np.maximum(response[first], 0)], response[first] >= 0),
                "status": status_names(status[first]),
            }
        )

    @cached_property
    def anomalies(self) -> pa.Table:
        """One row for each fault on the wire."""
        rows = anomaly_rows.collect(self.facts, self._submissions.matches.row, self._known_tags())
        pdu = np.array([row.pdu for row in rows], np.int64)
        frame = np.array([self.facts.core["frame"][row.pdu] for row in rows], np.int64)
        file, number = self._place_frames(frame)
        return pa.table(
            {
                "code": pa.array([row.anomaly.code for row in rows], pa.string()),
                "severity": pa.array([row.anomaly.severity for row in rows], pa.string()),
                "file": pa.array([self.files[each] for each in file.tolist()], pa.string()),
                "frame": pa.array(number, pa.uint64()),
                "pdu": pdu_numbers(pdu),
                "session": self._session_numbers(pdu),
                "time": times(self.facts.core["time"][pdu] if len(pdu) else pdu),
                "detail": pa.array([row.detail for row in rows], pa.string()),
            }
        )

    def _known_tags(self) -> set[int]:
        return set() if self.profile is None else {tlv.tag for tlv in self.profile.tlvs}

    def _session_numbers(self, pdu: Int64s) -> pa.Array:
        """Session numbers (from 1) of PDUs."""
        return pa.array(self.facts.session[pdu] + 1, pa.uint32())


def _state_word(number: int) -> str | None:
    from smpp_dissect.messages.receipt_states import receipt_states

    word: str | None = receipt_states(pa.array([str(number)])).state[0].as_py() if number else "SCHEDULED"
    return word


def _at(values: Int64s, places: Int64s, missing: int = -1) -> Int64s:
    """Values at places; `missing` where the place is negative."""
    if not len(values):
        return np.full(len(places), missing, np.int64)
    return np.where(places >= 0, values[np.maximum(places, 0)], missing)


def _price(word: str) -> float:
    try:
        return float(word)
    except ValueError:
        return float("nan")


def _first_of(one: pa.Array, other: pa.Array) -> pa.Array:
    """The first of two columns where it has something, else the second."""
    import pyarrow.compute as pc

    empty = pc.equal(one, "").fill_null(True)
    return pc.if_else(empty, other, one)


def _operators(mccmnc: pa.Array) -> tuple[pa.Array, pa.Array]:
    """Operator and country of each network code."""
    words = mccmnc.dictionary_encode()
    found = [lookup(word) for word in words.dictionary.to_pylist()]
    columns: list[Any] = [
        pa.array([getattr(each, name, None) for each in found], pa.string()).take(words.indices)
        for name in ("operator", "country")
    ]
    return columns[0], columns[1]
