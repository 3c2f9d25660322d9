"""Hypothesis strategies: PDUs, good and bad, and TCP, smooth and rough.

The PDUs are made with the oracle's own tables, so the package has no say in what a PDU is.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from tests.build_segments import WRAP, Segment
from tests.naive import encode
from tests.naive_spec import (
    DISTRIBUTION_LIST,
    FIELDS,
    HUAWEI_ONLY,
    HUAWEI_VERSION,
    MANDATORY_TLVS,
    MESSAGE_ID,
    SME_ADDRESS,
    TLVS,
    UNSUCCESS_SME,
    Field,
)

RESPONSE = 0x80000000
STATUSES = (0x01, 0x08, 0x0B, 0x45, 0x58, 0xFE, 0x400, 0x4FF, 0xFFFFFFFF)
# Longer values than this say nothing new and only slow the search.
LONGEST_VALUE = 300
REORDERED = 4

addresses = st.integers(100, 999_999_999_999_999).map(lambda number: b"%d" % number)
times = st.sampled_from([b"", b"261122101500004+", b"000000010000000R"])
sequence_numbers = st.integers(1, 0x7FFFFFFF)


def texts(longest: int) -> SearchStrategy[bytes]:
    """The content of a C-octet string of at most `longest` octets with its NUL."""
    plain = st.one_of(st.just(b""), addresses.map(lambda text: text[: longest - 1]))
    octets = st.binary(max_size=longest - 1).map(lambda text: text.replace(b"\0", b"."))
    return st.one_of(plain, octets)


@st.composite
def tlvs(draw: DrawFn) -> tuple[int, bytes]:
    """One TLV: a tag of the standard with a length the standard allows, or a vendor's."""
    if draw(st.integers(0, 4)) == 0:
        tag = draw(st.integers(0x1400, 0x3FFF))
        return tag, draw(st.binary(max_size=40))
    return draw(_tlv_of(draw(st.sampled_from(sorted(TLVS)))))


@cache
def _tlv_of(tag: int) -> SearchStrategy[tuple[int, bytes]]:
    _, least, most = TLVS[tag]
    values = st.binary(min_size=least, max_size=min(most, LONGEST_VALUE))
    return values.map(lambda value: (tag, value))


@cache
def _values(kind: str) -> SearchStrategy[Any]:
    if kind[0] == "z":
        return texts(int(kind[1:]))
    if kind == "t":
        return times
    octets = int(kind)
    return st.one_of(st.integers(0, 3), st.integers(0, 256**octets - 1))


def _entries(layout: Sequence[Field], **fixed: int) -> SearchStrategy[dict[str, Any]]:
    names = [name for name, _ in layout]
    drawn = st.tuples(*(_values(kind) for _, kind in layout))
    return drawn.map(lambda values: fixed | dict(zip(names, values, strict=True)))


LISTS: dict[str, SearchStrategy[Any]] = {
    "dests": st.one_of(
        _entries(SME_ADDRESS, dest_flag=1), _entries(DISTRIBUTION_LIST, dest_flag=2)
    ),
    "unsuccess": _entries(UNSUCCESS_SME),
    "ids": _values(MESSAGE_ID[0][1]),
}


def _layout(draw: DrawFn, command_id: int) -> tuple[Sequence[Field], dict[str, Any]]:
    """The fields to draw, and those that are settled beforehand."""
    layout = FIELDS[command_id]
    if not layout or layout[0][0] != "version":
        return layout, {}
    if draw(st.booleans()):
        return layout, {"version": HUAWEI_VERSION}
    return [field for field in layout if field[0] not in HUAWEI_ONLY], {"version": 0x34}


@st.composite
def bodies(draw: DrawFn, command_id: int) -> dict[str, Any]:
    """Mandatory fields of a command in wire order, all counts right."""
    layout, settled = _layout(draw, command_id)
    has_text = any(kind == "sm" for _, kind in layout)
    fields: dict[str, Any] = {}
    for name, kind in layout:
        if kind in LISTS:
            entries = draw(st.lists(LISTS[kind], max_size=5))
            fields[list(fields)[-1]] = len(entries)
            fields[name] = entries
        elif kind == "sm":
            fields[name] = draw(st.binary(max_size=254))
        else:
            fields[name] = settled[name] if name in settled else draw(_values(kind))
    if has_text:
        fields["sm_length"] = len(fields["short_message"])
    return fields


