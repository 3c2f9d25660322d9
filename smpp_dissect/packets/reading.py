"""Capture files as one run of windows: open, order, index, locate the TCP segments.

Files are read one after the other in the order of their first packet, and frames are numbered in
each as Wireshark does; `Window.first_frame` leads from a record of the window to its frame.
"""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO

import numpy as np

from smpp_dissect.errors import CaptureError, NotACapture, UnsupportedLink
from smpp_dissect.packets.link import SUPPORTED
from smpp_dissect.packets.pcap import MAGIC, PcapReader
from smpp_dissect.packets.pcapng import MAGIC as PCAPNG_MAGIC
from smpp_dissect.packets.pcapng import PcapngReader
from smpp_dissect.packets.records import NO_TIME, RecordBuffer, Records
from smpp_dissect.packets.sources import Source, open_source
from smpp_dissect.packets.tcp import HEADERS_CUT, SegmentBuffer, Segments, locate_segments

WINDOW = 4 << 20
Input = str | os.PathLike[str] | BinaryIO


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of one file: its bytes and the TCP segments in them.

    `file`: index into the list of files; `first_frame`: frame number of the window's first record;
    `position`, `size`: how far the file is read, for progress (`size` None for a pipe).
    """

    data: np.ndarray[Any, Any]
    segments: Segments
    file: int
    first_frame: int
    first_offset: int
    records: int
    captured: int


@dataclass(slots=True)
class FileInfo:
    """What is told of a file: its name, packets and times so far, and what stopped its reading.

    `headers_cut`: packets whose headers are cut or malformed, the first of them `first_cut` (a
    frame number).
    """

    name: str
    size: int | None = None
    position: int = 0
    packets: int = 0
    headers_cut: int = 0
    first_cut: int = 0
    first_time: int = NO_TIME
    last_time: int = NO_TIME
    fault: str | None = None
    fault_offset: int = 0
    links: set[int] = field(default_factory=set)


def expand(inputs: Input | Iterable[Input]) -> list[Input]:
    """List the inputs named by a path, a pattern, a stream, or several of them.

    A path that exists is never taken for a pattern. Raises `CaptureError` for a pattern that
    matches nothing, or for no input at all.
    """
    if isinstance(inputs, str | os.PathLike) or hasattr(inputs, "read"):
        inputs = [inputs]  # type: ignore[list-item]
    found: list[Input] = []
    for each in inputs:
        name = os.fspath(each) if isinstance(each, str | os.PathLike) else None
        if name is None or name == "-" or not glob.has_magic(name) or os.path.lexists(name):
            found.append(each)
            continue
        matches = sorted(glob.glob(name, recursive=True))
        if not matches:
            raise CaptureError("no file matches this pattern", name)
        found += matches
    if not found:
        raise CaptureError("no capture file was given")
    return found


class CaptureFiles:
    """The files of one capture, as a run of windows. `files` fills as they are read."""

    def __init__(self, inputs: Input | Iterable[Input], window: int = WINDOW):
        self._window = max(window, 64)
        given = expand(inputs)
        opened: list[_Opened] = []
        for each in given:
            opened.append(_Opened(each))
            if len(given) > 1:
                opened[-1].note_first_time(self._window)
        opened.sort(key=lambda each: each.first_time)
        self._opened = opened
        self.files = [each.info for each in opened]

    @property
    def size(self) -> int | None:
        """Bytes of all files, None when one of them is a pipe."""
        sizes = [each.size for each in self.files]
        return None if None in sizes else sum(size or 0 for size in sizes)

    def windows(self) -> Iterator[Window]:
        """Read all files, one window at a time; a window's arrays are good until the next is asked
        for.
        """
        records, segments = RecordBuffer(), SegmentBuffer()
        for number, opened in enumerate(self._opened):
            yield from self._read(number, opened, records, segments)
        self._check_links()

    def _read(
        self, number: int, opened: _Opened, buffer: RecordBuffer, segments: SegmentBuffer
    ) -> Iterator[Window]:
        opened.resume()
        try:
            while not opened.finished:
                yield from self._next(number, opened, buffer, segments)
        finally:
            opened.source.close()

    def _next(
        self, number: int, opened: _Opened, buffer: RecordBuffer, segments: SegmentBuffer
    ) -> Iterator[Window]:
        """Read a file's next window, if there are packets in it."""
        info, offset = opened.info, opened.source.offset
        data, records, end = opened.next_window(self._window, buffer)
        if len(records):
            located = locate_segments(data, records, segments)
            first = info.packets + 1
            _note(info, records, located)
            captured = int(records.captured.sum())
            yield Window(data, located, number, first, offset, len(records), captured)
        opened.source.advance(end)
        info.position = opened.source.read_position()

    def _check_links(self) -> None:
        links = set().union(*(each.links for each in self.files))
        packets = sum(each.packets for each in self.files)
        if packets and links and not links & SUPPORTED:
            kinds = ", ".join(str(link) for link in sorted(links))
            raise UnsupportedLink(
                f"link type {kinds} is not supported; "
                "Ethernet, Linux cooked, BSD loopback and raw IP are",
                self.files[0].name,
            )


