"""pcapng blocks: against the oracle, in both forms, with every clock and with lying lengths."""

from __future__ import annotations

import io
import struct
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smpp_dissect.packets.pcapng import MAX_TIME, PcapngReader
from smpp_dissect.packets.records import MAX_RECORD, NO_PACKET, NO_TIME, RecordBuffer
from smpp_dissect.packets.sources import open_source
from tests.build import Enhanced, Interface, Obsolete, Raw, Section, Simple, Unknown
from tests.build_files import LINK_TYPES
from tests.naive_files import read_packets
from tests.road import module, pcapng

START = 1_600_000_000_123_456_789
JOURNAL, CUSTOM, CUSTOM_LOCAL, NAMES = 9, 0x0BAD, 0x40000BAD, 4
Rows = list[tuple[Any, ...]]


def index(
    data: bytes, windows: int = 0, form: Any = None
) -> tuple[dict[int, tuple[Any, ...]], str | None]:
    """The packets of a file, by frame number, and the fault; read in windows, or at once."""
    source = open_source(io.BytesIO(data))
    reader = (form.PcapngReader if form else PcapngReader)(source)
    found: dict[int, tuple[Any, ...]] = {}
    frame = 0
    while True:
        want = windows or len(data) + 1
        while True:
            view = source.view(want)
            records, end = reader.read(view, len(view) < want, RecordBuffer())
            if end or reader.fault or len(view) < want:
                break
            want *= 2
        for row in range(len(records)):
            frame += 1
            at, kept = int(records.at[row]), int(records.captured[row])
            time, link = int(records.time[row]), int(records.link[row])
            if link != NO_PACKET:
                octets = view[at : at + kept].tobytes()
                when = None if time == NO_TIME else time
                found[frame] = when, link, octets, int(records.original[row])
        source.advance(end)
        if reader.fault or len(view) < want:
            return found, reader.fault or source.fault


def oracle(data: bytes) -> dict[int, tuple[Any, ...]]:
    packets = read_packets(data)
    return {p.frame: (p.time, p.link_type, p.data, p.original_length) for p in packets}


times = st.integers(3600, 4_000_000_000).map(lambda seconds: seconds * 10**9 + 123_456_789)
raws = st.builds(Raw, times, st.binary(min_size=1, max_size=60))
interfaces = st.builds(
    Interface,
    link=st.sampled_from(sorted(LINK_TYPES)),
    tsresol=st.sampled_from([None, 0, 3, 6, 9, 0x80, 0x8A, 0x94, 0xA0]),
    tsoffset=st.sampled_from([None, 0, 3600, -3600]),
    snaplen=st.sampled_from([0, 20]),
)
unknowns = st.builds(
    Unknown, st.sampled_from([NAMES, 5, 10, JOURNAL, CUSTOM, CUSTOM_LOCAL, 0x80000001]),
    st.binary(max_size=40),
)  # fmt: skip


@st.composite
def sections(draw: Any) -> Section:
    """A section whose blocks come in any order that is allowed."""
    described = draw(st.lists(interfaces, min_size=1, max_size=3))
    blocks: list[Any] = [described[0]]
    rest, known = described[1:], 1
    for _ in range(draw(st.integers(0, 6))):
        kind = draw(st.sampled_from([Enhanced, Obsolete, Simple, Unknown, Interface]))
        if kind is Interface and rest:
            blocks.append(rest.pop(0))
            known += 1
        elif kind is Unknown:
            blocks.append(draw(unknowns))
        elif kind is Simple:
            blocks.append(Simple(draw(raws)))
        elif kind is not Interface:
            blocks.append(kind(draw(raws), draw(st.integers(0, known - 1))))
    return Section(blocks, draw(st.booleans()))


@given(st.lists(sections(), min_size=1, max_size=3), st.sampled_from([0, 64, 100]))
def test_packets_are_the_oracles(made: list[Section], windows: int) -> None:
    data = pcapng(*made)
    assert index(data, windows) == (oracle(data), None)


@pytest.mark.parametrize("big_endian", [False, True])
def test_frames_are_numbered_as_wireshark_does(big_endian: bool) -> None:
    packet = Enhanced(Raw(START, b"abcd"))
    kinds = [JOURNAL, NAMES, CUSTOM, 0x12345678, CUSTOM_LOCAL]
    blocks = [Interface(), packet, *(Unknown(kind, b"text") for kind in kinds), packet]
    found, fault = index(pcapng(Section(blocks, big_endian)))
    assert list(found) == [1, 5]
    assert fault is None


