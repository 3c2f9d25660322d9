"""Rows that the tests of commands read."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from smpp_dissect.columns import arrow_type
from tests.cli.fake import FakeCapture, FakeTree, table_of

START = 1_790_000_000_123_456_789  # 2026-09-21T14:13:20.123456789Z

PDUS: list[dict[str, Any]] = [
    {
        "pdu": 1,
        "command": "bind_transceiver",
        "sender": "esme",
        "system_id": "smppclient1",
        "password": "********",
    },
    {
        "pdu": 2,
        "command": "submit_sm",
        "sender": "esme",
        "source_addr": "MyShop",
        "destination_addr": "79161234567",
        "text": "Привет\x1b[31m\nмир",
        "short_message": b"\x04\x1f\x00\xff",
    },
    {
        "pdu": 3,
        "command": "submit_sm_resp",
        "sender": "smsc",
        "message_id": "0000A1B2",
        "command_status": 0x58,
        "status": "ESME_RTHROTTLED",
    },
    {"pdu": 4, "command": "enquire_link", "sender": None, "anomaly": "before_bind"},
    {"pdu": 5, "command": None, "command_id": 0xBEEF, "sender": "smsc", "text": "=1+1"},
]
for place, row in enumerate(PDUS):
    row.setdefault("status", "ESME_ROK")
    row.setdefault("command_status", 0)
    row |= {
        "frame": 4 * place + 1,
        "file": "a.pcap",
        "time": START + place * 1_000_000_000,
        "session": 1,
        "command_length": 16 + place,
        "sequence_number": place + 1,
    }

MESSAGES: list[dict[str, Any]] = [
    {
        "message": 1,
        "session": 1,
        "source_addr": "MyShop",
        "destination_addr": "+79161234567",
        "status": "ESME_ROK",
        "message_id": "17",
        "delivery_s": 1.5,
        "outcome": "delivered",
    },
    {"message": 2, "session": 1, "text": "@cmd", "outcome": "failed"},
]

TREE = {
    "name": "enquire_link",
    "offset": 0,
    "length": 4,
    "hex": "00000010",
    "value": None,
    "meaning": None,
    "nodes": [
        {
            "name": "command_length",
            "offset": 0,
            "length": 4,
            "hex": "00000010",
            "value": 16,
            "meaning": None,
            "nodes": [],
        }
    ],
}


def linked(pdus: pa.Table) -> pa.Table:
    """PDU 3 answers PDU 2."""
    for name, dtype, values in (
        ("request", "uint64", [None, None, 2, None, None]),
        ("response", "uint64", [None, 3, None, None, None]),
        ("response_s", "double", [None, 0.0123, 0.0123, None, None]),
    ):
        pdus = pdus.append_column(name, pa.array(values, arrow_type(dtype)))
    return pdus


def capture(**more: Any) -> FakeCapture:
    """The sample capture, with what a test changes."""
    tables = {
        "pdus": linked(table_of("pdus", PDUS)),
        "messages": table_of("messages", MESSAGES),
        "receipts": table_of("receipts", [{"pdu": 4, "cost": "0.35"}, {"pdu": 5, "cost": None}]),
    }
    trees = {number: FakeTree(TREE, number) for number in range(1, 6)}
    parts: dict[str, Any] = {"tables": tables, "trees_by_number": trees}
    return FakeCapture(**parts | more)
