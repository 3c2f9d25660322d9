"""What tshark says of a capture, one dict for each SMPP PDU.

PDML is the only output of tshark that keeps several PDUs of a frame apart with their fields, but it
is not always well formed: control characters and halves of surrogate pairs from the messages stand
in it bare. So all that is not printable ASCII is taken out before parsing; values are read from the
hex, which loses nothing by it.

The names of the fields are turned from Wireshark's to the standard's. TLVs, texts that Wireshark
decoded, and the bits of a field where one of its siblings has the whole octet are left out.

A golden file keeps what was found as lines of text. The names of a PDU's fields stand once, in a
comment line at the top that has a number; each PDU has that number and the values.
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
    """The first line tshark prints of itself; golden files begin with it."""
    done = subprocess.run(["tshark", "--version"], capture_output=True, check=True)
    return done.stdout.decode().splitlines()[0]


def command(
    path: str | Path, decode_as_ports: Iterable[int] = (), reorder: bool = False
) -> list[str]:
    """The command line `tshark_pdus` runs; PDUs on these TCP ports are SMPP without a doubt."""
    ports = [word for port in decode_as_ports for word in ("-d", f"tcp.port=={port},smpp")]
    order = f"tcp.reassemble_out_of_order:{str(reorder).upper()}"
    return ["tshark", "-n", "-r", str(path), "-o", order, *ports, "-T", "pdml", "-J", "smpp"]


def tshark_pdus(
    path: str | Path, decode_as_ports: Iterable[int] = (), reorder: bool = False
) -> list[dict[str, Any]]:
    """The PDUs tshark finds, in its order; `reorder`: it is told to put segments in order.

    Each has `frame`, the four fields of the header (command_status is None in requests, where
    tshark shows none), `fields` (name -> list of int, or bytes without the NUL of a C-octet
    string, in wire order) and `malformed`: tshark gave up inside of it.
    """
    words = command(path, decode_as_ports, reorder)
    done = subprocess.run(words, capture_output=True, check=True)
    return list(_pdus(UNPRINTABLE.sub(b"", done.stdout)))


def tshark_at_its_best(
    path: str | Path, decode_as_ports: Iterable[int] = ()
) -> tuple[bool, list[dict[str, Any]]]:
    """The value of `reorder` by which tshark finds more PDUs, by itself False, and these PDUs.

    Putting segments in order gains it PDUs whose segments came late, and costs it most of what
    comes behind a segment that never came.
    """
    as_it_is, in_order = (tshark_pdus(path, decode_as_ports, reorder) for reorder in (False, True))
    return (True, in_order) if len(in_order) > len(as_it_is) else (False, as_it_is)


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


COLUMNS = "frame command_id command_status sequence_number command_length malformed names values"
Names = tuple[str, ...]


def golden_lines(path: str | Path, decode_as_ports: Iterable[int] = ()) -> list[str]:
    """What a golden file says of a capture: comment lines on how, then a line for each PDU."""
    ports = list(decode_as_ports)
    reorder, pdus = tshark_at_its_best(path, ports)
    numbers: dict[Names, int] = {}
    lines = [_golden_line(pdu, numbers) for pdu in pdus]
    return [
        f"# {version()}",
        f"# {' '.join(command(Path(path).name, ports, reorder))}",
        *("\t".join(["# names", str(number), *names]) for names, number in numbers.items()),
        "\t".join(["#", *COLUMNS.split()]),
        *lines,
    ]


def _golden_line(pdu: dict[str, Any], numbers: dict[Names, int]) -> str:
    status = "" if pdu["command_status"] is None else f"0x{pdu['command_status']:08x}"
    number = numbers.setdefault(tuple(pdu["fields"]), len(numbers))
    cells = [pdu["frame"], f"0x{pdu['command_id']:08x}", status, pdu["sequence_number"]]
    cells += [pdu["command_length"], int(pdu["malformed"]), number]
    values = [_written(values) for values in pdu["fields"].values()]
    return "\t".join([*map(str, cells), json.dumps(values, separators=(",", ":"))])


def _written(values: list[int | bytes]) -> Any:
    """Octets as the characters of the same numbers, which JSON writes in ASCII; one value bare."""
    told = [value if isinstance(value, int) else value.decode("latin-1") for value in values]
    return told[0] if len(told) == 1 else told


def read_golden(path: str | Path) -> list[dict[str, Any]]:
    """The PDUs of a golden file, as tshark gave them when it was recorded."""
    return golden_pdus(Path(path).read_text("ascii").splitlines())


def golden_pdus(lines: Iterable[str]) -> list[dict[str, Any]]:
    """The PDUs in the lines of a golden file."""
    names: dict[str, Names] = {}
    pdus = []
    for line in lines:
        cells = line.split("\t")
        if cells[0] == "# names":
            names[cells[1]] = tuple(cells[2:])
        elif not line.startswith("#"):
            pdus.append(_golden_pdu(cells, names))
    return pdus


def _golden_pdu(cells: list[str], names: dict[str, Names]) -> dict[str, Any]:
    frame, command_id, status, sequence, length, malformed, number, values = cells
    fields = zip(names[number], json.loads(values), strict=True)
    return {
        "frame": int(frame),
        "command_length": int(length),
        "command_id": int(command_id, 16),
        "command_status": int(status, 16) if status else None,
        "sequence_number": int(sequence),
        "fields": {name: _read(value) for name, value in fields},
        "malformed": malformed == "1",
    }


def _read(written: Any) -> list[int | bytes]:
    values = written if isinstance(written, list) else [written]
    return [value if isinstance(value, int) else value.encode("latin-1") for value in values]
