"""The table `receipts`: one row for each delivery receipt and intermediate notification."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from smpp_dissect.messages.arrow import distinct, first_of, numbers, pdu_numbers, picked, times
from smpp_dissect.messages.facts import Facts, Group
from smpp_dissect.messages.receipt_states import receipt_states
from smpp_dissect.messages.submissions import Submissions
from smpp_dissect.pdus.receipt_words import word_of
from smpp_dissect.profiles import Profile
from smpp_dissect.profiles.tlv import VendorTlv

LARGEST = (1 << 63) - 1


def receipt_table(made: Submissions, profile: Profile | None) -> pa.Table:
    """Write the receipts down, in capture order, with the vendor TLVs that the profile names."""
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
    for tlv in () if profile is None else profile.tlvs:
        # A profile may give its TLV any name; those of the standard stay what they are.
        name = tlv.name if tlv.name not in columns else f"{tlv.name}_tlv"
        columns[name] = _vendor_column(facts, tlv)
    return pa.table(columns)


def error_words(group: Group) -> pa.Array:
    """Err of each receipt: of the text, else the TLV's code in three digits as the text has it."""
    codes, places = distinct(group.numbers["network_error"])
    words = [None if code < 0 else f"{code & 0xFFFF:03d}" for code in codes]
    return first_of(group.strings["err"], pa.array(words, pa.string()).take(pa.array(places)))


def _states(group: Group) -> pa.Array:
    """State word of each receipt: stat in its normal form, else the name of message_state."""
    states, places = distinct(group.numbers["message_state"])
    words = pa.array([word_of(state) for state in states], pa.string())
    return first_of(receipt_states(group.strings["stat"]).state, words.take(pa.array(places)))


def _vendor_column(facts: Facts, tlv: VendorTlv) -> pa.Array:
    """A vendor TLV as text, or as number where the profile says so, for each receipt."""
    group = facts.vendor_tlvs
    rows = np.flatnonzero(group.numbers["tag"] == tlv.tag)
    values = group.strings["value"].take(pa.array(rows)).dictionary_encode()
    code = np.full(len(facts.receipts.pdu), -1, np.int64)
    # Of a repeated TLV the first counts, so it is written last.
    place = np.searchsorted(facts.receipts.pdu, group.pdu[rows])
    code[place[::-1]] = values.indices.to_numpy(zero_copy_only=False)[::-1]
    octets = values.dictionary.to_pylist()
    if tlv.kind == "integer":
        return picked(pa.array([_number(tlv, each) for each in octets], pa.int64()), code)
    return picked(pa.array([tlv.text(each) for each in octets], pa.string()), code)


def _number(tlv: VendorTlv, octets: bytes) -> int | None:
    """The TLV's number; null where it is none that the column can hold."""
    number = tlv.number(octets)
    return None if number is None or number > LARGEST else number
