"""The road from files to PDUs: the same PDUs whatever the files, the network, and the windows."""

from __future__ import annotations

import gzip
import io
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smpp_dissect.pdus.reading import PduReader
from tests.build import (
    ACK,
    FIN,
    LINK_TYPES,
    PSH,
    RST,
    SYN,
    Conversation,
    Enhanced,
    Interface,
    Obsolete,
    Raw,
    Section,
    Segment,
    Simple,
    Unknown,
    drop,
    duplicate,
    keep_alive,
    link_frame,
    plain_section,
    retransmit_overlapping,
    swap,
)
from tests.conftest import SAMPLES, captures
from tests.naive import decode_capture
from tests.road import WINDOWS, Road, check_balances, compare, pcap, pcapng, travel
from tests.strategies import disturbed, pdus, segmentations
from tests.streaming import Dribble, zstd
from tests.talks import (
    bind,
    bind_resp,
    deliver,
    enquire,
    pdu,
    submit,
    submit_resp,
    talk,
)

RECORDED = [path for path in captures() if "tls" not in path.name]
MADE = sorted(SAMPLES.glob("*.pcap*"))
CLIENT = [bind(), *(submit(number, b"text %d" % number) for number in range(2, 8)), enquire(8)]
SERVER = [bind_resp(), *(submit_resp(number) for number in range(2, 8)), deliver(100, b"answer")]


def read(segments: Sequence[Segment | Raw], **options: Any) -> Road:
    """The road of these segments, the same by every window, its balances checked."""
    snaplen = options.pop("snaplen", None)
    data = pcap(segments, snaplen=snaplen)
    roads = [travel(data, window=window, **options) for window in WINDOWS]
    for road in roads:
        check_balances(road)
        assert road.told() == roads[0].told()
    return roads[0]


def by_content(road: Road) -> list[Any]:
    """What a disturbed network must not change: the PDUs of each session and side.

    Their order may: a PDU stands where the last of its own octets was captured.
    """
    rows = zip(road.values("session", "sender", "anomaly"), road.raw, strict=True)
    return sorted(rows, key=str)


# Against the oracle.


@pytest.mark.skipif(not RECORDED, reason="the recorded captures are not here")
@pytest.mark.parametrize("path", RECORDED, ids=lambda path: path.name)
def test_recorded_captures(path: Path) -> None:
    road = travel(path)
    check_balances(road)
    assert compare(road, decode_capture(path)) == []
    assert road.pdus


@pytest.mark.skipif(not MADE, reason="no sample captures here")
@pytest.mark.parametrize("path", MADE, ids=lambda path: path.name)
def test_sample_captures(path: Path) -> None:
    road = travel(path)
    check_balances(road)
    assert compare(road, decode_capture(path)) == []
    assert road.pdus


@pytest.mark.skipif(not RECORDED, reason="the recorded captures are not here")
def test_windows_and_kernels_on_real_traffic() -> None:
    smallest = sorted(RECORDED, key=lambda path: path.stat().st_size)[:2]
    for path in smallest:
        roads = [travel(path, window=window, kind="compiled") for window in WINDOWS[1:]]
        roads.append(travel(path, window=16 << 10, kind="plain"))
        assert all(road.told() == roads[0].told() for road in roads)


# What a network and a capture do to segments.


@given(st.data())
@settings(max_examples=120)
def test_disturbances_never_change_the_pdus(data: Any) -> None:
    sent = data.draw(st.lists(pdus(), min_size=1, max_size=6))
    answers = data.draw(st.lists(pdus(), max_size=3))
    isn = data.draw(st.sampled_from([(1000, 5000), (0xFFFFFFF0, 0xFFFFFFFF), (0x7FFFFFF0, 0)]))
    made = Conversation(isn=isn)
    made.open()
    for who, octets in (("client", bind() + b"".join(sent)), ("server", b"".join(answers))):
        if octets:
            made.send_pieces(who, data.draw(segmentations(octets)))
    made.close()
    window = data.draw(st.sampled_from(WINDOWS))
    smooth = travel(pcap(made.segments), ports=[2775])
    rough = travel(pcap(data.draw(disturbed(made.segments))), window=window, ports=[2775])
    check_balances(rough)
    assert by_content(rough) == by_content(smooth)
    assert smooth.raw.count(bind()) >= 1
    assert sorted(smooth.raw) == sorted([bind(), *sent, *answers])


