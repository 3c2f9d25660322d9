"""TCP segments into delivery order: what each direction's application was given, and what is
missing.

Segments are taken in capture order. In-order bytes are delivered at once as *pieces* (no copy);
bytes past a hole are held, sorted. The first captured copy of a byte wins, later ones count as
duplicate. A hole is given up when the peer has acknowledged past it and the connection has gone on
for a while (capture may put a segment behind the acknowledgment of it), or when more is held than
is reasonable, or at the end. When no SYN was seen, the unknown stretch before the lowest segment is
treated as such a hole. Nothing here depends on where windows begin and end.

Source: RFC 9293 (3.4 sequence numbers, 3.10.7.4 acceptability), RFC 1122 4.2.3.6 (keep-alives).
"""

from __future__ import annotations

from typing import Any

from smpp_dissect._bytes import seq_diff
from smpp_dissect._kernel import i64, kernel
from smpp_dissect.packets.tcp import (
    ACK,
    ACKNOWLEDGED,
    DESTINATION_PORT,
    FIN,
    FLAGS,
    PAYLOAD_AT,
    RECORD,
    RST,
    SEQUENCE,
    SOURCE_PORT,
    SYN,
    WINDOW,
)
from smpp_dissect.packets.tcp import (
    CAPTURED as SEGMENT_CAPTURED,
)
from smpp_dissect.packets.tcp import (
    LENGTH as SEGMENT_LENGTH,
)
from smpp_dissect.packets.tcp import (
    TIME as SEGMENT_TIME,
)
from smpp_dissect.streams.flows import (
    ACK_SEEN,
    ACKED,
    AT,
    CAPTURED,
    CHAIN,
    DUPLICATE,
    FIN_FRAME,
    FIN_TIME,
    FIRST_TIME,
    FOLLOWING,
    FRAME,
    HASH,
    HELD_BYTES,
    HELD_COUNT,
    HELD_FIRST,
    HELD_LAST,
    IN_WINDOW,
    ISN,
    KEPT,
    LAST_TIME,
    LENGTH,
    MISSING,
    NEXT,
    OPEN,
    OPENED,
    OWNER,
    PACKETS,
    RST_FRAME,
    RST_TIME,
    SEQ,
    STALLED,
    STARTING,
    STATE,
    STORE,
    SUPERSEDED,
    TIME,
    ZERO_WINDOWS,
)

# Piece columns: direction, where the bytes lie, how many were captured, how many TCP delivered,
# bytes lost before it, frame, time. A piece of no length ends its direction (ENDS) or says why it
# begins unaligned.
(
    PIECE_DIRECTION,
    PIECE_STORE,
    PIECE_AT,
    PIECE_KEPT,
    PIECE_LENGTH,
    PIECE_LOST,
    PIECE_FRAME,
    PIECE_TIME,
    PIECE_KIND,
) = range(9)
PIECE_COLUMNS = 9
# Piece kinds: bytes in order; the first bytes of a direction whose beginning was not captured; the
# end.
BYTES, UNALIGNED, ENDS = 0, 1, 2

# Segments and bytes held for one direction before its hole is given up. 4 MiB is more than the
# receive window of any SMPP peer seen.
MAX_HELD = 512
MAX_HELD_BYTES = 4 << 20
# Packets of the connection to wait after the peer acknowledged past a hole. Capture reorders within
# a few dozen packets (several queues, several interfaces); waiting longer only keeps bytes longer.
GRACE = 256
# A SYN this close before the first segment seen belongs to it; farther away it is another session.
NEAR = 1 << 24
# Most pieces one segment can bring about: two directions' held segments and their ends.
MOST_PIECES = 4 * MAX_HELD + 16


