"""All tables together: as they are declared, for any capture, and true to each other."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smpp_dissect.columns import TABLES, schema
from smpp_dissect.messages.model import MessageTables
from smpp_dissect.reports.errors import error_codes
from smpp_dissect.reports.keys import Grouping
from smpp_dissect.reports.latency import delivery_latency
from tests.conftest import SAMPLES
from tests.talk import Talk, capture, reading, told

NAMES = ("sessions", "transactions", "receipts", "messages", "incoming", "anomalies")


def plain(kind: pa.DataType) -> pa.DataType:
    return kind.value_type if pa.types.is_dictionary(kind) else kind


def empty() -> MessageTables:
    return told(Talk().bind(), ports=[2775])


def busy() -> MessageTables:
    talk = Talk().bind()
    talk.submit("1", at=1)
    talk.receipt("1", at=2)
    talk.submit("", at=3, status=0x58)
    talk.part("2", 1, 2, at=4)
    talk.part("3", 2, 2, at=5)
    talk.receipt("2", "ENROUTE", at=6)
    talk.deliver(b"incoming", at=7)
    talk.answer(99, "9", at=8)
    return told(talk)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("make", [empty, busy])
def test_columns_and_types_are_as_declared(name: str, make: Any) -> None:
    found = getattr(make(), name)
    assert found.column_names == list(TABLES[name].names)
    for field, declared in zip(found.schema, schema(name), strict=True):
        assert plain(field.type) == declared.type, field.name
    found.validate(full=True)


@pytest.mark.parametrize("name", ["smscentre_day.pcap", "error_bodies.pcap", "interfaces.pcapng"])
def test_of_samples_too(name: str) -> None:
    import smpp_dissect as sd

    capture = sd.read(SAMPLES / name)
    for table in NAMES:
        found = capture.arrow(table)
        names = list(TABLES[table].names)
        assert found.column_names[: len(names)] == names
        assert TABLES[table].is_open or found.column_names == names
        for field, declared in zip(found.schema, schema(table), strict=False):
            assert plain(field.type) == declared.type, field.name


def test_tables_are_made_once() -> None:
    model = busy()
    for name in NAMES:
        assert getattr(model, name) is getattr(model, name)


def test_what_reports_ask() -> None:
    model = busy()
    assert model.message_of_receipt.tolist() == [0, 2]
    assert model.decided_receipt.tolist() == [0, -1, 1]
    submitting = np.array([each - 1 for each in model.messages["submit_pdu"].to_pylist()])
    assert model.message_of_pdu(submitting).tolist() == [0, 1, 2]
    assert model.message_of_pdu(np.array([0, -1])).tolist() == [-1, -1]
    file, frame = model.frames_of(submitting)
    assert (file == 0).all() and (np.diff(frame) > 0).all()


PROFILE = """
name = "mine"
title = "Mine"
source = "the contract"
[errors]
11 = "no such service"
[[tlv]]
tag = 0x1400
name = "cost"
kind = "cstring"
meaning = "price"
source = "the contract"
[[tlv]]
tag = 0x1401
name = "route"
kind = "integer"
meaning = "route"
source = "the contract"
[[tlv]]
tag = 0x1402
name = "mccmnc"
kind = "integer"
meaning = "network"
source = "the contract"
[[tlv]]
tag = 0x1403
name = "state"
kind = "hex"
meaning = "their own state"
source = "the contract"
"""


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    path = tmp_path / "mine.toml"
    path.write_text(PROFILE)
    return path


def one_receipt(
    profile: Path, *tlvs: tuple[int, bytes], **more: Any
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The receipt and the message of a talk with one of each."""
    talk = Talk().bind()
    talk.submit("1", at=1)
    talk.receipt("1", at=2, tlvs=tlvs, **more)
    model = capture(talk, profile=profile)._passes.model
    return model.receipts.to_pylist()[0], model.messages.to_pylist()[0]


def test_vendor_tlvs_are_columns(profile: Path) -> None:
    receipt, message = one_receipt(
        profile, (0x1400, b"0.0550"), (0x1401, b"\x01\x02"), (0x1402, b"\x00\x00\x61\xa9")
    )
    assert (receipt["cost"], receipt["route"], receipt["mccmnc"]) == ("0.0550", 0x0102, 25001)
    assert (message["cost"], message["mccmnc"], message["operator"]) == (0.055, "25001", "MTS")


@pytest.mark.parametrize("tag", [0x0203, 0x1234, 0x4000, 0x8081, 0xFFFF])
def test_a_profile_may_have_tlvs_beyond_the_range_of_vendors(tag: int, profile: Path) -> None:
    profile.write_text(PROFILE.replace("0x1401", f"0x{tag:04X}"))
    assert one_receipt(profile, (tag, b"\x01\x02"))[0]["route"] == 0x0102


def test_of_a_tlv_that_is_repeated_the_first_counts(profile: Path) -> None:
    assert one_receipt(profile, (0x1401, b"\x01"), (0x1401, b"\x02"))[0]["route"] == 1


