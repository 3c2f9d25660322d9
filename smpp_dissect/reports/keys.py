"""Keys that reports are grouped by, as numbers: each key's values are sorted and counted once.

A key is a property of a message. What is counted may also be a response or a receipt: its session,
system_id and hour are its own, the other keys those of the message it belongs to.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from smpp_dissect.messages.arrow import distinct
from smpp_dissect.packets.records import NO_TIME
from smpp_dissect.pdus.batch import Int64s
from smpp_dissect.profiles import BitField

if TYPE_CHECKING:
    from smpp_dissect.messages.model import MessageTables

Made = TypeVar("Made")
# Places in a table, of 32 bits or 64.
Codes = np.ndarray[Any, np.dtype[np.signedinteger[Any]]]

KEYS = ("mccmnc", "system_id", "session", "source_addr", "hour", "message_type")
# Keys that a PDU has by itself, whatever message it belongs to.
OWN_KEYS = ("session", "system_id", "hour")
# The vendor TLV whose first bit field tells a message's type, where the profile has it.
TYPE_TLV = "message_flags"
HOUR = 3600 * 1_000_000_000


@dataclass(frozen=True, slots=True)
class Coded:
    """A key of some rows: `codes` are places in `labels`, which ascend; the last one is null."""

    codes: Codes
    labels: pa.Array


def listed(by: str | Sequence[str] | None) -> list[str]:
    """Check and list the keys asked for. ValueError for one that does not exist."""
    keys = [] if by is None else [by] if isinstance(by, str) else list(by)
    for key in keys:
        if key not in KEYS:
            raise ValueError(f"{key!r} is no key to group by; there are {', '.join(KEYS)}")
    return keys


class Grouping:
    """The keys of a capture's messages, and of the PDUs that belong to them."""

    def __init__(self, model: MessageTables):
        self.model = model
        self._of_messages: dict[str, Coded] = {}
        self._by_value: dict[str, tuple[Any, Any]] = {}
        self._kept: dict[Callable[[MessageTables], Any], Any] = {}

    def of_messages(self, key: str) -> Coded:
        """A key of each message."""
        if key not in self._of_messages:
            made = _hours(self._submit_times()) if key == "hour" else _coded(self._values(key))
            self._of_messages[key] = made
        return self._of_messages[key]

    def of_pdus(self, key: str, pdu: Int64s, message: Codes) -> Coded:
        """A key of PDUs (indexes into capture order), each with its message or -1."""
        facts = self.model.facts
        if key == "hour":
            return _hours(facts.core["time"][pdu])
        if key in OWN_KEYS:
            values = self.model.sessions[key].combine_chunks()
            coded = _coded(values)
            return Coded(coded.codes[facts.session_of(pdu)], coded.labels)
        coded = self.of_messages(key)
        codes = np.append(coded.codes, len(coded.labels) - 1)
        return Coded(codes[message], coded.labels)

    def kept(self, make: Callable[[MessageTables], Made]) -> Made:
        """What a function makes of the model, made once."""
        if make not in self._kept:
            self._kept[make] = make(self.model)
        made: Made = self._kept[make]
        return made

    def sorted_measure(self, name: str) -> tuple[Any, Any]:
        """Rows of messages that have a measure, ascending by it, and the values."""
        if name not in self._by_value:
            column = self.model.messages[name].combine_chunks()
            known = np.flatnonzero(column.is_valid().to_numpy(zero_copy_only=False))
            values = column.fill_null(0).to_numpy(zero_copy_only=False)[known]
            order = np.argsort(values, kind="stable")
            self._by_value[name] = known[order], values[order]
        return self._by_value[name]

    def _submit_times(self) -> Int64s:
        column = self.model.messages["submit_time"].combine_chunks()
        times: Int64s = column.cast(pa.int64()).fill_null(NO_TIME).to_numpy(zero_copy_only=False)
        return times

    def _values(self, key: str) -> pa.Array:
        if key == "message_type":
            return self._message_types()
        return self.model.messages[key].combine_chunks()

    def _message_types(self) -> pa.Array:
        """Type of each message as its receipt's vendor TLV tells it, by its session's profile."""
        model, place = self.model, self.model.decided_receipt
        openings = model.profiled.receipt_tlvs().get(TYPE_TLV, [])
        bits = {profile: tlv.bits[0] for profile, tlv in openings if tlv.bits}
        if not bits or not model.receipts.num_rows:
            return pa.nulls(len(place), pa.string())
        column = model.receipts[TYPE_TLV].combine_chunks().cast(pa.string()).dictionary_encode()
        words = column.dictionary.to_pylist()
        number = column.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
        profile = model.profiled.of(model.facts.receipts.pdu)
        pairs, codes = distinct(np.where(number < 0, -1, profile * len(words) + number))
        names = [
            _type_name(bits[pair // len(words)], words[pair % len(words)])
            if pair // max(len(words), 1) in bits
            else None
            for pair in pairs
        ]
        types = pa.array(names, pa.string()).take(pa.array(codes))
        return types.take(pa.array(np.maximum(place, 0), mask=place < 0))


def _type_name(bits: BitField, written: str) -> str | None:
    if not written.isdecimal():
        return None
    number = bits.number(int(written))
    return bits.reading(number) or str(number)


def _coded(values: pa.Array) -> Coded:
    encoded = values if pa.types.is_dictionary(values.type) else values.dictionary_encode()
    words = encoded.dictionary
    order = pc.array_sort_indices(words).to_numpy()
    rank = np.empty(len(words) + 1, np.int32)
    rank[order] = np.arange(len(words))
    rank[-1] = len(words)
    indices = encoded.indices.fill_null(len(words)).to_numpy(zero_copy_only=False)
    return Coded(
        rank[indices], pa.concat_arrays([words.take(pa.array(order)), pa.nulls(1, words.type)])
    )


def _hours(times: Int64s) -> Coded:
    """The hour of each time; a packet without a time has none."""
    hours = pa.array(times // HOUR * HOUR, pa.int64(), mask=times == NO_TIME)
    return _coded(hours.view(pa.timestamp("ns", "UTC")))


def combined(coded: list[Coded], rows: int) -> tuple[Any, Int64s, int]:
    """Number the groups that several keys make: code of each row, a row of each group, how many."""
    code: Any
    if len(coded) > 1:
        code = np.zeros(rows, np.int64)
        for place, each in enumerate(coded):
            if place > 1:
                # Many keys of many values are more than a number holds: what occurs is few.
                code = np.unique(code, return_inverse=True)[1]
            code = code * len(each.labels) + each.codes
        _, first, codes = np.unique(code, return_index=True, return_inverse=True)
        return codes, first, len(first)
    # One key's codes are dense already, but for those that no row has.
    code = coded[0].codes if coded else np.zeros(rows, np.int32)
    used = np.flatnonzero(np.bincount(code))
    dense = np.zeros(int(used.max(initial=0)) + 1, np.int32)
    dense[used] = np.arange(len(used))
    code = dense[code]
    first = np.zeros(len(used), np.int64)
    first[code[::-1]] = np.arange(rows)[::-1]
    return code, first, len(used)
