"""The text of long messages: parts in the order of their numbers, joined."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from smpp_dissect.pdus.batch import Int64s


def join_parts(whole: pa.Array, text: pa.Array, group: Int64s, part: Int64s, rows: Int64s) -> pa.Array:
    """Replace the texts of long messages in `whole` (a row each message) by their joined parts.

    `group`, `part`: message and number of each part; `rows`: its place in `text`.
    """
    if not len(rows):
        return whole
    sort = np.lexsort((part, group))
    texts = text.take(pa.array(rows[sort])).to_pylist()
    joined: dict[int, list[str]] = {}
    for message, each in zip(group[sort].tolist(), texts, strict=True):
        if each is not None:
            joined.setdefault(message, []).append(each)
    places = np.array(sorted(joined), np.int64)
    mask = np.zeros(len(whole), np.bool_)
    mask[places] = True
    values = pa.array(["".join(joined[place]) for place in places.tolist()], whole.type)
    return pc.replace_with_mask(whole, pa.array(mask), values)
