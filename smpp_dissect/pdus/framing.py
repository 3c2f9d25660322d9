"""Ordered bytes into PDUs, with every mandatory field and TLV located.

In step, a PDU is as long as its command_length says, whatever its command_id. Its body is walked by
the spec; when the walk does not come out even, the next header must be a plausible one, or else
command_length is taken to be wrong if a whole PDU begins within it. Out of step (the capture began
within a PDU, bytes are lost, a length was nonsense) framing looks for the next header of a known
command whose body comes out even, and tells what it skipped. A gap of known size inside a PDU keeps
step. Decisions wait until the bytes they need are there, so windows never change them; what is
waited for is bounded by MAX_PDU.

A direction is taken for SMPP by its first PDU: by its strings, printable and not too long, or by an
even PDU behind it. Lengths and small numbers alone prove nothing: other protocols have them too
(the command_ids of CMPP are SMPP's).

Source: SMPP 3.4, 3.2 (PDU layout); 5.0, 3.2.1.3 (bodies of error responses).
"""

from __future__ import annotations

from typing import Any, NamedTuple

from smpp_dissect._bytes import be16, be32
from smpp_dissect._kernel import i64, kernel
from smpp_dissect.anomalies import (
    BAD_LENGTH,
    BODY_MISSING,
    CUT_BY_END,
    CUT_BY_GAP,
    CUT_BY_SNAPLEN,
    FIELD_OVERRUN,
    FIELD_UNTERMINATED,
    LIST_ENTRY,
    TLV_OVERRUN,
    TRAILING_BYTES,
    UNKNOWN_COMMAND,
)
from smpp_dissect.spec.lower import (
    CONDITION_SHIFT,
    CSTRING,
    DEST_ADDRESSES,
    FIELD_COUNT,
    FIRST_FIELD,
    IS_RESPONSE,
    KIND_BITS,
    OCTETS,
    OCTETS_SHIFT,
    SLOTS,
    UNSUCCESS_SMES,
    VALUE_SHIFT,
    FramingSpec,
)
from smpp_dissect.streams.arena import (
    REGION_BEGIN,
    REGION_DIRECTION,
    REGION_END,
    REGION_SPANS,
    REGION_SPANS_END,
    REGION_TAIL,
    SPAN_AT,
    SPAN_CUT,
    SPAN_FRAME,
    SPAN_KIND,
    SPAN_LOST,
    SPAN_TIME,
)
from smpp_dissect.streams.reassembly import ENDS, UNALIGNED

HEADER = 16
# The longest command_length believed. message_payload alone may hold 64 KiB, and several TLVs may
# stand in one PDU; no peer seen sends more than 70 KiB.
MAX_PDU = 1 << 20
# The longest believed out of step, where a header is only a guess.
MAX_GUESS = 1 << 17
# Bytes of a direction looked through in vain before it is left alone.
PATIENCE = 256 << 10

# Direction state columns.
(MODE, SKIP, SEARCHED, RECOGNISED, FORCED, PDU_BYTES, UNFRAMED, INCOMPLETE, SKIPPED, PDUS) = range(
    10
)
STATE_COLUMNS = 10
# Modes: in step, looking for a header, given up.
IN_STEP, SEARCHING, IGNORED = 0, 1, 2

# PDU columns. BEGIN is an arena offset; CAPTURED may be less than LENGTH; FIELDS: mandatory fields
# located; SKIPPED_BEFORE: bytes skipped to find it; FAULT_AT: offset of the first fault in the PDU;
# TOO_LONG: place of the first field longer than any version allows, -1: none.
(
    DIRECTION,
    BEGIN,
    CAPTURED,
    LENGTH,
    COMMAND,
    ID,
    STATUS,
    SEQUENCE,
    FRAME,
    TIME,
    FAULT,
    FAULT_AT,
    FIELDS,
    FIRST_TLV,
    TLVS,
    SKIPPED_BEFORE,
    FIRST_FRAME,
    TOO_LONG,
) = range(18)
PDU_COLUMNS = 18
# TLV columns.
TLV_PDU, TLV_TAG, TLV_BEGIN, TLV_SIZE = range(4)
TLV_COLUMNS = 4

