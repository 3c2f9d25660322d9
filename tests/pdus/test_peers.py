"""Whose traffic it is: accounts at servers by their binds, and what no bind was seen of."""

from __future__ import annotations

import io
from collections.abc import Sequence

import numpy as np
import pytest

from smpp_dissect.pdus.peers import Peer, Peers
from smpp_dissect.pdus.reading import PduReader
from tests.road import FEW, pcap
from tests.talk import Talk

CLIENT, SERVER = "10.0.0.1", "10.0.0.2"


def watched(talks: Sequence[Talk], window: int = 1 << 20, decreed: Sequence[int] = ()) -> Peers:
    segments = sorted(
        (each for talk in talks for each in talk.segments), key=lambda each: each.time
    )
    reader = PduReader(io.BytesIO(pcap(segments)), decreed or None, window=window)
    peers = Peers(reader)
    for batch in reader.batches():
        peers.take(batch)
        assert (peers.of_flow[batch.pdus[:, 0] >> 1] >= 0).all()
    peers.name(np.arange(len(reader.streams.tables)))
    return peers


def of_flows(peers: Peers, count: int) -> list[Peer]:
    joined = peers.joined()
    return [joined[place] for place in peers.of_flow[:count].tolist()]


@pytest.mark.parametrize("window", FEW)
def test_a_peer_is_a_system_id_at_a_server(window: int) -> None:
    shop, again, bank, other = (
        Talk("shop").bind(at=1),
        Talk("shop", (CLIENT, 40001)).bind("receiver", at=2),
        Talk("bank", (CLIENT, 40002)).bind(at=3),
        Talk("shop", (CLIENT, 40003), (SERVER, 3700)).bind(at=4),
    )
    peers = watched([shop, again, bank, other], window)
    assert of_flows(peers, 4) == [
        Peer(SERVER, 2775, "shop"),
        Peer(SERVER, 2775, "shop"),
        Peer(SERVER, 2775, "bank"),
        Peer(SERVER, 3700, "shop"),
    ]
    assert len(peers.known) == 3


@pytest.mark.parametrize("window", FEW)
def test_what_precedes_a_bind_is_of_its_account_if_there_is_no_other(window: int) -> None:
    talk = Talk("shop", opened=False)
    talk.submit("1", at=1)
    talk.bind(at=2).submit("2", at=3)
    peers = watched([talk], window)
    assert set(peers.joined()) == {Peer(SERVER, 2775, "shop")}


def test_without_a_bind_a_peer_is_a_pair_of_hosts() -> None:
    alone = Talk("", ("10.0.0.9", 40000), opened=False)
    alone.submit("1", at=1)
    [peer] = set(watched([alone]).joined())
    assert peer == Peer(SERVER, 2775, "", "10.0.0.9")


def test_without_a_bind_it_joins_the_only_account_between_the_same_hosts() -> None:
    bound, unbound = Talk("shop").bind(at=1), Talk("", (CLIENT, 40001), opened=False)
    unbound.submit("1", at=2)
    assert of_flows(watched([bound, unbound]), 2) == [Peer(SERVER, 2775, "shop")] * 2
    second = Talk("bank", (CLIENT, 40002)).bind(at=3)
    assert Peer(SERVER, 2775, "", CLIENT) in of_flows(watched([bound, unbound, second]), 3)


def test_the_server_is_where_a_bind_goes_to_whoever_connected() -> None:
    talk = Talk("shop")
    # With outbind the SMSC is the TCP client, and the ESME binds on its connection.
    talk.say("client", "outbind", at=0.001, system_id=b"smsc")
    talk.say("server", "bind_receiver", at=0.01, system_id=b"shop")
    [peer] = of_flows(watched([talk]), 1)
    assert peer == Peer(CLIENT, 40000, "shop")


def test_unseen_openings_are_told_by_the_lower_port() -> None:
    # The server is seen first, so it is endpoint A.
    talk = Talk("", (CLIENT, 40000), (SERVER, 3700), opened=False)
    talk.deliver(b"hello", at=1)
    [peer] = of_flows(watched([talk]), 1)
    assert (peer.server, peer.port) == (SERVER, 3700)


def test_the_last_bind_counts() -> None:
    talk = Talk("shop").bind(at=1, status=0x0E)
    talk.say("client", "bind_transceiver", at=2, system_id=b"shop2")
    peers = watched([talk])
    assert of_flows(peers, 1) == [Peer(SERVER, 2775, "shop2")]


def test_many_connections() -> None:
    talks = [Talk(f"esme{n % 7}", (CLIENT, 40000 + n)).bind(at=n) for n in range(200)]
    peers = watched(talks)
    assert len(peers.known) == 7
    assert [peer.system_id for peer in of_flows(peers, 200)] == [f"esme{n % 7}" for n in range(200)]


def test_flows_without_pdus_are_named_too() -> None:
    talk = Talk("shop")
    talk.say_octets("client", b"HELO\r\n", at=1)
    assert of_flows(watched([talk], decreed=[2775]), 1) == [Peer(SERVER, 2775, "", CLIENT)]
