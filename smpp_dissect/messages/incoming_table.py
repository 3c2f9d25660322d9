"""The table `incoming`: one row for each message that an SMSC handed to an ESME and that is no
receipt.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np
import pyarrow as pa

from smpp_dissect.messages.arrow import pdu_numbers, seconds, status_names, times
from smpp_dissect.messages.concat import Grouped, group_parts
from smpp_dissect.messages.facts import Facts
from smpp_dissect.messages.ids import codes_of
from smpp_dissect.messages.long_messages import Grouping
from smpp_dissect.messages.texts import join_parts
from smpp_dissect.pdus.batch import COMMAND_INDEX, Int64s


class Incoming:
    """The incoming messages' carriers, and the messages they make."""

    def __init__(self, facts: Facts):
        self.facts = facts
        self.rows = _rows(facts)
        self.pdu = facts.carriers.pdu[self.rows]
        self.response = facts.pairs.partner[self.pdu]

    def numbers(self, name: str) -> Int64s:
        """A number column of the carriers, for each of these."""
        return self.facts.carriers.numbers[name][self.rows].astype(np.int64)

    def strings(self, name: str) -> pa.Array:
        """A text column of the carriers, for each of these."""
        return self.facts.carriers.strings[name].take(pa.array(self.rows))

    @cached_property
    def grouped(self) -> Grouped:
        """Parts of long messages put together."""
        facts = self.facts
        keys = [facts.account[facts.session_of(self.pdu)]]
        keys += [codes_of(self.strings(name))[0] for name in ("source_addr", "destination_addr")]
        keys += [self.numbers(name) for name in ("kind", "reference", "total")]
        time = facts.core["time"][self.pdu]
        return group_parts(keys, self.numbers("part"), time, facts.is_refusal(self.response))

    @cached_property
    def grouping(self) -> Grouping:
        """What the parts of a message are found by."""
        columns = self.pdu, self.numbers("part"), self.numbers("total")
        return Grouping("incoming", *columns, self.grouped)


def incoming_table(made: Incoming) -> pa.Table:
    """Write the incoming messages down, in the order of their first parts."""
    facts, grouped, pdu = made.facts, made.grouped, made.pdu
    first, response, time = grouped.first, made.response, facts.core["time"]
    total, number = made.numbers("total"), made.numbers("part")
    parts = np.flatnonzero((total > 0) & ~grouped.superseded)
    whole = made.strings("text").take(pa.array(first))
    answer = response[first]
    return pa.table(
        {
            "message": pa.array(np.arange(1, grouped.count + 1), pa.uint64()),
            "session": facts.session_numbers(pdu[first]),
            "deliver_pdu": pdu_numbers(pdu[first]),
            "time": times(time[pdu[first]]),
            "source_addr": made.strings("source_addr").take(pa.array(first)),
            "destination_addr": made.strings("destination_addr").take(pa.array(first)),
            "text": join_parts(facts, whole, pdu[parts], grouped.group[parts], number[parts]),
            "parts": pa.array(np.maximum(total[first], 1), pa.uint16()),
            "parts_seen": pa.array(grouped.parts_seen, pa.uint16()),
            "response_s": seconds(time[pdu[first]], time[answer], answer >= 0),
            "status": status_names(facts.status_of(answer)),
        }
    )


def _rows(facts: Facts) -> Int64s:
    """The carriers that came from an SMSC and are no receipts. data_sm goes both ways."""
    carriers = facts.carriers
    command, side = facts.core["command"][carriers.pdu], facts.side_of(carriers.pdu)
    data_sm = (command == COMMAND_INDEX["data_sm"]) & (side == 0)
    mine = (command == COMMAND_INDEX["deliver_sm"]) | data_sm
    return np.flatnonzero(mine & (carriers.numbers["receipt"] == 0))
