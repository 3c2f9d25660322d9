"""PDUs and connections that many tests begin with."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import Any

from tests.build import Conversation, Segment
from tests.naive import encode
from tests.naive_spec import IDS

SUBMIT: dict[str, Any] = {
    "service_type": b"", "source_addr_ton": 5, "source_addr_npi": 0, "source_addr": b"Sender",
    "dest_addr_ton": 1, "dest_addr_npi": 1, "destination_addr": b"79161234567", "esm_class": 0,
    "protocol_id": 0, "priority_flag": 0, "schedule_delivery_time": b"", "validity_period": b"",
    "registered_delivery": 1, "replace_if_present_flag": 0, "data_coding": 0,
    "sm_default_msg_id": 0,
}  # fmt: skip
BIND: dict[str, Any] = {
    "system_id": b"user", "password": b"secret", "system_type": b"", "interface_version": 0x34,
    "addr_ton": 0, "addr_npi": 0, "address_range": b"",
}  # fmt: skip


def pdu(
    command: str | int, sequence: int = 1, status: int = 0, tlvs: Any = (), **fields: Any
) -> bytes:
    """A PDU of a command, by name or number, with just these fields."""
    number = IDS[command] if isinstance(command, str) else command
    return encode(number, fields, tlvs, status=status, sequence=sequence)


def submit(sequence: int = 1, text: bytes = b"hello", tlvs: Any = (), **changed: Any) -> bytes:
    """A submit_sm of 50 octets and its text."""
    message = {"sm_length": len(text), "short_message": text}
    return encode(4, SUBMIT | changed | message, tlvs, sequence=sequence)


def deliver(sequence: int = 1, text: bytes = b"hello", tlvs: Any = (), **changed: Any) -> bytes:
    """A deliver_sm."""
    message = {"sm_length": len(text), "short_message": text}
    return encode(5, SUBMIT | changed | message, tlvs, sequence=sequence)


def bind(sequence: int = 1) -> bytes:
    """A bind_transceiver."""
    return pdu("bind_transceiver", sequence, **BIND)


def bind_resp(sequence: int = 1) -> bytes:
    """Its answer."""
    return pdu("bind_transceiver_resp", sequence, system_id=b"smsc")


def submit_resp(sequence: int = 1, status: int = 0) -> bytes:
    """A submit_sm_resp."""
    return pdu("submit_sm_resp", sequence, status, message_id=b"%08d" % sequence)


def enquire(sequence: int = 1) -> bytes:
    """An enquire_link."""
    return pdu("enquire_link", sequence)


def vendor(sequence: int = 1, body: bytes = b"vendor body") -> bytes:
    """A PDU of a command that no version of SMPP has."""
    return raw(0x00010203, body, sequence)


def raw(command_id: int, body: bytes, sequence: int = 1, status: int = 0) -> bytes:
    """A PDU of any body."""
    return struct.pack(">4I", 16 + len(body), command_id, status, sequence) + body


def with_length(octets: bytes, length: int) -> bytes:
    """The PDU with another command_length, true or not."""
    return struct.pack(">I", length & 0xFFFFFFFF) + octets[4:]


def talk(
    client: bytes | Sequence[bytes] = b"",
    server: bytes | Sequence[bytes] = b"",
    mss: int = 1460,
    opened: bool = True,
    closed: bool = True,
    ends: Sequence[tuple[str, int]] = (("10.0.0.1", 40000), ("10.0.0.2", 2775)),
    **options: Any,
) -> list[Segment]:
    """A connection: what the client sends, then what the server sends, in segments of `mss` octets.

    Octets given as several are sent in segments of their own. `ends`: the client's, the server's.
    """
    made = Conversation(*ends, **options)
    if opened:
        made.open()
    for who, sent in (("client", client), ("server", server)):
        for piece in [sent] if isinstance(sent, bytes) else sent:
            made.send(who, piece, mss=mss)
    if closed:
        made.close()
    return made.segments
