"""Keys that reports are grouped by: columns of messages, or made from them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from smpp_dissect.messages.model import MessageTables

KEYS = ("mccmnc", "system_id", "session", "source_addr", "hour", "message_type")
# Bits of the vendor TLV that tell a message's type, where the profile has such a TLV.
TYPE_TLV = "message_flags"


def listed(by: str | Sequence[str] | None) -> list[str]:
    """Check and list the keys asked for. ValueError for one that does not exist."""
    keys = [] if by is None else [by] if isinstance(by, str) else list(by)
    for key in keys:
        if key not in KEYS:
            raise ValueError(f"{key!r} is no key to group by; there are {', '.join(KEYS)}")
    return keys


def message_key(model: MessageTables, key: str) -> pa.Array:
    """A key of each message, as text or, for `session`, number, and for `hour`, timestamp."""
    messages = model.messages
    if key == "hour":
        return hours(_one(messages["submit_time"]))
    if key == "message_type":
        return _message_types(model)
    return _one(messages[key])


def hours(time: pa.Array) -> pa.Array:
    """Each time's hour."""
    return pc.floor_temporal(time, unit="hour")


def _message_types(model: MessageTables) -> pa.Array:
    """Type of each message as its receipt's vendor TLV tells it."""
    receipts, count = model.receipts, model.messages.num_rows
    tlv = None if model.profile is None else next((each for each in model.profile.tlvs if each.name == TYPE_TLV), None)
    if tlv is None or TYPE_TLV not in receipts.column_names or not tlv.bits:
        return pa.nulls(count, pa.string())
    bits = tlv.bits[0]
    numbers = _one(receipts[TYPE_TLV]).dictionary_encode()
    names = [
        None if number is None else bits.reading(bits.number(number)) or str(bits.number(number))
        for number in numbers.dictionary.to_pylist()
    ]
    types = pa.array(names, pa.string()).take(numbers.indices)
    place = model.decided_receipt
    return types.take(pa.array(np.maximum(place, 0), mask=place < 0)) if len(types) else pa.nulls(count, pa.string())


def _one(column: pa.ChunkedArray | pa.Array) -> pa.Array:
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
