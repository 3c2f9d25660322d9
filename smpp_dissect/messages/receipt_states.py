"""Delivery receipts: what the words of `stat` mean, for many at once."""

from __future__ import annotations

from typing import NamedTuple

import pyarrow as pa

from smpp_dissect.pdus.receipt_words import state_of


class ReceiptStates(NamedTuple):
    """What stat words mean; null where nothing is known.

    `state` is the word in its normal form: `DELIVRD` for `delivered`, `DELIV` and `2` alike.
    """

    state: pa.Array
    message_state: pa.Array
    final: pa.Array


def receipt_states(stat: pa.Array) -> ReceiptStates:
    """Interpret an array of stat words, each distinct one once."""
    words = stat.dictionary_encode()
    known = [state_of(word) for word in words.dictionary.to_pylist()]
    types = (pa.string(), pa.int64(), pa.bool_())
    columns = (pa.array([state[at] for state in known], of) for at, of in enumerate(types))
    return ReceiptStates(*(column.take(words.indices) for column in columns))
