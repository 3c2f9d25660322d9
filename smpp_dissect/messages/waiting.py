"""Texts whose octets are kept until the alphabet of their account is settled: those of long
messages, and those under data_coding 0 whose alphabet makes a difference.

Apart from their decoding, for every list of PDUs asks for the alphabets: of a small capture that
needs Arrow's core alone, whose compute functions take longer to load than it takes to be read.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pyarrow as pa

from smpp_dissect.messages.facts import Facts
from smpp_dissect.pdus.batch import Int64s
from smpp_dissect.pdus.text.alphabets import GSM7, GSM7_PACKED, alphabets_of, means_default

# So many values are copied one by one sooner than Arrow's compute functions are loaded.
FEW = 4096
PART_NUMBERS = ("header", "locking", "single")


class Waiting(NamedTuple):
    """Texts that wait: `octets` without their headers, and how each is to be read."""

    octets: pa.Array
    alphabet: Int64s
    header: Int64s
    locking: Int64s
    single: Int64s

    def take(self, rows: Int64s) -> Waiting:
        """Choose rows."""
        return Waiting(_taken(self.octets, rows), *(column[rows] for column in self[1:]))


def untold_texts(facts: Facts) -> Waiting:
    """Give the texts that wait for the alphabet of their account."""
    group = facts.untold
    none = np.zeros(len(group.pdu), np.int64)
    header = group.numbers["header"].astype(np.int64)
    return Waiting(group.strings["octets"], facts.alphabet_of(group.pdu), header, none, none)


def part_texts(facts: Facts, rows: Int64s) -> Waiting:
    """Give the texts of parts of long messages. `rows`: of the facts' `parts`."""
    group = facts.parts
    pdu = group.pdu[rows]
    coding = group.numbers["data_coding"][rows].astype(np.int64)
    alphabet = alphabets_of(coding, facts.alphabet_of(pdu))
    numbers = (group.numbers[name][rows].astype(np.int64) for name in PART_NUMBERS)
    header, locking, single = numbers
    agreed = (locking | single > 0) & means_default(coding) & (alphabet != GSM7_PACKED)
    alphabet = np.where(agreed, GSM7, alphabet)
    octets = _taken(group.strings["octets"], rows)
    return Waiting(octets, alphabet, header, locking, single)


def _taken(octets: pa.Array, rows: Int64s) -> pa.Array:
    """Choose rows of an array."""
    if len(rows) > FEW:
        return octets.take(pa.array(rows))
    return pa.array([octets[row].as_py() for row in rows.tolist()], octets.type)
