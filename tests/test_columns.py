"""Every table declares the columns of the contract, and what is derived from them is current."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pytest

from smpp_dissect.columns import TABLES, Table, schema, tables_markdown
from smpp_dissect.spec import MANDATORY_FIELDS

ROOT = Path(__file__).resolve().parents[1]

# The contract, written out once more: these columns, in this order.
CONTRACT = {
    "pdus": (
        "pdu frame file time session sender command command_length command_id command_status"
        f" status sequence_number {' '.join(MANDATORY_FIELDS)} text tlvs anomaly"
    ),
    "tlvs": "pdu tag name dictionary length value text",
    "sessions": (
        "session client client_port server server_port esme bind_type system_id system_type"
        " interface_version bind_status default_alphabet default_alphabet_by alphabet_confidence"
        " first_time last_time bound_time end_cause pdus bytes"
        " missing_bytes retransmitted_bytes profile profile_reason"
    ),
    "transactions": (
        "request response session sender command request_time response_s command_status status"
    ),
    "receipts": (
        "pdu time session message_id state message_state err network_type network_error_code"
        " submit_date done_date sub dlvrd final message"
    ),
    "messages": (
        "message session system_id source_addr destination_addr submit_pdu submit_time response_s"
        " command_status status message_id parts parts_seen text receipt_requested receipt_pdu"
        " receipt_time state err error delivery_s smsc_s match_rule receipts outcome mccmnc"
        " operator country cost"
    ),
    "incoming": (
        "message session deliver_pdu time source_addr destination_addr text parts parts_seen"
        " response_s status"
    ),
    "anomalies": "code severity file frame pdu session time detail",
    "ledger": "balance bucket packets bytes",
}


@pytest.mark.parametrize("name", CONTRACT)
def test_a_table_has_the_columns_of_the_contract_in_order(name: str) -> None:
    assert TABLES[name].names == tuple(CONTRACT[name].split())


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_a_column_is_told_once_and_in_one_line(table: Table) -> None:
    assert len(set(table.names)) == len(table.names)
    for column in table.columns:
        assert column.doc.isprintable() and column.doc and "|" not in column.doc
        assert column.unit in ("", "s", "bytes")
        assert (column.unit == "s") == column.name.endswith("_s")
        assert column.width >= 4
        assert len(column.label) < len(column.name)
    assert table.shown
    assert TABLES[table.name] is table


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_a_schema_has_each_column_with_its_type(table: Table) -> None:
    types = schema(table.name)
    assert tuple(types.names) == table.names
    for column in table.columns:
        if column.dtype == "timestamp":
            assert types.field(column.name).type == pa.timestamp("ns", tz="UTC")
        else:
            assert str(types.field(column.name).type) == column.dtype


def test_types_of_mandatory_fields_are_those_of_the_wire() -> None:
    dtypes = {column.name: column.dtype for column in TABLES["pdus"].columns}
    assert dtypes["esm_class"] == "uint8"
    assert dtypes["service_id"] == "uint32"
    assert dtypes["short_message"] == "binary"
    for name in ("source_addr", "validity_period", "message_id", "dest_address", "unsuccess_sme"):
        assert dtypes[name] == "string"


def test_the_password_column_says_that_it_is_masked() -> None:
    assert "masked" in TABLES["pdus"].column("password").doc


def test_what_is_inferred_is_marked() -> None:
    marked = {column.name for column in TABLES["pdus"].columns if column.inferred}
    assert marked == {"sender", "text"}
    assert TABLES["sessions"].column("esme").inferred
    assert TABLES["messages"].column("outcome").inferred
    assert not TABLES["messages"].column("message_id").inferred


def test_only_receipts_take_a_profiles_columns() -> None:
    assert [table.name for table in TABLES.values() if table.is_open] == ["receipts"]
    assert TABLES["receipts"].column("message_flags", "int64").is_number


def test_the_page_of_tables_is_current() -> None:
    page = (ROOT / "docs" / "tables.md").read_text("utf-8")
    assert page == "\n".join(tables_markdown()) + "\n"


def test_columns_are_told_without_pyarrow() -> None:
    code = "import sys; sys.modules['pyarrow'] = None; import smpp_dissect.columns"
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, timeout=60)
