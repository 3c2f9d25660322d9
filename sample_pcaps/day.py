"""A day of two customers at SMS Centre.

Receipts are due when a message reaches a state, and are delivered then if the customer is bound,
else when it binds again; those still due at the end of the day are not in the capture.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from sample_pcaps.day_centre import ALPHANUMERIC, FIRST_ID, INTERNATIONAL, ISDN, Centre
from sample_pcaps.day_messages import Message, Step, at, octets_of
from sample_pcaps.day_plan import (
    ACCOUNTS,
    BURSTS,
    INCOMING,
    OPERATORS,
    SERVER,
    TEMPORARY,
    Burst,
)
from sample_pcaps.files import Frame, pcap
from sample_pcaps.frames import ethernet
from sample_pcaps.peers import SMSC, Fields, Tlvs
from sample_pcaps.receipts import TEMPLATE, TRANSACTIONAL, Receipt, vendor_tlvs
from sample_pcaps.texts import GSM, LATIN1, UCS2, UDHI, header16, pieces
from sample_pcaps.truth import Sample, Sent, in_order, told
from sample_pcaps.wire import MILLISECOND, SECOND

SEED = 20250312
SERVICE_NUMBER = "79000000020"
YESTERDAY = 4 * 3600 * SECOND
BACKLOG = 40 * MILLISECOND
SENT_AGAIN = 30 * SECOND
# How many receipts of a session the customer refuses at first, where its role is to do so.
RESENT = 3


def smscentre_day() -> Sample:
    """The capture of the day and the truth about it."""
    centre = Centre(SEED)
    deliveries = _Deliveries(centre)
    for number, burst in enumerate(BURSTS):
        centre.open(number, burst)
        centre.submit_all(number, burst)
        if burst.role == "query":
            centre.query(number, burst)
        if burst.role == "incoming":
            deliveries.receive(number, burst)
        if burst.role == "morning after":
            deliveries.deliver_orphans(number, burst)
    deliveries.deliver_all()
    for number, burst in enumerate(BURSTS):
        centre.close(number, burst)
    packets = [session.finish().packets() for session in centre.sessions]
    frames = in_order(*([Frame(p.time, ethernet(p)) for p in some] for some in packets))
    truth = told(
        centre.sessions,
        len(frames),
        [centre.sent[key] for key in sorted(centre.sent)],
        ports=[SERVER[1]],
        profile="smscentre",
        incoming=deliveries.incoming,
        orphan_receipts=deliveries.orphans,
    )
    return Sample({"smscentre_day.pcap": pcap(frames)}, truth)


class _Deliveries:
    """What the SMSC sends to its customers; `delivered` counts the receipts of each session."""

    def __init__(self, centre: Centre) -> None:
        self.centre = centre
        self.rng = centre.rng
        self.incoming: list[dict[str, Any]] = []
        self.orphans: list[dict[str, Any]] = []
        self.delivered: Counter[int] = Counter()

    def deliver_all(self) -> None:
        """Deliver every receipt, in the order in which they are due."""
        due = [
            (time + step.delay, index, order, message, sent, step)
            for index, (time, message, sent) in enumerate(self.centre.accepted)
            if message.registered_delivery
            for order, step in enumerate(message.steps)
        ]
        for done, _, _, message, sent, step in sorted(due, key=lambda one: one[:3]):
            if bound := self.centre.next_bound(message.account, done):
                self._deliver(*bound, done, message, sent, step)

    def _deliver(
        self, number: int, begin: int, done: int, message: Message, sent: Sent, step: Step
    ) -> None:
        late = self.rng.randrange(60, 240) * MILLISECOND
        time = done + late if done > begin else begin + self.delivered[number] * BACKLOG
        parts = len(message.bodies)
        receipt = Receipt(message.message_id, step.state, step.err, sent.submit_time, done, parts)
        cost = message.operator.cost if step.state == "DELIVRD" else "0.0000"
        nul = ACCOUNTS[message.account].nul
        mccmnc = message.operator.mccmnc
        tlvs = vendor_tlvs(cost, message.flags, parts, mccmnc, step.extra_status, nul)
        resent = BURSTS[number].role == "resends receipts" and self.delivered[number] < RESENT
        self.delivered[number] += 1
        times = [time, time + SENT_AGAIN] if resent else [time]
        for moment in times:
            status = TEMPORARY if moment != times[-1] else 0
            addresses = message.destination_addr, message.source_addr
            self._send_receipt(number, moment, receipt, addresses, tlvs, status)
            sent.receipts.append((moment, message.message_id, step.state, step.err))

    def _send_receipt(
        self,
        number: int,
        time: int,
        receipt: Receipt,
        addresses: tuple[str, str],
        tlvs: Tlvs,
        command_status: int = 0,
    ) -> None:
        source, destination = addresses
        deliver = self.centre.sessions[number].request(
            time,
            SMSC,
            "deliver_sm",
            tlvs=[*receipt.tlvs(), *tlvs],
            source_addr_ton=INTERNATIONAL,
            source_addr_npi=ISDN,
            source_addr=source,
            dest_addr_ton=ALPHANUMERIC,
            destination_addr=destination,
            esm_class=receipt.esm_class,
            short_message=receipt.line(),
        )
        fields: Fields = {} if command_status else {"message_id": ""}
        after = time + self.rng.randrange(1, 6) * MILLISECOND
        self.centre.sessions[number].respond(after, deliver, command_status, **fields)

    def deliver_orphans(self, number: int, burst: Burst) -> None:
        """Deliver receipts of messages that were submitted before the capture began."""
        operator, account = OPERATORS[number % 4], ACCOUNTS[burst.account]
        nul, flags = account.nul, TEMPLATE | TRANSACTIONAL
        for index, (state, err) in enumerate((("DELIVRD", 0), ("EXPIRED", 6), ("UNDELIV", 1))):
            time = at(burst.begin) + 700 * MILLISECOND + index * BACKLOG
            submitted = time - YESTERDAY + index * 17 * 60 * SECOND
            message_id = str(FIRST_ID - 900 + 11 * index + number)
            done = submitted + (index + 1) * 1800 * SECOND
            receipt = Receipt(message_id, state, err, submitted, done)
            tlvs = vendor_tlvs(operator.cost, flags, 1, operator.mccmnc, 0, nul)
            addresses = f"{operator.prefix}0{index}77", account.source_addr
            self._send_receipt(number, time, receipt, addresses, tlvs)
            self.orphans.append({"session": number + 1, "time": time, "message_id": message_id})

    def receive(self, number: int, burst: Burst) -> None:
        """Deliver messages from subscribers, the long one in two parts."""
        for index, text in enumerate(INCOMING):
            data_coding = (GSM, UCS2, UCS2, LATIN1, UCS2)[index]
            bodies = pieces(octets_of(text, data_coding), data_coding)
            addresses: Fields = {
                "source_addr": f"{OPERATORS[index % 4].prefix}{1000 + 10 * number + index}",
                "destination_addr": SERVICE_NUMBER,
            }
            time = at(burst.begin) + (25 + 31 * index) * SECOND
            told = {"session": number + 1, "time": time, "text": text, "parts": len(bodies)}
            self.incoming.append(told | addresses)
            for part, body in enumerate(bodies):
                is_long = len(bodies) > 1
                header = header16(300 + number, len(bodies), part + 1) if is_long else b""
                deliver = self.centre.sessions[number].request(
                    time + part * 700 * MILLISECOND,
                    SMSC,
                    "deliver_sm",
                    source_addr_ton=INTERNATIONAL,
                    source_addr_npi=ISDN,
                    dest_addr_ton=INTERNATIONAL,
                    dest_addr_npi=ISDN,
                    esm_class=UDHI if is_long else 0,
                    data_coding=data_coding,
                    short_message=header + body,
                    **addresses,
                )
                after = deliver.time + 2 * MILLISECOND
                self.centre.sessions[number].respond(after, deliver, message_id="")