@kernel
def reassemble(
    segments: Any, address: Any, begin: int, first_frame: int, seed: int,
    flow: Any, key: Any, direction: Any, held: Any, heads: Any, counts: Any,
    pieces: Any, made: Any, directions: Any,
) -> int:  # fmt: skip
    """Take segments from `begin`; give the first not taken (when a table has no more room).

    `pieces` receives rows, `made[0]` their count; `directions[i]` the direction of segment i.
    """
    count = len(segments)
    for i in range(begin, count):
        if made[0] + MOST_PIECES > len(pieces) or counts[1] + MAX_HELD + 4 > len(held):
            return i
        way = _direction_of(segments, address, i, seed, flow, key, heads, counts)
        way = _session_of(segments, i, way, flow, key, direction, held, heads, counts, pieces, made)
        directions[i] = way
        frame = first_frame + segments[i, RECORD]
        mine, peer = direction[way], direction[way ^ 1]
        _note(segments[i], frame, flow[way >> 1], mine, peer)
        _take(segments[i], way, frame, direction, held, counts, pieces, made)
        if mine[HELD_COUNT] > 0 or peer[HELD_COUNT] > 0:
            packets = flow[way >> 1, PACKETS]
            _give_up_acknowledged(way, packets, direction, held, counts, pieces, made)
            _give_up_acknowledged(way ^ 1, packets, direction, held, counts, pieces, made)
    return count


@kernel
def end_directions(
    flow_count: int,
    begin: int,
    flow: Any,
    direction: Any,
    held: Any,
    counts: Any,
    pieces: Any,
    made: Any,
) -> int:
    """Deliver what is held and end every direction, from `begin`; give the first not ended."""
    for way in range(begin, 2 * flow_count):
        if made[0] + MOST_PIECES > len(pieces):
            return way
        if flow[way >> 1, SUPERSEDED] == 0:
            _end(way, direction, held, counts, pieces, made)
    return 2 * flow_count


@kernel
def _mix(seed: int, words: Any, row: int, at: int, port: int) -> int:
    mixed = seed
    for word in range(at, at + 4):
        mixed = ((mixed ^ i64(words[row, word])) * 0x9E3779B1) & 0xFFFFFFFF
        mixed = mixed ^ (mixed >> 15)
    mixed = ((mixed ^ port) * 0x85EBCA6B) & 0xFFFFFFFF
    return mixed ^ (mixed >> 13)


@kernel
def _direction_of(
    segments: Any, address: Any, i: int, seed: int, flow: Any, key: Any, heads: Any, counts: Any
) -> int:
    """Look up the flow of a segment's ports and addresses, beginning one if there is none."""
    source = i64(segments[i, SOURCE_PORT])
    destination = i64(segments[i, DESTINATION_PORT])
    mixed = _mix(seed, address, i, 0, source) + _mix(seed, address, i, 4, destination)
    slot = mixed & (len(heads) - 1)
    found = heads[slot]
    while found >= 0:
        if flow[found, HASH] == mixed:
            if _is_key(key, found, 0, 4, 8, 9, address, i, source, destination):
                return 2 * found
            if _is_key(key, found, 4, 0, 9, 8, address, i, source, destination):
                return 2 * found + 1
        found = flow[found, CHAIN]
    found = counts[0]
    counts[0] = found + 1
    # The answer to a SYN comes from the server: the connection's A is then its destination.
    answers = (segments[i, FLAGS] & (SYN | ACK)) == (SYN | ACK)
    for word in range(4):
        key[found, word] = address[i, word + 4] if answers else address[i, word]
        key[found, word + 4] = address[i, word] if answers else address[i, word + 4]
    key[found, 8] = destination if answers else source
    key[found, 9] = source if answers else destination
    flow[found, HASH] = mixed
    flow[found, CHAIN] = heads[slot]
    heads[slot] = found
    return 2 * found + (1 if answers else 0)


@kernel
def _is_key(
    key: Any,
    row: int,
    a: int,
    b: int,
    port_a: int,
    port_b: int,
    address: Any,
    i: int,
    source: int,
    destination: int,
) -> bool:
    if key[row, port_a] != source or key[row, port_b] != destination:
        return False
    for word in range(4):
        if key[row, a + word] != address[i, word] or key[row, b + word] != address[i, word + 4]:
            return False
    return True


