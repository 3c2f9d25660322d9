"""What messages cost, by the receipts of providers that tell it."""

from __future__ import annotations

import re

import numpy as np
import pyarrow as pa

from smpp_dissect.messages.submissions import Submissions

COST = "cost"
PRICE = re.compile(r"[0-9]+(\.[0-9]*)?", re.ASCII)
# Decimal places that survive adding up.
PLACES = 6


def message_costs(made: Submissions, receipts: pa.Table) -> pa.Array:
    """Add up what each message's units cost, each by the last receipt that tells; null if none
    does.
    """
    count = made.grouped.count
    if COST not in receipts.column_names:
        return pa.nulls(count, pa.float64())
    words = receipts[COST].combine_chunks().cast(pa.string()).dictionary_encode()
    prices = np.array([_price(word) for word in words.dictionary.to_pylist()] + [np.nan])
    price = prices[words.indices.fill_null(-1).to_numpy(zero_copy_only=False)]
    rows = np.flatnonzero((made.matches.row >= 0) & ~np.isnan(price))
    unit, unit_group = made.units
    last = np.full(len(unit_group), np.nan)
    last[unit[made.matches.row[rows]]] = price[rows]
    told = np.flatnonzero(~np.isnan(last))
    total = np.bincount(unit_group[told], last[told], minlength=count)
    known = np.bincount(unit_group[told], minlength=count) > 0
    return pa.array(total.round(PLACES), mask=~known)


def _price(word: str) -> float:
    return float(word) if PRICE.fullmatch(word) else float("nan")
