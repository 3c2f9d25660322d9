"""A capture of all that tshark is known to show otherwise, made anew whenever it is asked for.

The golden file beside those of the samples says what tshark showed of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Any

from smpp_dissect.pdus.encode import encode
from smpp_dissect.spec import COMMANDS, TLVS, Kind
from tests.build import Conversation, Segment, swap, write_pcap

NAME = "odd.pcap"
SERVER = ("10.0.0.2", 2775)
RESPONSE = 1 << 31
TEXTS = (
    b"plain",
    b"a\0b\x1b(\x80\xe9\xff\x01\n\r\t<&>\"'\\ \xad\x7f",
    "\U0001f600A".encode("utf-16-be") + b"\xd8\x3d",
    "\u0442\ufffe\uffff\u202eA\0B".encode("utf-16-be") + b"Z",
    "한국 A".encode("euc_kr") + b"\x86\xa0\xb1z",
    b"\x1b\x1bcd\x1b\x80e\x1b",
    b"x\xady",
    b"",
)
CODINGS = (*range(16), 0x18, 0x20, 0x40, 0x48, 0x7F, 0x84, 0xC0, 0xC9, 0xE3, 0xF0, 0xF4, 0xF8)
HEADERS = (
    bytes.fromhex("050003110201"),
    bytes.fromhex("03240101"),
    bytes.fromhex("06250104240105"),
    bytes.fromhex("0605040b8423f0"),
    bytes.fromhex("0403"),
    bytes.fromhex("50"),
    bytes.fromhex("00"),
)
TIMES = (
    *("261122101500004+", "370101000000048-", "261122101500999+", "000001020304000R"),
    *("000101000000500R", "261322101500004+", "26112210150000", "what time is it?", "261122101500"),
)
# As a value of any kind of part.
FILLED = {Kind.U8: 1, Kind.U16: 2, Kind.U32: 3, Kind.CSTRING: "text", Kind.TIME: TIMES[0]}


def odd_capture(folder: Path) -> Path:
    """Write the capture."""
    path = folder / NAME
    talks = (_late(), _overlong(), _put_together(), _behind_a_header(), _torn())
    write_pcap(path, [*_talk(list(_pdus())), *chain.from_iterable(talks)])
    return path


def _talk(pdus: list[bytes], client: int = 40000) -> list[Segment]:
    talk = Conversation(("10.0.0.1", client), SERVER)
    talk.open()
    for number, pdu in enumerate(pdus):
        who = "server" if pdu[4] & 0x80 else "client"
        # One by one, and now and then in small segments.
        talk.send(who, pdu, mss=40 if number % 7 == 0 else 1400)
    return talk.segments


def _late() -> list[Segment]:
    """Segments that come in another order, and a header that three segments share."""
    talk = Conversation(("10.0.0.3", 40001), SERVER)
    talk.open()
    pdus = [encode("enquire_link", sequence_number=number) for number in range(1, 9)]
    for pdu in pdus[:6]:
        talk.send("client", pdu, ack=False)
    for piece in (pdus[6][:6], pdus[6][6:11], pdus[6][11:] + pdus[7]):
        talk.send("client", piece, ack=False)
    first = next(at for at, segment in enumerate(talk.segments) if segment.payload)
    return in_order_of_time(swap(talk.segments, first + 2, first + 4), talk.segments)


def in_order_of_time(segments: Sequence[Segment], times: Sequence[Segment]) -> list[Segment]:
    """Give segments the times of others, one by one."""
    return [replace(one, time=other.time) for one, other in zip(segments, times, strict=True)]


def _overlong() -> list[Segment]:
    """PDUs that tell a length in which another begins, in their segment and in the next."""
    talk = Conversation(("10.0.0.4", 40002), SERVER)
    talk.open()
    link = [encode("enquire_link", sequence_number=number) for number in range(1, 7)]
    message = encode("submit_sm", short_message=b"x", command_length=35 + len(link[0]))
    for data in (link[0], message + link[1], link[2], message, link[3], link[4], link[5]):
        talk.send("client", data)
    return talk.segments


def _put_together() -> list[Segment]:
    """What tshark does not know, in two segments, and behind what lies in two."""
    talk = Conversation(("10.0.0.5", 40003), SERVER)
    talk.open()
    link = encode("enquire_link", sequence_number=1)
    old = encode("param_retrieve", sequence_number=2, param_name="name")
    message = encode("submit_sm", sequence_number=3, short_message=b"x")
    for data in (link + old[:17], old[17:] + link, link):
        talk.send("client", data)
    for data in (link + message[:20], message[20:] + old + link, link):
        talk.send("client", data)
    return talk.segments


def _behind_a_header() -> list[Segment]:
    """Messages without a user data header, in one segment with one that has it."""
    talk = Conversation(("10.0.0.6", 40004), SERVER)
    talk.open()
    headed = encode("submit_sm", esm_class=0x40, short_message=HEADERS[0] + b"part")
    plain = encode("submit_sm", short_message=HEADERS[0] + b"part")
    for text in (HEADERS[0] + b"text", b"\0text", b"text"):
        later = [
            encode("replace_sm", message_id="1", short_message=text),
            encode("data_sm", tlvs=[("message_payload", text)]),
            encode("data_sm", esm_class=0x40, tlvs=[("message_payload", HEADERS[0] + b"part")]),
        ]
        for pdu in later:
            talk.send("client", headed + pdu)
            talk.send("client", headed + plain + pdu)
    return talk.segments


def _torn() -> list[Segment]:
    """PDUs in two segments, behind a message whose header does not come out even."""
    talk = Conversation(("10.0.0.7", 40005), SERVER)
    talk.open()
    uneven = encode("deliver_sm", esm_class=0x40, short_message=b"\x50text")
    link = encode("enquire_link", sequence_number=1)
    for size in (17, 33, 2):
        message = encode("deliver_sm", sequence_number=size, short_message=b"x" * 40)
        talk.send("server", uneven + link + message[:size])
        talk.send("server", message[size:] + link)
        talk.send("server", link)
    return talk.segments


def _pdus() -> Iterator[bytes]:
    yield encode("bind_transceiver", system_id="me", interface_version=0x34)
    yield encode("bind_transceiver_resp", system_id="it")
    for number, pdu in enumerate(_bodies(), 2):
        yield pdu[:12] + number.to_bytes(4) + pdu[16:]


def _bodies() -> Iterator[bytes]:
    for coding in CODINGS:
        for text in TEXTS:
            yield encode("submit_sm", data_coding=coding, short_message=text)
    yield from _messages()
    yield from _times()
    yield from _commands()
    yield from _broken()
    for tlv in TLVS:
        for length in {0, 1, 2, tlv.min_octets, min(tlv.max_octets, 20)}:
            value = bytes(range(1, length + 1))
            yield encode("submit_sm", tlvs=[(tlv.tag, value), (0x1400, b"vendor")])
            yield encode("submit_sm_resp", message_id="1", tlvs=[(tlv.tag, value[:-1] + b"\0")])


def _messages() -> Iterator[bytes]:
    for header in HEADERS:
        for command in ("submit_sm", "deliver_sm", "submit_multi"):
            text = header + b"text{\x1b\x1b"
            yield encode(command, esm_class=0x40, data_coding=0, short_message=text)
        for command in ("deliver_sm", "data_sm"):
            yield encode(command, esm_class=0x43, tlvs=[("message_payload", header + b"long")])
    # A push of WAP whose headers are longer than it is.
    yield encode("submit_sm", esm_class=0x40, short_message=HEADERS[3] + b"\x01\x06\x7f\xae")
    yield encode("submit_sm", short_message=b"one", tlvs=[("message_payload", b"two")])
    yield encode("replace_sm", message_id="1", short_message=b"caf\xe9")
    yield encode("submit_sm", replace_if_present_flag=2, source_addr="\xe9t\xe9\x01")


def _times() -> Iterator[bytes]:
    for time in TIMES:
        times = {"schedule_delivery_time": time, "validity_period": time}
        yield encode("submit_sm", **times)
        yield encode("submit_multi", **times)
        yield encode("query_sm_resp", final_date=time)
        yield encode("query_broadcast_sm_resp", tlvs=[("broadcast_end_time", time)])


def _commands() -> Iterator[bytes]:
    destinations: dict[str, Any] = {
        "dest_address": [(1, 1, "1234"), "friends", (1, 1, "")],
        "unsuccess_sme": [(1, 1, "1234", 0x0B)],
    }
    for command in COMMANDS:
        lists = {field.name: destinations[field.name] for field in command.fields
                 if field.name in destinations}  # fmt: skip
        filled = {field.name: FILLED[field.kind] for field in command.fields
                  if field.kind in FILLED and not field.only_if}  # fmt: skip
        for unsaid in ("number_of_dests", "no_unsuccess", "sm_length", "number_msgs"):
            filled.pop(unsaid, None)
        tlvs = [("additional_status_info_text", "why")]
        yield encode(command.name, tlvs=tlvs, **filled, **lists)
        if command.is_response:
            yield encode(command.name, command_status=8, tlvs=tlvs, **filled, **lists)


def _broken() -> Iterator[bytes]:
    """PDUs that do not come out even, to tshark or to us."""
    yield encode("submit_multi", body=bytes(4) + b"\x01\x07friends\0" + bytes(10))
    yield encode("submit_sm", body=bytes(17) + b"\x02\x04\0\x09\0\1")
    yield encode("submit_sm", body=bytes(17) + b"\x14\0\0\x09\0\1")
    yield encode("submit_sm", body=bytes(17) + b"\x03\x81\0\x09\1\1")
    yield encode("deliver_sm", body=bytes(17) + b"\x03\x03\xff\xff")
    yield encode("submit_sm_resp", body=b"")
    yield encode("submit_sm_resp", body=b"17")
    yield encode("submit_sm_resp", command_status=8, body=b"17")
    yield encode("bind_receiver", body=b"me\0" + bytes(6) + b"\x14\0\0\x09\0")
    yield encode("enquire_link") + encode("query_last_msgs", source_addr="1", num_messages=1)
    yield encode("enquire_link") + encode("param_retrieve", body=b"x")
