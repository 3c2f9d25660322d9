"""The road from files to PDUs, driven window by window.

`PduReader` owns the stages before it and what they tell in the end: files, connections, ledger.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np

from smpp_dissect._kernel import (
    WORTH_COMPILING,
    WORTH_COMPILING_FIRST,
    are_cached,
    compile_kernels,
    compiled,
)
from smpp_dissect.packets.reading import WINDOW, CaptureFiles, FileInfo, Input
from smpp_dissect.pdus.ahead import one_ahead
from smpp_dissect.pdus.batch import Batch, Framer
from smpp_dissect.streams.tracking import Streams

Progress = Callable[[int, int | None], None]


class PduReader:
    """Reads a capture's PDUs once, from its first file to its last.

    `ports`: server ports whose connections are SMPP by decree, and the only ones looked at.
    Raises `CaptureError` where an input cannot be read.
    """

    def __init__(
        self,
        inputs: Input | Iterable[Input],
        ports: Iterable[int] | None = None,
        progress: Progress | None = None,
        window: int = WINDOW,
    ):
        self._capture = CaptureFiles(inputs, window)
        self._progress = progress
        self.streams = Streams()
        self.framer = Framer(ports)
        # Packets that are not TCP, by bucket, and those that are.
        self.packets: dict[str, int] = {}
        # Number of the first frame of each file, counted over all files.
        self.first_frames: list[int] = []
        self.tcp_packets = 0

    @property
    def files(self) -> list[FileInfo]:
        """The files in the order read."""
        return self._capture.files

    @property
    def is_small(self) -> bool:
        """Whether the files are too small to be worth threads, or reading twice."""
        size = self._capture.size
        return size is not None and size <= WORTH_COMPILING

    def batches(self) -> Iterator[Batch]:
        """Give the PDUs, batch by batch; a batch is good until the next is asked for."""
        if self.is_small:
            return self._batches()
        return one_ahead(self._batches())

    def _batches(self) -> Iterator[Batch]:
        frames = captured = 0
        worth = WORTH_COMPILING
        framer, streams = self.framer, self.streams
        for window in self._capture.windows():
            captured += window.captured
            if not compiled() and captured > worth:
                worth = self._worth_compiling()
                if captured > worth:
                    compile_kernels()
            self._count(window.segments.uncounted, window.records)
            while len(self.first_frames) <= window.file:
                self.first_frames.append(frames + 1)
            framer.reserve(len(streams.tables) + len(window.segments.table))
            ignored = framer.ignoring()
            for laid in streams.take(window.data, window.segments, frames + 1, ignored):
                yield self._frame(laid)
            framer.count_ignored(ignored)
            frames += window.records
            self._tell_progress()
        ignored = framer.ignoring()
        for laid in streams.end(ignored):
            yield self._frame(laid)
        framer.count_ignored(ignored)
        self._tell_progress()

    def _tell_progress(self) -> None:
        if self._progress is not None:
            self._progress(sum(file.position for file in self.files), self._capture.size)

    def _worth_compiling(self) -> int:
        """How many bytes must have been read for compiled kernels to be worth having."""
        size = self._capture.size
        if are_cached() or (size is not None and size > WORTH_COMPILING_FIRST):
            return WORTH_COMPILING
        return WORTH_COMPILING_FIRST

    def _frame(self, laid: Any) -> Batch:
        self.framer.know(self.streams.tables.key, len(self.streams.tables))
        return self.framer.frame(laid)

    def _count(self, uncounted: dict[str, int], packets: int) -> None:
        for bucket, count in uncounted.items():
            self.packets[bucket] = self.packets.get(bucket, 0) + count
        self.tcp_packets += packets - sum(uncounted.values())

    def place_frames(
        self, frames: np.ndarray[Any, Any]
    ) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
        """Turn frame numbers counted over all files into (file index, frame number in it)."""
        firsts = np.array(self.first_frames or [1], np.int64)
        file = np.searchsorted(firsts, frames, side="right") - 1
        return file, frames - firsts[file] + 1
