"""Packet records of a window: where each lies, when it was captured, on what link.

The readers of pcap and pcapng fill the same arrays, so that everything after them is one road.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

Int64s = np.ndarray[Any, np.dtype[np.int64]]

# A record that claims to be longer is damage: tcpdump's largest snap length is 256 KiB.
MAX_RECORD = 16 << 20
# The capture gave the packet no time (pcapng simple packet blocks have none).
NO_TIME = -(1 << 63)
# Link type of a record that has a frame number and is no packet.
NO_PACKET = -2


class RecordBuffer:
    """Arrays that a reader fills again for each window; a fresh allocation costs page faults."""

    def __init__(self) -> None:
        self.capacity = 0
        self.reserve(1 << 12)

    def reserve(self, capacity: int) -> None:
        """Make room for `capacity` records."""
        if capacity > self.capacity:
            self.capacity = capacity
            self.at = np.empty(capacity, np.int64)
            self.captured = np.empty(capacity, np.int64)
            self.original = np.empty(capacity, np.int64)
            self.time = np.empty(capacity, np.int64)
            self.link = np.empty(capacity, np.int64)


@dataclass(frozen=True, slots=True)
class Records:
    """One window's records, as int64 arrays of one length.

    `at`: offset of the packet's first byte in the window; `captured`: bytes there; `original`:
    bytes on the wire; `time`: nanoseconds since 1970 UTC, or `NO_TIME`; `link`: link type
    (tcpdump's LINKTYPE_).
    """

    at: Int64s
    captured: Int64s
    original: Int64s
    time: Int64s
    link: Int64s

    @classmethod
    def of(cls, buffer: RecordBuffer, count: int) -> Records:
        """View the first `count` records of a buffer."""
        return cls(
            buffer.at[:count],
            buffer.captured[:count],
            buffer.original[:count],
            buffer.time[:count],
            buffer.link[:count],
        )

    def __len__(self) -> int:
        return len(self.at)