# The most TLVs looked at in one PDU; a PDU of the standard has a few dozen at most.
MAX_TLVS = 4096
# Answers about what follows; WAIT also stands for "stop here until more bytes are known".
NO, YES, WAIT = 0, 1, -1
# Places in `made`: PDUs and TLVs written, the span that framing stands in, where a walk ended.
MADE_PDUS, MADE_TLVS, AT_SPAN, FAULT_PLACE = 0, 1, 2, 3


class Framing(NamedTuple):
    """What framing reads and writes, as one argument.

    `data`, `spans`: the arena; `state`: a row for each direction; `pdus`, `tlvs`: output rows;
    `fields`: for each PDU `SLOTS` places, one for each mandatory field in the order of the command,
    begin and size packed into one number (-1: absent); `made`: counts.
    """

    data: Any
    spans: Any
    state: Any
    pdus: Any
    fields: Any
    tlvs: Any
    made: Any


@kernel
def frame_pdus(f: Framing, spec: FramingSpec, regions: Any) -> None:
    """Frame every region, setting where its tail begins. Rows and counts go into `f`."""
    for region in range(len(regions)):
        way = regions[region, REGION_DIRECTION]
        at = regions[region, REGION_BEGIN]
        span = regions[region, REGION_SPANS]
        spans_end = regions[region, REGION_SPANS_END]
        while span < spans_end:
            # A run: bytes with nothing missing between them. Where a direction's first bytes were
            # not captured, there is no step to keep.
            if f.spans[span, SPAN_KIND] == UNALIGNED or f.spans[span, SPAN_LOST] > 0:
                f.spans[span, SPAN_LOST] = 0
                if f.state[way, MODE] == IN_STEP:
                    f.state[way, MODE] = SEARCHING
            last = span
            while last + 1 < spans_end and not _breaks(f.spans, last):
                last += 1
            end = (
                f.spans[last + 1, SPAN_AT] if last + 1 < spans_end else regions[region, REGION_END]
            )
            cause = _why_ended(f.spans, last, spans_end)
            f.made[AT_SPAN] = span
            at = _frame_run(f, spec, way, at, end, last, cause != 0)
            if cause:
                _close_run(f, spec, way, at, end, last, cause, _missing(f.spans, last, spans_end))
                at = end
            span = last + 1
        regions[region, REGION_TAIL] = at


@kernel
def _breaks(spans: Any, span: int) -> bool:
    """Tell whether a run ends with this span, another following."""
    if spans[span, SPAN_CUT] > 0 or spans[span + 1, SPAN_LOST] > 0:
        return True
    return spans[span + 1, SPAN_KIND] != 0


@kernel
def _why_ended(spans: Any, last: int, spans_end: int) -> int:
    """Tell why a run ends with span `last`; 0: it goes on in the next batch."""
    if spans[last, SPAN_CUT] > 0:
        return CUT_BY_SNAPLEN
    if last + 1 < spans_end:
        return CUT_BY_GAP if spans[last + 1, SPAN_LOST] > 0 else CUT_BY_END
    return CUT_BY_END if spans[last, SPAN_KIND] == ENDS else 0


@kernel
def _missing(spans: Any, last: int, spans_end: int) -> int:
    """Count the bytes missing behind a run, and mark them as dealt with."""
    missing = spans[last, SPAN_CUT]
    spans[last, SPAN_CUT] = 0
    if last + 1 < spans_end:
        missing += spans[last + 1, SPAN_LOST]
        spans[last + 1, SPAN_LOST] = 0
    return missing


