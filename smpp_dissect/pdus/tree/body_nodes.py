"""The body of one PDU as nodes: mandatory fields in the order of the standard, then TLVs.

The walk stops at the first fault, keeps what it read before, and trusts nothing after. A response
with an error status may leave its fields out and still have TLVs: where its octets are no body, and
are TLVs to the last of them, they are taken for that. These are the rules of framing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, NoReturn

from smpp_dissect.anomalies import (
    BY_NUMBER,
    FIELD_OVERRUN,
    FIELD_UNTERMINATED,
    LIST_ENTRY,
    TLV_OVERRUN,
    TRAILING_BYTES,
)
from smpp_dissect.pdus.framing import HEADER, MAX_TLVS
from smpp_dissect.pdus.meanings import value_meaning
from smpp_dissect.pdus.tree.context import Context, Conventions
from smpp_dissect.pdus.tree.message_nodes import message_parts, message_text
from smpp_dissect.pdus.tree.model import Node
from smpp_dissect.pdus.tree.parts import Reading, grown, octet_readings
from smpp_dissect.pdus.tree.time_parts import time_reading
from smpp_dissect.pdus.tree.tlv_nodes import TLV_HEAD, TLV_HEADER, tlv_node
from smpp_dissect.spec import (
    COMMAND_BY_ID,
    DEST_ADDRESS_DL,
    DEST_ADDRESS_SME,
    UNSUCCESS_SME,
    WIDTHS,
    Command,
    Field,
    Kind,
)

DESTINATIONS = {1: DEST_ADDRESS_SME, 2: DEST_ADDRESS_DL}


class Fault(Exception):
    """The first thing in a body that cannot be read; its text is the reason."""


class Body(Context):
    """A walk through a body.

    `at`: how far, an offset in `pdu`; `fault`: why no further, or None. `stop`: where the octets
    end; `limit`: where the PDU ends, by its own length. `last`: the latest integer field, for it
    counts what comes after it.
    """

    __slots__ = ("at", "fault", "last", "limit", "stop")

    def __init__(
        self,
        pdu: bytes,
        stop: int,
        limit: int,
        by: Conventions,
        command: str = "",
        time: int | None = None,
    ):
        super().__init__(pdu, by, command, time)
        self.stop = stop
        self.limit = limit
        self.at = HEADER
        self.fault: str | None = None
        self.last = 0

    def read(self, command: Command | None) -> Body:
        """Read mandatory fields (of a command; None: TLVs alone) and TLVs, as far as they go."""
        try:
            if command is not None:
                self._read_fields(command)
            self._read_tlvs()
        except Fault as fault:
            # The exception itself would hold this frame, and all that led to it.
            self.fault = str(fault)
        for node in self.messages:
            node.nodes = message_parts(self, node.offset, node.length)
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
        numbers, nodes = self.numbers, self.nodes
        for read, name, how, only_if in _steps(command.command_id):
            if only_if is None or numbers[only_if[0]] == only_if[1]:
                nodes.append(read(self, name, how))

    def _read_tlvs(self) -> None:
        pdu, stop, nodes = self.pdu, self.stop, self.nodes
        at, count = self.at, 0
        self.first_tlv = len(nodes)
        while at < stop:
            head = self.reach(at + TLV_HEADER, "TLV", TRAILING_BYTES)
            tag, length = TLV_HEAD.unpack_from(pdu, at)
            end = head + length
            if end > stop:
                self.reach(end, f"TLV 0x{tag:04X}", TLV_OVERRUN)
            if count == MAX_TLVS:
                raise Fault(f"more than {MAX_TLVS} TLVs")
            nodes.append(tlv_node(self, at, tag, length))
            self.at = at = end
            count += 1


def read_body(
    pdu: bytes,
    stop: int,
    limit: int,
    command: Command,
    status: int,
    by: Conventions,
    time: int | None = None,
) -> Body:
    """Read the body that goes from the header to `stop` in a PDU that goes to `limit`.

    `time`: when the PDU was captured, in nanoseconds since 1970, or None.
    """
    body = Body(pdu, stop, limit, by, command.name, time).read(command)
    # Of a PDU cut short nobody knows whether its octets are TLVs to the last of them.
    if body.fault is not None and command.is_response and status and stop == limit:
        bare = Body(pdu, stop, limit, by, command.name, time).read(None)
        if bare.fault is None:
            return bare
    return body


# How a field is read; its name; what its reader has to know of it; when it is there.
Reader = Callable[[Body, str, Any], Node]
Step = tuple[Reader, str, Any, tuple[str, int] | None]


def _octet(body: Body, name: str, readings: Sequence[Reading]) -> Node:
    at, pdu = body.at, body.pdu
    if at >= body.stop:
        body.reach(at + 1, name, FIELD_OVERRUN)
    octet = pdu[at]
    value, meaning, parts = readings[octet]
    body.numbers[name] = body.last = octet
    body.at = at + 1
    return Node(pdu, name, at, 1, value, meaning, grown(pdu, at, parts) if parts else ())


def _error_code(body: Body, name: str, readings: Sequence[Reading]) -> Node:
    """Read the error_code of query_sm_resp, which is the SMSC's own unless 3.3 has it."""
    node = _octet(body, name, readings)
    own = body.by.profile.error_meaning(body.last) if body.by.profile else None
    return Node(body.pdu, name, node.offset, 1, node.value, own) if own else node


