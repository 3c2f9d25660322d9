"""Delivery latency: how many messages, what became of them, how long it took.

Percentiles are exact, of all values, interpolated linearly between the two nearest.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from smpp_dissect.messages.outcomes import OUTCOMES
from smpp_dissect.operators import lookup
from smpp_dissect.reports.keys import KEYS, listed, message_key

if TYPE_CHECKING:
    from smpp_dissect.messages.model import MessageTables

MEASURES = ("delivery_s", "response_s", "smsc_s")
QUANTILES = {"p50": 0.5, "p90": 0.9, "p95": 0.95, "p99": 0.99, "max": 1.0}


def delivery_latency(model: MessageTables, by: str | Sequence[str] | None = None) -> pa.Table:
    """Group messages by keys and measure them: counts of outcomes, quantiles of times in seconds."""
    keys = listed(by)
    columns = [message_key(model, key) for key in keys]
    codes, first, count = _groups(columns, model.messages.num_rows)
    named = dict(zip(keys, (column.take(pa.array(first)) for column in columns), strict=True))
    if "mccmnc" in keys:
        named |= _operator_columns(named["mccmnc"])
    return pa.table({**named, **_measured(model, codes, count)})


def latency_report(model: MessageTables) -> pa.Table:
    """The whole and every key one after another, with columns `by`, `key` and `name`."""
    parts = []
    for key in (None, *KEYS):
        table = delivery_latency(model, key)
        count = table.num_rows
        names = {
            "by": pa.array([key or "all"] * count, pa.string()),
            "key": key_text(table[key]) if key else pa.nulls(count, pa.string()),
            "name": _names(table) if key == "mccmnc" else pa.nulls(count, pa.string()),
        }
        kept = [name for name in table.column_names if name not in (*KEYS, "operator", "country")]
        parts.append(pa.table({**names, **{name: table[name] for name in kept}}))
    return pa.concat_tables(parts)


def key_text(column: Any) -> pa.Array:
    """A key column as text."""
    if pa.types.is_timestamp(column.type):
        import pyarrow.compute as pc

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


def _groups(columns: list[pa.Array], rows: int) -> tuple[Any, Any, int]:
    """Number the groups of rows in order of their keys: codes, a row of each group, how many."""
    if not columns:
        return np.zeros(rows, np.int64), np.zeros(1 if rows else 0, np.int64), 1 if rows else 0
    code = np.zeros(rows, np.int64)
    for column in columns:
        encoded = column.dictionary_encode()
        rank = _ranks(encoded.dictionary)
        indices = encoded.indices.fill_null(len(rank)).to_numpy(zero_copy_only=False)
        code = code * (len(rank) + 1) + np.append(rank, len(rank))[indices]
    _, first, dense = np.unique(code, return_index=True, return_inverse=True)
    return dense, first, len(first)


def _ranks(values: pa.Array) -> Any:
    order = values.to_pylist()
    ranked = sorted(range(len(order)), key=lambda place: order[place])
    rank = np.empty(len(order), np.int64)
    rank[ranked] = np.arange(len(order))
    return rank


def _measured(model: MessageTables, codes: Any, count: int) -> dict[str, pa.Array]:
    messages = model.messages
    outcome = messages["outcome"].combine_chunks()
    names = outcome.dictionary.to_pylist()
    which = outcome.indices.to_numpy(zero_copy_only=False)
    columns = {"messages": pa.array(np.bincount(codes, minlength=count), pa.uint64())}
    for name in OUTCOMES:
        mine = codes[which == names.index(name)] if name in names else codes[:0]
        columns[name] = pa.array(np.bincount(mine, minlength=count), pa.uint64())
    for measure in MEASURES:
        values = messages[measure].combine_chunks()
        known = values.is_valid().to_numpy(zero_copy_only=False)
        numbers = values.fill_null(0).to_numpy(zero_copy_only=False)[known]
        found = grouped_quantiles(codes[known], numbers, count, list(QUANTILES.values()))
        base = measure.removesuffix("_s")
        for row, name in zip(found, QUANTILES, strict=True):
            columns[f"{base}_{name}_s"] = pa.array(row, mask=np.isnan(row))
    return columns


def grouped_quantiles(codes: Any, values: Any, count: int, quantiles: list[float]) -> Any:
    """Exact quantiles of each group's values, a row for each quantile; NaN for a group without any."""
    by_value = np.argsort(values, kind="stable")
    order = by_value[np.argsort(codes[by_value], kind="stable")]
    values = values[order]
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
