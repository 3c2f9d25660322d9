"""PDUs of one stretch of traffic: framed, in capture order, their fields and TLVs located.

A batch looks into the arena and is good until the next one is made; what is to be kept is gathered
from it into columns (`gather.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

import numpy as np

from smpp_dissect._kernel import i64, kernel
from smpp_dissect.pdus import framing
from smpp_dissect.pdus.framing import (
    COMMAND,
    FIELDS,
    FIRST_TLV,
    TLV_BEGIN,
    TLV_SIZE,
    TLV_TAG,
    TLVS,
    Framing,
    frame_pdus,
)
from smpp_dissect.spec import COMMANDS, MANDATORY_FIELDS
from smpp_dissect.spec.lower import SLOTS, Lowered, lower
from smpp_dissect.streams.arena import Regions

Int64s = np.ndarray[Any, np.dtype[np.int64]]
# Places of commands in the spec's tables, which are in order of command_id.
COMMAND_INDEX = {command.name: place for place, command in enumerate(COMMANDS)}


@dataclass(frozen=True, slots=True)
class Slices:
    """Where a value lies in a batch's bytes, for each of some PDUs; size -1: there is none."""

    begin: Int64s
    size: Int64s


@dataclass(frozen=True)
class Batch:
    """`data`: bytes; `pdus`, `fields`, `tlvs`: framing's rows; `rows`: PDUs in capture order."""

    data: np.ndarray[Any, Any]
    pdus: Int64s
    fields: Int64s
    tlvs: Int64s
    rows: Int64s
    spec: Lowered

    def kept(self) -> Batch:
        """A copy that outlasts the batches after it."""
        fields = self.fields[: len(self.pdus) * SLOTS]
        data, pdus, tlvs = self.data.copy(), self.pdus.copy(), self.tlvs.copy()
        return Batch(data, pdus, fields.copy(), tlvs, self.rows, self.spec)

    @cached_property
    def command(self) -> Int64s:
        """Place of each PDU's command in the spec, -1 where unknown, in the order of `rows`."""
        return self.pdus[self.rows, framing.COMMAND]

    def of(self, *names: str) -> Int64s:
        """Places in capture order (indexes into `rows`) of the PDUs of these commands."""
        wanted = np.zeros(len(COMMANDS) + 1, bool)
        wanted[[COMMAND_INDEX[name] for name in names]] = True
        return np.flatnonzero(wanted[self.command])

    @staticmethod
    def spec_place(name: str) -> int:
        """Place of a command in the spec."""
        return COMMAND_INDEX[name]

    def column(self, column: int, places: Int64s | None = None) -> Int64s:
        """One of framing's PDU columns, of all PDUs in capture order or of those at `places`."""
        rows = self.rows if places is None else self.rows[places]
        return self.pdus[rows, column]

    def field(self, name: str, places: Int64s) -> Slices:
        """Where a mandatory field lies in each of these PDUs."""
        return self.fields_of((name,), places)[0]

    def fields_of(self, names: Sequence[str], places: Int64s) -> list[Slices]:
        """Where several mandatory fields lie in each of these PDUs: each PDU is visited once."""
        found = _slices(len(names), len(places))
        positions = self.spec.position[[MANDATORY_FIELDS.index(name) for name in names]]
        _locate_fields(self.pdus, self.fields, positions, self.rows[places], *found)
        return _listed(*found)

    def tlv(self, tag: int, places: Int64s) -> Slices:
        """Where the value of the first TLV of this tag lies in each of these PDUs."""
        return self.tlvs_of((tag,), places)[0]

    def tlvs_of(self, tags: Sequence[int], places: Int64s) -> list[Slices]:
        """Where the values of the first TLVs of these tags lie in each of these PDUs."""
        found = _slices(len(tags), len(places))
        _locate_tlvs(self.pdus, self.tlvs, np.array(tags, np.int64), self.rows[places], *found)
        return _listed(*found)

    def integers(self, slices: Slices) -> Int64s:
        """Big-endian integers of up to seven octets; -1 where there is none or it is empty."""
        values = np.empty(len(slices.begin), np.int64)
        _integers(self.data, slices.begin, slices.size, values)
        return values

    def all_tlvs(self, places: Int64s) -> tuple[Int64s, Int64s, Slices]:
        """Every TLV of these PDUs, in order: place of its PDU among `places`, tag, where its value
        lies.
        """
        rows = self.rows[places]
        counts = self.pdus[rows, framing.TLVS]
        owner = np.repeat(np.arange(len(places)), counts)
        before = np.cumsum(counts) - counts
        index = np.arange(len(owner)) - before[owner] + self.pdus[rows, framing.FIRST_TLV][owner]
        tlvs = self.tlvs[index]
        return (
            owner,
            tlvs[:, framing.TLV_TAG],
            Slices(tlvs[:, framing.TLV_BEGIN], tlvs[:, framing.TLV_SIZE]),
        )

    def odd_tlvs(self) -> Int64s:
        """Rows of `tlvs` whose length is not what the standard gives their tag."""
        tag, size = self.tlvs[:, TLV_TAG], self.tlvs[:, TLV_SIZE]
        least, most = _tlv_sizes()
        return np.flatnonzero((size < least[tag]) | (size > most[tag]))

    def list_entries(self, name: str, place: int) -> list[tuple[int | str, ...]]:
        """The entries of a counted list of one PDU, each a tuple of its fields; text as Latin-1.

        A distribution list is a tuple of one name.
        """
        slices = self.field(name, np.array([place]))
        if slices.size[0] < 0:
            return []
        begin = int(slices.begin[0])
        return read_list(self.data[begin : begin + int(slices.size[0])].tobytes(), name)


