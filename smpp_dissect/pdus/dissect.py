"""The octets of one PDU become a tree in which each of them belongs to a named node.

The rules are those of framing: mandatory fields in the order of the standard, then TLVs; a response
with an error status may leave out its body, or its fields alone; what precedes the first fault is
kept and nothing after it is trusted. The octets from the first field, list entry or TLV that cannot
be read to its end become one node `unparsed`, octets beyond command_length one node `trailing`; the
meaning of either is the reason. A password is overwritten with asterisks before anything is read.

Source: SMPP 3.4, 3.2 (PDU layout); 5.0, 3.2.1.3 (bodies of error responses).
"""

from __future__ import annotations

import struct
from collections.abc import Callable

from smpp_dissect.anomalies import BODY_MISSING, BY_NUMBER, UNKNOWN_COMMAND
from smpp_dissect.pdus.alphabets import alphabet_of
from smpp_dissect.pdus.body_nodes import read_body
from smpp_dissect.pdus.framing import HEADER
from smpp_dissect.pdus.meanings import Conventions, command_meaning, command_name, value_meaning
from smpp_dissect.pdus.tree import Node, Tree
from smpp_dissect.profiles import Profile
from smpp_dissect.spec import COMMAND_BY_ID, Kind

# Fields of the header, and what their values mean.
HEADER_FIELDS: dict[str, Callable[[int], str | None]] = {
    "command_length": lambda value: None,
    "command_id": command_meaning,
    "command_status": lambda value: value_meaning("command_status", value),
    "sequence_number": lambda value: None,
}
SECRET = "password"
MASK = "********"


def dissect(
    data: bytes | bytearray | memoryview,
    profile: Profile | None = None,
    default_alphabet: str | None = None,
    show_secrets: bool = False,
) -> Tree:
    """Make the tree of one PDU, of whatever octets: the whole PDU, less of it, or more.

    `profile` names vendor TLVs and error codes. `default_alphabet`: what data_coding 0 means
    (`gsm7`, `ascii`, `latin1`); without it what the profile says, or else GSM 7-bit. Passwords are
    masked in values and octets unless `show_secrets`. ValueError for an unknown alphabet.
    """
    pdu = memoryview(data).tobytes()
    by = Conventions(profile, _checked(default_alphabet) or alphabet_of(profile))
    secret = () if show_secrets else _secret_range(pdu)
    if secret:
        begin, end = secret
        pdu = pdu[:begin] + b"*" * (end - begin) + pdu[end:]
    root = _root(pdu, by)
    if secret:
        for node in root.nodes:
            if node.name == SECRET:
                node.value = MASK
    return Tree(root)


def _checked(alphabet: str | None) -> str | None:
    if alphabet is not None:
        from smpp_dissect.pdus.text import ALPHABETS

        if alphabet not in ALPHABETS:
            raise ValueError(f"alphabet {alphabet!r}: choose one of {', '.join(ALPHABETS)}")
    return alphabet


def _secret_range(pdu: bytes) -> tuple[int, int] | tuple[()]:
    """Find where a password lies, or might: to its NUL, or to the end; empty: there is none.

    command_length is not asked, for a wrong one must not uncover it.
    """
    command = COMMAND_BY_ID.get(int.from_bytes(pdu[4:8]))
    at = HEADER
    for field in command.fields if command is not None and len(pdu) > HEADER else ():
        end = pdu.find(0, at)
        if field.name == SECRET:
            return at, len(pdu) if end < 0 else end
        if field.kind is not Kind.CSTRING or end < 0:
            break
        at = end + 1
    return ()


def _root(pdu: bytes, by: Conventions) -> Node:
    nodes = _header(pdu)
    name = command_name(int.from_bytes(pdu[4:8])) if len(pdu) >= 8 else "pdu"
    fault = _cut_short(pdu)
    if len(pdu) >= HEADER:
        stop = max(HEADER, min(int.from_bytes(pdu[:4]), len(pdu)))
        fault = _add_body(pdu, stop, nodes, by) or fault
        if stop < len(pdu):
            told = f"beyond command_length, {nodes[0].value}"
            nodes.append(Node(pdu, "trailing", stop, len(pdu) - stop, None, told))
            fault = fault or f"{len(pdu) - stop} octets beyond command_length"
    return Node(pdu, name, 0, len(pdu), None, fault, nodes)


def _header(pdu: bytes) -> list[Node]:
    """Read the header's fields, those that are whole (SMPP 3.4, 3.2.1)."""
    nodes = []
    for at, (name, meaning) in enumerate(HEADER_FIELDS.items()):
        octets = pdu[4 * at : 4 * at + 4]
        if len(octets) < 4:
            if octets:
                told = f"{name} is cut short"
                nodes.append(Node(pdu, "unparsed", 4 * at, len(octets), None, told))
            break
        value = int.from_bytes(octets)
        nodes.append(Node(pdu, name, 4 * at, 4, value, meaning(value)))
    return nodes


def _cut_short(pdu: bytes) -> str | None:
    """Say how much of the PDU is there, if that is not all; a header it has in any case."""
    length = max(HEADER, int.from_bytes(pdu[:4]) if len(pdu) >= 4 else 0)
    return f"cut short: {len(pdu)} of {length} octets" if len(pdu) < length else None


def _add_body(pdu: bytes, stop: int, nodes: list[Node], by: Conventions) -> str | None:
    """Add the nodes of the body, which ends at `stop`; give its first fault, if it has one."""
    length, command_id, status, _ = struct.unpack_from(">4I", pdu)
    command = COMMAND_BY_ID.get(command_id)
    at, fault = HEADER, None
    if length < HEADER:
        fault = f"command_length is below {HEADER}"
    elif command is None:
        fault = BY_NUMBER[UNKNOWN_COMMAND].text
    elif length == HEADER and command.is_response:
        fault = BY_NUMBER[BODY_MISSING].text if command.fields and not status else None
    else:
        body = read_body(pdu, stop, length, command, status, by)
        nodes += body.nodes
        at, fault = body.at, str(body.fault) if body.fault else None
    if at < stop:
        nodes.append(Node(pdu, "unparsed", at, stop - at, None, fault))
    return fault
