"""Rows of PDUs brought into capture order while they stream.

Bytes that waited behind a hole give PDUs that come late, a few windows at most. Only what has come
and whose turn it is not yet is held back.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from smpp_dissect.pdus.batch import Int64s

if TYPE_CHECKING:
    import pyarrow as pa


def in_capture_order(
    batches: Iterator[tuple[Int64s, pa.RecordBatch]],
) -> Iterator[pa.RecordBatch]:
    """Reorder batches, each with the numbers (from 1) of the PDUs its rows are of.

    The rows' column `pdu` tells whose each row is; a PDU may have several rows, or none.
    """
    due = 1
    early = np.empty(0, np.int64)
    held: list[pa.RecordBatch] = []
    for numbers, batch in batches:
        early = np.sort(np.concatenate([early, numbers]))
        ready = _leading_run(early, due)
        if not held and ready == len(numbers) == len(early) and _ascends(numbers):
            due += ready
            early = early[:0]
            yield batch
            continue
        held.append(batch)
        if ready:
            due += ready
            early = early[ready:]
            now, held = _split(held, due)
            yield from now


def _leading_run(numbers: Int64s, due: int) -> int:
    """How many of the ascending numbers follow one another from `due` on."""
    breaks = np.flatnonzero(numbers != due + np.arange(len(numbers)))
    return int(breaks[0]) if len(breaks) else len(numbers)


def _ascends(numbers: Int64s) -> bool:
    return bool((np.diff(numbers) > 0).all())


def _split(
    held: list[pa.RecordBatch], due: int
) -> tuple[list[pa.RecordBatch], list[pa.RecordBatch]]:
    """Sort rows by PDU, and part those before `due` from the rest."""
    import pyarrow as pa

    whole = pa.Table.from_batches(held).unify_dictionaries().combine_chunks()
    numbers = whole["pdu"].to_numpy()
    order = np.argsort(numbers, kind="stable")
    count = int(np.searchsorted(numbers[order], due))
    now, later = (whole.take(pa.array(part)) for part in (order[:count], order[count:]))
    return now.to_batches(), later.to_batches()
