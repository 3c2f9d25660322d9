"""Who talks to whom: accounts at servers, told batch by batch from the binds.

A *peer* is a system_id at one server's address and port. What precedes a connection's bind, or has
none, is of a peer without a name, one for each client; in the end it joins the one account that is
known between the same hosts, if there is only one. Which end is the server tells the sender of a
bind, else who opened the connection, else the lower port.
"""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

import numpy as np

from smpp_dissect._kernel import kernel
from smpp_dissect.pdus import framing
from smpp_dissect.pdus.batch import COMMAND_INDEX, Batch, Int64s
from smpp_dissect.pdus.framing import COMMAND, DIRECTION
from smpp_dissect.pdus.gather import strings
from smpp_dissect.pdus.reading import PduReader
from smpp_dissect.spec import COMMANDS
from smpp_dissect.streams import flows
from smpp_dissect.streams.flows import address_text

BINDS = ("bind_receiver", "bind_transmitter", "bind_transceiver")
# Where in a flow's key each endpoint has its address and its port.
ADDRESSES, PORTS = (slice(0, 4), slice(4, 8)), (8, 9)


class Peer(NamedTuple):
    """An account at a server. `client`: the other host, told only where no bind was seen."""

    server: str
    port: int
    system_id: str
    client: str = ""


class Peers:
    """The peers of a capture while it is read. `of_flow`: number of each flow's, -1: none yet."""

    def __init__(self, reader: PduReader):
        self._tables = reader.streams.tables
        self._numbers: dict[Peer, int] = {}
        self._named_between: dict[tuple[str, str], set[Peer]] = {}
        self.of_flow = np.full(64, -1, np.int64)

    @property
    def known(self) -> list[Peer]:
        """The peers by their numbers."""
        return list(self._numbers)

    def take(self, batch: Batch) -> None:
        """Take notice of a batch's binds, and of its connections."""
        count = len(batch.pdus)
        if not count:
            return
        # Reading is ahead of this batch, so the tables have every flow in it.
        self._reserve(len(self._tables))
        found = np.empty((2, count), np.int64)
        binds, fresh = _find_news(batch.pdus, _is_bind(), self.of_flow, found)
        if binds:
            self._take_binds(batch, found[0, :binds])
        # Not numpy's `unique`, which loads its masked arrays: longer than all of this takes.
        self.name(np.array(sorted({*found[1, :fresh].tolist()}), np.int64))

    def name(self, flow: Int64s) -> None:
        """Number the peers of flows that no bind was seen of, as far as they have none."""
        self._reserve(int(flow.max(initial=-1)) + 1)
        for each in flow[self.of_flow[flow] < 0].tolist():
            server = self._likely_server(each)
            client, _ = self._endpoint(each, 1 - server)
            self.of_flow[each] = self._number(Peer(*self._endpoint(each, server), "", client))

    def joined(self) -> list[Peer]:
        """For each peer itself, or the named one that a peer without a name turns out to be."""
        return [self._joined(peer) for peer in self._numbers]

    def _joined(self, peer: Peer) -> Peer:
        named = self._named_between.get((peer.client, peer.server), set()) - {peer}
        accounts = {each.system_id for each in named}
        if peer.system_id or len(accounts) != 1:
            return peer
        return peer._replace(system_id=accounts.pop(), client="")

    def _take_binds(self, batch: Batch, found: Int64s) -> None:
        """Read the binds found, in capture order."""
        places = np.flatnonzero(np.isin(batch.rows, found))
        names = strings(batch.data, batch.field("system_id", places)).to_pylist()
        direction = batch.column(framing.DIRECTION, places).tolist()
        for way, system_id in zip(direction, names, strict=True):
            flow, esme = way >> 1, way & 1
            if system_id:
                server = Peer(*self._endpoint(flow, 1 - esme), system_id)
                client, _ = self._endpoint(flow, esme)
                self._named_between.setdefault((client, server.server), set()).add(server)
                self.of_flow[flow] = self._number(server)

    def _number(self, peer: Peer) -> int:
        return self._numbers.setdefault(peer, len(self._numbers))

    def _likely_server(self, flow: int) -> int:
        """0 or 1: the endpoint connected to, B where the opening was seen, else the lower port."""
        a, b = (int(self._tables.key[flow, port]) for port in PORTS)
        return 1 if self._tables.flow[flow, flows.OPENED] or a >= b else 0

    def _endpoint(self, flow: int, which: int) -> tuple[str, int]:
        key = self._tables.key[flow].tolist()
        return address_text(key[ADDRESSES[which]]), key[PORTS[which]]

    def _reserve(self, count: int) -> None:
        if count > len(self.of_flow):
            grown = np.full(2 * count, -1, np.int64)
            grown[: len(self.of_flow)] = self.of_flow
            self.of_flow = grown


@cache
def _is_bind() -> Int64s:
    """1 for each command of the spec that is a bind; the last place is that of unknown ones."""
    wanted = np.zeros(len(COMMANDS) + 1, np.int64)
    wanted[[COMMAND_INDEX[name] for name in BINDS]] = 1
    return wanted


@kernel
def _find_news(pdus: Any, is_bind: Any, of_flow: Any, found: Any) -> tuple[int, int]:
    """Find the binds, and flows without a peer, each once in a row; give how many of each."""
    binds = fresh = 0
    for row in range(len(pdus)):
        flow = pdus[row, DIRECTION] >> 1
        if is_bind[pdus[row, COMMAND]]:
            found[0, binds] = row
            binds += 1
        if of_flow[flow] < 0 and (fresh == 0 or found[1, fresh - 1] != flow):
            found[1, fresh] = flow
            fresh += 1
    return binds, fresh
