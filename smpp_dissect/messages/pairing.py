"""Requests and their responses, by connection, direction and sequence number.

A response answers an open request of its sequence_number that the peer sent, of the command it is
the response of (of a command that SMPP has not: of the command_id that is its own but for bit 31);
generic_nack answers any. Sequence numbers come again: of several open requests the latest is meant,
unless they were sent within a short time of each other, for then they are answered in order. A
capture may put a response a few packets before its request; it is paired all the same.

Source: SMPP 3.4, 3.2.1 (sequence_number), 5.1.4; 4.3.1 (generic_nack).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from smpp_dissect._kernel import i64, kernel
from smpp_dissect.pdus.batch import COMMAND_INDEX, Int64s
from smpp_dissect.pdus.outline import IS_RESPONSE, UNKNOWN_REQUEST, UNKNOWN_RESPONSE, Outline
from smpp_dissect.spec import COMMANDS

# Open requests of one sequence number sent within this time are answered in order.
TOGETHER = 30 * 1_000_000_000
# How far in front of its request a response may stand in the capture: packets, nanoseconds.
EARLY_PDUS = 256
EARLY_TIME = 1_000_000_000
FARTHEST_TIME = 1 << 62
# Most open requests that are looked at for a PDU: sequence numbers can be chosen so that all
# collide.
MOST_OPEN = 1024
NACK = COMMAND_INDEX["generic_nack"]
# The mark of a request that has no response.
NOT_ANSWERED = -3


@dataclass(frozen=True, slots=True)
class Pairs:
    """`partner`: for each PDU its response or request, -1: none. `mismatch`: responses whose
    sequence number is that of an open request of another command. `reused`: requests whose sequence
    number was open.
    """

    partner: Int64s
    mismatch: np.ndarray[Any, Any]
    reused: np.ndarray[Any, Any]


def pair_outline(outline: Outline) -> Pairs:
    """Pair the PDUs of a capture."""
    names = ("direction", "command", "vendor", "sequence", "time")
    return pair_responses(*(outline.columns[name] for name in names))


def pair_responses(direction: Any, command: Any, vendor: Any, sequence: Any, time: Any) -> Pairs:
    """Pair the PDUs of a capture, given in capture order.

    `direction`: number of the TCP direction (its opposite is `direction ^ 1`); `command`: place in
    the spec, negative where unknown; `vendor`: command_id without bit 31 of unknown commands;
    `time`: nanoseconds.
    """
    count = len(direction)
    answer = _answers()
    # No clock is trusted: any two of these times have a difference that fits.
    time = np.clip(time, -FARTHEST_TIME, FARTHEST_TIME)
    partner = np.full(count, -1, np.int64)
    mismatch, reused = np.zeros(count, np.bool_), np.zeros(count, np.bool_)
    size = 1 << max(10, (count // 4).bit_length())
    heads = np.full(size, -1, np.int64)
    orphans = np.full(size, -1, np.int64)
    _pair(
        direction,
        command,
        vendor,
        sequence,
        time,
        answer[0],
        answer[1],
        heads,
        orphans,
        np.empty(count, np.int64),
        partner,
        mismatch,
        reused,
    )
    return Pairs(partner, mismatch, reused)


def _answers() -> tuple[Int64s, Int64s]:
    """For each command: place of its response (NOT_ANSWERED: none), and whether it is one."""
    response = np.full(len(COMMANDS) + 2, NOT_ANSWERED, np.int64)
    response[UNKNOWN_REQUEST] = UNKNOWN_RESPONSE
    for place, command in enumerate(COMMANDS):
        response[place] = COMMAND_INDEX[command.response] if command.response else NOT_ANSWERED
    return response, IS_RESPONSE.astype(np.int64)


@kernel
def _pair(
    direction: Any, command: Any, vendor: Any, sequence: Any, time: Any, response: Any,
    is_response: Any, heads: Any, orphans: Any, following: Any, partner: Any, mismatch: Any,
    reused: Any,
) -> None:  # fmt: skip
    mask = len(heads) - 1
    for i in range(len(direction)):
        kind = i64(command[i])
        slot = _slot(i64(direction[i]) ^ is_response[kind], i64(sequence[i])) & mask
        if is_response[kind]:
            found = _open_request(
                i,
                kind,
                direction,
                command,
                vendor,
                sequence,
                time,
                response,
                heads[slot],
                following,
                mismatch,
            )
            if found >= 0:
                partner[i] = found
                partner[found] = i
                _unlink(heads, slot, following, found)
            else:
                following[i] = orphans[slot]
                orphans[slot] = i
        elif response[kind] != NOT_ANSWERED:
            found = _early_response(
                i,
                kind,
                direction,
                command,
                vendor,
                sequence,
                time,
                response,
                orphans[slot],
                following,
            )
            if found >= 0:
                partner[i] = found
                partner[found] = i
                mismatch[found] = False
                _unlink(orphans, slot, following, found)
                continue
            reused[i] = _is_open(i, direction, sequence, heads[slot], following)
            following[i] = heads[slot]
            heads[slot] = i


@kernel
def _slot(direction: int, sequence: int) -> int:
    mixed = ((direction ^ sequence) * 0x1E3779B1 + direction * 0x05EBCA6B) & 0xFFFFFFFF
    return mixed ^ (mixed >> 16)


@kernel
def _open_request(
    i: int, kind: int, direction: Any, command: Any, vendor: Any, sequence: Any, time: Any,
    response: Any, head: int, following: Any, mismatch: Any,
) -> int:  # fmt: skip
    """Choose among the open requests of a sequence number, newest first."""
    chosen = -1
    request = head
    steps = 0
    while request >= 0 and steps < MOST_OPEN:
        steps += 1
        if direction[request] == direction[i] ^ 1 and sequence[request] == sequence[i]:
            wanted = response[i64(command[request])]
            if kind == NACK or (wanted == kind and vendor[request] == vendor[i]):
                if chosen >= 0 and time[chosen] - time[request] > TOGETHER:
                    break
                chosen = request
            elif chosen < 0:
                mismatch[i] = True
        request = following[request]
    if chosen >= 0:
        mismatch[i] = False
    return chosen


@kernel
def _is_open(i: int, direction: Any, sequence: Any, head: int, following: Any) -> bool:
    """Tell whether an open request of the same direction has the sequence number."""
    request = head
    steps = 0
    while request >= 0 and steps < MOST_OPEN:
        if direction[request] == direction[i] and sequence[request] == sequence[i]:
            return True
        request = following[request]
        steps += 1
    return False


@kernel
def _early_response(
    i: int, kind: int, direction: Any, command: Any, vendor: Any, sequence: Any, time: Any,
    response: Any, head: int, following: Any,
) -> int:  # fmt: skip
    """Find a response that the capture put shortly before its request."""
    early = head
    while early >= 0 and i - early <= EARLY_PDUS:
        if (
            direction[early] == direction[i] ^ 1
            and sequence[early] == sequence[i]
            and response[kind] == i64(command[early])
            and vendor[early] == vendor[i]
            and abs(time[i] - time[early]) <= EARLY_TIME
        ):
            return early
        early = following[early]
    return -1


@kernel
def _unlink(heads: Any, slot: int, following: Any, row: int) -> None:
    if heads[slot] == row:
        heads[slot] = following[row]
        return
    before = heads[slot]
    while following[before] != row:
        before = following[before]
    following[before] = following[row]
