"""Bytes of a capture file as windows that only move forward.

A plain file is mapped: a view of it costs no copy, and pages are given back once they lie behind.
Compressed files and pipes are read into one buffer that grows by what has arrived, never by a size
that the file claims.
"""

from __future__ import annotations

import io
import mmap
import os
import stat
import sys
from collections.abc import Callable
from typing import Any, BinaryIO, Protocol

import numpy as np

from smpp_dissect.errors import CaptureError, NotACapture
from smpp_dissect.packets.compressed import CHUNK, GZIP, ZSTD, Counted, Gunzip, Unzstd

# The position was moved past the end: by a block that claims more than there is.
PASSED_END = "the capture is cut in the middle of a block"


class Source(Protocol):
    """A file's bytes: `view` what follows the position, `advance` the position."""

    name: str
    offset: int
    size: int | None
    fault: str | None

    def view(self, want: int) -> np.ndarray[Any, np.dtype[np.uint8]]:
        """Give up to `want` bytes from the position, as read-only uint8; fewer only at the end."""

    def advance(self, count: int) -> None:
        """Move the position on; it may pass what was viewed, and the end."""

    def read_position(self) -> int:
        """Tell how far the underlying file is read, in its own (compressed) bytes."""

    def close(self) -> None:
        """Give the file back."""


class MappedSource:
    """A plain file, mapped."""

    def __init__(self, name: str, file: BinaryIO):
        self.name = name
        self.offset = 0
        self.fault: str | None = None
        # The mapping keeps a descriptor of its own; a stream given by the caller stays open.
        self._map: mmap.mmap | None = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self._bytes = np.frombuffer(self._map, np.uint8)
        self.size: int | None = len(self._bytes)
        self._released = 0

    def view(self, want: int) -> np.ndarray[Any, np.dtype[np.uint8]]:
        """Give a slice of the mapping."""
        return self._bytes[self.offset : self.offset + want]

    def advance(self, count: int) -> None:
        """Move on, and let the kernel drop the pages behind."""
        if count > len(self._bytes) - self.offset:
            self.fault = PASSED_END
        self.offset = min(self.offset + count, len(self._bytes))
        behind = self.offset // mmap.PAGESIZE * mmap.PAGESIZE
        if behind - self._released >= CHUNK and self._map and hasattr(self._map, "madvise"):
            self._map.madvise(mmap.MADV_DONTNEED, self._released, behind - self._released)
            self._released = behind

    def read_position(self) -> int:
        """Tell the offset."""
        return self.offset

    def close(self) -> None:
        """Drop the mapping; it goes, with its descriptor, when no array looks into it any more."""
        self._bytes = np.empty(0, np.uint8)
        self._map = None


class StreamSource:
    """Bytes that can be read once, in order: a pipe, or a decompressor's output."""

    def __init__(self, name: str, read: Callable[[], bytes], position: Callable[[], int]):
        self.name = name
        self.offset = 0
        self.size: int | None = None
        self.fault: str | None = None
        self._read = read
        self._position = position
        self._buffer = np.empty(2 * CHUNK, np.uint8)
        self._begin = self._end = 0
        self._skip = 0
        self._ended = False
        self._file: BinaryIO | None = None

    def view(self, want: int) -> np.ndarray[Any, np.dtype[np.uint8]]:
        """Read until `want` bytes are at hand or the stream ends."""
        while self._end - self._begin < want and not self._ended:
            self._take(self._next())
        view = self._buffer[self._begin : min(self._end, self._begin + want)]
        view.flags.writeable = False
        return view

    def _next(self) -> bytes:
        try:
            return self._read()
        except EOFError as fault:
            self.fault = str(fault)
            return b""

    def _take(self, chunk: bytes) -> None:
        self._ended = not chunk
        if self._ended and self._skip and self.fault is None:
            self.fault = PASSED_END
        dropped = min(self._skip, len(chunk))
        self._skip -= dropped
        fresh = len(chunk) - dropped
        if self._end + fresh > len(self._buffer):
            # A new buffer each time: views already given out keep the bytes they were given.
            kept = self._end - self._begin
            buffer = np.empty(max(2 * CHUNK, 2 * (kept + fresh)), np.uint8)
            buffer[:kept] = self._buffer[self._begin : self._end]
            self._buffer, self._begin, self._end = buffer, 0, kept
        self._buffer[self._end : self._end + fresh] = np.frombuffer(chunk, np.uint8)[dropped:]
        self._end += fresh

    def advance(self, count: int) -> None:
        """Move on; what has not arrived yet is dropped on arrival."""
        held = min(count, self._end - self._begin)
        self._begin += held
        self._skip += count - held
        self.offset += count

    def read_position(self) -> int:
        """Tell how many bytes of the underlying file were consumed."""
        return self._position()

    def closing(self, file: BinaryIO) -> None:
        """Close this file along with the source."""
        self._file = file

    def close(self) -> None:
        """Drop the buffer."""
        self._buffer = np.empty(0, np.uint8)
        self._begin = self._end = 0
        self._ended = True
        if self._file is not None:
            self._file.close()

    def __del__(self) -> None:
        # A reader may be dropped before its end, and then nobody closes its files.
        if self._file is not None:
            self._file.close()