@st.composite
def described_pdus(draw: DrawFn, commands: Sequence[int] = tuple(FIELDS)) -> dict[str, Any]:
    """A valid PDU as the arguments of `encode`, its body whole."""
    command_id = draw(st.sampled_from(list(commands)))
    status = draw(st.sampled_from((0, 0, 0, *STATUSES))) if command_id & RESPONSE else 0
    needed = [draw(_tlv_of(tag)) for tag in MANDATORY_TLVS.get(command_id, ())]
    return {
        "command_id": command_id,
        "fields": draw(bodies(command_id)),
        "tlvs": needed + draw(st.lists(tlvs(), max_size=4)),
        "status": status,
        "sequence": draw(sequence_numbers),
    }


@st.composite
def pdus(draw: DrawFn, commands: Sequence[int] = tuple(FIELDS)) -> bytes:
    """A valid PDU of any command; an error response may have its body, TLVs alone, or nothing."""
    description = draw(described_pdus(commands))
    if description["status"]:
        form = draw(st.sampled_from(["whole", "tlvs", "nothing"]))
        if form != "whole":
            description["fields"] = {}
        if form == "nothing":
            description["tlvs"] = []
    return encode(**description)


@st.composite
def hostile(draw: DrawFn, pdu: bytes) -> bytes:
    """The PDU after one to three accidents: cut, bits flipped, octets put in, moved or taken out.

    In half of the cases its command_length is then made to fit.
    """
    for accident in draw(st.lists(st.sampled_from(ACCIDENTS), min_size=1, max_size=3)):
        pdu = draw(accident(pdu))
    if len(pdu) >= 4 and draw(st.booleans()):
        pdu = struct.pack(">I", len(pdu)) + pdu[4:]
    return pdu


@st.composite
def _cut(draw: DrawFn, pdu: bytes) -> bytes:
    return pdu[: draw(st.integers(0, len(pdu)))]


@st.composite
def _flip(draw: DrawFn, pdu: bytes) -> bytes:
    if not pdu:
        return pdu
    at = draw(st.integers(0, len(pdu) - 1))
    return pdu[:at] + bytes([pdu[at] ^ draw(st.integers(1, 255))]) + pdu[at + 1 :]


@st.composite
def _splice(draw: DrawFn, pdu: bytes) -> bytes:
    begin, end, at = sorted(draw(st.integers(0, len(pdu))) for _ in range(3))
    foreign = st.binary(max_size=20)
    put_in = draw(st.one_of(foreign, st.just(pdu[begin:end]), st.just(pdu[end:at])))
    return pdu[:begin] + put_in + pdu[draw(st.sampled_from([begin, end])) :]


ACCIDENTS = (_cut, _flip, _splice)


@st.composite
def segmentations(draw: DrawFn, data: bytes) -> list[bytes]:
    """The data cut into pieces of any sizes, none of them empty."""
    inner = st.integers(1, len(data) - 1) if len(data) > 1 else st.nothing()
    cuts = sorted(draw(st.sets(inner, max_size=12)))
    edges = [0, *cuts, len(data)]
    return [data[a:b] for a, b in zip(edges, edges[1:], strict=False) if a < b]


@st.composite
def disturbed(draw: DrawFn, segments: Sequence[Segment]) -> list[Segment]:
    """The segments of a connection as a worse network shows them, every octet still there.

    Segments with data come later (by at most `REORDERED` others with data), are captured twice, or
    are sent again from and to odd places; segments without data stay where they are.
    """
    result = list(segments)
    if not _carriers(result):
        return result
    for _ in range(draw(st.integers(0, 2))):
        index = draw(st.sampled_from(_carriers(result)))
        again = draw(st.one_of(st.just(result[index]), _sent_again(result, index)))
        result.insert(draw(st.integers(index + 1, len(result))), again)
    carriers = _carriers(result)
    late = [rank + draw(st.integers(0, REORDERED)) for rank in range(len(carriers))]
    order = sorted(range(len(carriers)), key=late.__getitem__)
    moved = [result[carriers[rank]] for rank in order]
    for index, segment in zip(carriers, moved, strict=True):
        result[index] = segment
    clock = sorted(segment.time for segment in result)
    return [replace(s, time=time) for s, time in zip(result, clock, strict=True)]


def _carriers(segments: Sequence[Segment]) -> list[int]:
    return [index for index, segment in enumerate(segments) if segment.payload]


@st.composite
def _sent_again(draw: DrawFn, segments: Sequence[Segment], index: int) -> Segment:
    """From inside the segment to the end of the stream sent so far, in that direction."""
    old = segments[index]
    begin = draw(st.integers(0, len(old.payload) - 1))
    payload = old.payload[begin:]
    end = (old.seq + len(old.payload)) % WRAP
    for later in segments[index + 1 :]:
        if later.payload and later.seq == end and later.src == old.src and later.sport == old.sport:
            payload += later.payload
            end = (end + len(later.payload)) % WRAP
    payload = payload[: draw(st.integers(1, len(payload)))]
    return replace(old, seq=(old.seq + begin) % WRAP, payload=payload)
