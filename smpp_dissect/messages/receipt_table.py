"""The table `receipts`: one row for each delivery receipt and intermediate notification."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from smpp_dissect.messages.arrow import distinct, first_of, numbers, pdu_numbers, picked, times
from smpp_dissect.messages.facts import Facts, Group
from smpp_dissect.messages.profiled import Profiled
from smpp_dissect.messages.receipt_states import receipt_states
from smpp_dissect.messages.submissions import Submissions
from smpp_dissect.pdus.receipt_words import word_of
from smpp_dissect.profiles.model import ERR, NETWORK_ERROR_CODE
from smpp_dissect.profiles.tlv import VendorTlv

LARGEST = (1 << 63) - 1


def receipt_table(made: Submissions, profiled: Profiled) -> pa.Table:
    """Write the receipts down, in capture order, with the vendor TLVs that the profiles name."""
    facts, group = made.facts, made.facts.receipts
    network = group.numbers["network_error"]
    columns = {
        "pdu": pdu_numbers(group.pdu),
        "time": times(facts.core["time"][group.pdu]),
        "session": facts.session_numbers(group.pdu),
        "message_id": first_of(group.strings["receipted_message_id"], group.strings["id"]),
        "state": _states(group),
        "message_state": numbers(group.numbers["message_state"], pa.uint8()),
        "err": group.strings["err"],
        "network_type": numbers(np.where(network >= 0, network >> 16, -1), pa.uint8()),
        "network_error_code": numbers(np.where(network >= 0, network & 0xFFFF, -1), pa.uint16()),
        "submit_date": times(group.numbers["submit_date"]),
        "done_date": times(group.numbers["done_date"]),
        "sub": group.strings["sub"],
        "dlvrd": group.strings["dlvrd"],
        "final": pa.array(made.receipt_rows.weight > 0),
        "message": pdu_numbers(made.message_of_receipt),
    }
    for name, tlvs in profiled.receipt_tlvs().items():
        # A profile may give its TLV any name; those of the standard stay what they are.
        free = name if name not in columns else f"{name}_tlv"
        columns[free] = _vendor_column(facts, tlvs, profiled)
    return pa.table(columns)


def error_words(group: Group) -> pa.Array:
    """Err of each receipt: of the text, else the TLV's code in three digits as the text has it."""
    codes, places = distinct(group.numbers["network_error"])
    words = [None if code < 0 else f"{code & 0xFFFF:03d}" for code in codes]
    return first_of(group.strings["err"], pa.array(words, pa.string()).take(pa.array(places)))


def error_meanings(facts: Facts, profiled: Profiled) -> pa.Array:
    """What each receipt's err means by the profile of its session, else its network_error_code."""
    group = facts.receipts
    profile = profiled.of(group.pdu)
    err = group.strings["err"].dictionary_encode()
    words = err.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
    of_err = profiled.meanings(err.dictionary.to_pylist(), words, profile, ERR)
    packed, places = distinct(group.numbers["network_error"])
    codes = [None if each < 0 else each & 0xFFFF for each in packed]
    return first_of(of_err, profiled.meanings(codes, places, profile, NETWORK_ERROR_CODE))


def _states(group: Group) -> pa.Array:
    """State word of each receipt: stat in its normal form, else the name of message_state."""
    states, places = distinct(group.numbers["message_state"])
    words = pa.array([word_of(state) for state in states], pa.string())
    return first_of(receipt_states(group.strings["stat"]).state, words.take(pa.array(places)))


def _vendor_column(
    facts: Facts, tlvs: Sequence[tuple[int, VendorTlv]], profiled: Profiled
) -> pa.Array:
    """A vendor TLV for each receipt, by the profile of its session: as numbers if all say so."""
    is_number = all(tlv.kind == "integer" for _, tlv in tlvs)
    values: list[int | str | None] = []
    code = np.full(len(facts.receipts.pdu), -1, np.int64)
    for place, tlv in tlvs:
        rows = profiled.rows_of(place, tlv)
        met = facts.vendor_tlvs.strings["value"].take(pa.array(rows)).dictionary_encode()
        # Of a repeated TLV the first counts, so it is written last.
        receipt = np.searchsorted(facts.receipts.pdu, facts.vendor_tlvs.pdu[rows])
        read = met.indices.to_numpy(zero_copy_only=False).astype(np.int64) + len(values)
        code[receipt[::-1]] = read[::-1]
        octets = met.dictionary.to_pylist()
        values += [_number(tlv, each) if is_number else tlv.text(each) for each in octets]
    return picked(pa.array(values, pa.int64() if is_number else pa.string()), code)


def _number(tlv: VendorTlv, octets: bytes) -> int | None:
    """The TLV's number; null where it is none that the column can hold."""
    number = tlv.number(octets)
    return None if number is None or number > LARGEST else number