@given(sections(), st.data())
def test_a_cut_file_gives_the_packets_before_the_cut(section: Section, data: Any) -> None:
    whole = pcapng(section)
    cut = data.draw(st.integers(28, len(whole)))
    windows = data.draw(st.sampled_from([0, 64]))
    found, fault = index(whole[:cut], windows)
    assert found == oracle(whole[:cut])
    ends = [0]
    while ends[-1] < len(whole):
        order = ">" if section.big_endian else "<"
        ends.append(ends[-1] + struct.unpack_from(order + "I", whole, ends[-1] + 4)[0])
    assert (fault is None) == (cut in ends)


def clock(resolution: int, offset: int | None, units: int, big_endian: bool = False) -> bytes:
    """A capture of one packet at this many units of its interface's clock."""
    order = ">" if big_endian else "<"
    empty = pcapng(Section([Interface(tsresol=resolution, tsoffset=offset)], big_endian))
    high, low = divmod(units, 1 << 32)
    body = struct.pack(order + "5I", 0, high, low, 4, 4) + b"abcd"
    length = struct.pack(order + "I", 12 + len(body))
    return empty + struct.pack(order + "I", 6) + length + body + length


def exact(resolution: int, offset: int, units: int) -> int:
    base = 2 if resolution & 0x80 else 10
    return units * 10**9 // base ** (resolution & 0x7F) + offset * 10**9


@pytest.mark.parametrize("kind", ["plain", "compiled"])
def test_every_clock_tells_the_time_or_its_limit(kind: str) -> None:
    form = module("smpp_dissect.packets.pcapng", kind)
    now = 1_790_000_000
    for resolution in range(256):
        today = now * (2 if resolution & 0x80 else 10) ** min(resolution & 0x7F, 62)
        for units in (
            min(today, (1 << 64) - 1),
            0,
            1,
            12_345_678_901,
            (1 << 63) + 5,
            (1 << 64) - 1,
        ):
            for offset in (0, 3600, -3600):
                ((time, *_),) = index(clock(resolution, offset, units), 0, form)[0].values()
                if exact(resolution, 0, units) <= MAX_TIME:
                    # Of clocks finer than ours the last nanosecond may be rounded another way.
                    error = abs(exact(resolution, offset, units) - time)
                    assert error <= (resolution & 0x7F > 9), (resolution, units)
                else:
                    assert time >= MAX_TIME - 3600 * 10**9, (resolution, units)


@given(
    st.integers(0, 255),
    st.one_of(st.integers(-(1 << 63), (1 << 63) - 1), st.sampled_from([1 << 32, 1 << 33, 1 << 34])),
    st.one_of(st.integers(0, (1 << 64) - 1), st.integers(0, 62).map(lambda bit: 1 << bit)),
)
@settings(max_examples=200)
def test_hostile_clocks_do_not_raise(resolution: int, offset: int, units: int) -> None:
    ((time, *_),) = index(clock(resolution, offset, units))[0].values()
    assert -(1 << 63) < time < 1 << 63


@pytest.mark.parametrize("units", [(1 << 62) - 1, 1 << 62, (1 << 64) - 1])
@pytest.mark.parametrize("resolution", [0, 6, 9, 10, 0x80, 0x9E, 0xA0])
@pytest.mark.parametrize("offset", [1 << 33, (1 << 63) - 1, -(1 << 63)])
def test_time_and_offset_at_their_limits(resolution: int, units: int, offset: int) -> None:
    index(clock(resolution, offset, units))


def test_a_simple_packet_has_no_time() -> None:
    found, _ = index(pcapng(Section([Interface(snaplen=3), Simple(Raw(START, b"abcdef"))])))
    assert found == {1: (None, 1, b"abc", 6)}


def test_packets_of_an_interface_never_described() -> None:
    data = pcapng(Section([Interface(), Enhanced(Raw(START, b"abcd"))]))
    section, packet = data[:28], data[-36:]
    found, fault = index(section + packet + packet)
    assert list(found.values()) == [(None, -1, b"abcd", 4)] * 2
    assert fault is None


