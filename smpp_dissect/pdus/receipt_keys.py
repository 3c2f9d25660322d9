"""By which names each connection's receipts have their keys."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from smpp_dissect.pdus.batch import Int64s
from smpp_dissect.pdus.receipt_text import STANDARD, Names


class ReceiptKeys:
    """How the keys are called on each connection: as `default` has it, but for the flows in
    `other`.
    """

    def __init__(self, default: Names = STANDARD, other: Mapping[int, Names] | None = None):
        self.default = default
        self.other = {flow: names for flow, names in (other or {}).items() if names != default}
        # All that are in use; the first is the default.
        self.names = list(dict.fromkeys([default, *self.other.values()]))
        # The last place is that of all flows that have the default.
        self._of_flow = np.zeros(max(self.other, default=-1) + 2, np.int64)
        for flow, names in self.other.items():
            self._of_flow[flow] = self.names.index(names)

    def of(self, direction: Int64s) -> Int64s:
        """Give the place in `names` for texts sent in these directions."""
        places: Int64s = self._of_flow[np.minimum(direction >> 1, len(self._of_flow) - 1)]
        return places
