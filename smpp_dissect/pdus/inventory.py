"""The table `tlv_inventory`: every tag that each account met, so that an unknown one can be named.

A tag is a row for each thing it means there: a profile may give it one meaning in submit_sm and
another in deliver_sm. Values are read by the dictionary that has the tag, else by what they look
like.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from smpp_dissect.columns import TABLES, schema
from smpp_dissect.pdus.batch import Int64s
from smpp_dissect.pdus.evidence import Evidence
from smpp_dissect.pdus.peers import Peer
from smpp_dissect.pdus.tag_counts import OCTETS, SLOTS, Tally, Value
from smpp_dissect.pdus.tlv_texts import guess_text, standard_text
from smpp_dissect.pdus.tree import guesses
from smpp_dissect.pdus.tree.guesses import look_alike
from smpp_dissect.pdus.user_data import MESSAGE_PAYLOAD
from smpp_dissect.profiles import Choice, Profile, VendorTlv, shipped
from smpp_dissect.spec import TLV_BY_TAG

# Values of a row that are shown.
SHOWN = 3
CUT = "…"
PlaceFrames = Callable[[Int64s], tuple[Int64s, Int64s]]


class _Key(NamedTuple):
    """What makes a row: an account, a tag, and who names it how."""

    server: str
    system_id: str
    tag: int
    dictionary: str | None
    name: str | None


@dataclass
class _Row:
    """What was met under one key; `vendor`: the tag's entry in `profile`, that of the account."""

    profile: Profile | None
    vendor: VendorTlv | None
    times: int = 0
    least: int = 1 << 16
    most: int = 0
    commands: Counter[str] = field(default_factory=Counter)
    values: dict[tuple[int, bytes], Value] = field(default_factory=dict)

    def add(self, tally: Tally) -> None:
        """Add what was counted of one command."""
        self.times += tally.times
        self.least, self.most = min(self.least, tally.least), max(self.most, tally.most)
        self.commands[tally.command or "unknown"] += tally.times
        for value in tally.values:
            known = self.values.get((value.size, value.octets), value)
            self.values[value.size, value.octets] = min(known, value)

    def first_values(self) -> list[Value]:
        """Give the distinct values that came first, in order."""
        return sorted(self.values.values())[:SLOTS]


def inventory_table(
    evidence: Evidence, choices: Sequence[Choice], place_frames: PlaceFrames, files: Sequence[str]
) -> pa.Table:
    """Make the table of what was met. `choices`: the profile of each peer; `place_frames` gives
    frames' files (indexes) and numbers.
    """
    rows: dict[_Key, _Row] = {}
    profiles = [choice.profile for choice in choices]
    peers = evidence.peers.joined()
    for tally in evidence.counts.tallies():
        profile = profiles[tally.peer]
        key, vendor = _key(peers[tally.peer], profile, tally)
        rows.setdefault(key, _Row(profile, vendor)).add(tally)
    ordered = sorted(rows.items(), key=lambda item: (*item[0][:3], item[0].name or ""))
    columns: dict[str, list[Any]] = {name: [] for name in TABLES["tlv_inventory"].names}
    for key, row in ordered:
        for name, value in {**_told(key, row), **_samples(key, row, place_frames, files)}.items():
            columns[name].append(value)
    if evidence.counts.untold:
        for name, column in columns.items():
            column.append(evidence.counts.untold if name == "count" else None)
    return pa.table(columns, schema=schema("tlv_inventory"))


def _key(peer: Peer, profile: Profile | None, tally: Tally) -> tuple[_Key, VendorTlv | None]:
    vendor = profile.tlv(tally.tag, tally.command or "") if profile else None
    account = peer.server, peer.system_id, tally.tag
    if profile and vendor:
        return _Key(*account, profile.name, vendor.name), vendor
    standard = TLV_BY_TAG.get(tally.tag)
    named = ("smpp", standard.name) if standard else (None, None)
    return _Key(*account, *named), None


def _told(key: _Key, row: _Row) -> dict[str, Any]:
    kept = [value.octets for value in row.first_values()]
    return {
        "server": key.server,
        "system_id": key.system_id or None,
        "tag": key.tag,
        "hex": f"0x{key.tag:04X}",
        "name": key.name,
        "dictionary": key.dictionary,
        "count": row.times,
        "min_length": row.least,
        "max_length": row.most,
        "commands": ", ".join(name for name, _ in row.commands.most_common()),
        "looks_like": look_alike(kept),
        "values": len(kept),
        "may_be": ", ".join(_candidates(key, row)) or None,
    }


def _candidates(key: _Key, row: _Row) -> Iterator[str]:
    """Name what shipped profiles have under a tag that no dictionary here has."""
    for profile in () if key.dictionary else shipped():
        for command in row.commands:
            tlv = profile.tlv(key.tag, command)
            values = [value.octets for value in row.first_values() if value.size <= OCTETS]
            if tlv and tlv.comes_in(command) and all(map(tlv.is_like, values)):
                yield f"{tlv.name} ({profile.name})"
                break


def _samples(
    key: _Key, row: _Row, place_frames: PlaceFrames, files: Sequence[str]
) -> dict[str, Any]:
    """Show the values that came first, each with where it was met."""
    values = row.first_values()
    look = look_alike([value.octets for value in values])
    file, frame = place_frames(np.array([value.frame for value in values], np.int64))
    told: dict[str, Any] = {}
    for place in range(SHOWN):
        end = f"_{place + 1}"
        value = values[place] if place < len(values) else None
        told |= {
            f"value{end}": value and value.octets,
            f"text{end}": value and _text(key, row, value, look),
            f"file{end}": value and files[int(file[place])],
            f"frame{end}": value and int(frame[place]),
        }
    return told


def _text(key: _Key, row: _Row, value: Value, look: str) -> str:
    octets, cut = value.octets, CUT * (value.size > OCTETS)
    standard = TLV_BY_TAG.get(key.tag)
    if row.vendor is not None and not cut:
        return row.vendor.text(octets)
    if row.vendor is None and standard is not None and key.tag != MESSAGE_PAYLOAD:
        return standard_text(standard, octets, row.profile) + cut
    return _guessed(octets, look) + cut


def _guessed(octets: bytes, look: str) -> str:
    """Read a value as what it looks like."""
    look = guesses.looks_like(octets) if look == guesses.OCTETS else look
    if look == guesses.INTEGER and octets:
        return str(int.from_bytes(octets))
    if look in (guesses.UTF8, guesses.UTF16):
        text = octets.decode("utf-8" if look == guesses.UTF8 else "utf-16-be", "ignore")
        return text.removesuffix("\0")
    return guess_text(octets)
