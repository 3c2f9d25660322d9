"""Receipts to the messages they report on, by message id.

Ids are strings. The id of a receipt may be written otherwise than the one submit_sm_resp gave,
always in the peer's one way: other case, zeros in front, decimal for hexadecimal or the reverse, of
any length. Each account's rule is learnt from its own traffic: the one under which most receipts
find a message whose destination is the receipt's source. Ids are used again, and submit_multi gives
many messages one; of several the latest before the receipt is meant, of those to its source if
there are any. Receipts left over may follow another rule if the addresses agree too; and where the
SMSC gave no id at all, addresses and order alone tell.

Source: SMPP 3.4, appendix B, 5.3.2.12; 3.3 and 3.4 peers that write ids in different bases.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from smpp_dissect.messages.arrow import Chosen
from smpp_dissect.messages.ids import ADDRESS, CASE, EXACT, canonical, codes_of, digits_of
from smpp_dissect.pdus.batch import Int64s

# An account whose receipts find their messages under one rule this often needs no other tried.
SURE = 0.9
# Weight of a match that the addresses do not support: they never may, where an SMSC rewrites them.
UNSUPPORTED = 0.01
# Part of an account's receipts that must match if no address supports a rule, for a number may be
# that of another message in another base; and under which its messages are sought elsewhere.
CONVINCING = 0.5


@dataclass(frozen=True, slots=True)
class Side:
    """Messages or receipts to be matched, a row each.

    `ids`: one or more columns of ids, in order of preference; `account`; `order`: place in the
    capture; `address`: the subscriber's address, digits compared.
    """

    ids: list[pa.Array]
    account: Int64s
    order: Int64s
    address: pa.Array | Chosen


@dataclass(frozen=True, slots=True)
class Matches:
    """For each receipt its message's row (-1: none), and its rule's place in `ids.RULES`."""

    row: Int64s
    rule: Int64s


def match_receipts(submitted: Side, receipts: Side) -> Matches:
    """Find each receipt's message."""
    count = len(receipts.order)
    row = np.full(count, -1, np.int64)
    rule = np.full(count, -1, np.int64)
    if not count or not len(submitted.order):
        return Matches(row, rule)
    tried = _try_rules(submitted, receipts)
    for account_rows, choice in _choices(receipts.account, tried):
        for number, column, strict in choice:
            rows = account_rows[row[account_rows] < 0]
            found = tried[number, column].found[rows]
            if strict:
                found = np.where(_agree(submitted, receipts, found, rows), found, -1)
            row[rows] = found
            rule[rows[found >= 0]] = number
    return Matches(row, rule)


def match_astray(submitted: Side, receipts: Side, matches: Matches) -> None:
    """Look in all accounts for the messages of accounts whose receipts mostly found none.

    Receipts may come over a bind that was not captured, or from another address of the SMSC. Ids of
    several SMSCs are apart only by chance, so the addresses must agree. Changes `matches`.
    """
    total = np.bincount(receipts.account)
    hits = np.bincount(receipts.account[matches.row >= 0], minlength=len(total))
    astray = (hits < CONVINCING * total)[receipts.account]
    rows = np.flatnonzero(astray & (matches.row < 0))
    if not len(rows) or len(np.union1d(submitted.account, receipts.account[rows])) < 2:
        return
    taken = pa.array(rows)
    found = match_receipts(
        Side(submitted.ids, np.zeros_like(submitted.account), submitted.order, submitted.address),
        Side(
            [column.take(taken) for column in receipts.ids],
            np.zeros(len(rows), np.int64),
            receipts.order[rows],
            receipts.address.take(taken),
        ),
    )
    sure = _agree(submitted, receipts, found.row, rows)
    matches.row[rows[sure]] = found.row[sure]
    matches.rule[rows[sure]] = found.rule[sure]


# A rule and a column of ids.
Pair = tuple[int, int]
# These, and whether the addresses must agree.
Choice = tuple[tuple[int, int, bool], ...]


@dataclass(frozen=True, slots=True)
class _Tried:
    """What a pair makes of the receipts: each one's message (-1: none), each account's score."""

    found: Int64s
    score: Any


def _try_rules(submitted: Side, receipts: Side) -> dict[Pair, _Tried]:
    """Match all receipts under one pair after another, until their accounts are sure."""
    accounts = int(receipts.account.max()) + 1
    total = np.bincount(receipts.account, minlength=accounts)
    unsure = np.ones(accounts, np.bool_)
    tried: dict[Pair, _Tried] = {}
    for number in range(ADDRESS):
        for column in range(len(receipts.ids)):
            rows = np.flatnonzero(unsure[receipts.account])
            if not len(rows):
                return tried
            found = np.full(len(receipts.order), -1, np.int64)
            found[rows] = _join(submitted, receipts, number, column, rows)
            weight = (found >= 0).astype(np.float64)
            score = np.bincount(receipts.account, weight, minlength=accounts)
            # Where nearly all ids are those that were given, no address need be looked at.
            doubtful = score < SURE * total if number == EXACT else unsure
            rows = np.flatnonzero(doubtful[receipts.account])
            agrees = _agree(submitted, receipts, found[rows], rows)
            weight[rows] *= np.where(agrees, 1.0, UNSUPPORTED)
            score = np.bincount(receipts.account, weight, minlength=accounts)
            tried[number, column] = _Tried(found, score)
            unsure &= score < SURE * total
    return tried