@kernel
def _session_of(
    segments: Any,
    i: int,
    way: int,
    flow: Any,
    key: Any,
    direction: Any,
    held: Any,
    heads: Any,
    counts: Any,
    pieces: Any,
    made: Any,
) -> int:
    """Decide whether a segment belongs to the flow found or begins another on the same ports."""
    flags = segments[i, FLAGS]
    sequence = segments[i, SEQUENCE]
    if flags & SYN:
        if _is_new_session(segments, i, way, direction):
            way = _succeed(
                way, flags & ACK, flow, key, direction, held, heads, counts, pieces, made
            )
        if direction[way, STATE] != OPEN:
            direction[way, STATE] = OPEN
            direction[way, ISN] = sequence
            direction[way, NEXT] = (sequence + 1) & 0xFFFFFFFF
            flow[way >> 1, OPENED] = 1
            _drain(way, direction, held, counts, pieces, made)
    elif (
        segments[i, SEGMENT_LENGTH] > 0
        and direction[way, STATE] == OPEN
        and _is_closed(way, direction)
        and abs(seq_diff(sequence, direction[way, NEXT])) > NEAR
    ):
        way = _succeed(way, 0, flow, key, direction, held, heads, counts, pieces, made)
    return way


@kernel
def _is_new_session(segments: Any, i: int, way: int, direction: Any) -> bool:
    sequence = segments[i, SEQUENCE]
    state = direction[way, STATE]
    if state == OPEN:
        return direction[way, ISN] != sequence
    if state == STARTING:
        lowest = direction[way, NEXT]
        ahead = seq_diff(lowest, sequence + 1)
        return ahead < 0 or ahead > NEAR
    # Nothing came from this side yet: it belongs here unless the other side's acknowledgments say
    # no.
    if direction[way, ACK_SEEN]:
        return abs(seq_diff(direction[way, ACKED], sequence + 1)) > NEAR
    return False


@kernel
def _is_closed(way: int, direction: Any) -> bool:
    if direction[way, RST_FRAME] or direction[way ^ 1, RST_FRAME]:
        return True
    return direction[way, FIN_FRAME] > 0 and direction[way ^ 1, FIN_FRAME] > 0


@kernel
def _succeed(
    way: int, answers: int, flow: Any, key: Any, direction: Any, held: Any, heads: Any, counts: Any,
    pieces: Any, made: Any,
) -> int:  # fmt: skip
    """End a flow and put a new one of the same key in its place; the sender of the segment opens
    it.
    """
    old = way >> 1
    _end(2 * old, direction, held, counts, pieces, made)
    _end(2 * old + 1, direction, held, counts, pieces, made)
    flow[old, SUPERSEDED] = 1
    new = counts[0]
    counts[0] = new + 1
    # The opener becomes endpoint A: the sender of a SYN, the receiver of its answer.
    swapped = (way & 1) != (1 if answers else 0)
    for word in range(4):
        key[new, word] = key[old, word + 4] if swapped else key[old, word]
        key[new, word + 4] = key[old, word] if swapped else key[old, word + 4]
    key[new, 8] = key[old, 9] if swapped else key[old, 8]
    key[new, 9] = key[old, 8] if swapped else key[old, 9]
    flow[new, HASH] = flow[old, HASH]
    slot = flow[new, HASH] & (len(heads) - 1)
    before = -1
    found = heads[slot]
    while found != old:
        before = found
        found = flow[found, CHAIN]
    flow[new, CHAIN] = flow[old, CHAIN]
    if before < 0:
        heads[slot] = new
    else:
        flow[before, CHAIN] = new
    return 2 * new + ((way & 1) ^ (1 if swapped else 0))


@kernel
def _note(segment: Any, frame: int, flow: Any, mine: Any, peer: Any) -> None:
    """Keep what is told of a connection: times, packets, acknowledgments, its end."""
    time = segment[SEGMENT_TIME]
    flags = segment[FLAGS]
    if flow[PACKETS] == 0:
        flow[FIRST_TIME] = time
    flow[PACKETS] += 1
    flow[LAST_TIME] = time
    # What a reset acknowledges may be anything.
    if flags & (ACK | RST) == ACK:
        acknowledged = segment[ACKNOWLEDGED]
        if not peer[ACK_SEEN] or seq_diff(acknowledged, peer[ACKED]) > 0:
            peer[ACK_SEEN] = 1
            peer[ACKED] = acknowledged
    if flags & FIN and mine[FIN_FRAME] == 0:
        mine[FIN_FRAME] = frame
        mine[FIN_TIME] = time
    if flags & RST and mine[RST_FRAME] == 0:
        mine[RST_FRAME] = frame
        mine[RST_TIME] = time
    elif segment[WINDOW] == 0 and not flags & (SYN | RST):
        mine[ZERO_WINDOWS] += 1


