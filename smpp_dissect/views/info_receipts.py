"""What a receipt says, for the line of its PDU: `receipt 17 DELIVRD err 000`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from smpp_dissect.pdus.user_data import INTERMEDIATE, MESSAGE_TYPE, RECEIPT
from smpp_dissect.views.values import Value

MAY_BE_RECEIPT = ("deliver_sm", "data_sm")
_LATIN1 = 3  # data_coding

Rows = Sequence[int]


def word(state: Value) -> str:
    """Write a message_state as receipts do: `DELIVRD`."""
    from smpp_dissect.pdus.receipt_words import word_of

    return word_of(int(state or 0)) or f"state {state}"


def receipts_of(batch: pa.RecordBatch, told: Mapping[str, list[Value]]) -> dict[int, str]:
    """Tell the receipts among the rows: `receipt 17 DELIVRD err 000`."""
    esm_class = told["esm_class"]
    rows = [
        row
        for row, command in enumerate(told["command"])
        if command in MAY_BE_RECEIPT
        and int(esm_class[row] or 0) & MESSAGE_TYPE in (0, RECEIPT, INTERMEDIATE)
    ]
    if not rows:
        return {}
    keys = _receipt_keys(batch.column("text"), rows)
    tlv_id, tlv_state = told["tlv_receipted_message_id"], told["tlv_message_state"]
    network = told["tlv_network_error_code"]
    found = {}
    for row, (like, named, stat, err) in zip(rows, keys, strict=True):
        kind = int(esm_class[row] or 0) & MESSAGE_TYPE
        if not (kind or like or (tlv_id[row] and tlv_state[row] is not None)):
            continue
        stat = stat or ("" if tlv_state[row] is None else word(tlv_state[row]))
        err = err or network_error(network[row])
        words = ["notification" if kind == INTERMEDIATE else "receipt"]
        words += [str(tlv_id[row] or named), stat, f"err {err}" if err else ""]
        found[row] = " ".join(filter(None, words))
    return found


def _receipt_keys(text: pa.Array, rows: Rows) -> Iterable[tuple[bool, str, str, str]]:
    """Read the texts of some rows: is it like a receipt, its id, stat and err."""
    from smpp_dissect.messages.receipts import parse_receipt_texts

    _, offsets_buffer, octets = text.buffers()
    offsets = np.frombuffer(offsets_buffer, np.int32)[text.offset :].astype(np.int64)
    data = np.frombuffer(octets or b"", np.uint8)
    begin, size = offsets[rows], np.diff(offsets)[rows]
    coding, udhi = np.full(len(rows), _LATIN1), np.zeros(len(rows), np.uint8)
    parsed = parse_receipt_texts(data, begin, size, coding, udhi)
    found = [_read(data, *parsed.ranges[key]) for key in ("id", "stat", "err")]
    return zip(parsed.looks_like_receipt.tolist(), *found, strict=True)


def _read(data: Any, begin: Any, size: Any) -> Iterable[str]:
    """Read UTF-8; a size below zero is no text."""
    for at, length in zip(begin.tolist(), size.tolist(), strict=True):
        yield data[at : at + max(length, 0)].tobytes().decode("utf-8", "replace")


def network_error(digits: Value) -> str:
    """Write the TLV network_error_code, in hexadecimal, as type and code: `3:17`."""
    if not isinstance(digits, str) or len(digits) != 6:
        return ""
    return f"{int(digits[:2], 16)}:{int(digits[2:], 16)}"
