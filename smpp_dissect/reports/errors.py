"""Error codes: what failed, how often, since when, and where to look.

Three sources: `command_status` of responses, `err` of receipts' text, `network_error_code` of their
TLV. Meanings are the profile's where it has one for the code, else the standard's.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from smpp_dissect.reports.keys import KEYS, hours, listed, message_key
from smpp_dissect.reports.latency import key_text
from smpp_dissect.spec import meaning_of

if TYPE_CHECKING:
    from smpp_dissect.messages.model import MessageTables

SOURCES = ("command_status", "err", "network_error_code")
# network_type of network_error_code that stands for GSM (SMPP 3.4, 5.3.2.31).
GSM = 3


def error_codes(model: MessageTables, by: str | Sequence[str] | None = None) -> pa.Table:
    """Count error codes by keys, with name, meaning, share, first and last time and an example.

    `share` is the part of the responses (for `command_status`) or receipts of the group.
    """
    keys = listed(by)
    events = [_responses(model, keys), _texts(model, keys), _network(model, keys)]
    found = [_counted(table, keys) for table in events]
    whole = pa.concat_tables(found)
    order = [(key, "ascending") for key in keys] + [("source", "ascending"), ("count", "descending"), ("code", "ascending")]
    return _with_examples(model, whole.sort_by(order))


def errors_report(model: MessageTables) -> pa.Table:
    """The whole and every key one after another, with columns `by` and `key`."""
    parts = []
    for key in (None, *KEYS):
        table = error_codes(model, key)
        names = {
            "by": pa.array([key or "all"] * table.num_rows, pa.string()),
            "key": key_text(table[key]) if key else pa.nulls(table.num_rows, pa.string()),
        }
        kept = [name for name in table.column_names if name not in KEYS]
        parts.append(pa.table({**names, **{name: table[name] for name in kept}}))
    return pa.concat_tables(parts)


def _events(
    model: MessageTables, keys: list[str], source: str, code: pa.Array, name: pa.Array, meaning: pa.Array,
    time: pa.Array, pdu: Any, message: Any, session: pa.Array,
) -> pa.Table:  # fmt: skip
    """One source's responses or receipts, a row each; those that are no error have no code."""
    columns = {key: _key(model, key, time, message, session) for key in keys}
    return pa.table(
        {
            **columns, "source": pa.array([source] * len(code), pa.string()), "code": code, "name": name,
            "meaning": meaning, "time": time, "pdu": pdu, "message": pa.array(message, mask=message < 0),
        }  # fmt: skip
    )


def _key(model: MessageTables, key: str, time: pa.Array, message: Any, session: pa.Array) -> pa.Array:
    """A key of each event: its own hour and session, else its message's."""
    if key == "hour":
        return hours(time)
    if key == "session":
        return session
    if key == "system_id":
        ids = model.sessions["system_id"].combine_chunks()
        return ids.take(pc.subtract(session.cast(pa.int64()), 1))
    values = message_key(model, key)
    return values.take(pa.array(np.maximum(message, 0), mask=message < 0)) if len(values) else pa.nulls(len(message), pa.string())


def _responses(model: MessageTables, keys: list[str]) -> pa.Table:
    table = model.transactions.filter(pc.is_valid(model.transactions["response"]))
    status = table["command_status"].combine_chunks()
    values = status.dictionary_encode()
    numbers = values.dictionary.to_pylist()
    codes = [None if number == 0 else f"0x{number:08X}" for number in numbers]
    meant = [meaning_of("command_status", number) for number in numbers]
    request = table["request"].combine_chunks()
    message = model.message_of_pdu(request.fill_null(0).to_numpy(zero_copy_only=False).astype(np.int64) - 1)
    core_time = model.facts.core["time"][table["response"].to_numpy().astype(np.int64) - 1]
    return _events(
        model, keys, "command_status", _of(codes, values), table["status"].combine_chunks().cast(pa.string()),
        _of(meant, values), pa.array(core_time, pa.int64()).view(pa.timestamp("ns", "UTC")),
        table["response"].combine_chunks(), message, table["session"].combine_chunks(),
    )  # fmt: skip


def _of(texts: list[str | None], values: pa.DictionaryArray) -> pa.Array:
    return pa.array(texts, pa.string()).take(values.indices)


