"""PDUs of a capture found again by their place in it, for a closer look.

The tables keep numbers, not octets. So a PDU's octets are read anew, up to the last PDU wanted and
no further. PDUs that waited behind a hole are framed later than their place in capture order: the
outline of a first, whole pass tells when.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from smpp_dissect.errors import CaptureError
from smpp_dissect.packets.records import NO_TIME
from smpp_dissect.pdus import framing
from smpp_dissect.pdus.batch import Batch, Int64s
from smpp_dissect.pdus.outline import Outline
from smpp_dissect.pdus.reading import PduReader
from smpp_dissect.pdus.tables import PduTables
from smpp_dissect.pdus.tree import Tree

# What a tree tells of where its PDU is from, as the table `pdus` does.
TOLD = ("frame", "file", "session", "sender", "anomaly")
EPOCH = datetime.datetime(1970, 1, 1)
SECOND = 10**9


class Finder:
    """Finds PDUs of a capture that `outline` tells of and `whole` has read to its end."""

    def __init__(self, outline: Outline, whole: PduReader):
        self._whole = whole
        self._outline = outline

    def numbered(self, number: int) -> Int64s:
        """Place in capture order of the PDU of a number, from 1. IndexError where there is none."""
        count = len(self._outline.columns["frame"])
        if not 1 <= number <= count:
            raise IndexError(f"there is no PDU {number}: the capture has {count}, counted from 1")
        return np.array([number - 1])

    def completed_by(self, frame: int) -> Int64s:
        """Places of the PDUs that a frame completed; frames are counted in each file from 1."""
        _, frames = self._whole.place_frames(self._outline.columns["frame"])
        return np.flatnonzero(frames == frame)

    def trees(
        self, places: Int64s, again: PduReader, dissect: Callable[[bytes], Tree]
    ) -> list[Tree]:
        """Dissect the PDUs at these places, in capture order. `again`: a reader not yet used.

        Raises `CaptureError` where a file is no longer what it was in the first pass.
        """
        found = {}
        for place, batch, row in self._framed(places, again):
            tree = dissect(_octets(batch, row))
            tree.pdu = place + 1
            for name, value in self._told(batch, row).items():
                setattr(tree, name, value)
            found[place] = tree
        if len(found) < len(places):
            raise CaptureError("the capture has changed since it was read")
        return [found[place] for place in sorted(found)]

    def _framed(self, places: Int64s, again: PduReader) -> Iterator[tuple[int, Batch, int]]:
        """Give of each PDU wanted its place, its batch and its place in that, as it is framed."""
        # The last of `place` stands for no PDU.
        wanted = np.flatnonzero(np.isin(self._outline.place[:-1], places))
        before = 0
        for batch in again.batches():
            after = before + len(batch.rows)
            for at in wanted[(wanted >= before) & (wanted < after)].tolist():
                yield int(self._outline.place[at]), batch, at - before
            if after > wanted.max(initial=-1):
                return
            before = after

    def _told(self, batch: Batch, row: int) -> dict[str, Any]:
        """Say where a PDU is from."""
        table = PduTables(self._whole, self._outline).pdus(batch, TOLD)
        told: dict[str, Any] = table.slice(row, 1).to_pylist()[0]
        return told | {"time": _iso(int(batch.column(framing.TIME)[row]))}


def _octets(batch: Batch, row: int) -> bytes:
    begin, captured = batch.column(framing.BEGIN)[row], batch.column(framing.CAPTURED)[row]
    octets: bytes = batch.data[begin : begin + captured].tobytes()
    return octets


def _iso(time: int) -> str | None:
    """Write out nanoseconds since 1970 in UTC."""
    if time == NO_TIME:
        return None
    seconds, rest = divmod(time, SECOND)
    return f"{(EPOCH + datetime.timedelta(seconds=seconds)).isoformat()}.{rest:09d}Z"
