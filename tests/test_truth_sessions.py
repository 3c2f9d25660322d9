"""Real captures: sessions and transactions are as the peers logged them."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.truth import CAPTURES, NAMES, truth_of
from tests.truth_messages import commands, model_of, places

pytestmark = pytest.mark.skipif(not CAPTURES.is_dir(), reason="the recorded captures are not here")
each_capture = pytest.mark.parametrize("name", NAMES)


@each_capture
def test_sessions(name: str) -> None:
    truth = truth_of(name)
    for row in model_of(name).sessions.to_pylist():
        ports = frozenset((row["client_port"], row["server_port"]))
        binds = [bind for bind in truth.binds if bind["ports"] == ports]
        assert row["esme"] == ("server" if 3717 in ports else "client")
        if name == "midstream.pcap":
            assert row["bind_type"] is row["system_id"] is row["bind_status"] is None
            assert row["end_cause"] == "capture_end"
            continue
        accepted = [bind for bind in binds if bind["status"] == 0][-1]
        assert row["bind_type"] == accepted["command"].removeprefix("bind_")
        assert row["system_id"] == accepted["system_id"]
        assert row["system_type"] == accepted.get("system_type", "")
        assert row["interface_version"] == accepted["interface_version"]
        assert row["bind_status"] == "ESME_ROK"
        assert row["end_cause"] == "unbind_by_esme"
        assert row["first_time"] <= row["bound_time"] <= row["last_time"]


def test_nacks_answer_the_receipts_whose_number_they_carry() -> None:
    name = "ipv6_any.pcap"
    table = model_of(name).transactions.to_pylist()
    nacked = [
        row
        for row in table
        if row["response"] and commands(name)[row["response"] - 1][0] == "generic_nack"
    ]
    assert len(nacked) == 27
    for row in nacked:
        assert row["command"] == "deliver_sm" and row["sender"] == "smsc"
        assert places(name)[row["request"] - 1] == places(name)[row["response"] - 1]


UNANSWERED = {"query_replace_cancel.pcap": {"deliver_sm": 1}}


@each_capture
def test_every_request_has_its_answer(name: str) -> None:
    table = model_of(name).transactions.to_pylist()
    for row in table:
        if row["request"] and row["response"]:
            one, other = places(name)[row["request"] - 1], places(name)[row["response"] - 1]
            assert one == other
            assert commands(name)[row["request"] - 1][1] != commands(name)[row["response"] - 1][1]
    owed = Counter(row["command"] for row in table if not row["response"]
                   and row["command"] not in ("alert_notification", "outbind"))  # fmt: skip
    assert owed == UNANSWERED.get(name, {})
    alone = [row for row in table if not row["request"]]
    # The two submit_sm of before the capture.
    assert len(alone) == (2 if name == "midstream.pcap" else 0)


@each_capture
def test_statuses_of_all_responses(name: str) -> None:
    """Binds that were refused and commands nobody knew included."""
    truth = truth_of(name)
    seen = 0
    for row in model_of(name).transactions.to_pylist():
        if row["request"] and row["response"]:
            statuses = truth.replies if row["sender"] == "esme" else truth.answers
            assert row["command_status"] == statuses[places(name)[row["request"] - 1]]
            seen += 1
    assert seen > 50


def test_refused_binds() -> None:
    name = "query_replace_cancel.pcap"
    binds = [row["status"] for row in model_of(name).transactions.to_pylist()
             if (row["command"] or "").startswith("bind_")]  # fmt: skip
    refused = ["ESME_RINVPASWD", "ESME_RINVSYSID", "ESME_RALYBND"]
    assert [status for status in binds if status != "ESME_ROK"] == refused
