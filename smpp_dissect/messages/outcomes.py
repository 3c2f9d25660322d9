"""What became of each message: its parts, responses and receipts brought together.

A *unit* is what a receipt speaks of: the whole message where its parts share one id (or there is
one part), each part where each has its own. The first final receipt of a unit decides it; a message
is final when all units that asked for a receipt are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from smpp_dissect.messages.arrow import at
from smpp_dissect.messages.times import longest, seconds_between
from smpp_dissect.pdus.batch import Int64s

# How much a receipt decides: intermediate; ACCEPTD, which most SMSCs follow up; final.
UNDER_WAY, SOFT, FINAL = 0, 1, 2
# message_state → outcome (SMPP 3.4, 5.2.28; 5.0, 4.7.15).
STATE_OUTCOMES = {
    2: "delivered",
    3: "expired",
    4: "deleted",
    5: "failed",
    6: "accepted",
    7: "unknown",
    8: "rejected",
    9: "skipped",
}
ACCEPTED = 6
OUTCOMES = (
    *STATE_OUTCOMES.values(), "pending", "no_receipt", "not_requested", "unanswered",
)  # fmt: skip
# Which of several parts' outcomes stands for the message: the gravest.
GRAVITY = {"delivered": 0, "accepted": 1, "unknown": 2, "skipped": 3}
# Outcomes that a message cannot have while one of its parts was refused.
GOOD = ("delivered", "accepted")
# registered_delivery, SMSC delivery receipt (SMPP 3.4, 5.2.17): none, always, on failure, on
# success.
RECEIPT_BITS, ON_FAILURE = 0x03, 2
# How long a receipt may take where the capture shows none to judge by: a day, a usual validity.
USUAL_WAIT = 86_400.0


@dataclass(frozen=True, slots=True)
class Decided:
    """For each message: the receipt that decides it (-1: none), whether it is decided by it, its
    outcome (its place in `OUTCOMES`), how many receipts came.
    """

    receipt: Int64s
    final: np.ndarray[Any, np.dtype[np.bool_]]
    outcome: Int64s
    receipts: Int64s


@dataclass(frozen=True, slots=True)
class Parts:
    """The submissions, a row each, in capture order: message, response, what was asked for.

    `group`: message; `live`: not superseded by a second attempt; `answered`, `accepted`: a response
    came, without error; `unanswered`: one should have come; `id_code`: equal for equal ids of
    parts, -1 none; `wants`: a receipt was asked for in any case or on success; `time`: of the
    request, ns; `account`; `patience`: seconds of validity_period, NaN none.
    """

    group: Int64s
    live: np.ndarray[Any, Any]
    answered: np.ndarray[Any, Any]
    accepted: np.ndarray[Any, Any]
    unanswered: np.ndarray[Any, Any]
    id_code: Int64s
    wants: np.ndarray[Any, Any]
    time: Int64s
    account: Int64s
    patience: np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True, slots=True)
class ReceiptRows:
    """The receipts, a row each, in capture order: submission matched (-1), weight, state, time
    (ns).
    """

    row: Int64s
    weight: Int64s
    state: Int64s
    time: Int64s


def decide(
    parts: Parts, units: tuple[Int64s, Int64s], count: int, receipts: ReceiptRows, end_time: int
) -> Decided:
    """Decide the outcome of `count` messages. `units`: see `number_units`; `end_time`: of the
    capture, ns.
    """
    matched = np.flatnonzero(receipts.row >= 0)
    unit, unit_group = units
    best = _best_of_units(unit[receipts.row[matched]], matched, receipts, len(unit_group))
    wanted = np.zeros(len(unit_group), np.bool_)
    wanted[unit[parts.wants & parts.accepted & parts.live]] = True
    decisive, final = _decisive(best, wanted, unit_group, count, receipts)
    outcome = _undecided(parts, count, receipts, matched, end_time)
    states = [OUTCOMES.index(STATE_OUTCOMES.get(state, "unknown")) for state in range(256)]
    told = np.array(states)[np.clip(at(receipts.state, decisive), 0, 255)]
    broken = np.flatnonzero(final & _lacks_part(parts, receipts.row[matched], count))
    final[broken[np.isin(told[broken], [OUTCOMES.index(each) for each in GOOD])]] = False
    outcome[final] = told[final]
    received = np.bincount(parts.group[receipts.row[matched]], minlength=count)
    return Decided(decisive, final, outcome, received)


def _lacks_part(parts: Parts, reported: Int64s, count: int) -> np.ndarray[Any, Any]:
    """Messages of which a part was refused for good, and the part itself has no receipt."""
    refused = parts.live & parts.answered & ~parts.accepted
    refused[reported] = False
    return _any(parts.group, refused, count)


def number_units(parts: Parts, count: int) -> tuple[Int64s, Int64s]:
    """Number of each submission's unit, and each unit's message."""
    low = np.full(count, np.iinfo(np.int64).max)
    high = np.full(count, -1)
    known = np.flatnonzero((parts.id_code >= 0) & parts.live)
    np.minimum.at(low, parts.group[known], parts.id_code[known])
    np.maximum.at(high, parts.group[known], parts.id_code[known])
    several = (low < high)[parts.group]
    unit = np.where(several, count + np.arange(len(parts.group)), parts.group)
    used = np.zeros(count + len(unit), np.bool_)
    used[unit] = True
    dense = (np.cumsum(used) - 1)[unit]
    unit_group = np.empty(int(used.sum()), np.int64)
    unit_group[dense] = parts.group
    return dense, unit_group


def _best_of_units(unit: Int64s, matched: Int64s, receipts: ReceiptRows, count: int) -> Int64s:
    """The receipt that decides each unit: the first final one, else the last of the weightiest."""
    weight = receipts.weight[matched]
    best = np.full(count, -1, np.int64)
    # Of several rows assigned to one unit the last one stays.
    for each in (UNDER_WAY, SOFT):
        rows = np.flatnonzero(weight == each)
        best[unit[rows]] = matched[rows]
    rows = np.flatnonzero(weight == FINAL)[::-1]
    best[unit[rows]] = matched[rows]
    return best


def _decisive(
    best: Int64s,
    wanted: np.ndarray[Any, Any],
    unit_group: Int64s,
    count: int,
    receipts: ReceiptRows,
) -> tuple[Int64s, np.ndarray[Any, Any]]:
    """Each message's deciding receipt, and whether it is final."""
    has = best >= 0
    weight = at(receipts.weight, best)
    final_unit = weight >= SOFT
    lacking = np.bincount(unit_group[wanted & ~final_unit], minlength=count)
    some = np.bincount(unit_group[final_unit], minlength=count)
    final = (some > 0) & (lacking == 0)
    decisive = np.full(count, -1, np.int64)
    units = np.bincount(unit_group, minlength=count)
    single = np.flatnonzero(has & (units[unit_group] == 1))
    decisive[unit_group[single]] = best[single]
    for unit in np.flatnonzero(has & (units[unit_group] > 1)).tolist():
        group = int(unit_group[unit])
        decisive[group] = _graver(int(decisive[group]), int(best[unit]), receipts)
    return decisive, final