@kernel
def _frame_run(
    f: Framing, spec: FramingSpec, way: int, at: int, end: int, last: int, final: bool
) -> int:
    """Frame what can be framed of a run; give where it stopped."""
    while at < end:
        if f.state[way, SKIP] > 0:
            count = min(f.state[way, SKIP], end - at)
            f.state[way, SKIP] -= count
            f.state[way, INCOMPLETE] += count
            at += count
        elif f.state[way, MODE] == IGNORED:
            f.state[way, UNFRAMED] += end - at
            at = end
        elif f.state[way, MODE] == SEARCHING:
            found = _search(f, spec, way, at, end, final)
            reached = found if found >= 0 else -found - 1
            _skip(f.state, way, reached - at)
            at = reached
            if found < 0 and f.state[way, MODE] == SEARCHING:
                break
            # What is found behind the bytes looked through in vain is too late.
            if found >= 0 and f.state[way, MODE] == SEARCHING:
                f.state[way, MODE] = IN_STEP
        else:
            after = _step(f, spec, way, at, end, last, final)
            if after == WAIT:
                break
            if f.state[way, MODE] == SEARCHING and after == at:
                _skip(f.state, way, 1)
                after = at + 1
            at = after
    return at


@kernel
def _skip(state: Any, way: int, count: int) -> None:
    """Count bytes passed over; a direction that never shows a PDU is given up."""
    state[way, UNFRAMED] += count
    state[way, SKIPPED] += count
    state[way, SEARCHED] += count
    if state[way, SEARCHED] > PATIENCE and not state[way, RECOGNISED] and not state[way, FORCED]:
        state[way, MODE] = IGNORED


@kernel
def _is_known(state: Any, way: int) -> bool:
    return state[way, RECOGNISED] + state[way, FORCED] > 0


@kernel
def _step(
    f: Framing, spec: FramingSpec, way: int, at: int, end: int, last: int, final: bool
) -> int:
    """Take the PDU at `at`; give where the next begins, WAIT, or `at` itself when out of step."""
    if at + HEADER > end:
        return WAIT
    length = be32(f.data, at)
    known = _is_known(f.state, way)
    command = _command_of(spec.ids, be32(f.data, at + 4))
    if length < HEADER or length > (MAX_PDU if known else MAX_GUESS):
        f.state[way, MODE] = SEARCHING
        if not known or command < 0 or not _has_sane_status(f.data, spec, at, command):
            return at
        # What the header says besides its length is told; the body is not to be had.
        _walk(f, spec, at, at + HEADER, command)
        _emit(f, way, at, HEADER, command, BAD_LENGTH, 0, last)
        return at + HEADER
    if command < 0:
        return _step_unknown(f, spec, way, at, end, last, final, known)
    if at + length > end and not final:
        return WAIT
    fault = _walk(f, spec, at, min(at + length, end), command)
    if not known:
        return _step_first(f, spec, way, at, end, last, final, command, fault)
    if _is_even(fault):
        f.state[way, RECOGNISED] += 1
        _emit(f, way, at, length, command, fault, f.made[FAULT_PLACE] - at, last)
        return at + length
    return _step_uneven(f, spec, way, at, end, last, final, command, fault)


@kernel
def _step_unknown(
    f: Framing, spec: FramingSpec, way: int, at: int, end: int, last: int, final: bool, known: bool
) -> int:
    """Take the PDU of an unknown command, if what follows it says that it is one."""
    length = be32(f.data, at)
    verdict = _leads_on(f, spec, at + length, end, final, known)
    if verdict == YES:
        _emit(f, way, at, length, -1, UNKNOWN_COMMAND, 4, last)
        return at + length
    if final and known and at + length > end and length <= MAX_GUESS:
        # What cuts the run cuts the PDU.
        return WAIT
    if verdict == NO:
        f.state[way, MODE] = SEARCHING
        return at
    return WAIT