def _note(info: FileInfo, records: Records, located: Segments) -> None:
    if located.first_cut >= 0 and not info.headers_cut:
        info.first_cut = info.packets + located.first_cut + 1
    info.headers_cut += located.uncounted.get(HEADERS_CUT, 0)
    info.packets += len(records)
    times = records.time[records.time != NO_TIME]
    if len(times):
        info.first_time = int(times[0]) if info.first_time == NO_TIME else info.first_time
        info.last_time = int(times[-1])


class _Opened:
    """One open file: its source, its reader, and what is told of it."""

    def __init__(self, given: Input):
        self._given = given
        self.first_time = -NO_TIME - 1
        self.finished = False
        self._parked = False
        self.source: Source
        self._reader: PcapReader | PcapngReader
        self._open()
        self.info = FileInfo(self.source.name, self.source.size)
        self.info.links = self._reader.links

    def _open(self) -> None:
        self.source = open_source(self._given)
        magic = self.source.view(4).tobytes()
        if magic in MAGIC:
            self._reader = PcapReader(self.source)
        elif magic == PCAPNG_MAGIC:
            self._reader = PcapngReader(self.source)
        else:
            self.source.close()
            raise NotACapture("is neither a pcap nor a pcapng capture", self.source.name)

    def note_first_time(self, window: int) -> None:
        """Look for the time of the first packet; files without packets come last.

        A file that can be opened again is closed until its turn: there may be thousands.
        """
        _, records, _ = self.next_window(window, RecordBuffer())
        self.finished, self._reader.fault = False, None
        times = records.time[records.time != NO_TIME]
        if len(times):
            self.first_time = int(times[0])
        if isinstance(self._given, str | os.PathLike) and os.fspath(self._given) != "-":
            self.source.close()
            self._parked = True

    def resume(self) -> None:
        """Open the file again if it was put aside."""
        if self._parked:
            self._open()
            self.info.links = self._reader.links

    def next_window(
        self, window: int, buffer: RecordBuffer
    ) -> tuple[np.ndarray[Any, Any], Records, int]:
        """Index the next window, widening it until it holds a record or the file ends."""
        while True:
            data = self.source.view(window)
            data.flags.writeable = False
            last = len(data) < window
            records, end = self._reader.read(data, last, buffer)
            fault = self._reader.fault
            if end or last or fault:
                break
            window *= 2
        self.finished = last or fault is not None
        if self.finished and (fault or self.source.fault):
            # A record is cut because the compressed data are, if they are.
            self.info.fault = self.source.fault or fault
            self.info.fault_offset = self.source.offset + min(end, len(data))
        return data, records, end
