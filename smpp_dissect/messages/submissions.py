"""Submissions: each message an ESME handed over, with its response, parts and receipts matched.

A submit_multi is a submission for each of its destinations.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from smpp_dissect.messages import outcomes
from smpp_dissect.messages.arrow import Chosen, at, picked
from smpp_dissect.messages.concat import Grouped, group_parts
from smpp_dissect.messages.facts import Facts
from smpp_dissect.messages.ids import ADDRESS, codes_of, digits_of
from smpp_dissect.messages.long_messages import Grouping
from smpp_dissect.messages.matching import (
    Addressed,
    Matches,
    Side,
    match_astray,
    match_by_address,
    match_receipts,
)
from smpp_dissect.messages.outcomes import Decided, Parts, ReceiptRows, decide
from smpp_dissect.messages.receipts import receipt_states
from smpp_dissect.messages.times import validity_seconds
from smpp_dissect.messages.unanswered import unanswered_requests
from smpp_dissect.pdus.batch import COMMAND_INDEX, Int64s

SUBMITTING = ("submit_sm", "submit_multi", "data_sm")


@dataclass(frozen=True, slots=True)
class Rows:
    """Submissions, a row each: carrier (index into the carriers), destination, refused in the
    response's list.
    """

    carrier: Int64s
    destination: pa.Array
    refused: Int64s  # error_status_code of unsuccess_sme, 0: none


class Submissions:
    """What the ESMEs sent and what came of it."""

    def __init__(self, facts: Facts, id_rules: Int64s):
        """`id_rules`: for each account the rule of its receipts' ids, -1: for these to show."""
        self.facts = facts
        self._id_rules = id_rules
        self.rows = _rows(facts)
        self.pdu = facts.carriers.pdu[self.rows.carrier]
        self.response = facts.pairs.partner[self.pdu]
        self.time = facts.core["time"][self.pdu]
        self.account = facts.account[facts.session_of(self.pdu)]

    def numbers(self, name: str) -> Int64s:
        """A number column of the carriers, for each submission."""
        return self.facts.carriers.numbers[name][self.rows.carrier].astype(np.int64)

    def strings(self, name: str) -> pa.Array:
        """A text column of the carriers, for each submission."""
        return self.strings_of(name, np.arange(len(self.pdu)))

    def strings_of(self, name: str, rows: Int64s) -> pa.Array:
        """A text column of the carriers, for some submissions."""
        return self.facts.carriers.strings[name].take(pa.array(self.rows.carrier[rows]))

    @cached_property
    def status(self) -> Int64s:
        """command_status of the response, -1: no response."""
        status = self.facts.status_of(self.response)
        return np.where(self.rows.refused > 0, self.rows.refused, status)

    @cached_property
    def refused(self) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """Whether the response refuses the submission, by its status or by what it is."""
        return (self.rows.refused > 0) | self.facts.is_refusal(self.response)

    @cached_property
    def accepted(self) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """Whether the response accepts the submission."""
        return (self.status == 0) & ~self.refused

    @cached_property
    def unanswered(self) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """Whether each PDU of the capture is a request that should have been answered."""
        return unanswered_requests(self.facts)

    @cached_property
    def message_id(self) -> pa.Array:
        """message_id of the response; null where there is none."""
        answers = self.facts.answers
        place = np.searchsorted(answers.pdu, self.response)
        safe = np.minimum(place, max(len(answers.pdu) - 1, 0))
        known = (self.response >= 0) & (len(answers.pdu) > 0)
        if len(answers.pdu):
            known &= answers.pdu[safe] == self.response
        return picked(answers.strings["message_id"], np.where(known, safe, -1))

    @cached_property
    def _has_id(self) -> np.ndarray[Any, np.dtype[np.bool_]]:
        lengths = pc.binary_length(self.message_id).fill_null(0)
        return lengths.to_numpy(zero_copy_only=False) > 0

    @cached_property
    def _id_of_part(self) -> Int64s:
        """Equal numbers for equal message ids of parts; -1: none, or no part of a long message."""
        code = np.full(len(self.pdu), -1, np.int64)
        of_parts = np.flatnonzero(self.numbers("total"))
        (code[of_parts],) = codes_of(self.message_id.take(pa.array(of_parts)))
        return code

    @cached_property
    def grouped(self) -> Grouped:
        """Parts of long messages put together."""
        total = self.numbers("total")
        of_parts = np.flatnonzero(total)
        keys = [self.account]
        source = self.strings_of("source_addr", of_parts)
        for column in (source, self.rows.destination.take(pa.array(of_parts))):
            code = np.zeros(len(total), np.int64)
            (code[of_parts],) = codes_of(column)
            keys.append(code)
        keys += [self.numbers("kind"), self.numbers("reference"), total]
        return group_parts(keys, self.numbers("part"), self.time, self.refused)

    @cached_property
    def grouping(self) -> Grouping:
        """What the parts of a message are found by."""
        columns = self.pdu, self.numbers("part"), self.numbers("total")
        return Grouping("messages", *columns, self.grouped)

    @cached_property
    def lead(self) -> Int64s:
        """Row that stands for each message: its first part that was not refused and sent again."""
        live = np.flatnonzero(~self.grouped.superseded)
        lead = np.empty(self.grouped.count, np.int64)
        lead[self.grouped.group[live][::-1]] = live[::-1]
        return lead

    @cached_property
    def message_status(self) -> Int64s:
        """Each message's command_status: of a part that was refused for good, else of the first."""
        status = self.status[self.lead]
        refused = np.flatnonzero(self.refused & ~self.grouped.superseded)
        status[self.grouped.group[refused]] = self.status[refused]
        return status

    @cached_property
    def nacked(self) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """Whether each message, or a part of it, was refused by a generic_nack without an error."""
        nacked = self.refused & (self.status == 0) & ~self.grouped.superseded
        return np.bincount(self.grouped.group[nacked], minlength=self.grouped.count) > 0

    @cached_property
    def receipt_requested(self) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """Whether each message asked for a receipt of any kind, in one of its parts."""
        asks = self._asked > 0
        return np.bincount(self.grouped.group[asks], minlength=self.grouped.count) > 0

    @cached_property
    def _asked(self) -> Int64s:
        """Which receipts each submission asked for; none where the snap length cut that off."""
        return np.maximum(self.numbers("registered_delivery"), 0) & outcomes.RECEIPT_BITS

    @cached_property
    def message_of_receipt(self) -> Int64s:
        """For each receipt its message (index from 0), -1: none."""
        return at(self.grouped.group, self.matches.row)

    @cached_property
    def matches(self) -> Matches:
        """For each receipt its submission."""
        facts, receipts = self.facts, self.facts.receipts
        carrier = np.searchsorted(facts.carriers.pdu, receipts.pdu)
        ids = [receipts.strings["receipted_message_id"], receipts.strings["id"]]
        addresses = facts.carriers.strings
        account = facts.account[facts.session_of(receipts.pdu)]
        source = Chosen(addresses["source_addr"], carrier)
        submitted = Side([self.message_id], self.account, self.pdu, self.rows.destination)
        reports = Side(ids, account, receipts.pdu, source)
        matches = match_receipts(submitted, reports, self._id_rules)
        match_astray(submitted, reports, matches)
        self._match_without_id(matches, carrier)
        return matches

    def _match_without_id(self, matches: Matches, carrier: Int64s) -> None:
        """Match what is left to the messages accepted without an id. Changes `matches`."""
        facts = self.facts
        left = np.flatnonzero(matches.row < 0)
        free = np.flatnonzero(self.accepted & ~self._has_id)
        if not len(left) or not len(free):
            return
        addresses, places = facts.carriers.strings, pa.array(carrier[left])
        to, of = codes_of(
            digits_of(self.rows.destination.take(pa.array(free))),
            digits_of(addresses["source_addr"].take(places)),
        )
        mine, theirs = codes_of(
            digits_of(self.strings_of("source_addr", free)),
            digits_of(addresses["destination_addr"].take(places)),
        )
        pdu = facts.receipts.pdu[left]
        found = match_by_address(
            Addressed(self.account[free], to, mine, self.pdu[free]),
            Addressed(facts.account[facts.session_of(pdu)], of, theirs, pdu),
            self._is_last_word[left],
        )
        matches.row[left] = at(free, found)
        matches.rule[left[found >= 0]] = ADDRESS

    @cached_property
    def receipt_rows(self) -> ReceiptRows:
        """The receipts' weight and state."""
        time = self.facts.core["time"][self.facts.receipts.pdu]
        return ReceiptRows(self.matches.row, self._weight, self.receipt_state[0], time)

    @cached_property
    def _weight(self) -> Int64s:
        """How much each receipt decides, whatever its message."""
        facts = self.facts
        carrier = np.searchsorted(facts.carriers.pdu, facts.receipts.pdu)
        state, final = self.receipt_state
        weight = np.where(final, outcomes.FINAL, outcomes.UNDER_WAY)
        weight[state == outcomes.ACCEPTED] = outcomes.SOFT
        weight[facts.carriers.numbers["receipt"][carrier] == 2] = outcomes.UNDER_WAY
        return weight

    @cached_property
    def _is_last_word(self) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """Whether each receipt is final and was taken, so that the SMSC will not send another."""
        refused = self.facts.is_refusal(self.facts.pairs.partner[self.facts.receipts.pdu])
        return (self._weight == outcomes.FINAL) & ~refused

    @cached_property
    def receipt_state(self) -> tuple[Int64s, np.ndarray[Any, Any]]:
        """message_state of each receipt (the TLV, else what stat means; -1 unknown), and whether it
        is final.
        """
        receipts = self.facts.receipts
        words = receipt_states(receipts.strings["stat"])
        of_word = words.message_state.fill_null(-1).to_numpy(zero_copy_only=False)
        final_word = words.final.fill_null(True).to_numpy(zero_copy_only=False)
        tlv = receipts.numbers["message_state"].astype(np.int64)
        state = np.where(tlv >= 0, tlv, of_word)
        return state, np.where(tlv >= 0, tlv > 1, final_word)

    @cached_property
    def parts(self) -> Parts:
        """What deciding needs to know of each submission."""
        asked = self._asked
        return Parts(
            group=self.grouped.group,
            live=~self.grouped.superseded,
            answered=self.response >= 0,
            accepted=self.accepted,
            unanswered=self.unanswered[self.pdu],
            id_code=self._id_of_part,
            wants=(asked > 0) & (asked != outcomes.ON_FAILURE),
            time=self.time,
            account=self.account,
            patience=validity_seconds(self.strings("validity_period"), self.time),
        )

    @cached_property
    def units(self) -> tuple[Int64s, Int64s]:
        """Number of each submission's unit, and each unit's message."""
        return outcomes.number_units(self.parts, self.grouped.count)

    @cached_property
    def decided(self) -> Decided:
        """Each message's outcome."""
        return decide(
            self.parts, self.units, self.grouped.count, self.receipt_rows, self.facts.end_time
        )


