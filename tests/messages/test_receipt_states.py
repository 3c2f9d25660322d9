"""Words of stat, many at once."""

from __future__ import annotations

import pyarrow as pa
import pytest

from smpp_dissect.messages.receipt_states import receipt_states


def test_normal_form() -> None:
    stat = ["delivered", "DELIVRD", "Deliv", "2", None, "FAILED", "enroute", "", "esme_x  y", "8"]
    states = receipt_states(pa.array(stat))
    assert states.state.to_pylist() == [
        *(["DELIVRD"] * 4),
        *(None, "FAILED", "ENROUTE", None, "ESME_X Y", "REJECTD"),
    ]
    assert states.message_state.to_pylist() == [2, 2, 2, 2, None, 5, 1, None, None, 8]
    assert states.final.to_pylist() == [*([True] * 4), None, True, False, None, None, True]


@pytest.mark.parametrize("stat", [[], [None, None]])
def test_no_words(stat: list[str | None]) -> None:
    assert [column.to_pylist() for column in receipt_states(pa.array(stat, pa.string()))] == [
        stat
    ] * 3
