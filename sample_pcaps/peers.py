"""An ESME and an SMSC talking SMPP over one connection.

PDUs are said with their times, in any order. `finish` puts them in order, numbers the requests of
each side, gives each response the number of its request, and hands the octets to the connection.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sample_pcaps.wire import CLIENT, FIN, MILLISECOND, ROUND_TRIP, SECOND, Connection
from smpp_dissect.pdus.encode import encode

ESME, SMSC = 0, 1
LAST_SEQUENCE_NUMBER = 0x7FFFFFFF
ESME_ROK = 0
SMPP_34, SMPP_5 = 0x34, 0x50
Tlvs = Sequence[tuple[int | str, bytes | int | str]]
Fields = dict[str, Any]


@dataclass(eq=False)
class Pdu:
    """One PDU; `begin` and `end` are its place in the stream of its side once `finish` is done."""

    time: int
    side: int
    command: str | int
    command_status: int = 0
    answers: Pdu | None = None
    tlvs: Tlvs = ()
    fields: Fields = field(default_factory=dict)
    sequence_number: int = 0
    begin: int = 0
    end: int = 0

    @property
    def name(self) -> str:
        """The command's name, or its number where SMPP has no name for it."""
        return self.command if isinstance(self.command, str) else f"0x{self.command:08x}"

    def encoded(self) -> bytes:
        """The octets of the PDU."""
        return encode(
            self.command,
            sequence_number=self.sequence_number,
            command_status=self.command_status,
            tlvs=self.tlvs,
            **self.fields,
        )


class Peers:
    """What ESME and SMSC say to each other on one connection.

    `first` are the first sequence numbers of ESME and SMSC. `client` is ESME, or SMSC where the
    SMSC opened the connection.
    """

    def __init__(
        self, connection: Connection, first: tuple[int, int] = (1, 1), client: int = ESME
    ) -> None:
        self.connection = connection
        self.client = client
        self.pdus: list[Pdu] = []
        self.session: dict[str, Any] = {}
        self._next = list(first)
        self._sent = [0, 0]

    def request(
        self, time: int, side: int, command: str | int, tlvs: Tlvs = (), **fields: Any
    ) -> Pdu:
        """A request; its fields go to `encode`, and may be as wrong as that allows."""
        pdu = Pdu(time, side, command, tlvs=tlvs, fields=fields)
        self.pdus.append(pdu)
        return pdu

    def respond(
        self,
        time: int,
        request: Pdu,
        command_status: int = ESME_ROK,
        tlvs: Tlvs = (),
        command: str = "",
        **fields: Any,
    ) -> Pdu:
        """The response to a request, or another `command` in its place."""
        name = command or f"{request.command}_resp"
        pdu = Pdu(time, 1 - request.side, name, command_status, request, tlvs, fields)
        self.pdus.append(pdu)
        return pdu

    def bind(
        self,
        time: int,
        bind_type: str = "transceiver",
        command_status: int = ESME_ROK,
        interface_version: int = SMPP_34,
        **fields: Any,
    ) -> None:
        """A bind_* of the ESME and its answer; the fields are those of the bind."""
        bind = self.request(
            time, ESME, f"bind_{bind_type}", interface_version=interface_version, **fields
        )
        after = time + ROUND_TRIP + 9 * MILLISECOND
        tlvs: Tlvs = () if command_status else [("sc_interface_version", interface_version)]
        told: Fields = {} if command_status else {"system_id": "SMSC"}
        self.respond(after, bind, command_status, tlvs, **told)
        self.session |= {
            "bind_type": bind_type,
            "system_id": fields["system_id"],
            "system_type": fields.get("system_type", ""),
            "bind_status": command_status,
        }

    def unbind(self, time: int, side: int = ESME) -> None:
        """An unbind, its answer, and the end of the connection, all begun by `side`."""
        unbind = self.request(time, side, "unbind")
        self.respond(time + ROUND_TRIP + MILLISECOND, unbind)
        self.hang_up(time + 2 * ROUND_TRIP + 2 * MILLISECOND, side)
        self.session["end_cause"] = f"unbind_by_{'smsc' if side else 'esme'}"

    def hang_up(self, time: int, side: int, how: int = FIN) -> None:
        """The end of the connection by FIN or RST."""
        self.connection.ended = time, side ^ self.client, how

    def keep_alive(self, until: int, every: int = 45 * SECOND, side: int = ESME) -> None:
        """Have `side` send an enquire_link wherever nothing else is said for so long."""
        times = [*sorted(pdu.time for pdu in self.pdus if pdu.time < until), until]
        for before, after in zip(times, times[1:], strict=False):
            for time in range(before + every, after - SECOND, every):
                self.respond(time + ROUND_TRIP, self.request(time, side, "enquire_link"))

    def finish(self) -> Connection:
        """Number and encode all PDUs; the connection then has all it needs."""
        self.pdus.sort(key=lambda pdu: pdu.time)
        for pdu in self.pdus:
            if pdu.answers:
                pdu.sequence_number = pdu.answers.sequence_number
            else:
                pdu.sequence_number = self._next[pdu.side]
                self._next[pdu.side] = pdu.sequence_number % LAST_SEQUENCE_NUMBER + 1
            octets = pdu.encoded()
            pdu.begin = self._sent[pdu.side]
            self._sent[pdu.side] += len(octets)
            pdu.end = self._sent[pdu.side]
            self.connection.said.append((pdu.time, pdu.side ^ self.client, octets))
        self._describe()
        return self.connection

    def _describe(self) -> None:
        ends = self.connection.client, self.connection.server
        (client, client_port), (server, server_port) = ends
        self.session = {
            "client": client,
            "client_port": client_port,
            "server": server,
            "server_port": server_port,
            "esme": "client" if self.client == CLIENT else "server",
            **self.session,
        }


def counted(pdus: Sequence[Pdu]) -> dict[str, int]:
    """How many PDUs there are of each command, by name."""
    return dict(sorted(Counter(pdu.name for pdu in pdus).items()))