def block(kind: int, length: int, body: bytes = b"") -> bytes:
    return struct.pack("<2I", kind, length) + body


SECTION = pcapng(Section([Interface()]))
IMPOSSIBLE = "a block claims an impossible length: the capture is damaged"
CUT = "the capture is cut in the middle of a block"


NO_MAGIC = "a section header has no byte-order magic: the capture is damaged"


def _lengths(captured: int, original: int) -> bytes:
    """Return the start of a packet block: interface, time, lengths."""
    return struct.pack("<5I", 0, 0, 0, captured, original)


@pytest.mark.parametrize("windows", [0, 64])
@pytest.mark.parametrize(
    ("lie", "fault"),
    [
        (block(6, 0xFFFFFFF0, bytes(100)), IMPOSSIBLE),
        (block(6, MAX_RECORD + 4, bytes(100)), IMPOSSIBLE),
        (block(6, 8, bytes(100)), IMPOSSIBLE),
        (block(6, 28, bytes(100)), IMPOSSIBLE),
        (block(3, 12, bytes(100)), IMPOSSIBLE),
        (block(1, 13, bytes(100)), IMPOSSIBLE),
        (block(1, 0xFFFFFFFC, bytes(100)), IMPOSSIBLE),
        (block(5, 0, bytes(100)), IMPOSSIBLE),
        (block(0x0A0D0D0A, 28, b"abcd" + bytes(100)), NO_MAGIC),
        (block(5, 0xFFFFFFF0, bytes(100)), CUT),
        (block(5, 0xFFFFFFFF, bytes(100)), CUT),
        (block(6, 200, bytes(100)), CUT),
        (block(0x0A0D0D0A, 0x1C)[:7], CUT),
        (block(6, 36, _lengths(0xFFFFFFFF, 4) + b"abcd" + bytes(100)), IMPOSSIBLE),
        (block(2, 36, _lengths(5, 4) + b"abcd" + bytes(100)), IMPOSSIBLE),
    ],
)  # fmt: skip
def test_lying_lengths_end_the_reading(lie: bytes, fault: str, windows: int) -> None:
    packet = pcapng(Section([Interface(), Enhanced(Raw(START, b"abcd"))]))
    found, told = index(packet + lie, windows)
    assert len(found) == 1
    assert told == fault


def test_a_long_block_of_no_interest_is_passed_over() -> None:
    packet = Enhanced(Raw(START, b"abcd"))
    data = pcapng(Section([Interface(), packet, Unknown(NAMES, bytes(5000)), packet]))
    for windows in (0, 64, 1024):
        found, fault = index(data, windows)
        assert list(found) == [1, 2]
        assert fault is None


def test_many_interfaces() -> None:
    described = [Interface(tsresol=number % 10) for number in range(100)]
    packets = [Enhanced(Raw(START // 10**9 * 10**9, b"abcd"), number) for number in range(100)]
    data = pcapng(Section([*described, *packets]))
    assert index(data) == (oracle(data), None)


@given(
    st.lists(
        st.tuples(st.sampled_from([1, 2, 3, 4, 5, 6, 9, 0x0A0D0D0A]), st.binary(max_size=48)),
        max_size=6,
    ),
    st.sampled_from([0, 64]),
)
@settings(max_examples=200)
def test_hostile_blocks_stay_in_the_file(blocks: list[tuple[int, bytes]], windows: int) -> None:
    data = SECTION
    for kind, body in blocks:
        length = 12 + (len(body) + 3) // 4 * 4
        data += block(kind, length, body.ljust(length - 12, b"\0")) + struct.pack("<I", length)
    for octets in (octets for _, _, octets, _ in index(data, windows)[0].values()):
        assert octets in data


@pytest.mark.parametrize("kind", ["plain", "compiled"])
def test_both_forms_give_the_same(kind: str) -> None:
    form = module("smpp_dissect.packets.pcapng", kind)
    packet = Raw(START, bytes(range(30)))
    blocks = [
        Interface("sll", 9, snaplen=20), Interface(tsresol=0xA0, tsoffset=-7),
        Enhanced(packet, 1), Unknown(CUSTOM, b"x"), Simple(packet), Obsolete(packet),
    ]  # fmt: skip
    data = pcapng(Section(blocks), Section(blocks, big_endian=True))
    assert index(data, 0, form) == (oracle(data), None)
