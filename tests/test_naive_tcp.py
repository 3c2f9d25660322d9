"""The oracle's way from a capture file to ordered octets, on captures made to order."""

from __future__ import annotations

import gzip
import io
from dataclasses import replace
from operator import attrgetter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.build import (
    ACK,
    LINK_TYPES,
    Conversation,
    Enhanced,
    Interface,
    Obsolete,
    Raw,
    Section,
    Simple,
    Unknown,
    drop,
    duplicate,
    keep_alive,
    link_frame,
    plain_section,
    retransmit_overlapping,
    split,
    swap,
    write_pcap,
    write_pcapng,
)
from tests.naive import Run, Stream, decode_capture, encode, read_packets, streams, tcp_segments
from tests.strategies import disturbed, pdus, segmentations

TEXT = bytes(range(1, 41))


def pcap(items: Any, **options: Any) -> bytes:
    target = io.BytesIO()
    write_pcap(target, items, **options)
    return target.getvalue()


def pcapng(*sections: Section) -> bytes:
    target = io.BytesIO()
    write_pcapng(target, sections)
    return target.getvalue()


def read_streams(items: Any, **options: Any) -> list[Stream]:
    return streams(tcp_segments(read_packets(pcap(items, **options))))


def client_run(items: Any) -> Run:
    """The only run of the only direction that carries octets."""
    (stream,) = read_streams(items)
    (run,) = stream.runs
    return run


def talk(mss: int = 10, **options: Any) -> Conversation:
    """A connection whose client sends TEXT; its first segment of data is number 3."""
    made = Conversation(**options)
    made.open()
    made.send("client", TEXT, mss=mss, ack=False)
    made.close()
    return made


@pytest.mark.parametrize("big_endian", [False, True])
@pytest.mark.parametrize("nanoseconds", [False, True])
def test_pcap_in_both_orders_and_both_clocks(big_endian: bool, nanoseconds: bool) -> None:
    segment = replace(talk().segments[0], time=1_600_000_000_123_456_789)
    file = pcap([segment], big_endian=big_endian, nanoseconds=nanoseconds)
    (packet,) = read_packets(file)
    assert packet.time == segment.time - (0 if nanoseconds else 789)
    assert (packet.frame, packet.link_type) == (1, 1)
    assert len(packet.data) == packet.original_length == 60


def test_gzip_and_paths(tmp_path: Path) -> None:
    segments = talk().segments
    write_pcap(tmp_path / "a.pcap", segments)
    packed = tmp_path / "a.pcap.gz"
    packed.write_bytes(gzip.compress((tmp_path / "a.pcap").read_bytes()))
    assert read_packets(packed) == read_packets(str(tmp_path / "a.pcap"))


def test_a_file_cut_in_a_record_gives_what_precedes_the_cut() -> None:
    segments = talk().segments
    assert len(read_packets(pcap(segments)[:-1])) == len(segments) - 1
    assert len(read_packets(pcapng(plain_section(segments))[:-1])) == len(segments) - 1
    with pytest.raises(ValueError, match="neither"):
        read_packets(b"GET / HTTP/1.1")


def test_pcapng_with_all_its_blocks() -> None:
    half = 1_600_000_000_500_000_000
    one, two, three, four = talk(time=half - 500_000_000).segments[:4]
    first = Section(
        [
            Unknown(0x7777, b"abc"),
            Interface("ethernet", tsresol=9, tsoffset=1_000_000_000),
            Interface("raw", tsresol=0x80 | 10),
            Enhanced(one, options=bytes(4)),
            Obsolete(replace(two, time=half), interface=1),
        ],
        big_endian=True,
    )
    second = Section([Interface("sll2", snaplen=70), Simple(three), Unknown(5), Enhanced(four)])
    packets = read_packets(pcapng(first, second))
    assert [packet.frame for packet in packets] == [1, 2, 3, 4]
    assert [packet.link_type for packet in packets] == [1, 101, 276, 276]
    assert [packet.time for packet in packets] == [one.time, half, None, four.time]
    assert [len(packet.data) for packet in packets[2:]] == [60, 70]
    assert packets[2].data == link_frame(three, "sll2")
    assert [segment.flags for segment in tcp_segments(packets)] == [2, 18, 16, 24]