@kernel
def _step_uneven(
    f: Framing,
    spec: FramingSpec,
    way: int,
    at: int,
    end: int,
    last: int,
    final: bool,
    command: int,
    fault: int,
) -> int:
    """Take the PDU of a known command whose body does not come out even, or is cut."""
    stop = min(at + be32(f.data, at), end)
    whole = stop == at + be32(f.data, at)
    place = f.made[FAULT_PLACE] - at
    verdict = _leads_on(f, spec, stop, end, final, True) if whole else NO
    if verdict == WAIT:
        return WAIT
    if verdict == NO:
        inner = _begins_within(f, spec, at + HEADER, stop, end, final, True)
        if inner == WAIT or (inner == 0 and not whole):
            return WAIT
        if inner > 0:
            stop = inner
            fault = BAD_LENGTH
            place = 0
        else:
            f.state[way, MODE] = SEARCHING
    _walk(f, spec, at, stop, command)
    _emit(f, way, at, stop - at, command, fault, place, last)
    return stop


@kernel
def _step_first(
    f: Framing,
    spec: FramingSpec,
    way: int,
    at: int,
    end: int,
    last: int,
    final: bool,
    command: int,
    fault: int,
) -> int:
    """Take the first PDU of a direction, if it or what follows says that the direction is SMPP."""
    stop = min(at + be32(f.data, at), end)
    whole = stop == at + be32(f.data, at)
    place = f.made[FAULT_PLACE] - at
    fresh = f.state[way, SEARCHED] == 0
    verdict = _is_borne_out(f, spec, at, end, final, command, fault, fresh) if whole else NO
    inner = 0
    if verdict == NO and _is_header(f.data, spec, at):
        inner = _begins_within(f, spec, at + HEADER, stop, end, final, False)
    if verdict == WAIT or inner == WAIT:
        return WAIT
    if inner > 0:
        verdict = YES
        stop = inner
        fault = BAD_LENGTH
        place = 0
    _walk(f, spec, at, stop, command)
    if verdict == NO:
        f.state[way, MODE] = SEARCHING
        told = _is_header(f.data, spec, at) and _reads_as_smpp(f, spec, at, stop, command, fault)
        if told and not whole:
            f.state[way, MODE] = IN_STEP
            return WAIT
        # A bind of a wrong length is told; what comes next is not to be trusted.
        if not told or not fresh or f.pdus[f.made[MADE_PDUS], FIELDS] < 3:
            return at
    f.state[way, RECOGNISED] += 1
    _emit(f, way, at, stop - at, command, fault, place, last)
    return stop


@kernel
def _is_borne_out(
    f: Framing,
    spec: FramingSpec,
    at: int,
    end: int,
    final: bool,
    command: int,
    fault: int,
    fresh: bool,
) -> int:
    """Tell whether a whole PDU is one by its strings, or else by what follows it.

    Other protocols have such headers, and bodies that happen to come out even. `fresh`: nothing was
    skipped to find it.
    """
    stop = at + be32(f.data, at)
    status = be32(f.data, at + 8)
    even = _is_even(fault)
    if even and _reads_as_smpp(f, spec, at, stop, command, fault):
        if status == 0:
            return YES
        if not spec.commands[command, IS_RESPONSE]:
            return _leads_on(f, spec, stop, end, final, True)
    if not _is_header(f.data, spec, at) or not (even or fresh):
        return NO
    if even and final and stop == end:
        return YES if fresh or status == 0 else NO
    return _leads_on(f, spec, stop, end, final, False)


