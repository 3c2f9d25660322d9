"""Real captures: sessions, messages, receipts, incoming messages are as the peers logged them."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import pytest

import smpp_dissect as sd
from smpp_dissect.capture import Capture
from smpp_dissect.messages.model import MessageTables
from tests.talk import rows
from tests.truth import CAPTURES, NAMES, UNDER_WAY, Part, Place, Receipt, Truth, truth_of

pytestmark = pytest.mark.skipif(not CAPTURES.is_dir(), reason="the recorded captures are not here")

# The account of a connection, where one ESME has several: the captures' own README names them.
OUTCOME_OF = {
    "DELIVRD": "delivered", "UNDELIV": "failed", "EXPIRED": "expired", "REJECTD": "rejected",
}  # fmt: skip
each_capture = pytest.mark.parametrize("name", NAMES)


@cache
def read(name: str) -> Capture:
    return sd.read(CAPTURES / name)


def model_of(name: str) -> MessageTables:
    return read(name)._model


@cache
def places(name: str) -> list[Place]:
    """Of each PDU its connection's ports and its sequence number."""
    capture = read(name)
    ports = [
        frozenset(ends) for ends in rows(capture.arrow("sessions"), "client_port", "server_port")
    ]
    pdus = capture.arrow("pdus", ["session", "sequence_number"])
    return [(ports[session - 1], number) for session, number in rows(pdus, *pdus.column_names)]


@cache
def commands(name: str) -> list[tuple[str, str]]:
    pdus = read(name).arrow("pdus", ["command", "sender"])
    return [(command or "unknown", sender) for command, sender in rows(pdus, "command", "sender")]


@dataclass
class Expected:
    """One message by the truth: all attempts at its parts, and the receipts for its ids."""

    attempts: list[Part]
    receipts: list[Receipt] = field(default_factory=list)

    @property
    def last(self) -> dict[int, Part]:
        """The last attempt at each part."""
        return {part.number: part for part in self.attempts}

    @property
    def refused(self) -> bool:
        return any(part.status for part in self.last.values())

    @property
    def ids(self) -> set[str]:
        return {part.message_id for part in self.last.values() if part.message_id}

    @property
    def final(self) -> dict[str, Receipt]:
        """The first final receipt of each id."""
        found: dict[str, Receipt] = {}
        for receipt in self.receipts:
            if receipt.stat not in UNDER_WAY:
                found.setdefault(receipt.message_id, receipt)
        return found

    @property
    def decided(self) -> bool:
        owed = {part.message_id for part in self.last.values() if part.wants}
        return not self.refused and bool(self.final) and owed <= set(self.final)

    @property
    def text(self) -> str | None:
        parts = [part for _, part in sorted(self.last.items())]
        if parts[0].whole_text is not None and len(parts) == max(parts[0].total, 1):
            return parts[0].whole_text
        texts = [part.text for part in parts if part.text is not None]
        return "".join(texts) if texts else None


@cache
def captured(name: str) -> Truth:
    """The truth without what was said before the capture began and after it ended."""
    whole, seen = truth_of(name), {"esme": set[Place](), "smsc": set[Place]()}
    for place, (command, sender) in zip(places(name), commands(name), strict=True):
        if not command.endswith("_resp"):
            seen[sender].add(place)
    answers = {place for place, (command, _) in zip(places(name), commands(name), strict=True)
               if command.removesuffix("_resp") in ("submit_sm", "data_sm", "submit_multi")
               and command.endswith("_resp")}  # fmt: skip
    kept = Truth(no_receipt=whole.no_receipt, binds=whole.binds, answers=whole.answers)
    kept.parts = {place: part for place, part in whole.parts.items() if place in seen["esme"]}
    kept.receipts = [each for each in whole.receipts if each.place in seen["smsc"]]
    kept.incoming = [each for each in whole.incoming if each.place in seen["smsc"]]
    for place, part in kept.parts.items():
        if place not in answers:
            part.status = part.message_id = None
    return kept


@cache
def expected(name: str) -> list[Expected]:
    """The messages by the truth, in order of their first PDU; submit_multi apart."""
    messages: dict[Any, Expected] = {}
    for place, part in captured(name).parts.items():
        if part.command == "submit_multi":
            continue
        key = (part.source, part.destination, *part.reference, part.total) if part.total else place
        message = messages.setdefault(key, Expected([]))
        before = message.last.get(part.number)
        assert before is None or before.status, "a part accepted twice is not foreseen here"
        message.attempts.append(part)
    by_id = {
        (one, _esme(name, message)): message for message in messages.values() for one in message.ids
    }
    for receipt in captured(name).receipts:
        message = by_id.get((receipt.message_id, _owner(name, receipt.place)))
        if message is not None:
            message.receipts.append(receipt)
    return list(messages.values())


def _esme(name: str, message: Expected) -> str:
    return _owner(name, message.attempts[0].place)


def _owner(name: str, place: Place) -> str:
    """The system_id of a connection, as the SMSC logged it."""
    accepted = [
        bind for bind in truth_of(name).binds if bind["ports"] == place[0] and not bind["status"]
    ]
    return str(accepted[0]["system_id"])


def pairs(name: str) -> Iterator[tuple[dict[str, Any], Expected]]:
    """Each message that was found, with what the truth says of it."""
    model = model_of(name)
    by_place = {part.place: one for one in expected(name) for part in one.attempts}
    for row in model.messages.to_pylist():
        one = by_place.get(places(name)[row["submit_pdu"] - 1])
        if one is not None:
            yield row, one


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


# What a library writes is not always what it was given: these are not to be read as it meant.
GARBLED = ("Türkçe ğış", "Português ãõ")


@each_capture
def test_texts(name: str) -> None:
    for row, one in pairs(name):
        if one.text not in GARBLED and row["text"] is not None:
            assert row["text"] == one.text, one
        elif row["text"] is None:
            assert one.text is None or one.attempts[0].destination == "79190000007"


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
    return "" if name == "midstream.pcap" else _esme(name, one)


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
