"""Message ids, which different peers write differently, and addresses, as they are compared.

A *rule* tells how the id of a receipt is written against the one of submit_sm_resp: alike, in other
case, with zeros in front, in decimal for hexadecimal, or the reverse, of any length. The last rule
has no id at all.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from smpp_dissect.pdus.batch import Int64s
from smpp_dissect.pdus.tree.receipt_values import dec_to_hex, hex_to_dec

RULES = ("exact", "case", "zero_pad", "hex_to_dec", "dec_to_hex", "address")
EXACT, CASE, ZERO_PAD, ADDRESS = map(RULES.index, ("exact", "case", "zero_pad", "address"))


def codes_of(*columns: pa.Array) -> tuple[Int64s, ...]:
    """Give equal strings of some columns equal numbers; -1 for null and empty ones."""
    if len({column.type for column in columns}) > 1:
        columns = tuple(column.cast(pa.large_string()) for column in columns)
    encoded = pa.concat_arrays(columns).dictionary_encode()
    codes = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
    empty = pc.index(encoded.dictionary, "").as_py()
    if empty >= 0:
        codes[codes == empty] = -1
    return tuple(np.split(codes, np.cumsum([len(column) for column in columns])[:-1]))


def digits_of(addresses: pa.Array) -> pa.Array:
    """Addresses as they are compared: without + and zeros in front."""
    return pc.utf8_ltrim(addresses, "+0")


def canonical(number: int, ids: pa.Array, side: int) -> pa.Array:
    """Write ids so that under a rule equal ids are equal strings; `side`: 0 of messages, 1 of
    receipts.
    """
    name = RULES[number]
    if name == "exact":
        return ids
    if name == "case":
        return pc.utf8_lower(ids)
    stripped = pc.utf8_ltrim(pc.utf8_lower(ids), "0")
    if name == "zero_pad" or side == 1:
        return stripped
    return _converted(ids, hex_to_dec if name == "hex_to_dec" else dec_to_hex)


def _converted(ids: pa.Array, convert: Callable[[str], str | None]) -> pa.Array:
    return pa.array(
        [None if each is None else convert(each) for each in ids.to_pylist()], pa.string()
    )