@pytest.mark.parametrize(("kind", "frame"), [(0xBAD, 2), (0x40000BAD, 2), (9, 2), (4, 1), (99, 1)])
def test_some_other_blocks_take_a_frame_number(kind: int, frame: int) -> None:
    section = Section([Interface(), Unknown(kind, bytes(8)), Enhanced(talk().segments[0])])
    assert [packet.frame for packet in read_packets(pcapng(section))] == [frame]


@pytest.mark.parametrize("link", sorted(LINK_TYPES))
@pytest.mark.parametrize("ipv6", [False, True])
@pytest.mark.parametrize("big_endian", [False, True])
def test_every_link_layer(link: str, ipv6: bool, big_endian: bool) -> None:
    made = talk(ipv6=ipv6)
    made.segments[3] = replace(
        made.segments[3], tcp_options=b"\1" * 12, ip_options=b"\1" * 8, extensions=(0, 60, 44, 51)
    )
    packets = read_packets(pcap(made.segments, link=link, big_endian=big_endian))
    values = attrgetter("time", "src", "dst", "sport", "dport", "seq", "ack", "flags", "payload")
    assert list(map(values, tcp_segments(packets))) == list(map(values, made.segments))
    assert {segment.wire_length for segment in tcp_segments(packets)} == {0, 10}


def test_other_packets_are_passed_over() -> None:
    segment = talk().segments[3]
    frame = link_frame(segment)
    arp = frame[:12] + b"\x08\x06" + frame[14:]
    udp = frame[:23] + b"\x11" + frame[24:]
    fragment = frame[:20] + b"\x20\x00" + frame[22:]
    items = [Raw(segment.time, data) for data in (b"", arp, udp, fragment, frame[:53], frame)]
    assert [s.frame for s in tcp_segments(read_packets(pcap(items)))] == [6]


def test_a_zero_total_length_means_all_of_the_frame() -> None:
    segment = replace(talk().segments[3], payload=TEXT)
    frame = link_frame(segment)
    offloaded = Raw(segment.time, frame[:16] + b"\0\0" + frame[18:])
    (found,) = tcp_segments(read_packets(pcap([offloaded])))
    assert (found.payload, found.wire_length) == (TEXT, 40)


def test_a_snap_length_leaves_a_gap() -> None:
    (stream,) = read_streams(talk(mss=20).segments, snaplen=14 + 20 + 20 + 15)
    assert [(run.offset, run.gap_before, run.data) for run in stream.runs] == [
        (0, 0, TEXT[:15]),
        (20, 5, TEXT[20:35]),
    ]
    assert [run.aligned for run in stream.runs] == [True, False]


def test_frames_of_octets() -> None:
    run = client_run(talk().segments)
    assert run.data == TEXT
    assert run.frames == (4,) * 10 + (5,) * 10 + (6,) * 10 + (7,) * 10


@pytest.mark.parametrize("isn", [(1000, 1), (0xFFFFFFF0, 1), (0xFFFFFFFF, 1), (0, 1)])
def test_disturbances_change_nothing(isn: tuple[int, int]) -> None:
    segments = talk(isn=isn).segments
    for changed in (
        split(segments, 3, 4),
        duplicate(segments, 4),
        duplicate(segments, 3, after=5),
        swap(segments, 3, 6),
        retransmit_overlapping(segments, 4, back=3),
        keep_alive(segments, 4, b"?"),
    ):
        assert changed != segments
        assert client_run(changed).data == TEXT


def test_the_first_copy_of_an_octet_counts() -> None:
    segments = talk().segments
    other = replace(segments[3], payload=b"?" * 10)
    assert client_run([*segments[:4], other, *segments[4:]]).data == TEXT
    assert client_run([*segments[:3], other, *segments[3:]]).data[:10] == b"?" * 10


def test_an_overlap_belongs_to_the_frame_that_came_first() -> None:
    segments = retransmit_overlapping(talk().segments, 3, back=4)
    assert client_run(segments).frames[:20] == (4,) * 10 + (5,) * 10


def test_missing_segments_are_gaps() -> None:
    (stream,) = read_streams(drop(talk().segments, 3, 5))
    assert [(run.offset, run.gap_before, len(run.data)) for run in stream.runs] == [
        (10, 10, 10),
        (30, 10, 10),
    ]
    assert not any(run.aligned for run in stream.runs)


