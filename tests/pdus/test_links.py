"""Which PDU answers which, as columns."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np

from smpp_dissect.packets.records import NO_TIME
from smpp_dissect.pdus.batch import COMMAND_INDEX
from smpp_dissect.pdus.links import Links
from smpp_dissect.pdus.outline import UNKNOWN_REQUEST, UNKNOWN_RESPONSE

COMMANDS = (
    *(COMMAND_INDEX["submit_sm_resp"], COMMAND_INDEX["submit_sm"], COMMAND_INDEX["enquire_link"]),
    *(UNKNOWN_REQUEST, UNKNOWN_RESPONSE, COMMAND_INDEX["submit_sm"], COMMAND_INDEX["generic_nack"]),
)
SECOND = 10**9
# The first response was captured before its request; one time is not known.
TIMES = [5 * SECOND - 1000, 5 * SECOND, 6 * SECOND, 7 * SECOND, 7 * SECOND + 123, NO_TIME, 9]
PARTNER = [1, 0, -1, 4, 3, 6, 5]


def links() -> Links:
    columns = {"command": np.array(COMMANDS, np.int16), "time": np.array(TIMES, np.int64)}
    outline: Any = SimpleNamespace(columns=columns)
    return Links(outline, np.array(PARTNER))


def test_a_pdu_has_a_request_or_a_response_or_neither() -> None:
    places = np.arange(7)
    assert links().request(places).to_pylist() == [2, None, None, None, 4, None, 6]
    assert links().response(places).to_pylist() == [None, 1, None, 5, None, 7, None]
    made = [links().request(places), links().response(places), links().response_s(places)]
    for column in made:
        column.validate(full=True)


def test_the_time_is_from_request_to_response_at_both() -> None:
    seconds = links().response_s(np.arange(7)).to_pylist()
    assert seconds == [-1e-6, -1e-6, None, 1.23e-7, 1.23e-7, None, None]


def test_some_places_only() -> None:
    assert links().request(np.array([4, 0])).to_pylist() == [4, 2]
    assert links().request(np.array([], np.int64)).to_pylist() == []
    assert list(links().rows(np.array([1, 2]))) == [
        {"request": None, "response": 1, "response_s": -1e-6},
        {"request": None, "response": None, "response_s": None},
    ]
