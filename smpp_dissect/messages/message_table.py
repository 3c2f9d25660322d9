"""The table `messages`: one row for each message that an ESME sent, and what became of it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pyarrow as pa

from smpp_dissect.anomalies import BY_NUMBER, NACK_WITHOUT_ERROR
from smpp_dissect.messages.arrow import (
    at,
    distinct,
    first_of,
    numbers,
    pdu_numbers,
    picked,
    seconds,
    status_names,
    symbols,
    times,
)
from smpp_dissect.messages.ids import RULES
from smpp_dissect.messages.outcomes import OUTCOMES
from smpp_dissect.messages.prices import message_costs
from smpp_dissect.messages.profiled import Profiled
from smpp_dissect.messages.receipt_table import error_meanings, error_words
from smpp_dissect.messages.submissions import Submissions
from smpp_dissect.messages.texts import join_parts
from smpp_dissect.operators import lookup
from smpp_dissect.packets.records import NO_TIME
from smpp_dissect.profiles.model import COMMAND_STATUS
from smpp_dissect.spec import meaning_of

# Stands for the status of a refusal that tells none; -1 stands for no response.
NACKED = -2


def message_table(
    made: Submissions, receipts: pa.Table, sessions: pa.Table, profiled: Profiled
) -> pa.Table:
    """Write the messages down, in the order of their first parts."""
    with ThreadPoolExecutor(1) as beside:
        # Decoding and joining texts holds no lock, nor does most of the rest.
        content = beside.submit(_content, made)
        columns = _sent(made, sessions) | _answered(made) | _receipted(made, receipts)
    columns |= content.result()
    columns["error"] = _errors(made, profiled)
    networks = _network(made, receipts)
    ordered = {name: columns[name] for name in ORDER}
    return pa.table({**ordered, **networks, "cost": message_costs(made, receipts)})


ORDER = (
    "message",
    "session",
    "system_id",
    "source_addr",
    "destination_addr",
    "submit_pdu",
    "submit_time",
    "response_s",
    "command_status",
    "status",
    "message_id",
    "parts",
    "parts_seen",
    "text",
    "receipt_requested",
    "receipt_pdu",
    "receipt_time",
    "state",
    "err",
    "error",
    "delivery_s",
    "smsc_s",
    "match_rule",
    "receipts",
    "outcome",
)


def _sent(made: Submissions, sessions: pa.Table) -> dict[str, pa.Array]:
    first = made.grouped.first
    pdu = made.pdu[first]
    system_id = sessions["system_id"].combine_chunks()
    return {
        "message": pa.array(np.arange(1, made.grouped.count + 1), pa.uint64()),
        "session": made.facts.session_numbers(pdu),
        "system_id": picked(system_id, made.facts.session_of(pdu)),
        "source_addr": made.strings_of("source_addr", first),
        "destination_addr": made.rows.destination.take(pa.array(first)),
        "submit_pdu": pdu_numbers(pdu),
        "submit_time": times(made.time[first]),
    }


def _answered(made: Submissions) -> dict[str, pa.Array]:
    first, status = made.grouped.first, made.message_status
    response = made.response[first]
    answered = made.facts.core["time"][response]
    return {
        "response_s": seconds(made.time[first], answered, response >= 0),
        "command_status": numbers(status, pa.uint32()),
        "status": status_names(status),
        "message_id": made.message_id.take(pa.array(made.lead)),
    }


def _content(made: Submissions) -> dict[str, pa.Array]:
    grouped = made.grouped
    parts = np.flatnonzero((made.numbers("total") > 0) & ~grouped.superseded)
    text = made.strings_of("text", grouped.first)
    number = made.numbers("part")[parts]
    return {
        "parts": pa.array(np.maximum(made.numbers("total")[grouped.first], 1), pa.uint16()),
        "parts_seen": pa.array(grouped.parts_seen, pa.uint16()),
        "text": join_parts(made.facts, text, made.pdu[parts], grouped.group[parts], number),
        "receipt_requested": pa.array(made.receipt_requested),
    }


def _receipted(made: Submissions, receipts: pa.Table) -> dict[str, pa.Array]:
    facts, decided = made.facts, made.decided
    pdu = at(facts.receipts.pdu, decided.receipt)
    time = at(facts.core["time"], pdu, NO_TIME)
    dates = facts.receipts.numbers
    submitted = at(dates["submit_date"], decided.receipt, NO_TIME)
    done = at(dates["done_date"], decided.receipt, NO_TIME)
    return {
        "receipt_pdu": pdu_numbers(pdu),
        "receipt_time": times(time),
        "state": picked(receipts["state"].combine_chunks(), decided.receipt),
        "err": picked(error_words(facts.receipts), decided.receipt),
        "delivery_s": seconds(made.time[made.grouped.first], time, decided.final),
        "smsc_s": seconds(submitted, done, decided.final),
        "match_rule": symbols(at(made.matches.rule, decided.receipt), list(RULES)),
        "receipts": pa.array(decided.receipts, pa.uint32()),
        "outcome": symbols(decided.outcome, list(OUTCOMES)),
    }


def _errors(made: Submissions, profiled: Profiled) -> pa.Array:
    """What went wrong: what the status of a refused message means, else its receipt's err."""
    status = np.where(made.nacked, NACKED, made.message_status)
    values, places = distinct(status)
    texts = pa.array([_status_meaning(value) for value in values], pa.string())
    profile = profiled.of(made.pdu[made.grouped.first])
    codes = [value if value > 0 else None for value in values]
    own = profiled.meanings(codes, places, profile, COMMAND_STATUS)
    of_err = picked(error_meanings(made.facts, profiled), made.decided.receipt)
    return first_of(first_of(own, texts.take(pa.array(places))), of_err)


def _status_meaning(status: int) -> str | None:
    if status == NACKED:
        return BY_NUMBER[NACK_WITHOUT_ERROR].text
    return meaning_of("command_status", status) if status > 0 else None


def _network(made: Submissions, receipts: pa.Table) -> dict[str, pa.Array]:
    """The network that the deciding receipt tells, and whose it is; null without such a TLV."""
    receipt = made.decided.receipt
    mccmnc = pa.nulls(len(receipt), pa.string())
    if "mccmnc" in receipts.column_names:
        mccmnc = picked(receipts["mccmnc"].combine_chunks().cast(pa.string()), receipt)
    words = mccmnc.dictionary_encode()
    found = [lookup(word) for word in words.dictionary.to_pylist()]
    columns = {"mccmnc": mccmnc}
    for name in ("operator", "country"):
        known = [getattr(each, name, None) for each in found]
        columns[name] = pa.array(known, pa.string()).take(words.indices)
    return columns
