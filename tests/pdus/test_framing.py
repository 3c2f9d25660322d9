"""Framing: PDUs whole, cut, lying about their length, among other bytes; and what is no SMPP."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.build import Segment, drop
from tests.naive import decode_capture
from tests.pdus.foreign import FOREIGN
from tests.road import DEFAULT, WINDOWS, Road, check_balances, compare, pcap, travel
from tests.strategies import pdus
from tests.talks import (
    bind,
    bind_resp,
    enquire,
    pdu,
    raw,
    submit,
    submit_resp,
    talk,
    vendor,
    with_length,
)

TELL = ("command", "sequence_number", "anomaly")


FEW = (64, DEFAULT)


def read(segments: list[Segment], windows: Sequence[int] = WINDOWS, **options: Any) -> Road:
    """The road of a capture of these segments, its balances checked, the same by every window."""
    data = pcap(segments, snaplen=options.pop("snaplen", None))
    roads = [travel(data, window=window, **options) for window in windows]
    for road in roads:
        check_balances(road)
        assert road.told() == roads[0].told()
    return roads[0]


def told(octets: bytes, **options: Any) -> list[tuple[Any, ...]]:
    return read(talk(octets), **options).values(*TELL)


def to(port: int) -> Any:
    """The ends of a connection to this port."""
    return ("10.0.0.1", 40000), ("10.0.0.2", port)


A, B, C = submit(1), submit(2), submit(3)
OK = [("submit_sm", 1, None), ("submit_sm", 2, None), ("submit_sm", 3, None)]


def test_several_pdus_in_a_segment_and_pdus_over_segments() -> None:
    octets = bind() + A + enquire(9) + B + C
    for mss in (1, 7, 16, 53, 1460):
        road = read(talk(octets, bind_resp() + submit_resp(1), mss=mss))
        assert b"".join(road.raw[:5]) + b"".join(road.raw[5:]) == b"".join(road.raw)
        assert sorted(road.raw) == sorted(
            [bind(), A, enquire(9), B, C, bind_resp(), submit_resp(1)]
        )
        assert road.values("anomaly") == [None] * 7


def test_the_frame_is_the_one_that_completed_the_pdu() -> None:
    segments = talk([A[:20], A[20:] + B + C[:5], C[5:]])
    road = read(segments)
    assert road.values("frame") == [6, 6, 8]
    assert [time.value for time in road.values("time")] == [segments[at].time for at in (5, 5, 7)]


# Lengths that lie.


@pytest.mark.parametrize("place", [0, 1, 2])
@pytest.mark.parametrize("by", [-4, -1, 1, 4, 16])
@pytest.mark.parametrize("good", [bind(5), submit(5), submit(5, tlvs=[(0x1400, b"abc")])])
def test_a_length_that_is_a_little_wrong(good: bytes, by: int, place: int) -> None:
    sent = [A, B, C]
    sent[place] = with_length(good, len(good) + by)
    road = read(talk(b"".join(sent)))
    found = [other for number, other in enumerate(OK) if number != place]
    assert [row for row in road.values(*TELL) if row[1] != 5] == found
    (wrong,) = (row for row in road.pdus if row["sequence_number"] == 5)
    assert wrong["command_length"] == len(good) + by
    assert wrong["anomaly"] in ("bad_length", "field_overrun", "tlv_overrun", "trailing_bytes",
                                "field_unterminated", "cut_by_end")  # fmt: skip


@pytest.mark.parametrize("good", [enquire(5), submit_resp(5)])
@pytest.mark.parametrize("by", [-4, 4])
def test_a_wrong_length_of_a_short_pdu(good: bytes, by: int) -> None:
    found = told(A + with_length(good, len(good) + by) + B + C)
    assert [found[0], *found[2:]] == OK
    assert found[1][1] == 5
    assert found[1][2] is not None


@pytest.mark.parametrize(
    "length", [0, 4, 15, 17, 70_000, 1 << 20, (1 << 20) + 1, 1 << 31, 0xFFFFFFFF]
)
def test_a_length_that_is_nonsense(length: int) -> None:
    road = read(talk(A + with_length(submit(5), length) + B + C))
    assert [row for row in road.values(*TELL) if row[1] != 5] == OK
    assert road.pdus[1]["command_length"] == length
    assert road.pdus[1]["sequence_number"] == 5
    assert road.pdus[1]["anomaly"] == ("field_overrun" if length == 17 else "bad_length")


@pytest.mark.parametrize("length", [0, 15, 200, 1 << 20, 0xFFFFFFFF])
def test_a_nonsense_length_at_the_beginning(length: int) -> None:
    assert told(with_length(submit(5), length) + A + B + C)[-3:] == OK


@pytest.mark.parametrize("length", [0, 8, 60_000, 0xFFFFFFFF])
def test_a_nonsense_length_at_the_end(length: int) -> None:
    found = told(A + B + C + with_length(submit(5), length))
    assert found[:3] == OK
    assert [row[:2] for row in found[3:]] == [("submit_sm", 5)]


def test_a_long_length_hides_nothing_while_the_connection_goes_on() -> None:
    octets = (
        A + with_length(submit(9), 5000) + b"".join(submit(number) for number in range(10, 300))
    )
    found = told(octets)
    assert [row[1] for row in found] == [1, 9, *range(10, 300)]
    assert found[1][2] == "bad_length"


def test_bytes_between_pdus_are_skipped_and_told() -> None:
    road = read(talk(A + b"some text" + B + bytes(100) + C))
    assert road.values(*TELL) == OK
    assert road.skipped == [0, 9, 100]
    assert road.payload("unframed") == 109


# Commands and statuses that are not known.


@pytest.mark.parametrize("place", [0, 1, 3])
@pytest.mark.parametrize("count", [1, 3, 9])
def test_unknown_commands(place: int, count: int) -> None:
    if place == 0 and count > 3:
        pytest.skip("nothing before them says that they are SMPP")
    strange = [vendor(50 + number) for number in range(count)]
    sent = [A, B, C]
    sent[place:place] = strange
    road = read(talk(b"".join(sent)))
    assert road.raw == sent
    assert road.values("command").count(None) == count
    unknown = [row for row in road.pdus if row["command"] is None]
    assert {row["anomaly"] for row in unknown} == {"unknown_command"}
    assert {row["command_id"] for row in unknown} == {0x00010203}


def test_a_connection_of_unknown_commands_alone_is_not_taken() -> None:
    assert told(b"".join(vendor(number) for number in range(20))) == []


@pytest.mark.parametrize("status", [0x113, 0x200, 0x3FF, 0x400, 0xFFFF])
def test_any_status_in_the_first_pdu(status: int) -> None:
    answers = submit_resp(1, status) + submit_resp(2)
    road = read(talk(bind() + A, answers))
    assert road.values("command_status")[2:] == [status, 0]
    # A request has none, yet some are sent with one.
    strange = pdu("bind_transceiver", 1, status, system_id=b"user", password=b"secret",
                  system_type=b"", interface_version=52, addr_ton=0, addr_npi=0,
                  address_range=b"")  # fmt: skip
    assert read(talk(strange + A)).raw == [strange, A]


def test_a_pdu_longer_than_64_kib() -> None:
    payload = bytes(range(256)) * 255
    long = submit(7, b"", [(0x0424, payload), (0x1401, b"x" * 2000)])
    assert len(long) > 65536
    for octets in (long, long + A, A + long + B):
        road = read(talk(octets), WINDOWS[2:])
        assert b"".join(road.raw) == octets
        assert set(road.values("anomaly")) == {None}
        (place,) = (at for at, row in enumerate(road.pdus) if row["sequence_number"] == 7)
        assert road.tlvs_of(place) == [(0x0424, payload), (0x1401, b"x" * 2000)]


# Bodies.


def test_a_tlv_of_a_wrong_length_does_not_derail_the_next() -> None:
    sent = submit(
        1, b"", [(0x0204, b"\1"), (0x0010, b"\0\1"), (0x0424, b"text"), (0x0604, b"\0\1")]
    )
    road = read(talk(sent + B))
    assert road.tlvs_of(0) == [(0x204, b"\1"), (0x10, b"\0\1"), (0x424, b"text"), (0x604, b"\0\1")]
    assert road.values("anomaly") == ["tlv_length", None]


def test_a_tlv_that_runs_over_the_end() -> None:
    tail = b"\x14\x01\0\2ok\x14\x02\xff\xffabc"
    road = read(talk(A + raw(4, submit(5)[16:] + tail, 5) + B))
    assert road.values(*TELL) == [OK[0], ("submit_sm", 5, "tlv_overrun"), OK[1]]
    assert road.tlvs_of(1) == [(0x1401, b"ok")]
    assert road.values("short_message") == [b"hello"] * 3


@pytest.mark.parametrize("count", [1, 2, 3])
def test_octets_too_few_for_a_tlv(count: int) -> None:
    road = read(talk(A + raw(4, submit(5)[16:] + b"\xff" * count, 5) + B))
    assert road.values(*TELL) == [OK[0], ("submit_sm", 5, "trailing_bytes"), OK[1]]


@pytest.mark.parametrize(
    ("body", "fields", "tlvs", "anomaly"),
    [
        (b"", {}, [], None),
        (b"\0", {"message_id": ""}, [], None),
        (b"\x04\x25\0\1\5", {}, [(0x425, b"\5")], None),
        (b"id\0\x04\x25\0\1\5", {"message_id": "id"}, [(0x425, b"\5")], None),
        (b"id\0\xff", {"message_id": "id"}, [], "trailing_bytes"),
        (b"never ends", {}, [], "field_unterminated"),
        # Longer than any message_id, which tells nothing of a body without one.
        (b"\x04\x24\0\x50" + b"x" * 80, {}, [(0x424, b"x" * 80)], None),
    ],
)
def test_bodies_of_error_responses(
    body: bytes, fields: dict[str, str], tlvs: list[tuple[int, bytes]], anomaly: str | None
) -> None:
    road = read(talk(bind() + A, bind_resp() + raw(0x80000004, body, 1, 0x58) + submit_resp(2)))
    (place,) = (at for at, row in enumerate(road.pdus) if row["command_status"] == 0x58)
    assert road.pdus[place]["message_id"] == fields.get("message_id")
    assert road.tlvs_of(place) == tlvs
    assert road.pdus[place]["anomaly"] == anomaly
    assert len(road.pdus) == 5


def test_bodies_of_error_responses_with_several_fields() -> None:
    whole = b"id\0\0\2\0"
    bodies = [b"", whole, b"\x04\x25\0\1\5", whole + b"\x04\x25\0\1\5"]
    sent = [raw(0x80000003, body, number, 0x67) for number, body in enumerate(bodies)]
    road = read(talk(bind(), bind_resp() + b"".join(sent)))
    assert road.values("message_id")[2:] == [None, "id", None, "id"]
    assert road.values("tlvs")[2:] == [0, 0, 1, 1]
    assert road.values("anomaly")[2:] == [None] * 4


def test_a_response_without_its_body() -> None:
    empty = [raw(0x80000005, b"", 1), raw(0x80000005, b"\0", 2), raw(0x80000004, b"", 3)]
    road = read(talk(b"".join([bind(), *empty, enquire()])))
    assert road.values("anomaly")[1:] == ["body_missing", None, "body_missing", None]
    assert road.values("message_id")[1:] == [None, "", None, None]


# Gaps, cuts, beginnings.


def test_a_missing_segment() -> None:
    sent = [submit(number, bytes([64 + number]) * 100) for number in range(1, 20)]
    segments = talk(sent, bind_resp())
    for lost in (3, 5, 21, 39):
        road = read(drop(segments, lost))
        number = (lost - 3) // 2
        assert road.raw[:-1] == sent[:number] + sent[number + 1 :]
        assert road.ledger[None, "missing"] == len(sent[number])
        assert set(road.values("anomaly")) == {None}


@pytest.mark.parametrize("mss", [50, 100, 333])
def test_a_gap_within_a_pdu_costs_no_other(mss: int) -> None:
    sent = [submit(number, bytes([64 + number]) * 200) for number in range(1, 12)]
    segments = talk(b"".join(sent), mss=mss)
    octets = b"".join(sent)
    for lost in range(5, len(segments) - 3, 6 if mss == 50 else 2):
        begin = (lost - 3) // 2 * mss
        end = min(begin + mss, len(octets))
        hit = {place for place in range(11) if place * 250 < end and begin < place * 250 + 250}
        road = read(drop(segments, lost), FEW)
        whole = [at for at, row in enumerate(road.pdus) if row["anomaly"] is None]
        assert [road.raw[at] for at in whole] == [s for at, s in enumerate(sent) if at not in hit]
        for at, row in enumerate(road.pdus):
            if at not in whole:
                assert row["anomaly"] == "cut_by_gap"
                assert sent[row["sequence_number"] - 1].startswith(road.raw[at])


@pytest.mark.parametrize("snaplen", [54, 60, 70, 71, 96, 200, 300])
def test_the_snap_length_cuts_pdus_and_loses_none_behind(snaplen: int) -> None:
    sent = [submit(number, b"x" * 140) for number in range(1, 8)]
    road = read(talk([enquire(90), *sent, enquire(91)]), snaplen=snaplen)
    kept = snaplen - 54
    if kept < 16:
        assert road.pdus == []
        return
    assert road.raw == [enquire(90), *(one[:kept] for one in sent), enquire(91)]
    anomaly = "cut_by_snaplen" if kept < 190 else None
    assert road.values("anomaly") == [None, *[anomaly] * 7, None]
    assert road.payload("incomplete") == (0 if anomaly is None else 7 * kept)


def test_what_a_cut_pdu_has_is_told() -> None:
    sent = submit(2, b"x" * 100, [(0x1400, b"abc")])
    for cut in range(len(A), len(sent)):
        road = read(talk([A, sent, B]), FEW, snaplen=54 + cut)
        assert road.values(*TELL) == [OK[0], ("submit_sm", 2, "cut_by_snaplen"), OK[1]]
        assert road.pdus[1]["source_addr"] == "Sender"
        assert road.pdus[1]["sm_length"] == 100
        assert road.pdus[1]["short_message"] == (b"x" * 100 if cut >= 150 else None)


def test_an_unknown_command_cut_by_the_snap_length_keeps_step() -> None:
    long = vendor(5, b"v" * 300)
    road = read(talk([A, long, B, C]), snaplen=54 + 100)
    assert road.values("sequence_number") == [1, 5, 2, 3]
    assert road.pdus[1]["anomaly"] == "cut_by_snaplen"
    assert road.raw[1] == long[:100]


def test_the_capture_ends_within_a_pdu() -> None:
    for closed in (False, True):
        for cut in range(1, len(C)):
            road = read(talk(A + B + C[:cut], closed=closed), FEW)
            assert road.values(*TELL)[:2] == OK[:2]
            last = [("submit_sm", 3, "cut_by_end")] if cut >= 16 else []
            assert road.values(*TELL)[2:] == last


@given(st.integers(0, 200), st.integers(1, 100))
@settings(max_examples=60)
def test_a_capture_begun_within_a_pdu_finds_the_next(start: int, mss: int) -> None:
    sent = [submit(number, b"text" * number) for number in range(1, 7)]
    octets = b"".join(sent)
    ends = [0]
    for one in sent:
        ends.append(ends[-1] + len(one))
    segments = talk(octets[start:], mss=mss, opened=False)
    road = travel(pcap(segments))
    check_balances(road)
    assert road.raw == [one for one, begin in zip(sent, ends, strict=False) if begin >= start]
    assert road.payload("unframed") == next(begin for begin in ends if begin >= start) - start


def test_the_first_bytes_of_a_connection_are_missing() -> None:
    sent = [submit(number, b"text" * 10) for number in range(1, 6)]
    segments = talk(b"".join(sent), mss=50)
    road = read(drop(segments, 3))
    assert road.raw == sent[1:]
    assert road.payload("unframed") == len(sent[0]) - 50
    assert road.skipped[0] == len(sent[0]) - 50


def test_bytes_after_a_gap_that_look_like_a_length_do_not_delay_the_next_pdu() -> None:
    # Behind the gap comes an odd number that would be the length of a PDU of a known command.
    sent = [submit(1, bytes(40) + struct.pack(">4I", 5000, 4, 0, 9) + bytes(20)), B, C]
    segments = talk([sent[0][:80], sent[0][80:], *sent[1:]])
    road = read(drop(segments, 3))
    assert road.raw == [B, C]


def test_gaps_that_swallow_whole_pdus() -> None:
    sent = [submit(number, b"x" * 60) for number in range(1, 30)]
    segments = talk(b"".join(sent), mss=130)
    for lost in ([5, 7], [7, 9, 11], [5, 11, 13]):
        road = read(drop(segments, *lost))
        gone = {(at - 3) // 2 for at in lost}
        octets = {at for piece in gone for at in range(piece * 130, piece * 130 + 130)}
        whole = [at for at in range(29) if octets.isdisjoint(range(at * 110, at * 110 + 110))]
        fine = [row["sequence_number"] - 1 for row in road.pdus if row["anomaly"] is None]
        assert fine == whole


# What is no SMPP.


@pytest.mark.parametrize("name", FOREIGN)
@pytest.mark.parametrize("opened", [True, False])
def test_other_protocols_are_not_taken_for_smpp(name: str, opened: bool) -> None:
    client, server = FOREIGN[name]
    segments = talk(client, server, opened=opened)
    lossy = [segment for number, segment in enumerate(segments) if number % 7]
    for captured in (segments, lossy):
        for snaplen in (None, 96):
            road = travel(pcap(captured, snaplen=snaplen))
            assert road.values("command", "command_length", "anomaly") == []
            assert road.ledger["packets", "smpp"] == 0
            assert road.ledger["packets", "tcp_other"] == len(captured)


def test_smpp_is_found_beside_other_protocols_and_on_any_port() -> None:
    client, server = FOREIGN["http"]
    other = talk(client, server, ends=(("10.0.0.9", 1234), ("10.0.0.8", 80)))
    for port in (80, 443, 2775, 8080):
        mine = talk(A + B, ends=to(port))
        mixed = [segment for pair in zip(mine, other, strict=False) for segment in pair]
        road = read(mixed)
        assert road.values(*TELL) == OK[:2]
        assert road.ledger["packets", "tcp_other"] == len(mixed) // 2


def test_ports_force_and_restrict() -> None:
    strange = b"".join(vendor(number) for number in range(3))
    mine, other = talk(strange, ends=to(9000)), talk(A, ends=to(9001))
    assert read(mine + other).values("sequence_number") == [1]
    road = read(mine + other, ports=[9000])
    assert road.raw == [vendor(number) for number in range(3)]
    assert road.ledger["packets", "smpp"] == len(mine)
    assert read(mine + other, ports=[9000, 9001]).values("command") == [None] * 3 + ["submit_sm"]
    road = read(mine + other, ports=[1])
    assert road.pdus == []
    assert road.ledger["packets", "smpp"] == 0


def test_ports_restrict_captures_begun_within_connections() -> None:
    mine = talk(A + B + C, opened=False, ends=to(9000))
    assert read(mine, ports=[9000]).values(*TELL) == OK
    assert read(mine, ports=[9001]).pdus == []


def test_a_forced_connection_of_other_bytes_has_no_pdus() -> None:
    road = read(talk(b"GET / HTTP/1.1\r\n\r\n", ends=to(80)), ports=[80])
    assert road.pdus == []
    assert road.payload("unframed") == 18
    assert road.ledger["packets", "smpp"] == 8


def test_a_direction_that_shows_no_pdu_is_given_up() -> None:
    patience = 256 << 10
    noise = b"noise" * (patience // 5)
    for size, found in ((patience - 100, 1), (patience + 100, 0)):
        segments = talk((noise * 2)[:size] + A + noise, mss=32768)
        road = read(segments, WINDOWS[1:])
        assert len(road.pdus) == found
    # The bytes of the one direction are accounted for when the other is SMPP.
    road = read(talk(noise * 3, bind_resp(), mss=32768), WINDOWS[1:])
    assert road.values("command") == ["bind_transceiver_resp"]
    assert road.payload("unframed") == len(noise * 3)


# Any slicing.


@given(st.lists(pdus(), min_size=1, max_size=6), st.data())
@settings(max_examples=60)
def test_any_pdus_are_the_oracles(sent: list[bytes], data: Any) -> None:
    mss = data.draw(st.sampled_from([1, 10, 100, 1460]))
    window = data.draw(st.sampled_from(WINDOWS))
    capture = pcap(talk(bind() + b"".join(sent), mss=mss))
    road = travel(capture, window=window, ports=[2775])
    check_balances(road)
    assert compare(road, decode_capture(capture, [2775])) == []
    assert set(road.values("anomaly")) <= {None, "body_missing", "tlv_length"}


@given(st.lists(pdus(), min_size=2, max_size=5), st.data())
@settings(max_examples=40)
def test_plain_and_compiled_kernels_frame_the_same(sent: list[bytes], data: Any) -> None:
    octets = bytearray(b"".join(sent))
    for _ in range(data.draw(st.integers(0, 4))):
        octets[data.draw(st.integers(0, len(octets) - 1))] ^= data.draw(st.integers(1, 255))
    segments = talk(bytes(octets), mss=data.draw(st.sampled_from([20, 200, 1460])))
    if data.draw(st.booleans()):
        segments = drop(segments, data.draw(st.integers(3, len(segments) - 1)))
    capture = pcap(segments, snaplen=data.draw(st.sampled_from([None, 100])))
    window = data.draw(st.sampled_from(WINDOWS))
    both = [travel(capture, window=window, kind=kind) for kind in ("plain", "compiled")]
    check_balances(both[0])
    assert both[0].told() == both[1].told()
