"""The tables of connections grow, and find again what they hold."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from smpp_dissect.streams import flows
from smpp_dissect.streams.flows import FlowTables
from tests.road import pcap, travel
from tests.talks import submit, talk


def test_room_for_as_many_flows_as_there_are_segments() -> None:
    tables = FlowTables()
    tables.flow[0], tables.direction[1], tables.counts[0] = 7, 8, 1
    tables.reserve(5000)
    assert len(tables.flow) >= 5001
    assert len(tables.key) == len(tables.flow)
    assert len(tables.direction) == 2 * len(tables.flow)
    assert (tables.flow[0] == 7).all()
    assert (tables.direction[1] == 8).all()
    # The hash table has at least a place for each, and its size is a power of two.
    assert len(tables.heads) > 5001
    assert len(tables.heads) & (len(tables.heads) - 1) == 0


def test_room_for_held_segments() -> None:
    tables = FlowTables()
    tables.held[3] = 9
    tables.counts[1] = 2000
    tables.reserve_held(3000)
    assert len(tables.held) >= 5000
    assert (tables.held[3] == 9).all()


def test_a_superseded_flow_is_not_found_again() -> None:
    tables = FlowTables()
    tables.counts[0] = 3
    tables.flow[:3, flows.HASH] = 5
    tables.flow[1, flows.SUPERSEDED] = 1
    tables.reserve(10_000)
    found, chain = [], tables.heads[5]
    while chain >= 0:
        found.append(int(chain))
        chain = tables.flow[chain, flows.CHAIN]
    assert sorted(found) == [0, 2]


@pytest.mark.parametrize("window", [1024, 1 << 22])
def test_hundreds_of_connections(window: int) -> None:
    talks = [
        talk(submit(port), ends=(("10.0.0.1", 1000 + port), ("10.0.0.2", 2775)), closed=False)
        for port in range(400)
    ]
    mixed = [one[at] for at in range(5) for one in talks]
    road = travel(pcap(mixed), window=window)
    assert road.values("sequence_number") == list(range(400))
    assert road.values("session") == list(range(1, 401))


def test_the_seed_of_the_hash_is_no_constant(monkeypatch: Any) -> None:
    seeds = {FlowTables().seed for _ in range(20)}
    assert len(seeds) > 10


@pytest.mark.parametrize("seed", [0, 1, 0xFFFFFFFF])
def test_every_seed_finds_the_same(seed: int, monkeypatch: Any) -> None:
    monkeypatch.setattr(flows.os, "urandom", lambda count: seed.to_bytes(count, "big"))
    assert FlowTables().seed == seed
    mixed = talk(submit(1)) + talk(submit(2), ipv6=True) + talk(submit(3), ends=SWAPPED)
    road = travel(pcap(mixed))
    assert road.values("session") == [1, 2, 3]
    assert road.values("sequence_number") == [1, 2, 3]


# Every number at its limit, and ends that are each other's mirror.
SWAPPED = (("255.255.255.255", 65535), ("0.0.0.0", 0))


def test_ends_that_differ_in_one_number_only() -> None:
    ends = [
        (("10.0.0.1", 5), ("10.0.0.2", 6)), (("10.0.0.1", 6), ("10.0.0.2", 5)),
        (("10.0.0.2", 5), ("10.0.0.1", 6)), (("10.0.0.2", 6), ("10.0.0.1", 7)),
        (("fd00::1", 5), ("fd00::2", 6)), (("fd00::1", 5), ("fd00::1:2", 6)),
    ]  # fmt: skip
    # The third is the second's mirror image: the same two ends.
    segments = [s for n, pair in enumerate(ends) for s in talk(submit(n), ends=pair, opened=False)]
    road = travel(pcap(segments))
    assert road.values("session") == [1, 2, 2, 3, 4, 5]
    assert np.array_equal(road.values("sequence_number"), range(6))
