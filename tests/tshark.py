"""What tshark says of a capture, one dict for each SMPP PDU.

PDML is the only output of tshark that keeps several PDUs of a frame apart with their fields, but it
is not always well formed: control characters and halves of surrogate pairs from the messages stand
in it bare. So all that is not printable ASCII is taken out before parsing; values are read from the
hex, which loses nothing by it.

The names of the fields are turned from Wireshark's to the standard's. TLVs, texts that Wireshark
decoded, and the bits of a field where one of its siblings has the whole octet are left out.
"""

from __future__ import annotations

import io
import json
import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

# The reassembly that gives tshark the best chance: segments out of order are put in order.
PREFERENCES = ("-o", "tcp.reassemble_out_of_order:TRUE")
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
UNPRINTABLE = re.compile(rb"[^\t\n\r\x20-\x7e]")


def is_present() -> bool:
    """Whether tshark can be run."""
    return shutil.which("tshark") is not None


def version() -> str:
    """The first line tshark prints of itself."""
    done = subprocess.run(["tshark", "--version"], capture_output=True, check=True)
    return done.stdout.decode().splitlines()[0]


def command(path: str | Path, decode_as_ports: Iterable[int] = ()) -> list[str]:
    """The command line `tshark_pdus` runs; PDUs on these TCP ports are SMPP without a doubt."""
    ports = [word for port in decode_as_ports for word in ("-d", f"tcp.port=={port},smpp")]
    return ["tshark", "-n", "-r", str(path), *PREFERENCES, *ports, "-T", "pdml", "-J", "smpp"]


def tshark_pdus(path: str | Path, decode_as_ports: Iterable[int] = ()) -> list[dict[str, Any]]:
    """The PDUs tshark finds, in its order.

    Each has `frame`, the four fields of the header (command_status is None in requests, where
    tshark shows none), `fields` (name -> list of int, or bytes without the NUL of a C-octet
    string, in wire order) and `malformed`: tshark gave up inside of it.
    """
    done = subprocess.run(command(path, decode_as_ports), capture_output=True, check=True)
    return list(_pdus(UNPRINTABLE.sub(b"", done.stdout)))


def _pdus(pdml: bytes) -> Iterator[dict[str, Any]]:
    for _, packet in ElementTree.iterparse(io.BytesIO(pdml)):
        if packet.tag != "packet":
            continue
        frame = 0
        pdus: list[dict[str, Any]] = []
        for proto in packet:
            match proto.get("name"):
                case "geninfo":
                    frame = int(proto[0].get("show", "0"))
                case "smpp":
                    pdus.append(_pdu(proto, frame))
                case "_ws.malformed" if pdus:
                    pdus[-1]["malformed"] = True
        yield from pdus
        packet.clear()


def _pdu(proto: ElementTree.Element, frame: int) -> dict[str, Any]:
    fields: dict[str, list[int | bytes]] = {}
    for name, value in _fields(proto):
        fields.setdefault(name, []).append(_value(name, value))
    header: dict[str, Any] = {name: fields.pop(name, [None])[0] for name in HEADER}
    if header["command_id"] in HUAWEI and "error_code" in fields:
        fields = {"version": fields.pop("error_code")} | fields
    return {"frame": frame} | header | {"fields": fields, "malformed": False}


def _fields(node: ElementTree.Element) -> Iterator[tuple[str, bytes]]:
    for field in node:
        wireshark = field.get("name", "").removeprefix("smpp.")
        if wireshark == "opt_params":
            continue
        yield from _fields(field)
        name = RENAMED.get(wireshark, wireshark)
        value = field.get("unmaskedvalue") or field.get("value")
        if value and field.get("name", "").startswith("smpp.") and not LEFT_OUT.match(name):
            yield name, bytes.fromhex(value)


def _value(name: str, value: bytes) -> int | bytes:
    if name in TEXTS:
        return value.removesuffix(b"\0")
    return value if name == "short_message" else int.from_bytes(value, "big")


def golden_lines(path: str | Path, decode_as_ports: Iterable[int] = ()) -> list[str]:
    """What a golden file says of a capture: comment lines on how, then a line for each PDU."""
    words = command(Path(path).name, decode_as_ports)
    lines = [f"# {version()}", f"# {' '.join(words)}", "# frame\t" + "\t".join(_COLUMNS)]
    for pdu in tshark_pdus(path, decode_as_ports):
        status = "" if pdu["command_status"] is None else f"0x{pdu['command_status']:08x}"
        cells = [str(pdu["frame"]), f"0x{pdu['command_id']:08x}", status]
        cells += [str(pdu["sequence_number"]), str(pdu["command_length"])]
        lines.append("\t".join([*cells, str(int(pdu["malformed"])), _json(pdu["fields"])]))
    return lines


_COLUMNS = (
    "command_id",
    "command_status",
    "sequence_number",
    "command_length",
    "malformed",
    "fields",
)


def _json(fields: dict[str, list[int | bytes]]) -> str:
    """Octets as the characters of the same numbers, which JSON writes in ASCII."""
    return json.dumps(
        {
            name: [v if isinstance(v, int) else v.decode("latin-1") for v in values]
            for name, values in fields.items()
        }
    )


def read_golden(path: str | Path) -> list[dict[str, Any]]:
    """The PDUs of a golden file, as `tshark_pdus` gave them when it was recorded."""
    lines = Path(path).read_text("ascii").splitlines()
    return [_golden_pdu(line.split("\t")) for line in lines if not line.startswith("#")]


def _golden_pdu(cells: list[str]) -> dict[str, Any]:
    frame, command_id, status, sequence, length, malformed, fields = cells
    return {
        "frame": int(frame),
        "command_length": int(length),
        "command_id": int(command_id, 16),
        "command_status": int(status, 16) if status else None,
        "sequence_number": int(sequence),
        "fields": {
            name: [value if isinstance(value, int) else value.encode("latin-1") for value in values]
            for name, values in json.loads(fields).items()
        },
        "malformed": malformed == "1",
    }