def _integer(body: Body, name: str, field: Field) -> Node:
    at, width = body.at, WIDTHS[field.kind]
    end = body.reach(at + width, name, FIELD_OVERRUN)
    value = int.from_bytes(body.pdu[at:end])
    body.numbers[name] = body.last = value
    body.at = end
    meaning = value_meaning(field.enum, value) if field.enum else None
    return Node(body.pdu, name, at, width, value, meaning)


def _string(body: Body, name: str, field: Field) -> Node:
    at, pdu = body.at, body.pdu
    nul = pdu.find(0, at, body.stop)
    if nul < 0:
        body.fail(name, FIELD_UNTERMINATED if at < body.stop else FIELD_OVERRUN, True)
    body.at = end = nul + 1
    value = pdu[at:nul].decode("latin-1")
    known = field.enum and end - at <= field.max_octets
    meaning = value_meaning(field.enum, value) if known else None
    return Node(pdu, name, at, end - at, value, meaning)


def _system_type(body: Body, name: str, field: Field) -> Node:
    """Read a field of which a provider may make words that change how it treats the ESME."""
    node = _string(body, name, field)
    options = body.by.profile.options_in(str(node.value)) if body.by.profile else ()
    said = "; ".join(f"{option.name}: {option.meaning}" for option in options)
    return Node(body.pdu, name, node.offset, node.length, node.value, said) if said else node


def _time(body: Body, name: str, field: Field) -> Node:
    node = _string(body, name, field)
    if node.length == 1:
        return node
    value, meaning, parts = time_reading(str(node.value), body.time)
    nodes = grown(body.pdu, node.offset, parts)
    return Node(body.pdu, name, node.offset, node.length, value, meaning, nodes)


def _message(body: Body, name: str, field: Field) -> Node:
    """Read octets that the integer before them counts: short_message is the only such field."""
    at = body.at
    body.at = end = body.reach(at + body.last, name, FIELD_OVERRUN)
    meaning = message_text(body, body.pdu[at:end])
    node = Node(body.pdu, name, at, end - at, None, meaning)
    body.messages.append(node)
    return node


def _list(body: Body, name: str, field: Field) -> Node:
    """Read as many entries as the integer before them says; a fault leaves the whole ones."""
    entries: list[Node] = []
    begin, count = body.at, body.last
    try:
        for number in range(1, count + 1):
            entries.append(_entry(body, field, f"{name} #{number}"))
    except Fault:
        # The fault ends the walk over the fields, but not what was read before it.
        body.nodes.append(Node(body.pdu, name, begin, body.at - begin, nodes=entries))
        raise
    return Node(body.pdu, name, begin, body.at - begin, nodes=entries)


def _entry(body: Body, field: Field, name: str) -> Node:
    begin = body.at
    try:
        parts = [read(body, part, how) for read, part, how, _ in _entry_steps(body, field)]
    except Fault as fault:
        body.at = begin
        raise type(fault)(f"{name}, {fault}") from None
    return Node(body.pdu, name, begin, body.at - begin, nodes=parts)


def _entry_steps(body: Body, field: Field) -> Sequence[Step]:
    """Tell how an entry is read; a destination by its dest_flag (3.4, 5.2.25)."""
    if field.kind is Kind.UNSUCCESS_SMES:
        return _planned(UNSUCCESS_SME)
    if field.kind is Kind.CSTRINGS:
        return ((_string, field.name, field, None),)
    at = body.at
    body.reach(at + 1, "dest_flag", FIELD_OVERRUN)
    if body.pdu[at] not in DESTINATIONS:
        body.fail("dest_flag", LIST_ENTRY, False)
    return _planned(DESTINATIONS[body.pdu[at]])


@cache
def _steps(command_id: int) -> tuple[Step, ...]:
    return _planned(COMMAND_BY_ID[command_id].fields)


@cache
def _planned(fields: tuple[Field, ...]) -> tuple[Step, ...]:
    """Plan how fields are read, one after another."""
    return tuple((_reader(field), field.name, _known(field), field.only_if) for field in fields)


def _reader(field: Field) -> Reader:
    return OWN_READERS.get(field.name) or READERS[field.kind]


def _known(field: Field) -> Any:
    return octet_readings(field.enum) if field.kind is Kind.U8 else field


# Fields that a profile tells more of.
OWN_READERS: dict[str, Reader] = {"error_code": _error_code, "system_type": _system_type}
READERS: dict[Kind, Reader] = {
    Kind.U8: _octet,
    Kind.U16: _integer,
    Kind.U32: _integer,
    Kind.CSTRING: _string,
    Kind.TIME: _time,
    Kind.OCTETS: _message,
    Kind.DEST_ADDRESSES: _list,
    Kind.UNSUCCESS_SMES: _list,
    Kind.CSTRINGS: _list,
}
