"""The road from files to PDUs: the same PDUs whatever a network and a capture do to segments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.build import (
    ACK,
    FIN,
    PSH,
    RST,
    SYN,
    Conversation,
    Segment,
    drop,
    duplicate,
    keep_alive,
    retransmit_overlapping,
    swap,
)
from tests.road import (
    WINDOWS,
    by_content,
    check_balances,
    pcap,
    read,
    travel,
)
from tests.strategies import disturbed, pdus, segmentations
from tests.talks import (
    bind,
    bind_resp,
    deliver,
    enquire,
    submit,
    submit_resp,
    talk,
)

CLIENT = [bind(), *(submit(number, b"text %d" % number) for number in range(2, 8)), enquire(8)]
SERVER = [bind_resp(), *(submit_resp(number) for number in range(2, 8)), deliver(100, b"answer")]


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


def test_a_capture_of_one_direction_only() -> None:
    segments = talk(CLIENT, SERVER)
    for port, sent in ((40000, CLIENT), (2775, SERVER)):
        road = read([segment for segment in segments if segment.sport == port])
        assert road.raw == sent
        assert set(road.values("anomaly")) == {None}


def test_a_capture_of_every_packet_twice() -> None:
    segments = talk(CLIENT, SERVER)
    road = read([segment for segment in segments for _ in range(2)])
    assert by_content(road) == by_content(read(segments))
    assert road.payload("duplicate") == road.payload("pdu")


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
