"""Framing: PDUs whole, lying about their length, of unknown commands, with odd bodies."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.build import drop
from tests.naive import decode_capture
from tests.road import WINDOWS, check_balances, compare, pcap, read, travel
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
A, B, C = submit(1), submit(2), submit(3)
OK = [("submit_sm", 1, None), ("submit_sm", 2, None), ("submit_sm", 3, None)]


def told(octets: bytes, **options: Any) -> list[tuple[Any, ...]]:
    return read(talk(octets), **options).values(*TELL)


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


# Of many at the beginning nothing says that they are SMPP.
@pytest.mark.parametrize(
    ("place", "count"), [(0, 1), (0, 3), (1, 1), (1, 3), (1, 9), (3, 1), (3, 3), (3, 9)]
)
def test_unknown_commands(place: int, count: int) -> None:
    strange = [vendor(50 + number) for number in range(count)]
    sent = [A, B, C]
    sent[place:place] = strange
    road = read(talk(b"".join(sent)))
    assert road.raw == sent
    assert road.values("command").count(None) == count
    unknown = [row for row in road.pdus if row["command"] is None]
    assert {row["anomaly"] for row in unknown} == {"unknown_command"}
    assert {row["command_id"] for row in unknown} == {0x00010203}


@pytest.mark.parametrize("length", [0, 12, 1 << 21])
def test_an_unknown_command_before_a_nonsense_length(length: int) -> None:
    road = read(talk(A + vendor(50) + with_length(enquire(5), length) + B))
    assert road.values("sequence_number", "anomaly") == [
        (1, None), (50, "unknown_command"), (5, "bad_length"), (2, None),
    ]  # fmt: skip


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
