"""For each receipt the latest message before it that has its id: a join by hash, in capture order.

Messages enter a table as their turn comes, the latest of an id in front of those before it, so what
a receipt finds there is what was submitted before it.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from smpp_dissect._kernel import i64, kernel
from smpp_dissect.pdus.batch import Int64s

# A capture must not choose ids that all fall into one place of the table.
_SEED = secrets.randbits(32)


@dataclass(frozen=True, slots=True)
class Keys:
    """Ids in capture order, each with its account; null and empty ones match nothing."""

    ids: pa.Array
    account: Int64s
    order: Int64s


@dataclass(frozen=True, slots=True)
class Joined:
    """`found`: for each row on the right a row on the left, -1: none; `again`: whether others
    before that one have its id; `root`: for each row on the left that was entered the first of its
    id, else -1.
    """

    found: Int64s
    again: np.ndarray[Any, np.dtype[np.bool_]]
    root: Int64s


def latest_of_id(left: Keys, right: Keys) -> Joined:
    """Find for each row on the right the last row on the left before it of its account and id.

    `order` ascends on both sides.
    """
    previous, root = (np.full(len(left.order), -1, np.int64) for _ in range(2))
    found = np.full(len(right.order), -1, np.int64)
    heads = np.full(1 << (2 * len(left.order)).bit_length(), -1, np.int32)
    _join(
        *_octets(left.ids), left.account, left.order,
        *_octets(right.ids), right.account, right.order,
        _SEED, heads, previous, root, found,
    )  # fmt: skip
    again = np.zeros(len(found), np.bool_)
    hits = np.flatnonzero(found >= 0)
    again[hits] = previous[found[hits]] >= 0
    return Joined(found, again, root)


def _octets(ids: pa.Array) -> tuple[np.ndarray[Any, Any], Int64s]:
    """A text column's octets, and where each row's begin; one more bound ends the last."""
    kind = np.int64 if pa.types.is_large_string(ids.type) else np.int32
    _, offsets, data = ids.buffers()
    bounds = np.zeros(1, np.int64)
    if len(ids):
        bounds = np.frombuffer(offsets, kind)[ids.offset :][: len(ids) + 1].astype(np.int64)
    octets = np.frombuffer(data or b"", np.uint8)
    # Kernels are compiled for each kind of array; Arrow's may be written to or not.
    octets.flags.writeable = False
    return octets, bounds


@kernel
def _join(
    data: Any, begin: Any, account: Any, order: Any,
    r_data: Any, r_begin: Any, r_account: Any, r_order: Any,
    seed: int, heads: Any, previous: Any, root: Any, found: Any,
) -> None:  # fmt: skip
    mask = len(heads) - 1
    row = 0
    for i in range(len(r_order)):
        while row < len(order) and order[row] < r_order[i]:
            if begin[row + 1] > begin[row]:
                slot = _hash(data, begin[row], begin[row + 1], account[row] ^ seed) & mask
                slot = _slot(data, begin, account, heads, slot, data, begin, account, row)
                head = i64(heads[slot])
                previous[row] = head
                root[row] = row if head < 0 else root[head]
                heads[slot] = row
            row += 1
        if r_begin[i + 1] > r_begin[i]:
            slot = _hash(r_data, r_begin[i], r_begin[i + 1], r_account[i] ^ seed) & mask
            slot = _slot(data, begin, account, heads, slot, r_data, r_begin, r_account, i)
            found[i] = i64(heads[slot])


@kernel
def _hash(data: Any, begin: int, end: int, seed: int) -> int:
    mixed = (seed ^ 0x811C9DC5) & 0xFFFFFFFF
    for at in range(begin, end):
        mixed = ((mixed ^ i64(data[at])) * 0x01000193) & 0xFFFFFFFF
        mixed ^= mixed >> 15
    return mixed


@kernel
def _slot(
    data: Any, begin: Any, account: Any, heads: Any, slot: int,
    w_data: Any, w_begin: Any, w_account: Any, wanted: int,
) -> int:  # fmt: skip
    """Go on from a place in the table to that of the wanted id, or to the free one it may have."""
    size = w_begin[wanted + 1] - w_begin[wanted]
    while heads[slot] >= 0:
        row = i64(heads[slot])
        if account[row] == w_account[wanted] and begin[row + 1] - begin[row] == size:
            at, to, left = begin[row], w_begin[wanted], size
            while left > 0 and data[at] == w_data[to]:
                at += 1
                to += 1
                left -= 1
            if left == 0:
                break
        slot = (slot + 1) & (len(heads) - 1)
    return slot
