"""The road from files to PDUs: against the oracle, and the same whatever the files are."""

from __future__ import annotations

import gzip
import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from smpp_dissect.pdus.reading import PduReader
from tests.build import (
    LINK_TYPES,
    Enhanced,
    Interface,
    Obsolete,
    Raw,
    Section,
    Simple,
    Unknown,
    link_frame,
    plain_section,
)
from tests.conftest import SAMPLES, captures
from tests.naive import decode_capture
from tests.road import (
    WINDOWS,
    by_content,
    check_balances,
    compare,
    pcap,
    pcapng,
    read,
    travel,
)
from tests.streaming import Dribble, zstd
from tests.talks import (
    bind,
    bind_resp,
    deliver,
    enquire,
    pdu,
    submit,
    submit_resp,
    talk,
)

RECORDED = [path for path in captures() if "tls" not in path.name]
MADE = sorted(SAMPLES.glob("*.pcap*"))
CLIENT = [bind(), *(submit(number, b"text %d" % number) for number in range(2, 8)), enquire(8)]
SERVER = [bind_resp(), *(submit_resp(number) for number in range(2, 8)), deliver(100, b"answer")]


@pytest.mark.skipif(not RECORDED, reason="the recorded captures are not here")
@pytest.mark.parametrize("path", RECORDED, ids=lambda path: path.name)
def test_recorded_captures(path: Path) -> None:
    road = travel(path)
    check_balances(road)
    assert compare(road, decode_capture(path)) == []
    assert road.pdus


@pytest.mark.skipif(not MADE, reason="no sample captures here")
@pytest.mark.parametrize("path", MADE, ids=lambda path: path.name)
def test_sample_captures(path: Path) -> None:
    road = travel(path)
    check_balances(road)
    assert compare(road, decode_capture(path)) == []
    assert road.pdus


@pytest.mark.skipif(not RECORDED, reason="the recorded captures are not here")
def test_windows_and_kernels_on_real_traffic() -> None:
    smallest = sorted(RECORDED, key=lambda path: path.stat().st_size)[:2]
    for path in smallest:
        roads = [travel(path, window=window, kind="compiled") for window in WINDOWS[1:]]
        roads.append(travel(path, window=16 << 10, kind="plain"))
        assert all(road.told() == roads[0].told() for road in roads)


# Files and formats.


LINKS = [(link, ipv6) for link in LINK_TYPES for ipv6 in (False, True)]


# The last two say by their number which it is.
@pytest.mark.parametrize(
    ("link", "ipv6"), [each for each in LINKS if each not in (("ipv4", True), ("ipv6", False))]
)
def test_links_and_addresses(link: str, ipv6: bool) -> None:
    segments = talk(CLIENT, SERVER, ipv6=ipv6)
    expected = by_content(travel(pcap(segments)))
    for big_endian in (False, True):
        for nanoseconds in (False, True):
            data = pcap(segments, link=link, big_endian=big_endian, nanoseconds=nanoseconds)
            road = travel(data, window=256)
            assert by_content(road) == expected
            assert compare(road, decode_capture(data)) == []


@pytest.mark.parametrize("extensions", [(0,), (43, 60), (0, 43, 44, 60, 135)])
def test_extension_headers(extensions: tuple[int, ...]) -> None:
    segments = [replace(s, extensions=extensions) for s in talk(CLIENT, SERVER, ipv6=True)]
    assert by_content(read(segments)) == by_content(read(talk(CLIENT, SERVER, ipv6=True)))


@pytest.mark.parametrize("tsresol", [None, 0, 3, 6, 9, 0x80, 0x8A, 0x94, 0x9E])
@pytest.mark.parametrize("tsoffset", [None, 3600, -7])
@pytest.mark.parametrize("big_endian", [False, True])
def test_pcapng_clocks(tsresol: int | None, tsoffset: int | None, big_endian: bool) -> None:
    segments = talk(CLIENT, SERVER)
    interface = Interface(tsresol=tsresol, tsoffset=tsoffset)
    data = pcapng(plain_section(segments, interface, big_endian=big_endian))
    road = travel(data)
    assert road.raw == CLIENT + SERVER
    assert compare(road, decode_capture(data)) == []


