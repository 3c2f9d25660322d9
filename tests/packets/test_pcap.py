"""pcap records: against the oracle, window by window, in both forms, and with lying lengths."""

from __future__ import annotations

import io
import struct
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smpp_dissect.errors import NotACapture
from smpp_dissect.packets.pcap import PcapReader
from smpp_dissect.packets.records import MAX_RECORD, RecordBuffer
from smpp_dissect.packets.sources import open_source
from tests.build import Raw
from tests.naive_files import read_packets
from tests.road import module, pcap

START = 1_600_000_000_123_456_789


def index(data: bytes, form: Any = None) -> tuple[list[tuple[Any, ...]], int, str | None]:
    """The records of a file indexed at once: (time, link, octets, original), the end, the fault."""
    source = open_source(io.BytesIO(data))
    reader = (form.PcapReader if form else PcapReader)(source)
    rest = source.view(len(data) + 1)
    records, end = reader.read(rest, True, RecordBuffer())
    rows = zip(
        records.time.tolist(), records.link.tolist(), records.at.tolist(),
        records.captured.tolist(), records.original.tolist(), strict=True,
    )  # fmt: skip
    found = [
        (time, link, rest[at : at + kept].tobytes(), size) for time, link, at, kept, size in rows
    ]
    return found, end, reader.fault


def oracle(data: bytes) -> list[tuple[Any, ...]]:
    packets = read_packets(data)
    return [(p.time, p.link_type, p.data, p.original_length) for p in packets]


raws = st.lists(
    st.builds(Raw, st.integers(0, (1 << 32) * 10**9 - 1), st.binary(max_size=80)), max_size=6
)


@given(raws, st.booleans(), st.booleans(), st.sampled_from([None, 10]))
def test_records_are_the_oracles(
    items: list[Raw], big_endian: bool, nanoseconds: bool, snaplen: int | None
) -> None:
    data = pcap(items, big_endian=big_endian, nanoseconds=nanoseconds, link="sll", snaplen=snaplen)
    found, end, fault = index(data)
    assert (found, end, fault) == (oracle(data), len(data) - 24, None)


@given(raws.filter(bool), st.data())
def test_a_cut_file_gives_the_records_before_the_cut(items: list[Raw], data: Any) -> None:
    whole = pcap(items)
    cut = data.draw(st.integers(24, len(whole) - 1))
    found, _, fault = index(whole[:cut])
    assert found == oracle(whole)[: len(found)]
    ends = [24]
    for item in items:
        ends.append(ends[-1] + 16 + len(item.data))
    assert len(found) == sum(end <= cut for end in ends[1:])
    assert (fault is None) == (cut in ends)


@pytest.mark.parametrize("big_endian", [False, True])
@pytest.mark.parametrize("length", [MAX_RECORD + 1, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF])
def test_an_impossible_length_ends_the_reading(length: int, big_endian: bool) -> None:
    order = ">" if big_endian else "<"
    lie = struct.pack(order + "4I", 1, 1, length, length)
    good = pcap([Raw(START, b"abc")], big_endian=big_endian)
    found, end, fault = index(good + lie + bytes(100))
    assert len(found) == 1
    assert end == len(good) - 24
    assert fault == "a record claims an impossible length: the capture is damaged"


def test_a_long_record_is_waited_for() -> None:
    data = pcap([Raw(START, bytes(1000))])
    reader = PcapReader(open_source(io.BytesIO(data)))
    buffer = RecordBuffer()
    view = open_source(io.BytesIO(data[24:])).view(500)
    records, end = reader.read(view, False, buffer)
    assert (len(records), end, reader.fault) == (0, 0, None)


@pytest.mark.parametrize("kind", ["plain", "compiled"])
def test_both_forms_give_the_same(kind: str) -> None:
    latest = (0xFFFFFFFF * 10**9) + 999_999_999
    items = [Raw(START, b"abc"), Raw(0, b""), Raw(latest, bytes(300))]
    form = module("smpp_dissect.packets.pcap", kind)
    for big_endian in (False, True):
        for nanoseconds in (False, True):
            data = pcap(items, big_endian=big_endian, nanoseconds=nanoseconds)
            assert index(data, form) == (oracle(data), len(data) - 24, None)


@given(st.binary(max_size=200))
@settings(max_examples=200)
def test_hostile_records_stay_in_the_file(content: bytes) -> None:
    for magic in (b"\xa1\xb2\xc3\xd4", b"\x4d\x3c\xb2\xa1"):
        found, end, _ = index(magic + bytes(20) + content)
        assert 0 <= end <= len(content)
        assert sum(16 + len(octets) for _, _, octets, _ in found) == end


def test_a_cut_file_header() -> None:
    with pytest.raises(NotACapture, match="cut within its file header"):
        PcapReader(open_source(io.BytesIO(pcap([])[:23])))


def test_the_link_type_is_the_lower_half_of_its_word() -> None:
    # Above it stands the length of the frame check sequence.
    data = bytearray(pcap([Raw(START, b"abc")]))
    data[20:24] = struct.pack("<I", 0x24000001)
    source = open_source(io.BytesIO(data))
    reader = PcapReader(source)
    assert reader.links == {1}
