"""The body of one PDU as nodes: mandatory fields in the order of the standard, then TLVs.

The walk stops at the first fault, keeps what it read before, and trusts nothing after. A response
with an error status may leave its fields out and still have TLVs: where its octets are no body, and
are TLVs to the last of them, they are taken for that. These are the rules of framing.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import NoReturn

from smpp_dissect.anomalies import (
    BY_NUMBER,
    FIELD_OVERRUN,
    FIELD_UNTERMINATED,
    LIST_ENTRY,
    TLV_OVERRUN,
    TRAILING_BYTES,
)
from smpp_dissect.pdus.framing import HEADER, MAX_TLVS
from smpp_dissect.pdus.meanings import Conventions, bit_parts, value_meaning
from smpp_dissect.pdus.message_nodes import message_parts, message_text
from smpp_dissect.pdus.tlv_nodes import TLV_HEADER, WIDTHS, tlv_node
from smpp_dissect.pdus.tree import Node
from smpp_dissect.spec import (
    COMMAND_BY_ID,
    DEST_ADDRESS_DL,
    DEST_ADDRESS_SME,
    UNSUCCESS_SME,
    Command,
    Field,
    Kind,
)

DESTINATIONS = {1: DEST_ADDRESS_SME, 2: DEST_ADDRESS_DL}


class Fault(Exception):
    """The first thing in a body that cannot be read; its text is the reason."""


class Body:
    """A walk through a body.

    `nodes`: what was read; `at`: how far, an offset in `pdu`; `fault`: why no further, or None.
    `stop`: where the octets end; `limit`: where the PDU ends, by its own length.
    """

    __slots__ = ("at", "by", "fault", "last", "limit", "nodes", "numbers", "pdu", "stop")

    def __init__(self, pdu: bytes, stop: int, limit: int, by: Conventions):
        self.pdu = pdu
        self.stop = stop
        self.limit = limit
        self.by = by
        self.at = HEADER
        self.nodes: list[Node] = []
        self.fault: Fault | None = None
        # Integer fields by name, and the latest of them: it counts what comes after it.
        self.numbers: dict[str, int] = {}
        self.last = 0

    def read(self, command: Command | None) -> Body:
        """Read mandatory fields (of a command; None: TLVs alone) and TLVs, as far as they go."""
        try:
            if command is not None:
                self._read_fields(command)
            self._read_tlvs()
        except Fault as fault:
            self.fault = fault
        return self

    def reach(self, end: int, name: str, fault: int) -> int:
        """Give `end` where the octets go that far; `fault`: what it is if the PDU does not."""
        if end > self.stop:
            self.fail(name, fault, end <= self.limit)
        return end

    def fail(self, name: str, fault: int, may_follow: bool) -> NoReturn:
        """Raise the fault, unless the PDU is cut short and may have what is missing here."""
        if may_follow and self.stop < self.limit:
            raise Fault(f"{name} is cut short")
        raise Fault(f"{name}: {BY_NUMBER[fault].text}")

    def _read_fields(self, command: Command) -> None:
        for read, field in _steps(command.command_id):
            if field.only_if is None or self.numbers[field.only_if[0]] == field.only_if[1]:
                read(self, field, self.nodes)

    def _read_tlvs(self) -> None:
        pdu, stop = self.pdu, self.stop
        count = 0
        while self.at < stop:
            at = self.at
            head = self.reach(at + TLV_HEADER, "TLV", TRAILING_BYTES)
            tag, length = int.from_bytes(pdu[at : at + 2]), int.from_bytes(pdu[at + 2 : head])
            end = self.reach(head + length, f"TLV 0x{tag:04X}", TLV_OVERRUN)
            if count == MAX_TLVS:
                raise Fault(f"more than {MAX_TLVS} TLVs")
            self.nodes.append(tlv_node(pdu, at, tag, length, self.numbers, self.by))
            self.at = end
            count += 1


def read_body(
    pdu: bytes, stop: int, limit: int, command: Command, status: int, by: Conventions
) -> Body:
    """Read the body that goes from the header to `stop` in a PDU that goes to `limit`."""
    body = Body(pdu, stop, limit, by).read(command)
    # Of a PDU cut short nobody knows whether its octets are TLVs to the last of them.
    if body.fault is not None and command.is_response and status and stop == limit:
        bare = Body(pdu, stop, limit, by).read(None)
        if bare.fault is None:
            return bare
    return body


Reader = Callable[[Body, Field, list[Node]], None]


def _integer(body: Body, field: Field, into: list[Node]) -> None:
    at, width = body.at, WIDTHS[field.kind]
    end = body.reach(at + width, field.name, FIELD_OVERRUN)
    value = int.from_bytes(body.pdu[at:end])
    body.numbers[field.name] = body.last = value
    body.at = end
    meaning = value_meaning(field.enum, value) if field.enum else None
    parts = bit_parts(body.pdu, at, field.enum, value)
    into.append(Node(body.pdu, field.name, at, width, value, meaning, parts))


def _string(body: Body, field: Field, into: list[Node]) -> None:
    at = body.at
    nul = body.pdu.find(0, at, body.stop)
    if nul < 0:
        body.fail(field.name, FIELD_UNTERMINATED if at < body.stop else FIELD_OVERRUN, True)
    value = body.pdu[at:nul].decode("latin-1")
    body.at = nul + 1
    meaning = value_meaning(field.enum, value) if field.enum else None
    into.append(Node(body.pdu, field.name, at, nul + 1 - at, value, meaning))


def _message(body: Body, field: Field, into: list[Node]) -> None:
    """Read octets that the integer before them counts: short_message is the only such field."""
    at, length = body.at, body.last
    body.at = body.reach(at + length, field.name, FIELD_OVERRUN)
    parts = message_parts(body.pdu, at, length, body.numbers)
    meaning = message_text(body.pdu[at : body.at], body.numbers, body.by.alphabet)
    into.append(Node(body.pdu, field.name, at, length, None, meaning, parts))


def _list(body: Body, field: Field, into: list[Node]) -> None:
    """Read as many entries as the integer before them says; a fault leaves the whole ones."""
    entries: list[Node] = []
    node = Node(body.pdu, field.name, body.at, 0, nodes=entries)
    into.append(node)
    for number in range(1, body.last + 1):
        entries.append(_entry(body, field, f"{field.name} #{number}"))
        node.length = body.at - node.offset


def _entry(body: Body, field: Field, name: str) -> Node:
    begin = body.at
    parts: list[Node] = []
    try:
        for part in _entry_fields(body, field):
            READERS[part.kind](body, part, parts)
    except Fault as fault:
        body.at = begin
        raise type(fault)(f"{name}, {fault}") from None
    return Node(body.pdu, name, begin, body.at - begin, nodes=parts)


def _entry_fields(body: Body, field: Field) -> tuple[Field, ...]:
    """Tell the fields of an entry; those of a destination hang on its dest_flag (3.4, 5.2.25)."""
    if field.kind is Kind.UNSUCCESS_SMES:
        return UNSUCCESS_SME
    if field.kind is Kind.CSTRINGS:
        return (field._replace(kind=Kind.CSTRING),)
    at = body.at
    body.reach(at + 1, "dest_flag", FIELD_OVERRUN)
    if body.pdu[at] not in DESTINATIONS:
        body.fail("dest_flag", LIST_ENTRY, False)
    return DESTINATIONS[body.pdu[at]]


READERS: dict[Kind, Reader] = {
    Kind.U8: _integer,
    Kind.U16: _integer,
    Kind.U32: _integer,
    Kind.CSTRING: _string,
    Kind.TIME: _string,
    Kind.OCTETS: _message,
    Kind.DEST_ADDRESSES: _list,
    Kind.UNSUCCESS_SMES: _list,
    Kind.CSTRINGS: _list,
}


@cache
def _steps(command_id: int) -> tuple[tuple[Reader, Field], ...]:
    """Pair a command's fields with what reads them."""
    return tuple((READERS[field.kind], field) for field in COMMAND_BY_ID[command_id].fields)
