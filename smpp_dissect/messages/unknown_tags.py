"""Where each TLV tag that SMPP does not name was first met.

A tag without a name is a gap in a dictionary, not a fault of each PDU that carries it: vendors put
the same few into every receipt. So a tag is told once, by the PDU that comes first in the capture
and how often it was met; whether a profile names it is known only after the reading. Once a tag was
met it costs one look-up a TLV, however often it comes again.
"""

from __future__ import annotations

import numpy as np

from smpp_dissect.pdus import framing
from smpp_dissect.pdus.batch import Batch
from smpp_dissect.pdus.outline import TAGS, Outline
from smpp_dissect.spec import TLVS

NOT_MET = np.iinfo(np.int64).max


class UnknownTags:
    """Grows batch by batch; a late batch may hold what comes before all others."""

    def __init__(self) -> None:
        self._frame = np.full(TAGS, NOT_MET)
        self._frame[[tlv.tag for tlv in TLVS]] = -1
        self._pdu = np.full(TAGS, -1, np.int64)

    def take(self, batch: Batch, count: int) -> None:
        """Take note of a batch's tags; `count`: PDUs in the batches before it."""
        tag = batch.tlvs[:, framing.TLV_TAG]
        frame = batch.pdus[:, framing.FRAME]
        sooner = np.flatnonzero(self._frame[tag] > frame[batch.rows[0]])
        if not len(sooner):
            return
        tag, row = tag[sooner], batch.tlvs[sooner, framing.TLV_PDU]
        sooner = np.flatnonzero(frame[row] < self._frame[tag])
        place = np.empty(len(batch.pdus), np.int64)
        place[batch.rows] = np.arange(len(batch.rows))
        # Of several rows of a tag the last is what stays written.
        order = sooner[np.argsort(place[row[sooner]], kind="stable")[::-1]]
        self._pdu[tag[order]] = count + place[row[order]]
        self._frame[tag[order]] = frame[row[order]]

    def first_met(self, outline: Outline) -> list[tuple[int, int]]:
        """List the tags met, each with its first PDU (index into capture order)."""
        met = np.flatnonzero(self._pdu >= 0)
        return list(zip(met.tolist(), outline.places(self._pdu[met]).tolist(), strict=True))
