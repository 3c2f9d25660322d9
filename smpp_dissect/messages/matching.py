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

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from smpp_dissect.messages.arrow import Chosen, at
from smpp_dissect.messages.id_join import Joined, Keys, latest_of_id
from smpp_dissect.messages.ids import ADDRESS, CASE, EXACT, ZERO_PAD, canonical, codes_of, digits_of
from smpp_dissect.pdus.batch import Int64s

# An account whose receipts find their messages under one rule this often needs no other tried.
SURE = 0.9
# Weight of a match that the addresses do not support: they never may, where an SMSC rewrites them.
UNSUPPORTED = 0.01
# Part of an account's receipts that must match if no address supports a rule, for a number may be
# that of another message in another base; and under which its messages are sought elsewhere.
CONVINCING = 0.5
# Weight of a match in the other base, where that is said to be the account's rule.
SAID = 2.0


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


def match_receipts(submitted: Side, receipts: Side, told: Int64s | None = None) -> Matches:
    """Find each receipt's message.

    `told`: for each account the rule that is said to be its own, -1: none is. It needs less support
    than another, but is not believed against the traffic.
    """
    count = len(receipts.order)
    row = np.full(count, -1, np.int64)
    rule = np.full(count, -1, np.int64)
    if not count or not len(submitted.order):
        return Matches(row, rule)
    if told is None:
        told = np.full(int(receipts.account.max()) + 1, -1, np.int64)
    tried = _try_rules(submitted, receipts, told)
    for account_rows, choice in _choices(receipts.account, tried, told):
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


def _try_rules(submitted: Side, receipts: Side, told: Int64s) -> dict[Pair, _Tried]:
    """Match all receipts under one pair after another, until their accounts are sure."""
    accounts = int(receipts.account.max()) + 1
    total = np.bincount(receipts.account, minlength=accounts)
    unsure = np.ones(accounts, np.bool_)
    tried: dict[Pair, _Tried] = {}
    for number, mine in _turns(told[:accounts]):
        for column in range(len(receipts.ids)):
            rows = np.flatnonzero((unsure & mine)[receipts.account])
            if not len(rows):
                continue
            found = np.full(len(receipts.order), -1, np.int64)
            found[rows] = _join(submitted, receipts, number, column, rows)
            weight = (found >= 0).astype(np.float64)
            score = np.bincount(receipts.account, weight, minlength=accounts)
            # Where nearly all ids are those that were given, no address need be looked at.
            doubtful = unsure
            if number == EXACT:
                doubtful = (score < SURE * total) | _is_arithmetic(told[:accounts])
            rows = rows[doubtful[receipts.account[rows]]]
            agrees = _agree(submitted, receipts, found[rows], rows)
            weight[rows] *= np.where(agrees, 1.0, UNSUPPORTED)
            score = np.bincount(receipts.account, weight, minlength=accounts)
            before = tried.get((number, column))
            if before is not None:
                found = np.where(found >= 0, found, before.found)
                score = score + before.score
            tried[number, column] = _Tried(found, score)
            unsure &= score < SURE * total
    return tried


def _turns(told: Int64s) -> Iterator[tuple[int, np.ndarray[Any, np.dtype[np.bool_]]]]:
    """Give the rules in the order they are tried, each with the accounts whose turn it is."""
    first = np.where(_is_arithmetic(told), told, -1)
    for number in np.unique(first[first >= 0]).tolist():
        yield number, first == number
    for number in range(ADDRESS):
        yield number, first != number


