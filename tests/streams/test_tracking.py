"""The stream stage as a whole: windows of segments in, ordered bytes out, whatever the windows."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smpp_dissect.packets.reading import CaptureFiles
from smpp_dissect.streams import tracking
from smpp_dissect.streams.arena import (
    REGION_BEGIN,
    REGION_DIRECTION,
    REGION_END,
    REGION_TAIL,
    SPAN_LOST,
)
from smpp_dissect.streams.flows import HELD_COUNT
from smpp_dissect.streams.tracking import Streams
from tests.build import Conversation, Segment, drop, swap
from tests.naive_files import read_packets
from tests.naive_tcp import streams as naive_streams
from tests.naive_tcp import tcp_segments
from tests.road import WINDOWS, module, pcap
from tests.strategies import disturbed, segmentations

SENT = (bytes(range(256)) * 4, bytes(range(255, -1, -1)) * 3)


def follow(
    data: bytes, window: int = 1 << 20, ignored: set[int] | None = None, kind: str = "shared"
) -> tuple[dict[int, bytes], int, Any]:
    """Each direction's bytes in order, bytes lost, and the stage itself."""
    stage = module("smpp_dissect.streams.tracking", kind).Streams()
    found: dict[int, bytes] = {}
    lost = frames = 0

    def take(laid: Any) -> int:
        told = 0
        for region in laid.regions:
            way = int(region[REGION_DIRECTION])
            octets = laid.data[region[REGION_BEGIN] : region[REGION_END]].tobytes()
            found[way] = found.get(way, b"") + octets
            region[REGION_TAIL] = region[REGION_END]
        if len(laid.regions):
            told = int(laid.spans[: laid.regions[-1, 4], SPAN_LOST].sum())
        return told

    left_out = np.full(1000, -1, np.int64)
    left_out[list(ignored or ())] = 0
    for each in CaptureFiles(io.BytesIO(data), window).windows():
        for laid in stage.take(each.data, each.segments, frames + 1, left_out):
            lost += take(laid)
        frames += each.records
    for laid in stage.end(left_out):
        lost += take(laid)
    return found, lost, stage


def conversation(mss: int = 100) -> list[Segment]:
    made = Conversation()
    made.open()
    made.send("client", SENT[0], mss=mss)
    made.send("server", SENT[1], mss=mss)
    made.close()
    return made.segments


@pytest.mark.parametrize("window", WINDOWS)
def test_each_direction_in_order(window: int) -> None:
    found, lost, _ = follow(pcap(conversation()), window)
    assert found == dict(enumerate(SENT))
    assert lost == 0


@given(st.data())
@settings(max_examples=60)
def test_disturbances_and_windows(data: Any) -> None:
    made = Conversation(isn=data.draw(st.sampled_from([(1, 2), (0xFFFFFF00, 0xFFFFFFF0)])))
    made.open()
    octets = data.draw(st.binary(min_size=2, max_size=400))
    made.send_pieces("client", data.draw(segmentations(octets)))
    made.close()
    capture = pcap(data.draw(disturbed(made.segments)))
    for window in (64, 300, 1 << 20):
        found, lost, _ = follow(capture, window)
        assert found[0] == octets
        assert lost == 0


@given(st.sets(st.integers(3, 40), max_size=6), st.sampled_from(WINDOWS))
@settings(max_examples=60)
def test_what_is_missing_is_what_the_oracle_misses(lost: set[int], window: int) -> None:
    capture = pcap(drop(conversation(), *lost))
    found, _, stage = follow(capture, window)
    runs = {
        0 if stream.sport == 40000 else 1: b"".join(run.data for run in stream.runs)
        for stream in naive_streams(tcp_segments(read_packets(capture)))
    }
    assert {way: octets for way, octets in found.items() if octets} == runs
    assert len(stage.tables) == 1


def test_held_segments_outlive_their_window() -> None:
    segments = conversation()
    for later in range(4, 24, 2):
        changed = drop(segments, 3)
        changed.insert(later, segments[3])
        for window in (64, 200, 1000):
            for kind in ("plain", "compiled"):
                assert follow(pcap(changed), window, kind=kind)[0] == dict(enumerate(SENT))


def test_directions_of_no_interest_are_left_out() -> None:
    found, _, _ = follow(pcap(conversation()), 256, ignored={1})
    assert found == {0: SENT[0]}


def test_a_batch_of_many_pieces_is_cut(monkeypatch: Any) -> None:
    monkeypatch.setattr(tracking, "BATCH", 3)
    assert follow(pcap(conversation(mss=1)), 1 << 20)[0] == dict(enumerate(SENT))


def test_what_is_held_is_bounded_and_given_back() -> None:
    made = Conversation()
    made.open()
    for number in range(1500):
        made.send("client", b"%04d" % number, ack=False)
    kept = made.segments[:3] + made.segments[4::2]
    stage = Streams()
    ignored = np.full(10, -1, np.int64)
    most = frames = 0
    for each in CaptureFiles(io.BytesIO(pcap(kept)), 2000).windows():
        for laid in stage.take(each.data, each.segments, frames + 1, ignored):
            laid.regions[:, REGION_TAIL] = laid.regions[:, REGION_END]
        frames += each.records
        most = max(most, int(stage.tables.direction[0, HELD_COUNT]))
        # The bytes of held segments are all that is kept of a window.
        assert len(stage._store) == 4 * stage.tables.direction[0, HELD_COUNT]
    assert most == 512
    assert len(stage.tables.held) < 8192


def test_order_of_capture_decides_between_copies() -> None:
    segments = conversation()
    spoilt = segments[5]
    copy = Segment(**{**vars(spoilt), "payload": b"#" * 100})
    found, _, _ = follow(pcap([*segments[:5], copy, *segments[5:]]))
    assert found[0] == SENT[0][:100] + b"#" * 100 + SENT[0][200:]
    swapped, _, _ = follow(pcap(swap(segments, 5, 7)))
    assert swapped[0] == SENT[0]
