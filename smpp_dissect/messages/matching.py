"""Receipts to the messages they report on, by message id.

Ids are strings. The id of a receipt may be written otherwise than the one submit_sm_resp gave,
always in the peer's one way: other case, zeros in front, decimal for hexadecimal or the reverse, of
any length. Each account's rule is learnt from its own traffic: the one under which most receipts
find a message whose destination is the receipt's source. Ids are used again; the latest earlier
submission is meant. Receipts left over may follow another rule if the addresses agree too; and
where the SMSC gave no id at all, addresses and order alone tell.

Source: SMPP 3.4, appendix B, 5.3.2.12; 3.3 and 3.4 peers that write ids in different bases.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from smpp_dissect.pdus.batch import Int64s

RULES = ("exact", "case", "zero_pad", "hex_to_dec", "dec_to_hex", "address")
EXACT, ADDRESS = RULES.index("exact"), RULES.index("address")
# An account whose receipts find their messages under one rule this often needs no other tried.
SURE = 0.9


@dataclass(frozen=True, slots=True)
class Side:
    """Messages or receipts to be matched, a row each.

    `ids`: one or more columns of ids, in order of preference; `account`; `order`: place in the
    capture; `address`: the subscriber's address, digits compared.
    """

    ids: list[pa.Array]
    account: Int64s
    order: Int64s
    address: pa.Array


@dataclass(frozen=True, slots=True)
class Matches:
    """For each receipt the row of its message, -1: none, and the place of the rule in `RULES`."""

    row: Int64s
    rule: Int64s


def match_receipts(submitted: Side, receipts: Side) -> Matches:
    """Find each receipt's message."""
    count = len(receipts.order)
    row = np.full(count, -1, np.int64)
    rule = np.full(count, -1, np.int64)
    if not count or not len(submitted.order):
        return Matches(row, rule)
    for account_rows, choice in _learn(submitted, receipts):
        for strict, (number, column) in enumerate(choice):
            rows = account_rows[row[account_rows] < 0]
            found = _join(submitted, receipts, number, column, rows)
            if strict:
                found = np.where(_agree(submitted, receipts, found, rows), found, -1)
            row[rows] = found
            rule[rows[found >= 0]] = number
    return Matches(row, rule)


Choice = list[tuple[int, int]]


def _learn(submitted: Side, receipts: Side) -> list[tuple[Int64s, Choice]]:
    """Rank, for each account, the pairs of rule and id column by the receipts they explain.

    Gives groups of receipts with the order in which pairs apply; all but the first are strict.
    """
    accounts = int(receipts.account.max()) + 1
    total = np.bincount(receipts.account, minlength=accounts)
    every = np.arange(len(receipts.order))
    scores: dict[tuple[int, int], np.ndarray[Any, Any]] = {}
    unsure = np.ones(accounts, np.bool_)
    for number in range(ADDRESS):
        for column in range(len(receipts.ids)):
            rows = every[unsure[receipts.account]]
            if not len(rows):
                continue
            found = _join(submitted, receipts, number, column, rows)
            weight = (found >= 0).astype(np.float64)
            if number != EXACT:
                # Matches that the addresses do not support count a little, for where they never do.
                weight *= np.where(_agree(submitted, receipts, found, rows), 1.0, 0.01)
            scores[number, column] = np.bincount(receipts.account[rows], weight, minlength=accounts)
            unsure &= scores[number, column] < SURE * total
    ranked: dict[tuple[tuple[int, int], ...], list[int]] = {}
    for account in np.flatnonzero(total).tolist():
        pairs = sorted(
            (pair for pair in scores if scores[pair][account] > 0),
            key=lambda pair: -scores[pair][account],
        )  # noqa: B023
        ranked.setdefault(tuple(pairs), []).append(account)
    return [
        (every[np.isin(receipts.account, members)], list(pairs))
        for pairs, members in ranked.items()
    ]


def _join(submitted: Side, receipts: Side, number: int, column: int, rows: Int64s) -> Int64s:
    """For some receipts find the latest earlier message of the account and id; -1: none."""
    left = _canonical(number, submitted.ids[0], 0)
    right = _canonical(number, receipts.ids[column].take(pa.array(rows)), 1)
    left_code, right_code = codes_of(left, right)
    return latest_before(
        left_code,
        submitted.account,
        submitted.order,
        right_code,
        receipts.account[rows],
        receipts.order[rows],
    )


