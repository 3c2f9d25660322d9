"""The oracle on real traffic: against what was sent, and against tshark."""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.build import (
    Conversation,
    Enhanced,
    Interface,
    Obsolete,
    Section,
    Simple,
    Unknown,
    write_pcap,
    write_pcapng,
)
from tests.naive import TLVS, decode, decode_capture, encode
from tests.naive_spec import FIELDS
from tests.tshark import is_present, tshark_pdus

CAPTURES = Path(__file__).resolve().parent.parent.parent / "shared" / "captures"
PORTS = {
    "smsc_receipts.pcap": (3700,),
    "tx_rx_split.pcap": (3702,),
    "kannel.pcap": (3703,),
    "ipv6_any.pcap": (3704,),
    "window.pcapng": (3705, 3706),
    "query_replace_cancel.pcap": (3716, 3717),
    "midstream.pcap": (3709,),
}
NEEDS_CAPTURES = pytest.mark.skipif(not CAPTURES.is_dir(), reason="the real captures are not here")
NEEDS_TSHARK = pytest.mark.skipif(not is_present(), reason="no tshark on the PATH")
TAGS = {name: tag for tag, (name, *_) in TLVS.items()} | {
    "dest_port": 0x020B,
    "vnd_cost": 0x2000,
    "vnd_flags": 0x2001,
    "vnd_parts": 0x2002,
    "vnd_mccmnc": 0x2003,
    "vnd_xstatus": 0x2004,
}
# tshark 4.0.17 shows the validity_period of a submit_multi under the name of the time before it.
MISNAMED = ("submit_multi", "schedule_delivery_time")


@cache
def found_in(name: str) -> list[dict[str, Any]]:
    return decode_capture(CAPTURES / name, PORTS[name])


def counts() -> dict[str, dict[str, int]]:
    """The table "on the wire" of each capture, as its README tells it."""
    found: dict[str, dict[str, int]] = {}
    for line in (CAPTURES / "README.md").read_text().splitlines():
        if heading := re.match(r"### (\S+)", line):
            table = found.setdefault(heading[1], {})
        elif row := re.match(r"\| (vendor|\w+)[ \w]* \| (\d+) \|", line):
            table["unknown" if row[1] == "vendor" else row[1]] = int(row[2])
    return found


@NEEDS_CAPTURES
@pytest.mark.parametrize("name", PORTS)
def test_counts_of_every_command(name: str) -> None:
    found = found_in(name)
    assert Counter(pdu["command"] for pdu in found) + Counter(total=len(found)) == counts()[name]
    assert found == decode_capture(CAPTURES / name)
    assert not any(pdu["cut"] for pdu in found)


def sent(name: str) -> Iterator[dict[str, Any]]:
    """What the peers noted of the PDUs they sent, where they noted its octets."""
    truth = CAPTURES / f"{name.split('.')[0]}.truth.jsonl.gz"
    with gzip.open(truth, "rt") as lines:
        notes = [json.loads(line) for line in lines]
    return (note for note in notes if note.get("dir") == "sent" and note.get("raw"))


