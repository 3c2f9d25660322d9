"""A capture as users hold it: tables made when asked for, the same whatever was asked before."""

from __future__ import annotations

import gc
import gzip
import io
import os
import random
import warnings
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import smpp_dissect as sd
from smpp_dissect import passes
from smpp_dissect.arrow_tables import MESSAGE_TABLES
from smpp_dissect.columns import TABLES
from smpp_dissect.errors import CaptureError, NoSmpp, NotACapture, ProfileError
from smpp_dissect.pdus.reading import PduReader
from tests.build import Raw, drop, link_frame
from tests.conftest import captures
from tests.road import WINDOWS, pcap, travel
from tests.streaming import Dribble, zstd
from tests.talks import (
    bind,
    bind_resp,
    deliver,
    enquire,
    pdu,
    raw,
    submit,
    submit_resp,
    talk,
    vendor,
    with_length,
)

RECEIPT = (
    b"id:00000002 sub:001 dlvrd:001 submit date:2311142213 done date:2311142214"
    b" stat:DELIVRD err:000"
)
SEGMENTS = talk(
    [bind(), submit(2, b"hello", registered_delivery=1), submit(3, b"", [(0x0424, b"long")]),
     vendor(4), with_length(enquire(5), 12), submit(6, b"x", [(0x0204, b"\1"), (0x1401, b"")])],
    [bind_resp(), submit_resp(2), submit_resp(3, 0x58), raw(0x80000004, b"\x04\x25\0\1\5", 6, 0xFE),
     deliver(7, RECEIPT, esm_class=4), pdu("deliver_sm_resp", 99, message_id=b"")],
)  # fmt: skip
DATA = pcap(SEGMENTS)
ALL_TABLES = ("pdus", "tlvs", *MESSAGE_TABLES, "ledger")


def stream(data: bytes) -> io.BytesIO:
    return io.BytesIO(data)


def all_tables(capture: Any) -> dict[str, list[dict[str, Any]]]:
    return {name: capture.arrow(name).to_pylist() for name in ALL_TABLES}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "talk.pcap"
    path.write_bytes(DATA)
    return path


def test_every_table(file: Path) -> None:
    capture = sd.read(file)
    for name in ALL_TABLES:
        frame = getattr(capture, name)
        assert isinstance(frame, pd.DataFrame)
        table = capture.arrow(name)
        table.validate(full=True)
        assert list(frame.columns) == table.column_names
        assert len(frame) == table.num_rows
        assert set(TABLES[name].names) <= set(table.column_names)
        assert getattr(capture, name) is frame
    assert len(capture.pdus) == 12
    assert len(capture.sessions) == 1
    assert len(capture.messages) == 3
    assert len(capture.receipts) == 1


def test_what_was_asked_before_changes_nothing(file: Path) -> None:
    first, last = sd.read(file), sd.read(file)
    forward = {name: first.arrow(name) for name in ALL_TABLES}
    backward = {name: last.arrow(name) for name in reversed(ALL_TABLES)}
    for name in ALL_TABLES:
        assert forward[name].to_pylist() == backward[name].to_pylist()


@pytest.mark.parametrize("pack", [bytes, gzip.compress, zstd], ids=["plain", "gzip", "zstd"])
def test_what_it_is_read_from_changes_nothing(
    pack: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = all_tables(sd.read(stream(DATA)))
    packed = pack(DATA)
    path = tmp_path / "talk"
    path.write_bytes(packed)
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(packed)))
    for given_ in (
        path,
        str(path),
        [path],
        stream(packed),
        Dribble(packed, 9),
        "-",
        path.open("rb"),
    ):
        found = all_tables(sd.read(given_))
        if hasattr(given_, "close"):
            given_.close()
        for rows in (*expected.values(), *found.values()):
            for row in rows:
                row.pop("file", None)
        assert found == expected


