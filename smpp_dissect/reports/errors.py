"""Error codes: what failed, how often, since when, and where to look.

Three sources: `command_status` of responses, `err` of receipts' text, `network_error_code` of their
TLV. Meanings are the profile's where it has one for the code, else the standard's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from smpp_dissect.messages.arrow import distinct, times
from smpp_dissect.pdus.batch import Int64s
from smpp_dissect.profiles.model import COMMAND_STATUS, ERR, NETWORK_ERROR_CODE
from smpp_dissect.reports.keys import KEYS, Coded, Codes, Grouping, combined, listed
from smpp_dissect.reports.latency import key_text
from smpp_dissect.spec import STATUS_BY_CODE, meaning_of

if TYPE_CHECKING:
    from smpp_dissect.messages.model import MessageTables

# network_type of network_error_code that stands for GSM (SMPP 3.4, 5.3.2.31).
GSM = 3
STATUS_BITS = 0xFFFFFFFF
# A code, its name, its meaning.
Told = tuple[str, str | None, str | None]


@dataclass(frozen=True, slots=True)
class Source:
    """One source's events: every response, or every receipt that tells a code; -1: that is no
    error.

    `pdu`: index into capture order; `message`: its message or -1; `code`: index into `told`, rows
    of code, name and meaning.
    """

    name: str
    pdu: Int64s
    message: Codes
    code: Codes
    told: Sequence[Told]


def error_codes(grouping: Grouping, by: str | Sequence[str] | None = None) -> pa.Table:
    """Count error codes by keys, with name, meaning, share, first and last time and an example.

    `share` is the part of all responses (for `command_status`) or receipts of the group.
    """
    keys = listed(by)
    tables = [_counted(grouping, source, keys) for source in grouping.kept(sources)]
    order = [(key, "ascending") for key in keys]
    order += [("source", "ascending"), ("count", "descending"), ("code", "ascending")]
    return pa.concat_tables(tables).sort_by(order)


def errors_report(grouping: Grouping) -> pa.Table:
    """The whole and every key one after another, with columns `by` and `key`."""
    parts = []
    for key in (None, *KEYS):
        table = error_codes(grouping, key)
        names = {
            "by": pa.array([key or "all"] * table.num_rows, pa.string()),
            "key": key_text(table[key]) if key else pa.nulls(table.num_rows, pa.string()),
        }
        kept = [name for name in table.column_names if name not in KEYS]
        parts.append(pa.table({**names, **{name: table[name] for name in kept}}))
    return pa.concat_tables(parts)


def sources(model: MessageTables) -> list[Source]:
    """The three sources of error codes."""
    return [_responses(model), _texts(model), _network(model)]


def _responses(model: MessageTables) -> Source:
    core, partner = model.facts.core, model.facts.pairs.partner
    rows = np.flatnonzero(model.facts.is_response)
    status = core["status"][rows].astype(np.int64)
    profiled = model.profiled
    # A profile's place stands above the 32 bits of a status.
    values, codes = distinct(profiled.of(rows) << 32 | status)
    told: list[Told] = [
        (
            f"0x{value & STATUS_BITS:08X}",
            STATUS_BY_CODE.get(value & STATUS_BITS, f"0x{value & STATUS_BITS:08X}"),
            profiled.meaning(value >> 32, value & STATUS_BITS, COMMAND_STATUS)
            or meaning_of("command_status", value & STATUS_BITS),
        )
        for value in values
    ]
    told, codes = _merged(told, codes)
    return Source(
        "command_status",
        rows,
        model.message_of_pdu(partner[rows]).astype(np.int32),
        np.where(status == 0, -1, codes).astype(np.int32),
        told,
    )


def _texts(model: MessageTables) -> Source:
    """Err and state of receipts' text together make the code's row."""
    err = model.receipts["err"].combine_chunks().dictionary_encode()
    state = model.receipts["state"].combine_chunks().dictionary_encode()
    words, states = err.dictionary.to_pylist(), [*state.dictionary.to_pylist(), None]
    harmless = np.array([not word.strip("0 ") for word in words] + [True])
    err_code = err.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
    state_code = state.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
    profiled, facts = model.profiled, model.facts
    # Of the places of err, state and profile, one number; profiles come last, and may be -1.
    number = err_code * len(states) + state_code % len(states)
    count = len(profiled.profiles) + 1
    pairs, codes = distinct(number * count + profiled.of(facts.receipts.pdu) + 1)
    told: list[Told] = []
    for pair in pairs:
        err_place, state_place = divmod(pair // count, len(states))
        word = words[err_place] if err_place >= 0 else ""
        meaning = profiled.meaning(pair % count - 1, word, ERR)
        told.append((word, states[state_place], meaning))
    told, codes = _merged(told, codes)
    rows = np.flatnonzero(err_code >= 0)
    code = np.where(harmless[err_code], -1, codes)[rows]
    return Source(
        "err",
        model.facts.receipts.pdu[rows],
        model.message_of_receipt[rows].astype(np.int32),
        code.astype(np.int32),
        told,
    )


def _network(model: MessageTables) -> Source:
    packed = model.facts.receipts.numbers["network_error"]
    rows = np.flatnonzero(packed >= 0)
    profiled = model.profiled
    # A profile's place stands above the 24 bits of type and code.
    values, codes = distinct(profiled.of(model.facts.receipts.pdu[rows]) << 24 | packed[rows])
    told: list[Told] = [
        (
            f"{value >> 16 & 0xFF}:{value & 0xFFFF}",
            meaning_of("network_error_type", value >> 16 & 0xFF),
            profiled.meaning(value >> 24, value & 0xFFFF, NETWORK_ERROR_CODE)
            or _network_meaning(value >> 16 & 0xFF, value & 0xFFFF),
        )
        for value in values
    ]
    told, codes = _merged(told, codes)
    code = np.where(packed[rows] & 0xFFFF == 0, -1, codes)
    return Source(
        "network_error_code",
        model.facts.receipts.pdu[rows],
        model.message_of_receipt[rows].astype(np.int32),
        code.astype(np.int32),
        told,
    )


def _network_meaning(network: int, code: int) -> str | None:
    return meaning_of("gsm_map_error", code) if network == GSM else None


def _merged(told: list[Told], codes: Int64s) -> tuple[list[Told], Codes]:
    """Give rows that say the same, under several profiles, one place."""
    places = {row: place for place, row in enumerate(dict.fromkeys(told))}
    merged = np.array([places[row] for row in told], np.int32)
    return list(places), merged[codes] if len(told) else codes.astype(np.int32)


def _counted(grouping: Grouping, source: Source, keys: list[str]) -> pa.Table:
    """Count a source's errors by group and code."""
    coded = [grouping.of_pdus(key, source.pdu, source.message) for key in keys]
    group, _, count = combined(coded, len(source.pdu))
    total = np.bincount(group, minlength=count)
    failed = np.flatnonzero(source.code >= 0)
    cells = Coded(source.code[failed], pa.nulls(len(source.told) + 1))
    cell, first, number = combined([Coded(group[failed], pa.nulls(count + 1)), cells], len(failed))
    counted = np.bincount(cell, minlength=number)
    example = failed[first]
    told = [source.told[code] for code in source.code[example].tolist()]
    return pa.table(
        {
            **{
                key: each.labels.take(pa.array(each.codes[example]))
                for key, each in zip(keys, coded, strict=True)
            },
            "source": pa.array([source.name] * number, pa.string()),
            "code": pa.array([row[0] for row in told], pa.string()),
            "name": pa.array([row[1] for row in told], pa.string()),
            "meaning": pa.array([row[2] for row in told], pa.string()),
            "count": pa.array(counted, pa.uint64()),
            "share": pa.array(counted / total[group[example]], pa.float64()),
            **_spans(grouping.model, source, failed, cell, number),
            **_examples(grouping.model, source, example),
        }
    )


def _spans(
    model: MessageTables, source: Source, failed: Int64s, cell: Codes, count: int
) -> dict[str, pa.Array]:
    """First and last time of each cell."""
    time = model.facts.core["time"][source.pdu[failed]]
    first, last = np.full(count, np.iinfo(np.int64).max), np.full(count, np.iinfo(np.int64).min)
    np.minimum.at(first, cell, time)
    np.maximum.at(last, cell, time)
    return {"first_time": times(first), "last_time": times(last)}


def _examples(model: MessageTables, source: Source, rows: Int64s) -> dict[str, pa.Array]:
    """What a person looks for: file, frame, and the message's id."""
    pdu, message = source.pdu[rows], source.message[rows]
    file, frame = model.frames_of(pdu)
    ids = model.messages["message_id"].combine_chunks()
    names = [model.files[each] for each in file.tolist()]
    return {
        "example_file": pa.array(names, pa.string()),
        "example_frame": pa.array(frame, pa.uint64()),
        "example_pdu": pa.array(pdu + 1, pa.uint64()),
        "example_message_id": ids.take(pa.array(np.maximum(message, 0), mask=message < 0))
        if len(ids)
        else pa.nulls(len(rows), pa.string()),
    }
