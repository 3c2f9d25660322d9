"""Long messages in every form that SMPP has for them, under both habits of SMS Centre.

`long_messages` is bound without options: all parts of a message get one id, and one receipt tells
of the whole. `long_messages_single` is bound with SINGLE: each part has its id and its receipt.
What is sent is the same, down to the parts that the SMSC throttles.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sample_pcaps.files import Frame, pcap
from sample_pcaps.frames import ethernet
from sample_pcaps.peers import ESME, SMSC, Peers, Tlvs
from sample_pcaps.receipts import Receipt, vendor_tlvs
from sample_pcaps.texts import UDHI, encoded, header8, header16, pieces
from sample_pcaps.truth import Sample, Sent, told
from sample_pcaps.wire import MILLISECOND, ROUND_TRIP, SECOND, Connection

START = 1_741_845_600 * SECOND
SERVER = ("198.51.100.5", 3700)
THROTTLED, NOT_ALL_PARTS = 0x58, 241
SOURCE = "DemoLong"
HEADER_8, HEADER_16, SAR, PAYLOAD = "8-bit reference", "16-bit reference", "sar", "payload"

RUSSIAN = (
    "Здравствуйте! Напоминаем, что завтра, в четверг, с 10 до 12 часов в вашем доме не будет "
    "горячей воды. Просим прощения за неудобства. Управляющая компания «Пример»."
)
ENGLISH = (
    "Good morning! Your train leaves at 07:45 from platform 3, not from platform 5 as we wrote "
    "before. Please be there ten minutes early, for it is a long train and your carriage, number "
    "14, stops at the far end. Have a good journey, and thank you for travelling with us."
)
# The 67th unit of UCS-2 and the 153rd septet are the first halves of a pair.
EMOJI = "Список покупок: " + "молоко, хлеб, сыр, яблоки, мёд, чай и соль, " + "🍎🍏🍐🍊🍋🍌🍉🍇🍓"
EUROS = "Prices: " + "€1 " * 48 + "and so on, in euros, to the last of them {sic}."
SHORT = "Вода будет в 12:30."


@dataclass(frozen=True)
class Plan:
    """One message: when (in ms), to whom, how it is cut, in which order the parts are sent.

    `throttled` parts are answered with 0x58; with `again` they are sent once more, if only after
    the others. `failed` is the part that fails.
    """

    after: int
    destination_addr: str
    text: str
    form: str = HEADER_8
    reference: int = 1
    order: tuple[int, ...] = ()
    between: int = 2
    throttled: tuple[int, ...] = ()
    again: bool = True
    failed: int = 0


PLANS = (
    Plan(0, "79100000001", RUSSIAN),
    Plan(900, "79100000002", ENGLISH, HEADER_16, 0x0102),
    Plan(1800, "79200000003", RUSSIAN, SAR, 0x0203),
    Plan(2700, "79200000004", ENGLISH, PAYLOAD),
    Plan(3600, "79030000005", SHORT),
    # Sent at once, part by part, with one reference; and again with the other's second and third.
    Plan(4500, "79100000006", RUSSIAN, reference=0x2A, between=40),
    Plan(4510, "79200000007", ENGLISH, reference=0x2A, between=40),
    Plan(4520, "79030000008", EMOJI, reference=0x2A, between=40),
    Plan(6000, "79100000009", RUSSIAN, HEADER_16, 0x2A2A, between=30),
    Plan(6015, "79200000010", RUSSIAN, HEADER_16, 0x2A2A, between=30),
    Plan(7500, "79100000011", RUSSIAN, reference=2, order=(3, 1, 2)),
    Plan(8400, "79100000012", ENGLISH, SAR, 0x0204, order=(2, 1)),
    Plan(9300, "79000000013", RUSSIAN, reference=3, throttled=(2,)),
    Plan(10200, "79000000014", ENGLISH, HEADER_16, 0x0103, throttled=(1, 2)),
    Plan(11100, "79000000015", RUSSIAN, SAR, 0x0205, throttled=(3,)),
    Plan(12000, "79000000016", RUSSIAN, reference=4, throttled=(2,), again=False),
    Plan(12900, "79200000017", RUSSIAN, reference=5, failed=2),
    Plan(13800, "79030000018", EMOJI, SAR, 0x0206),
    Plan(14700, "79030000019", EUROS, reference=6),
    Plan(15600, "79100000020", RUSSIAN + " " + ENGLISH, PAYLOAD),
    # The reference of a message long gone, to the same number.
    Plan(40_000, "79100000001", ENGLISH, reference=1),
)


def long_messages() -> Sample:
    """One id and one receipt for all parts of a message."""
    return _sample("long_messages", "", 45_000)


def long_messages_single() -> Sample:
    """An id and a receipt for each part."""
    return _sample("long_messages_single", "SINGLE", 45_500)


def _sample(name: str, system_type: str, port: int) -> Sample:
    peers = Peers(Connection(("192.0.2.40", port), SERVER, START, (3_000_000, 4_000_000)))
    peers.bind(
        START + 20 * MILLISECOND,
        system_id="demo_long",
        password="invented",
        system_type=system_type,
    )
    story = _Story(peers, single=system_type == "SINGLE")
    messages = [story.send(plan) for plan in PLANS]
    story.receive()
    end = START + 62 * SECOND
    peers.keep_alive(end, every=15 * SECOND)
    peers.unbind(end)
    frames = [Frame(p.time, ethernet(p)) for p in peers.finish().packets()]
    truth = told(
        [peers],
        len(frames),
        messages,
        ports=[SERVER[1]],
        profile="smscentre",
        incoming=story.incoming,
    )
    return Sample({f"{name}.pcap": pcap(frames)}, truth)


def cut(text: str, form: str, reference: int) -> tuple[int, list[tuple[dict[str, Any], Tlvs]]]:
    """data_coding, and the fields and TLVs of each part."""
    data_coding, octets = encoded(text)
    if form == PAYLOAD:
        return data_coding, [({}, [("message_payload", octets)])]
    bodies = pieces(octets, data_coding)
    total = len(bodies)
    if total == 1:
        return data_coding, [({"short_message": octets}, ())]
    if form == SAR:
        return data_coding, [
            ({"short_message": body}, _sar(reference, total, number))
            for number, body in enumerate(bodies, 1)
        ]
    header = header8 if form == HEADER_8 else header16
    return data_coding, [
        ({"short_message": header(reference, total, number) + body, "esm_class": UDHI}, ())
        for number, body in enumerate(bodies, 1)
    ]


def _sar(reference: int, total: int, number: int) -> Tlvs:
    return [
        ("sar_msg_ref_num", reference),
        ("sar_total_segments", total),
        ("sar_segment_seqnum", number),
    ]


class _Story:
    """One session; `single` says that each part has an id and a receipt of its own."""

    def __init__(self, peers: Peers, single: bool) -> None:
        self.peers = peers
        self.single = single
        self.next_id = 854_018
        self.incoming: list[dict[str, Any]] = []

    def send(self, plan: Plan) -> Sent:
        """Send all parts of a message, the throttled ones again, and then its receipts."""
        data_coding, parts = cut(plan.text, plan.form, plan.reference)
        time = START + SECOND + plan.after * MILLISECOND
        sent = Sent(1, SOURCE, plan.destination_addr, time, plan.text, len(parts))
        sent.more = {"form": plan.form, "throttled_parts": list(plan.throttled)}
        ids: dict[int, str] = {}
        if not self.single:
            ids = dict.fromkeys(range(1, len(parts) + 1), self._id())
        for place, number in enumerate(plan.order or range(1, len(parts) + 1)):
            fields, tlvs = parts[number - 1]
            fields = fields | {"data_coding": data_coding}
            moment = time + place * plan.between * MILLISECOND
            if number in plan.throttled:
                self._submit(moment, plan, fields, tlvs, THROTTLED)
                moment += 1500 * MILLISECOND
            if number not in plan.throttled or plan.again:
                ids[number] = ids.get(number) or self._id()
                self._submit(moment, plan, fields, tlvs, 0, message_id=ids[number])
            else:
                ids.pop(number, None)
        sent.message_ids = [ids[number] for number in sorted(ids)]
        self._receipts(plan, sent, ids, len(parts))
        return sent

    def _id(self) -> str:
        self.next_id += 1
        return str(self.next_id)

    def _submit(
        self,
        time: int,
        plan: Plan,
        fields: dict[str, Any],
        tlvs: Tlvs,
        status: int,
        **answer: Any,
    ) -> None:
        submit = self.peers.request(
            time,
            ESME,
            "submit_sm",
            tlvs,
            source_addr_ton=5,
            source_addr=SOURCE,
            dest_addr_ton=1,
            dest_addr_npi=1,
            destination_addr=plan.destination_addr,
            registered_delivery=1,
            **fields,
        )
        self.peers.respond(time + ROUND_TRIP + 7 * MILLISECOND, submit, status, **answer)

    def _receipts(self, plan: Plan, sent: Sent, ids: dict[int, str], total: int) -> None:
        """One receipt for all, told of by the number of parts; or one for each part."""
        is_whole = len(ids) == total
        # What was sent in one PDU still goes to the phone in parts.
        data_coding, octets = encoded(plan.text)
        sub = len(pieces(octets, data_coding))
        fates = {number: 1 if number == plan.failed else 0 for number in sorted(ids)}
        if not is_whole:
            fates = dict.fromkeys(fates, NOT_ALL_PARTS)
        if not self.single:
            fates = {min(fates): max(fates.values())}
        for place, (number, err) in enumerate(fates.items()):
            seconds = 4 if is_whole else 20
            time = sent.submit_time + seconds * SECOND + place * 130 * MILLISECOND
            state = "UNDELIV" if err else "DELIVRD"
            parts = sub if not self.single or total == 1 else 1
            receipt = Receipt(ids[number], state, err, sent.submit_time, time, parts)
            self._deliver(time, plan.destination_addr, receipt, parts)
            sent.receipts.append((time, ids[number], state, err))

    def _deliver(self, time: int, source_addr: str, receipt: Receipt, parts: int) -> None:
        deliver = self.peers.request(
            time,
            SMSC,
            "deliver_sm",
            tlvs=[*receipt.tlvs(), *vendor_tlvs("2.4500", 0, parts, "25001", 0)],
            source_addr_ton=1,
            source_addr_npi=1,
            source_addr=source_addr,
            dest_addr_ton=5,
            destination_addr=SOURCE,
            esm_class=receipt.esm_class,
            short_message=receipt.line(),
        )
        self.peers.respond(time + 2 * MILLISECOND, deliver, message_id="")

    def receive(self) -> None:
        """Long answers of two subscribers at once, with one reference, one of them incomplete."""
        for index, form in enumerate((HEADER_8, HEADER_8, SAR, HEADER_16)):
            sender = f"7910000{7000 + index}"
            data_coding, parts = cut(RUSSIAN, form, 0x2A)
            heard: Sequence[Any] = parts[:-1] if index == 3 else parts
            time = START + (30 * SECOND) + index * 45 * MILLISECOND
            for place, (fields, tlvs) in enumerate(heard):
                deliver = self.peers.request(
                    time + place * 400 * MILLISECOND,
                    SMSC,
                    "deliver_sm",
                    tlvs,
                    source_addr=sender,
                    destination_addr="79000000040",
                    data_coding=data_coding,
                    **fields,
                )
                self.peers.respond(deliver.time + 2 * MILLISECOND, deliver, message_id="")
            self.incoming.append(
                {
                    "session": 1,
                    "time": time,
                    "source_addr": sender,
                    "destination_addr": "79000000040",
                    "text": RUSSIAN,
                    "parts": len(parts),
                    "parts_seen": len(heard),
                }
            )
