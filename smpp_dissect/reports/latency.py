"""Delivery latency: how many messages, what became of them, how long it took.

Percentiles are exact, of all values, interpolated linearly between the two nearest.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from smpp_dissect.messages.outcomes import OUTCOMES
from smpp_dissect.operators import lookup
from smpp_dissect.reports.keys import KEYS, Grouping, combined, listed

MEASURES = ("delivery_s", "response_s", "smsc_s")
QUANTILES = {"p50": 0.5, "p90": 0.9, "p95": 0.95, "p99": 0.99, "max": 1.0}
# Groups up to this many are told apart by 16 bits, which numpy sorts by radix.
FEW = 1 << 16


def delivery_latency(grouping: Grouping, by: str | Sequence[str] | None = None) -> pa.Table:
    """Group messages by keys: counts of outcomes, quantiles of times in seconds."""
    keys = listed(by)
    coded = [grouping.of_messages(key) for key in keys]
    codes, first, count = combined(coded, grouping.model.messages.num_rows)
    named = {
        key: each.labels.take(pa.array(each.codes[first]))
        for key, each in zip(keys, coded, strict=True)
    }
    if "mccmnc" in keys:
        named |= _operator_columns(named["mccmnc"])
    return pa.table({**named, **_measured(grouping, codes, count)})


def latency_report(grouping: Grouping) -> pa.Table:
    """The whole and every key one after another, with columns `by`, `key` and `name`."""
    parts = []
    for key in (None, *KEYS):
        table = delivery_latency(grouping, key)
        names = {
            "by": pa.array([key or "all"] * table.num_rows, pa.string()),
            "key": key_text(table[key]) if key else pa.nulls(table.num_rows, pa.string()),
            "name": _names(table) if key == "mccmnc" else pa.nulls(table.num_rows, pa.string()),
        }
        kept = [name for name in table.column_names if name not in (*KEYS, "operator", "country")]
        parts.append(pa.table({**names, **{name: table[name] for name in kept}}))
    return pa.concat_tables(parts)


def key_text(column: Any) -> Any:
    """A key column as text."""
    if pa.types.is_timestamp(column.type):
        return pc.strftime(column.cast(pa.timestamp("s", "UTC")), "%Y-%m-%dT%H:%M:%SZ")
    return column.cast(pa.string())


def _names(table: pa.Table) -> pa.Array:
    rows = zip(table["operator"].to_pylist(), table["country"].to_pylist(), strict=True)
    return pa.array([", ".join(part for part in row if part) or None for row in rows], pa.string())


def _operator_columns(mccmnc: pa.Array) -> dict[str, pa.Array]:
    found = [lookup(code) if code else None for code in mccmnc.to_pylist()]
    return {
        name: pa.array([getattr(each, name, None) for each in found], pa.string())
        for name in ("operator", "country")
    }


def _measured(grouping: Grouping, codes: Any, count: int) -> dict[str, pa.Array]:
    outcome = grouping.model.messages["outcome"].combine_chunks()
    names = outcome.dictionary.to_pylist()
    which = outcome.indices.to_numpy(zero_copy_only=False)
    counted = np.bincount(codes * (len(names) + 1) + which, minlength=count * (len(names) + 1))
    counted = counted.reshape(count, len(names) + 1)
    columns = {"messages": pa.array(np.bincount(codes, minlength=count), pa.uint64())}
    for name in OUTCOMES:
        column = counted[:, names.index(name)] if name in names else np.zeros(count, np.int64)
        columns[name] = pa.array(column, pa.uint64())
    for measure in MEASURES:
        rows, values = grouping.sorted_measure(measure)
        found = grouped_quantiles(codes[rows], values, count, list(QUANTILES.values()))
        base = measure.removesuffix("_s")
        for row, name in zip(found, QUANTILES, strict=True):
            columns[f"{base}_{name}_s"] = pa.array(row, mask=np.isnan(row))
    return columns


def grouped_quantiles(codes: Any, values: Any, count: int, quantiles: list[float]) -> Any:
    """Exact quantiles of each group's values, a row for each quantile; NaN for a group without any.

    `values` ascend; `codes` tell each one's group.
    """
    values = values[np.argsort(codes.astype(np.uint16) if count <= FEW else codes, kind="stable")]
    sizes = np.bincount(codes, minlength=count)
    begin = np.cumsum(sizes) - sizes
    found = np.full((len(quantiles), count), np.nan)
    some = sizes > 0
    for row, quantile in enumerate(quantiles):
        position = quantile * (sizes[some] - 1)
        low = np.floor(position).astype(np.int64)
        high = np.minimum(low + 1, sizes[some] - 1)
        below, above = values[begin[some] + low], values[begin[some] + high]
        found[row, some] = below + (above - below) * (position - low)
    return found
