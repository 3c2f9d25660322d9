"""Compressed captures: gzip and zstd streams unpacked piece by piece, each piece bounded.

`read` gives a piece, no bytes at the end, and raises `EOFError` where the data are cut or damaged,
once all that precedes the fault was given.
"""

from __future__ import annotations

import zlib
from typing import Any, BinaryIO

from smpp_dissect.errors import CaptureError

CHUNK = 1 << 20
GZIP = b"\x1f\x8b"
ZSTD = b"\x28\xb5\x2f\xfd"
# What a zstd stream gave before a fault in the same read is lost, so it is read in small steps.
ZSTD_STEP = 1 << 12


class Counted:
    """A binary stream that knows how much was taken from it, and can be peeked once."""

    def __init__(self, name: str, file: BinaryIO):
        self._name, self._file = name, file
        self._ahead = b""
        self._count = 0
        self.closed = False

    def peek(self, count: int) -> bytes:
        """Give the first bytes, which are still to be read."""
        while len(self._ahead) < count:
            more = self._load(count - len(self._ahead))
            if not more:
                break
            self._ahead += more
        return self._ahead

    def read(self, count: int = -1) -> bytes:
        """Give at most `count` bytes, as many as are at hand; none at the end."""
        chunk, self._ahead = self._ahead, b""
        chunk = chunk or self._load(CHUNK if count < 0 else count)
        self._count += len(chunk)
        return chunk

    def _load(self, count: int) -> bytes:
        # read1 gives what a pipe has now instead of waiting for a full chunk.
        read = getattr(self._file, "read1", self._file.read)
        try:
            return read(count) or b""
        except OSError as error:
            raise CaptureError(error.strerror or str(error), self._name) from None

    def close(self) -> None:
        """Do nothing: who opened the file closes it. A decompressor closes what it reads from."""

    def position(self) -> int:
        """Tell how many bytes were taken."""
        return self._count


class Gunzip:
    """A gzip stream's bytes, of any number of members."""

    def __init__(self, file: Counted):
        self._file = file
        self._inflate = zlib.decompressobj(wbits=31)
        self._pending = b""

    def read(self) -> bytes:
        """Give the next piece."""
        while True:
            if self._inflate.eof:
                self._pending = self._inflate.unused_data or self._file.read(CHUNK)
                if not self._pending.startswith(GZIP[:1]):
                    return b""
                self._inflate = zlib.decompressobj(wbits=31)
            compressed = self._pending or self._file.read(CHUNK)
            before = self._inflate.copy()
            try:
                # The output of one call is bounded: a small file may inflate a thousandfold.
                chunk = self._inflate.decompress(compressed, CHUNK)
            except zlib.error:
                return self._salvage(before, compressed)
            self._pending = self._inflate.unconsumed_tail
            if chunk:
                return chunk
            if not compressed and not self._inflate.eof:
                raise EOFError("the gzip data is cut")

    def _salvage(self, inflate: Any, compressed: bytes) -> bytes:
        """Give what the call that failed had unpacked before; the next one fails at once."""
        found = bytearray()
        for at in range(len(compressed)):
            try:
                found += inflate.decompress(compressed[at : at + 1])
            except zlib.error:
                break
        if not found:
            raise EOFError("the gzip data is damaged")
        self._pending = compressed
        return bytes(found)


class Unzstd:
    """A zstd stream's bytes, of any number of frames."""

    def __init__(self, file: Counted):
        import pyarrow as pa

        self._stream = pa.CompressedInputStream(pa.PythonFile(file, mode="r"), "zstd")

    def read(self) -> bytes:
        """Give the next piece."""
        found = bytearray()
        try:
            while len(found) < CHUNK and (step := self._stream.read(ZSTD_STEP)):
                found += step
        except OSError:
            if not found:
                raise EOFError("the zstd data is cut or damaged") from None
        return bytes(found)
