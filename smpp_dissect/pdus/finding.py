"""PDUs of a capture found again by their place in it, for a closer look.

The tables keep numbers, not octets. So a PDU's octets are read anew, up to the last PDU wanted and
no further. PDUs that waited behind a hole are framed later than their place in capture order: the
outline of a first, whole pass tells when.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import TypeVar

import numpy as np

from smpp_dissect.errors import CaptureError
from smpp_dissect.packets.records import NO_TIME
from smpp_dissect.pdus import framing
from smpp_dissect.pdus.batch import Batch, Int64s
from smpp_dissect.pdus.links import Links
from smpp_dissect.pdus.outline import Outline
from smpp_dissect.pdus.reading import PduReader
from smpp_dissect.pdus.tables import PduTables
from smpp_dissect.pdus.tree.model import Tree

# What a tree tells of where its PDU is from, as the table `pdus` does.
TOLD = ("frame", "file", "session", "sender", "anomaly")
AnyTree = TypeVar("AnyTree", bound=Tree)
EPOCH = datetime.datetime(1970, 1, 1)
SECOND = 10**9


class Finder:
    """Finds PDUs of a capture that `outline` tells of and `whole` has read to its end.

    `partner`: as in `Links`.
    """

    def __init__(self, outline: Outline, whole: PduReader, partner: Int64s):
        self._whole = whole
        self._outline = outline
        self._links = Links(outline, partner)

    def numbered(self, numbers: Iterable[int]) -> Int64s:
        """Places in capture order of PDUs by number, from 1. IndexError for one that is none."""
        count = len(self._outline.columns["frame"])
        places = np.fromiter(numbers, np.int64) - 1
        for place in places[(places < 0) | (places >= count)][:1].tolist():
            raise IndexError(
                f"there is no PDU {place + 1}: the capture has {count}, counted from 1"
            )
        return places

    def completed_by(self, frame: int) -> Int64s:
        """Places of the PDUs that a frame completed; frames are counted in each file from 1."""
        _, frames = self._whole.place_frames(self._outline.columns["frame"])
        return np.flatnonzero(frames == frame)

    def trees(
        self,
        places: Int64s,
        batches: Iterable[Batch],
        dissect: Callable[[bytes, int, int | None], AnyTree],
    ) -> Iterator[AnyTree]:
        """Dissect the PDUs at these places one after another, in capture order.

        `dissect` gets a PDU's octets, its flow, and when it was captured. `batches`: those of a
        second pass, or kept from the first. Raises `CaptureError` where a file is no longer what it
        was in the first pass.
        """
        due = sorted({*places.tolist()}, reverse=True)
        # Framed before others that come before them: the others waited behind a hole.
        early: dict[int, AnyTree] = {}
        for batch, before, framed in self._framed(places, batches):
            told = PduTables(self._whole, self._outline).pdus(batch, TOLD)
            placed = self._outline.places(framed)
            links = self._links.rows(placed)
            for at, place, link in zip(framed.tolist(), placed.tolist(), links, strict=True):
                row = at - before
                heading = told.slice(row, 1).to_pylist()[0] | link
                time = batch.one(framing.TIME, row)
                flow = batch.one(framing.DIRECTION, row) >> 1
                tree = dissect(_octets(batch, row), flow, None if time == NO_TIME else time)
                early[place] = replace(tree, pdu=place + 1, time=_iso(time), **heading)
                while due and due[-1] in early:
                    yield early.pop(due.pop())
        if due:
            raise CaptureError("the capture has changed since it was read")

    def _framed(
        self, places: Int64s, batches: Iterable[Batch]
    ) -> Iterator[tuple[Batch, int, Int64s]]:
        """Give each batch with PDUs wanted, how many PDUs precede it, and which ones are wanted.

        PDUs are counted as they are framed. No batch is asked for after the last one.
        """
        count = len(self._outline.columns["frame"])
        wanted = np.flatnonzero(np.isin(self._outline.places(np.arange(count)), places))
        before = 0
        for batch in batches:
            after = before + len(batch.rows)
            mine = wanted[(wanted >= before) & (wanted < after)]
            if len(mine):
                yield batch, before, mine
            if not len(wanted) or after > wanted[-1]:
                return
            before = after


def _octets(batch: Batch, row: int) -> bytes:
    begin, captured = batch.one(framing.BEGIN, row), batch.one(framing.CAPTURED, row)
    octets: bytes = batch.data[begin : begin + captured].tobytes()
    return octets


def _iso(time: int) -> str | None:
    """Write out nanoseconds since 1970 in UTC."""
    if time == NO_TIME:
        return None
    seconds, rest = divmod(time, SECOND)
    return f"{(EPOCH + datetime.timedelta(seconds=seconds)).isoformat()}.{rest:09d}Z"