def _graver(one: int, other: int, receipts: ReceiptRows) -> int:
    """Of two parts' receipts the one that stands for the message: the graver, then the later."""
    if one < 0:
        return other
    return max(
        (one, other), key=lambda row: (_gravity(int(receipts.state[row])), receipts.time[row])
    )


def _gravity(state: int) -> int:
    return GRAVITY.get(STATE_OUTCOMES.get(state, "unknown"), len(GRAVITY))


def _undecided(
    parts: Parts, count: int, receipts: ReceiptRows, matched: Int64s, end_time: int
) -> np.ndarray[Any, Any]:
    """Outcomes of messages without a final receipt."""
    live = parts.live
    age = seconds_between(parts.time, np.full(len(parts.time), end_time))
    silent, unanswered = live & ~parts.answered, live & parts.unanswered
    late = live & _is_overdue(parts, receipts, matched, age)
    refused = live & parts.answered & ~parts.accepted
    cases = (
        (_any(parts.group, refused, count), "rejected"),
        (_any(parts.group, unanswered, count), "unanswered"),
        (_any(parts.group, silent, count), "pending"),
        (~_any(parts.group, live & parts.wants, count), "not_requested"),
        (_any(parts.group, late & parts.wants, count), "no_receipt"),
    )
    outcome = np.full(count, OUTCOMES.index("pending"))
    for applies, name in reversed(cases):
        outcome[applies] = OUTCOMES.index(name)
    return outcome


def _any(group: Int64s, mask: np.ndarray[Any, Any], count: int) -> np.ndarray[Any, Any]:
    return np.bincount(group[mask], minlength=count) > 0


def _is_overdue(
    parts: Parts, receipts: ReceiptRows, matched: Int64s, age: Any
) -> np.ndarray[Any, Any]:
    """Whether a receipt should have come before the capture ended.

    It is overdue once the validity period is over, or once it has taken longer than any final
    receipt of the account did.
    """
    final = matched[receipts.weight[matched] == FINAL]
    rows = receipts.row[final]
    took = seconds_between(parts.time[rows], receipts.time[final])
    wait = longest(took, parts.account[rows], parts.account, USUAL_WAIT)
    return age > np.fmin(wait, parts.patience)
