"""The long message that a PDU is a part of: its parts, and the text they make together."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from smpp_dissect.messages.concat import Grouped
from smpp_dissect.pdus.batch import Int64s


class Grouping(NamedTuple):
    """Carriers of one table: `table`, its name; `pdu`: of each carrier (index into capture order,
    ascending); `part`, `total`: numbers of each, 0 for a whole message; `grouped`: its messages.
    """

    table: str
    pdu: Int64s
    part: Int64s
    total: Int64s
    grouped: Grouped


def message_of_part(grouping: Grouping, pdu: int) -> int | None:
    """Find the message (index from 0) that a PDU is a part of; None: none, or a whole one."""
    row = int(np.searchsorted(grouping.pdu, pdu))
    if row == len(grouping.pdu) or grouping.pdu[row] != pdu or not grouping.total[row]:
        return None
    return int(grouping.grouped.group[row])


def parts_of(grouping: Grouping, message: int, pdu: int) -> dict[str, Any]:
    """Tell a message's parts: number of this PDU's, how many there are, and the PDU of each.

    `pdus` has None where a part was not captured; of a part that was refused and sent again, the
    last attempt.
    """
    rows = np.flatnonzero(grouping.grouped.group == message)
    total = int(grouping.total[rows[0]])
    pdus: list[int | None] = [None] * total
    part = 0
    for row in rows.tolist():
        if grouping.pdu[row] == pdu:
            part = int(grouping.part[row])
        if not grouping.grouped.superseded[row]:
            pdus[int(grouping.part[row]) - 1] = int(grouping.pdu[row]) + 1
    return {"table": grouping.table, "message": message + 1, "part": part, "parts": total,
            "pdus": pdus}  # fmt: skip
