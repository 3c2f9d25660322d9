"""What is read of a capture to know its alphabets where the messages themselves are not asked for.

A harvest of little: the outline, the binds, and of each connection the first texts that the
alphabet of data_coding 0 makes a difference to. So memory does not grow with the texts, and the
tables `pdus` and `tlvs` can be read as a stream with the texts that the message stage would show.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from smpp_dissect.messages.alphabets import ASKED, first_of_each
from smpp_dissect.messages.harvest import CARRIERS, Harvest
from smpp_dissect.messages.untold import tell_alphabets
from smpp_dissect.pdus import framing
from smpp_dissect.pdus.batch import Batch, Int64s, Slices
from smpp_dissect.pdus.text.alphabets import means_default
from smpp_dissect.pdus.text.user_header import without_header
from smpp_dissect.pdus.user_data import UDHI, part_references, user_data

WHOLE, PART = 0, 1


@dataclass
class Soundings(Harvest):
    """Columns that tell the alphabets. `taken`: whole texts and parts taken, by flow."""

    default_alphabet: str | None = None
    taken: Int64s = field(default_factory=lambda: np.zeros((2, 0), np.int64))

    def take(self, batch: Batch) -> None:
        """Keep what is needed of a batch."""
        if not len(batch.rows):
            return
        self._take_binds(batch)
        self._take_texts(batch)
        self.outline.take(batch)

    def _take_texts(self, batch: Batch) -> None:
        places = batch.of(*CARRIERS)
        places = places[self._wanted(_flow(batch, places))]
        coding, esm_class = (
            batch.integers(value) for value in batch.fields_of(("data_coding", "esm_class"), places)
        )
        default = means_default(coding)
        places, coding, esm_class = places[default], coding[default], esm_class[default]
        if not len(places):
            return
        message, udhi = user_data(batch, places), (esm_class > 0) & (esm_class & UDHI > 0)
        part = part_references(batch, places, message, udhi)["total"] > 0
        texts = without_header(batch.data, message.begin, message.size, udhi)
        rows = np.flatnonzero(part | tell_alphabets(batch.data, texts))
        places, udhi, part = places[rows], udhi[rows], part[rows]
        integer = {"data_coding": coding[rows], "esm_class": esm_class[rows]}
        message = Slices(message.begin[rows], message.size[rows])
        # What is a receipt is no message; of the few that are left this costs little to ask.
        mine = self._take_receipts(batch, places, message, integer, udhi) == 0
        national = (texts.locking | texts.single)[rows] > 0
        self._keep(batch, places, message, integer, udhi, mine & ~part, WHOLE)
        self._keep(batch, places, message, integer, udhi, mine & part & ~national, PART)

    def _keep(
        self,
        batch: Batch,
        places: Int64s,
        message: Slices,
        integer: dict[str, Int64s],
        udhi: Any,
        mine: Any,
        kind: int,
    ) -> None:
        """Keep some rows of one kind, while their connection has not given enough."""
        rows = np.flatnonzero(mine)
        flow, taken = _flow(batch, places[rows]), self.taken[kind]
        chosen = np.sort(first_of_each(flow, ASKED - taken))
        taken += np.bincount(flow[chosen], minlength=len(taken))
        rows = rows[chosen]
        if kind == PART:
            self._take_parts(batch, places, message, integer["data_coding"], udhi, rows)
        elif len(rows):
            some = Slices(message.begin[rows], message.size[rows])
            self.untold.keep(self.count + places[rows], batch.data, some, udhi[rows])

    def _wanted(self, flow: Int64s) -> Any:
        """Tell which PDUs are of connections that have not given enough."""
        new = int(flow.max(initial=-1)) + 1 - self.taken.shape[1]
        if new > 0:
            self.taken = np.pad(self.taken, ((0, 0), (0, new)))
        is_open: NDArray[np.bool_] = np.any(self.taken < ASKED, axis=0)
        return is_open[flow]


def _flow(batch: Batch, places: Int64s) -> Int64s:
    return batch.column(framing.DIRECTION, places) >> 1