@kernel
def _take(
    segment: Any,
    way: int,
    frame: int,
    direction: Any,
    held: Any,
    counts: Any,
    pieces: Any,
    made: Any,
) -> None:
    """Deliver or hold a segment's payload."""
    length = segment[SEGMENT_LENGTH]
    if length == 0:
        return
    mine = direction[way]
    kept = segment[SEGMENT_CAPTURED]
    at = segment[PAYLOAD_AT]
    time = segment[SEGMENT_TIME]
    sequence = segment[SEQUENCE]
    if segment[FLAGS] & SYN:
        sequence = (sequence + 1) & 0xFFFFFFFF
    mine[CAPTURED] += kept
    if mine[STATE] == OPEN:
        old = -seq_diff(sequence, mine[NEXT])
        if old >= length:
            mine[DUPLICATE] += kept
            return
        if old > 0:
            mine[DUPLICATE] += min(old, kept)
            sequence = mine[NEXT]
            at += old
            kept = max(kept - old, 0)
            length -= old
        if old >= 0 and mine[HELD_COUNT] == 0:
            _deliver(
                way, IN_WINDOW, at, kept, length, 0, frame, time, BYTES, direction, pieces, made
            )
            return
    _hold(way, sequence, length, kept, at, frame, time, direction, held, counts)
    if mine[STATE] == OPEN:
        _drain(way, direction, held, counts, pieces, made)
    else:
        mine[STATE] = STARTING
        mine[NEXT] = held[mine[HELD_FIRST], SEQ]
    while mine[HELD_COUNT] > MAX_HELD or mine[HELD_BYTES] > MAX_HELD_BYTES:
        _give_up(way, direction, held, counts, pieces, made)


@kernel
def _deliver(
    way: int,
    store: int,
    at: int,
    kept: int,
    length: int,
    lost: int,
    frame: int,
    time: int,
    kind: int,
    direction: Any,
    pieces: Any,
    made: Any,
) -> None:
    piece = pieces[made[0]]
    made[0] += 1
    mine = direction[way]
    piece[PIECE_DIRECTION] = way
    piece[PIECE_STORE] = store
    piece[PIECE_AT] = at
    piece[PIECE_KEPT] = kept
    piece[PIECE_LENGTH] = length
    piece[PIECE_LOST] = lost
    piece[PIECE_FRAME] = frame
    piece[PIECE_TIME] = time
    piece[PIECE_KIND] = kind
    mine[NEXT] = (mine[NEXT] + length) & 0xFFFFFFFF
    mine[MISSING] += lost + length - kept


@kernel
def _hold(
    way: int,
    sequence: int,
    length: int,
    kept: int,
    at: int,
    frame: int,
    time: int,
    direction: Any,
    held: Any,
    counts: Any,
) -> None:
    """Keep the parts of a segment that no held segment has yet, in order of sequence number."""
    before = -1
    after = _first_held(way, direction)
    last = direction[way, HELD_LAST]
    if direction[way, HELD_COUNT] and seq_diff(sequence, held[last, SEQ] + held[last, LENGTH]) >= 0:
        before = last
        after = -1
    while length > 0:
        while after >= 0 and seq_diff(held[after, SEQ] + held[after, LENGTH], sequence) <= 0:
            before = after
            after = held[after, FOLLOWING]
        free = length
        if after >= 0:
            free = min(max(seq_diff(held[after, SEQ], sequence), 0), length)
        if free > 0:
            before = _link(
                way,
                before,
                after,
                sequence,
                free,
                min(kept, free),
                at,
                frame,
                time,
                direction,
                held,
                counts,
            )
        taken = free
        if free < length:
            end = seq_diff(held[after, SEQ] + held[after, LENGTH], sequence)
            taken = min(end, length)
            direction[way, DUPLICATE] += max(min(kept, taken) - free, 0)
        sequence = (sequence + taken) & 0xFFFFFFFF
        at += taken
        kept = max(kept - taken, 0)
        length -= taken


@kernel
def _first_held(way: int, direction: Any) -> int:
    return direction[way, HELD_FIRST] if direction[way, HELD_COUNT] else -1


