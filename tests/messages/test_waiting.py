"""Texts that wait for the alphabet of their account, few or many."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from smpp_dissect.messages import waiting
from smpp_dissect.messages.waiting import Waiting, part_texts, untold_texts
from tests.talk import Talk, capture


@pytest.fixture(params=[0, waiting.FEW], autouse=True)
def few(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows copied by Arrow, and one by one."""
    monkeypatch.setattr(waiting, "FEW", request.param)


@pytest.mark.parametrize("kind", [pa.binary(), pa.large_binary()])
def test_rows_are_chosen_with_all_that_belongs_to_them(kind: pa.DataType) -> None:
    one = Waiting(pa.array([b"a", b"", b"ccc", b"d"], kind), *np.arange(16).reshape(4, 4))
    some = one.take(np.array([2, 0, 1]))
    assert some.octets == pa.array([b"ccc", b"a", b""], kind)
    assert [column.tolist() for column in some[1:]] == [
        [2, 0, 1], [6, 4, 5], [10, 8, 9], [14, 12, 13],
    ]  # fmt: skip
    assert one.take(np.empty(0, np.int64)).octets == pa.array([], kind)


def test_parts_and_whole_texts() -> None:
    talk = Talk().bind()
    talk.submit("1", at=1, text=b"a@b")
    for number, octets in enumerate([b"one ", b"two ", b"three"], 1):
        talk.part("7", number, 3, at=1 + number, text=octets, data_coding=0)
    facts = capture(talk)._passes.facts
    assert untold_texts(facts).octets.to_pylist() == [b"a@b"]
    assert part_texts(facts, np.array([2, 0])).octets.to_pylist() == [b"three", b"one "]