@given(st.data())
@settings(max_examples=60)
def test_segmentation_never_changes_the_pdus(data: Any) -> None:
    octets = b"".join(data.draw(st.lists(pdus(), min_size=1, max_size=8)))
    whole = travel(pcap(talk(bind() + octets, mss=40_000)))
    cut = travel(pcap(talk(data.draw(segmentations(bind() + octets)))), window=64)
    assert cut.raw == whole.raw
    assert by_content(cut) == by_content(whole)
    assert b"".join(whole.raw) == bind() + octets


def test_lost_and_recovered_segments() -> None:
    segments = talk(CLIENT, SERVER)
    smooth = by_content(read(segments))
    for index in (3, 5, 9, 17):
        # Sent once more, and captured in its place, or in both.
        late = [*drop(segments, index), replace(segments[index], time=segments[-1].time + 1)]
        for changed in (duplicate(segments, index, 6), late):
            assert by_content(read(changed)) == smooth
    for index in (3, 5, 9, 19):
        assert by_content(read(retransmit_overlapping(segments, index, 3))) == smooth


def test_a_hole_filled_late() -> None:
    sent = [submit(number) for number in range(1, 120)]
    segments = talk(sent)
    lost = segments[7]
    for later in (10, 100, 200):
        changed = drop(segments, 7)
        changed.insert(later, replace(lost, time=changed[later].time))
        road = read(changed)
        assert sorted(road.raw) == sorted(sent)
        # In the order of the frames that completed them; those behind the hole stand at their own.
        assert [raw for raw in road.raw if raw != sent[2]] == [*sent[:2], *sent[3:]]
        assert road.values("frame") == sorted(road.values("frame"))
        assert road.values("pdu") == list(range(1, 120))
        assert road.ledger[None, "missing"] == 0


def test_a_hole_given_up_and_filled_too_late() -> None:
    sent = [submit(number) for number in range(1, 400)]
    segments = talk(sent)
    changed = drop(segments, 7)
    changed.append(replace(segments[7], time=changed[-1].time))
    road = read(changed)
    assert road.raw == [one for number, one in enumerate(sent) if number != 2]
    assert road.ledger[None, "missing"] == len(sent[2])
    assert road.payload("duplicate") == len(sent[2])


@pytest.mark.parametrize("acknowledged", [True, False])
def test_lost_segments(acknowledged: bool) -> None:
    made = Conversation()
    made.open()
    sent = [submit(number) for number in range(1, 8)]
    for one in sent:
        made.send("client", one, ack=acknowledged)
    step = 2 if acknowledged else 1
    for number in range(7):
        road = read(drop(made.segments, 3 + number * step))
        assert road.raw == [one for other, one in enumerate(sent) if other != number]
        # The last one is only known to have been sent if it was acknowledged.
        told = number < 6 or acknowledged
        assert road.ledger[None, "missing"] == (len(sent[number]) if told else 0)


def test_the_lost_end_of_a_connection_that_was_closed() -> None:
    segments = talk(CLIENT)
    road = read(drop(segments, 3 + 2 * (len(CLIENT) - 1)))
    assert road.raw == CLIENT[:-1]
    assert road.ledger[None, "missing"] == len(CLIENT[-1])
    # What a reset acknowledges says nothing.
    reset = replace(segments[-1], flags=RST | ACK, ack=segments[-1].ack + 5000)
    assert read([*segments, reset]).ledger[None, "missing"] == 0


def test_several_lost_segments_cut_no_other_pdu() -> None:
    sent = [submit(number, b"x" * 80) for number in range(1, 60)]
    segments = talk(b"".join(sent), mss=100)
    lost = [index for index in range(7, len(segments) - 3, 14)]
    road = read(drop(segments, *lost))
    gone = {at for index in lost for at in range((index - 3) * 50, (index - 3) * 50 + 100)}
    whole = [at for at in range(59) if gone.isdisjoint(range(at * 130, at * 130 + 130))]
    assert [row["sequence_number"] - 1 for row in road.pdus if not row["anomaly"]] == whole


def test_keep_alives_are_no_data() -> None:
    segments = talk(CLIENT, SERVER)
    smooth = by_content(read(segments))
    for index in (2, 3, 5, 9, len(segments) - 4):
        road = read(keep_alive(segments, index))
        assert by_content(road) == smooth
        assert road.payload("duplicate") == 1
        assert by_content(read(keep_alive(segments, index, b""))) == smooth


def test_ends_of_connections() -> None:
    for end in ("close", "reset"):
        for who in ("client", "server"):
            made = Conversation()
            made.open()
            made.send("client", b"".join(CLIENT))
            getattr(made, end)(who)
            assert read(made.segments).raw == CLIENT
    assert read(talk(CLIENT, closed=False)).raw == CLIENT


