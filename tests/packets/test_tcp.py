"""TCP segments of a window: against the oracle, and packets counted where there is no segment."""

from __future__ import annotations

import io
import ipaddress
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smpp_dissect.packets.reading import CaptureFiles
from smpp_dissect.packets.records import NO_TIME
from smpp_dissect.packets.tcp import (
    ACKNOWLEDGED,
    CAPTURED,
    DESTINATION_PORT,
    FLAGS,
    LENGTH,
    PAYLOAD_AT,
    RECORD,
    SEQUENCE,
    SOURCE_PORT,
    TIME,
    WINDOW,
)
from tests.build import ACK, PSH, SYN, Raw, Segment, link_frame
from tests.build_segments import START
from tests.naive_files import read_packets
from tests.naive_tcp import TcpSegment, tcp_segments
from tests.road import module, pcap

LINKS = ("ethernet", "vlan", "qinq", "sll", "sll2", "null", "loop", "raw")
V4 = Segment(START, "10.0.0.1", "10.0.0.2", 40000, 2775, 7, 8, ACK | PSH, b"payload")


def segments_of(
    data: bytes, window: int = 1 << 20, reading: Any = None
) -> tuple[list[TcpSegment], Counter[str]]:
    """The segments of a capture as the oracle tells them, and the other packets by bucket."""
    files = (reading.CaptureFiles if reading else CaptureFiles)(io.BytesIO(data), window)
    found: list[TcpSegment] = []
    uncounted: Counter[str] = Counter()
    for each in files.windows():
        uncounted.update(each.segments.uncounted)
        for row, address in zip(each.segments.table.tolist(), each.segments.address, strict=True):
            words = address.astype(">u4").tobytes()
            begin, kept = row[PAYLOAD_AT], row[CAPTURED]
            found.append(
                TcpSegment(
                    each.first_frame + row[RECORD],
                    None if row[TIME] == NO_TIME else row[TIME],
                    _name(words[:16]), _name(words[16:]),
                    row[SOURCE_PORT], row[DESTINATION_PORT], row[SEQUENCE], row[ACKNOWLEDGED],
                    row[FLAGS], each.data[begin : begin + kept].tobytes(), row[LENGTH],
                )
            )  # fmt: skip
    return found, uncounted


def _name(octets: bytes) -> str:
    address = ipaddress.IPv6Address(octets)
    return str(address.ipv4_mapped or address)


hosts4 = st.sampled_from(["10.0.0.1", "0.0.0.0", "255.255.255.255"])
hosts6 = st.sampled_from(["fd00::1", "::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"])
ports, words = st.integers(0, 0xFFFF), st.integers(0, 0xFFFFFFFF)


@st.composite
def segments(draw: Any) -> Segment:
    hosts = draw(st.sampled_from([hosts4, hosts6]))
    options = st.integers(0, 10).map(lambda count: b"\1" * 4 * count)
    made = Segment(
        START, draw(hosts), draw(hosts), draw(ports), draw(ports), draw(words), draw(words),
        draw(st.integers(0, 63)), draw(st.binary(max_size=80)), draw(options),
    )  # fmt: skip
    if hosts is hosts4:
        return replace(made, ip_options=draw(options))
    extensions = st.lists(st.sampled_from([0, 43, 60, 135]), max_size=3)
    return replace(made, extensions=tuple(draw(extensions)))


@given(st.lists(segments(), max_size=5), st.sampled_from(LINKS), st.sampled_from([None, 60, 90]))
def test_segments_are_the_oracles(made: list[Segment], link: str, snaplen: int | None) -> None:
    data = pcap(made, link=link, snaplen=snaplen)
    found, uncounted = segments_of(data, 64)
    expected = tcp_segments(read_packets(data))
    if snaplen is None:
        assert found == expected
        assert not uncounted
    # The oracle wants whole headers; what is left of cut ones is told here as far as it goes.
    assert [one for one in found if one.frame in {each.frame for each in expected}] == expected
    assert len(found) + uncounted.total() == len(made)


def test_padding_of_ethernet_is_no_payload() -> None:
    data = pcap([replace(V4, payload=b"")])
    assert len(read_packets(data)[0].data) == 60
    ((segment,), _) = segments_of(data)
    assert (segment.payload, segment.wire_length) == (b"", 0)


