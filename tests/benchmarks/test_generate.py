"""The benchmark's capture generator, checked by reading its files with dpkt in a few lines."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import dpkt
import pytest

GENERATE = Path(__file__).parents[2] / "benchmarks" / "generate.py"
PDUS = 6_000
UNTIDY = ("--loss", "0.02", "--disorder", "0.02", "--header-cuts", "0.02")
NAMES = {
    0x01: "bind_receiver",
    0x02: "bind_transmitter",
    0x04: "submit_sm",
    0x05: "deliver_sm",
    0x09: "bind_transceiver",
    0x15: "enquire_link",
}


class Packet(NamedTuple):
    """What the tests look at in a packet; `seq` counts from the SYN."""

    time: float
    stream: tuple[int, int]
    seq: int
    flags: int
    data: bytes


class Pdu(NamedTuple):
    """A PDU and the place of its first byte in its stream."""

    at: int
    name: str
    status: int
    sequence_number: int
    data: bytes


def make(folder: Path, *arguments: str) -> tuple[Path, dict[str, Any]]:
    """Run the generator; return its capture and its truth."""
    out, truth = folder / "made.pcap", folder / "truth.json"
    command = [sys.executable, str(GENERATE), "--out", str(out), "--truth", str(truth)]
    subprocess.run([*command, *arguments], check=True, capture_output=True)
    return out, json.loads(truth.read_text())


def packets_of(path: Path) -> Iterator[Packet]:
    """Read the packets of a capture; each stream's SYN comes first."""
    first: dict[tuple[int, int], int] = {}
    with path.open("rb") as file:
        for time, frame in dpkt.pcap.Reader(file):
            tcp = dpkt.ethernet.Ethernet(frame).data.data
            stream = (tcp.sport, tcp.dport)
            start = first.setdefault(stream, tcp.seq)
            seq = (tcp.seq - start) & 0xFFFFFFFF
            yield Packet(float(time), stream, seq, tcp.flags, tcp.data)


def streams_of(path: Path) -> dict[tuple[int, int], dict[int, int]]:
    """Put every captured byte in its place: stream -> place -> byte."""
    streams: dict[tuple[int, int], dict[int, int]] = defaultdict(dict)
    for packet in packets_of(path):
        streams[packet.stream].update(enumerate(packet.data, packet.seq - 1))
    return streams


def pdus_of(stream: dict[int, int]) -> list[Pdu]:
    """Cut a stream that misses no byte into its PDUs."""
    data, at, found = bytes(stream[place] for place in range(len(stream))), 0, []
    while at < len(data):
        length, command, status, number = (
            int.from_bytes(data[at + i : at + i + 4], "big") for i in range(0, 16, 4)
        )
        name = NAMES[command & 0x7FFFFFFF] + ("_resp" if command >> 31 else "")
        found.append(Pdu(at, name, status, number, data[at : at + length]))
        at += length
    return found


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    return make(tmp_path_factory.mktemp("clean"), "--pdus", str(PDUS), "--clean")


@pytest.fixture(scope="module")
def pdus(clean: tuple[Path, dict[str, Any]]) -> dict[tuple[int, int], list[Pdu]]:
    return {stream: pdus_of(data) for stream, data in streams_of(clean[0]).items()}


def test_truth_counts_every_command(
    clean: tuple[Path, dict[str, Any]], pdus: dict[tuple[int, int], list[Pdu]]
) -> None:
    found = Counter(pdu.name for stream in pdus.values() for pdu in stream)
    truth = clean[1]
    assert found == truth["commands_sent"] == truth["commands_captured"]
    assert found.total() == truth["pdus"]["sent"] == PDUS


def test_truth_counts_outcomes(
    clean: tuple[Path, dict[str, Any]], pdus: dict[tuple[int, int], list[Pdu]]
) -> None:
    texts = b"".join(p.data for stream in pdus.values() for p in stream if p.name == "deliver_sm")
    stats = Counter(re.findall(rb"stat:(\w+) err:", texts))
    messages = clean[1]["messages"]
    assert stats[b"DELIVRD"] == messages["delivered"] > 0
    assert stats[b"UNDELIV"] == messages["failed"] > 0
    assert stats[b"ENROUTE"] == clean[1]["receipts"]["intermediate"] > 0


def test_truth_counts_statuses(
    clean: tuple[Path, dict[str, Any]], pdus: dict[tuple[int, int], list[Pdu]]
) -> None:
    answers = [p for stream in pdus.values() for p in stream if p.name == "submit_sm_resp"]
    found = Counter(f"0x{p.status:08x}" for p in answers)
    assert found == clean[1]["submit_sm_resp_status"]
    assert found["0x00000058"] > 0


def test_requests_are_numbered_one_by_one_and_answered_once(
    pdus: dict[tuple[int, int], list[Pdu]],
) -> None:
    for (source, target), stream in pdus.items():
        asked = [p.sequence_number for p in stream if not p.name.endswith("_resp")]
        answers = [p for p in pdus[target, source] if p.name.endswith("_resp")]
        assert asked == list(range(1, len(asked) + 1))
        answered = [p.sequence_number for p in answers]
        assert len(set(answered)) == len(answered)
        assert set(answered) <= set(asked)