def test_without_a_syn_the_stream_begins_where_the_capture_does() -> None:
    (stream,) = read_streams(drop(talk().segments, 0, 1, 2, 3))
    assert [(run.offset, run.gap_before, run.aligned) for run in stream.runs] == [(0, 0, False)]


def test_a_new_initial_sequence_number_begins_a_new_session() -> None:
    again = talk(isn=(900_000, 5)).segments
    found = read_streams([*talk().segments, *again, again[0]])
    assert [stream.session for stream in found] == [0, 1]
    assert [stream.runs[0].data for stream in found] == [TEXT, TEXT]


def test_a_syn_sent_again_or_captured_late_begins_nothing() -> None:
    segments = talk().segments
    late = [*segments[1:5], segments[0], *segments[5:]]
    for changed in (duplicate(segments, 0, after=3), late):
        (stream,) = read_streams(changed)
        assert (stream.runs[0].data, stream.runs[0].aligned) == (TEXT, True)


def test_what_a_reset_says_is_no_data() -> None:
    made = Conversation()
    made.open()
    made.send("client", TEXT, mss=40)
    made.say("client", 4 | ACK, b"go away")
    assert client_run(made.segments).data == TEXT


def test_both_directions_are_streams_of_one_session() -> None:
    made = Conversation(server=("10.0.0.9", 3700))
    made.open()
    made.send("client", b"abc")
    made.send("server", b"defg", mss=3)
    one, other = read_streams(made.segments)
    assert (one.src, one.sport, one.dst, one.dport) == ("10.0.0.1", 40000, "10.0.0.9", 3700)
    assert (other.src, other.sport, other.runs[0].data) == ("10.0.0.9", 3700, b"defg")
    assert one.session == other.session == 0


ENQUIRE_LINK, RESPONSE = encode(0x15), encode(0x80000015)


def test_pdus_of_a_capture_come_in_the_order_of_their_completion() -> None:
    made = Conversation()
    made.open()
    made.send("server", ENQUIRE_LINK[:9], ack=False)
    made.send("client", ENQUIRE_LINK + RESPONSE, ack=False)
    made.send("server", ENQUIRE_LINK[9:] + RESPONSE[:10], ack=False)
    found = decode_capture(pcap(made.segments))
    assert [(pdu["frame"], pdu["offset"], pdu["src"], pdu["cut"]) for pdu in found] == [
        (5, 0, "10.0.0.1", False),
        (5, 16, "10.0.0.1", False),
        (6, 0, "10.0.0.2", False),
    ]
    assert found[2]["time"] == made.segments[5].time
    assert found[2]["raw"] == ENQUIRE_LINK


def test_connections_are_chosen_by_content_or_by_port() -> None:
    web = Conversation(client=("10.0.0.3", 4000), server=("10.0.0.4", 80))
    web.open()
    web.send("client", b"GET / HTTP/1.1\r\n" * 8 + ENQUIRE_LINK)
    smpp = Conversation()
    smpp.open()
    smpp.send("client", ENQUIRE_LINK)
    file = pcap(web.segments + smpp.segments)
    assert [pdu["dport"] for pdu in decode_capture(file)] == [2775]
    assert [pdu["dport"] for pdu in decode_capture(file, ports=[80])] == [80]
    assert len(decode_capture(file, ports=[80, 2775])) == 2


@given(st.data())
def test_slicing_and_disturbing_never_change_the_pdus(data: st.DataObject) -> None:
    said = {
        who: data.draw(st.lists(pdus(), min_size=1, max_size=3)) for who in ("client", "server")
    }
    made = Conversation(isn=data.draw(st.tuples(*[st.integers(0, 0xFFFFFFFF)] * 2)))
    made.open()
    for who, some in said.items():
        made.send_pieces(who, data.draw(segmentations(b"".join(some))))
    found = decode_capture(pcap(data.draw(disturbed(made.segments))), ports=[2775])
    for who, port in (("client", 40000), ("server", 2775)):
        mine = sorted((p for p in found if p["sport"] == port), key=lambda p: int(p["offset"]))
        assert [pdu["raw"] for pdu in mine] == said[who]
