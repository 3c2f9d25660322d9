"""Requests that should have been answered before the capture ended, and were not.

A capture may end before a response comes, which is nobody's fault. A request is unanswered once the
other side closed the connection, or once it has waited longer than any request of its command in
its account did; where none was answered, a usual time-out is waited.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from smpp_dissect.messages.facts import Facts
from smpp_dissect.messages.sessions import Session
from smpp_dissect.messages.times import longest, seconds_between
from smpp_dissect.pdus.batch import Int64s
from smpp_dissect.spec import COMMANDS

# How long a response may take where the capture shows none: a usual time-out.
USUAL_RESPONSE = 60.0
# Whether a response is owed, by command; unknown responses and requests come last, for their places
# are negative.
IS_OWED = np.array([command.response is not None for command in COMMANDS] + [False, True])


def unanswered_requests(facts: Facts) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Tell of each PDU of a capture whether it is an unanswered request."""
    partner, time = facts.pairs.partner, facts.core["time"]
    owed = IS_OWED[facts.core["command"]]
    unanswered = owed & (partner < 0)
    waiting = np.flatnonzero(unanswered)
    if len(waiting):
        answered = np.flatnonzero(owed & (partner >= 0))
        took = seconds_between(time[answered], time[partner[answered]])
        patience = longest(took, _kind(facts, answered), _kind(facts, waiting), USUAL_RESPONSE)
        age = seconds_between(time[waiting], np.full(len(waiting), facts.end_time))
        unanswered[waiting] = (age > patience) | _is_closed(facts, waiting)
    return unanswered


def _kind(facts: Facts, pdus: Int64s) -> Int64s:
    """Number of each PDU's account and command."""
    account = facts.account[facts.session_of(pdus)]
    return account * len(IS_OWED) + facts.core["command"][pdus] % len(IS_OWED)


def _is_closed(facts: Facts, pdus: Int64s) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Whether the PDUs' connections were reset, or closed by the other side: no more can come."""
    closed = np.array([_sides_closed(session) for session in facts.sessions], np.bool_)
    return closed[facts.session_of(pdus), ~facts.core["direction"][pdus] & 1]


def _sides_closed(session: Session) -> list[bool]:
    return [any(session.rst) or fin > 0 for fin in session.fin]