def _is_arithmetic(told: Int64s) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Whether rules find other ids than those that are written alike."""
    return told > ZERO_PAD


def _choices(
    account: Int64s, tried: dict[Pair, _Tried], told: Int64s
) -> Iterator[tuple[Int64s, Choice]]:
    """Give groups of receipts, of whole accounts, with the pairs in the order they apply in."""
    total = np.bincount(account)
    ranked: dict[Choice, list[int]] = {}
    for one in np.flatnonzero(total).tolist():
        scores = {pair: float(each.score[one]) for pair, each in tried.items() if each.score[one]}
        choice = _choice(scores, int(total[one]), int(told[one]))
        ranked.setdefault(choice, []).append(one)
    for choice, members in ranked.items():
        yield np.flatnonzero(np.isin(account, members)), choice


def _choice(scores: dict[Pair, float], total: int, told: int) -> Choice:
    """Order an account's pairs by their scores; only the best rule is believed without an address,
    and only if it is no arithmetic or has matched enough, or was told.
    """
    ranked = sorted(scores, key=lambda pair: -scores[pair] * (SAID if pair[0] == told else 1.0))
    enough = min(1.0, UNSUPPORTED * CONVINCING * total)
    return tuple(
        (
            *pair,
            pair[0] != ranked[0][0]
            or (pair[0] not in (told, EXACT, CASE) and scores[pair] < enough),
        )
        for pair in ranked
    )


def _join(submitted: Side, receipts: Side, number: int, column: int, rows: Int64s) -> Int64s:
    """For some receipts find the latest earlier message of the account and id; -1: none."""
    ids = receipts.ids[column]
    if len(rows) < len(ids):
        ids = ids.take(pa.array(rows))
    joined = latest_of_id(
        Keys(canonical(number, submitted.ids[0], 0), submitted.account, submitted.order),
        Keys(canonical(number, ids, 1), receipts.account[rows], receipts.order[rows]),
    )
    # Where others before it have the same id, one of them may be to the receipt's source.
    doubtful = np.flatnonzero(joined.again)
    doubtful = doubtful[~_agree(submitted, receipts, joined.found[doubtful], rows[doubtful])]
    if len(doubtful):
        better = _to_their_source(submitted, receipts, joined, doubtful, rows[doubtful])
        joined.found[doubtful] = np.where(better >= 0, better, joined.found[doubtful])
    return joined.found


def _to_their_source(
    submitted: Side, receipts: Side, joined: Joined, doubtful: Int64s, rows: Int64s
) -> Int64s:
    """For some receipts find the latest earlier message of their id that is to their source."""
    id_of = joined.root[joined.found[doubtful]]
    same = np.flatnonzero(np.isin(joined.root, id_of))
    to, of = codes_of(
        digits_of(submitted.address.take(pa.array(same))),
        digits_of(receipts.address.take(pa.array(rows))),
    )
    width = int(max(to.max(initial=0), of.max(initial=0))) + 1
    # An id's first row is of one account, so it tells the accounts apart as well.
    better = latest_before(
        np.where(to >= 0, joined.root[same] * width + to, -1),
        submitted.order[same],
        np.where(of >= 0, id_of * width + of, -1),
        receipts.order[rows],
    )
    return at(same, better)


def latest_before(left: Int64s, left_order: Int64s, right: Int64s, right_order: Int64s) -> Int64s:
    """For each row on the right the last row on the left of the same code before it in order.

    Codes of -1 match nothing. `left_order` ascends.
    """
    codes = np.unique(left)
    rows = np.flatnonzero(left >= 0)
    packed = np.sort(np.searchsorted(codes, left[rows]) * (len(left) + 1) + rows)
    if not len(packed):
        return np.full(len(right), -1, np.int64)
    code = np.minimum(np.searchsorted(codes, right), len(codes) - 1)
    earlier = np.searchsorted(left_order, right_order)
    place = np.searchsorted(packed, code * (len(left) + 1) + earlier) - 1
    found = packed[np.maximum(place, 0)]
    fits = (right >= 0) & (codes[code] == right) & (place >= 0) & (found // (len(left) + 1) == code)
    return np.where(fits, found % (len(left) + 1), -1)


def _agree(submitted: Side, receipts: Side, found: Int64s, rows: Int64s) -> np.ndarray[Any, Any]:
    """Whether the receipts' subscribers are those that the messages found were sent to."""
    hits = np.flatnonzero(found >= 0)
    left = digits_of(submitted.address.take(pa.array(found[hits])))
    right = digits_of(receipts.address.take(pa.array(rows[hits])))
    agrees = np.zeros(len(rows), np.bool_)
    agrees[hits] = pc.equal(left, right).fill_null(False).to_numpy(zero_copy_only=False)
    return agrees


@dataclass(frozen=True, slots=True)
class Addressed:
    """Messages or receipts told by their addresses alone, a row each: numbers that are equal for
    equal ones. `subscriber`: who a message is to and its receipt from; `order`: place in capture.
    """

    account: Int64s
    subscriber: Int64s
    sender: Int64s
    order: Int64s

    def keys(self) -> list[tuple[int, int, int]]:
        """What a message and its receipt have alike."""
        columns = (self.account, self.subscriber, self.sender)
        return list(zip(*(column.tolist() for column in columns), strict=True))


def match_by_address(messages: Addressed, receipts: Addressed, is_last: Any) -> Int64s:
    """Match receipts of messages that were given no id, in the order of submission.

    `is_last`: for each receipt whether no other follows for its message. Gives for each receipt a
    row of the messages or -1.
    """
    waiting: dict[tuple[int, int, int], deque[int]] = {}
    for row, key in enumerate(messages.keys()):
        waiting.setdefault(key, deque()).append(row)
    found = np.full(len(receipts.order), -1, np.int64)
    for place, key in enumerate(receipts.keys()):
        queue = waiting.get(key)
        if queue and messages.order[queue[0]] < receipts.order[place]:
            found[place] = queue.popleft() if is_last[place] else queue[0]
    return found
