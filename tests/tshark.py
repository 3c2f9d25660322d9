"""What tshark says of a capture, one dict for each SMPP PDU, to compare with tables and the oracle.

The names of the fields are turned from Wireshark's to the standard's. TLVs, texts that Wireshark
decoded, and the bits of a field where one of its siblings has the whole octet are left out.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from smpp_dissect.verify.pdml import ShownPdu, shown_pdus
from smpp_dissect.verify.program import Question, asked, is_present
from tests.conftest import SAMPLES

__all__ = ["is_present", "as_dict", "story_ports", "tshark_pdus"]

HEADER = ("command_length", "command_id", "command_status", "sequence_number")
TEXTS = frozenset(
    "system_id password system_type address_range service_type source_addr destination_addr"
    " esme_addr message_id schedule_delivery_time validity_period final_date dl_name smsc_addr"
    " msc_addr sm_id".split()
)
RENAMED = {
    "esm.submit.msg_mode": "esm_class",
    "regdel.receipt": "registered_delivery",
    "message": "short_message",
    "schedule_delivery_time_r": "schedule_delivery_time",
    "validity_period_r": "validity_period",
    "final_date_r": "final_date",
}
# In the requests of Huawei, Wireshark shows the version under the name of another field.
HUAWEI = (0x01000001, 0x01000002)
LEFT_OUT = re.compile(r"message_text|dcs\.|esm\.|regdel\.|message_payload")


def tshark_pdus(
    path: str | Path, decode_as_ports: Iterable[int] = (), reorder: bool = False
) -> list[dict[str, Any]]:
    """The PDUs tshark finds, in its order; `reorder`: it is told to put segments in order."""
    with asked(Question(str(path), tuple(decode_as_ports), reorder)) as answer:
        return [as_dict(pdu) for pdu in shown_pdus(answer)]


def as_dict(pdu: ShownPdu) -> dict[str, Any]:
    """One PDU: `frame`, the four fields of the header (command_status is None in requests, where
    tshark shows none), `fields` (name -> list of int, or bytes without the NUL of a C-octet
    string, in wire order) and `malformed`: tshark gave up inside of it.
    """
    fields: dict[str, list[int | bytes]] = {}
    for name, octets in _fields(pdu):
        fields.setdefault(name, []).append(_value(name, octets))
    header: dict[str, Any] = {name: fields.pop(name, [None])[0] for name in HEADER}
    if header["command_id"] in HUAWEI and "error_code" in fields:
        fields = {"version": fields.pop("error_code")} | fields
    return {"frame": pdu.frame} | header | {"fields": fields, "malformed": bool(pdu.malformed)}


def _fields(pdu: ShownPdu) -> Iterator[tuple[str, bytes]]:
    for field in pdu.fields:
        if field.name == "opt_params":
            return
        name = RENAMED.get(field.name, field.name)
        if field.octets and not LEFT_OUT.match(name):
            yield name, bytes.fromhex(field.octets)


def _value(name: str, value: bytes) -> int | bytes:
    if name in TEXTS:
        return value.removesuffix(b"\0")
    return value if name == "short_message" else int.from_bytes(value, "big")


def story_ports(name: str) -> list[int]:
    """The ports on which a sample capture has SMPP; none for other captures."""
    with gzip.open(SAMPLES / "truth.json.gz") as file:
        stories = json.load(file).values()
    return [port for story in stories if name in story["files"] for port in story["ports"]]
