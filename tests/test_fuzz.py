"""Any bytes as a file give tables, or `CaptureError` or `NoSmpp`; nothing else, and in bounded
room.
"""

from __future__ import annotations

import gzip
import io
import struct
import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import smpp_dissect as sd
from smpp_dissect.arrow_tables import MESSAGE_TABLES
from smpp_dissect.errors import CaptureError, NoSmpp
from tests.build import Enhanced, Interface, Section, Segment, plain_section
from tests.road import check_balances, pcap, pcapng, travel
from tests.strategies import hostile, pdus
from tests.streaming import zstd
from tests.talks import bind, bind_resp, deliver, enquire, raw, submit, submit_resp, talk, vendor

TABLES = ("pdus", "tlvs", *MESSAGE_TABLES, "ledger")
RECEIPT = (
    b"id:00000002 sub:001 dlvrd:001 submit date:2311142213 done date:2311142214"
    b" stat:DELIVRD err:000"
)
SEGMENTS = talk(
    [bind(), submit(2, b"\5\0\3\1\2\1hello", esm_class=0x40), submit(3, b"", [(0x0424, b"long")]),
     vendor(4), submit(6, b"x", [(0x0204, b"\1"), (0x2000, b"1.5\0")]), enquire(9)],
    [bind_resp(), submit_resp(2), submit_resp(3, 0x58), raw(0x80000004, b"\x04\x25\0\1\5", 6, 0xFE),
     deliver(7, RECEIPT, [(0x001E, b"00000002\0")], esm_class=4)],
)  # fmt: skip
FILES = {
    "pcap": pcap(SEGMENTS),
    "pcap, big-endian": pcap(SEGMENTS, big_endian=True, nanoseconds=True, link="sll2"),
    "pcapng": pcapng(plain_section(SEGMENTS[:12]), plain_section(SEGMENTS[12:], big_endian=True)),
}
PACKS: dict[str, Callable[[bytes], bytes]] = {"plain": bytes, "gzip": gzip.compress, "zstd": zstd}


def read_all(data: bytes, **options: Any) -> None:
    """Ask for everything there is; only what is meant to be raised may be."""
    try:
        capture = sd.read(io.BytesIO(data), **options)
        for name in TABLES:
            capture.arrow(name).validate(full=True)
        capture.summary()
        capture.delivery_latency(by="session")
        capture.error_codes()
        for number in range(1, min(len(capture.arrow("pdus")), 4) + 1):
            str(capture.pdu(number))
            capture.pdu(number).to_dict()
    except (CaptureError, NoSmpp) as told:
        assert "\n" not in str(told)


@st.composite
def spoilt(draw: Any, data: bytes, most: int = 6) -> bytes:
    """The bytes after accidents: flipped, cut out, cut off, put in twice, overwritten."""
    octets = bytearray(data)
    for _ in range(draw(st.integers(1, most))):
        kind = draw(st.sampled_from(["flip", "flip", "cut", "end", "repeat", "fill", "word"]))
        at = draw(st.integers(0, max(len(octets) - 1, 0)))
        size = draw(st.integers(0, 120))
        if kind == "flip" and octets:
            octets[at] ^= draw(st.integers(1, 255))
        elif kind == "cut":
            del octets[at : at + size]
        elif kind == "end":
            del octets[at + size :]
        elif kind == "repeat":
            octets[at:at] = octets[at : at + size]
        elif kind == "fill":
            octets[at : at + size] = bytes([draw(st.sampled_from([0, 0xFF, 0x7F]))]) * size
        elif kind == "word":
            word = draw(
                st.sampled_from([0, 1, 15, 16, 0x10000, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF])
            )
            octets[at : at + 4] = struct.pack(draw(st.sampled_from("<>")) + "I", word)
    return bytes(octets)


@given(st.data(), st.sampled_from(sorted(FILES)))
@settings(max_examples=100)
def test_spoilt_captures(data: Any, name: str) -> None:
    read_all(data.draw(spoilt(FILES[name])))


