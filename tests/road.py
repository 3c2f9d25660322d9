"""The package's road from files to PDUs as tests ask for it: any window, either form, plain values.

`travel` reads a capture twice, as the package does: once for the outline, once for the tables.
"""

from __future__ import annotations

import importlib
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np

from smpp_dissect._kernel import compile_kernels
from smpp_dissect.columns import TABLES
from tests.build import Section, write_pcap, write_pcapng
from tests.forms import plain_form
from tests.naive_spec import FIELDS, NAMES

NO_TIME = -(1 << 63)
DEFAULT = 4 << 20
WINDOWS = (64, 1 << 10, 64 << 10, DEFAULT)
FEW = (64, DEFAULT)
Source = bytes | Path | Sequence[bytes | Path]


def pcap(items: Iterable[Any], **options: Any) -> bytes:
    """A pcap file of these segments, as bytes."""
    target = io.BytesIO()
    write_pcap(target, items, **options)
    return target.getvalue()


def pcapng(*sections: Section) -> bytes:
    """A pcapng file of these sections, as bytes."""
    target = io.BytesIO()
    write_pcapng(target, sections)
    return target.getvalue()


@dataclass
class Road:
    """What came of a capture; `pdus` and `tlvs` are rows of the tables, `raw` each PDU's octets."""

    pdus: list[dict[str, Any]] = field(default_factory=list)
    tlvs: list[dict[str, Any]] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    ledger: dict[tuple[str | None, str], int] = field(default_factory=dict)
    skipped: list[int] = field(default_factory=list)
    faults: list[str | None] = field(default_factory=list)
    reader: Any = None

    def told(self) -> tuple[Any, ...]:
        """All that must not depend on how the capture was cut into windows."""
        return self.pdus, self.tlvs, self.raw, self.ledger, self.skipped, self.faults

    def values(self, *names: str) -> list[Any]:
        """One column of `pdus`, or tuples of several."""
        rows = [tuple(pdu[name] for name in names) for pdu in self.pdus]
        return [row[0] for row in rows] if len(names) == 1 else rows

    def tlvs_of(self, pdu: int) -> list[tuple[int, bytes]]:
        """The TLVs of the PDU of that index."""
        number = self.pdus[pdu]["pdu"]
        return [(row["tag"], row["value"]) for row in self.tlvs if row["pdu"] == number]

    def payload(self, bucket: str) -> int:
        """Bytes in one bucket of the payload balance."""
        return self.ledger["payload", bucket]


@cache
def module(name: str, kind: str) -> Any:
    """A module of the package: `shared` with all other tests as it is, `compiled`, or `plain`.

    The plain form is a private copy. The compiled one is shared, and stays compiled: compiling
    takes longest, and once in a process is enough.
    """
    if kind == "plain":
        return plain_form(name)
    if kind == "compiled":
        compile_kernels()
    return importlib.import_module(name)


@cache
def form(kind: str) -> SimpleNamespace:
    """The parts of the road in one form."""
    passes = module("smpp_dissect.passes", kind)
    tables = module("smpp_dissect.pdus.tables", kind)
    return SimpleNamespace(
        PduReader=passes.PduReader,
        OutlineColumns=passes.OutlineColumns,
        read_ledger=passes.read_ledger,
        PduTables=tables.PduTables,
        framing=tables.framing,
    )


def _inputs(source: Source) -> list[Any]:
    several = [source] if isinstance(source, bytes | Path) else source
    return [io.BytesIO(each) if isinstance(each, bytes) else each for each in several]


def travel(
    source: Source,
    ports: Iterable[int] | None = None,
    window: int = DEFAULT,
    kind: str = "shared",
    **options: Any,
) -> Road:
    """Read a capture (content or path, or several of either) to its end."""
    made = form(kind)
    columns, road = made.OutlineColumns(), Road()
    reader = made.PduReader(_inputs(source), ports, window=window)
    for batch in reader.batches():
        columns.take(batch)
    outline = columns.finish(reader)
    road.reader = reader
    road.faults = [file.fault for file in reader.files]
    for entry in made.read_ledger(reader):
        count = entry.packets if entry.balance == "packets" else entry.bytes
        road.ledger[entry.balance, entry.bucket] = count
    again = made.PduReader(_inputs(source), ports, window=window)
    tables = [made.PduTables(again, outline, show_secrets=True, **options) for _ in range(2)]
    for batch in again.batches():
        if len(batch.rows):
            road.pdus += tables[0].pdus(batch, TABLES["pdus"].names).to_pylist()
            road.tlvs += tables[1].tlvs(batch, TABLES["tlvs"].names).to_pylist()
            road.raw += _raw(batch, made.framing)
            road.skipped += batch.column(made.framing.SKIPPED_BEFORE).tolist()
    return _in_order(road)