def _texts(model: MessageTables, keys: list[str]) -> pa.Table:
    values = model.receipts["err"].combine_chunks().dictionary_encode()
    words = values.dictionary.to_pylist()
    codes = [word if word.strip("0 ") else None for word in words]
    meant = [model.error_meaning(word) for word in words]
    return _receipt_events(model, keys, "err", _of(codes, values), model.receipts["state"], _of(meant, values))


def _network(model: MessageTables, keys: list[str]) -> pa.Table:
    receipts = model.receipts
    packed = model.facts.receipts.numbers["network_error"]
    values = pa.array(packed).dictionary_encode()
    numbers = values.dictionary.to_pylist()
    codes = [None if number < 0 or not number & 0xFFFF else f"{number >> 16}:{number & 0xFFFF}" for number in numbers]
    names = [None if number < 0 else meaning_of("network_error_type", number >> 16) for number in numbers]
    meant = [None if number < 0 else _network_meaning(model, number >> 16, number & 0xFFFF) for number in numbers]
    del receipts
    return _receipt_events(model, keys, "network_error_code", _of(codes, values), _of(names, values), _of(meant, values))


def _network_meaning(model: MessageTables, network: int, code: int) -> str | None:
    own = model.error_meaning(str(code))
    if own is None and network == GSM:
        return meaning_of("gsm_map_error", code)
    return own


def _receipt_events(
    model: MessageTables, keys: list[str], source: str, code: pa.Array, name: Any, meaning: pa.Array
) -> pa.Table:
    receipts = model.receipts
    name = name.combine_chunks() if isinstance(name, pa.ChunkedArray) else name
    return _events(
        model, keys, source, code, name, meaning, receipts["time"].combine_chunks(),
        receipts["pdu"].combine_chunks(), model.message_of_receipt, receipts["session"].combine_chunks(),
    )  # fmt: skip


def _counted(events: pa.Table, keys: list[str]) -> pa.Table:
    """Count the events with a code, and their share of all events of the group that could have had one."""
    failed = events.filter(pc.is_valid(events["code"]))
    grouped = failed.group_by([*keys, "source", "code", "name", "meaning"], use_threads=False).aggregate(
        [("code", "count"), ("time", "min"), ("time", "max"), ("pdu", "first"), ("message", "first")]
    )
    total = events.group_by([*keys, "source"], use_threads=False).aggregate([("source", "count")])
    whole = _joined(grouped, total, [*keys, "source"])
    share = pc.divide(grouped["code_count"].cast(pa.float64()), whole.cast(pa.float64()))
    return pa.table(
        {
            **{key: grouped[key] for key in keys}, "source": grouped["source"], "code": grouped["code"],
            "name": grouped["name"], "meaning": grouped["meaning"], "count": grouped["code_count"].cast(pa.uint64()),
            "share": share, "first_time": grouped["time_min"], "last_time": grouped["time_max"],
            "pdu": grouped["pdu_first"], "message": grouped["message_first"],
        }  # fmt: skip
    )


def _joined(grouped: pa.Table, total: pa.Table, keys: list[str]) -> pa.Array:
    """Each row's total, looked up by its keys; groups are few."""
    rows = zip(*(total[key].to_pylist() for key in keys), strict=True)
    counts = dict(zip(rows, total["source_count"].to_pylist(), strict=True))
    wanted = zip(*(grouped[key].to_pylist() for key in keys), strict=True)
    return pa.array([counts[row] for row in wanted], pa.int64())


def _with_examples(model: MessageTables, table: pa.Table) -> pa.Table:
    """Replace the example's PDU and message by what a person looks for: file, frame, message id."""
    pdu = table["pdu"].to_numpy().astype(np.int64) - 1
    file, frame = model.frames_of(pdu)
    message = table["message"].combine_chunks()
    ids = model.messages["message_id"].combine_chunks()
    return (
        table.drop(["message"])
        .append_column("example_file", pa.array([model.files[each] for each in file.tolist()], pa.string()))
        .append_column("example_frame", pa.array(frame, pa.uint64()))
        .append_column("example_message_id", ids.take(message) if len(ids) else pa.nulls(table.num_rows, pa.string()))
    )
