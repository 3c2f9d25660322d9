"""Tables as CSV, Parquet, JSON lines and Arrow."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet
import pytest

from smpp_dissect.columns import schema
from tests.cli.fake import FakeCapture, Outcome, run, table_of
from tests.cli.samples import PDUS, capture


def exported(form: str, *args: str, table: str = "pdus", **more: Any) -> Outcome:
    source = more.pop("capture", None) or capture()
    outcome = run(
        "export", "a.pcap", "--table", table, "--format", form, *args, capture=source, **more
    )
    assert (outcome.status, outcome.err) == (0, "")
    return outcome


def plain() -> pa.Table:
    return table_of("pdus", PDUS, dictionary=False)


def test_parquet_has_all_rows_in_their_declared_types(tmp_path: Path) -> None:
    read = pyarrow.parquet.read_table(io.BytesIO(exported("parquet").octets))
    assert read.schema == schema("pdus")
    assert read.equals(plain())


def test_arrow_has_all_rows_in_their_declared_types() -> None:
    read = pa.ipc.open_file(exported("arrow").octets).read_all()
    assert read.schema == schema("pdus")
    assert read.equals(plain())


def test_dictionaries_that_differ_between_batches_are_no_obstacle() -> None:
    rows = [{"pdu": at, "status": f"status {at}"} for at in range(9)]
    source = FakeCapture({"pdus": table_of("pdus", rows)}, batch_rows=2)
    for form in ("arrow", "parquet", "csv", "jsonl"):
        assert b"status 8" in exported(form, capture=source).octets


def test_csv_has_a_header_and_all_rows() -> None:
    rows = list(csv.DictReader(io.StringIO(exported("csv").out)))
    assert list(rows[0]) == schema("pdus").names
    assert [row["pdu"] for row in rows] == ["1", "2", "3", "4", "5"]
    assert rows[1]["text"] == "Привет\\x1b[31m\nмир"
    assert rows[1]["short_message"] == "041f00ff"
    assert rows[1]["time"] == "2026-09-21 14:13:21.123456789Z"
    assert rows[4]["command"] == ""


def test_csv_cells_that_a_spreadsheet_would_run_are_neutralised() -> None:
    rows = list(csv.DictReader(io.StringIO(exported("csv", table="messages").out)))
    assert [row["text"] for row in rows] == ["", "'@cmd"]
    assert rows[0]["destination_addr"] == "+79161234567"
    assert list(csv.DictReader(io.StringIO(exported("csv").out)))[4]["text"] == "'=1+1"


def test_json_lines_have_all_rows() -> None:
    rows = [json.loads(line) for line in exported("jsonl").lines]
    assert [row["pdu"] for row in rows] == [1, 2, 3, 4, 5]
    assert rows[4]["text"] == "=1+1"


def test_columns_and_conditions_narrow_an_export() -> None:
    args = ("--columns", "pdu,status", "--where", "status <> 'ESME_ROK'")
    assert exported("csv", *args).lines == ['"pdu","status"', '3,"ESME_RTHROTTLED"']


@pytest.mark.parametrize(
    ("name", "begins"),
    [("t.parquet", b"PAR1"), ("t.jsonl", b"{"), ("t.arrow", b"ARROW1"), ("t", b'"')],
)
def test_the_format_follows_from_the_files_name(tmp_path: Path, name: str, begins: bytes) -> None:
    out = tmp_path / name
    outcome = run("export", "a.pcap", "--table", "pdus", "--out", str(out), capture=capture())
    assert (outcome.status, outcome.octets) == (0, b"")
    assert out.read_bytes().startswith(begins)


def test_a_file_is_as_what_goes_to_standard_output(tmp_path: Path) -> None:
    for form in ("csv", "jsonl", "arrow"):
        exported(form, "--out", f"{tmp_path}/{form}")
        assert (tmp_path / form).read_bytes() == exported(form, "--out", "-").octets


def test_a_table_without_rows_is_a_file_without_rows(tmp_path: Path) -> None:
    assert len(exported("csv", table="sessions").lines) == 1
    assert exported("jsonl", table="sessions").octets == b""
    read = pyarrow.parquet.read_table(io.BytesIO(exported("parquet", table="sessions").octets))
    assert (read.schema, read.num_rows) == (schema("sessions"), 0)


@pytest.mark.parametrize("form", ["parquet", "arrow"])
def test_a_terminal_is_not_sent_octets(form: str) -> None:
    args = ("export", "a.pcap", "--table", "pdus", "--format", form)
    outcome = run(*args, capture=capture(), stdout_is_terminal=True)
    assert outcome.err.strip().endswith(f"a terminal cannot show {form}; give --out FILE")
    assert (outcome.status, outcome.octets) == (2, b"")


def test_csv_does_not_act_on_a_terminal() -> None:
    shown = exported("csv", "--columns", "text", stdout_is_terminal=True)
    assert shown.lines[2:4] == [r'"Привет\x1b[31m', 'мир"']


def test_a_file_appears_only_when_it_is_complete(tmp_path: Path) -> None:
    out = tmp_path / "pdus.csv"
    out.write_text("old")
    args = ("export", "a.pcap", "--table", "pdus", "--out", str(out))
    assert run(*args, capture=capture(fault=ValueError("odd"))).status == 1
    assert run(*args, capture=FakeCapture()).status == 4
    assert [path.name for path in tmp_path.iterdir()] == ["pdus.csv"]
    assert out.read_text() == "old"


def test_a_capture_is_not_overwritten(tmp_path: Path) -> None:
    pcap = tmp_path / "a.pcap"
    pcap.write_bytes(b"precious")
    (tmp_path / "link.csv").symlink_to(pcap)
    for out in (pcap, tmp_path / "link.csv"):
        args = ("export", str(pcap), "--table", "pdus", "--out", str(out))
        outcome = run(*args, capture=capture())
        assert outcome.err == f"smpp-dissect: error: --out {out} is one of the captures\n"
        assert outcome.status == 2
    assert pcap.read_bytes() == b"precious"


@pytest.mark.skipif(not Path("/dev/null").exists(), reason="no /dev/null here")
def test_a_device_can_be_written_to() -> None:
    exported("csv", "--out", "/dev/null")
    assert Path("/dev/null").is_char_device()


def test_row_groups_of_parquet_are_not_single_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("smpp_dissect.cli.exporting._ROW_GROUP", 4)
    octets = exported("parquet", capture=capture(batch_rows=1)).octets
    groups = pyarrow.parquet.ParquetFile(io.BytesIO(octets)).metadata
    assert [groups.row_group(at).num_rows for at in range(groups.num_row_groups)] == [4, 1]