@pytest.mark.parametrize("host", ["10.0.0.1", "fd00::1"])
@pytest.mark.parametrize("cut", [0, 30])
def test_a_length_of_zero_is_segmentation_offload(host: str, cut: int) -> None:
    segment = replace(V4, src=host, dst=host, payload=bytes(range(256)) * 4)
    frame = bytearray(link_frame(segment))
    at = 16 if host == "10.0.0.1" else 18
    frame[at : at + 2] = bytes(2)
    data = pcap([Raw(START, bytes(frame))], snaplen=len(frame) - cut)
    ((found,), _) = segments_of(data)
    assert found.payload == segment.payload[: 1024 - cut]
    assert found.wire_length == 1024
    assert [found] == tcp_segments(read_packets(data))


@pytest.mark.parametrize("kept", [0, 1, 7])
def test_a_cut_payload_keeps_its_length(kept: int) -> None:
    ((found,), _) = segments_of(pcap([V4], snaplen=54 + kept))
    assert (found.payload, found.wire_length) == (b"payload"[:kept], 7)


def test_a_header_cut_in_its_options_still_tells_all() -> None:
    segment = replace(V4, tcp_options=b"\1" * 12)
    ((found,), uncounted) = segments_of(pcap([segment], snaplen=14 + 20 + 20))
    assert (found.payload, found.wire_length, found.seq) == (b"", 7, 7)
    assert not uncounted


@pytest.mark.parametrize(
    "spoil",
    [
        lambda frame: frame[: 14 + 20 + 19],  # a TCP header cut short
        lambda frame: frame[:46] + b"\x40" + frame[47:],  # of four words
        lambda frame: frame[:16] + b"\0\x27" + frame[18:],  # a datagram that ends within it
        lambda frame: frame[:16] + b"\0\x01" + frame[18:],
        lambda frame: frame[:46] + b"\xf0" + frame[47:],  # longer than the datagram
    ],
)
def test_headers_cut_or_malformed(spoil: Any) -> None:
    found, uncounted = segments_of(pcap([Raw(START, spoil(link_frame(V4)))]))
    assert not found
    assert uncounted == {"headers_cut": 1}


def test_every_packet_is_in_one_bucket() -> None:
    frame = link_frame(V4)
    udp = frame[:23] + b"\x11" + frame[24:]
    fragment = frame[:20] + b"\x20\0" + frame[22:]
    arp = frame[:12] + b"\x08\x06" + frame[14:]
    items = [V4, Raw(START, udp), Raw(START, fragment), Raw(START, arp), Raw(START, b""), V4]
    found, uncounted = segments_of(pcap(items))
    assert [each.frame for each in found] == [1, 6]
    assert uncounted == {"not_tcp": 1, "ip_fragment": 1, "not_ip": 1, "headers_cut": 1}


@given(st.lists(segments(), min_size=1, max_size=3), st.sampled_from(LINKS), st.data())
@settings(max_examples=150)
def test_spoilt_frames_in_both_forms(made: list[Segment], link: str, data: Any) -> None:
    items = []
    for segment in made:
        frame = bytearray(link_frame(segment, link))
        for _ in range(data.draw(st.integers(0, 3))):
            frame[data.draw(st.integers(0, min(len(frame) - 1, 80)))] = data.draw(
                st.integers(0, 255)
            )
        items.append(Raw(START, bytes(frame[: data.draw(st.integers(0, len(frame)))])))
    file = pcap(items, link=link)
    both = [
        segments_of(file, 64, module("smpp_dissect.packets.reading", kind))
        for kind in ("plain", "compiled")
    ]
    assert both[0] == both[1]
    found, uncounted = both[0]
    assert len(found) + uncounted.total() == len(items)
    for segment in found:
        assert segment.payload in items[segment.frame - 1].data
        assert 0 <= len(segment.payload) <= segment.wire_length


def test_window_and_flags_are_told() -> None:
    file = pcap([replace(V4, flags=SYN | ACK)])
    (window,) = CaptureFiles(io.BytesIO(file)).windows()
    assert window.segments.table[0, FLAGS] == SYN | ACK
    assert window.segments.table[0, WINDOW] == 0xFFFF
