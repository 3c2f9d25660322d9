"""Framing among other protocols: what is taken for SMPP, by content or by decree."""

from __future__ import annotations

from typing import Any

import pytest

from tests.pdus.foreign import FOREIGN
from tests.road import WINDOWS, pcap, read, travel
from tests.talks import (
    bind_resp,
    enquire,
    pdu,
    raw,
    submit,
    talk,
    vendor,
)

TELL = ("command", "sequence_number", "anomaly")
A, B, C = submit(1), submit(2), submit(3)
OK = [("submit_sm", 1, None), ("submit_sm", 2, None), ("submit_sm", 3, None)]


def to(port: int) -> Any:
    """The ends of a connection to this port."""
    return ("10.0.0.1", 40000), ("10.0.0.2", port)


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


@pytest.mark.parametrize("opened", [True, False])
@pytest.mark.parametrize(
    "sent",
    [
        [enquire(1)],
        [enquire(1), enquire(2)],
        [raw(0x80000009, b"", 1, 0x0E)],
        [raw(0x80000005, b"\0", 1)],
        [raw(0x80000005, b"\0", 1), raw(0x80000005, b"\0", 2), enquire(3)],
        [pdu("bind_transceiver_resp", 1, system_id=b"")],
        [raw(0x80000000, b"", 7, 3)],
        [enquire(1), vendor(2), enquire(3)],
        [pdu("unbind", 1)],
    ],
)
def test_a_direction_that_has_little_to_show(sent: list[bytes], opened: bool) -> None:
    # All of it in one segment, and each in its own.
    for pieces in ([b"".join(sent)], sent):
        assert read(talk(pieces, opened=opened)).raw == sent
        assert sorted(read(talk([A], pieces, opened=opened)).raw) == sorted([A, *sent])


PLAIN = {
    "enquire_link": enquire(1),
    "a refusal": raw(0x80000004, b"", 1, 0x58),
    "an empty id": raw(0x80000004, b"\0", 1),
    "a refused bind": raw(0x80000009, b"", 1, 0x0E),
    "a submit_sm": A,
}


@pytest.mark.parametrize("opened", [True, False])
@pytest.mark.parametrize("first", PLAIN)
def test_a_strange_status_in_the_second_pdu_drops_neither(first: str, opened: bool) -> None:
    for strange in (raw(0x80000004, b"", 2, 0x10000), raw(0x80000004, b"17\0", 2, 0xFFFFFFFF),
                    raw(0x15, b"", 2, 0x10000)):  # fmt: skip
        for sent in ([PLAIN[first], strange, C], [PLAIN[first], strange, vendor(4), enquire(5), C]):
            assert travel(pcap(talk(sent, opened=opened))).raw == sent
            assert travel(pcap(talk(sent, mss=7, opened=opened)), window=64).raw == sent


@pytest.mark.parametrize("opened", [True, False])
@pytest.mark.parametrize("first", PLAIN)
@pytest.mark.parametrize("kept", [70, 100, 189])
def test_a_second_pdu_cut_by_the_snap_length_drops_neither(
    first: str, kept: int, opened: bool
) -> None:
    long = submit(2, b"x" * 140)
    for rest in ([], [C], [enquire(3), B]):
        segments = talk([PLAIN[first], long, *rest], opened=opened)
        road = travel(pcap(segments, snaplen=54 + kept), window=64)
        assert road.raw == [PLAIN[first], long[:kept], *rest]
        assert road.values("anomaly")[1] == "cut_by_snaplen"


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
