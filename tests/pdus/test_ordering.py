from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from smpp_dissect.pdus.ordering import in_capture_order


def _batches(
    cuts: list[list[int]], rows_of: dict[int, int]
) -> Iterator[tuple[np.ndarray, pa.RecordBatch]]:
    for numbers in cuts:
        pdu = [number for number in numbers for _ in range(rows_of.get(number, 1))]
        place = [part for number in numbers for part in range(rows_of.get(number, 1))]
        columns = [pa.array(pdu, pa.uint64()), pa.array(place, pa.int64())]
        yield np.array(numbers, np.int64), pa.record_batch(columns, ["pdu", "place"])


@given(st.permutations(list(range(1, 25))), st.sets(st.integers(1, 23)), st.data())
def test_any_order_comes_out_by_number(
    order: list[int], cuts: set[int], data: st.DataObject
) -> None:
    edges = [0, *sorted(cuts), len(order)]
    parts = [list(order[a:b]) for a, b in zip(edges, edges[1:], strict=False)]
    rows_of = {number: data.draw(st.integers(0, 3)) for number in (1, 7, 24)}
    made = [
        row for batch in in_capture_order(_batches(parts, rows_of)) for row in batch.to_pylist()
    ]
    expected = [
        {"pdu": number, "place": part}
        for number in range(1, 25)
        for part in range(rows_of.get(number, 1))
    ]
    assert made == expected


def test_what_is_in_order_passes_at_once_and_uncopied() -> None:
    batches = list(_batches([[1, 2], [3], [4, 5]], {}))
    made = list(in_capture_order(iter(batches)))
    assert all(one is given for one, (_, given) in zip(made, batches, strict=True))


def test_only_what_is_early_is_held_back() -> None:
    source = _batches([[1, 2, 4], [3], [5]], {})
    stream = in_capture_order(source)
    assert next(stream)["pdu"].to_pylist() == [1, 2]
    assert next(stream)["pdu"].to_pylist() == [3, 4]
