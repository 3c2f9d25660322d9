"""How the PDUs of a capture lie in the segments that brought them.

A PDU of framing knows its octets; spans lead from these to frames, and are gone once a batch is
framed. Here they are kept, and each PDU is told with what they say of it: the segments it lies in,
whether it begins one, what came late, what is missing before it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any, NamedTuple

from smpp_dissect.anomalies import (
    BAD_LENGTH,
    BODY_MISSING,
    CUT_BY_END,
    CUT_BY_GAP,
    CUT_BY_SNAPLEN,
)
from smpp_dissect.packets import tcp
from smpp_dissect.packets.tcp import Segments
from smpp_dissect.pdus import framing
from smpp_dissect.pdus.batch import Batch, Framer
from smpp_dissect.streams.arena import (
    REGION_DIRECTION,
    REGION_END,
    REGION_SPANS,
    REGION_SPANS_END,
    REGION_TAIL,
    SPAN_AT,
    SPAN_FRAME,
    SPAN_KIND,
    SPAN_LOST,
    Regions,
)
from smpp_dissect.streams.reassembly import BYTES, UNALIGNED
from smpp_dissect.streams.tracking import Streams

_CUTS = (CUT_BY_GAP, CUT_BY_END, CUT_BY_SNAPLEN)
_NO_FAULTS = (0, BODY_MISSING)

# Numbers of octets go round; those less far ahead than half of them are later ones (RFC 9293, 3.4).
_SEQUENCES, _AHEAD = 0xFFFFFFFF, 0x7FFFFFFF

# What a PDU is known by: frame, command_length, command_id, command_status, sequence_number.
Key = tuple[int, int, int, int, int]


@dataclass(frozen=True)
class LaidBatch(Batch):
    """A batch that keeps how its octets came: spans and regions as they were before framing."""

    spans: Any
    regions: Any


class LayingFramer(Framer):
    """A framer whose batches keep how their octets came."""

    def frame(self, laid: Regions) -> LaidBatch:
        """Frame what is laid out; see `Framer.frame`."""
        end = int(laid.regions[-1, REGION_SPANS_END]) if len(laid.regions) else 0
        spans = laid.spans[:end].copy()
        batch = super().frame(laid)
        own = {field.name: getattr(batch, field.name) for field in fields(Batch)}
        return LaidBatch(**own, spans=spans, regions=laid.regions.copy())


class NotingStreams(Streams):
    """Streams that note which segments the other side had acknowledged before they were captured.

    `acknowledged`: the frames of these.
    """

    def __init__(self) -> None:
        super().__init__()
        self.acknowledged: set[int] = set()
        # By direction: the last octet acknowledged, and one more.
        self._up_to: dict[tuple[int, ...], int] = {}

    def take(
        self, data: Any, segments: Segments, first_frame: int, ignored: Any
    ) -> Iterator[Regions]:
        """Take the segments of a window; see `Streams.take`."""
        for row, words in zip(segments.table.tolist(), segments.address.tolist(), strict=True):
            self._note(row, words, first_frame)
        return super().take(data, segments, first_frame, ignored)

    def _note(self, row: list[int], words: list[int], first_frame: int) -> None:
        source = (*words[:4], row[tcp.SOURCE_PORT])
        other = (*words[4:], row[tcp.DESTINATION_PORT])
        end = (row[tcp.SEQUENCE] + row[tcp.LENGTH]) & _SEQUENCES
        up_to = self._up_to.get((*source, *other))
        if row[tcp.LENGTH] and up_to is not None and (up_to - end) & _SEQUENCES <= _AHEAD:
            self.acknowledged.add(first_frame + row[tcp.RECORD])
        if row[tcp.FLAGS] & tcp.SYN:
            self._up_to.pop((*source, *other), None)
        if row[tcp.FLAGS] & tcp.ACK:
            self._up_to[*other, *source] = row[tcp.ACKNOWLEDGED]


class Piece(NamedTuple):
    """A PDU as it lies.

    `began`: the frame in which it begins; `frames`: all that brought it; `cut`: its end was not
    captured; `faulty`: it does not come out even; `overlong`: another PDU begins within it;
    `first`: it begins a segment; `late`: a part of it came after what follows that part; `latest`:
    the last frame that brought any of it or of what precedes it; `head`: octets of its header in
    the segment in which it begins, and in that and the next; `whole`: it ends there, too; `alone`:
    the PDU before it did not begin in that segment; `skipped`: octets of no PDU precede it;
    `fresh`: it is the first since the direction, or octets after a gap, began; `aligned`: nothing
    was missed there.
    """

    key: Key
    began: int
    frames: frozenset[int]
    cut: bool
    faulty: bool
    overlong: bool
    first: bool
    late: bool
    latest: int
    head: tuple[int, int]
    whole: bool
    alone: bool
    skipped: bool
    fresh: bool
    aligned: bool


@dataclass
class Way:
    """What of a direction is carried from batch to batch.

    `frame`: of the octet that framing has come to; `first_frame`: in which the last PDU began;
    `broken`: octets are missing since then; `begun`: there was a PDU; `latest`: frame of all.
    """

    frame: int = 0
    first_frame: int = 0
    broken: bool = False
    begun: bool = False
    latest: int = 0


def pieces(batch: Batch, ways: dict[int, Way]) -> Iterator[tuple[int, Piece]]:
    """Give the PDUs of a batch of a `LayingFramer`, each with its direction, in stream order."""
    assert isinstance(batch, LaidBatch)
    pdus = batch.pdus.tolist()
    at = 0
    for region in batch.regions.tolist():
        number, end = region[REGION_DIRECTION], at
        while end < len(pdus) and pdus[end][framing.DIRECTION] == number:
            end += 1
        way = ways.setdefault(number, Way())
        spans = batch.spans[region[REGION_SPANS] : region[REGION_SPANS_END]].tolist()
        lying = _Lying(spans, region, way)
        for pdu in pdus[at:end]:
            yield number, lying.piece(pdu)
        lying.close()
        at = end


class _Lying:
    """The octets of one direction in one batch, gone through PDU by PDU."""

    def __init__(self, spans: list[list[int]], region: list[int], way: Way):
        self._spans = spans
        self._begins = [span[SPAN_AT] for span in spans]
        self._end = region[REGION_END]
        self._tail = region[REGION_TAIL]
        self._way = way
        self._span = 0

    def piece(self, pdu: list[int]) -> Piece:
        """Say how a PDU lies; PDUs are asked for in their order."""
        way, spans = self._way, self._spans
        begin, captured = pdu[framing.BEGIN], pdu[framing.CAPTURED]
        first = self._at(begin)
        last = self._at(begin + captured - 1)
        self._pass(last + 1)
        frame = spans[first][SPAN_FRAME]
        before = spans[first - 1][SPAN_FRAME] if first else way.frame
        ends = self._stretch_ends(first)
        cut = pdu[framing.FAULT] in _CUTS
        piece = Piece(
            key_of(pdu),
            frame,
            frozenset(span[SPAN_FRAME] for span in spans[first : last + 1]),
            cut,
            pdu[framing.FAULT] not in _NO_FAULTS,
            pdu[framing.FAULT] == BAD_LENGTH,
            begin == spans[first][SPAN_AT] and frame != before,
            any(self._is_late(span) for span in range(first, last + 1)),
            way.latest,
            (min(ends[0] - begin, framing.HEADER), min(ends[1] - begin, framing.HEADER)),
            spans[last][SPAN_FRAME] == frame,
            not way.begun or way.first_frame != frame,
            pdu[framing.SKIPPED_BEFORE] > 0,
            not way.begun or way.broken,
            not way.broken,
        )
        way.begun, way.first_frame, way.broken = True, frame, cut
        return piece

    def close(self) -> None:
        """Carry what the next batch must know."""
        self._pass(len(self._spans))
        if self._tail > self._begins[0]:
            self._way.frame = self._spans[self._at(self._tail - 1)][SPAN_FRAME]

    def _at(self, octet: int) -> int:
        return bisect_right(self._begins, octet) - 1

    def _pass(self, span: int) -> None:
        """Note what is told by the spans up to one."""
        while self._span < span:
            self._way.broken |= self._breaks(self._span)
            self._way.latest = max(self._way.latest, self._spans[self._span][SPAN_FRAME])
            self._span += 1

    def _breaks(self, span: int) -> bool:
        return self._spans[span][SPAN_LOST] > 0 or self._spans[span][SPAN_KIND] == UNALIGNED

    def _is_late(self, span: int) -> bool:
        after = span + 1
        if after >= len(self._spans) or self._breaks(after):
            return False
        if self._spans[after][SPAN_KIND] != BYTES:
            return False
        return self._spans[span][SPAN_FRAME] > self._spans[after][SPAN_FRAME]

    def _stretch_ends(self, span: int) -> list[int]:
        """Say where the segment of a span ends, and where the next one does."""
        ends: list[int] = []
        while len(ends) < 2:
            frame = self._spans[span][SPAN_FRAME]
            while span < len(self._spans) and self._spans[span][SPAN_FRAME] == frame:
                span += 1
            ends.append(self._begins[span] if span < len(self._begins) else self._end)
            if span == len(self._spans):
                break
        return [ends[0], ends[-1]]


def key_of(pdu: list[int]) -> Key:
    """Give by what a PDU of framing is known."""
    return (
        pdu[framing.FRAME],
        pdu[framing.LENGTH],
        pdu[framing.ID],
        pdu[framing.STATUS],
        pdu[framing.SEQUENCE],
    )