@pytest.mark.parametrize("segments", [SEGMENTS, drop(SEGMENTS, 7), SEGMENTS[5:]], ids=range(3))
def test_windows_change_no_table(segments: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    told = []
    for window in WINDOWS:
        monkeypatch.setattr(passes, "PduReader", partial(PduReader, window=window))
        told.append(all_tables(sd.read(stream(pcap(segments)))))
    assert all(each == told[0] for each in told)


@given(st.lists(st.integers(3, len(SEGMENTS) - 4), max_size=3), st.sampled_from(WINDOWS))
@settings(max_examples=25)
def test_the_pdus_are_those_of_the_road(lost: list[int], window: int) -> None:
    data = pcap(drop(SEGMENTS, *lost))
    capture = sd.read(stream(data), show_secrets=True)
    assert capture.arrow("pdus").to_pylist() == travel(data, window=window).pdus
    assert capture.arrow("tlvs").to_pylist() == travel(data, window=window).tlvs


def test_some_columns_only(file: Path) -> None:
    capture = sd.read(file)
    for name in ALL_TABLES:
        columns = TABLES[name].names[1::2][::-1]
        assert capture.arrow(name, columns).column_names == list(columns)
        assert (
            capture.arrow(name, columns).to_pylist()
            == capture.arrow(name).select(columns).to_pylist()
        )
    with pytest.raises(KeyError, match="no table"):
        capture.arrow("nothing")
    with pytest.raises(KeyError):
        capture.arrow("pdus", ["nothing"])
    with pytest.raises(KeyError):
        capture.arrow("sessions", ["nothing"])


def test_batches_are_the_table(file: Path) -> None:
    for name in ALL_TABLES:
        batches = list(sd.read(file).batches(name))
        assert all(isinstance(batch, pa.RecordBatch) for batch in batches)
        rows = [row for batch in batches for row in batch.to_pylist()]
        assert rows == sd.read(file).arrow(name).to_pylist()


def late() -> bytes:
    """A capture in which one connection waits for a segment while the other goes on."""
    sent = [bind(), submit(12, tlvs=[(0x1401, b"")])]
    other = talk(sent, ends=(("10.0.0.9", 9), ("10.0.0.2", 2775)))
    return pcap([*SEGMENTS[:5], *SEGMENTS[6:8], *other, SEGMENTS[5], *SEGMENTS[8:]])


def test_pdus_that_came_late_stand_in_their_place(monkeypatch: pytest.MonkeyPatch) -> None:
    at_once = all_tables(sd.read(stream(late())))
    monkeypatch.setattr(passes, "PduReader", partial(PduReader, window=64))
    capture = sd.read(stream(late()))
    assert not capture._passes.outline.in_order
    assert capture.pdus["pdu"].tolist() == list(range(1, 15))
    assert capture.pdus["frame"].is_monotonic_increasing
    assert capture.arrow("pdus", ["sequence_number"]).column_names == ["sequence_number"]
    alone = capture.arrow("pdus", ["sequence_number"])["sequence_number"].to_pylist()
    assert alone == capture.pdus["sequence_number"].tolist()
    assert capture.tlvs["pdu"].is_monotonic_increasing
    assert all_tables(capture) == at_once


def test_one_pdu_as_a_tree(file: Path) -> None:
    capture = sd.read(file)
    for number, row in enumerate(capture.arrow("pdus").to_pylist(), 1):
        tree = capture.pdu(number)
        assert str(row["sequence_number"]) in str(tree)
    with pytest.raises(IndexError):
        capture.pdu(0)
    with pytest.raises(IndexError):
        capture.pdu(13)
    frame = int(capture.pdus["frame"].iloc[0])
    assert len(capture.frame(frame)) == 1
    assert capture.frame(1) == []


def test_files_warnings_and_ports(tmp_path: Path) -> None:
    paths = [tmp_path / name for name in ("b.pcap", "a.pcap")]
    paths[0].write_bytes(pcap(SEGMENTS[:7]))
    paths[1].write_bytes(pcap(SEGMENTS[7:])[:-5])
    capture = sd.read(str(tmp_path / "*.pcap"))
    assert capture.files == [str(path) for path in paths]
    (warning,) = capture.warnings
    assert warning.startswith(f"{paths[1]}: the capture is cut in the middle of a record (offset ")
    assert sd.read(paths, ports=[2775]).pdus.equals(capture.pdus)
    with pytest.raises(NoSmpp):
        _ = sd.read(paths, ports=[1]).pdus


def test_a_forced_connection_without_pdus_is_a_session() -> None:
    data = pcap(talk(b"GET / HTTP/1.1\r\n\r\n"))
    capture = sd.read(stream(data), ports=[2775])
    assert len(capture.pdus) == 0
    assert len(capture.sessions) == 1
    for name in ALL_TABLES:
        assert list(getattr(capture, name).columns)
    assert set(capture.arrow("pdus").column_names) == set(TABLES["pdus"].names)


def test_what_stops_the_reading(tmp_path: Path) -> None:
    with pytest.raises(CaptureError, match="no such file"):
        sd.read(tmp_path / "nothing")
    with pytest.raises(CaptureError, match="no file matches"):
        sd.read(str(tmp_path / "*.pcap"))
    with pytest.raises(NotACapture):
        sd.read(stream(b"text"))
    with pytest.raises(NotACapture):
        sd.read(stream(b""))
    with pytest.raises(ProfileError):
        sd.read(stream(DATA), profile="nobody's")


def test_a_stream_that_breaks_is_a_capture_error() -> None:
    class Broken(Dribble):
        def read(self, count: int = -1) -> bytes:
            if self._data.tell() > 100:
                raise OSError(5, "Input/output error")
            return super().read(count)

    with pytest.raises(CaptureError, match="Input/output error"):
        sd.read(Broken(DATA, 50))
    packed = gzip.compress(DATA)
    with gzip.open(stream(packed[: len(packed) // 2])) as file, pytest.raises(CaptureError):
        sd.read(file)


def test_no_smpp_says_what_was_seen() -> None:
    frame = link_frame(SEGMENTS[3])
    other = [Raw(SEGMENTS[0].time, frame[:23] + b"\x11" + frame[24:])]
    http = talk(b"GET / HTTP/1.1\r\n\r\n", ends=(("10.0.0.9", 40001), ("10.0.0.8", 80)))
    for segments, words in [
        ([], "no packets in the capture"),
        (other, "1 not tcp"),
        (http, "8 of TCP on port"),
    ]:
        capture = sd.read(stream(pcap(segments)))
        for name in ("pdus", "messages", "ledger"):
            with pytest.raises(NoSmpp, match=words):
                getattr(capture, name)
        assert words in repr(capture)


def test_streams_are_given_back() -> None:
    gc.collect()
    before = len(os.listdir("/proc/self/fd"))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for data in (DATA, gzip.compress(DATA)):
            capture = sd.read([stream(data), stream(data)])
            assert len(capture.sessions)
            next(capture.batches("pdus"))
            del capture
        gc.collect()
    assert len(os.listdir("/proc/self/fd")) == before


def test_secrets_are_masked_unless_asked_for() -> None:
    assert sd.read(stream(DATA)).pdus["password"].dropna().tolist() == ["********"]
    shown = sd.read(stream(DATA), show_secrets=True)
    assert shown.pdus["password"].dropna().tolist() == ["secret"]
    assert "secret" not in repr(sd.read(stream(DATA)))


def test_passes_side_by_side_do_not_disturb_each_other() -> None:
    noise = random.Random(1)
    sent = [submit(number, b"", [(0x0424, noise.randbytes(30_000))]) for number in range(120)]
    packed = gzip.compress(pcap(talk(bind() + b"".join(sent), mss=30_000)), 1)
    capture = sd.read(stream(packed))
    batches = capture.batches("pdus", ["sequence_number"])
    found = next(batches)["sequence_number"].to_pylist()
    assert len(capture.arrow("tlvs", ["pdu"])) == 120
    for batch in batches:
        found += batch["sequence_number"].to_pylist()
    assert found == [1, *range(120)]


def test_progress_is_told() -> None:
    told: list[Any] = []
    capture = sd.read(stream(DATA), progress=lambda *at: told.append(at))
    _ = capture.pdus
    assert told[-1][0] == len(DATA)


def test_the_default_alphabet() -> None:
    data = pcap(talk(bind() + submit(2, b"\0")))
    assert sd.read(stream(data)).pdus["text"].iloc[1] == "@"
    assert sd.read(stream(data), default_alphabet="latin1").pdus["text"].iloc[1] == "\0"


@pytest.mark.skipif(not captures("tls.pcapng"), reason="the recorded captures are not here")
def test_an_encrypted_capture_has_no_smpp() -> None:
    with pytest.raises(NoSmpp, match="no SMPP found"):
        _ = sd.read(captures("tls.pcapng")).pdus