def sent_pdus(name: str) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Notes that tell of a PDU what it holds (some only tell of the message it was made from)."""
    for note in sent(name):
        found = decode(bytes.fromhex(note["raw"]))
        if "command_id" in note and found["command"] != "unknown":
            yield note, found


@NEEDS_CAPTURES
@pytest.mark.parametrize("name", PORTS)
def test_the_octets_are_those_that_were_sent(name: str) -> None:
    wire = Counter(pdu["raw"].hex() for pdu in found_in(name))
    noted = Counter(note["raw"] for note in sent(name))
    assert noted
    assert wire <= noted if name == "midstream.pcap" else noted <= wire


def is_as_noted(value: Any, note: Any) -> bool:
    """Whether a value of the oracle is what the note tells, which may leave parts of it out."""
    match note:
        case {"hex": octets}:
            return bool(value == bytes.fromhex(octets))
        case dict():
            return all(is_as_noted(value[part], content) for part, content in note.items())
        case list():
            return len(value) == len(note) and all(map(is_as_noted, value, note))
        case str():
            return value in (note.encode(), note.encode() + b"\0")
        case int() if isinstance(value, bytes):
            return int.from_bytes(value, "big") == note
    return bool(value == note)


@NEEDS_CAPTURES
@pytest.mark.parametrize("name", PORTS)
def test_the_fields_are_those_that_were_sent(name: str) -> None:
    for note, found in sent_pdus(name):
        assert note["command_id"] == f"0x{found['command_id']:08x}"
        assert note["seq"] == found["sequence_number"]
        assert note["status"] == found["command_status"]
        for field, value in note["fields"].items():
            assert is_as_noted(found["fields"][field], value), (field, note["raw"])


@NEEDS_CAPTURES
@pytest.mark.parametrize("name", PORTS)
def test_the_tlvs_are_those_that_were_sent(name: str) -> None:
    for note, found in sent_pdus(name):
        if found["fault"]:
            continue
        for tlv, value in note.get("tlvs", {}).items():
            values = [octets for tag, octets in found["tlvs"] if tag == TAGS[tlv]]
            assert is_as_noted(values, value if isinstance(value, list) else [value]), note["raw"]


def flat(fields: dict[str, Any]) -> dict[str, list[Any]]:
    """Fields as tshark has them: lists of addresses taken apart into their parts."""
    found: dict[str, list[Any]] = {}
    for name, value in fields.items():
        for entry in value if isinstance(value, list) else [value]:
            for part, content in (entry if isinstance(entry, dict) else {name: entry}).items():
                found.setdefault(part, []).append(content)
    return found


def assert_same(mine: list[dict[str, Any]], theirs: list[dict[str, Any]]) -> None:
    names = ("frame", "command_id", "sequence_number", "command_length")
    assert [[pdu[n] for n in names] for pdu in mine] == [[pdu[n] for n in names] for pdu in theirs]
    for one, other in zip(mine, theirs, strict=True):
        assert other["command_status"] in (None, one["command_status"])
        fields = flat(one["fields"])
        for name, values in other["fields"].items():
            if (one["command"], name) != MISNAMED:
                assert fields[name] == values, (one["frame"], name)


@NEEDS_CAPTURES
@NEEDS_TSHARK
@pytest.mark.parametrize("name", PORTS)
def test_tshark_finds_the_same_pdus_and_fields(name: str) -> None:
    known = [pdu for pdu in found_in(name) if pdu["command"] != "unknown"]
    assert_same(known, tshark_pdus(CAPTURES / name, PORTS[name]))


@NEEDS_CAPTURES
def test_the_only_fault_is_the_known_one() -> None:
    """smpplib counted characters where it wrote octets: every TLV after that one is astray."""
    faults = [
        (name, pdu["fields"]["destination_addr"], pdu["tlvs"][-1][0] in TLVS)
        for name in PORTS
        for pdu in found_in(name)
        if pdu["fault"]
    ]
    assert faults == [("query_replace_cancel.pcap", b"79190000031", True)]


# Counts and flags that tshark reads but does not show, and the time it gives another name.
NOT_SHOWN = {"number_of_dests", "dest_flag", "no_unsuccess", "validity_period"}


@NEEDS_TSHARK
@pytest.mark.parametrize("link", ["ethernet", "vlan", "qinq", "sll", "sll2", "null", "loop", "raw"])
@pytest.mark.parametrize("ipv6", [False, True])
def test_tshark_reads_what_build_writes(link: str, ipv6: bool, tmp_path: Path) -> None:
    talk = Conversation(ipv6=ipv6, isn=(0xFFFFFFF0, 1))
    talk.open()
    talk.send("client", encode(0x09, _bind()) + encode(0x15) * 2, mss=30)
    talk.send("server", encode(0x80000009, {"system_id": b"smsc"}), mss=18)
    talk.close()
    path = tmp_path / "built.pcap"
    write_pcap(path, talk.segments, link=link)
    mine = decode_capture(path)
    assert len(mine) == 4
    assert_same(mine, tshark_pdus(path, [2775]))


ENTRIES: dict[str, list[Any]] = {
    "dests": [
        {"dest_flag": 1, "dest_addr_ton": 1, "dest_addr_npi": 2, "destination_addr": b"1"},
        {"dest_flag": 2, "dl_name": b"friends"},
    ],
    "unsuccess": [
        {"dest_addr_ton": 1, "dest_addr_npi": 2, "destination_addr": b"9", "error_status_code": 11}
    ],
}


def filled(command_id: int) -> dict[str, Any]:
    """A body of the command in which no field is empty and neighbours differ."""
    fields: dict[str, Any] = {}
    for number, (name, kind) in enumerate(FIELDS[command_id], 1):
        if kind in ENTRIES:
            fields[list(fields)[-1]] = len(ENTRIES[kind])
        text = b"261122101500004+" if kind == "t" else f"text {number}".encode()
        fields[name] = ENTRIES.get(kind, text if kind[0] in "zst" else number)
    if "sm_length" in fields:
        fields |= {"sm_length": len(fields["short_message"]), "esm_class": 1, "data_coding": 4}
    return {name: fields[name] for name, _ in FIELDS[command_id]}


@NEEDS_TSHARK
def test_tshark_reads_one_of_every_command(tmp_path: Path) -> None:
    known = [command_id for command_id in FIELDS if command_id & 0xFF not in (0x22, 0x23, 0x24)]
    talk = Conversation()
    talk.open()
    for number, command_id in enumerate(known, 1):
        made = encode(command_id, filled(command_id), sequence=number)
        talk.send("client", made, ack=False)
    write_pcap(tmp_path / "built.pcap", talk.segments)
    mine = decode_capture(tmp_path / "built.pcap")
    theirs = tshark_pdus(tmp_path / "built.pcap", [2775])
    assert_same(mine, theirs)
    for one, other in zip(mine, theirs, strict=True):
        assert flat(one["fields"]).keys() - other["fields"].keys() <= NOT_SHOWN


def _bind() -> dict[str, Any]:
    texts = {"system_id": b"me", "password": b"x", "system_type": b""}
    return texts | {"interface_version": 0x34, "addr_ton": 0, "addr_npi": 0, "address_range": b""}


@NEEDS_TSHARK
@pytest.mark.parametrize("big_endian", [False, True])
def test_tshark_reads_the_pcapng_that_build_writes(big_endian: bool, tmp_path: Path) -> None:
    talk = Conversation()
    talk.open()
    talk.send("client", encode(0x09, _bind()) + encode(0x15), mss=30)
    talk.send("server", encode(0x80000009, {"system_id": b"smsc"}), ack=False)
    *middle, one, other = talk.segments
    interfaces = [Interface("sll2"), Interface("raw", tsresol=9), Interface("vlan", tsoffset=7)]
    blocks: list[Any] = [*interfaces, Unknown(0xBAD, bytes(8)), Unknown(0x7777)]
    blocks += [*map(Enhanced, middle), Obsolete(one, 2)]
    sections = [Section(blocks, big_endian), Section([Interface("loop"), Simple(other)])]
    path = tmp_path / "built.pcapng"
    write_pcapng(path, sections)
    mine = decode_capture(path)
    assert [pdu["frame"] for pdu in mine] == [5, 7, 9]
    assert_same(mine, tshark_pdus(path, [2775]))
