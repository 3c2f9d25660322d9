"""The encoder against other software: what node-smpp sent, made again from what it was given."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from smpp_dissect.pdus.encode import encode
from smpp_dissect.spec import Kind

CAPTURES = Path(__file__).parents[2].parent / "shared" / "captures"

# Where that library goes its own way: a NUL left out, a name of 5.0, integers of other sizes.
NO_NUL = {"broadcast_end_time"}
RENAMED = {"dest_port": "destination_port"}
SIZES = {"source_telematics_id": 2, "dest_addr_np_country": 4}
VENDOR = {
    "vnd_cost": (0x2000, Kind.CSTRING),
    "vnd_flags": (0x2001, Kind.U16),
    "vnd_parts": (0x2002, Kind.U16),
    "vnd_mccmnc": (0x2003, Kind.CSTRING),
    "vnd_xstatus": (0x2004, Kind.U16),
}


def sent_by_node_smpp(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            # vendor_ping was given its own layout; no specification has it.
            if "raw" in row and row["lib"].startswith("node-smpp"):
                if row["command"] != "vendor_ping":
                    yield row


def plain(value: Any) -> Any:
    return bytes.fromhex(value["hex"]) if isinstance(value, dict) else value


def field(name: str, value: Any) -> Any:
    if name == "dest_address":
        return [entry.get("dl_name") or tuple(entry.values()) for entry in value]
    if name == "unsuccess_sme":
        return [tuple(entry.values()) for entry in value]
    return plain(value)


def tlv(name: str, value: Any) -> tuple[int | str, Any]:
    if name in VENDOR:
        tag, kind = VENDOR[name]
        return tag, value.encode() + b"\0" if kind is Kind.CSTRING else value.to_bytes(2, "big")
    if name in SIZES:
        return name, value.to_bytes(SIZES[name], "big")
    return RENAMED.get(name, name), value.encode() if name in NO_NUL else plain(value)


def again(row: dict[str, Any]) -> bytes:
    fields = {name: field(name, value) for name, value in row["fields"].items()}
    tlvs = [
        tlv(name, each)
        for name, value in row["tlvs"].items()
        for each in (value if isinstance(value, list) else [value])
    ]
    if row["status"]:
        # The library refuses with a bare header, whatever fields it was given.
        fields, tlvs = {}, []
    return encode(
        row["command"],
        sequence_number=row["seq"],
        command_status=row["status"],
        tlvs=tlvs,
        **fields,
    )


TRUTHS = sorted(CAPTURES.glob("*.truth.jsonl.gz"))


@pytest.mark.skipif(not TRUTHS, reason="the captures are not at hand")
@pytest.mark.parametrize("path", TRUTHS, ids=lambda path: path.name.partition(".")[0])
def test_octets_of_node_smpp(path: Path) -> None:
    rows = list(sent_by_node_smpp(path))
    for row in rows:
        assert again(row).hex() == row["raw"], (row["command"], row["seq"])
    assert rows or "bearerbox" in path.name
