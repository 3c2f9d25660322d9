"""SMPP 5.0 on a port that other tools give to HTTP: responses that explain themselves, rare PDUs.

Responses with an error status come in five forms: a bare header, one NUL, message_id, message_id
and TLVs, TLVs alone. Between them stand PDUs that lead readers astray: one of a vendor's first in
its segment, one of more than 64 KiB, one with a command_length of 4 too few, TLVs of other lengths
than the standard's.
"""

from __future__ import annotations

from typing import Any

from sample_pcaps.files import Frame, pcap
from sample_pcaps.frames import ethernet
from sample_pcaps.outbind import ORPHAN, SOURCE, STEP, outbind
from sample_pcaps.peers import ESME, SMPP_5, SMSC, Fields, Pdu, Peers, Tlvs
from sample_pcaps.receipts import STATES, Receipt
from sample_pcaps.truth import Sample, Sent, in_order, told
from sample_pcaps.wire import MILLISECOND, ROUND_TRIP, SECOND, Connection
from smpp_dissect.pdus.encode import encode

START = 1_741_880_000 * SECOND
PORT = 8080
SERVER = ("198.51.100.8", PORT)
VENDOR_COMMAND = 0x00010203
TRANSACTION_MODE = 0x02
INVALID_LENGTH, INVALID_COMMAND_LENGTH, INVALID_COMMAND, NOT_BOUND, ALREADY_BOUND = 1, 2, 3, 4, 5
INVALID_DESTINATION, INVALID_ID, CANCEL_FAILED, REPLACE_FAILED = 0x0B, 0x0C, 0x11, 0x13
QUEUE_FULL, SUBMIT_FAILED, THROTTLED, REJECTED_BY_ESME = 0x14, 0x45, 0x58, 0x66
TLV_MISSING, DELIVERY_FAILURE, RESERVED = 0xC3, 0xFE, 0x0200
# GSM, error 6 and 27: absent subscriber.
ABSENT, ABSENT_IN_NETWORK = bytes([3, 0, 6]), bytes([3, 0, 27])
PERMANENT, TEMPORARY = 2, 3
LARGEST_TLV = 65_535
AREAS: Tlvs = [
    ("broadcast_area_identifier", b"\x00Example City"),
    ("broadcast_area_identifier", b"\x00Sampleton"),
]


def error_bodies() -> Sample:
    """The capture of both connections and the truth about them."""
    story = _Story()
    story.refusals()
    story.strays()
    story.many()
    story.broadcasts()
    story.operations()
    story.deliveries()
    # After this, tshark 4.0.17 finds nothing more of what the ESME says.
    story.too_short()
    peers = [story.peers, outbind(START + SECOND, ("192.0.2.82", PORT))]
    story.peers.unbind(story.time + STEP)
    frames = in_order(
        *([Frame(p.time, ethernet(p)) for p in one.finish().packets()] for one in peers)
    )
    truth = told(
        peers,
        len(frames),
        story.sent,
        ports=[PORT],
        oddities=story.oddities(),
        orphan_receipts=[{"session": 2, "message_id": ORPHAN}],
    )
    return Sample({"error_bodies.pcap": pcap(frames)}, truth)


