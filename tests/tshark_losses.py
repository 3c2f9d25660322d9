"""Why tshark lacks a PDU: told from the octets by the oracle, which shares nothing with the package.

tshark looks for SMPP where a segment begins, and behind what it put together of several segments.
There a header must please it, or all of the segment is data to it; from there on command_length
leads from PDU to PDU. So it loses one PDU for a reason of its own, and those behind it up to the next
segment that begins with a PDU.

A PDU that the oracle does not find, and one without such a reason, is an AssertionError.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from tests.naive import HEADER, decode, frame_pdus, read_packets, streams, tcp_segments
from tests.naive_tcp import Run
from tests.tshark_differences import Difference, Pdu, Rule

LARGEST = 0x10000
# What 3.4 and 5.0 reserve between their own statuses and those of vendors.
RESERVED_STATUSES = range(0x113, 0x400)


class Stretch(NamedTuple):
    """Octets of a run that one frame brought; `late`: behind octets that were to follow them."""

    begin: int
    end: int
    late: bool


class Piece(NamedTuple):
    """A PDU in its run, the stretch it begins in, and the end of the piece before it."""

    pdu: Pdu
    begin: int
    end: int
    cut: bool
    stretches: list[Stretch]

    @property
    def is_first(self) -> bool:
        """Whether it begins a segment."""
        return self.begin == self.stretches[0].begin


def losses(path: Path, lost: Iterable[Pdu]) -> Iterator[Difference]:
    """The rule for each PDU that tshark lost, in order of the streams."""
    pdus = list(lost)
    if not pdus:
        return
    left: Counter[tuple[int, ...]] = Counter(_name(pdu) for pdu in pdus)
    by_name = {_name(pdu): pdu for pdu in pdus}
    for stream in streams(tcp_segments(read_packets(path))):
        for run in stream.runs:
            for rule, name in _losses_of_run(run, left):
                yield Difference(rule, by_name[name])
    assert not left.total(), f"not on the wire: {[by_name[name] for name in left.elements()]}"
