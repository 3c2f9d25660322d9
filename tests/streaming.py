"""Bytes that come in pieces, packed or not, for the tests of how captures are read."""

from __future__ import annotations

import io
import random
from typing import Any

import pyarrow as pa

TEXT = random.Random(1).randbytes(3000) + b"PDU " * 30_000 + random.Random(2).randbytes(3000)


def zstd(data: bytes) -> bytes:
    """The data as one zstd frame."""
    return bytes(pa.compress(data, codec="zstd", asbytes=True))


class Dribble(io.RawIOBase):
    """A stream that gives at most `most` bytes at a time, as a pipe does; it cannot be mapped."""

    def __init__(self, data: bytes, most: int):
        super().__init__()
        self._data, self._most = io.BytesIO(data), most

    def readable(self) -> bool:
        return True

    def read(self, count: int = -1) -> bytes:
        return self._data.read(min(count, self._most) if count >= 0 else self._most)


def everything(source: Any, want: int = 1000) -> bytes:
    """What is left of a source, viewed in steps of `want`."""
    parts = []
    while len(view := source.view(want)):
        parts.append(view.tobytes())
        source.advance(len(view))
    return b"".join(parts)
