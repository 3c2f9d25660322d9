"""PDUs found again: the same octets, the heading of the table, and no more read than needed."""

from __future__ import annotations

import gzip
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import smpp_dissect as sd
from smpp_dissect.errors import CaptureError
from smpp_dissect.pdus.finding import NEAR, Finder
from smpp_dissect.pdus.outline import OutlineColumns
from smpp_dissect.pdus.reading import PduReader
from smpp_dissect.pdus.tree.dissect import dissect
from smpp_dissect.pdus.tree.model import Tree
from tests.build import Conversation
from tests.conftest import SAMPLES
from tests.naive import encode
from tests.naive_spec import IDS
from tests.road import pcap, travel

# Each with something of its own: late PDUs, PDUs cut short, wrong lengths, several interfaces.
NAMES = ("lossy_reordered.pcap", "error_bodies.pcap", "interfaces.pcapng")
HEADING = ("pdu", "frame", "file", "session", "sender", "anomaly")
SMALL = 2000


def finder(path: Path, window: int) -> Finder:
    reader, columns = PduReader(path, window=window), OutlineColumns()
    for batch in reader.batches():
        columns.take(batch)
    outline = columns.finish(reader)
    # Each PDU but the last is answered by the one after it.
    count = len(outline.columns["frame"])
    return Finder(outline, reader, np.append(np.arange(1, count), -1))


def plain(octets: bytes, flow: int, time: int | None) -> Tree:
    return dissect(octets, show_secrets=True, time=time)


@pytest.mark.parametrize("window", [SMALL, 4 << 20])
@pytest.mark.parametrize("name", NAMES)
def test_every_pdu_is_found_with_its_heading(name: str, window: int) -> None:
    path = SAMPLES / name
    road = travel(path)
    places = np.arange(len(road.pdus))
    batches = PduReader(path, window=window).batches()
    trees = list(finder(path, window).trees(places, batches, plain))
    assert [tree.root.octets for tree in trees] == road.raw
    for tree, row in zip(trees, road.pdus, strict=True):
        assert [getattr(tree, name) for name in HEADING] == [row[name] for name in HEADING]
        assert (pd.Timestamp(tree.time) if tree.time else None) == row["time"]
        assert row["command"] in (tree.root.name, None)


@pytest.mark.parametrize("name", NAMES)
def test_any_pdu_alone_is_the_same(name: str) -> None:
    path = SAMPLES / name
    found, road = finder(path, SMALL), travel(path)
    for place in range(0, len(road.pdus), 23):
        number = road.pdus[place]["pdu"]
        (tree,) = found.trees(
            found.numbered([number]), PduReader(path, window=SMALL).batches(), plain
        )
        assert (tree.pdu, tree.root.octets) == (number, road.raw[place])


@pytest.mark.parametrize("step", [7, NEAR, NEAR + 1])
@pytest.mark.parametrize("window", [SMALL, 4 << 20])
@pytest.mark.parametrize("name", NAMES)
def test_some_pdus_come_once_each_in_capture_order(name: str, window: int, step: int) -> None:
    path = SAMPLES / name
    found, road = finder(path, window), travel(path)
    numbers = [*range(len(road.pdus), 0, -step), 2, 1, 1]
    batches = PduReader(path, window=window).batches()
    trees = list(found.trees(found.numbered(numbers), batches, plain))
    assert [tree.pdu for tree in trees] == sorted(set(numbers))
    assert [tree.root.octets for tree in trees] == [road.raw[tree.pdu - 1] for tree in trees]
    for tree in trees:
        row = road.pdus[tree.pdu - 1]
        assert [getattr(tree, name) for name in HEADING] == [row[name] for name in HEADING]
    assert list(found.trees(found.numbered([]), [], plain)) == []


def test_trees_are_made_one_after_another() -> None:
    path = SAMPLES / "lossy_reordered.pcap"
    found = finder(path, SMALL)
    reached: list[int] = []
    again = PduReader(path, progress=lambda done, size: reached.append(done), window=SMALL)
    trees = found.trees(np.arange(300), again.batches(), plain)
    assert [next(trees).pdu for _ in range(3)] == [1, 2, 3]
    assert max(reached, default=0) < path.stat().st_size // 4


def test_a_tree_tells_which_pdu_answers_it_and_when() -> None:
    path = SAMPLES / "error_bodies.pcap"
    found = finder(path, SMALL)
    batches = PduReader(path).batches()
    first, second, last = found.trees(found.numbered([1, 2, 82]), batches, plain)
    assert (first.request, first.response, first.response_s) == (None, 2, 0.02)
    assert (second.request, second.response, second.response_s) == (3, None, -0.28)
    assert (last.request, last.response, last.response_s) == (None, None, None)


def test_late_pdus_are_among_them() -> None:
    """Else the tests above would not tell."""
    late = finder(SAMPLES / "lossy_reordered.pcap", SMALL)
    assert not late._outline.in_order


def test_reads_no_further_than_the_last_pdu_wanted() -> None:
    path = SAMPLES / "lossy_reordered.pcap"
    found = finder(path, SMALL)
    reached: list[int] = []
    again = PduReader(path, progress=lambda done, size: reached.append(done), window=SMALL)
    assert len(list(found.trees(found.numbered([3]), again.batches(), plain))) == 1
    assert max(reached, default=0) < path.stat().st_size // 4


def test_a_capture_that_changed_is_told(tmp_path: Path) -> None:
    path = SAMPLES / "error_bodies.pcap"
    found = finder(path, SMALL)
    shorter = tmp_path / "a.pcap"
    shorter.write_bytes(path.read_bytes()[:2000])
    with pytest.raises(CaptureError, match="changed since"):
        list(found.trees(found.numbered([80]), PduReader(shorter).batches(), plain))


