"""The octets of one PDU become a tree in which each of them belongs to a named node.

The rules are those of framing: mandatory fields in the order of the standard, then TLVs; a response
with an error status may leave out its body, or its fields alone; what precedes the first fault is
kept and nothing after it is trusted. The octets from the first field, list entry or TLV that cannot
be read to its end become one node `unparsed`, octets beyond command_length one node `trailing`; the
meaning of either is the reason. A password is overwritten with asterisks before anything is read.

Source: SMPP 3.4, 3.2 (PDU layout); 5.0, 3.2.1.3 (bodies of error responses).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from struct import Struct

from smpp_dissect.anomalies import BODY_MISSING, BY_NUMBER, UNKNOWN_COMMAND
from smpp_dissect.pdus.framing import HEADER
from smpp_dissect.pdus.meanings import command_meaning, command_name, status_meaning
from smpp_dissect.pdus.text.alphabets import ALPHABETS, alphabet_of
from smpp_dissect.pdus.tree.body_nodes import read_body
from smpp_dissect.pdus.tree.context import Conventions, conventions
from smpp_dissect.pdus.tree.model import Node, Tree
from smpp_dissect.profiles import Profile
from smpp_dissect.profiles.model import COMMAND_STATUS
from smpp_dissect.spec import COMMAND_BY_ID, COMMANDS, STATUS_BY_CODE, Kind

# Fields of the header, and what their values mean.
HEADER_FIELDS: dict[str, Callable[[int], str | None]] = {
    "command_length": lambda value: None,
    "command_id": command_meaning,
    "command_status": status_meaning,
    "sequence_number": lambda value: None,
}
HEAD = Struct(">4I")
SECRET = "password"
MASK = "********"


def dissect(
    data: bytes | bytearray | memoryview,
    profile: Profile | None = None,
    default_alphabet: str | None = None,
    show_secrets: bool = False,
    time: int | None = None,
) -> Tree:
    """Make the tree of one PDU, of whatever octets: the whole PDU, less of it, or more.

    `profile` names vendor TLVs and error codes. `default_alphabet`: what data_coding 0 means
    (`gsm7`, `ascii`, `latin1`); without it what the profile says, or else GSM 7-bit. Passwords are
    masked in values and octets unless `show_secrets`. `time`: when the PDU was captured, in
    nanoseconds since 1970 (UTC); relative times count from it. ValueError for an unknown alphabet.
    """
    return Tree(dissect_root(data, profile, default_alphabet, show_secrets, time))


def dissect_root(
    data: bytes | bytearray | memoryview,
    profile: Profile | None = None,
    default_alphabet: str | None = None,
    show_secrets: bool = False,
    time: int | None = None,
) -> Node:
    """Make the node of a whole PDU, see `dissect`."""
    pdu = data if isinstance(data, bytes) else memoryview(data).tobytes()
    by = conventions(profile, _checked(default_alphabet) or alphabet_of(profile))
    shown = pdu if show_secrets else _masked(pdu)
    root = _root(shown, by, time)
    if shown is not pdu:
        for node in root.nodes:
            if node.name == SECRET:
                node.value = MASK
    return root


def _checked(alphabet: str | None) -> str | None:
    if alphabet is not None and alphabet not in ALPHABETS:
        raise ValueError(f"alphabet {alphabet!r}: choose one of {', '.join(ALPHABETS)}")
    return alphabet


def _masked(pdu: bytes) -> bytes:
    """Overwrite passwords, of PDUs that follow, too; the same octets where there is none."""
    begin, masked = 0, bytearray()
    while len(pdu) - begin > HEADER:
        secret = _secret_range(pdu, begin)
        if secret:
            first, end = secret
            masked = masked or bytearray(pdu)
            masked[first:end] = b"*" * (end - first)
        length = int.from_bytes(pdu[begin : begin + 4])
        if length < HEADER:
            break
        begin += length
    return bytes(masked) if masked else pdu


def _secret_range(pdu: bytes, begin: int) -> tuple[int, int] | tuple[()]:
    """Find where a password lies, or might, in the PDU that begins there: to its NUL, or to the
    end; empty: there is none.

    command_length is not asked, for a wrong one must not uncover it.
    """
    at = begin + HEADER
    for kind, is_secret in _with_secrets().get(pdu[begin + 4 : begin + 8], ()):
        end = pdu.find(0, at)
        if is_secret:
            return at, len(pdu) if end < 0 else end
        if kind is not Kind.CSTRING or end < 0:
            break
        at = end + 1
    return ()


@cache
def _with_secrets() -> dict[bytes, tuple[tuple[Kind, bool], ...]]:
    """Give the fields of each command that has a password, by the octets of its command_id."""
    return {
        command.command_id.to_bytes(4): tuple(
            (field.kind, field.name == SECRET) for field in command.fields
        )
        for command in COMMANDS
        if any(field.name == SECRET for field in command.fields)
    }


def _root(pdu: bytes, by: Conventions, time: int | None) -> Node:
    size = len(pdu)
    if size < HEADER:
        name = command_name(int.from_bytes(pdu[4:8])) if size >= 8 else "pdu"
        return Node(pdu, name, 0, size, None, _cut_short(pdu), _part_of_header(pdu))
    head = HEAD.unpack_from(pdu)
    length, command_id, _, _ = head
    nodes = _header(pdu, by.profile, *head)
    stop = max(HEADER, min(length, size))
    fault = _add_body(pdu, stop, head, nodes, by, time)
    if size < length:
        fault = fault or _cut_short(pdu)
    elif stop < size:
        told = f"beyond command_length, {length}"
        nodes.append(Node(pdu, "trailing", stop, size - stop, None, told))
        fault = fault or f"{size - stop} octets beyond command_length"
    return Node(pdu, command_name(command_id), 0, size, None, fault, nodes)


def _header(
    pdu: bytes, profile: Profile | None, length: int, command_id: int, status: int, sequence: int
) -> list[Node]:
    """Name the fields of a whole header (SMPP 3.4, 3.2.1)."""
    return [
        Node(pdu, "command_length", 0, 4, length),
        Node(pdu, "command_id", 4, 4, command_id, command_meaning(command_id)),
        Node(pdu, "command_status", 8, 4, status, _status_meaning(status, profile)),
        Node(pdu, "sequence_number", 12, 4, sequence),
    ]


def _status_meaning(status: int, profile: Profile | None) -> str | None:
    """Say what a status means, by the profile or by the standard."""
    own = profile.error_meaning(status, COMMAND_STATUS) if status and profile else None
    if own is None:
        return status_meaning(status)
    return f"{STATUS_BY_CODE[status]}: {own}" if status in STATUS_BY_CODE else own


def _part_of_header(pdu: bytes) -> list[Node]:
    """Read the header's fields that are whole."""
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


def _add_body(
    pdu: bytes,
    stop: int,
    head: tuple[int, ...],
    nodes: list[Node],
    by: Conventions,
    time: int | None,
) -> str | None:
    """Add the nodes of the body, which ends at `stop`; give its first fault, if it has one."""
    length, command_id, status, _ = head
    command = COMMAND_BY_ID.get(command_id)
    at, fault = HEADER, None
    if length < HEADER:
        fault = f"command_length is below {HEADER}"
    elif command is None:
        fault = BY_NUMBER[UNKNOWN_COMMAND].text
    elif length == HEADER and command.is_response:
        fault = BY_NUMBER[BODY_MISSING].text if command.fields and not status else None
    else:
        body = read_body(pdu, stop, length, command, status, by, time)
        nodes += body.nodes
        at, fault = body.at, body.fault
    if at < stop:
        nodes.append(Node(pdu, "unparsed", at, stop - at, None, fault))
    return fault