@kernel
def _reads_as_smpp(
    f: Framing, spec: FramingSpec, at: int, stop: int, command: int, fault: int
) -> bool:
    """Tell by its strings whether what was walked last is a PDU: printable text, not too long.

    Of a cut PDU, a response that tells success will do, for strings may not have been captured.
    """
    row = f.made[MADE_PDUS]
    pdu = f.pdus[row]
    if pdu[TOO_LONG] >= 0:
        return False
    first = spec.commands[command, FIRST_FIELD]
    text = 0
    if fault == CUT_BY_END:
        if be32(f.data, at + 8) != 0:
            return False
        text = spec.commands[command, IS_RESPONSE]
    for place in range(min(pdu[FIELDS] + 1, spec.commands[command, FIELD_COUNT])):
        plan = spec.plan[first + place]
        if plan & KIND_BITS != CSTRING:
            continue
        begin = f.fields[row * SLOTS + place] >> 32
        size = f.fields[row * SLOTS + place] & 0xFFFFFFFF
        if place == pdu[FIELDS]:
            begin = f.made[FAULT_PLACE]
            size = stop - begin if fault == CUT_BY_END else 0
        if begin < 0:
            continue
        if size >= plan >> OCTETS_SHIFT > 0:
            return False
        for k in range(begin, begin + size):
            if f.data[k] < 0x20 or f.data[k] > 0x7E:
                return False
        if place < pdu[FIELDS]:
            text += size
    return text > 0


@kernel
def _is_even(fault: int) -> bool:
    return fault == 0 or fault == BODY_MISSING


@kernel
def _command_of(ids: Any, command_id: int) -> int:
    """Look up a command_id among the sorted ids; -1 when no version of SMPP has it."""
    low = 0
    high = len(ids)
    while low < high:
        middle = (low + high) // 2
        if ids[middle] < command_id:
            low = middle + 1
        else:
            high = middle
    return low if low < len(ids) and ids[low] == command_id else -1


@kernel
def _leads_on(f: Framing, spec: FramingSpec, at: int, end: int, final: bool, known: bool) -> int:
    """Tell whether what begins at `at` looks like the PDU after one that ended there.

    A few PDUs of unknown commands may stand between it and one that is known. Where the direction
    is not known to be SMPP, that one must come out even.
    """
    for _hop in range(4):
        if at + HEADER > end:
            if final:
                return YES if known and at <= end else NO
            return WAIT
        length = be32(f.data, at)
        command = _command_of(spec.ids, be32(f.data, at + 4))
        if length < HEADER or length > (MAX_PDU if known else MAX_GUESS):
            # Its own length may be wrong, which says nothing of the one before.
            believed = known and command >= 0 and _has_sane_status(f.data, spec, at, command)
            return YES if believed else NO
        if known and command >= 0:
            return YES
        # A status that is in no table is no more than an unknown command: what follows decides.
        if command >= 0 and _has_sane_status(f.data, spec, at, command):
            return _comes_out_even(f, spec, at, end, final, command)
        at += length
    return YES if known else NO


@kernel
def _comes_out_even(
    f: Framing, spec: FramingSpec, at: int, end: int, final: bool, command: int
) -> int:
    if not _is_header(f.data, spec, at):
        return NO
    stop = at + be32(f.data, at)
    if stop > end and not final:
        return WAIT
    stop = min(stop, end)
    fault = _walk(f, spec, at, stop, command)
    return YES if _is_even(fault) or fault == CUT_BY_END else NO


@kernel
def _is_header(data: Any, spec: FramingSpec, at: int) -> bool:
    """Tell whether a header out of step can be believed: known command, sane length, status."""
    length = be32(data, at)
    if length < HEADER or length > MAX_GUESS:
        return False
    command = _command_of(spec.ids, be32(data, at + 4))
    if command < 0:
        return False
    if spec.commands[command, FIELD_COUNT] == 0 and length > 4 * HEADER:
        return False
    return _has_sane_status(data, spec, at, command)


@kernel
def _has_sane_status(data: Any, spec: FramingSpec, at: int, command: int) -> bool:
    status = be32(data, at + 8)
    return status == 0 or (spec.commands[command, IS_RESPONSE] and status < 0x10000)


