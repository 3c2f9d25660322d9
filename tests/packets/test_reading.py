"""Capture files as one run of windows: expanded, put in order, numbered, and given back."""

from __future__ import annotations

import gc
import gzip
import io
import os
import resource
import warnings
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smpp_dissect.errors import CaptureError, NotACapture, UnsupportedLink
from smpp_dissect.packets.reading import CaptureFiles, expand
from smpp_dissect.packets.records import NO_TIME
from smpp_dissect.packets.tcp import RECORD, SEQUENCE, TIME
from tests.build import (
    Enhanced,
    Interface,
    Raw,
    Section,
    Segment,
    Simple,
    Unknown,
    link_frame,
    plain_section,
)
from tests.build_segments import MILLISECOND, START
from tests.road import pcap, pcapng
from tests.streaming import Dribble, zstd


def segment(number: int, payload: bytes = b"") -> Segment:
    """A segment that tells by its sequence number which one it is; captured in that order."""
    time = START + number * MILLISECOND
    return Segment(time, "10.0.0.1", "10.0.0.2", 1, 2, number, 0, 16, payload)


def capture(*numbers: int, **options: Any) -> bytes:
    return pcap([segment(number) for number in numbers], **options)


def frames(files: CaptureFiles) -> list[tuple[int, int, int]]:
    """(file, frame, sequence number) of every segment."""
    found = []
    for window in files.windows():
        for row in window.segments.table:
            found.append((window.file, window.first_frame + int(row[RECORD]), int(row[SEQUENCE])))
    return found


def streams(*contents: bytes) -> list[Any]:
    return [io.BytesIO(content) for content in contents]


@given(st.lists(st.integers(0, 300), max_size=20), st.integers(0, 5000))
def test_windows_never_change_what_is_found(sizes: list[int], window: int) -> None:
    made = [segment(number, bytes(size)) for number, size in enumerate(sizes)]
    expected = [(0, number + 1, number) for number in range(len(made))]
    for data in (pcap(made), pcapng(plain_section(made))):
        assert frames(CaptureFiles(io.BytesIO(data), window)) == expected


def test_frames_count_what_is_no_tcp_and_what_is_no_packet() -> None:
    custom = Unknown(0x0BAD, b"note")
    arp = Raw(START, bytes(12) + b"\x08\x06" + bytes(46))
    blocks = [
        Interface(),
        custom,
        Enhanced(arp),
        Enhanced(segment(7)),
        custom,
        Enhanced(segment(9)),
    ]
    data = pcapng(Section(blocks))
    for window in (64, 1 << 20):
        files = CaptureFiles(io.BytesIO(data), window)
        assert frames(files) == [(0, 3, 7), (0, 5, 9)]
        assert files.files[0].packets == 5


@pytest.mark.parametrize("window", [64, 1 << 20])
def test_cut_headers_are_counted_by_file_with_the_first_frame(window: int) -> None:
    cut = Raw(START, link_frame(segment(7))[:40])
    whole = [segment(number) for number in range(9)]
    contents = [whole, [*whole[:4], cut, whole[4], cut, cut], [cut]]
    files = CaptureFiles(streams(*map(pcap, contents)), window)
    assert len(list(files.windows())) >= 3
    told = sorted((each.packets, each.headers_cut, each.first_cut) for each in files.files)
    assert told == [(1, 1, 1), (8, 3, 5), (9, 0, 0)]


def test_files_are_read_in_the_order_of_their_first_packet(tmp_path: Path) -> None:
    contents = [capture(30, 31), gzip.compress(capture(10, 11)), zstd(capture(20)), capture()]
    paths = []
    for number, content in enumerate(contents):
        paths.append(tmp_path / f"{number}.pcap")
        paths[-1].write_bytes(content)
    files = CaptureFiles(paths, 64)
    expected = [(0, 1, 10), (0, 2, 11), (1, 1, 20), (2, 1, 30), (2, 2, 31)]
    assert frames(files) == expected
    assert [Path(each.name).name for each in files.files] == [
        "1.pcap",
        "2.pcap",
        "0.pcap",
        "3.pcap",
    ]
    assert [each.packets for each in files.files] == [2, 1, 2, 0]
    assert frames(CaptureFiles(streams(*contents), 64)) == expected


def test_files_without_times_come_last_and_keep_their_order() -> None:
    blocks = [Interface(), Simple(segment(1)), Simple(segment(2))]
    timeless = pcapng(Section(blocks))
    files = CaptureFiles(streams(timeless, capture(5), timeless), 64)
    assert [row[2] for row in frames(files)] == [5, 1, 2, 1, 2]
    assert [each.first_time for each in files.files][1:] == [NO_TIME, NO_TIME]


def test_a_file_that_begins_without_times_is_ordered_by_the_first_there_is() -> None:
    blocks = [Interface(tsresol=9), Simple(segment(1)), Enhanced(segment(2))]
    late = pcapng(Section(blocks))
    files = CaptureFiles(streams(late, capture(1)), 1 << 20)
    assert [row[2] for row in frames(files)] == [1, 1, 2]


def test_what_is_told_of_a_file() -> None:
    (info,) = (files := CaptureFiles(io.BytesIO(capture(1, 2, 5)))).files
    list(files.windows())
    assert (info.packets, info.links, info.fault) == (3, {1}, None)
    assert info.first_time == START + MILLISECOND
    assert info.last_time == START + 5 * MILLISECOND


def test_times_of_segments_without_a_time() -> None:
    data = pcapng(Section([Interface(), Simple(segment(1))]))
    (window,) = CaptureFiles(io.BytesIO(data)).windows()
    assert window.segments.table[0, TIME] == NO_TIME