def read_list(octets: bytes, name: str) -> list[tuple[int | str, ...]]:
    """Read the entries of `dest_address`, `unsuccess_sme` or a list of C-octet strings.

    `octets` is what framing located as the list, so every entry is whole.
    """
    entries: list[tuple[int | str, ...]] = []
    at = 0
    while at < len(octets):
        head = 0 if name == "message_id" else 2
        if name == "dest_address":
            head = 2 if octets[at] == 1 else 0
            at += 1
        numbers = tuple(octets[at : at + head])
        end = octets.index(0, at + head)
        text = octets[at + head : end].decode("latin-1")
        at = end + 1
        if name == "unsuccess_sme":
            entries.append((*numbers, text, int.from_bytes(octets[at : at + 4])))
            at += 4
        else:
            entries.append((*numbers, text))
    return entries


@cache
def _tlv_sizes() -> tuple[Int64s, Int64s]:
    """Least and most octets of every tag's value; tags that SMPP does not name may have any."""
    least, most = np.zeros(1 << 16, np.int64), np.full(1 << 16, 1 << 16, np.int64)
    for tag, low, high in lower().tlvs:
        least[tag], most[tag] = low, high
    return least, most


def _slices(kinds: int, count: int) -> tuple[Int64s, Int64s]:
    return np.zeros((kinds, count), np.int64), np.full((kinds, count), -1, np.int64)


def _listed(begin: Int64s, size: Int64s) -> list[Slices]:
    return [Slices(*both) for both in zip(begin, size, strict=True)]


