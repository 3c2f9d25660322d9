"""Which PDU answers which, as columns.

Pairing needs the whole capture: a response may come long after its request, or be captured before
it. So the pairs are made of the outline, when a first pass is done, and both the request and the
response can tell of the other while a second pass streams. They take 8 octets a PDU.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from smpp_dissect.packets.records import NO_TIME
from smpp_dissect.pdus.arrays import number_array
from smpp_dissect.pdus.batch import Int64s
from smpp_dissect.pdus.outline import IS_RESPONSE, Outline


class Links(NamedTuple):
    """`partner`: for each PDU, in capture order, the place of its response or request; -1: none."""

    outline: Outline
    partner: Int64s

    def request(self, places: Int64s) -> pa.Array:
        """Numbers of the PDUs that those at these places answer; null where there is none."""
        return self._numbers(places, True)

    def response(self, places: Int64s) -> pa.Array:
        """Numbers of the PDUs that answer those at these places; null where there is none."""
        return self._numbers(places, False)

    def response_s(self, places: Int64s) -> pa.Array:
        """Seconds from request to response, for both of them; null where one of the times is."""
        partner, time = self.partner[places], self.outline.columns["time"]
        mine, other = time[places], time[partner]
        known = (partner >= 0) & (mine != NO_TIME) & (other != NO_TIME)
        later = np.where(known, mine, 0) - np.where(known, other, 0)
        seconds = np.where(self._answers(places), later, -later) / 1e9
        return number_array(seconds, pa.float64(), ~known)

    def rows(self, places: Int64s) -> Iterator[dict[str, Any]]:
        """Give `request`, `response` and `response_s` of each of the PDUs at these places."""
        names = ("request", "response", "response_s")
        columns = [getattr(self, name)(places).to_pylist() for name in names]
        for values in zip(*columns, strict=True):
            yield dict(zip(names, values, strict=True))

    def _numbers(self, places: Int64s, of_responses: bool) -> pa.Array:
        partner = np.where(self._answers(places) == of_responses, self.partner[places], -1)
        return number_array(partner + 1, pa.uint64(), partner < 0)

    def _answers(self, places: Int64s) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        return IS_RESPONSE[self.outline.columns["command"][places]]
