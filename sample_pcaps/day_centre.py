"""The SMSC of the day and its customers: sessions, submissions, throttling, queries."""

from __future__ import annotations

import heapq
import math
import random
from collections import Counter
from datetime import datetime

from sample_pcaps.day_messages import Day, Message, at
from sample_pcaps.day_plan import (
    ACCOUNTS,
    BURSTS,
    CAMPAIGN,
    INVALID_PASSWORD,
    QUERY_FAILED,
    SERVER,
    THROTTLED,
    Burst,
)
from sample_pcaps.peers import ESME, SMSC, Fields, Peers
from sample_pcaps.receipts import MOSCOW, STATES
from sample_pcaps.truth import Sent
from sample_pcaps.wire import MILLISECOND, ROUND_TRIP, SECOND, Connection

FIRST_ID = 4_294_958_000
INACTIVITY = 120 * SECOND
# The end of an absolute time: tenths of a second, quarters of an hour ahead of UTC.
PLUS_3_HOURS = "012+"
ALPHANUMERIC, INTERNATIONAL, ISDN = 5, 1, 1
QUERIES = 4
# The parts of a long message follow each other so soon.
NEXT_PART = 2 * MILLISECOND
UNLIMITED = 1000


class Centre:
    """All sessions of the day.

    `sent` has what was submitted, by time and order; `accepted` what got an id, with the time.
    """

    def __init__(self, seed: int) -> None:
        self.day = Day(seed)
        self.rng = random.Random(seed + 1)
        self.next_id = FIRST_ID
        self.sessions: list[Peers] = []
        self.accepted: list[tuple[int, Message, Sent]] = []
        self.sent: dict[tuple[int, int], Sent] = {}

    def open(self, number: int, burst: Burst) -> None:
        """Connect and bind."""
        account, time = ACCOUNTS[burst.account], at(burst.begin)
        isn = self.rng.randrange(1 << 32), self.rng.randrange(1 << 32)
        peers = Peers(Connection((account.host, 40_001 + 7 * number), SERVER, time, isn))
        refused = burst.role == "wrong password"
        peers.bind(
            time + 20 * MILLISECOND,
            command_status=INVALID_PASSWORD if refused else 0,
            system_id=burst.account,
            password="wrong" if refused else "invented",
            system_type=account.system_type,
        )
        self.sessions.append(peers)

    def submit_all(self, number: int, burst: Burst) -> None:
        """Hand over every message of the burst, and again after each throttling."""
        messages = self.day.messages(number, burst)
        limit = UNLIMITED
        if burst.role == "campaign":
            count, rate, limit = CAMPAIGN
            for minute in (2, 4):
                rush = at(burst.begin) + minute * 60 * SECOND
                messages += self.day.campaign(number, rush, count, rate)
        heap = [(message.time, index, 0, message) for index, message in enumerate(messages)]
        heapq.heapify(heap)
        taken: Counter[int] = Counter()
        while heap:
            time, index, tries, message = heapq.heappop(heap)
            if taken[time // SECOND] + len(message.bodies) > limit:
                self._submit(time, message, THROTTLED, tries)
                heapq.heappush(heap, (self._later(time, tries), index, tries + 1, message))
            else:
                taken[time // SECOND] += len(message.bodies)
                self._submit(time, message, message.command_status, tries)

    def _later(self, time: int, tries: int) -> int:
        """When to try again: after 1, 2, 4 and then 8 seconds, and a little by chance."""
        return time + (1 << min(tries, 3)) * SECOND + self.rng.randrange(400) * MILLISECOND

    def _submit(self, time: int, message: Message, status: int, tries: int) -> None:
        """One attempt, all parts of it; the SMSC gives all parts one id."""
        fields: Fields = {}
        if not status:
            self.next_id += self.rng.randrange(1, 9)
            message.message_id = fields["message_id"] = str(self.next_id)
        peers = self.sessions[message.burst]
        for index, body in enumerate(message.bodies):
            told = _submitted(message) | {"short_message": body}
            submit = peers.request(time + index * NEXT_PART, ESME, "submit_sm", **told)
            after = ROUND_TRIP + self._lasting(16 * MILLISECOND)
            peers.respond(submit.time + after, submit, status, **fields)
        sent = self._remember(time, message, status, tries)
        if not status:
            self.accepted.append((time + 30 * MILLISECOND, message, sent))

    def _remember(self, time: int, message: Message, status: int, tries: int) -> Sent:
        sent = Sent(
            message.burst + 1,
            message.source_addr,
            message.destination_addr,
            time,
            message.text,
            len(message.bodies),
            status,
            bool(message.registered_delivery),
            [] if status else [message.message_id] * len(message.bodies),
            more={"mccmnc": message.operator.mccmnc, "tries_before": tries},
        )
        self.sent[time, len(self.sent)] = sent
        return sent

    def _lasting(self, median: int) -> int:
        """About so long, to the microsecond."""
        return round(median * math.exp(0.4 * self.rng.gauss(0, 1)) / 1000) * 1000

    def query(self, number: int, burst: Burst) -> None:
        """The customer asks after the last messages that no receipt is to tell of."""
        time = at(burst.begin) + 4 * SECOND
        quiet = [
            (accepted, message)
            for accepted, message, _ in self.accepted
            if message.account == burst.account
            and accepted < time
            and (not message.registered_delivery or not message.steps)
        ]
        for index, (accepted, message) in enumerate(quiet[-QUERIES:]):
            query = self.sessions[number].request(
                time + index * 300 * MILLISECOND,
                ESME,
                "query_sm",
                message_id=message.message_id,
                source_addr_ton=ALPHANUMERIC,
                source_addr=message.source_addr,
            )
            after = query.time + ROUND_TRIP + self._lasting(20 * MILLISECOND)
            status = QUERY_FAILED if index == 0 else 0
            fields: Fields = {} if status else _queried(message, accepted)
            self.sessions[number].respond(after, query, status, **fields)

    def close(self, number: int, burst: Burst) -> None:
        """End the session in the way of its role, and keep it alive until then."""
        peers = self.sessions[number]
        last = max(pdu.time for pdu in peers.pdus)
        if burst.role == "wrong password":
            peers.hang_up(last + 5 * MILLISECOND, ESME)
            peers.session["end_cause"] = "bind_rejected"
        elif burst.role == "falls silent":
            peers.hang_up(last + INACTIVITY, SMSC)
            peers.session["end_cause"] = "idle_timeout"
        else:
            end = max(last, listens_until(burst)) + 2 * SECOND
            peers.keep_alive(end, side=SMSC if burst.role == "smsc asks" else ESME)
            peers.unbind(end, SMSC if burst.role == "smsc unbinds" else ESME)

    def next_bound(self, account: str, done: int) -> tuple[int, int] | None:
        """The first session in which a receipt due now can be delivered, and when it begins."""
        for number, burst in enumerate(BURSTS):
            is_bound = burst.account == account and burst.role != "wrong password"
            if is_bound and done < listens_until(burst):
                return number, at(burst.begin) + SECOND
        return None


def _submitted(message: Message) -> Fields:
    is_email = "@" in message.destination_addr
    return {
        "service_type": message.service_type,
        "source_addr_ton": ALPHANUMERIC,
        "source_addr": message.source_addr,
        "dest_addr_ton": 0 if is_email else INTERNATIONAL,
        "dest_addr_npi": 0 if is_email else ISDN,
        "destination_addr": message.destination_addr,
        "esm_class": message.esm_class,
        "registered_delivery": message.registered_delivery,
        "data_coding": message.data_coding,
    }


def _queried(message: Message, accepted: int) -> Fields:
    """Delivered if no receipt was asked for; else the message is still on its way."""
    is_final = not message.registered_delivery
    done = datetime.fromtimestamp(accepted // SECOND + 9, MOSCOW)
    return {
        "message_id": message.message_id,
        "final_date": f"{done:%y%m%d%H%M%S}{PLUS_3_HOURS}" if is_final else "",
        "message_state": STATES["DELIVRD" if is_final else "ENROUTE"],
    }


def listens_until(burst: Burst) -> int:
    """When the customer of this burst goes away."""
    return at(burst.begin) + int((burst.sending + burst.listening) * 60) * SECOND