def latest_before(
    left: Int64s,
    left_account: Int64s,
    left_order: Int64s,
    right: Int64s,
    right_account: Int64s,
    right_order: Int64s,
) -> Int64s:
    """For each row on the right the last row on the left of the same code and account, before it in
    order.

    Codes of -1 match nothing. `left_order` ascends.
    """
    count = len(left)
    span = int(max(left.max(initial=0), right.max(initial=0))) + 2
    left_key, right_key = left_account * span + left, right_account * span + right
    if count * (float(left_account.max(initial=0)) + 1) * span > 2.0**62:
        # Too many accounts and codes for one integer with the row: number the pairs that occur.
        pairs = np.unique(left_key)
        right_place = np.minimum(np.searchsorted(pairs, right_key), len(pairs) - 1)
        right = np.where(pairs[right_place] == right_key, right, -1)
        left_key, right_key = np.searchsorted(pairs, left_key), right_place
    rows = np.flatnonzero(left >= 0)
    packed = np.sort(left_key[rows] * (count + 1) + rows)
    if not len(packed):
        return np.full(len(right), -1, np.int64)
    earlier = np.searchsorted(left_order, right_order)
    place = np.searchsorted(packed, right_key * (count + 1) + earlier) - 1
    found = packed[np.maximum(place, 0)]
    fits = (right >= 0) & (place >= 0) & (found // (count + 1) == right_key)
    return np.where(fits, found % (count + 1), -1)


def _agree(submitted: Side, receipts: Side, found: Int64s, rows: Int64s) -> np.ndarray[Any, Any]:
    """Whether the receipts' subscribers are those that the messages found were sent to."""
    hits = np.flatnonzero(found >= 0)
    left = digits_of(submitted.address.take(pa.array(found[hits])))
    right = digits_of(receipts.address.take(pa.array(rows[hits])))
    agrees = np.zeros(len(rows), np.bool_)
    agrees[hits] = pc.equal(left, right).fill_null(False).to_numpy(zero_copy_only=False)
    return agrees


def codes_of(*columns: pa.Array) -> tuple[Int64s, ...]:
    """Give equal strings of some columns equal numbers; -1 for null and empty ones."""
    encoded = pa.concat_arrays(columns).dictionary_encode()
    codes = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
    empty = pc.index(encoded.dictionary, "").as_py()
    if empty >= 0:
        codes[codes == empty] = -1
    return tuple(np.split(codes, np.cumsum([len(column) for column in columns])[:-1]))


def digits_of(addresses: pa.Array) -> pa.Array:
    """Addresses as they are compared: without + and zeros in front."""
    return pc.utf8_ltrim(addresses, "+0")


def _canonical(number: int, ids: pa.Array, side: int) -> pa.Array:
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
    return _converted(ids, _hex_to_dec if name == "hex_to_dec" else _dec_to_hex)


def _converted(ids: pa.Array, convert: Callable[[str], str | None]) -> pa.Array:
    return pa.array(
        [None if each is None else convert(each) for each in ids.to_pylist()], pa.string()
    )


def _hex_to_dec(text: str) -> str | None:
    try:
        return str(int(text, 16)) if text.isalnum() else None
    except ValueError:
        return None


def _dec_to_hex(text: str) -> str | None:
    return format(int(text), "x") if text.isascii() and text.isdigit() and len(text) < 200 else None


def match_by_address(
    account: Int64s, source: Int64s, destination: Int64s, order: Int64s, free: np.ndarray[Any, Any],
    of_account: Int64s, of_source: Int64s, of_destination: Int64s, of_order: Int64s, rows: Int64s,
) -> Int64s:  # fmt: skip
    """Match receipts of messages that were given no id: addresses swapped, in order of submission.

    `free`: messages accepted without an id. Gives, for `rows` of the receipts, a message or -1.
    """
    waiting: dict[tuple[int, int, int], list[int]] = {}
    for message in np.flatnonzero(free)[::-1].tolist():
        key = (int(account[message]), int(source[message]), int(destination[message]))
        waiting.setdefault(key, []).append(message)
    found = np.full(len(rows), -1, np.int64)
    for place, receipt in enumerate(rows.tolist()):
        key = (int(of_account[receipt]), int(of_destination[receipt]), int(of_source[receipt]))
        queue = waiting.get(key)
        if queue and order[queue[-1]] < of_order[receipt]:
            found[place] = queue.pop()
    return found
