"""A transmitter and a receiver of one system_id, and ids that change their form.

The SMSC writes message_id with 8 hexadecimal digits in submit_sm_resp and with 10 decimal ones in
receipts, which come on the other connection, as text without TLVs. Some ids have no letter among
their digits, some begin with zeros, some receipts overtake the submit_sm_resp, and one is refused
and sent again.
"""

from __future__ import annotations

import random
from datetime import UTC
from typing import Any

from sample_pcaps.files import Frame, pcap
from sample_pcaps.frames import ethernet
from sample_pcaps.peers import ESME, SMSC, Fields, Peers
from sample_pcaps.receipts import Receipt
from sample_pcaps.texts import encoded
from sample_pcaps.truth import Sample, Sent, in_order, told
from sample_pcaps.wire import MILLISECOND, ROUND_TRIP, SECOND, Connection

START = 1_741_772_700 * SECOND
SERVER = ("198.51.100.6", 2775)
SYSTEM_ID, PASSWORD = "gateway", "invented"
MESSAGES = 90
# Leading zeros, digits only, and above 2^31; the rest is drawn.
IDS = (0x0000A1B2, 0x00B8BE19, 0x00000A17, 0x12345678, 0x20250312, 0x99887766, 0xFFFFFFF1)
FATES = [("DELIVRD", 0)] * 15 + [("UNDELIV", 1), ("UNDELIV", 21), ("EXPIRED", 6), ("", 0)]
THROTTLED, QUEUE_FULL, TEMPORARY = 0x58, 0x14, 0x64
STATUSES = {11: THROTTLED, 12: THROTTLED, 30: QUEUE_FULL, 61: 0x0B}
OVERTAKING = (20, 40, 60)
REFUSED_RECEIPT = 25
WITHOUT_RECEIPT = range(0, MESSAGES, 13)
TEXTS = ("Your parcel {n} is here", "Ваша посылка {n} пришла", "Parcel {n}: 5 € due", "Код {n}")


def tx_rx_split_hex_ids() -> Sample:
    """The capture of both connections and the truth about them."""
    story = _Split()
    for number in range(MESSAGES):
        story.submit(number)
    story.receive()
    frames = in_order(*([Frame(p.time, ethernet(p)) for p in story.packets(one)] for one in (0, 1)))
    truth = told(story.both, len(frames), story.sent, ports=[SERVER[1]], incoming=story.incoming)
    return Sample({"tx_rx_split_hex_ids.pcap": pcap(frames)}, truth)


class _Split:
    def __init__(self) -> None:
        self.rng = random.Random(2775)
        self.both: list[Peers] = []
        self.sent: list[Sent] = []
        self.incoming: list[dict[str, Any]] = []
        for index, bind_type in enumerate(("transmitter", "receiver")):
            opened = START + index * 300 * MILLISECOND
            client = ("192.0.2.30", 51_000 + index)
            peers = Peers(Connection(client, SERVER, opened, (9_000_000 * index, 5_000)))
            peers.bind(opened + 15 * MILLISECOND, bind_type, system_id=SYSTEM_ID, password=PASSWORD)
            self.both.append(peers)

    def submit(self, number: int) -> None:
        """Submit one message; its receipt comes in its time on the other connection."""
        time = START + SECOND + number * 350 * MILLISECOND + self.rng.randrange(90) * MILLISECOND
        text = TEXTS[number % len(TEXTS)].format(n=1000 + number)
        data_coding, octets = encoded(text)
        status = STATUSES.get(number, 0)
        requested = number not in WITHOUT_RECEIPT
        message: Fields = {
            "source_addr": "Gateway",
            "destination_addr": f"7910000{self.rng.randrange(10_000):04}",
        }
        submit = self.both[0].request(
            time,
            ESME,
            "submit_sm",
            source_addr_ton=5,
            dest_addr_ton=1,
            dest_addr_npi=1,
            registered_delivery=int(requested),
            data_coding=data_coding,
            short_message=octets,
            **message,
        )
        identity = (
            IDS[number // 9]
            if number % 9 == 4 and number // 9 < len(IDS)
            else (self.rng.randrange(1 << 32))
        )
        slow = 900 if number in OVERTAKING else 25 + self.rng.randrange(60)
        fields: Fields = {} if status else {"message_id": f"{identity:08X}"}
        self.both[0].respond(time + ROUND_TRIP + slow * MILLISECOND, submit, status, **fields)
        sent = Sent(1, **message, submit_time=time, text=text, command_status=status)
        sent.receipt_requested, sent.message_ids = requested, list(fields.values())
        self.sent.append(sent)
        if requested and not status:
            self._receipt(number, sent, f"{identity:010}")

    def _receipt(self, number: int, sent: Sent, message_id: str) -> None:
        state, err = FATES[number % len(FATES)]
        if not state:
            return
        after = 600 if number in OVERTAKING else 2000 + self.rng.randrange(9000)
        done = sent.submit_time + after * MILLISECOND
        receipt = Receipt(message_id, state, err, sent.submit_time, done, zone=UTC)
        times = [done + 40 * MILLISECOND]
        if number == REFUSED_RECEIPT:
            times.append(times[0] + 5 * SECOND)
        for time in times:
            status = 0 if time == times[-1] else TEMPORARY
            self._deliver(time, sent, receipt.line(sent.text), status)
            sent.receipts.append((time, message_id, state, err))

    def _deliver(self, time: int, sent: Sent, line: str, status: int) -> None:
        """A receipt; the text of the message goes into it with what ASCII has for it."""
        deliver = self.both[1].request(
            time,
            SMSC,
            "deliver_sm",
            source_addr_ton=1,
            source_addr_npi=1,
            source_addr=sent.destination_addr,
            dest_addr_ton=5,
            destination_addr=sent.source_addr,
            esm_class=4,
            short_message=line.encode("ascii", "replace"),
        )
        fields: Fields = {} if status else {"message_id": ""}
        self.both[1].respond(time + 3 * MILLISECOND, deliver, status, **fields)

    def receive(self) -> None:
        """Two answers of subscribers, between the receipts."""
        for index, text in enumerate(("Спасибо!", "STOP")):
            time = START + (14 + 9 * index) * SECOND
            data_coding, octets = encoded(text)
            addresses: Fields = {
                "source_addr": f"7920000{4000 + index}",
                "destination_addr": "79000000030",
            }
            deliver = self.both[1].request(
                time, SMSC, "deliver_sm", data_coding=data_coding, short_message=octets, **addresses
            )
            self.both[1].respond(time + 3 * MILLISECOND, deliver, message_id="")
            self.incoming.append({"session": 2, "time": time, "text": text, "parts": 1} | addresses)

    def packets(self, index: int) -> Any:
        """End one of the connections and give its segments; the receiver leaves last."""
        peers = self.both[index]
        end = START + (75 + 4 * index) * SECOND
        peers.keep_alive(end, every=20 * SECOND)
        peers.unbind(end)
        return peers.finish().packets()
