"""Real captures: sessions, messages, receipts, incoming messages are as the peers logged them."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import Any

import pytest

from tests.truth import CAPTURES, NAMES, UNDER_WAY, truth_of
from tests.truth_messages import (
    Expected,
    captured,
    commands,
    esme,
    expected,
    model_of,
    pairs,
    places,
)

pytestmark = pytest.mark.skipif(not CAPTURES.is_dir(), reason="the recorded captures are not here")

OUTCOME_OF = {
    "DELIVRD": "delivered", "UNDELIV": "failed", "EXPIRED": "expired", "REJECTD": "rejected",
}  # fmt: skip
each_capture = pytest.mark.parametrize("name", NAMES)


@each_capture
def test_every_message_is_found_once(name: str) -> None:
    found = [id(one) for _, one in pairs(name)]
    assert sorted(found) == sorted(id(one) for one in expected(name))
    multi = sum(1 for part in captured(name).parts.values() if part.command == "submit_multi")
    assert model_of(name).messages.num_rows >= len(found) + multi


@each_capture
def test_what_was_sent(name: str) -> None:
    for row, one in pairs(name):
        first = one.attempts[0]
        assert places(name)[row["submit_pdu"] - 1] == first.place
        assert row["source_addr"] == first.source
        assert row["destination_addr"] == first.destination
        assert row["parts"] == max(first.total, 1)
        assert row["parts_seen"] == len(one.last)
        assert row["receipt_requested"] == any(part.wants for part in one.attempts)


# What a library writes is not always what it was given: these are not to be read as it meant, or
# the SMSC read in GSM what was written in ASCII.
GARBLED = ("Türkçe ğış", "Português ãõ", "data§sm by smpplib")

ESCAPED = re.compile(r"(?=.*\\x)[ -~]+")


@each_capture
def test_texts(name: str) -> None:
    for row, one in pairs(name):
        if one.text is None:
            # What is no text shows as its octets, escaped; the peers wrote none.
            assert row["text"] is None or ESCAPED.fullmatch(row["text"]), one
        elif row["text"] is None:
            assert one.attempts[0].destination == "79190000007"
        elif one.text not in GARBLED:
            assert row["text"] == one.text, one


@each_capture
def test_ids_and_answers(name: str) -> None:
    for row, one in pairs(name):
        parts = list(one.last.values())
        refused = [part.status for part in parts if part.status]
        assert row["command_status"] == (refused[-1] if refused else parts[0].status)
        if not parts[0].status:
            assert row["message_id"] == parts[0].message_id
        first = one.attempts[0]
        if first.answered is None or row["response_s"] is None:
            continue
        # The SMSC logs a little after its system captures, and a busy loop in blocks.
        assert abs(row["response_s"] - (first.answered - first.time)) < 0.5


@each_capture
def test_receipts_go_to_their_messages(name: str) -> None:
    model = model_of(name)
    message_of = {row["message"]: one for row, one in pairs(name)}
    by_place = {receipt.place: receipt for receipt in captured(name).receipts}
    expected_of = {receipt.place: one for one in expected(name) for receipt in one.receipts}
    table = model.receipts.to_pylist()
    assert len(table) == len(by_place)
    for row in table:
        receipt = by_place[places(name)[row["pdu"] - 1]]
        assert (row["state"], row["err"] or receipt.err) == (receipt.stat, receipt.err)
        assert row["final"] == (receipt.stat not in UNDER_WAY)
        assert message_of.get(row["message"]) is expected_of.get(receipt.place)


@each_capture
def test_outcomes(name: str) -> None:
    for row, one in pairs(name):
        assert row["receipts"] == len(one.receipts)
        if one.refused:
            assert row["outcome"] == "rejected"
        elif one.decided:
            bad = [each.stat for each in one.final.values() if each.stat != "DELIVRD"]
            stats = set(bad or ["DELIVRD"])
            assert row["outcome"] in {OUTCOME_OF[stat] for stat in stats}
            assert row["state"] in stats
        elif not any(part.wants for part in one.last.values()):
            assert row["outcome"] == "not_requested"
        else:
            assert row["outcome"] in ("no_receipt", "pending")


@each_capture
def test_delivery_is_to_the_deciding_receipt(name: str) -> None:
    for row, one in pairs(name):
        if not one.decided:
            assert row["delivery_s"] is None
            continue
        bad = [each for each in one.final.values() if each.stat != "DELIVRD"]
        times = [each.time - one.attempts[0].time for each in bad or one.final.values()]
        assert min(abs(row["delivery_s"] - time) for time in times) < 0.5


@each_capture
def test_pending_are_younger_than_receipts_take(name: str) -> None:
    end = model_of(name).facts.end_time / 1e9
    slowest: dict[str, float] = defaultdict(lambda: 86_400.0)
    took = [
        (_account(name, one), each.time - part.time)
        for one in expected(name) for each in one.final.values()
        for part in one.last.values() if part.message_id == each.message_id
    ]  # fmt: skip
    for account in {account for account, _ in took}:
        slowest[account] = max(time for whose, time in took if whose == account)
    for row, one in pairs(name):
        if row["outcome"] in ("pending", "no_receipt"):
            owed = [
                part
                for part in one.last.values()
                if part.wants and part.message_id not in one.final
            ]
            ages = [end - part.time for part in owed] or [0.0]
            limit = slowest[_account(name, one)]
            if abs(max(ages) - limit) > 0.1:
                assert (row["outcome"] == "no_receipt") == (max(ages) > limit), (row, ages, limit)


def _account(name: str, one: Expected) -> str:
    # Where no bind was captured, the hosts make the account, and here there is but one host.
    return "" if name == "midstream.pcap" else esme(name, one)


def test_what_the_smsc_kept_silent_about() -> None:
    for name in NAMES:
        silent = captured(name).no_receipt
        for row, one in pairs(name):
            if one.ids & silent:
                assert row["outcome"] in ("no_receipt", "pending", "rejected", "not_requested")
                if len(one.ids) == 1:
                    assert {each.stat for each in one.receipts} <= set(UNDER_WAY)
        found = {one_id for _, one in pairs(name) for one_id in one.ids & silent}
        assert name in ("window.pcapng", "query_replace_cancel.pcap") or found


@each_capture
def test_incoming_messages(name: str) -> None:
    by_place = {each.place: each for each in captured(name).incoming}
    texts: dict[tuple[str, str], str] = defaultdict(str)
    for each in captured(name).incoming:
        texts[each.source, each.destination] += each.text or ""
    seen: Counter[tuple[str, str]] = Counter()
    joined: dict[tuple[str, str], str] = defaultdict(str)
    for row in model_of(name).incoming.to_pylist():
        each = by_place[places(name)[row["deliver_pdu"] - 1]]
        key = (each.source, each.destination)
        assert (row["source_addr"], row["destination_addr"]) == key
        joined[key] += row["text"] or ""
        seen[key] += row["parts_seen"]
    assert joined == texts
    assert seen == Counter((each.source, each.destination) for each in captured(name).incoming)


@each_capture
def test_incoming_messages_are_answered(name: str) -> None:
    answers = truth_of(name).answers
    for row in model_of(name).incoming.to_pylist():
        status = answers.get(places(name)[row["deliver_pdu"] - 1])
        assert (row["status"] is None) == (status is None)
        assert row["status"] == {None: None, 0: "ESME_ROK", 100: "ESME_RX_T_APPN"}[status]


def test_a_row_for_each_destination() -> None:
    name = "query_replace_cancel.pcap"
    table = [row for row in model_of(name).messages.to_pylist()
             if commands(name)[row["submit_pdu"] - 1][0] == "submit_multi"]  # fmt: skip
    by_pdu: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in table:
        by_pdu[row["submit_pdu"]].append(row)
    assert [len(found) for found in by_pdu.values()] == [3, 1, 40]
    for pdu, found in by_pdu.items():
        part = captured(name).parts[places(name)[pdu - 1]]
        for row in found:
            assert row["message_id"] == part.message_id
            refused = part.unsuccess.get(row["destination_addr"], 0)
            assert row["command_status"] == refused
            assert (row["outcome"] == "rejected") == bool(refused)
            assert row["text"] == part.text
    assert [row["destination_addr"] for row in by_pdu[min(by_pdu)]][2] == "friends"


def test_rules_of_the_two_kinds_of_ids() -> None:
    for name in NAMES:
        found = {row["match_rule"] for row in model_of(name).messages.to_pylist()} - {None}
        assert found <= ({"hex_to_dec"} if name == "tx_rx_split.pcap" else {"exact"})
    ids = [part.message_id or "" for part in captured("tx_rx_split.pcap").parts.values()]
    assert sum(bool(re.fullmatch("[0-9]+", one)) for one in ids) == 23


def test_prices_and_networks_are_of_the_receipts() -> None:
    name = "smsc_receipts.pcap"
    model = model_of(name)
    told = {row["pdu"]: row for row in model.receipts.to_pylist()}
    prices: dict[int, dict[str, float]] = defaultdict(dict)
    for row in told.values():
        if row["message"]:
            prices[row["message"]][row["message_id"]] = float(row["cost"])
    assert len(prices) > 150
    for row in model.messages.to_pylist():
        assert row["cost"] == (
            pytest.approx(sum(prices[row["message"]].values()))
            if row["message"] in prices
            else None
        )
        if row["receipt_pdu"]:
            assert row["mccmnc"] == told[row["receipt_pdu"]]["mccmnc"]
            assert row["country"]
