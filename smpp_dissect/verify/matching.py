"""Our PDUs and those of tshark, found again in each other while both come.

A PDU is known by its frame, its header and the ports of its connection. Both come in the order of
frames, so only a few are held: tshark may tell a PDU with a later frame than ours, where it waited
for a hole to be closed or believed a length that is wrong.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping

from smpp_dissect.pdus.tree.model import Tree
from smpp_dissect.verify.pdml import ShownPdu

# command_length, command_id, sequence_number; the ports.
Key = tuple[int | None, int | None, int | None, tuple[int, int]]
# By number of a session: its TCP ports, the lower one first.
Ports = Mapping[int, tuple[int, int]]
Pair = tuple[Tree | None, ShownPdu | None]
# PDUs of ours that may come before one that is still waited for.
MOST_WAITING = 1024


def matched(ours: Iterable[Tree], theirs: Iterable[ShownPdu], ports: Ports) -> Iterator[Pair]:
    """Give each PDU with its equal, or with None where one of the two lacks it."""
    waiting = _Waiting(iter(ours), ports)
    for pdu in theirs:
        yield from waiting.up_to(pdu.frame)
        yield waiting.take(pdu), pdu
    yield from waiting.rest()


class _Waiting:
    """Our PDUs that tshark may yet show."""

    def __init__(self, ours: Iterator[Tree], ports: Ports):
        self._ours = ours
        self._ports = ports
        self._next = next(ours, None)
        # By number, in their order, and their numbers by key.
        self._trees: dict[int, Tree] = {}
        self._numbers: dict[Key, deque[int]] = defaultdict(deque)
        self._count = 0

    def up_to(self, frame: int) -> Iterator[Pair]:
        """Let PDUs of frames up to this one wait; give those that waited long enough."""
        while self._next is not None and frame_of(self._next) <= frame:
            self._trees[self._count] = self._next
            self._numbers[self._key(self._next)].append(self._count)
            self._count += 1
            self._next = next(self._ours, None)
        while self._trees and self._count - (number := next(iter(self._trees))) > MOST_WAITING:
            if frame_of(self._trees[number]) >= frame:
                break
            yield self._lost(number)

    def take(self, pdu: ShownPdu) -> Tree | None:
        """Give the one that tshark shows: with its frame, or else the first of an earlier one."""
        numbers = self._numbers.get(their_key(pdu))
        if not numbers:
            return None
        same = (one for one in numbers if frame_of(self._trees[one]) == pdu.frame)
        number = next(same, numbers[0])
        numbers.remove(number)
        return self._trees.pop(number)

    def rest(self) -> Iterator[Pair]:
        """Give all that tshark did not show."""
        while self._trees:
            yield self._lost(next(iter(self._trees)))
        while self._next is not None:
            yield self._next, None
            self._next = next(self._ours, None)

    def _lost(self, number: int) -> Pair:
        tree = self._trees.pop(number)
        self._numbers[self._key(tree)].remove(number)
        return tree, None

    def _key(self, tree: Tree) -> Key:
        length, command_id, _, sequence = header_of(tree)
        return length, command_id, sequence, self._ports[tree.session or 0]


def frame_of(tree: Tree) -> int:
    """Give the frame that completed a PDU of ours."""
    return tree.frame or 0


def header_of(tree: Tree) -> tuple[int, int, int, int]:
    """Give command_length, command_id, command_status and sequence_number of a PDU of ours."""
    length, command_id, status, sequence = (int(node.value or 0) for node in tree.root.nodes[:4])
    return length, command_id, status, sequence


def their_key(pdu: ShownPdu) -> Key:
    """Give by what a PDU of tshark is known."""
    return *map(pdu.number, ("command_length", "command_id", "sequence_number")), pdu.ports  # type: ignore[return-value]
