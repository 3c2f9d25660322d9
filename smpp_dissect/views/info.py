"""What matters of each PDU, in a line, by its command: `MyShop → 79161234567, receipt, "Hello"`.

A command has the *phrases* of its fields; a phrase writes its words for all rows of the command at
once, from the columns of `pdus`. What a phrase has nothing to say of is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache

import pyarrow as pa

from smpp_dissect.pdus.meanings import value_meaning
from smpp_dissect.spec import COMMAND_BY_NAME
from smpp_dissect.views.info_receipts import MAY_BE_RECEIPT, network_error, receipts_of, word
from smpp_dissect.views.values import Value, values

LONGEST_TEXT = 60
# Destinations of a list that are told by their names.
MOST_NAMED = 3
# registered_delivery: receipts that are asked for (SMPP 3.4, 5.2.17; 5.0, 4.7.21).
RECEIPTS_ASKED = ("", "asks receipt", "asks receipt of failure", "asks receipt of success")

# The columns that phrases are made of.
INFO_OF = (
    *("command", "command_id", "command_length", "status", "system_id", "system_type"),
    *("interface_version", "source_addr", "destination_addr", "dest_address", "esme_addr"),
    *("esm_class", "registered_delivery", "sm_length", "text", "message_id", "message_state"),
    *("param_name", "param_value", "error_code", "unsuccess_sme", "part", "parts", "anomaly"),
    *("message_status", "operation_result", "delivery_result"),
    *("tlv_receipted_message_id", "tlv_message_state", "tlv_network_error_code"),
    *("tlv_delivery_failure_reason", "tlv_ms_availability_status"),
    *("tlv_broadcast_area_identifier", "tlv_additional_status_info_text"),
)


class Told(dict[str, list[Value]]):
    """The columns of a batch as lists, each made when it is first asked for."""

    def __init__(self, batch: pa.RecordBatch):
        self._batch = batch
        self.receipts = receipts_of(batch, self)

    def __missing__(self, name: str) -> list[Value]:
        self[name] = made = values(self._batch.column(name))
        return made


Rows = Sequence[int]
Phrase = Callable[[Told, Rows], Iterable[str]]


def infos(batch: pa.RecordBatch) -> list[str]:
    """Write the line of each PDU; `batch` has the columns `INFO_OF`."""
    told = Told(batch)
    lines = [""] * batch.num_rows
    by_command: dict[Value, list[int]] = {}
    for row, command in enumerate(told["command"]):
        by_command.setdefault(command, []).append(row)
    for command, rows in by_command.items():
        phrases = [phrase(told, rows) for phrase in _phrases(command)]
        for row, *words in zip(rows, *phrases, strict=True):
            lines[row] = ", ".join(filter(None, words))
    return lines


def _plain(name: str, before: str = "") -> Phrase:
    """A phrase that is the value of a column."""

    def phrase(told: Told, rows: Rows) -> Iterable[str]:
        column = told[name]
        return (f"{before}{column[row]}" if column[row] else "" for row in rows)

    return phrase


def _between(source: str, destination: str) -> Phrase:
    """A phrase that tells two addresses."""

    def phrase(told: Told, rows: Rows) -> Iterable[str]:
        one, other = told[source], told[destination]
        return (
            f"{one[row] or ''} → {other[row] or ''}".strip() if one[row] or other[row] else ""
            for row in rows
        )

    return phrase


def _to_many(told: Told, rows: Rows) -> Iterable[str]:
    source, destinations = told["source_addr"], told["dest_address"]
    return (
        f"{source[row] or ''} → {_few(destinations[row])}".strip()
        if source[row] or destinations[row]
        else ""
        for row in rows
    )


def _few(joined: Value) -> str:
    names = str(joined or "").split(",")
    more = len(names) - MOST_NAMED
    return ", ".join(names[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")


def _unsuccessful(told: Told, rows: Rows) -> Iterable[str]:
    failed = told["unsuccess_sme"]
    return (f"failed {_few(failed[row])}" if failed[row] else "" for row in rows)


def _part(told: Told, rows: Rows) -> Iterable[str]:
    part, parts = told["part"], told["parts"]
    return (f"part {part[row]}/{parts[row]}" if part[row] else "" for row in rows)


def _asks_receipt(told: Told, rows: Rows) -> Iterable[str]:
    asked = told["registered_delivery"]
    return (RECEIPTS_ASKED[int(asked[row] or 0) & 3] for row in rows)


def _receipt(told: Told, rows: Rows) -> Iterable[str]:
    return (told.receipts.get(row, "") for row in rows)


def _text(told: Told, rows: Rows) -> Iterable[str]:
    """The begin of the text; that of a receipt is told by its keys."""
    text, size, receipts = told["text"], told["sm_length"], told.receipts
    for row in rows:
        words = text[row]
        if not words or row in receipts:
            yield f"{size[row]} octets" if words is None and size[row] else ""
        else:
            yield f'"{_start(str(words))}"'


def _start(text: str) -> str:
    return text if len(text) <= LONGEST_TEXT else f"{text[:LONGEST_TEXT]}…"


def _failure(told: Told, rows: Rows) -> Iterable[str]:
    status = told["status"]
    return ("" if status[row] == "ESME_ROK" else f"{status[row] or ''}" for row in rows)


def _version(told: Told, rows: Rows) -> Iterable[str]:
    version = told["interface_version"]
    for row in rows:
        number = version[row]
        yield "" if number is None else f"version {int(number) >> 4}.{int(number) & 15}"


def _state(told: Told, rows: Rows) -> Iterable[str]:
    """The state that the response to a query tells, and the error."""
    state, error = told["message_state"], told["error_code"]
    for row in rows:
        code = f" err {error[row]}" if error[row] else ""
        yield "" if state[row] is None else f"{word(state[row])}{code}"


def _only_state(name: str) -> Phrase:
    """A phrase that is the state of a message."""

    def phrase(told: Told, rows: Rows) -> Iterable[str]:
        state = told[name]
        return ("" if state[row] is None else word(state[row]) for row in rows)

    return phrase


def _meaning(name: str, enum: str) -> Phrase:
    """A phrase that says what a value of an enumeration means."""

    def phrase(told: Told, rows: Rows) -> Iterable[str]:
        column = told[name]
        for row in rows:
            value = column[row]
            yield "" if value is None else value_meaning(enum, int(value)) or f"{name} {value}"

    return phrase


def _network(told: Told, rows: Rows) -> Iterable[str]:
    network = told["tlv_network_error_code"]
    for row in rows:
        error = network_error(network[row])
        yield f"err {error}" if error else ""


def _explanation(told: Told, rows: Rows) -> Iterable[str]:
    text = told["tlv_additional_status_info_text"]
    return (f'"{_start(str(text[row]))}"' if text[row] else "" for row in rows)


def _area(told: Told, rows: Rows) -> Iterable[str]:
    """The area of a broadcast, of several the first: its name, or the kind of its shape."""
    areas = told["tlv_broadcast_area_identifier"]
    for row in rows:
        octets = bytes.fromhex(str(areas[row] or ""))
        if octets[:1] == b"\0":
            yield f"to {octets[1:].decode('latin-1')}"
        else:
            shape = value_meaning("broadcast_area_format", octets[0]) if octets else None
            yield f"to {shape}" if shape else ""


def _unknown(told: Told, rows: Rows) -> Iterable[str]:
    command, length = told["command_id"], told["command_length"]
    return (f"command_id 0x{command[row]:08X}, {length[row]} octets" for row in rows)


def _anomaly(told: Told, rows: Rows) -> Iterable[str]:
    anomaly = told["anomaly"]
    return (f"[{anomaly[row]}]" if anomaly[row] else "" for row in rows)


# What a command's fields give to its line, in this order: the first of the addresses that it has,
# then all else.
_ADDRESSES: tuple[tuple[tuple[str, ...], Phrase], ...] = (
    (("source_addr", "destination_addr"), _between("source_addr", "destination_addr")),
    (("source_addr", "dest_address"), _to_many),
    (("source_addr", "esme_addr"), _between("source_addr", "esme_addr")),
    (("source_addr",), _plain("source_addr", "from ")),
)
_BY_FIELD: Mapping[str, Phrase] = {
    "system_id": _plain("system_id"),
    "system_type": _plain("system_type", "system_type "),
    "interface_version": _version,
    "message_id": _plain("message_id", "id "),
    "param_name": _plain("param_name"),
    "param_value": _plain("param_value"),
    "esm_class": _part,
    "registered_delivery": _asks_receipt,
    "data_coding": _text,
    "message_state": _state,
    "message_status": _only_state("message_status"),
    "operation_result": _meaning("operation_result", "huawei_operation_result"),
    "delivery_result": _meaning("delivery_result", "huawei_delivery_result"),
    "unsuccess_sme": _unsuccessful,
}
# And what the TLVs give that matter in one command.
_BY_COMMAND: Mapping[Value, Phrase] = {
    "alert_notification": _meaning("tlv_ms_availability_status", "ms_availability_status"),
    "broadcast_sm": _area,
    "query_broadcast_sm_resp": _only_state("tlv_message_state"),
}
# Why a request failed, as its response explains it.
_REASONS = (
    _meaning("tlv_delivery_failure_reason", "delivery_failure_reason"),
    _network,
    _explanation,
)


@cache
def _phrases(command: Value) -> tuple[Phrase, ...]:
    """Choose the phrases of a command by its fields."""
    known = COMMAND_BY_NAME.get(str(command))
    if known is None:
        return (_unknown, _anomaly)
    names = {field.name for field in known.fields}
    first: list[Phrase] = []
    if known.is_response:
        first.append(_failure)
    if command in MAY_BE_RECEIPT:
        first.append(_receipt)
    addresses = [phrase for fields, phrase in _ADDRESSES if names.issuperset(fields)][:1]
    told = {name: phrase for name, phrase in _BY_FIELD.items() if name in names}
    if "short_message" in names:
        told["data_coding"] = _text
    first += [told.pop(name) for name in ("message_id",) if name in told]
    own = [_BY_COMMAND[command]] if command in _BY_COMMAND else []
    reasons = _REASONS if known.is_response else ()
    return (*first, *addresses, *own, *told.values(), *reasons, _anomaly)
