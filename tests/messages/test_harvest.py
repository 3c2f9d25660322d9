"""What is kept of each PDU does not depend on how the capture was read or the bytes were sent."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smpp_dissect.messages.facts import establish
from smpp_dissect.messages.harvest import Harvest
from smpp_dissect.messages.model import MessageTables
from smpp_dissect.pdus.agreements import agree
from smpp_dissect.pdus.evidence import Evidence
from smpp_dissect.pdus.reading import PduReader
from tests.build import Segment, duplicate, split, swap, write_pcap
from tests.conftest import SAMPLES
from tests.strategies import hostile, pdus
from tests.talk import MESSAGE_PAYLOAD, MESSAGE_STATE, RECEIPTED_MESSAGE_ID, Talk

TABLES = ("sessions", "transactions", "receipts", "messages", "incoming", "anomalies")


def tables(path: Path, window: int) -> dict[str, pa.Table]:
    reader, harvest = PduReader([str(path)], window=window), Harvest()
    evidence = Evidence(reader)
    for batch in reader.batches():
        harvest.take(batch)
        evidence.take(batch)
    facts = establish(reader, harvest)
    names = [file.name for file in reader.files]
    model = MessageTables(facts, agree(evidence, ()), reader.place_frames, names)
    return {name: getattr(model, name) for name in TABLES}


@pytest.mark.parametrize(
    "name", ["long_messages.pcap", "error_bodies.pcap", "lossy_reordered.pcap"]
)
def test_any_window_gives_the_same(name: str) -> None:
    whole = tables(SAMPLES / name, 4 << 20)
    for window in (1 << 10, 7777):
        found = tables(SAMPLES / name, window)
        for table in TABLES:
            assert found[table].to_pylist() == whole[table].to_pylist(), (window, table)


def conversation() -> Talk:
    talk = Talk("shop").bind()
    for number in range(1, 6):
        talk.submit(f"{number}", at=number, to=f"7900{number}")
        talk.part("9", number, 5, at=10 + number)
        talk.receipt(f"{number}", at=20 + number, by=f"7900{number}")
        talk.deliver(b"incoming %d" % number, at=30 + number)
    return talk


# Columns that tell of bytes, frames and clocks.
OF_THE_WIRE = {"session", "pdus", "bytes", "retransmitted_bytes", "frame", "file"}


def said(segments: list[Segment], folder: Path) -> dict[str, list[dict[str, Any]]]:
    path = folder / "said.pcap"
    write_pcap(path, segments)
    return {
        name: [
            {key: value for key, value in row.items() if key not in OF_THE_WIRE and "_s" not in key
             and "time" not in key}
            for row in table.to_pylist()
        ]
        for name, table in tables(path, 4 << 20).items()
    }  # fmt: skip


def in_small_segments(segments: list[Segment]) -> list[Segment]:
    for place in range(len(segments) - 1, 2, -1):
        if len(segments[place].payload) > 9:
            segments = split(segments, place, 9)
    return segments


def twice(segments: list[Segment]) -> list[Segment]:
    for place in range(len(segments) - 1, 3, -3):
        segments = duplicate(segments, place, after=2)
    return segments


def out_of_order(segments: list[Segment]) -> list[Segment]:
    segments = in_small_segments(segments)
    for place in range(10, len(segments) - 1, 4):
        if segments[place].src == segments[place + 1].src:
            segments = swap(segments, place, place + 1)
    return segments


@pytest.mark.parametrize("change", [in_small_segments, twice, out_of_order])
def test_the_way_of_the_bytes_does_not_matter(
    change: Callable[[list[Segment]], list[Segment]], tmp_path: Path
) -> None:
    plain = conversation().segments
    expected = said(plain, tmp_path)
    assert len(expected["messages"]) == 6
    assert said(change(plain), tmp_path) == expected


sent_by = st.sampled_from(["client", "server"])
good_or_bad = st.one_of(pdus(), pdus().flatmap(hostile))


@settings(max_examples=80)
@given(st.lists(st.tuples(sent_by, good_or_bad), min_size=1, max_size=12))
def test_any_pdus_give_tables(tmp_path: Path, sent: list[tuple[str, bytes]]) -> None:
    talk = Talk().bind()
    for who, octets in sent:
        talk.say_octets(who, octets)
    path = tmp_path / "any.pcap"
    write_pcap(path, talk.segments)
    found = tables(path, 4 << 20)
    assert found["sessions"].num_rows == 1
    for table in found.values():
        table.validate(full=True)


@pytest.mark.parametrize("snaplen", range(60, 200, 7))
def test_any_snap_length_gives_tables(snaplen: int, tmp_path: Path) -> None:
    path = tmp_path / "cut.pcap"
    write_pcap(path, conversation().segments, snaplen=snaplen)
    found = tables(path, 4 << 20)
    for table in found.values():
        table.validate(full=True)
    if snaplen >= 110:
        assert found["messages"].num_rows == 6


def harvest_of(talk: Talk, tmp_path: Path, alphabet: str = "gsm7") -> Harvest:
    path = tmp_path / "talk.pcap"
    write_pcap(path, talk.segments)
    harvest = Harvest(alphabet)
    for batch in PduReader([str(path)]).batches():
        harvest.take(batch)
    return harvest


@pytest.mark.parametrize(
    ("esm_class", "text", "tlvs", "kind"),
    [
        (0x04, b"", (), 1),
        (0x20, b"", (), 2),
        (0x44, b"\x00", (), 1),
        (0x07, b"", (), 1),
        (0x00, b"id:1 stat:DELIVRD err:000", (), 1),
        (0x00, b"id:1 stat:DELIVRD", (), 0),
        (0x00, b"", ((RECEIPTED_MESSAGE_ID, b"1"), (MESSAGE_STATE, b"\x02")), 1),
        (0x00, b"", ((RECEIPTED_MESSAGE_ID, b"1"),), 0),
        (0x00, b"", ((MESSAGE_PAYLOAD, b"id:1 stat:DELIVRD err:000"),), 1),
        (0x08, b"id:1 stat:DELIVRD err:000", (), 0),
        (0x10, b"", (), 0),
        (0x18, b"", (), 0),
    ],
)
def test_what_is_a_receipt(
    esm_class: int, text: bytes, tlvs: tuple[tuple[int, bytes], ...], kind: int, tmp_path: Path
) -> None:
    """Message types of esm_class (SMPP 3.4, 5.2.12), and what looks like a receipt without one."""
    talk = Talk().bind()
    talk.deliver(text, at=1, esm_class=esm_class, tlvs=tlvs)
    assert harvest_of(talk, tmp_path).carriers.take("receipt").tolist() == [kind]


def test_a_submission_that_looks_like_a_receipt_is_none(tmp_path: Path) -> None:
    talk = Talk().bind()
    talk.submit("1", at=1, text=b"id:1 stat:DELIVRD err:000", esm_class=4)
    assert harvest_of(talk, tmp_path).carriers.take("receipt").tolist() == [0]


def test_nothing_is_kept_of_nothing() -> None:
    harvest = Harvest()
    assert harvest.count == 0
    assert harvest.carriers.take("pdu").tolist() == []
