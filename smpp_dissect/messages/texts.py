"""The text of long messages: the octets of their parts, in the order of their numbers, decoded.

Senders cut by octets, within a surrogate pair or between an escape and its letter, so the parts are
joined before they are decoded. Only where data_coding changes within a message is it decoded in
pieces.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from smpp_dissect.messages.facts import Facts
from smpp_dissect.pdus.batch import Int64s
from smpp_dissect.pdus.text import decode_texts

# Octets decoded at a time: as text they take three times as many at most, and an array holds 2 GiB.
AT_ONCE = 1 << 28


def join_parts(facts: Facts, whole: pa.Array, pdu: Int64s, group: Int64s, part: Int64s) -> pa.Array:
    """Fill the texts of long messages into `whole`, a row for each message.

    `pdu`, `group`, `part`: index into capture order, message and number of each part.
    """
    if not len(pdu):
        return whole
    order = np.lexsort((part, group))
    pdu, group = pdu[order], group[order]
    octets = facts.parts.strings["octets"].take(pa.array(np.searchsorted(facts.parts.pdu, pdu)))
    coding = facts.carriers.numbers["data_coding"][np.searchsorted(facts.carriers.pdu, pdu)]
    begins = np.append(True, (np.diff(group) != 0) | (np.diff(coding) != 0))
    piece = np.flatnonzero(begins)
    pieces = _decoded(octets, np.append(piece, len(pdu)), coding[piece], facts.default_alphabet)
    texts = _joined(pieces, group[piece]).cast(whole.type)
    mask = np.zeros(len(whole), np.bool_)
    mask[group] = True
    return pc.replace_with_mask(whole, pa.array(mask), texts)


def _decoded(octets: pa.Array, bounds: Int64s, coding: Any, alphabet: str) -> pa.Array:
    """Decode runs of rows of `octets`, from each bound to the next, each as one text."""
    offsets = _offsets(octets)[bounds]
    data = np.frombuffer(octets.buffers()[2] or b"", np.uint8)
    decoded = []
    first = 0
    while first < len(coding):
        last = int(np.searchsorted(offsets, offsets[first] + AT_ONCE, "right")) - 1
        last = max(last, first + 1)
        begin = offsets[first:last] - offsets[first]
        length = offsets[first + 1 : last + 1] - offsets[first:last]
        # A copy, for the kernels are compiled for arrays that can be written to.
        block = data[offsets[first] : offsets[last]].copy()
        none = np.zeros(last - first, np.uint8)
        decoded.append(
            decode_texts(block, begin, length, coding[first:last].astype(np.int64), none, alphabet)
        )
        first = last
    large = sum(each.nbytes for each in decoded) > AT_ONCE
    return pa.concat_arrays([each.cast(pa.large_string()) if large else each for each in decoded])


def _offsets(octets: pa.Array) -> Int64s:
    wide = np.int64 if pa.types.is_large_binary(octets.type) else np.int32
    return np.frombuffer(octets.buffers()[1], wide)[: len(octets) + 1].astype(np.int64)


def _joined(pieces: pa.Array, group: Int64s) -> pa.Array:
    """Join the pieces of each message; those that are no text are left out, null if all are."""
    begins = np.flatnonzero(np.append(True, np.diff(group) != 0))
    if len(begins) == len(pieces):
        return pieces
    lists = pa.LargeListArray.from_arrays(np.append(begins, len(pieces)), pieces.fill_null(""))
    joined = pc.binary_join(lists, "")
    is_text = np.logical_or.reduceat(pieces.is_valid().to_numpy(zero_copy_only=False), begins)
    return pc.if_else(pa.array(is_text), joined, pa.scalar(None, joined.type))
