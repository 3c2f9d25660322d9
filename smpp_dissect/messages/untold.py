"""Texts under data_coding 0 while it is not known what that stands for.

Most of them have none but characters that all candidates agree on, and are read at once. Of the
others the octets wait until the capture is read and the alphabet of their account is settled.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa

from smpp_dissect._kernel import i64, kernel
from smpp_dissect.pdus.arrays import is_missing
from smpp_dissect.pdus.batch import Int64s, Slices
from smpp_dissect.pdus.gather import Strings
from smpp_dissect.pdus.growing import Numbers
from smpp_dissect.pdus.text.alphabets import ALPHABETS, OPEN, UNTOLD, code_points
from smpp_dissect.pdus.text.many import decode_texts
from smpp_dissect.pdus.text.user_header import Texts, without_header


@dataclass
class UntoldTexts:
    """`alphabet`: what data_coding 0 stands for, where that was said; None: it is not known."""

    alphabet: str | None = None
    rows: Numbers = field(default_factory=lambda: Numbers(pdu=np.int64, header=np.int16))
    octets: Strings = field(default_factory=lambda: Strings(binary=True))

    def decode(
        self, pdu: Int64s, data: Any, message: Slices, data_coding: Int64s, udhi: Any
    ) -> pa.Array:
        """Decode messages (a size of -1: none), and keep those that have to wait; these are null.

        `pdu`: which PDUs the messages are of.
        """
        default = np.array(ALPHABETS[self.alphabet] if self.alphabet else UNTOLD)
        texts = decode_texts(data, message.begin, message.size, data_coding, udhi, default)
        wait = waiting(texts, message.size)
        if len(wait):
            some = Slices(message.begin[wait], message.size[wait])
            self.keep(pdu[wait], data, some, udhi[wait])
        return texts

    def keep(self, pdu: Int64s, data: Any, message: Slices, udhi: Any) -> None:
        """Keep messages that have to wait."""
        found = without_header(data, message.begin, message.size, udhi)
        self.rows.append(pdu=pdu, header=found.header)
        self.octets.append(data, Slices(found.begin, found.length))


def waiting(texts: pa.Array, size: Int64s) -> Int64s:
    """Tell which rows have a message, and no text yet."""
    if texts.null_count == np.count_nonzero(size < 0):
        return np.empty(0, np.int64)
    return np.flatnonzero(is_missing(texts) & (size >= 0))


def tell_alphabets(data: Any, texts: Texts) -> Any:
    """Tell which texts have a character that the candidates do not agree on.

    These are the texts that `decode` keeps, found without decoding any. A national table is one of
    GSM, whatever was agreed.
    """
    found = np.zeros(texts.begin.size, np.bool_)
    _find_open(data, texts.begin, texts.length, code_points()[UNTOLD] == OPEN, found)
    found[(texts.locking | texts.single) > 0] = False
    return found


@kernel
def _find_open(data: Any, begin: Any, length: Any, is_open: Any, found: Any) -> None:
    for row in range(begin.size):
        at = i64(begin[row])
        stop = at + i64(length[row])
        while at < stop and not is_open[i64(data[at])]:
            at += 1
        found[row] = at < stop