def test_data_with_the_syn_and_with_the_fin() -> None:
    made = Conversation()
    made.say("client", SYN, CLIENT[0])
    made.say("server", SYN | ACK)
    made.send("client", CLIENT[1])
    made.say("client", FIN | PSH | ACK, CLIENT[2])
    made.say("server", FIN | ACK)
    assert read(made.segments).raw == CLIENT[:3]


@pytest.mark.parametrize("order", [(0, 1, 2), (1, 0, 2), (1, 2, 0), (2, 1, 0), (0, 2, 1)])
def test_opening_segments_in_any_order(order: tuple[int, ...]) -> None:
    segments = talk(CLIENT, SERVER)
    opening = [replace(segments[at], time=segments[place].time) for place, at in enumerate(order)]
    road = read([*opening, *segments[3:]])
    assert by_content(road) == by_content(read(segments))
    assert road.values("session") == [1] * len(CLIENT + SERVER)


def test_the_syn_behind_the_first_data() -> None:
    segments = talk(CLIENT, SERVER)
    for later in (4, 6, 10):
        changed = drop(segments, 0)
        changed.insert(later, replace(segments[0], time=changed[later].time))
        assert by_content(read(changed)) == by_content(read(segments))


def test_no_opening_at_all() -> None:
    for segments in (talk(CLIENT, SERVER, opened=False), talk(CLIENT, SERVER)[2:]):
        assert by_content(read(segments)) == by_content(read(talk(CLIENT, SERVER)))


@pytest.mark.parametrize("isn", [(0xFFFFFF00, 0xFFFFFFF0), (0x7FFFFF80, 0x80000000), (0, 0)])
@pytest.mark.parametrize("opened", [True, False])
def test_sequence_numbers_wrap_around(isn: tuple[int, int], opened: bool) -> None:
    road = read(talk(CLIENT, SERVER, isn=isn, opened=opened))
    assert by_content(road) == by_content(read(talk(CLIENT, SERVER)))
    # The segment that wraps around, missing and late.
    segments = talk(b"".join(CLIENT), mss=30, isn=isn)
    wrapping = next((at for at, s in enumerate(segments) if s.payload and s.seq + 30 > 1 << 32), 9)
    late = drop(segments, wrapping)
    late.insert(wrapping + 6, replace(segments[wrapping], time=late[wrapping + 5].time))
    assert by_content(read(late)) == by_content(read(segments))


def again(segments: Sequence[Segment], isn: tuple[int, int], closed: str) -> list[Segment]:
    """Another connection between the same ends, behind these segments."""
    time = segments[-1].time + 1_000_000
    made = Conversation(isn=isn, time=time)
    made.open()
    made.send("client", b"".join(CLIENT))
    made.send("server", b"".join(SERVER))
    if closed:
        getattr(made, closed)()
    return made.segments


@pytest.mark.parametrize("closed", ["", "close", "reset"])
@pytest.mark.parametrize("isn", [(900_000_000, 77), (1500, 5600), (500, 4000), (0xFFFFFFF0, 1)])
def test_ports_used_again(isn: tuple[int, int], closed: str) -> None:
    made = Conversation()
    made.open()
    made.send("client", b"".join(CLIENT))
    made.send("server", b"".join(SERVER))
    if closed:
        getattr(made, closed)()
    segments = [*made.segments, *again(made.segments, isn, closed)]
    road = read(segments)
    assert road.raw == (CLIENT + SERVER) * 2
    count = len(CLIENT + SERVER)
    assert road.values("session") == [1] * count + [2] * count
    # The answer to the second SYN is captured first, or alone.
    index = len(made.segments)
    assert read(swap(segments, index, index + 1)).raw == (CLIENT + SERVER) * 2
    assert by_content(read(drop(segments, index))) == by_content(road)


def test_ports_used_again_after_a_close_without_a_syn() -> None:
    first = talk(CLIENT, SERVER)
    second = again(first, (900_000_000, 700_000_000), "close")[3:]
    road = read([*first, *second])
    assert road.values("session") == [1] * len(CLIENT + SERVER) + [2] * len(CLIENT + SERVER)
    assert road.raw == (CLIENT + SERVER) * 2


def test_several_sessions_at_once() -> None:
    talks = [
        talk(CLIENT, SERVER, mss=50 + port, ends=(("10.0.0.1", 40000 + port), ("10.0.0.2", 2775)))
        for port in range(5)
    ]
    talks.append(talk(CLIENT, SERVER, ipv6=True))
    longest = max(map(len, talks))
    mixed = [one[at] for at in range(longest) for one in talks if at < len(one)]
    road = read(mixed)
    assert len(road.pdus) == 6 * len(CLIENT + SERVER)
    for session in range(1, 7):
        mine = [
            raw for raw, row in zip(road.raw, road.pdus, strict=True) if row["session"] == session
        ]
        assert mine == CLIENT + SERVER
    assert road.values("pdu") == list(range(1, len(road.pdus) + 1))
    assert road.values("frame") == sorted(road.values("frame"))


