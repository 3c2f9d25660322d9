"""What the peers of a made-up capture send, and when.

An account is one ESME with its SMSC: a transceiver connection, or a transmitter and a receiver. It
keeps a sliding window of submit_sm: the SMSC answers at a steady rate with random gaps, and PDU
number i is sent as soon as the answer to PDU number i - window has come. So the number of
outstanding requests stays at the window, as with a sender of bulk messages, and all is a
cumulative sum.

Time runs in slices. `Account.advance` returns the PDUs of one slice; answers and receipts that come
later wait in the account. Times are microseconds since the start of the capture.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from campaign import WITH_INTERMEDIATE, Bodies, Plan, draw_messages, split_messages
from corpus import ESMES, OPERATORS
from pdus import EVENT, Bank, Events, Kind, State, header

SECOND = 1_000_000
BOUND_TIME = SECOND
CONNECTING_TIME = 800_000
ENQUIRE_PERIOD = 30 * SECOND
VALIDITY = 240 * SECOND
WINDOWS = (50, 10, 200, 20, 100, 30)
COALESCED = 0.015
SWAPPED = 0.05
EARLY_RECEIPT = 0.0005
FIRST_ID = 4_200_000_000


@dataclass
class Connection:
    """One TCP connection: its number, bind, and the next sequence number of either side."""

    number: int
    bind_time: int
    next_sequence: list[int] = field(default_factory=lambda: [2, 1])


class Share(NamedTuple):
    """An account's part in the whole: its submit_sm a second, and the number of accounts."""

    rate: float
    accounts: int


