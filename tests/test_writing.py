"""Reports as files: what is read back is what the tables held, and no cell runs."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import smpp_dissect as sd
from smpp_dissect import writing
from smpp_dissect.capture import Capture
from smpp_dissect.columns import TABLES
from smpp_dissect.errors import OutputError
from smpp_dissect.reports.keys import KEYS
from tests.conftest import SAMPLES
from tests.talk import Talk, capture

FILES = ("delivery_latency", "error_codes", "messages", "sessions", "anomalies", "ledger")


def written(made: Capture, folder: Path) -> dict[str, pd.DataFrame]:
    """Each file read back, its numbers and times as declared, its texts as text."""
    paths = made.write_reports(folder / "reports")
    assert [path.name for path in paths] == [f"{name}.csv" for name in FILES]
    return {path.stem: read_back(path) for path in paths}


def read_back(path: Path) -> pd.DataFrame:
    declared = {column.name: column for column in TABLES[path.stem].columns}
    texts = {name: "string" for name, column in declared.items() if column.dtype == "string"}
    frame = pd.read_csv(
        path,
        dtype=texts,
        keep_default_na=False,
        na_values={name: [""] for name in declared if name not in texts},
    )
    for name, column in declared.items():
        if column.dtype == "timestamp" and name in frame:
            frame[name] = pd.to_datetime(frame[name], format="ISO8601", utc=True)
    return frame


def same(found: pd.DataFrame, expected: list[dict[str, Any]]) -> None:
    assert len(found) == len(expected)
    for name in found.columns:
        for value, wanted in zip(
            found[name].tolist(), (row[name] for row in expected), strict=True
        ):
            if wanted is None:
                assert pd.isna(value) or value == "", name
            elif isinstance(wanted, float):
                assert value == pytest.approx(wanted), name
            else:
                assert value == wanted, name


@pytest.mark.parametrize(
    "name", ["smscentre_day.pcap", "error_bodies.pcap", "tx_rx_split_hex_ids.pcap"]
)
def test_files_hold_what_the_tables_hold(name: str, tmp_path: Path) -> None:
    made = sd.read(SAMPLES / name)
    found = written(made, tmp_path)
    for table in ("messages", "sessions", "anomalies", "ledger"):
        assert list(found[table].columns) == made.arrow(table).column_names
        # A signed number may stay, all other cells that begin with a sign do not occur here.
        same(found[table], made.arrow(table).to_pylist())
    for report in ("delivery_latency", "error_codes"):
        assert list(found[report].columns) == list(TABLES[report].names)
        assert set(found[report]["by"]) <= {"all", *KEYS}
    whole = found["delivery_latency"][found["delivery_latency"]["by"] == "all"]
    assert whole["messages"].tolist() == [len(found["messages"])]


def test_written_in_slices(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = sd.read(SAMPLES / "smscentre_day.pcap")
    monkeypatch.setattr(writing, "SLICE", 100)
    same(written(made, tmp_path)["messages"], made.arrow("messages").to_pylist())


HOSTILE = (
    b"=cmd|' /C calc'!A0", b"+1+cmd()", b"-1+cmd()", b"@SUM(1)", b"\t=1", b"\r=1", b"a\r\nb",
    b'"quoted",', b"\x00nul", b"\x1b[31m", b"\xff\xfe", b"",
)  # fmt: skip


def hostile(folder: Path) -> list[list[str]]:
    talk = Talk("=evil()").bind()
    for at, text in enumerate(HOSTILE, 1):
        talk.submit(f"{at}", at=at, text=text, data_coding=3, source="@you")
    talk.submit("40", at=40, text=b"\xd8\x3d", data_coding=8, to="+79161234567")
    paths = capture(talk).write_reports(folder)
    with next(path for path in paths if path.stem == "messages").open(
        newline="", encoding="utf-8"
    ) as file:
        return list(csv.reader(file))


def test_formulas_and_controls_are_neutralised_and_all_else_survives(tmp_path: Path) -> None:
    header, *rows = hostile(tmp_path)
    texts = [row[header.index("text")] for row in rows]
    written = dict(zip(HOSTILE, texts, strict=False))
    for text in HOSTILE[:5]:
        assert written[text] == f"'{text.decode()}"
    for text, safe in ((b"\r=1", r"\r=1"), (b"\x00nul", r"\x00nul"), (b"\x1b[31m", r"\x1b[31m")):
        assert written.pop(text) == safe
    for text in list(written)[5:]:
        assert written[text] == text.decode("latin-1")
    assert texts[len(HOSTILE) :] == [r"\xd8\x3d"]
    assert {row[header.index("system_id")] for row in rows} == {"'=evil()"}
    assert {row[header.index("source_addr")] for row in rows} == {"'@you", "Shop"}
    # A plain signed number is no formula.
    assert rows[-1][header.index("destination_addr")] == "+79161234567"


def test_no_cell_begins_a_formula(tmp_path: Path) -> None:
    for row in hostile(tmp_path):
        for cell in row:
            assert cell[:1] not in tuple("=@\t\r") or cell == "", cell
            assert not cell.startswith(("+", "-")) or cell[1:].replace(".", "").isdigit()


def nothing() -> Talk:
    talk = Talk()
    talk.say_octets("client", b"GET /index.html HTTP/1.1", at=1)
    return talk


def unmatched() -> Talk:
    talk = Talk().bind()
    talk.receipt("1", at=1)
    return talk


def unreceipted() -> Talk:
    talk = Talk().bind()
    talk.submit("1", at=1)
    return talk


@pytest.mark.parametrize("make", [nothing, lambda: Talk().bind(), unmatched, unreceipted])
def test_captures_that_lack_a_part(make: Any, tmp_path: Path) -> None:
    made = capture(make(), ports=[2775])
    found = written(made, tmp_path)
    for name in FILES:
        assert list(found[name].columns) == list(TABLES[name].names)
    assert len(found["messages"]) == made.arrow("messages").num_rows
    assert len(found["sessions"]) == 1
    if not len(found["messages"]):
        assert found["delivery_latency"].empty


def test_reports_are_written_anew(tmp_path: Path) -> None:
    made = capture(unreceipted())
    for _ in range(2):
        same(written(made, tmp_path)["messages"], made.arrow("messages").to_pylist())


def test_what_cannot_be_written(tmp_path: Path) -> None:
    made = capture(unreceipted())
    taken = tmp_path / "taken"
    taken.write_text("a file")
    with pytest.raises(OutputError, match="taken"):
        made.write_reports(taken)
    (tmp_path / "reports" / "messages.csv").mkdir(parents=True)
    with pytest.raises(OutputError, match=r"messages\.csv"):
        made.write_reports(tmp_path / "reports")
