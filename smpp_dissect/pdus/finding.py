"""PDUs of a capture found again by their place in it, for a closer look.

The tables keep numbers, not octets. So a PDU's octets are read anew, up to the last PDU wanted and
no further. PDUs that waited behind a hole are framed later than their place in capture order: the
outline of a first, whole pass tells when.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Any, TypeVar

import numpy as np

from smpp_dissect.errors import CaptureError
from smpp_dissect.packets.records import NO_TIME
from smpp_dissect.pdus import framing
from smpp_dissect.pdus.arrays import listed
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
# Rows between two that are wanted, which are listed with them sooner than two lists are made.
NEAR = 32


# A PDU's octets, its flow, its time, and what is told of where it is from.
Found = tuple[bytes, int, int, dict[str, Any]]


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
            placed = self._outline.places(framed)
            links = self._links.rows(placed)
            found = self._found(batch, framed - before)
            for place, (octets, flow, time, told), link in zip(
                placed.tolist(), found, links, strict=True
            ):
                tree = dissect(octets, flow, None if time == NO_TIME else time)
                tree.pdu, tree.time = place + 1, _iso(time)
                for name, value in (told | link).items():
                    setattr(tree, name, value)
                early[place] = tree
                while due and due[-1] in early:
                    yield early.pop(due.pop())
        if due:
            raise CaptureError("the capture has changed since it was read")

    def _found(self, batch: Batch, rows: Int64s) -> Iterator[Found]:
        """Give what is needed of the PDUs at these places of a batch."""
        tables = PduTables(self._whole, self._outline, links=self._links)
        told = tables.pdus(batch, TOLD)
        for some in _neighbours(rows):
            begin, captured, way, time = (
                batch.column(column, some).tolist()
                for column in (framing.BEGIN, framing.CAPTURED, framing.DIRECTION, framing.TIME)
            )
            near = told.slice(some[0], some[-1] + 1 - some[0])
            columns = [listed(column) for column in near.columns]
            for at, row in enumerate((some - some[0]).tolist()):
                octets = batch.data[begin[at] : begin[at] + captured[at]].tobytes()
                values = {name: of[row] for name, of in zip(TOLD, columns, strict=True)}
                yield octets, way[at] >> 1, time[at], values

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


def _neighbours(rows: Int64s) -> list[Int64s]:
    """Divide rows where many that lie between are not wanted: these need not be listed."""
    return np.split(rows, np.flatnonzero(np.diff(rows) > NEAR) + 1)


def _iso(time: int) -> str | None:
    """Write out nanoseconds since 1970 in UTC."""
    if time == NO_TIME:
        return None
    seconds, rest = divmod(time, SECOND)
    return f"{_second(seconds)}.{rest:09d}Z"


# Many PDUs come in one second.
@lru_cache
def _second(seconds: int) -> str:
    return (EPOCH + datetime.timedelta(seconds=seconds)).isoformat()
