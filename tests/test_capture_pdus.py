"""PDUs of a capture one by one: their trees, and which of them answers which."""

from __future__ import annotations

from functools import partial

import pytest

import smpp_dissect as sd
from smpp_dissect import passes
from smpp_dissect.columns import ON_DEMAND
from smpp_dissect.pdus.reading import PduReader
from tests.conftest import SAMPLES

# The one has PDUs that come late, the other commands of no version of SMPP.
NAMES = ("lossy_reordered.pcap", "error_bodies.pcap")
LINKS = ("pdu", "request", "response", "response_s")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("harvested", [False, True])
def test_links_of_pdus_are_the_transactions(
    name: str, harvested: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passes, "PduReader", partial(PduReader, window=2000))
    capture = sd.read(SAMPLES / name)
    if harvested:
        _ = capture.transactions
    rows = [row for batch in capture.batches("pdus", LINKS) for row in batch.to_pylist()]
    assert [row["pdu"] for row in rows] == list(range(1, len(rows) + 1))
    answered = 0
    for told in capture.arrow("transactions").to_pylist():
        request, response = told["request"], told["response"]
        if request is not None:
            assert rows[request - 1]["request"] is None
            assert rows[request - 1]["response"] == response
            assert rows[request - 1]["response_s"] == told["response_s"]
        if response is not None:
            assert rows[response - 1]["request"] == request
            assert rows[response - 1]["response"] is None
            assert rows[response - 1]["response_s"] == told["response_s"]
        answered += told["response_s"] is not None
    assert answered > 20


def test_columns_on_demand_are_in_no_table() -> None:
    capture = sd.read(SAMPLES / "error_bodies.pcap")
    assert not {column.name for column in ON_DEMAND} & set(capture.pdus.columns)
    with pytest.raises(KeyError, match="tlvs has no column request"):
        list(capture.batches("tlvs", ["request"]))


@pytest.mark.parametrize("name", NAMES)
def test_trees_by_their_numbers(name: str) -> None:
    capture = sd.read(SAMPLES / name)
    trees = list(capture.trees([30, 1]))
    assert [tree.pdu for tree in trees] == [1, 30]
    assert [str(tree) for tree in trees] == [str(capture.pdu(1)), str(capture.pdu(30))]
    assert list(capture.trees([])) == []
    with pytest.raises(IndexError, match=f"no PDU 9999: the capture has {len(capture.pdus)}"):
        capture.trees([1, 9999])