def bind(path: Path, **options: Any) -> sd.Capture:
    """A capture of one bind and two links, the last two completed by one frame."""
    talk = Conversation()
    talk.open()
    fields: dict[str, Any] = {"system_id": b"me", "password": b"s3cr3t!", "system_type": b""}
    fields |= {"interface_version": 0x34, "addr_ton": 0, "addr_npi": 0, "address_range": b""}
    talk.send("client", encode(IDS["bind_transceiver"], fields), ack=False)
    talk.send("client", encode(IDS["enquire_link"], sequence=2) * 2, ack=False)
    path.write_bytes(pcap(talk.segments))
    return sd.read(path, **options)


def test_capture_gives_a_pdu_by_its_number(tmp_path: Path) -> None:
    capture = bind(tmp_path / "a.pcap")
    tree = capture.pdu(1)
    assert (tree.root.name, tree.pdu, tree.session, tree.sender) == (
        "bind_transceiver",
        1,
        1,
        "esme",
    )
    assert tree.heading.startswith(f"PDU 1, frame 4 of {tmp_path / 'a.pcap'}, ")
    assert [capture.pdu(number).root.name for number in (3, 1)] == [
        "enquire_link",
        "bind_transceiver",
    ]
    for number in (0, -1, 4):
        with pytest.raises(IndexError, match=f"no PDU {number}: the capture has 3"):
            capture.pdu(number)


def test_capture_gives_the_pdus_that_a_frame_completed(tmp_path: Path) -> None:
    capture = bind(tmp_path / "a.pcap")
    assert [tree.pdu for tree in capture.frame(5)] == [2, 3]
    assert capture.frame(1) == capture.frame(99) == []


def test_capture_hides_passwords_unless_asked(tmp_path: Path) -> None:
    assert "s3cr3t!" not in str(bind(tmp_path / "a.pcap").pdu(1))
    assert "s3cr3t!" in str(bind(tmp_path / "a.pcap", show_secrets=True).pdu(1))


def test_capture_dissects_with_its_profile_and_its_alphabet(tmp_path: Path) -> None:
    fields = {"service_type": b"", "source_addr_ton": 0, "source_addr_npi": 0, "source_addr": b""}
    fields |= {"dest_addr_ton": 0, "dest_addr_npi": 0, "destination_addr": b"", "esm_class": 0}
    fields |= {"registered_delivery": 0, "data_coding": 0}
    pdu = encode(IDS["data_sm"], fields, [(0x0424, b"$"), (0x2000, b"0.0194")])
    talk = Conversation()
    talk.open()
    talk.send("client", pdu, ack=False)
    path = tmp_path / "a.pcap"
    path.write_bytes(pcap(talk.segments))
    for alphabet, text in ((None, "¤"), ("latin1", "$")):
        capture = sd.read(path, profile="smscentre", default_alphabet=alphabet)
        payload, made = capture.pdu(1).root.nodes[-2:]
        assert (payload.meaning, made.name) == (text, "cost")


def test_relative_times_count_from_the_capture(tmp_path: Path) -> None:
    fields = {"message_id": b"1", "source_addr_ton": 0, "source_addr_npi": 0, "source_addr": b""}
    fields |= {"schedule_delivery_time": b"", "validity_period": b"000001000000000R"}
    fields |= {"registered_delivery": 0, "sm_default_msg_id": 0, "sm_length": 0}
    talk = Conversation()
    talk.open()
    talk.send("client", encode(IDS["replace_sm"], fields | {"short_message": b""}), ack=False)
    path = tmp_path / "a.pcap"
    path.write_bytes(pcap(talk.segments))
    tree = sd.read(path).pdu(1)
    (validity,) = (node for node in tree.root.nodes if node.name == "validity_period")
    captured = pd.Timestamp(tree.time)
    later = (captured + pd.Timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%S")
    assert f" on: {later}" in str(validity.meaning)


def test_frames_are_counted_in_each_file() -> None:
    capture = sd.read([SAMPLES / "rotated_1.pcap.gz", SAMPLES / "rotated_2.pcap.gz"])
    frames = capture.arrow("pdus", ["file", "frame"]).to_pylist()
    both = {row["frame"] for row in frames if row["file"].endswith("1.pcap.gz")}
    both &= {row["frame"] for row in frames if row["file"].endswith("2.pcap.gz")}
    frame = min(both)
    trees = capture.frame(frame)
    assert {tree.frame for tree in trees} == {frame}
    assert len({tree.file for tree in trees}) == 2


def test_a_stream_is_read_again(tmp_path: Path) -> None:
    packed = tmp_path / "a.pcap.gz"
    with (
        (SAMPLES / "error_bodies.pcap").open("rb") as plain_file,
        gzip.open(packed, "wb") as target,
    ):
        shutil.copyfileobj(plain_file, target)
    with packed.open("rb") as stream:
        capture = sd.read(stream)
    assert [capture.pdu(number).pdu for number in (2, 2, 1)] == [2, 2, 1]
    assert len(capture.frame(capture.pdu(2).frame or 0)) >= 1


def test_a_compressed_file_is_left_half_way() -> None:
    path = SAMPLES / "rotated_1.pcap.gz"
    found = finder(path, SMALL)
    (tree,) = found.trees(found.numbered([1]), PduReader(path, window=SMALL).batches(), plain)
    assert tree.pdu == 1