def _rows(facts: Facts) -> Rows:
    """Choose the carriers that an ESME submitted, and open submit_multi into its destinations."""
    carriers = facts.carriers
    command, side = facts.core["command"][carriers.pdu], facts.side_of(carriers.pdu)
    chosen = np.isin(command, [COMMAND_INDEX[name] for name in SUBMITTING])
    # data_sm goes both ways; a receipt is never a submission.
    chosen &= (side != 0) | (command != COMMAND_INDEX["data_sm"])
    rows = np.flatnonzero(chosen & (carriers.numbers["receipt"] == 0))
    destination = carriers.strings["destination_addr"]
    multi = command[rows] == COMMAND_INDEX["submit_multi"]
    if not multi.any():
        return Rows(rows, destination.take(pa.array(rows)), np.zeros(len(rows), np.int64))
    opened = [
        entry
        for row, is_multi in zip(rows.tolist(), multi.tolist(), strict=True)
        for entry in (
            _destinations(facts, row) if is_multi else [(row, destination[row].as_py(), 0)]
        )
    ]
    carrier, addresses, refused = (list(column) for column in zip(*opened, strict=True))
    return Rows(
        np.array(carrier, np.int64), pa.array(addresses, pa.string()), np.array(refused, np.int64)
    )


def _destinations(facts: Facts, row: int) -> list[tuple[int, str | None, int]]:
    """A submit_multi's destinations, each with the error its response gives for it."""
    pdu = int(facts.carriers.pdu[row])
    response = int(facts.pairs.partner[pdu])
    refused = {
        (ton, npi, address): status for ton, npi, address, status in facts.lists.get(response, [])
    }
    entries = facts.lists.get(pdu, []) or [(None,)]
    return [(row, entry[-1], refused.get(entry, 0)) for entry in entries]
