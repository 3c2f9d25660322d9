"""The messages of the day: what is sent in each burst, and what is to become of it."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass, field

from sample_pcaps.day_plan import (
    ACCOUNTS,
    CALL,
    CALL_ERRORS,
    ERRORS,
    FREQUENT,
    KINDS,
    MIDNIGHT,
    NOT_REQUESTED,
    OPERATORS,
    REFUSALS,
    REFUSED,
    SHOP,
    SILENT,
    SMS,
    STEPWISE,
    TEXTS,
    VIBER,
    Burst,
    Kind,
    Operator,
)
from sample_pcaps.receipts import LINK_CLICKED, READ, SECOND_BALANCE
from sample_pcaps.texts import BINARY, GSM, LATIN1, UCS2, UDHI, gsm7, header8, pieces
from sample_pcaps.wire import MILLISECOND, SECOND

ON_FINAL, ON_ALL = 0x01, 0x11
# Rejections come from the SMSC itself.
REJECTION_S = 0.4
VALIDITY_S = 3 * 3600
CALL_KIND = next(kind for kind in KINDS if kind.number == CALL)


@dataclass(frozen=True)
class Step:
    """A status that a message reaches `delay` nanoseconds after it was accepted."""

    delay: int
    state: str
    err: int
    extra_status: int = 0


@dataclass(eq=False)
class Message:
    """One message as the ESME hands it over, and its fate."""

    account: str
    burst: int
    time: int
    operator: Operator
    source_addr: str
    destination_addr: str
    text: str
    data_coding: int
    bodies: list[bytes]
    flags: int
    service_type: str = ""
    esm_class: int = 0
    registered_delivery: int = ON_FINAL
    command_status: int = 0
    steps: list[Step] = field(default_factory=list)
    message_id: str = ""


class Day:
    """Draws the messages of each burst; what must be met once a day comes before chance."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.reference = 0
        # Each in one burst of the right account after the other.
        self.kinds = list(KINDS) * 2
        self.errors = list(ERRORS)
        self.refusals = list(REFUSALS)

    def messages(self, number: int, burst: Burst) -> list[Message]:
        """The messages of one burst, in the order of their times."""
        begin = at(burst.begin) + 2 * SECOND
        span = int(burst.sending * 60) * 1000
        offsets = sorted(self.rng.randrange(span) for _ in range(burst.messages))
        return [
            self._message(number, burst.account, begin + offset * MILLISECOND) for offset in offsets
        ]

    def campaign(self, number: int, time: int, count: int, rate: int) -> list[Message]:
        """A rush of short messages of the shop, `rate` of them a second."""
        rush = []
        for index in range(count):
            message = self._plain(number, SHOP, time + index * SECOND // rate, text=2)
            self._fate(message, None)
            rush.append(message)
        return rush

    def _message(self, number: int, account: str, time: int) -> Message:
        if account == SHOP and self.kinds and self._chance(140):
            return self._of_kind(number, time, self.kinds.pop(0))
        if self.errors and self._chance(90):
            return self._with_error(number, account, time, self.errors.pop(0))
        message = self._plain(number, account, time)
        if self._chance(REFUSED):
            message.command_status = self._refusal()
        elif self._chance(NOT_REQUESTED):
            message.registered_delivery = 0
        elif not self._chance(SILENT):
            self._fate(message, self._frequent_error())
        return message

    def _of_kind(self, number: int, time: int, kind: Kind) -> Message:
        message = self._plain(number, SHOP, time)
        message.text, message.data_coding = kind.text, kind.data_coding
        message.bodies = [kind.octets or octets_of(kind.text, kind.data_coding & 0x0F)]
        message.service_type, message.esm_class = kind.service_type, kind.esm_class
        message.flags = kind.number
        message.destination_addr = kind.destination or message.destination_addr
        self._fate(message, None)
        if kind.number == VIBER:
            read = message.steps[-1].delay + self.rng.randrange(8, 50) * SECOND
            message.steps.append(Step(read, "DELIVRD", 0, READ))
            message.steps.append(Step(read + 7 * SECOND, "DELIVRD", 0, LINK_CLICKED))
        return message

    def _with_error(self, number: int, account: str, time: int, err: int) -> Message:
        if err in CALL_ERRORS:
            message = self._of_kind(number, time, CALL_KIND)
            message.account, message.source_addr = account, ACCOUNTS[account].source_addr
        else:
            message = self._plain(number, account, time)
        self._fate(message, err)
        return message

    def _plain(self, number: int, account: str, time: int, text: int | None = None) -> Message:
        operator = self.rng.choices(OPERATORS, [one.share for one in OPERATORS])[0]
        texts = TEXTS[account]
        chosen = (
            texts[text]
            if text is not None
            else self.rng.choices(texts, [t.share for t in texts])[0]
        )
        values = {"n": self.rng.randrange(1000, 99999), "code": self.rng.randrange(1000, 9999)}
        words = chosen.text.format(**values)
        alphabet = LATIN1 if account != SHOP and chosen.data_coding == GSM else chosen.data_coding
        bodies = pieces(octets_of(words, alphabet), alphabet)
        balance = SECOND_BALANCE if self._chance(100) else 0
        digits = f"{self.rng.randrange(10**operator.digits):0{operator.digits}}"
        source, destination = ACCOUNTS[account].source_addr, operator.prefix + digits
        esm_class = UDHI if len(bodies) > 1 else 0
        return Message(
            account,
            number,
            time,
            operator,
            source,
            destination,
            words,
            chosen.data_coding,
            self._joined(bodies),
            SMS | chosen.flags | balance,
            esm_class=esm_class,
        )

    def _joined(self, bodies: Sequence[bytes]) -> list[bytes]:
        if len(bodies) == 1:
            return list(bodies)
        self.reference = self.reference % 255 + 1
        total = len(bodies)
        return [header8(self.reference, total, n) + body for n, body in enumerate(bodies, 1)]

    def _fate(self, message: Message, err: int | None) -> None:
        """Give the message a final state, and steps before it if it asks for them."""
        state = "DELIVRD" if err is None else ERRORS[err]
        seconds = message.operator.seconds * math.exp(0.5 * self.rng.gauss(0, 1))
        if state == "REJECTD":
            seconds = REJECTION_S + 0.2 * self.rng.random()
        elif state == "EXPIRED":
            seconds += VALIDITY_S
        delay = round(seconds * 1000) * MILLISECOND
        message.steps = [Step(delay, state, err or 0)]
        if state != "REJECTD" and self._chance(1000 if state == "EXPIRED" else STEPWISE):
            message.registered_delivery = ON_ALL
            before = [Step(900 * MILLISECOND, "ACCEPTD", 0), Step(1900 * MILLISECOND, "ENROUTE", 0)]
            message.steps[:0] = [step for step in before if step.delay < delay]

    def _frequent_error(self) -> int | None:
        codes = [None, *FREQUENT]
        weights = [1000 - sum(FREQUENT.values()), *FREQUENT.values()]
        return self.rng.choices(codes, weights)[0]

    def _refusal(self) -> int:
        return self.refusals.pop(0) if self.refusals else self.rng.choice(REFUSALS)

    def _chance(self, of_a_thousand: int) -> bool:
        return self.rng.randrange(1000) < of_a_thousand


def at(clock: str) -> int:
    """The time of a clock in Moscow that shows `hh:mm`, in UTC nanoseconds."""
    hours, minutes = clock.split(":")
    return (MIDNIGHT + int(hours) * 3600 + int(minutes) * 60) * SECOND


def octets_of(text: str, alphabet: int) -> bytes:
    """The text in the alphabet of this data_coding."""
    if alphabet == UCS2:
        return text.encode("utf-16-be")
    if alphabet in (LATIN1, BINARY):
        return text.encode("latin-1")
    return gsm7(text)