def _raw(batch: Any, framing: Any) -> list[bytes]:
    begins, sizes = batch.column(framing.BEGIN), batch.column(framing.CAPTURED)
    return [
        batch.data[begin : begin + size].tobytes()
        for begin, size in zip(begins.tolist(), sizes.tolist(), strict=True)
    ]


def _in_order(road: Road) -> Road:
    order = np.argsort(road.values("pdu"), kind="stable").tolist()
    road.raw = [road.raw[place] for place in order]
    road.skipped = [road.skipped[place] for place in order]
    road.pdus = [road.pdus[place] for place in order]
    road.tlvs.sort(key=lambda row: row["pdu"])
    return road


def captured_payload(road: Road) -> int:
    """Captured TCP payload bytes of the connections that the ledger speaks of, counted by TCP."""
    from smpp_dissect.pdus.ledger import smpp_flows
    from smpp_dissect.streams.flows import CAPTURED

    direction = road.reader.streams.tables.direction
    ways = [2 * flow + way for flow in smpp_flows(road.reader).tolist() for way in (0, 1)]
    return int(direction[ways, CAPTURED].sum())


def check_balances(road: Road) -> None:
    """Both balances of the ledger."""
    packets = sum(count for (balance, _), count in road.ledger.items() if balance == "packets")
    assert packets == sum(file.packets for file in road.reader.files), road.ledger
    payload = sum(count for (balance, _), count in road.ledger.items() if balance == "payload")
    assert payload == captured_payload(road), road.ledger
    assert all(count >= 0 for count in road.ledger.values()), road.ledger


def read(
    segments: Iterable[Any],
    windows: Sequence[int] = WINDOWS,
    snaplen: int | None = None,
    **options: Any,
) -> Road:
    """The road of a capture of these segments, its balances checked, the same by every window."""
    data = pcap(segments, snaplen=snaplen)
    roads = [travel(data, window=window, **options) for window in windows]
    for road in roads:
        check_balances(road)
        assert road.told() == roads[0].told()
    return roads[0]


def by_content(road: Road) -> list[Any]:
    """What a disturbed network must not change: the PDUs of each session and side.

    Their order may: a PDU stands where the last of its own octets was captured.
    """
    rows = zip(road.values("session", "sender", "anomaly"), road.raw, strict=True)
    return sorted(rows, key=str)


def as_told(name: str, value: Any) -> Any:
    """A value of the oracle as the table `pdus` tells it."""
    if isinstance(value, list):
        return ",".join(_entry(name, entry) for entry in value)
    if isinstance(value, bytes) and name != "short_message":
        return value.decode("latin-1")
    return value


def _entry(name: str, entry: Any) -> str:
    from smpp_dissect.spec import STATUS_BY_CODE

    if isinstance(entry, bytes):
        return entry.decode("latin-1")
    if name == "unsuccess_sme":
        code = entry["error_status_code"]
        status = STATUS_BY_CODE.get(code, f"0x{code:08X}")
        return f"{entry['destination_addr'].decode('latin-1')}={status}"
    return (entry.get("dl_name") or entry.get("destination_addr", b"")).decode("latin-1")


def expected_fields(pdu: dict[str, Any]) -> dict[str, Any]:
    """The oracle's mandatory fields under the columns of `pdus`."""
    return {name: as_told(name, value) for name, value in pdu["fields"].items()}


ALL_FIELDS = sorted({name for fields in FIELDS.values() for name, _ in fields})


def compare(road: Road, naive: list[dict[str, Any]]) -> list[str]:
    """Every difference between the package's PDUs and the oracle's, text aside."""
    differences = []
    if len(road.pdus) != len(naive):
        differences.append(f"{len(road.pdus)} PDUs, the oracle has {len(naive)}")
    for place, (mine, other) in enumerate(zip(road.pdus, naive, strict=False)):
        command = NAMES.get(other["command_id"])
        pairs = {
            "command": (mine["command"], command),
            "raw": (road.raw[place], other["raw"]),
            "time": (_nanoseconds(mine["time"]), other["time"]),
            "tlvs": (road.tlvs_of(place), other["tlvs"]),
            "tlv count": (mine["tlvs"], len(other["tlvs"])),
        }
        for name in ("command_length", "command_id", "command_status", "sequence_number", "frame"):
            pairs[name] = (mine[name], other[name])
        expected = expected_fields(other)
        for name in ALL_FIELDS:
            pairs[name] = (mine[name], expected.get(name))
        for name, (one, two) in pairs.items():
            if one != two:
                differences.append(f"PDU {place} ({command}) {name}: {one!r}, the oracle {two!r}")
    return differences


def _nanoseconds(time: Any) -> int | None:
    return None if time is None else int(time.value)
