"""Link layers: where the IP header of each packet begins, and what a packet without one is."""

from __future__ import annotations

import struct
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smpp_dissect.packets.link import (
    NOT_A_PACKET,
    NOT_IP,
    SUPPORTED,
    TOO_SHORT,
    UNSUPPORTED,
    locate_ip,
)
from smpp_dissect.packets.records import NO_PACKET
from tests.build import ACK, LINK_TYPES, Segment, link_frame
from tests.road import module

ETHERNET, SLL, SLL2, NULL, LOOP, RAW = 1, 113, 276, 0, 108, 101
V4 = Segment(0, "10.0.0.1", "10.0.0.2", 1, 2, 3, 4, ACK, b"payload")
V6 = Segment(0, "fd00::1", "fd00::2", 1, 2, 3, 4, ACK, b"payload")
OFFSETS = {
    "null": 4, "ethernet": 14, "vlan": 18, "qinq": 22, "raw": 0, "loop": 4, "sll": 16, "ipv4": 0,
    "ipv6": 0, "sll2": 20,
}  # fmt: skip


def locate(frames: list[tuple[int, bytes]], kernel: Any = locate_ip) -> list[int]:
    """Offset of the IP header in each frame, or the code that says why there is none."""
    data = np.frombuffer(b"#" + b"".join(frame for _, frame in frames), np.uint8)
    captured = np.array([len(frame) for _, frame in frames], np.int64)
    at = 1 + np.cumsum(captured) - captured
    link = np.array([kind for kind, _ in frames], np.int64)
    found = np.empty(len(frames), np.int64)
    kernel(data, at, captured, link, found)
    return np.where(found >= 0, found - at, found).tolist()


@pytest.mark.parametrize("segment", [V4, V6])
@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("link", LINK_TYPES)
def test_every_link_layer(link: str, segment: Segment, order: str) -> None:
    frame = link_frame(segment, link, order)
    assert locate([(LINK_TYPES[link], frame)]) == [OFFSETS[link]]


def test_every_number_of_every_layer_that_is_supported() -> None:
    assert SUPPORTED >= set(LINK_TYPES.values()) | {12, 14}
    raw = link_frame(V4, "raw")
    assert locate([(kind, raw) for kind in (12, 14, 101, 228, 229)]) == [0] * 5


@pytest.mark.parametrize("tags", [b"\x81\x00", b"\x88\xa8", b"\x91\x00"])
@pytest.mark.parametrize("count", [1, 2, 5])
def test_any_number_of_tags(tags: bytes, count: int) -> None:
    packet = link_frame(V6, "raw")
    tagged = (tags + b"\0\7") * count + b"\x86\xdd" + packet
    assert locate([(ETHERNET, bytes(12) + tagged)]) == [14 + 4 * count]
    assert locate([(SLL, bytes(14) + tagged)]) == [16 + 4 * count]
    cooked = tags + bytes(18) + tagged[2:]
    assert locate([(SLL2, cooked)]) == [20 + 4 * count]


@given(st.sampled_from(sorted(LINK_TYPES)), st.sampled_from([V4, V6]), st.integers(0, 120))
def test_cut_frames_are_too_short(link: str, segment: Segment, cut: int) -> None:
    frame = link_frame(segment, link)[:cut]
    expected = OFFSETS[link] if len(frame) > OFFSETS[link] else TOO_SHORT
    assert locate([(LINK_TYPES[link], frame)]) == [expected]


@pytest.mark.parametrize(
    "frame",
    [
        bytes(12) + b"\x08\x06" + bytes(46),  # ARP
        bytes(12) + b"\x00\x26" + bytes(46),  # a length: IEEE 802.3
        bytes(12) + b"\x88\xcc" + bytes(46),  # LLDP
        bytes(12) + b"\x08\x00" + b"\x30" + bytes(45),  # says IPv4 and is not
    ],
)
def test_what_is_not_ip(frame: bytes) -> None:
    assert locate([(ETHERNET, frame)]) == [NOT_IP]
    assert locate([(SLL, frame[:12] + bytes(2) + frame[12:])]) == [NOT_IP]
    assert locate([(SLL2, frame[12:14] + bytes(18) + frame[14:])]) == [NOT_IP]


def test_links_not_supported_and_blocks_that_are_no_packets() -> None:
    frame = link_frame(V4)
    # 105 is IEEE 802.11; -1 an interface that was never described.
    kinds = [105, -1, 0xFFFF, NO_PACKET]
    assert locate([(kind, frame) for kind in kinds]) == [UNSUPPORTED] * 3 + [NOT_A_PACKET]


@given(
    st.lists(
        st.tuples(
            st.sampled_from([*LINK_TYPES.values(), -1, NO_PACKET]),
            st.one_of(
                st.binary(max_size=50),
                st.binary(max_size=20).map(lambda tail: bytes(12) + b"\x81\x00\0\0" * 3 + tail),
            ),
        ),
        max_size=8,
    )
)
def test_any_bytes_in_both_forms(frames: list[tuple[int, bytes]]) -> None:
    found = [
        locate(frames, module("smpp_dissect.packets.link", kind).locate_ip)
        for kind in ("plain", "compiled")
    ]
    assert found[0] == found[1]
    for (_, frame), at in zip(frames, found[0], strict=True):
        assert at < 0 or frame[at] >> 4 in (4, 6)


def test_the_family_of_null_is_not_believed() -> None:
    # BSDs and macOS number AF_INET6 24, 28 and 30, Linux 10, in the byte order of the host.
    packet = link_frame(V6, "raw")
    for family in (10, 24, 28, 30):
        for order in "<>":
            assert locate([(NULL, struct.pack(order + "I", family) + packet)]) == [4]
            assert locate([(LOOP, struct.pack(order + "I", family) + packet)]) == [4]
    assert locate([(NULL, struct.pack("<I", 7) + bytes(40))]) == [NOT_IP]