@kernel
def _search(f: Framing, spec: FramingSpec, way: int, at: int, end: int, final: bool) -> int:
    """Find the next header that can be believed; `-at - 1` where more bytes must be known first."""
    known = _is_known(f.state, way)
    fresh = f.state[way, SEARCHED] == 0
    while at + HEADER <= end:
        if f.data[at] == 0 and f.data[at + 1] < 2 and _is_header(f.data, spec, at):
            stop = at + be32(f.data, at)
            if stop > end and not final:
                return -at - 1
            command = _command_of(spec.ids, be32(f.data, at + 4))
            fault = _walk(f, spec, at, min(stop, end), command)
            verdict = NO
            if known and (_is_even(fault) or fault == CUT_BY_END):
                verdict = YES
            elif known and stop <= end:
                verdict = _leads_on(f, spec, stop, end, final, False)
            elif stop <= end:
                verdict = _is_borne_out(f, spec, at, end, final, command, fault, fresh)
            elif _reads_as_smpp(f, spec, at, end, command, fault):
                verdict = YES
            if verdict == WAIT:
                return -at - 1
            if verdict == YES:
                return at
        at += 1
        fresh = False
    return -at - 1


@kernel
def _begins_within(
    f: Framing, spec: FramingSpec, at: int, stop: int, end: int, final: bool, known: bool
) -> int:
    """Find a whole PDU that begins in a stretch another claims; 0: none, WAIT: not known yet."""
    while at < stop and at + HEADER <= end:
        if f.data[at] == 0 and f.data[at + 1] < 2 and _is_header(f.data, spec, at):
            length = be32(f.data, at)
            if at + length > end and not final:
                return WAIT
            if at + length <= end:
                command = _command_of(spec.ids, be32(f.data, at + 4))
                fault = _walk(f, spec, at, at + length, command)
                if _is_even(fault) and (
                    known or _reads_as_smpp(f, spec, at, at + length, command, fault)
                ):
                    return at
        at += 1
    return 0


@kernel
def _close_run(
    f: Framing, spec: FramingSpec, way: int, at: int, end: int, last: int, cause: int, missing: int
) -> None:
    """Deal with what is left of a run that ended: a PDU cut short keeps step over a known gap."""
    left = end - at
    state = f.state
    if state[way, SKIP] == 0 and state[way, MODE] == IN_STEP and left > 0:
        state[way, INCOMPLETE] += left
        if not _cut_short(f, spec, way, at, end, last, cause):
            state[way, MODE] = SEARCHING
    elif left > 0:
        _skip(state, way, left)
    elif state[way, MODE] == IN_STEP and state[way, SKIP] == 0 and missing > 0:
        state[way, MODE] = SEARCHING
    if state[way, SKIP] > 0:
        state[way, SKIP] -= missing
        if state[way, SKIP] < 0:
            state[way, SKIP] = 0
            state[way, MODE] = SEARCHING


@kernel
def _cut_short(
    f: Framing, spec: FramingSpec, way: int, at: int, end: int, last: int, cause: int
) -> bool:
    """Tell of a PDU that it is cut, and how much of it is to come; whether it is one at all."""
    left = end - at
    length = be32(f.data, at) if left >= 4 else 0
    known = _is_known(f.state, way)
    if length < HEADER or length > MAX_PDU or length < left or (left < HEADER and not known):
        return False
    if left >= HEADER:
        command = _command_of(spec.ids, be32(f.data, at + 4))
        fault = _walk(f, spec, at, end, command) if command >= 0 else CUT_BY_END
        if not known:
            if not _is_header(f.data, spec, at):
                return False
            if fault != CUT_BY_END or not _reads_as_smpp(f, spec, at, end, command, fault):
                return False
            f.state[way, RECOGNISED] += 1
        _emit(f, way, at, left, command, cause, left, last)
        f.state[way, PDU_BYTES] -= left
    f.state[way, SKIP] = length - left
    return True