def test_receipts_carry_ids_that_were_given(pdus: dict[tuple[int, int], list[Pdu]]) -> None:
    everything = [p for stream in pdus.values() for p in stream]
    given = {p.data[16:-1] for p in everything if p.name == "submit_sm_resp" and not p.status}
    told = [re.findall(rb"id:(\d+) |\0\x1e\0\x0b(\d+)\0", p.data) for p in everything]
    ids = [{a or b for a, b in pair} for pair in told if pair]
    assert all(len(pair) == 1 for pair in ids)
    assert len(ids) == sum(p.name == "deliver_sm" for p in everything)
    # A receipt may be sent ahead of its response, which the end of the capture then can cut off.
    assert sum(pair <= given for pair in ids) >= len(ids) - 2


def test_time_never_goes_back(clean: tuple[Path, dict[str, Any]]) -> None:
    times = [packet.time for packet in packets_of(clean[0])]
    assert times == sorted(times)
    assert len(times) == clean[1]["tcp"]["packets"]


def test_segments_join_and_split_pdus(
    clean: tuple[Path, dict[str, Any]], pdus: dict[tuple[int, int], list[Pdu]]
) -> None:
    begins = {(stream, p.at) for stream, found in pdus.items() for p in found}
    payloads = [p for p in packets_of(clean[0]) if p.data]
    inside = [p for p in payloads if (p.stream, p.seq - 1) not in begins]
    several = [p for p in payloads if len(p.data) > int.from_bytes(p.data[:4], "big")]
    assert inside
    assert set(several) - set(inside)


def test_checksums_are_right(clean: tuple[Path, dict[str, Any]]) -> None:
    with clean[0].open("rb") as file:
        for _, frame in list(dpkt.pcap.Reader(file))[:400]:
            ip = dpkt.ethernet.Ethernet(frame).data
            tcp = bytes(ip.data)
            assert dpkt.in_cksum(bytes(ip)[:20]) == 0
            pseudo = ip.src + ip.dst + b"\0\x06" + len(tcp).to_bytes(2, "big")
            assert dpkt.in_cksum(pseudo + tcp) == 0


def test_sequence_numbers_wrap(clean: tuple[Path, dict[str, Any]]) -> None:
    with clean[0].open("rb") as file:
        segments = [dpkt.ethernet.Ethernet(frame).data.data for _, frame in dpkt.pcap.Reader(file)]
    first = [tcp.seq for tcp in segments if tcp.sport == segments[0].sport]
    assert max(first) > 0xFFFFFF00 - 1460
    assert min(first) < 1460


def test_untidy_capture_misses_what_the_truth_says(
    tmp_path: Path, pdus: dict[tuple[int, int], list[Pdu]]
) -> None:
    path, truth = make(tmp_path, "--pdus", str(PDUS), *UNTIDY)
    streams = streams_of(path)
    whole = Counter(
        pdu.name
        for stream, found in pdus.items()
        for pdu in found
        if all(streams[stream].get(pdu.at + i) == byte for i, byte in enumerate(pdu.data))
    )
    assert whole == truth["commands_captured"]
    assert whole.total() == truth["pdus"]["captured"] < truth["pdus"]["sent"]


def test_untidy_capture_repeats_and_reorders(tmp_path: Path) -> None:
    path, truth = make(tmp_path, "--pdus", str(PDUS), *UNTIDY)
    reached: Counter[tuple[int, int]] = Counter()
    seen: set[tuple[tuple[int, int], int]] = set()
    repeated = late = 0
    for packet in (p for p in packets_of(path) if p.data):
        repeated += (packet.stream, packet.seq) in seen
        late += packet.seq < reached[packet.stream] and (packet.stream, packet.seq) not in seen
        seen.add((packet.stream, packet.seq))
        reached[packet.stream] = max(reached[packet.stream], packet.seq)
    assert repeated == truth["tcp"]["retransmitted"] > 0
    assert late == truth["tcp"]["reordered"] > 0


def test_same_seed_same_file(tmp_path: Path, clean: tuple[Path, dict[str, Any]]) -> None:
    again, _ = make(tmp_path, "--pdus", str(PDUS), "--clean")
    assert again.read_bytes() == clean[0].read_bytes()
    other, _ = make(tmp_path, "--pdus", str(PDUS), "--clean", "--seed", "2")
    assert other.read_bytes() != clean[0].read_bytes()


@pytest.mark.parametrize("sessions", [1, 4, 8, 40])
def test_sessions_are_connections(tmp_path: Path, sessions: int) -> None:
    path, truth = make(tmp_path, "--pdus", "2000", "--sessions", str(sessions))
    syn = [p for p in packets_of(path) if p.flags == dpkt.tcp.TH_SYN]
    binds = {name for name in truth["commands_sent"] if name.startswith("bind")}
    assert len(syn) == sessions
    assert ("bind_receiver" in binds) == (sessions >= 4)