def test_many_holes_are_held_within_bounds() -> None:
    # Every other segment is missing, nothing is acknowledged: more than is held for one direction.
    sent = [submit(number) for number in range(1, 1400)]
    made = Conversation()
    made.open()
    for one in sent:
        made.send("client", one, ack=False)
    road = travel(pcap([*made.segments[:3], *made.segments[3::2]]), window=4096)
    check_balances(road)
    assert road.raw == sent[::2]


# Files and formats.


@pytest.mark.parametrize("link", LINK_TYPES)
@pytest.mark.parametrize("ipv6", [False, True])
def test_links_and_addresses(link: str, ipv6: bool) -> None:
    if link in ("ipv4", "ipv6") and (link == "ipv6") != ipv6:
        pytest.skip("the link says which it is")
    segments = talk(CLIENT, SERVER, ipv6=ipv6)
    expected = by_content(travel(pcap(segments)))
    for big_endian in (False, True):
        for nanoseconds in (False, True):
            data = pcap(segments, link=link, big_endian=big_endian, nanoseconds=nanoseconds)
            road = travel(data, window=256)
            assert by_content(road) == expected
            assert compare(road, decode_capture(data)) == []


@pytest.mark.parametrize("extensions", [(0,), (43, 60), (0, 43, 44, 60, 135), (51,)])
def test_extension_headers(extensions: tuple[int, ...]) -> None:
    segments = [replace(s, extensions=extensions) for s in talk(CLIENT, SERVER, ipv6=True)]
    if extensions == (51,):
        pytest.skip("eight octets are too short for it; tests/packets/test_ip.py has its own")
    assert by_content(read(segments)) == by_content(read(talk(CLIENT, SERVER, ipv6=True)))


@pytest.mark.parametrize("tsresol", [None, 0, 3, 6, 9, 0x80, 0x8A, 0x94, 0x9E])
@pytest.mark.parametrize("tsoffset", [None, 3600, -7])
@pytest.mark.parametrize("big_endian", [False, True])
def test_pcapng_clocks(tsresol: int | None, tsoffset: int | None, big_endian: bool) -> None:
    segments = talk(CLIENT, SERVER)
    interface = Interface(tsresol=tsresol, tsoffset=tsoffset)
    data = pcapng(plain_section(segments, interface, big_endian=big_endian))
    road = travel(data)
    assert road.raw == CLIENT + SERVER
    assert compare(road, decode_capture(data)) == []


