"""Which messages an ESME sends, and what is to become of each of them.

What is planned here is carried out in its time by peers.py, and counted when it happens.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum

import numpy as np
from corpus import (
    EXPIRED,
    EXPIRIES,
    FAILED,
    FAILURES,
    INTERMEDIATE,
    LONG,
    LONG_TEXTS,
    NEVER_RECEIPTED,
    NOT_REQUESTED,
    OPERATORS,
    REJECTIONS,
    SHORT_TEXTS,
)
from pdus import EVENT, NUMBER_WIDTH, Bank, Events, Ints, Kind, State, header

# registered_delivery: a final receipt, or an intermediate one as well (5.2.17).
FINAL_ONLY, WITH_INTERMEDIATE = 0x01, 0x11


class Plan(IntEnum):
    """What becomes of a message."""

    DELIVERED = 0
    FAILED = 1
    EXPIRED = 2
    REJECTED = 3
    NOT_REQUESTED = 4
    NEVER_RECEIPTED = 5


PLAN_STATE = np.array([State.DELIVRD, State.UNDELIV, State.EXPIRED, 0, 0, 0], np.uint8)
PLAN_SHARES = (
    (Plan.DELIVERED, 1 - FAILED - EXPIRED - NOT_REQUESTED - NEVER_RECEIPTED),
    (Plan.FAILED, FAILED),
    (Plan.EXPIRED, EXPIRED),
    (Plan.NOT_REQUESTED, NOT_REQUESTED),
    (Plan.NEVER_RECEIPTED, NEVER_RECEIPTED),
)
STATUS_SHARES = ((0, 1 - sum(share for _, share in REJECTIONS)), *REJECTIONS)


class Bodies:
    """The prototype rows of one account's PDUs."""

    def __init__(self, bank: Bank, senders: tuple[str, ...]) -> None:
        submits = [bank.add_submits(s, t) for s in senders for t in SHORT_TEXTS + LONG_TEXTS]
        shape = (len(senders), -1)
        self.submit, self.parts = (np.reshape(x, shape) for x in zip(*submits, strict=True))
        self.receipt = np.array([bank.add_receipt(s) for s in senders])
        self.accepted = bank.add(header(0x80000004, b"0" * 10 + b"\0"))
        self.rejected = bank.add(header(0x80000004, b""))
        self.deliver_resp = bank.add(header(0x80000005, b"\0"))
        self.enquire = bank.add(header(0x15, b""))
        self.enquire_resp = bank.add(header(0x80000015, b""))


def draw_messages(rng: np.random.Generator, bodies: Bodies, count: int) -> Events:
    """Draw messages: whom to, which text, and what becomes of them. A row is a submit_sm to be."""
    shares = np.array([o.share for o in OPERATORS])
    prefixes = np.array([int(o.prefix.ljust(NUMBER_WIDTH, "0")) for o in OPERATORS])
    room = np.array([10 ** (NUMBER_WIDTH - len(o.prefix)) for o in OPERATORS])
    messages = np.zeros(count, EVENT)
    messages["kind"] = Kind.SUBMIT_SM
    messages["operator"] = operator = rng.choice(len(OPERATORS), count, p=shares / shares.sum())
    messages["number"] = prefixes[operator] + rng.integers(0, room[operator])
    messages["sender"] = sender = rng.integers(0, len(bodies.receipt), count)
    short = rng.integers(0, len(SHORT_TEXTS), count)
    long = len(SHORT_TEXTS) + rng.integers(0, len(LONG_TEXTS), count)
    text = np.where(rng.random(count) < LONG, long, short)
    messages["prototype"] = bodies.submit[sender, text]
    messages["parts"] = bodies.parts[sender, text]
    messages["code"] = rng.integers(0, 1_000_000, count)
    messages["reference"] = rng.integers(0, 256, count)
    _plan(rng, messages)
    return messages


def _plan(rng: np.random.Generator, messages: Events) -> None:
    count = len(messages)
    plan = draw(rng, PLAN_SHARES, count)
    status = draw(rng, STATUS_SHARES, count)
    messages["command_status"] = status
    messages["plan"] = np.where(status > 0, Plan.REJECTED, plan)
    messages["state"] = PLAN_STATE[messages["plan"]]
    wish = np.where(rng.random(count) < INTERMEDIATE, WITH_INTERMEDIATE, FINAL_ONLY)
    messages["registered_delivery"] = np.where(plan == Plan.NOT_REQUESTED, 0, wish)
    for which, codes in ((Plan.FAILED, FAILURES), (Plan.EXPIRED, EXPIRIES)):
        chosen = messages["plan"] == which
        messages["err"][chosen] = draw(rng, codes, int(chosen.sum()))


def split_messages(messages: Events) -> Events:
    """Make one submit_sm for each part of each message."""
    parts = messages["parts"]
    submits = np.repeat(messages, parts)
    first = np.repeat(np.cumsum(parts) - parts, parts)
    part = np.arange(len(submits)) - first
    submits["part"] = part + 1
    submits["prototype"] += part.astype(np.int32)
    return submits


def draw(rng: np.random.Generator, weighted: Sequence[tuple[int, float]], count: int) -> Ints:
    """Draw values from (value, weight) pairs."""
    values, weights = np.array(weighted, np.float64).T
    return rng.choice(values, count, p=weights / weights.sum()).astype(np.int64)