@pytest.mark.parametrize("window", [64, 1 << 20])
def test_a_fault_is_told_with_its_place(window: int) -> None:
    data = capture(1, 2)
    for content, offset in [(data + b"1234", len(data)), (data[:-1], 24 + 16 + 60)]:
        files = CaptureFiles(io.BytesIO(content), window)
        list(files.windows())
        (info,) = files.files
        assert info.fault == "the capture is cut in the middle of a record"
        assert info.fault_offset == offset


def test_the_cause_of_a_cut_is_told(tmp_path: Path) -> None:
    packed = gzip.compress(capture(*range(100)))
    path = tmp_path / "cut.pcap.gz"
    path.write_bytes(packed[: len(packed) // 2])
    files = CaptureFiles(path, 64)
    assert 0 < len(frames(files)) < 100
    assert files.files[0].fault == "the gzip data is cut"


@pytest.mark.parametrize("window", [64, 1 << 20])
def test_a_block_that_claims_more_than_there_is(window: int) -> None:
    data = pcapng(plain_section([segment(1)]))
    lie = data + b"\x05\0\0\0" + b"\xf0\xff\xff\xff" + bytes(200)
    for source in (io.BytesIO(lie), Dribble(lie, 50)):
        files = CaptureFiles(source, window)
        assert len(frames(files)) == 1
        assert files.files[0].fault == "the capture is cut in the middle of a block"


def test_a_file_after_a_faulty_one_is_read() -> None:
    files = CaptureFiles(streams(capture(1) + b"1234", capture(2)), 64)
    assert frames(files) == [(0, 1, 1), (1, 1, 2)]
    assert [each.fault is None for each in files.files] == [False, True]


def test_links_not_supported() -> None:
    # 105 is IEEE 802.11, which is not read.
    wireless = capture(1)[:20] + b"\x69\0\0\0" + capture(1)[24:]
    with pytest.raises(UnsupportedLink, match="link type 105 is not supported"):
        frames(CaptureFiles(io.BytesIO(wireless)))
    assert len(frames(CaptureFiles(streams(wireless, capture(1))))) == 1
    assert frames(CaptureFiles(io.BytesIO(wireless[:24]))) == []


@pytest.mark.parametrize(
    "content", [b"GET / HTTP/1.1\r\n", b"\xa1\xb2", b"\0" * 100, b"\x1f\x8b\x08"]
)
def test_what_is_no_capture(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)
    for inputs in (path, io.BytesIO(content), [io.BytesIO(capture(1)), path]):
        with pytest.raises(NotACapture):
            CaptureFiles(inputs)


def test_patterns(tmp_path: Path) -> None:
    for name in ("b.pcap", "a.pcap", "c.txt", "[x].pcap"):
        (tmp_path / name).touch()
    folder = str(tmp_path)
    assert expand(f"{folder}/?.pcap") == [f"{folder}/a.pcap", f"{folder}/b.pcap"]
    assert expand([f"{folder}/c.*", Path("d")]) == [f"{folder}/c.txt", Path("d")]
    # A name that is there is no pattern.
    assert expand(f"{folder}/[x].pcap") == [f"{folder}/[x].pcap"]
    assert expand("-") == ["-"]
    with pytest.raises(CaptureError, match="no file matches this pattern"):
        expand(f"{folder}/*.pcapng")
    with pytest.raises(CaptureError, match="no capture file was given"):
        expand([])


def test_a_thousand_files_need_few_descriptors(tmp_path: Path) -> None:
    for number in range(120):
        content = capture(number)
        path = tmp_path / f"{number:03}.pcap"
        path.write_bytes(gzip.compress(content) if number % 2 else content)
    limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (len(os.listdir("/proc/self/fd")) + 30, limits[1]))
    try:
        files = CaptureFiles(f"{tmp_path}/*.pcap")
        assert [row[2] for row in frames(files)] == list(range(120))
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, limits)


@pytest.mark.parametrize("window", [64, 1 << 20])
def test_files_are_given_back_when_reading_ends_early(window: int, tmp_path: Path) -> None:
    path = tmp_path / "file.pcap.gz"
    path.write_bytes(gzip.compress(capture(*range(20))))
    bad = tmp_path / "bad.pcap.gz"
    bad.write_bytes(gzip.compress(b"nothing of the sort"))
    gc.collect()
    before = len(os.listdir("/proc/self/fd"))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        windows = CaptureFiles([path, path], window).windows()
        next(windows)
        del windows
        with pytest.raises(NotACapture):
            CaptureFiles([path, bad])
        gc.collect()
    assert len(os.listdir("/proc/self/fd")) == before


def test_sizes_and_positions(tmp_path: Path) -> None:
    path = tmp_path / "file.pcap"
    path.write_bytes(capture(1, 2, 3))
    files = CaptureFiles(path, 64)
    assert files.size == path.stat().st_size
    seen = [files.files[0].position for _ in files.windows()]
    assert seen == sorted(seen)
    assert files.files[0].position == files.size
    assert CaptureFiles([path, Dribble(capture(1), 9)]).size is None


def test_a_record_longer_than_a_window_widens_it() -> None:
    made = [segment(1, bytes(1400)), segment(2), segment(3, bytes(1400))]
    for data in (pcap(made), pcapng(plain_section(made))):
        windows = list(CaptureFiles(Dribble(data, 100), 64).windows())
        assert sum(window.records for window in windows) == 3
        assert sum(window.captured for window in windows) == 2 * 1454 + 60
        assert max(len(window.data) for window in windows) < 4096