@pytest.mark.parametrize("octets", [b"", b"\xff" * 8, b"\x01" * 9, b"\x80" + bytes(7)])
def test_integers_that_no_column_holds(octets: bytes, profile: Path) -> None:
    assert one_receipt(profile, (0x1401, octets))[0]["route"] is None


def test_a_tlv_named_like_a_column_takes_no_column_away(profile: Path) -> None:
    receipt, message = one_receipt(profile, (0x1403, b"\x07"))
    assert (receipt["state"], receipt["state_tlv"]) == ("DELIVRD", "07")
    assert message["outcome"] == "delivered"


def test_meanings_of_the_profile(profile: Path) -> None:
    assert one_receipt(profile, stat="UNDELIV", err="011")[1]["error"] == "no such service"
    assert one_receipt(profile, err="000")[1]["error"] is None


def test_a_capture_without_vendor_tlvs_has_their_columns(profile: Path) -> None:
    receipt, message = one_receipt(profile)
    assert [receipt[name] for name in ("cost", "route", "mccmnc", "state_tlv")] == [None] * 4
    assert message["cost"] is message["mccmnc"] is message["operator"] is None


def test_no_vendor_columns_without_a_profile() -> None:
    assert busy().receipts.column_names == list(TABLES["receipts"].names)


def test_files_that_hold_nothing_useful() -> None:
    from tests.build import write_pcap

    talk = Talk()
    talk.say_octets("client", b"\x00" * 40, at=1)
    model = reading(lambda path: write_pcap(path, talk.segments), ports=[2775])._passes.model
    assert model.messages.num_rows == model.receipts.num_rows == 0


ids = st.sampled_from(["1", "2", "01", "a", "A", "10", "", "99999999999999999999", "é"])
statuses = st.sampled_from([0, 0, 0, 0x58, 0x0B])
addresses = st.sampled_from(["79001", "+79001", "79002", "", "Shop"])
stats = st.sampled_from(["DELIVRD", "UNDELIV", "ENROUTE", "ACCEPTD", "?", ""])
asked = st.integers(0, 31)
events = st.one_of(
    st.tuples(st.just("submit"), ids, addresses, statuses, asked),
    st.tuples(st.just("part"), ids, addresses, statuses, st.integers(1, 3)),
    st.tuples(st.just("silent"), asked),
    st.tuples(st.just("receipt"), ids, addresses, stats, st.sampled_from([0, 4, 0x20])),
    st.tuples(st.just("incoming"), addresses),
    st.tuples(st.just("orphan"), ids),
)


def acted(story: list[Any]) -> Talk:
    talk = Talk().bind()
    for at, (what, *rest) in enumerate(story, 1):
        match what, rest:
            case "submit", (message_id, to, status, registered_delivery):
                talk.submit(
                    message_id, at=at, to=to, status=status, registered_delivery=registered_delivery
                )
            case "part", (message_id, to, status, number):
                talk.part(message_id, number, 3, at=at, to=to, status=status)
            case "silent", (registered_delivery,):
                talk.submit(None, at=at, registered_delivery=registered_delivery)
            case "receipt", (message_id, by, stat, esm_class):
                talk.receipt(message_id, stat, at=at, by=by, esm_class=esm_class)
            case "incoming", (source,):
                talk.deliver(b"hello", at=at, source=source)
            case "orphan", (message_id,):
                talk.answer(7000 + at, message_id, at=at)
    return talk


@settings(max_examples=150)
@given(st.lists(events, max_size=14))
def test_whatever_happens_the_tables_agree(story: list[Any]) -> None:
    model = told(acted(story))
    messages, receipts = model.messages.to_pylist(), model.receipts.to_pylist()
    asked_of = Counter(row["message"] for row in receipts)
    sent = sum(what in ("submit", "part", "silent") for what, *_ in story)
    assert sum(row["parts_seen"] for row in messages) <= sent
    assert len(receipts) + model.incoming.num_rows == sum(
        what in ("receipt", "incoming") for what, *_ in story
    )
    for row in messages:
        assert row["receipts"] == asked_of[row["message"]]
        assert (row["receipt_pdu"] is not None) == bool(row["receipts"])
        assert (row["match_rule"] is not None) == bool(row["receipts"])
        if row["command_status"] and not row["receipts"]:
            assert row["outcome"] == "rejected"
        if row["outcome"] == "not_requested" and row["parts"] == 1:
            assert not row["receipts"] or row["state"] == "ENROUTE" or row["delivery_s"] is None
    for row in receipts:
        if row["message"]:
            assert messages[row["message"] - 1]["submit_pdu"] < row["pdu"]
    grouping = Grouping(model)
    (total,) = delivery_latency(grouping).to_pylist() or [{"messages": 0}]
    assert total["messages"] == len(messages)
    assert error_codes(grouping).num_rows >= len(
        {row["command_status"] for row in messages} - {0, None}
    )
