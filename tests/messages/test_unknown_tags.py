"""Where unknown tags were first met: against a slow twin, in batches that come in any order."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from smpp_dissect.messages.unknown_tags import UnknownTags
from smpp_dissect.pdus import framing

KNOWN, VENDOR, OTHER = 0x001E, 0x1400, 0xFFFF

# One PDU as framed: the frame that completed it, and its tags.
Framed = tuple[int, list[int]]


def batch_of(pdus: list[Framed]) -> Any:
    """As much of a batch as is looked at; PDUs are in the order of framing."""
    rows = np.zeros((len(pdus), framing.PDU_COLUMNS), np.int64)
    rows[:, framing.FRAME] = [frame for frame, _ in pdus]
    tags = [(row, tag) for row, (_, tags) in enumerate(pdus) for tag in tags]
    tlvs = np.zeros((len(tags), framing.TLV_COLUMNS), np.int64)
    for place, (row, tag) in enumerate(tags):
        tlvs[place, [framing.TLV_PDU, framing.TLV_TAG]] = row, tag
    order = np.argsort(rows[:, framing.FRAME], kind="stable")
    return SimpleNamespace(pdus=rows, tlvs=tlvs, rows=order)


def first_met(batches: list[list[Framed]]) -> list[tuple[int, int]]:
    found, count, frames = UnknownTags(), 0, []
    for pdus in batches:
        found.take(batch_of(pdus), count)
        count += len(pdus)
        frames += sorted(frame for frame, _ in pdus)
    place = np.empty(count + 1, np.int64)
    place[np.argsort(frames, kind="stable")] = np.arange(count)
    return found.first_met(SimpleNamespace(places=lambda pdus: place[pdus]))  # type: ignore[arg-type]


tags = st.lists(st.sampled_from([KNOWN, VENDOR, OTHER]), max_size=3)


@given(st.lists(st.lists(st.tuples(st.integers(1, 9), tags), min_size=1), max_size=4))
def test_as_the_slow_twin(batches: list[list[Framed]]) -> None:
    in_batches = [pdu for batch in batches for pdu in sorted(batch, key=lambda pdu: pdu[0])]
    in_order = sorted(in_batches, key=lambda pdu: pdu[0])
    expected = [
        (tag, min(at for at, pdu in enumerate(in_order) if tag in pdu[1]))
        for tag in (VENDOR, OTHER)
        if any(tag in pdu[1] for pdu in in_order)
    ]
    assert first_met(batches) == expected


def test_nothing() -> None:
    assert first_met([]) == first_met([[(1, [KNOWN])]]) == []
