"""Why tshark lacks a PDU: by the octets, read by the oracle, not by the package.

tshark looks for SMPP where a segment begins, and behind what it put together of several segments.
There a header must please it, or the rest of the segment is plain data to it; from there on
command_length leads from PDU to PDU. So it loses one PDU for a reason of its own, and with it those
behind it, up to the next segment that begins with a PDU.

A PDU that the oracle does not find, and one lost without such a reason, is an AssertionError.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

from tests.naive import decode, frame_pdus, read_packets, streams, tcp_segments
from tests.naive_framing import HEADER
from tests.naive_tcp import Run
from tests.tshark_differences import Difference, Pdu, Rule, matched, pdu_differences

# The longest PDU that tshark takes up.
LARGEST = 0x10000
# What the standard keeps for itself, between its own statuses and those of vendors.
RESERVED_STATUSES = (*range(0x4A, 0x50), *range(0x113, 0x400))

Name = tuple[int, ...]


class Stretch(NamedTuple):
    """Octets of a run that one frame brought; `late`: the octets behind them came before."""

    begin: int
    end: int
    late: bool


class Piece(NamedTuple):
    """One PDU of a run, what the oracle reads in it, and the stretches it lies in."""

    begin: int
    cut: bool
    frame: int
    read: dict[str, Any]
    stretches: list[Stretch]

    @property
    def name(self) -> Name:
        """By what the package's PDU is known: its key and command_status."""
        header = ("command_id", "sequence_number", "command_length", "command_status")
        return self.frame, *(self.read[field] for field in header)

    @property
    def is_first(self) -> bool:
        """Whether it begins a segment."""
        return self.begin == self.stretches[0].begin


def compare(
    path: Path, ours: Sequence[Pdu], theirs: Sequence[dict[str, Any]]
) -> tuple[list[Difference], list[Difference]]:
    """What tshark lacks and what it says otherwise; AssertionError where no rule allows it."""
    pairs, lost = matched(ours, theirs)
    otherwise = [one for pdu, other in pairs for one in pdu_differences(pdu, other)]
    return list(_losses(path, lost)), otherwise


def _losses(path: Path, lost: Sequence[Pdu]) -> Iterator[Difference]:
    if not lost:
        return
    by_name = {(*pdu.key, pdu.command_status): pdu for pdu in lost}
    left = Counter((*pdu.key, pdu.command_status) for pdu in lost)
    for run, pieces in _runs(path):
        for rule, name in _losses_of_run(run, pieces, left):
            left[name] -= 1
            yield Difference(rule, by_name[name])
    assert not left.total(), f"the oracle lacks them, too: {[by_name[name] for name in +left]}"


def _losses_of_run(
    run: Run, pieces: Sequence[Piece | None], lost: Counter[Name]
) -> Iterator[tuple[Rule, Name]]:
    adrift: Rule | None = None
    before: Piece | None = None
    for piece in pieces:
        if piece is None:
            adrift = _why_skipped(run, before)
            continue
        if piece.is_first and adrift is not Rule.WRONG_LENGTH:
            adrift = None
        if lost[piece.name]:
            adrift = adrift or _cause(piece, before)
            yield adrift, piece.name
        else:
            adrift = None
        before = piece


@cache
def _runs(path: Path) -> list[tuple[Run, list[Piece | None]]]:
    """Every run of a capture, and the PDUs in it, in order; None for octets between them."""
    found = streams(tcp_segments(read_packets(path)))
    return [(run, list(_pieces(run))) for stream in found for run in stream.runs]


def _pieces(run: Run) -> Iterator[Piece | None]:
    stretches = _stretches(run)
    for begin, end, kind in frame_pdus(run):
        if kind == "skipped":
            yield None
        else:
            lain_in = [one for one in stretches if one.begin < end and one.end > begin]
            frame, read = max(run.frames[begin:end]), decode(run.data[begin:end])
            yield Piece(begin, kind == "cut", frame, read, lain_in)


def _stretches(run: Run) -> list[Stretch]:
    groups = [(frame, len(list(group))) for frame, group in groupby(run.frames)]
    found, at = [], 0
    for number, (frame, length) in enumerate(groups):
        late = number + 1 < len(groups) and frame > groups[number + 1][0]
        found.append(Stretch(at, at + length, late))
        at += length
    return found


def _why_skipped(run: Run, before: Piece | None) -> Rule | None:
    """Why octets are of no PDU: nothing leads to the next one, or the PDU before led astray."""
    if before is None:
        return None if run.aligned else Rule.RESYNC
    return Rule.WRONG_LENGTH if before.read["fault"] else None


def _cause(piece: Piece, before: Piece | None) -> Rule:
    """Why tshark lost a PDU up to which it was in step."""
    if piece.cut:
        return Rule.INCOMPLETE
    if any(stretch.late for stretch in piece.stretches):
        return Rule.OUT_OF_ORDER
    first = piece.stretches[0]
    alone = piece.is_first or before is None or before.begin < first.begin
    if alone and first.end - piece.begin < HEADER:
        return Rule.SHORT_HEADER
    assert piece.is_first, f"tshark lacks it: {piece}"
    return _displeasing(piece)


def _displeasing(piece: Piece) -> Rule:
    if piece.read["command"] == "unknown":
        return Rule.UNKNOWN_FIRST
    if piece.read["command_status"] in RESERVED_STATUSES:
        return Rule.RESERVED_STATUS_FIRST
    assert piece.read["command_length"] > LARGEST, f"tshark lacks it: {piece}"
    return Rule.OVERSIZED_FIRST
