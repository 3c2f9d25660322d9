"""The table `incoming`: one row for each message that an SMSC handed to an ESME and that is no
receipt.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from smpp_dissect.messages.arrow import pdu_numbers, seconds, status_names, times
from smpp_dissect.messages.concat import group_parts
from smpp_dissect.messages.facts import Facts
from smpp_dissect.messages.ids import codes_of
from smpp_dissect.messages.texts import join_parts
from smpp_dissect.pdus.batch import COMMAND_INDEX, Int64s


def incoming_table(facts: Facts) -> pa.Table:
    """Write the incoming messages down, in the order of their first parts."""
    rows = _rows(facts)
    pdu = facts.carriers.pdu[rows]
    texts = {name: column.take(pa.array(rows)) for name, column in facts.carriers.strings.items()}
    number = {
        name: facts.carriers.numbers[name][rows].astype(np.int64)
        for name in ("kind", "reference", "total", "part")
    }
    time, response = facts.core["time"], facts.pairs.partner[pdu]
    status = facts.status_of(response)
    addresses = (codes_of(texts[name])[0] for name in ("source_addr", "destination_addr"))
    account = facts.account[facts.session_of(pdu)]
    keys = [account, *addresses, *(number[name] for name in ("kind", "reference", "total"))]
    grouped = group_parts(keys, number["part"], time[pdu], facts.is_refusal(response))
    first = grouped.first
    parts = np.flatnonzero((number["total"] > 0) & ~grouped.superseded)
    text = texts["text"].take(pa.array(first))
    return pa.table(
        {
            "message": pa.array(np.arange(1, grouped.count + 1), pa.uint64()),
            "session": facts.session_numbers(pdu[first]),
            "deliver_pdu": pdu_numbers(pdu[first]),
            "time": times(time[pdu[first]]),
            "source_addr": texts["source_addr"].take(pa.array(first)),
            "destination_addr": texts["destination_addr"].take(pa.array(first)),
            "text": join_parts(
                facts, text, pdu[parts], grouped.group[parts], number["part"][parts]
            ),
            "parts": pa.array(np.maximum(number["total"][first], 1), pa.uint16()),
            "parts_seen": pa.array(grouped.parts_seen, pa.uint16()),
            "response_s": seconds(time[pdu[first]], time[response[first]], response[first] >= 0),
            "status": status_names(status[first]),
        }
    )


def _rows(facts: Facts) -> Int64s:
    """The carriers that came from an SMSC and are no receipts. data_sm goes both ways."""
    carriers = facts.carriers
    command, side = facts.core["command"][carriers.pdu], facts.side_of(carriers.pdu)
    data_sm = (command == COMMAND_INDEX["data_sm"]) & (side == 0)
    mine = (command == COMMAND_INDEX["deliver_sm"]) | data_sm
    return np.flatnonzero(mine & (carriers.numbers["receipt"] == 0))