def open_source(path: str | os.PathLike[str] | BinaryIO) -> Source:
    """Open a capture: a path, `-` for standard input, or a binary stream.

    Gzip and zstd are recognised by their first bytes. Raises `CaptureError` where the input cannot
    be opened, or is empty.
    """
    if not isinstance(path, str | os.PathLike):
        return _open_stream(str(getattr(path, "name", "<stream>")), path)
    if os.fspath(path) == "-":
        return _stream("<stdin>", standard_input())
    name = os.fspath(path)
    file = _open_file(name)
    try:
        source = _open_stream(name, file)
    except CaptureError:
        file.close()
        raise
    if isinstance(source, MappedSource):
        file.close()
    else:
        source.closing(file)
    return source


def _open_stream(name: str, file: BinaryIO) -> MappedSource | StreamSource:
    """Map a regular file that stands at its beginning, and read anything else as it comes."""
    if not _is_regular(file):
        return _stream(name, file)
    if os.fstat(file.fileno()).st_size == 0:
        raise NotACapture("the file is empty", name)
    magic = file.read(4)
    file.seek(0)
    if magic[:2] == GZIP or magic == ZSTD:
        return _stream(name, file)
    return MappedSource(name, file)


def _is_regular(file: BinaryIO) -> bool:
    # Other readers may have the descriptor of a file whose content they unpack.
    if not isinstance(file, io.FileIO | io.BufferedReader | io.BufferedRandom):
        return False
    try:
        return stat.S_ISREG(os.fstat(file.fileno()).st_mode) and file.tell() == 0
    except OSError:  # no file behind it, or one that cannot tell
        return False


def standard_input() -> BinaryIO:
    """Give standard input as bytes."""
    if sys.stdin is None:
        raise CaptureError("standard input is closed", "<stdin>")
    return sys.stdin.buffer


def _open_file(name: str) -> BinaryIO:
    try:
        if os.path.isdir(name):
            raise CaptureError(
                "is a directory; give capture files, or a pattern such as dir/*.pcap", name
            )
        return open(name, "rb")
    except FileNotFoundError:
        raise CaptureError("no such file", name) from None
    except PermissionError:
        raise CaptureError("permission denied", name) from None
    except OSError as error:
        raise CaptureError(error.strerror or str(error), name) from None
    except ValueError as error:  # a NUL in the name
        raise CaptureError(str(error), repr(name)) from None


def _stream(name: str, file: BinaryIO) -> StreamSource:
    counted = Counted(name, file)
    magic = counted.peek(4)
    if not magic:
        raise NotACapture("the input is empty", name)
    if magic[:2] == GZIP:
        return StreamSource(name, Gunzip(counted).read, counted.position)
    if magic == ZSTD:
        return StreamSource(name, Unzstd(counted).read, counted.position)
    return StreamSource(name, lambda: counted.read(CHUNK), counted.position)