class Framer:
    """Frames regions, carrying each direction's state."""

    def __init__(self, ports: Iterable[int] | None = None):
        """`ports`: take connections of these server ports for SMPP by decree, and no others."""
        self._spec = lower()
        self.state = np.zeros((128, framing.STATE_COLUMNS), np.int64)
        self._ports = None if ports is None else np.array(sorted(ports), np.int64)
        self._known = 0
        # Two, so that one batch can be read while the next is framed.
        self._buffers = [_Buffers(), _Buffers()]

    def know(self, key: np.ndarray[Any, Any], flows: int) -> None:
        """Take notice of new flows; `key` holds their ports."""
        self.reserve(flows)
        if self._ports is not None and flows > self._known:
            forced = np.isin(key[self._known : flows, 8:10], self._ports).any(axis=1).repeat(2)
            fresh = self.state[2 * self._known : 2 * flows]
            fresh[:, framing.FORCED] = forced
            fresh[:, framing.MODE] = np.where(forced, framing.IN_STEP, framing.IGNORED)
        self._known = flows

    def reserve(self, flows: int) -> None:
        """Make room for the directions of that many flows."""
        if 2 * flows > len(self.state):
            state = np.zeros((4 * flows, framing.STATE_COLUMNS), np.int64)
            state[: len(self.state)] = self.state
            self.state = state

    def ignoring(self) -> Int64s:
        """For each direction -1, or 0 where its bytes need not be laid out: it is given up."""
        return np.where(self.state[:, framing.MODE] == framing.IGNORED, 0, -1)

    def count_ignored(self, ignored: Int64s) -> None:
        """Account for bytes that were not laid out: the array given by `ignoring`, counted up."""
        self.state[: len(ignored), framing.UNFRAMED] += np.maximum(ignored, 0)

    def frame(self, laid: Regions) -> Batch:
        """Frame what is laid out, and set where each region's tail begins."""
        size = int(laid.regions[-1, 2]) if len(laid.regions) else 0
        self._buffers.reverse()
        buffers = self._buffers[0]
        buffers.reserve(size, len(laid.regions))
        made = np.zeros(4, np.int64)
        frame_pdus(
            Framing(
                laid.data, laid.spans, self.state, buffers.pdus, buffers.fields, buffers.tlvs, made
            ),
            self._spec.framing,
            laid.regions,
        )
        count, tlvs = int(made[0]), int(made[1])
        pdus = buffers.pdus[:count]
        rows = np.argsort(pdus[:, framing.FRAME], kind="stable")
        return Batch(laid.data, pdus, buffers.fields, buffers.tlvs[:tlvs], rows, self._spec)


class _Buffers:
    """Framing's output arrays, used again for each batch."""

    def __init__(self) -> None:
        self._size = -1

    def reserve(self, size: int, regions: int) -> None:
        """Make room for what `size` bytes can hold: pages that are not written to cost nothing."""
        if size + 64 * regions <= self._size:
            return
        self._size = size + 64 * regions
        pdus = self._size // framing.HEADER + 2
        self.pdus = np.empty((pdus, framing.PDU_COLUMNS), np.int64)
        self.fields = np.empty(pdus * SLOTS, np.int64)
        self.tlvs = np.empty(
            (self._size // 2 + framing.MAX_TLVS + 2, framing.TLV_COLUMNS), np.int64
        )


@kernel
def _locate_fields(
    pdus: Any, fields: Any, positions: Any, rows: Any, begin: Any, size: Any
) -> None:
    for i in range(len(rows)):
        row = rows[i]
        command = pdus[row, COMMAND]
        located = pdus[row, FIELDS]
        for kind in range(len(positions)):
            place = positions[kind, command]
            if 0 <= place < located:
                packed = fields[row * SLOTS + place]
                if packed >= 0:
                    begin[kind, i] = packed >> 32
                    size[kind, i] = packed & 0xFFFFFFFF


@kernel
def _locate_tlvs(pdus: Any, tlvs: Any, tags: Any, rows: Any, begin: Any, size: Any) -> None:
    for i in range(len(rows)):
        row = rows[i]
        first = pdus[row, FIRST_TLV]
        for tlv in range(first, first + pdus[row, TLVS]):
            for kind in range(len(tags)):
                if tlvs[tlv, TLV_TAG] == tags[kind] and size[kind, i] < 0:
                    begin[kind, i] = tlvs[tlv, TLV_BEGIN]
                    size[kind, i] = tlvs[tlv, TLV_SIZE]


@kernel
def _integers(data: Any, begin: Any, size: Any, values: Any) -> None:
    for i in range(len(begin)):
        value = -1 if size[i] <= 0 or size[i] > 7 else 0
        if value == 0:
            for at in range(begin[i], begin[i] + size[i]):
                value = (value << 8) | i64(data[at])
        values[i] = value