@kernel
def _emit(
    f: Framing, way: int, at: int, captured: int, command: int, fault: int, place: int, last: int
) -> None:
    """Write a PDU's row; its fields and TLVs were written by the walk before."""
    row = f.made[MADE_PDUS]
    pdu = f.pdus[row]
    if command < 0:
        pdu[FIELDS] = 0
        pdu[TLVS] = 0
        pdu[FIRST_TLV] = f.made[MADE_TLVS]
        pdu[TOO_LONG] = -1
    span = f.made[AT_SPAN]
    while span < last and f.spans[span + 1, SPAN_AT] <= at:
        span += 1
    f.made[AT_SPAN] = span
    latest = span
    first = span
    while span < last and f.spans[span + 1, SPAN_AT] < at + captured:
        span += 1
        if f.spans[span, SPAN_FRAME] > f.spans[latest, SPAN_FRAME]:
            latest = span
    pdu[DIRECTION] = way
    pdu[BEGIN] = at
    pdu[CAPTURED] = captured
    pdu[LENGTH] = be32(f.data, at)
    pdu[COMMAND] = command
    pdu[ID] = be32(f.data, at + 4)
    pdu[STATUS] = be32(f.data, at + 8)
    pdu[SEQUENCE] = be32(f.data, at + 12)
    pdu[FRAME] = f.spans[latest, SPAN_FRAME]
    pdu[TIME] = f.spans[latest, SPAN_TIME]
    pdu[FIRST_FRAME] = f.spans[first, SPAN_FRAME]
    pdu[FAULT] = fault
    pdu[FAULT_AT] = place
    pdu[SKIPPED_BEFORE] = f.state[way, SKIPPED]
    f.state[way, SKIPPED] = 0
    f.state[way, PDU_BYTES] += captured
    f.state[way, PDUS] += 1
    f.made[MADE_PDUS] = row + 1
    f.made[MADE_TLVS] += pdu[TLVS]


@kernel
def _walk(f: Framing, spec: FramingSpec, at: int, stop: int, command: int) -> int:
    """Locate a body's fields and TLVs in the rows to be written next; give the first fault.

    `stop` is where the captured bytes end; CUT_BY_END says that only they, not the PDU's own
    length, were too short. `made[FAULT_PLACE]` gets the offset of the fault.
    """
    pdu = f.pdus[f.made[MADE_PDUS]]
    fields = spec.commands[command, FIELD_COUNT]
    limit = max(at + be32(f.data, at), stop)
    pdu[FIELDS] = 0
    pdu[FIRST_TLV] = f.made[MADE_TLVS]
    pdu[TLVS] = 0
    pdu[TOO_LONG] = -1
    f.made[FAULT_PLACE] = at
    response = spec.commands[command, IS_RESPONSE]
    if limit == at + HEADER and response:
        return BODY_MISSING if fields > 0 and be32(f.data, at + 8) == 0 else 0
    fault = _walk_fields(f, spec, at + HEADER, stop, limit, command)
    if fault == 0:
        fault = _walk_tlvs(f, f.made[FAULT_PLACE], stop, limit)
    if fault > CUT_BY_END and response and be32(f.data, at + 8) != 0:
        # A response with an error status may leave its fields out and still have TLVs.
        place = f.made[FAULT_PLACE]
        located = pdu[FIELDS]
        if _walk_tlvs(f, at + HEADER, stop, limit) == 0:
            pdu[FIELDS] = 0
            pdu[TOO_LONG] = -1
            return 0
        pdu[TLVS] = 0
        _walk_fields(f, spec, at + HEADER, stop, limit, command)
        if located == fields:
            _walk_tlvs(f, f.made[FAULT_PLACE], stop, limit)
        f.made[FAULT_PLACE] = place
    return fault