class Account:
    """One ESME and its SMSC, sending its share of the submit_sm through a window."""

    def __init__(
        self, index: int, connections: list[Connection], share: Share, bank: Bank, seed: list[int]
    ) -> None:
        system_id, password, system_type, senders = ESMES[index % len(ESMES)]
        system_id += str(index // len(ESMES) or "")
        self.rng = np.random.default_rng(seed)
        self.connections = connections
        self.gap = SECOND / share.rate
        self.index, self.accounts = index, share.accounts
        self.bodies = Bodies(bank, senders)
        self.round_trip = int(self.rng.integers(150, 900))
        # When each slot of the window comes free: all at once at first.
        self.slots = BOUND_TIME + 120 * np.arange(WINDOWS[index % len(WINDOWS)])
        self.last_answer = BOUND_TIME + 40_000
        self.sent = 0
        self.owed = np.empty(0, EVENT)
        binds = (0x09,) if len(connections) == 1 else (0x02, 0x01)
        logins = [bank.add_bind(i, system_id, password, system_type) for i in binds]
        name = system_id.encode("ascii") + b"\0" + b"\x02\x10\x00\x01\x34"
        answers = [bank.add(header(0x80000000 | i, name)) for i in binds]
        self.later = self._binds(logins, answers)

    def _binds(self, logins: list[int], answers: list[int]) -> Events:
        binds = np.zeros(len(self.connections), EVENT)
        binds["kind"] = Kind.BIND
        binds["sequence_number"] = 1
        binds["stream"] = [2 * c.number for c in self.connections]
        binds["time"] = [c.bind_time for c in self.connections]
        binds["answer_time"] = binds["time"] + 4_000
        binds["prototype"] = logins
        return np.concatenate((binds, answers_to(binds, np.array(answers))))

    def advance(self, start: int, stop: int) -> Events:
        """Return the account's PDUs with start <= time < stop, in no particular order."""
        submits = self._submit(start, stop)
        submits, links = self._number_requests(submits, self._enquire(start, stop))
        accepted = submits["command_status"] == 0
        prototype = np.where(accepted, self.bodies.accepted, self.bodies.rejected)
        responses = answers_to(submits, prototype)
        responses["command_status"] = submits["command_status"]
        submits["command_status"] = 0
        self.owed = np.concatenate((self.owed, *self._receipts(submits[accepted])))
        receipts = self._deliver(stop)
        known = (
            self.later,
            submits,
            responses,
            links,
            answers_to(links, self.bodies.enquire_resp),
            receipts,
            answers_to(receipts, self.bodies.deliver_resp),
        )
        events = np.concatenate(known)
        due = events["time"] < stop
        self.later = events[~due]
        return events[due]

    def _submit(self, start: int, stop: int) -> Events:
        """Send messages while slots of the window come free before `stop`."""
        rng = self.rng
        count = len(self.slots) + int(1.3 * (stop - start) / self.gap) + 200
        gaps = np.maximum(200, rng.exponential(self.gap, count)).astype(np.int64)
        gaps[rng.random(count) < COALESCED] = 0
        free = np.concatenate((self.slots, self.last_answer + np.cumsum(gaps)))
        events = split_messages(draw_messages(rng, self.bodies, count))[:count]
        events["stream"] = 2 * self.connections[0].number
        events["time"] = np.maximum(start, free[:count] + self.round_trip)
        ready = int(np.searchsorted(events["time"], stop))
        # A message is sent whole: one whose last part does not fit waits for the next slice.
        whole = np.flatnonzero(events["part"][:ready] == events["parts"][:ready])
        ready = int(whole[-1]) + 1 if len(whole) else 0
        events = events[:ready]
        answered = free[len(self.slots) : len(self.slots) + ready].copy()
        swap = np.flatnonzero(rng.random(max(0, ready - 1)) < SWAPPED)
        answered[swap], answered[swap + 1] = answered[swap + 1], answered[swap].copy()
        events["answer_time"] = np.maximum(answered, events["time"] + 500)
        if ready:
            self.last_answer = int(free[len(self.slots) + ready - 1])
        self.slots = free[ready : ready + len(self.slots)]
        return events

    def _enquire(self, start: int, stop: int) -> Events:
        """Make the enquire_link of all connections of the account: one every thirty seconds."""
        times, streams = [], []
        for connection in self.connections:
            first = max(1, -(-(start - connection.bind_time) // ENQUIRE_PERIOD))
            due = range(connection.bind_time + first * ENQUIRE_PERIOD, stop, ENQUIRE_PERIOD)
            times += list(due)
            streams += [2 * connection.number] * len(due)
        links = np.zeros(len(times), EVENT)
        links["kind"] = Kind.ENQUIRE_LINK
        links["prototype"] = self.bodies.enquire
        links["time"], links["stream"] = times, streams
        links["answer_time"] = links["time"] + self.rng.integers(600, 3_000, len(times))
        return links

    def _number_requests(self, submits: Events, links: Events) -> tuple[Events, Events]:
        """Give an ESME's requests their sequence numbers, and accepted messages their ids."""
        first = np.flatnonzero(submits["part"] == 1)
        ids = FIRST_ID + self.index + self.accounts * (self.sent + np.arange(len(first)))
        self.sent += len(first)
        submits["message_id"] = np.repeat(ids, submits["parts"][first])
        requests = np.concatenate((submits, links))
        requests = requests[np.argsort(requests["time"], kind="stable")]
        for connection in self.connections:
            assign_sequence(requests, connection, 2 * connection.number)
        is_link = requests["kind"] == Kind.ENQUIRE_LINK
        return requests[~is_link], requests[is_link]

    def _receipts(self, submits: Events) -> tuple[Events, Events]:
        """Make the receipts of accepted messages, final and intermediate, due in their time."""
        rng = self.rng
        last = (submits["part"] == submits["parts"]) & (submits["plan"] <= Plan.EXPIRED)
        final = submits[last]
        final["submit_time"] = final["time"]
        median = np.array([o.median_s for o in OPERATORS])[final["operator"]]
        sigma = np.array([o.sigma for o in OPERATORS])[final["operator"]]
        delay = SECOND * np.clip(median * np.exp(sigma * rng.standard_normal(len(final))), 0.3, 200)
        delay[final["plan"] == Plan.EXPIRED] += VALIDITY
        delay[rng.random(len(final)) < EARLY_RECEIPT] = -200
        final["time"] = final["answer_time"] + delay.astype(np.int64)
        final["kind"] = Kind.DELIVER_SM
        final["stream"] = 2 * self.connections[-1].number + 1
        final["prototype"] = self.bodies.receipt[final["sender"]]
        chosen = (final["registered_delivery"] == WITH_INTERMEDIATE) & (delay > 0)
        enroute = final[chosen]
        enroute["time"] -= (0.7 * delay[chosen]).astype(np.int64)
        enroute["state"], enroute["err"] = State.ENROUTE, 0
        return final, enroute

    def _deliver(self, stop: int) -> Events:
        """Send the receipts that are due before `stop`."""
        due = self.owed["time"] < stop
        receipts, self.owed = self.owed[due], self.owed[~due]
        receipts = receipts[np.argsort(receipts["time"], kind="stable")]
        # Some follow the one before them at once, and are answered together with it.
        joined = self.rng.random(len(receipts)) < COALESCED
        leader = np.maximum.accumulate(np.where(joined, 0, np.arange(len(receipts))))
        receipts["time"] = receipts["time"][leader]
        delay = self.rng.integers(500, 4_000, len(receipts))
        receipts["answer_time"] = receipts["time"] + delay[leader]
        assign_sequence(receipts, self.connections[-1], 2 * self.connections[-1].number + 1)
        return receipts


def answers_to(requests: Events, prototype: object) -> Events:
    """Make the responses to requests, due at their `answer_time`."""
    responses = requests.copy()
    responses["time"] = requests["answer_time"]
    responses["kind"] += 1
    responses["stream"] ^= 1
    responses["prototype"] = prototype
    return responses


def assign_sequence(requests: Events, connection: Connection, stream: int) -> None:
    """Give the requests of one stream their sequence numbers, in the order they stand in."""
    side = stream & 1
    mine = np.flatnonzero(requests["stream"] == stream)
    requests["sequence_number"][mine] = connection.next_sequence[side] + np.arange(len(mine))
    connection.next_sequence[side] += len(mine)


def open_accounts(sessions: int, rate: float, bank: Bank, seed: int) -> list[Account]:
    """Open accounts over so many TCP connections; one account in three has a pair of them."""
    pairs = sessions // 4
    sizes = [1] * (sessions - 2 * pairs) + [2] * pairs
    weights = 1 / np.sqrt(1 + np.arange(len(sizes)))
    rates = rate * weights / weights.sum()
    step = CONNECTING_TIME // sessions
    connections = [Connection(n, (n + 1) * step) for n in range(sessions)]
    accounts = []
    for index, size in enumerate(sizes):
        mine, connections = connections[:size], connections[size:]
        share = Share(float(rates[index]), len(sizes))
        accounts.append(Account(index, mine, share, bank, [seed, index]))
    bank.freeze()
    return accounts
