"""The table `transactions`: one row for each request, and for each response that answers none."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from smpp_dissect.messages.arrow import (
    numbers,
    pdu_numbers,
    seconds,
    status_names,
    symbols,
    times,
)
from smpp_dissect.messages.facts import Facts
from smpp_dissect.packets.records import NO_TIME
from smpp_dissect.pdus.outline import UNKNOWN_RESPONSE
from smpp_dissect.spec import COMMANDS

SIDES = ["smsc", "esme"]
COMMAND_NAMES = [command.name for command in COMMANDS]


def transaction_table(facts: Facts) -> pa.Table:
    """Write requests down with their responses, in the order of the one or else the other."""
    core, partner = facts.core, facts.pairs.partner
    rows = np.flatnonzero(~facts.is_response | (partner < 0))
    alone = facts.is_response[rows]
    request = np.where(alone, -1, rows)
    response = np.where(alone, rows, partner[rows])
    both = (request >= 0) & (response >= 0)
    status = facts.status_of(response)
    side = facts.side_of(rows)
    side = np.where(alone & (side >= 0), 1 - side, side)
    command = core["command"][rows].astype(np.int64)
    return pa.table(
        {
            "request": pdu_numbers(request),
            "response": pdu_numbers(response),
            "session": facts.session_numbers(rows),
            "sender": symbols(side, SIDES),
            "command": symbols(np.where(command == UNKNOWN_RESPONSE, -1, command), COMMAND_NAMES),
            "request_time": times(np.where(alone, NO_TIME, core["time"][rows])),
            "response_s": seconds(core["time"][rows], core["time"][response], both),
            "command_status": numbers(status, pa.uint32()),
            "status": status_names(status),
        }
    )