@kernel
def _walk_fields(
    f: Framing, spec: FramingSpec, at: int, stop: int, limit: int, command: int
) -> int:
    """Locate mandatory fields; `made[FAULT_PLACE]` gets where they end, or where the fault is."""
    row = f.made[MADE_PDUS]
    pdu = f.pdus[row]
    slot = row * SLOTS
    first = spec.commands[command, FIRST_FIELD]
    count = spec.commands[command, FIELD_COUNT]
    for place in range(count):
        plan = spec.plan[first + place]
        kind = plan & KIND_BITS
        condition = (plan >> CONDITION_SHIFT) & KIND_BITS
        if condition > 0:
            value = f.data[f.fields[slot + condition - 1] >> 32]
            if value != (plan >> VALUE_SHIFT) & KIND_BITS:
                f.fields[slot + place] = -1
                continue
        if kind < CSTRING:
            size = kind
        elif kind == CSTRING:
            size = _cstring(f.data, at, stop) - at
        else:
            entries = i64(f.data[f.fields[slot + place - 1] >> 32])
            size = entries if kind == OCTETS else _list_end(f.data, at, stop, kind, entries) - at
        if size < 0 or at + size > stop:
            pdu[FIELDS] = place
            f.made[FAULT_PLACE] = at
            if stop < limit and (size < 0 or at + size <= limit):
                return CUT_BY_END
            if kind == CSTRING:
                return FIELD_UNTERMINATED if at < stop else FIELD_OVERRUN
            return LIST_ENTRY if size == -at - 2 else FIELD_OVERRUN
        # Of a list the most octets told are those of one entry.
        if size > plan >> OCTETS_SHIFT and kind <= OCTETS and plan >> OCTETS_SHIFT > 0:
            if pdu[TOO_LONG] < 0:
                pdu[TOO_LONG] = place
        f.fields[slot + place] = at << 32 | (size - 1 if kind == CSTRING else size)
        at += size
    pdu[FIELDS] = count
    f.made[FAULT_PLACE] = at
    return 0


@kernel
def _cstring(data: Any, at: int, stop: int) -> int:
    """Give where a C-octet string ends, its NUL included; -1 when it has none."""
    while at < stop:
        if data[at] == 0:
            return at + 1
        at += 1
    return -1


@kernel
def _list_end(data: Any, at: int, stop: int, kind: int, count: int) -> int:
    """Give where a counted list ends; -1 when it runs out of bytes, -2 at an entry of no known
    kind.
    """
    for _entry in range(count):
        if at >= stop:
            return -1
        if kind == DEST_ADDRESSES:
            flag = data[at]
            if flag != 1 and flag != 2:
                return -2
            at += 3 if flag == 1 else 1
        elif kind == UNSUCCESS_SMES:
            at += 2
        at = _cstring(data, at, stop)
        if at < 0:
            return -1
        if kind == UNSUCCESS_SMES:
            at += 4
    return at


@kernel
def _walk_tlvs(f: Framing, at: int, stop: int, limit: int) -> int:
    """Locate TLVs up to the end; each is as long as it says, whatever its tag."""
    row = f.made[MADE_PDUS]
    begin = f.made[MADE_TLVS]
    count = 0
    fault = 0
    while at < stop and fault == 0:
        if at + 4 > stop:
            fault = CUT_BY_END if stop < limit and at + 4 <= limit else TRAILING_BYTES
        elif at + 4 + be16(f.data, at + 2) > stop or count == MAX_TLVS:
            size = be16(f.data, at + 2)
            fault = CUT_BY_END if stop < limit and at + 4 + size <= limit else TLV_OVERRUN
        else:
            tlv = f.tlvs[begin + count]
            tlv[TLV_PDU] = row
            tlv[TLV_TAG] = be16(f.data, at)
            tlv[TLV_BEGIN] = at + 4
            tlv[TLV_SIZE] = be16(f.data, at + 2)
            at += 4 + tlv[TLV_SIZE]
            count += 1
    f.pdus[row, TLVS] = count
    f.made[FAULT_PLACE] = at
    if fault == 0 and stop < limit:
        return CUT_BY_END
    return fault
