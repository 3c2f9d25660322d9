"""Texts that are decoded once the capture is read: those of long messages, and those whose alphabet
was not known before.

Senders cut by octets, within a surrogate pair or between an escape and its letter, so the parts of
a long message are joined, in the order of their numbers, before they are decoded. Only where the
alphabet changes within a message (by data_coding, or by the national language of a part) is it
decoded in pieces. Packed septets begin anew in each part, so they are unpacked before.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from smpp_dissect.messages.facts import Facts
from smpp_dissect.messages.waiting import Waiting, part_texts, untold_texts
from smpp_dissect.pdus.batch import Int64s
from smpp_dissect.pdus.text.alphabets import GSM7, GSM7_PACKED
from smpp_dissect.pdus.text.many import decode_as
from smpp_dissect.pdus.text.septets import unpacked
from smpp_dissect.pdus.text.user_header import Texts

# Octets decoded at a time: as text they take four times as many at most, and an array holds 2 GiB.
AT_ONCE = 1 << 28


def decode_untold(facts: Facts) -> None:
    """Fill in the texts that waited, now that the alphabets are settled."""
    waiting = untold_texts(facts)
    if not len(waiting.octets):
        return
    texts = facts.carriers.strings["text"]
    decoded = decode_pieces(waiting, np.arange(len(waiting.octets))).cast(texts.type)
    mask = np.zeros(len(texts), np.bool_)
    mask[np.searchsorted(facts.carriers.pdu, facts.untold.pdu)] = True
    facts.carriers.strings["text"] = pc.replace_with_mask(texts, pa.array(mask), decoded)


def join_parts(facts: Facts, whole: pa.Array, pdu: Int64s, group: Int64s, part: Int64s) -> pa.Array:
    """Fill the texts of long messages into `whole`, a row for each message.

    `pdu`, `group`, `part`: index into capture order, message and number of each part.
    """
    if not len(pdu):
        return whole
    order = np.lexsort((part, group))
    pdu, group = pdu[order], group[order]
    waiting = _with_septets(part_texts(facts, np.searchsorted(facts.parts.pdu, pdu)))
    changes = np.zeros(len(pdu) - 1, np.bool_)
    for column in (group, waiting.alphabet, waiting.locking, waiting.single):
        changes |= np.diff(column) != 0
    piece = np.flatnonzero(np.append(True, changes))
    texts = _joined(decode_pieces(waiting, piece), group[piece]).cast(whole.type)
    mask = np.zeros(len(whole), np.bool_)
    mask[group] = True
    return pc.replace_with_mask(whole, pa.array(mask), texts)


def _with_septets(waiting: Waiting) -> Waiting:
    """Unpack the texts that are packed."""
    packed = waiting.alphabet == GSM7_PACKED
    if not packed.any():
        return waiting
    chosen = waiting.take(np.flatnonzero(packed))
    offsets, data = _buffers(chosen.octets)
    septets, begin, size = unpacked(data, offsets[:-1], np.diff(offsets), chosen.header)
    texts = [septets[a : a + n].tobytes() for a, n in zip(begin, size, strict=True)]
    octets = pc.replace_with_mask(
        waiting.octets, pa.array(packed), pa.array(texts, waiting.octets.type)
    )
    alphabet = np.where(packed, GSM7, waiting.alphabet)
    return waiting._replace(octets=octets, alphabet=alphabet)


def decode_pieces(waiting: Waiting, first: Int64s) -> pa.Array:
    """Decode runs of rows, each as one text; `first`: where each begins, the first of them at 0."""
    offsets, data = _buffers(waiting.octets)
    offsets = offsets[np.append(first, len(waiting.octets))]
    chosen = [column[first] for column in waiting[1:]]
    decoded, at = [], 0
    while at < len(first):
        to = max(int(np.searchsorted(offsets, offsets[at] + AT_ONCE, "right")) - 1, at + 1)
        begin, length = offsets[at:to] - offsets[at], np.diff(offsets[at : to + 1])
        alphabet, *rest = (column[at:to] for column in chosen)
        # A copy, for the kernels are compiled for arrays that can be written to.
        block = data[offsets[at] : offsets[to]].copy()
        decoded.append(decode_as(block, Texts(begin, length, *rest), alphabet))
        at = to
    large = sum(each.nbytes for each in decoded) > AT_ONCE
    return pa.concat_arrays([each.cast(pa.large_string()) if large else each for each in decoded])


def _buffers(octets: pa.Array) -> tuple[Int64s, np.ndarray[tuple[int], np.dtype[np.uint8]]]:
    """Give the offsets of an array that has no null, and its octets."""
    wide = np.int64 if pa.types.is_large_binary(octets.type) else np.int32
    offsets = np.frombuffer(octets.buffers()[1], wide)[octets.offset :][: len(octets) + 1]
    return offsets.astype(np.int64), np.frombuffer(octets.buffers()[2] or b"", np.uint8)


def _joined(pieces: pa.Array, group: Int64s) -> pa.Array:
    """Join the pieces of each message."""
    begins = np.flatnonzero(np.append(True, np.diff(group) != 0))
    if len(begins) == len(pieces):
        return pieces
    lists = pa.LargeListArray.from_arrays(np.append(begins, len(pieces)), pieces)
    return pc.binary_join(lists, "")
