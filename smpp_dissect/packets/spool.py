"""Streams that can be read once, copied aside so that they can be read again.

The copy is a temporary file without a name: it goes with the process, whatever ends that.
"""

from __future__ import annotations

import io
import os
import shutil
import tempfile
import zlib
from typing import Any, BinaryIO

from smpp_dissect.errors import CaptureError


class Spool:
    """A stream's bytes. Raises `CaptureError` where the stream cannot be read to its end."""

    def __init__(self, stream: BinaryIO, name: str):
        self.name = name
        # Open for as long as there are readers; so no `with`.
        self._file = tempfile.TemporaryFile(prefix="smpp-dissect-", buffering=0)
        try:
            shutil.copyfileobj(stream, self._file)
        except (OSError, EOFError, zlib.error) as error:
            # The stream may unpack what it reads.
            raise CaptureError(getattr(error, "strerror", None) or str(error), name) from None

    def fileno(self) -> int:
        """Give the descriptor of the copy."""
        return self._file.fileno()

    def open(self) -> BinaryIO:
        """Give the bytes from their beginning, with a position that no other reader moves."""
        return io.BufferedReader(_Bytes(self))

    def __del__(self) -> None:
        self._file.close()


class _Bytes(io.RawIOBase):
    """A spool's bytes from a position of one's own."""

    def __init__(self, spool: Spool):
        super().__init__()
        self.name = spool.name
        self._spool = spool
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._spool.fileno()

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        begin = {os.SEEK_SET: 0, os.SEEK_CUR: self._at}.get(whence)
        self._at = offset + (os.fstat(self.fileno()).st_size if begin is None else begin)
        return self._at

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer: Any) -> int:
        octets = os.pread(self.fileno(), len(buffer), self._at)
        buffer[: len(octets)] = octets
        self._at += len(octets)
        return len(octets)