class _Story:
    """The ESME's own connection, step by step."""

    def __init__(self) -> None:
        self.peers = Peers(Connection(("192.0.2.81", 50_081), SERVER, START, (123_000, 456_000)))
        self.time = START + 30 * MILLISECOND
        self.sent: list[Sent] = []
        self.odd: list[tuple[Pdu, str]] = []
        self.submit(NOT_BOUND, odd="before the bind")
        self.time += STEP
        self.bind("transceiver")
        self.bind("transmitter", ALREADY_BOUND)

    def bind(self, bind_type: str, status: int = 0) -> None:
        """A bind; the session is what the first one makes it."""
        session = dict(self.peers.session)
        names = {"system_id": "example_5", "password": "invented"}
        self.peers.bind(self.time, bind_type, status, SMPP_5, **names)
        self.peers.session |= session
        self.time += STEP

    def ask(self, command: str, status: int = 0, odd: str = "", **fields: Any) -> Pdu:
        """A request of the ESME; `answer` and `answer_tlvs` are what the response has."""
        answer, answer_tlvs = fields.pop("answer", {}), fields.pop("answer_tlvs", ())
        request = self.peers.request(self.time, ESME, command, **fields)
        after = self.time + ROUND_TRIP + 8 * MILLISECOND
        response = self.peers.respond(after, request, status, answer_tlvs, **answer)
        if odd:
            self.odd.append((response if status else request, odd))
        self.time += STEP
        return request

    def submit(self, status: int = 0, odd: str = "", **fields: Any) -> Pdu:
        """A submit_sm; accepted, it gets an id."""
        number = len(self.sent)
        text = f"Message {number}"
        told_by_tlvs = any(tag == "message_payload" for tag, _ in fields.get("tlvs", ()))
        message_id = f"5a{number:02}"
        fields.setdefault("answer", {} if status else {"message_id": message_id})
        message: Fields = {
            "source_addr": SOURCE,
            "destination_addr": f"7910000{5000 + number}",
        }
        sent = Sent(1, **message, submit_time=self.time, text=None if told_by_tlvs else text)
        sent.command_status, sent.receipt_requested = (
            status,
            bool(fields.get("registered_delivery")),
        )
        sent.message_ids = [] if status else [message_id]
        self.sent.append(sent)
        if not told_by_tlvs:
            fields["short_message"] = text
        return self.ask("submit_sm", status, odd, **message, **fields)

    def refusals(self) -> None:
        """A response in each form, first of all a good one."""
        self.submit(answer_tlvs=[("congestion_state", 35)], registered_delivery=1)
        why: Tlvs = [
            ("congestion_state", 96),
            ("additional_status_info_text", "10 messages a second are allowed"),
        ]
        network: Tlvs = [("network_error_code", ABSENT), ("delivery_failure_reason", PERMANENT)]
        self.submit(THROTTLED, answer_tlvs=why, odd="empty message_id and TLVs")
        alone = (
            bytes.fromhex("001d0013") + b"no route to number\0" + bytes.fromhex("04230003030006")
        )
        self.submit(SUBMIT_FAILED, answer={"body": alone}, odd="TLVs alone")
        self.submit(INVALID_DESTINATION, odd="bare header")
        self.submit(QUEUE_FULL, answer={"message_id": ""}, odd="one NUL")
        self.submit(INVALID_LENGTH, answer={"message_id": "5aff"}, odd="message_id")
        self.submit(
            DELIVERY_FAILURE,
            esm_class=TRANSACTION_MODE,
            answer={"message_id": "5af0"},
            answer_tlvs=[*network, ("additional_status_info_text", "absent subscriber")],
            odd="message_id and TLVs",
        )
        self.ask(
            "data_sm",
            DELIVERY_FAILURE,
            source_addr=SOURCE,
            destination_addr="79100005900",
            esm_class=TRANSACTION_MODE,
            tlvs=[("message_payload", b"in transaction mode"), ("set_dpf", 1)],
            answer={"message_id": "5af1"},
            answer_tlvs=[
                ("network_error_code", ABSENT_IN_NETWORK),
                ("delivery_failure_reason", TEMPORARY),
                ("dpf_result", 1),
            ],
            odd="message_id and TLVs of data_sm",
        )

    def strays(self) -> None:
        """PDUs that readers stumble over, each with good ones behind it in its segment."""
        self.submit(RESERVED, odd="reserved command_status, first in its segment")
        self.time -= STEP
        self.submit()
        vendor = self.peers.request(self.time, ESME, VENDOR_COMMAND, body=b"vendor's own body")
        after = self.time + ROUND_TRIP
        self.peers.respond(after, vendor, INVALID_COMMAND, command="generic_nack")
        self.odd.append((vendor, "unknown command, first in its segment"))
        self.ask("enquire_link")
        self.time -= STEP
        self.submit()
        payload: Tlvs = [("message_payload", b"behind a reference of one octet")]
        self.submit(
            tlvs=[("user_message_reference", b"\x07"), *payload],
            odd="user_message_reference of 1 octet",
        )
        self.submit(
            tlvs=[("source_telematics_id", b"\x00\x07"), *payload],
            odd="source_telematics_id of 2 octets",
        )
        letter = b"".join(b"Line %04d of a very long letter.\r\n" % line for line in range(2000))
        self.submit(
            tlvs=[("message_payload", letter[:LARGEST_TLV])],
            odd="more than 64 KiB, with an enquire_link behind it",
        )
        self.time -= STEP
        self.ask("enquire_link")

    def too_short(self) -> None:
        """A submit_sm whose command_length ends 4 octets before its end, and a good one."""
        fields: Fields = {
            "source_addr": SOURCE,
            "destination_addr": "79100005901",
            "short_message": "command_length is 4 short",
        }
        length = len(encode("submit_sm", **fields)) - 4
        pdu = self.peers.request(self.time, ESME, "submit_sm", command_length=length, **fields)
        after = self.time + ROUND_TRIP
        self.peers.respond(after, pdu, INVALID_COMMAND_LENGTH, command="generic_nack")
        self.odd.append((pdu, "command_length 4 short"))
        self.ask("enquire_link")
        self.time -= STEP
        self.submit()

    def many(self) -> None:
        """submit_multi: to some in vain, and to a distribution list."""
        numbers = [(1, 1, f"7910000{6000 + number}") for number in range(4)]
        message: Fields = {"source_addr": SOURCE, "short_message": "To all of you"}
        failed = [(*numbers[1], INVALID_DESTINATION), (*numbers[3], SUBMIT_FAILED)]
        self.ask(
            "submit_multi",
            dest_address=[*numbers, "customers"],
            answer={"message_id": "5b00", "unsuccess_sme": failed},
            odd="unsuccess_sme",
            **message,
        )
        self.ask(
            "submit_multi",
            SUBMIT_FAILED,
            dest_address=numbers[:1],
            answer={"message_id": "", "unsuccess_sme": [(*numbers[0], INVALID_DESTINATION)]},
            odd="unsuccess_sme in an error response",
            **message,
        )

    def broadcasts(self) -> None:
        """Cell broadcast, with an area that fails."""
        kind: Tlvs = [("broadcast_content_type", bytes([0, 0, 0x10]))]
        often: Tlvs = [
            ("broadcast_rep_num", 20),
            ("broadcast_frequency_interval", bytes([9, 0, 5])),
        ]
        told_to: Tlvs = [*AREAS, *kind, *often, ("message_payload", b"Road closed until Monday")]
        self.ask(
            "broadcast_sm",
            source_addr=SOURCE,
            tlvs=told_to,
            answer={"message_id": "5c00"},
            answer_tlvs=[AREAS[1], ("broadcast_error_status", 0x010D)],
        )
        self.ask(
            "query_broadcast_sm",
            message_id="5c00",
            source_addr=SOURCE,
            answer={"message_id": "5c00"},
            answer_tlvs=[
                ("message_state", STATES["ENROUTE"]),
                AREAS[0],
                ("broadcast_area_success", 87),
            ],
        )
        self.ask("cancel_broadcast_sm", message_id="5c00", source_addr=SOURCE, tlvs=kind)
        self.ask(
            "broadcast_sm",
            TLV_MISSING,
            source_addr=SOURCE,
            tlvs=[*AREAS, *kind],
            answer_tlvs=[("additional_status_info_text", "broadcast_rep_num is missing")],
            odd="mandatory TLVs are missing",
        )

    def operations(self) -> None:
        """Operations on messages that the SMSC does not know."""
        one: Fields = {"message_id": "5a01", "source_addr": SOURCE}
        found = {
            "message_id": "5a01",
            "final_date": "250313140500000+",
            "message_state": STATES["DELIVRD"],
        }
        self.ask("query_sm", answer=found, **one)
        self.ask("query_sm", INVALID_ID, message_id="unknown", source_addr=SOURCE)
        self.ask("replace_sm", REPLACE_FAILED, short_message="Too late", **one)
        self.ask("cancel_sm", CANCEL_FAILED, destination_addr="79100005001", **one)

    def deliveries(self) -> None:
        """Receipts in three forms, the first of them refused."""
        receipt = Receipt("5a01", "DELIVRD", 0, START, self.time)
        addresses: Fields = {"source_addr": "79100005001", "destination_addr": SOURCE}
        self._told("deliver_sm", REJECTED_BY_ESME, short_message=receipt.line(), **addresses)
        self._told("deliver_sm", tlvs=receipt.tlvs(), **addresses)
        self._told("data_sm", tlvs=receipt.tlvs(), **addresses)

    def _told(self, command: str, status: int = 0, **fields: Any) -> None:
        request = self.peers.request(self.time, SMSC, command, esm_class=4, **fields)
        self.sent[1].receipts.append((self.time, "5a01", "DELIVRD", 0))
        why: Tlvs = [("additional_status_info_text", "message unknown here")] if status else ()
        after = self.time + 3 * MILLISECOND
        response = self.peers.respond(after, request, status, why, message_id="")
        if status:
            self.odd.append((response, "a receipt refused, with the reason"))
        self.time += STEP

    def oddities(self) -> list[dict[str, Any]]:
        """For JSON, once all PDUs have their numbers."""
        return [
            {"command": pdu.name, "sequence_number": pdu.sequence_number, "what": what}
            for pdu, what in self.odd
        ]