def _choices(account: Int64s, tried: dict[Pair, _Tried]) -> Iterator[tuple[Int64s, Choice]]:
    """Give groups of receipts, of whole accounts, with the pairs in the order they apply in."""
    total = np.bincount(account)
    ranked: dict[Choice, list[int]] = {}
    for one in np.flatnonzero(total).tolist():
        scores = {pair: float(each.score[one]) for pair, each in tried.items() if each.score[one]}
        ranked.setdefault(_choice(scores, int(total[one])), []).append(one)
    for choice, members in ranked.items():
        yield np.flatnonzero(np.isin(account, members)), choice


def _choice(scores: dict[Pair, float], total: int) -> Choice:
    """Order an account's pairs by their scores; only the best rule is believed without an address,
    and only if it is no arithmetic or has matched enough.
    """
    ranked = sorted(scores, key=lambda pair: -scores[pair])
    enough = min(1.0, UNSUPPORTED * CONVINCING * total)
    return tuple(
        (*pair, pair[0] != ranked[0][0] or (pair[0] > CASE and scores[pair] < enough))
        for pair in ranked
    )


def _join(submitted: Side, receipts: Side, number: int, column: int, rows: Int64s) -> Int64s:
    """For some receipts find the latest earlier message of the account and id; -1: none."""
    left = canonical(number, submitted.ids[0], 0)
    right = canonical(number, receipts.ids[column].take(pa.array(rows)), 1)
    left_code, right_code = codes_of(left, right)
    order, account = receipts.order[rows], receipts.account[rows]
    found, again = latest_before(
        left_code, submitted.account, submitted.order, right_code, account, order
    )
    # Where others before it have the same id, one of them may be to the receipt's source.
    doubtful = np.flatnonzero(again)
    doubtful = doubtful[~_agree(submitted, receipts, found[doubtful], rows[doubtful])]
    if len(doubtful):
        to, of = codes_of(
            digits_of(submitted.address), digits_of(receipts.address.take(pa.array(rows[doubtful])))
        )
        width = int(max(to.max(initial=0), of.max(initial=0))) + 1
        better, _ = latest_before(
            np.where((left_code >= 0) & (to >= 0), left_code * width + to, -1),
            submitted.account,
            submitted.order,
            np.where(of >= 0, right_code[doubtful] * width + of, -1),
            account[doubtful],
            order[doubtful],
        )
        found[doubtful] = np.where(better >= 0, better, found[doubtful])
    return found


def latest_before(
    left: Int64s,
    left_account: Int64s,
    left_order: Int64s,
    right: Int64s,
    right_account: Int64s,
    right_order: Int64s,
) -> tuple[Int64s, np.ndarray[Any, np.dtype[np.bool_]]]:
    """For each row on the right the last row on the left of the same code and account, before it in
    order; and whether there is another such row.

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
        return np.full(len(right), -1, np.int64), np.zeros(len(right), np.bool_)
    earlier = np.searchsorted(left_order, right_order)
    place = np.searchsorted(packed, right_key * (count + 1) + earlier) - 1
    found = packed[np.maximum(place, 0)]
    fits = (right >= 0) & (place >= 0) & (found // (count + 1) == right_key)
    again = fits & (packed[np.maximum(place - 1, 0)] // (count + 1) == right_key) & (place > 0)
    return np.where(fits, found % (count + 1), -1), again


def _agree(submitted: Side, receipts: Side, found: Int64s, rows: Int64s) -> np.ndarray[Any, Any]:
    """Whether the receipts' subscribers are those that the messages found were sent to."""
    hits = np.flatnonzero(found >= 0)
    left = digits_of(submitted.address.take(pa.array(found[hits])))
    right = digits_of(receipts.address.take(pa.array(rows[hits])))
    agrees = np.zeros(len(rows), np.bool_)
    agrees[hits] = pc.equal(left, right).fill_null(False).to_numpy(zero_copy_only=False)
    return agrees


def match_by_address(
    account: Int64s, source: Int64s, destination: Int64s, order: Int64s, free: np.ndarray[Any, Any],
    of_account: Int64s, of_source: Int64s, of_destination: Int64s, of_order: Int64s, rows: Int64s,
    last: np.ndarray[Any, Any],
) -> Int64s:  # fmt: skip
    """Match receipts of messages that were given no id: addresses swapped, in order of submission.

    `free`: messages accepted without an id; `last`: receipts that no other follows for their
    message. Gives, for `rows` of the receipts, a message or -1.
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
            found[place] = queue.pop() if last[receipt] else queue[-1]
    return found