def test_pcapng_blocks_sections_and_interfaces() -> None:
    segments = talk(CLIENT, SERVER)
    kinds: list[Any] = [Interface(), Interface("sll", tsresol=9), Interface("sll2")]
    for number, segment in enumerate(segments[:20]):
        kinds.append((Enhanced, Obsolete)[number % 2](segment, number % 3))
        if number % 4 == 0:
            kinds.append(Unknown((4, 5, 9, 0x0BAD, 0x40000BAD)[number // 4], b"text"))
    rest = [Interface("loop", tsresol=0x94), *map(Enhanced, segments[20:])]
    data = pcapng(Section(kinds), Section(rest, big_endian=True), plain_section([]))
    road = travel(data)
    check_balances(road)
    assert by_content(road) == by_content(travel(pcap(segments)))
    assert compare(road, decode_capture(data)) == []
    assert road.ledger["packets", "no_packet"] == 3


def test_simple_packets_have_no_time() -> None:
    segments = talk(CLIENT, SERVER)
    data = pcapng(Section([Interface(), *map(Simple, segments)]))
    road = travel(data)
    assert road.raw == CLIENT + SERVER
    assert set(road.values("time")) == {None}
    assert compare(road, decode_capture(data)) == []


@pytest.mark.parametrize(
    "pack", [bytes, gzip.compress, zstd], ids=["plain", "gzip", "zstd"]
)  # fmt: skip
@pytest.mark.parametrize("reverse", [False, True])
def test_rotation_within_a_pdu(
    pack: Callable[[bytes], bytes], reverse: bool, tmp_path: Path
) -> None:
    segments = talk(b"".join(CLIENT), b"".join(SERVER), mss=37)
    whole = travel(pcap(segments))
    for cut in range(1, len(segments), 9):
        parts = [pack(pcap(segments[:cut])), pack(pcap(segments[cut:]))]
        for road in (
            travel(parts[::-1] if reverse else parts),
            travel(parts[::-1] if reverse else parts, window=64),
        ):
            check_balances(road)
            assert road.raw == whole.raw
            frames = [frame if frame <= cut else frame - cut for frame in whole.values("frame")]
            assert road.values("frame") == frames
    paths = [tmp_path / name for name in ("b.pcap", "a.pcap")]
    for path, part in zip(paths, parts, strict=True):
        path.write_bytes(part)
    road = travel(sorted(paths))
    assert road.raw == whole.raw
    # Named in the order of their packets.
    assert list(dict.fromkeys(road.values("file"))) == [str(path) for path in paths]


def test_many_files_some_without_packets() -> None:
    segments = talk(CLIENT, SERVER)
    files = [pcap(segments[at : at + 1]) for at in range(len(segments))]
    files[5:5] = [pcap([]), pcapng(plain_section([]))]
    road = travel(files[::-1])
    check_balances(road)
    assert road.raw == CLIENT + SERVER
    assert set(road.values("frame")) == {1}


def test_a_pipe_and_a_stream() -> None:
    data = pcap(talk(CLIENT, SERVER))
    for stream in (io.BytesIO(data), Dribble(data, 100), Dribble(gzip.compress(data), 100)):
        reader = PduReader(stream)
        assert sum(len(batch.rows) for batch in reader.batches()) == len(CLIENT + SERVER)


def test_every_packet_is_counted() -> None:
    segments = talk(CLIENT, SERVER)
    frame = link_frame(segments[3])
    items: list[Any] = list(segments)
    strange = {
        "not_tcp": frame[:23] + b"\x11" + frame[24:],
        "ip_fragment": frame[:20] + b"\x20\0" + frame[22:],
        "not_ip": frame[:12] + b"\x08\x06" + frame[14:],
        "headers_cut": frame[:40],
    }
    for number, octets in enumerate(strange.values()):
        items.insert(5 * number, Raw(segments[0].time, octets))
    items += talk(b"GET / HTTP/1.1\r\n\r\n", ends=(("10.0.0.9", 1), ("10.0.0.8", 80)))
    road = read(items)
    assert road.raw == CLIENT + SERVER
    counts = {
        bucket: count for (balance, bucket), count in road.ledger.items() if balance == "packets"
    }
    assert counts == dict.fromkeys(strange, 1) | {"smpp": len(segments), "tcp_other": 8}


@pytest.mark.parametrize("cut", [0, 20])
def test_segmentation_offload(cut: int) -> None:
    segments = talk(b"".join(submit(number, b"x" * 200) for number in range(1, 20)), mss=2000)
    frames = []
    for segment in segments:
        frame = bytearray(link_frame(segment))
        if segment.payload:
            frame[16:18] = bytes(2)
        frames.append(Raw(segment.time, bytes(frame)))
    longest = max(len(frame.data) for frame in frames)
    road = read(frames, snaplen=longest - cut)
    anomalies = road.values("anomaly")
    if cut:
        assert anomalies.count("cut_by_snaplen") == 2
        assert road.ledger[None, "missing"] == 2 * cut
        assert anomalies.count(None) == 17
    else:
        assert anomalies == [None] * 19


# The oracle's own doubts.


def test_a_wrong_length_hides_nothing_though_it_does_to_the_oracle() -> None:
    sent = [bind(), pdu("enquire_link", 2), submit(3)]
    wrong = (48).to_bytes(4, "big") + sent[1][4:]
    road = read(talk(sent[0] + wrong + sent[2]))
    assert road.values("sequence_number", "anomaly") == [(1, None), (2, "bad_length"), (3, None)]


def test_progress_and_positions() -> None:
    told: list[tuple[int, int | None]] = []
    data = pcap(talk(CLIENT, SERVER))
    reader = PduReader(io.BytesIO(data), progress=lambda *at: told.append(at), window=256)
    for _ in reader.batches():
        pass
    assert told == sorted(told)
    assert told[-1] == (len(data), None)
    assert reader.tcp_packets == len(talk(CLIENT, SERVER))


def test_frames_lead_back_to_files() -> None:
    parts = [pcap(talk(CLIENT)[at : at + 4]) for at in range(0, 16, 4)]
    reader = PduReader([io.BytesIO(part) for part in (parts[0], pcap([]), *parts[1:])])
    for _ in reader.batches():
        pass
    files, frames = reader.place_frames(np.array([1, 4, 5, 16]))
    assert [reader.files[file].packets for file in files.tolist()] == [4] * 4
    assert frames.tolist() == [1, 4, 1, 4]