@given(st.data(), st.sampled_from(sorted(FILES)), st.sampled_from(["gzip", "zstd"]), st.booleans())
@settings(max_examples=50)
def test_spoilt_captures_packed_before_or_after(
    data: Any, name: str, pack: str, before: bool
) -> None:
    packer = PACKS[pack]
    if before:
        read_all(data.draw(spoilt(packer(FILES[name]), most=2)))
    else:
        read_all(packer(data.draw(spoilt(FILES[name]))))


@pytest.mark.parametrize("pack", PACKS)
@pytest.mark.parametrize("name", FILES)
def test_captures_cut_anywhere(name: str, pack: str) -> None:
    packed = PACKS[pack](FILES[name])
    for cut in range(0, len(packed), len(packed) // 9):
        read_all(packed[:cut])


MAGICS = [
    b"", b"\xa1\xb2\xc3\xd4", b"\x4d\x3c\xb2\xa1", b"\x0a\x0d\x0d\x0a", b"\x1f\x8b\x08",
    b"\x28\xb5\x2f\xfd", FILES["pcap"][:24], pcapng(Section([Interface()])),
]  # fmt: skip


@given(st.sampled_from(MAGICS), st.binary(max_size=300))
@settings(max_examples=200)
def test_any_bytes(magic: bytes, rest: bytes) -> None:
    read_all(magic + rest)


@given(st.data())
@settings(max_examples=80)
def test_hostile_pdus(data: Any) -> None:
    sides = []
    for first in (bind(), bind_resp()):
        sent = [data.draw(hostile(data.draw(pdus()))) for _ in range(data.draw(st.integers(0, 3)))]
        sides.append(data.draw(st.sampled_from([b"", first])) + b"".join(sent))
    mss = data.draw(st.sampled_from([16, 100, 1460]))
    capture = pcap(talk(*sides, mss=mss), snaplen=data.draw(st.sampled_from([None, None, 90])))
    ports = data.draw(st.sampled_from([None, [2775]]))
    check_balances(travel(capture, ports=ports, window=data.draw(st.sampled_from([64, 1 << 20]))))
    read_all(capture, ports=ports)


numbers = st.one_of(st.integers(0, 0xFFFFFFFF), st.sampled_from([1000, 1001, 1056, 0x7FFFFFFF]))


@given(
    st.lists(
        st.builds(
            Segment, st.integers(0, 1 << 62), st.sampled_from(["10.0.0.1", "10.0.0.2"]),
            st.sampled_from(["10.0.0.1", "10.0.0.2"]), st.sampled_from([1, 2]),
            st.sampled_from([1, 2]), numbers, numbers, st.integers(0, 63),
            st.sampled_from([b"", bind(), bind()[:20], bind()[20:], submit(2), enquire(3), b"\0"]),
            st.just(b""), st.just(b""), st.just(()),
        ),
        max_size=14,
    )
)  # fmt: skip
@settings(max_examples=80)
def test_hostile_segments(segments: list[Segment]) -> None:
    data = pcapng(plain_section(segments, Interface(tsresol=9)))
    check_balances(travel(data, ports=[1], window=64))
    read_all(data)
    read_all(data, ports=[1])


@pytest.mark.parametrize("units", [0, 1, (1 << 62) - 1, 1 << 62, (1 << 63) - 1, (1 << 64) - 1])
@pytest.mark.parametrize("resolution", [0, 6, 9, 10, 19, 0x80, 0xA0, 0xBE, 0xFF])
@pytest.mark.parametrize("offset", [None, -(1 << 63), (1 << 63) - 1, -1 << 40])
def test_hostile_times(units: int, resolution: int, offset: int | None) -> None:
    section = Section([Interface(tsresol=9), *map(Enhanced, SEGMENTS[:12])])
    data = bytearray(pcapng(section))
    # The clock of the interface, and the times of some packets, written over.
    described = pcapng(Section([Interface(tsresol=resolution, tsoffset=offset)]))[28:]
    data = data[:28] + described + data[28 + 32 :]
    at, number = 28 + len(described), 0
    while at < len(data):
        if number % 2:
            data[at + 12 : at + 20] = struct.pack("<2I", units >> 32, units & 0xFFFFFFFF)
        at += struct.unpack_from("<I", data, at + 4)[0]
        number += 1
    read_all(bytes(data))
    travel(bytes(data), window=64)


def test_times_of_pcap_at_their_limits() -> None:
    times = [0, 1, 0xFFFFFFFF * 10**9 + 999_999_999]
    made = [replace(one, time=times[number % 3]) for number, one in enumerate(SEGMENTS)]
    read_all(pcap(made, nanoseconds=True))
    read_all(pcap(made))


def lies() -> dict[str, bytes]:
    """Files that claim sizes which nobody should make room for."""
    header, section = FILES["pcap"][:24], FILES["pcapng"][:28]
    described = pcapng(Section([Interface()]))
    huge = b"\xff\xff\xff\xff"
    pdu = submit(2)
    octets = {
        "command_length": huge + pdu[4:],
        "command_length, 1 MiB": b"\0\x10\0\0" + pdu[4:],
        "TLV length": raw(4, pdu[16:] + b"\x14\0\xff\xff", 2),
        "sm_length": raw(4, pdu[16:-6] + b"\xff", 2),
        "number_of_dests": raw(0x21, b"\0\0\0\0\xff", 2),
    }
    files = {name: pcap(talk(bind() + octets_ + enquire(3))) for name, octets_ in octets.items()}
    block = struct.pack("<2I", 6, 0xFFFFFFF0)
    return files | {
        "caplen": header + struct.pack("<4I", 1, 1, 0xFFFFFFFF, 0xFFFFFFFF) + bytes(50),
        "caplen, believed": header + struct.pack("<4I", 1, 1, 16 << 20, 16 << 20) + bytes(50),
        "block length": described + block + bytes(50),
        "block length, unknown": described + b"\x05\0\0\0" + block[4:] + bytes(50),
        "section length": section[:4] + huge + section[8:] + bytes(50),
        "interface length": section + b"\1\0\0\0" + huge + bytes(50),
        "option length": section
        + struct.pack("<2I", 1, 32)
        + bytes(8)
        + b"\x09\0\xff\xff"
        + bytes(12),
        "packet length": described + struct.pack("<7I", 6, 40, 0, 0, 0, 0xFFFFFFFF, 9) + bytes(12),
        "if_tsresol": pcapng(Section([Interface(tsresol=0x7F), *map(Enhanced, SEGMENTS[:0])])),
    }


@pytest.mark.parametrize("name", lies())
@pytest.mark.parametrize("pack", PACKS)
def test_no_room_is_made_for_a_size_in_the_file(name: str, pack: str) -> None:
    data = PACKS[pack](lies()[name])
    read_all(FILES["pcap"])
    tracemalloc.start()
    try:
        read_all(data)
        assert tracemalloc.get_traced_memory()[1] < 64 << 20
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("pack", ["gzip", "zstd"])
def test_a_bomb_of_one_block(pack: str) -> None:
    # A block of no interest that unpacks to 200 MB is passed over, not kept.
    described = pcapng(Section([Interface()])) + struct.pack("<2I", 5, 200 << 20)
    bomb = PACKS[pack](described + bytes((200 << 20) - 8))
    tracemalloc.start()
    try:
        road = travel(bomb)
        assert road.faults == [None]
        assert tracemalloc.get_traced_memory()[1] < 64 << 20
    finally:
        tracemalloc.stop()


def test_time_grows_with_the_file_and_not_faster() -> None:
    # Headers that can be believed, one within the other: each looks through what it claims.
    nested = b"".join(struct.pack(">4I", 0x1FFF0, 4, 0, number) for number in range(4000))
    zeros = bytes(64 << 10)
    tags = b"\x14\0\0\0" * 16_000
    for octets in (nested, zeros, tags, nested[:32000] + tags):
        for ports in (None, [2775]):
            road = travel(pcap(talk(bind() + octets, mss=32 << 10)), ports=ports, kind="compiled")
            check_balances(road)
