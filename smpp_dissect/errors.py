"""The exceptions of the package: what stops us, as against anomalies, which are data.

SmppDissectError
├── CaptureError            the input cannot be read (path and offset where there are any)
│   ├── NotACapture         neither pcap nor pcapng, or nothing in it
│   └── UnsupportedLink     no interface of the capture carries a link type we read
├── NoSmpp                  the capture was read and holds no SMPP
├── ProfileError            a vendor profile that says something it may not
├── WhereError              a `--where` condition that does not fit its table
├── TsharkError             tshark is not there, or does not do what it is asked for
└── OutputError             results cannot be written
"""

from __future__ import annotations

import os


class SmppDissectError(Exception):
    """Root of what this package raises on purpose; its text is one line for a person."""


class CaptureError(SmppDissectError):
    """The input cannot be read. `path` names it; `offset` is the file offset, or None."""

    def __init__(self, message: str, path: str | os.PathLike[str] = "", offset: int | None = None):
        self.path = os.fspath(path)
        self.offset = offset
        at = "" if offset is None else f" at offset {offset}"
        super().__init__(f"{self.path}: {message}{at}" if self.path else f"{message}{at}")


class NotACapture(CaptureError):
    """The bytes are neither pcap nor pcapng."""


class UnsupportedLink(CaptureError):
    """Every packet has a link type we cannot read."""


class NoSmpp(SmppDissectError):
    """The capture was read to its end and no SMPP was found in it."""


class ProfileError(SmppDissectError):
    """A vendor profile is malformed: file, key and what was expected."""


class WhereError(SmppDissectError):
    """A `--where` condition cannot be applied to its table."""


class TsharkError(SmppDissectError):
    """tshark, which `verify` compares with, is not installed, fails, or cannot be understood."""


class OutputError(SmppDissectError):
    """Results cannot be written where they were asked for."""
