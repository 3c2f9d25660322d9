"""TLVs counted in kernels: the same as counted by hand, in both forms and whatever the windows."""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smpp_dissect.pdus.tag_counts import OCTETS, SLOTS, TagCounts, Tally, Value
from tests.conftest import captures
from tests.road import FEW, form, module, pcap, travel
from tests.talk import Talk
from tests.talks import submit, talk, vendor

Tlvs = Sequence[tuple[int, bytes]]


def counted(source: Any, window: int = 1 << 20, kind: str = "shared", first_tag: int = 0) -> Any:
    made = module("smpp_dissect.pdus.tag_counts", kind).TagCounts(first_tag)
    reader = form(kind).PduReader([source], window=window)
    peers = module("smpp_dissect.pdus.peers", kind).Peers(reader)
    for batch in reader.batches():
        peers.take(batch)
        made.take(batch, peers.of_flow)
    return made


def by_hand(source: Any) -> dict[tuple[str | None, int], tuple[Any, ...]]:
    """Counts of command and tag over all peers, from the tables of PDUs and TLVs."""
    road = travel(source)
    pdus = {row["pdu"]: row for row in road.pdus}
    met: dict[tuple[str | None, int], list[tuple[int, bytes]]] = defaultdict(list)
    for row in road.tlvs:
        pdu = pdus[row["pdu"]]
        met[pdu["command"], row["tag"]].append((pdu["frame"], row["value"]))
    told = {}
    for key, values in met.items():
        first: dict[bytes, int] = {}
        for frame, value in values:
            first[value] = min(frame, first.get(value, frame))
        earliest = sorted(first.items(), key=lambda item: item[1])[:SLOTS]
        sizes = [len(value) for _, value in values]
        kept = tuple(Value(frame, len(value), value[:OCTETS]) for value, frame in earliest)
        told[key] = (len(values), min(sizes), max(sizes), kept)
    return told


def told(tallies: Sequence[Tally]) -> dict[tuple[str | None, int], tuple[Any, ...]]:
    return {
        (tally.command, tally.tag): (tally.times, tally.least, tally.most, tally.values)
        for tally in tallies
    }


def capture_of(*pdus: Tlvs) -> bytes:
    sent = [submit(number, tlvs=tlvs) for number, tlvs in enumerate(pdus, 1)]
    # Each PDU in a segment of its own, so that frames tell them apart.
    return pcap(talk(sent, mss=1 << 15))


@pytest.mark.parametrize("kind", ["plain", "compiled"])
@pytest.mark.parametrize("window", FEW)
@pytest.mark.parametrize(
    "path", captures("smsc_receipts.pcap", "midstream.pcap"), ids=lambda path: path.name
)
def test_counts_are_those_of_the_tables(path: Any, window: int, kind: str) -> None:
    expected = by_hand(path)
    found: dict[Any, list[Any]] = defaultdict(list)
    for tally in counted(path, window, kind).tallies():
        found[tally.command, tally.tag].append(tally)
    assert set(found) == set(expected)
    for key, tallies in found.items():
        times, least, most, _ = expected[key]
        assert sum(tally.times for tally in tallies) == times
        assert min(tally.least for tally in tallies) == least
        assert max(tally.most for tally in tallies) == most


TLVS = st.lists(
    st.tuples(
        st.sampled_from([0x0204, 0x0424, 0x1400, 0x2000, 0xFFFF]),
        st.binary(max_size=3) | st.just(bytes(OCTETS + 1)) | st.just(bytes(OCTETS) + b"x"),
    ),
    max_size=6,
)


@given(st.lists(TLVS, min_size=1, max_size=20), st.sampled_from(FEW))
@settings(deadline=None, max_examples=40)
def test_any_tlvs_are_counted(pdus: list[Tlvs], window: int) -> None:
    source = capture_of(*pdus)
    expected = {
        # Values are told apart by what is kept of them.
        key: (*value[:3], None)
        for key, value in by_hand(source).items()
    }
    found = told(list(counted(io.BytesIO(source), window).tallies()))
    assert {key: (*value[:3], None) for key, value in found.items()} == expected


def test_the_values_that_came_first_are_kept() -> None:
    values = [b"a", b"b", b"a", b"", b"c", *(b"%d" % n for n in range(20))]
    source = capture_of(*([(0x1400, value)] for value in values))
    assert told(list(counted(io.BytesIO(source)).tallies())) == by_hand(source)
    [tally] = counted(io.BytesIO(source)).tallies()
    assert [value.octets for value in tally.values] == [
        b"a",
        b"b",
        b"",
        b"c",
        b"0",
        b"1",
        b"2",
        b"3",
    ]


def test_long_values_are_kept_in_part_and_lengths_whole() -> None:
    source = capture_of([(0x0424, bytes(1000))], [(0x0424, bytes(999))], [(0x0424, bytes(1000))])
    [tally] = counted(io.BytesIO(source)).tallies()
    assert (tally.times, tally.least, tally.most) == (3, 999, 1000)
    assert [(value.size, len(value.octets)) for value in tally.values] == [
        (1000, OCTETS), (999, OCTETS)
    ]  # fmt: skip


def test_tags_below_the_first_are_passed_over() -> None:
    source = capture_of([(0x0204, b"\0\1"), (0x1400, b"a"), (0x3FFF, b"b")])
    found = counted(io.BytesIO(source), first_tag=0x1400)
    assert [tally.tag for tally in found.tallies()] == [0x1400, 0x3FFF]


def test_tlvs_of_unknown_commands_have_no_command() -> None:
    source = pcap(talk([submit(1, tlvs=[(0x1400, b"a")]), vendor(2)]))
    assert [tally.command for tally in counted(io.BytesIO(source)).tallies()] == ["submit_sm"]


@pytest.mark.parametrize("kind", ["plain", "compiled"])
def test_room_grows_up_to_a_limit(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    tags = [[(0x1400 + n % 700, b"%d" % n)] for n in range(2100)]
    source = capture_of(*tags)
    found = counted(io.BytesIO(source), kind=kind)
    assert sorted(tally.tag for tally in found.tallies()) == list(range(0x1400, 0x1400 + 700))
    assert {tally.times for tally in found.tallies()} == {3}
    assert found.untold == 0


def test_beyond_the_limit_tlvs_are_only_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = module("smpp_dissect.pdus.tag_counts", "plain")
    monkeypatch.setattr(plain, "MOST", 300)
    source = capture_of(*([(0x1400 + n, b"")] for n in range(500)))
    found = counted(io.BytesIO(source), kind="plain")
    assert len(list(found.tallies())) == 300
    assert found.untold == 200


def test_nothing_was_met() -> None:
    assert list(TagCounts().tallies()) == []
    assert list(counted(io.BytesIO(capture_of([]))).tallies()) == []


def test_peers_are_counted_apart() -> None:
    talks = [Talk(name, ("10.0.0.1", 40000 + n)).bind() for n, name in enumerate("ab")]
    for talk_ in talks:
        talk_.submit(None, at=1, tlvs=[(0x1400, talk_.system_id.encode())])
    segments = sorted((each for one in talks for each in one.segments), key=lambda each: each.time)
    found = [
        tally for tally in counted(io.BytesIO(pcap(segments))).tallies() if tally.tag == 0x1400
    ]
    assert [(tally.times, tally.values[0].octets) for tally in found] == [(1, b"a"), (1, b"b")]
    assert found[0].peer != found[1].peer