def test_pcapng_blocks_sections_and_interfaces() -> None:
    segments = talk(CLIENT, SERVER)
    kinds: list[Any] = [Interface(), Interface("sll", tsresol=9), Interface("sll2")]
    for number, segment in enumerate(segments[:20]):
        kinds.append((Enhanced, Obsolete)[number % 2](segment, number % 3))
        if number % 4 == 0:
            kinds.append(Unknown((4, 5, 9, 0x0BAD, 0x40000BAD)[number // 4], b"text"))
    rest = [Interface("loop", tsresol=0x94), *map(Enhanced, segments[20:])]
    data = pcapng(Section(kinds), Section(rest, big_endian=True), plain_section([]))
    road = travel(data)
    check_balances(road)
    assert by_content(road) == by_content(travel(pcap(segments)))
    assert compare(road, decode_capture(data)) == []
    assert road.ledger["packets", "no_packet"] == 3


def test_simple_packets_have_no_time() -> None:
    segments = talk(CLIENT, SERVER)
    data = pcapng(Section([Interface(), *map(Simple, segments)]))
    road = travel(data)
    assert road.raw == CLIENT + SERVER
    assert set(road.values("time")) == {None}
    assert compare(road, decode_capture(data)) == []


@pytest.mark.parametrize(
    "pack", [bytes, gzip.compress, zstd], ids=["plain", "gzip", "zstd"]
)  # fmt: skip
@pytest.mark.parametrize("reverse", [False, True])
def test_rotation_within_a_pdu(
    pack: Callable[[bytes], bytes], reverse: bool, tmp_path: Path
) -> None:
    segments = talk(b"".join(CLIENT), b"".join(SERVER), mss=37)
    whole = travel(pcap(segments))
    for cut in range(1, len(segments), 9):
        parts = [pack(pcap(segments[:cut])), pack(pcap(segments[cut:]))]
        for road in (
            travel(parts[::-1] if reverse else parts),
            travel(parts[::-1] if reverse else parts, window=64),
        ):
            check_balances(road)
            assert road.raw == whole.raw
            frames = [frame if frame <= cut else frame - cut for frame in whole.values("frame")]
            assert road.values("frame") == frames
    paths = [tmp_path / name for name in ("b.pcap", "a.pcap")]
    for path, part in zip(paths, parts, strict=True):
        path.write_bytes(part)
    road = travel(sorted(paths))
    assert road.raw == whole.raw
    # Named in the order of their packets.
    assert list(dict.fromkeys(road.values("file"))) == [str(path) for path in paths]


def test_many_files_some_without_packets() -> None:
    segments = talk(CLIENT, SERVER)
    files = [pcap(segments[at : at + 1]) for at in range(len(segments))]
    files[5:5] = [pcap([]), pcapng(plain_section([]))]
    road = travel(files[::-1])
    check_balances(road)
    assert road.raw == CLIENT + SERVER
    assert set(road.values("frame")) == {1}


def test_a_pipe_and_a_stream() -> None:
    data = pcap(talk(CLIENT, SERVER))
    for stream in (io.BytesIO(data), Dribble(data, 100), Dribble(gzip.compress(data), 100)):
        reader = PduReader(stream)
        assert sum(len(batch.rows) for batch in reader.batches()) == len(CLIENT + SERVER)


def test_every_packet_is_counted() -> None:
    segments = talk(CLIENT, SERVER)
    frame = link_frame(segments[3])
    items: list[Any] = list(segments)
    strange = {
        "not_tcp": frame[:23] + b"\x11" + frame[24:],
        "ip_fragment": frame[:20] + b"\x20\0" + frame[22:],
        "not_ip": frame[:12] + b"\x08\x06" + frame[14:],
        "headers_cut": frame[:40],
    }
    for number, octets in enumerate(strange.values()):
        items.insert(5 * number, Raw(segments[0].time, octets))
    items += talk(b"GET / HTTP/1.1\r\n\r\n", ends=(("10.0.0.9", 1), ("10.0.0.8", 80)))
    road = read(items)
    assert road.raw == CLIENT + SERVER
    counts = {
        bucket: count for (balance, bucket), count in road.ledger.items() if balance == "packets"
    }
    assert counts == dict.fromkeys(strange, 1) | {"smpp": len(segments), "tcp_other": 8}


@pytest.mark.parametrize("cut", [0, 20])
def test_segmentation_offload(cut: int) -> None:
    segments = talk(b"".join(submit(number, b"x" * 200) for number in range(1, 20)), mss=2000)
    frames = []
    for segment in segments:
        frame = bytearray(link_frame(segment))
        if segment.payload:
            frame[16:18] = bytes(2)
        frames.append(Raw(segment.time, bytes(frame)))
    longest = max(len(frame.data) for frame in frames)
    road = read(frames, snaplen=longest - cut)
    anomalies = road.values("anomaly")
    if cut:
        assert anomalies.count("cut_by_snaplen") == 2
        assert road.ledger[None, "missing"] == 2 * cut
        assert anomalies.count(None) == 17
    else:
        assert anomalies == [None] * 19


# The oracle's own doubts.


def test_a_wrong_length_hides_nothing_though_it_does_to_the_oracle() -> None:
    sent = [bind(), pdu("enquire_link", 2), submit(3)]
    wrong = (48).to_bytes(4, "big") + sent[1][4:]
    road = read(talk(sent[0] + wrong + sent[2]))
    assert road.values("sequence_number", "anomaly") == [(1, None), (2, "bad_length"), (3, None)]


def test_progress_and_positions() -> None:
    told: list[tuple[int, int | None]] = []
    data = pcap(talk(CLIENT, SERVER))
    reader = PduReader(io.BytesIO(data), progress=lambda *at: told.append(at), window=256)
    for _ in reader.batches():
        pass
    assert told == sorted(told)
    assert told[-1] == (len(data), None)
    assert reader.tcp_packets == len(talk(CLIENT, SERVER))


def test_frames_lead_back_to_files() -> None:
    parts = [pcap(talk(CLIENT)[at : at + 4]) for at in range(0, 16, 4)]
    reader = PduReader([io.BytesIO(part) for part in (parts[0], pcap([]), *parts[1:])])
    for _ in reader.batches():
        pass
    files, frames = reader.place_frames(np.array([1, 4, 5, 16]))
    assert [reader.files[file].packets for file in files.tolist()] == [4] * 4
    assert frames.tolist() == [1, 4, 1, 4]
