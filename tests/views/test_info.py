"""The line of each PDU: what it says, by command."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import smpp_dissect as sd
from smpp_dissect.columns import ON_DEMAND, PDUS
from smpp_dissect.spec import COMMANDS
from smpp_dissect.views.info import INFO_OF, LONGEST_TEXT, infos
from tests.conftest import captures
from tests.views.rows import batch

RECEIPT = (
    "id:0379372277 sub:001 dlvrd:001 submit date:2503120945 done date:2503120945"
    " stat:DELIVRD err:000 text:Hello"
)
SENT = {"source_addr": "MyShop", "destination_addr": "79161234567"}
BACK = {"source_addr": "79161234567", "destination_addr": "MyShop"}


def info(command: str | None, **fields: Any) -> str:
    row = {"command": command, "status": "ESME_ROK"} | fields
    (line,) = infos(batch([row]))
    return line


def test_it_is_made_of_columns_of_pdus() -> None:
    known = {column.name for column in (*PDUS.columns, *ON_DEMAND)}
    assert set(INFO_OF) <= known
    assert len(set(INFO_OF)) == len(INFO_OF)
    assert "password" not in INFO_OF


@pytest.mark.parametrize(
    ("command", "fields", "line"),
    [
        ("submit_sm", SENT | {"text": "Hi"}, 'MyShop → 79161234567, "Hi"'),
        (
            "submit_sm",
            SENT | {"text": "Hi", "part": 2, "parts": 3, "registered_delivery": 1},
            'MyShop → 79161234567, part 2/3, asks receipt, "Hi"',
        ),
        (
            "submit_sm",
            SENT | {"registered_delivery": 0x12, "sm_length": 9},
            "MyShop → 79161234567, asks receipt of failure, 9 octets",
        ),
        ("submit_sm", SENT | {"source_addr": "", "text": ""}, "→ 79161234567"),
        ("submit_sm", {"anomaly": "field_overrun"}, "[field_overrun]"),
        (
            "submit_multi",
            {"source_addr": "A", "dest_address": "1,2,3,4,5", "text": "Hi"},
            'A → 1, 2, 3 and 2 more, "Hi"',
        ),
        ("submit_multi", {"source_addr": "A", "dest_address": "1,2,3"}, "A → 1, 2, 3"),
        (
            "submit_multi_resp",
            {"message_id": "5b", "unsuccess_sme": "7=ESME_RINVDSTADR"},
            "id 5b, failed 7=ESME_RINVDSTADR",
        ),
        ("submit_sm_resp", {"message_id": "0000A1B2"}, "id 0000A1B2"),
        ("submit_sm_resp", {"status": "ESME_RTHROTTLED"}, "ESME_RTHROTTLED"),
        ("submit_sm_resp", {"status": "0x00000400", "message_id": "7"}, "0x00000400, id 7"),
        ("deliver_sm_resp", {"message_id": ""}, ""),
        ("deliver_sm", BACK | {"text": "STOP"}, '79161234567 → MyShop, "STOP"'),
        (
            "bind_transceiver",
            {"system_id": "me", "system_type": "cosmo", "interface_version": 0x34},
            "me, system_type cosmo, version 3.4",
        ),
        ("bind_receiver", {"system_id": "me", "interface_version": 0}, "me, version 0.0"),
        ("bind_receiver_resp", {"system_id": "SMSC"}, "SMSC"),
        ("bind_receiver_resp", {"status": "ESME_RINVPASWD"}, "ESME_RINVPASWD"),
        ("outbind", {"system_id": "SMSC", "password": "********"}, "SMSC"),
        ("query_sm", {"message_id": "5a", "source_addr": "A"}, "id 5a, from A"),
        ("query_sm_resp", {"message_id": "5a", "message_state": 2}, "id 5a, DELIVRD"),
        (
            "query_sm_resp",
            {"message_id": "5a", "message_state": 5, "error_code": 17},
            "id 5a, UNDELIV err 17",
        ),
        ("query_sm_resp", {"message_id": "5a", "message_state": 77}, "id 5a, state 77"),
        ("cancel_sm", SENT | {"message_id": "5a"}, "id 5a, MyShop → 79161234567"),
        (
            "replace_sm",
            {"message_id": "5a", "source_addr": "A", "text": "No"},
            'id 5a, from A, "No"',
        ),
        ("alert_notification", {"source_addr": "7", "esme_addr": "A"}, "7 → A"),
        ("broadcast_sm", {"source_addr": "A", "text": "Road closed"}, 'from A, "Road closed"'),
        (
            "alert_notification",
            {"source_addr": "7", "esme_addr": "A", "tlv_ms_availability_status": 2},
            "7 → A, unavailable",
        ),
        (
            "broadcast_sm",
            {"source_addr": "A", "tlv_broadcast_area_identifier": b"\0Tver", "text": "Road closed"},
            'from A, to Tver, "Road closed"',
        ),
        (
            "broadcast_sm",
            {"source_addr": "A", "tlv_broadcast_area_identifier": b"\2\x10\0"},
            "from A, to polygon, TS 23.032",
        ),
        ("broadcast_sm", {"source_addr": "A", "tlv_broadcast_area_identifier": b""}, "from A"),
        ("query_broadcast_sm_resp", {"message_id": "5a", "tlv_message_state": 2}, "id 5a, DELIVRD"),
        ("query_msg_details_resp", {"message_id": "5a", "message_status": 3}, "id 5a, EXPIRED"),
        (
            "data_sm_resp",
            {
                "status": "ESME_RDELIVERYFAILURE",
                "tlv_delivery_failure_reason": 1,
                "tlv_network_error_code": b"\3\0\6",
            },
            "ESME_RDELIVERYFAILURE, destination address invalid, err 3:6",
        ),
        (
            "submit_sm_resp",
            {"status": "ESME_RSYSERR", "tlv_additional_status_info_text": "no credit"},
            'ESME_RSYSERR, "no credit"',
        ),
        ("auth_acc_resp", {"operation_result": 1}, "protocol not supported"),
        ("sm_result_notify", SENT | {"delivery_result": 1}, "MyShop → 79161234567, unsuccessful"),
        ("param_retrieve", {"param_name": "x"}, "x"),
        ("enquire_link", {}, ""),
        ("unbind_resp", {}, ""),
        ("generic_nack", {"status": "ESME_RINVCMDID"}, "ESME_RINVCMDID"),
        (
            None,
            {"command_id": 0x10203, "command_length": 33, "anomaly": "unknown_command"},
            "command_id 0x00010203, 33 octets, [unknown_command]",
        ),
    ],
)
def test_a_line_says_what_matters(command: str | None, fields: dict[str, Any], line: str) -> None:
    assert info(command, **fields) == line


@pytest.mark.parametrize(
    ("fields", "line"),
    [
        ({"esm_class": 4, "text": RECEIPT}, "receipt 0379372277 DELIVRD err 000"),
        ({"esm_class": 0, "text": RECEIPT}, "receipt 0379372277 DELIVRD err 000"),
        (
            {"esm_class": 0x20, "text": "id:7 stat:ENROUTE err:000"},
            "notification 7 ENROUTE err 000",
        ),
        (
            {
                "esm_class": 4,
                "tlv_receipted_message_id": "5d00",
                "tlv_message_state": 3,
                "tlv_network_error_code": b"\3\0\6",
            },
            "receipt 5d00 EXPIRED err 3:6",
        ),
        ({"tlv_receipted_message_id": "5d00", "tlv_message_state": 2}, "receipt 5d00 DELIVRD"),
        ({"esm_class": 4, "text": "nothing of that"}, "receipt"),
        ({"esm_class": 4, "tlv_network_error_code": b"\3\0"}, "receipt"),
        ({"esm_class": 4, "text": "id:é stat:DELIVRD"}, "receipt é DELIVRD"),
    ],
)
@pytest.mark.parametrize("command", ["deliver_sm", "data_sm"])
def test_a_receipt_is_told_first(command: str, fields: dict[str, Any], line: str) -> None:
    assert info(command, **BACK, **fields) == f"{line}, 79161234567 → MyShop"


def test_a_text_that_is_no_receipt_is_told() -> None:
    assert info("submit_sm", text=RECEIPT).startswith('"id:0379372277 sub:001')
    assert info("deliver_sm", esm_class=0x10, text=RECEIPT).startswith('"id:')
    assert info("deliver_sm", text="id: please call") == '"id: please call"'


def test_only_the_start_of_a_long_text_is_told() -> None:
    assert info("submit_sm", text="x" * (LONGEST_TEXT + 1)) == f'"{"x" * LONGEST_TEXT}…"'
    assert info("submit_sm", text="x" * LONGEST_TEXT) == f'"{"x" * LONGEST_TEXT}"'


def test_rows_of_many_commands_keep_their_places() -> None:
    rows = [
        {"command": "submit_sm", "text": "a", "status": "ESME_ROK"},
        {"command": "deliver_sm", "esm_class": 4, "text": RECEIPT, "status": "ESME_ROK"},
        {"command": "enquire_link", "status": "ESME_ROK"},
        {"command": "submit_sm", "text": "b", "status": "ESME_ROK"},
    ]
    told = ['"a"', "receipt 0379372277 DELIVRD err 000", "", '"b"']
    whole = batch(rows)
    assert infos(whole) == told
    assert infos(whole.slice(1, 2)) == told[1:3]
    assert infos(whole.slice(4)) == []


@given(
    st.lists(
        st.fixed_dictionaries(
            {"command": st.sampled_from([None, *(command.name for command in COMMANDS)])},
            optional={
                "status": st.text(max_size=9),
                "esm_class": st.integers(0, 255),
                "text": st.text() | st.just(RECEIPT),
                "message_state": st.integers(0, 255),
                "tlv_message_state": st.integers(0, 255),
                "tlv_network_error_code": st.binary(max_size=4),
                "interface_version": st.integers(0, 255),
                "dest_address": st.text(),
            },
        ),
        max_size=5,
    )
)
def test_any_values_give_a_line_for_each_row(rows: list[dict[str, Any]]) -> None:
    for row in rows:
        row |= {"command_id": 1, "command_length": 16}
        for key, value in row.items():
            if isinstance(value, str):
                row[key] = value.encode("utf-8", "replace").decode()
    assert len(infos(batch(rows))) == len(rows)


@pytest.mark.skipif(not captures("smsc_receipts.pcap"), reason="the recorded captures are not here")
def test_receipts_are_those_of_the_table() -> None:
    """The list and the table `receipts` know the same receipts, with the same state and error."""
    capture = sd.read(captures("smsc_receipts.pcap"))
    batches = capture.batches("pdus", ["pdu", *INFO_OF])
    lines = [line for each in batches for line in infos(each)]
    told = {at: line for at, line in enumerate(lines, 1) if line.startswith(("receipt", "notific"))}
    table = capture.arrow("receipts").to_pylist()
    assert [row["pdu"] for row in table] == list(told)
    for row in table:
        what = "receipt" if row["final"] else "notification"
        expected = f"{what} {row['message_id']} {row['state']} err {row['err']}, "
        assert told[row["pdu"]].startswith(expected)
