"""What the traffic shows of its providers, and which profiles that makes hold."""

from __future__ import annotations

import io

import pytest

from smpp_dissect.pdus.evidence import Evidence, shown_by
from smpp_dissect.pdus.reading import PduReader
from smpp_dissect.profiles import load
from tests.road import FEW, pcap
from tests.talk import Talk

COST, MCCMNC = (0x2000, b"0.3500"), (0x2003, b"25001")


def evidence(*talks: Talk, window: int = 1 << 20) -> Evidence:
    segments = sorted((each for one in talks for each in one.segments), key=lambda each: each.time)
    reader = PduReader(io.BytesIO(pcap(segments)), window=window)
    made = Evidence(reader)
    for batch in reader.batches():
        made.take(batch)
    return made


@pytest.mark.parametrize("window", FEW)
def test_what_a_peer_shows(window: int) -> None:
    talk = Talk("shop").bind()
    talk.submit("1", at=1, tlvs=[(0x0204, b"\0\1"), (0x1400, b"1701158019811140068")])
    talk.receipt("1", at=2, tlvs=[COST, MCCMNC, (0x2100, bytes(100))])
    made = evidence(talk, window=window)
    [shown] = shown_by(made.peers, made.counts.tallies())
    assert shown == (
        "10.0.0.2",
        2775,
        "shop",
        {
            (0x1400, "submit_sm"): [b"1701158019811140068"],
            (0x2000, "deliver_sm"): [b"0.3500"],
            (0x2003, "deliver_sm"): [b"25001"],
            (0x2100, "deliver_sm"): [],
        },
    )
    [choice] = made.choose()
    assert choice.profile is load("smscentre")


def test_each_peer_has_its_profile() -> None:
    centre = Talk("shop", server=("10.0.0.2", 3700)).bind()
    other = Talk("shop", ("10.0.0.1", 40001), ("10.0.0.3", 2775)).bind()
    other.submit("1", at=1)
    made = evidence(centre, other)
    assert [choice.profile for choice in made.choose()] == [load("smscentre"), None]
    asked = [load("8x8@10.0.0.3"), load("infobip@10.0.0.9")]
    assert [each.profile and each.profile.name for each in made.choose(asked)] == [None, "8x8"]


def test_nothing_read_nothing_shown() -> None:
    assert evidence(Talk("shop")).choose() == []