@kernel
def _link(
    way: int,
    before: int,
    after: int,
    sequence: int,
    length: int,
    kept: int,
    at: int,
    frame: int,
    time: int,
    direction: Any,
    held: Any,
    counts: Any,
) -> int:
    row = counts[2]
    if row >= 0:
        counts[2] = held[row, FOLLOWING]
    else:
        row = counts[1]
        counts[1] = row + 1
    held[row, SEQ] = sequence
    held[row, LENGTH] = length
    held[row, KEPT] = kept
    held[row, STORE] = IN_WINDOW
    held[row, AT] = at
    held[row, FRAME] = frame
    held[row, TIME] = time
    held[row, FOLLOWING] = after
    held[row, OWNER] = way + 1
    if before < 0:
        direction[way, HELD_FIRST] = row
    else:
        held[before, FOLLOWING] = row
    if after < 0:
        direction[way, HELD_LAST] = row
    direction[way, HELD_COUNT] += 1
    direction[way, HELD_BYTES] += length
    return row


@kernel
def _drain(way: int, direction: Any, held: Any, counts: Any, pieces: Any, made: Any) -> None:
    """Deliver held segments that have become next."""
    while direction[way, HELD_COUNT] > 0:
        row = direction[way, HELD_FIRST]
        if seq_diff(held[row, SEQ], direction[way, NEXT]) > 0:
            break
        _release(way, 0, BYTES, direction, held, counts, pieces, made)


@kernel
def _release(
    way: int, lost: int, kind: int, direction: Any, held: Any, counts: Any, pieces: Any, made: Any
) -> None:
    row = direction[way, HELD_FIRST]
    direction[way, HELD_FIRST] = held[row, FOLLOWING]
    direction[way, HELD_COUNT] -= 1
    direction[way, HELD_BYTES] -= held[row, LENGTH]
    _deliver(
        way, held[row, STORE], held[row, AT], held[row, KEPT], held[row, LENGTH], lost,
        held[row, FRAME], held[row, TIME], kind, direction, pieces, made,
    )  # fmt: skip
    held[row, OWNER] = 0
    held[row, FOLLOWING] = counts[2]
    counts[2] = row
    # The hole in front is another one, or none.
    direction[way, STALLED] = 0


@kernel
def _give_up(way: int, direction: Any, held: Any, counts: Any, pieces: Any, made: Any) -> None:
    """Count the hole in front as lost and go on behind it."""
    row = direction[way, HELD_FIRST]
    if direction[way, STATE] == STARTING:
        direction[way, STATE] = OPEN
        direction[way, ISN] = -1
        direction[way, NEXT] = held[row, SEQ]
        _release(way, 0, UNALIGNED, direction, held, counts, pieces, made)
    else:
        lost = seq_diff(held[row, SEQ], direction[way, NEXT])
        direction[way, NEXT] = held[row, SEQ]
        _release(way, lost, BYTES, direction, held, counts, pieces, made)
    _drain(way, direction, held, counts, pieces, made)


@kernel
def _give_up_acknowledged(
    way: int, packets: int, direction: Any, held: Any, counts: Any, pieces: Any, made: Any
) -> None:
    if direction[way, HELD_COUNT] == 0 or not direction[way, ACK_SEEN]:
        return
    if seq_diff(direction[way, ACKED], held[direction[way, HELD_FIRST], SEQ]) < 0:
        return
    if direction[way, STALLED] == 0:
        direction[way, STALLED] = packets
    elif packets - direction[way, STALLED] > GRACE:
        _give_up(way, direction, held, counts, pieces, made)


@kernel
def _end(way: int, direction: Any, held: Any, counts: Any, pieces: Any, made: Any) -> None:
    while direction[way, HELD_COUNT] > 0:
        _give_up(way, direction, held, counts, pieces, made)
    mine = direction[way]
    lost = 0
    if mine[STATE] == OPEN and mine[ACK_SEEN]:
        # What the peer acknowledged and was never captured; a FIN is acknowledged as one byte.
        lost = seq_diff(mine[ACKED], mine[NEXT]) - (1 if mine[FIN_FRAME] > 0 else 0)
        if lost < 0 or lost > NEAR:
            lost = 0
    _deliver(way, IN_WINDOW, 0, 0, 0, lost, 0, 0, ENDS, direction, pieces, made)
