"""TLVs as people read them: names by SMPP or a vendor profile, values by their kind."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from smpp_dissect.pdus import framing
from smpp_dissect.pdus.batch import Batch, Int64s, Slices
from smpp_dissect.pdus.gather import strings
from smpp_dissect.pdus.text.many import decode_texts
from smpp_dissect.pdus.tree.tlv_readings import standard_reading
from smpp_dissect.pdus.user_data import MESSAGE_PAYLOAD, UDHI, without_nul
from smpp_dissect.profiles import Profile, VendorTlv
from smpp_dissect.spec import COMMANDS, TLV_BY_TAG, Kind, Tlv


class Meant(NamedTuple):
    """What a TLV means: who names it how.

    `profile`: that of its connection, or None; `vendor`: its entry there, or None.
    """

    tag: int
    name: str | None
    dictionary: str | None
    profile: Profile | None = None
    vendor: VendorTlv | None = None


class TlvNames:
    """Dictionaries of TLVs: that of SMPP, and those of profiles, which come first.

    `of_flow`: place of each flow's profile in `profiles`, -1: it has none.
    """

    def __init__(self, profiles: Sequence[Profile] = (), of_flow: Int64s | None = None):
        self._profiles = profiles
        self._of_flow = np.full(1, -1, np.int64) if of_flow is None else of_flow
        # Profiles of which the command tells what a tag means.
        self._by_command = any(len({t.tag for t in p.tlvs}) < len(p.tlvs) for p in profiles)

    def look_up(self, batch: Batch, owner: Int64s, tag: Int64s) -> tuple[list[Meant], Int64s]:
        """Say what TLVs mean: all that is met here, and for each TLV its place there.

        `owner`: place of each TLV's PDU in the batch.
        """
        key = tag.astype(np.int64)
        if self._profiles:
            flow = batch.column(framing.DIRECTION, owner) >> 1
            key |= (self._of_flow[flow] + 1) << 32
            if self._by_command:
                key |= (batch.command[owner] + 1) << 16
        encoded = pa.array(key).dictionary_encode()
        codes = encoded.indices.to_numpy(zero_copy_only=False).astype(np.int64)
        return [self._meant(each) for each in encoded.dictionary.to_pylist()], codes

    def _meant(self, key: int) -> Meant:
        place, command, tag = (key >> 32) - 1, (key >> 16 & 0xFFFF) - 1, key & 0xFFFF
        profile = self._profiles[place] if place >= 0 else None
        if profile is not None:
            name = None if not self._by_command else COMMANDS[command].name if command >= 0 else ""
            vendor = profile.tlv(tag, name)
            if vendor is not None:
                return Meant(tag, vendor.name, profile.name, profile, vendor)
        standard = TLV_BY_TAG.get(tag)
        if standard is None:
            return Meant(tag, None, None, profile)
        return Meant(tag, standard.name, "smpp", profile)


def named(words: Sequence[str | None], codes: Int64s) -> pa.Array:
    """Make a column of words, of which `codes` are the places; null where a word is None."""
    known = list(dict.fromkeys(word for word in words if word is not None))
    place = np.array([known.index(word) if word is not None else -1 for word in words] or [-1])
    codes = place[codes]
    indices = pa.array(np.where(codes < 0, 0, codes), pa.int32(), mask=codes < 0)
    return pa.DictionaryArray.from_arrays(indices, pa.array(known, pa.string()))


def tlv_texts(
    batch: Batch, owner: Int64s, value: Slices, meant: list[Meant], codes: Int64s, alphabet: Int64s
) -> pa.Array:
    """Give each TLV's value as text.

    `owner`: place of its PDU; `codes`: what it means, as a place in `meant`; `alphabet`: what
    data_coding 0 stands for in its PDU.
    """
    parts, order = [], []
    for code, each in enumerate(meant):
        rows = np.flatnonzero(codes == code)
        mine = Slices(value.begin[rows], value.size[rows])
        parts.append(_texts(batch, owner[rows], each, mine, alphabet[rows]))
        order.append(rows)
    if not parts:
        return pa.array([], pa.string())
    back = np.empty(len(codes), np.int64)
    back[np.concatenate(order)] = np.arange(len(codes))
    return pa.concat_arrays(parts).take(pa.array(back))


def _texts(batch: Batch, owner: Int64s, meant: Meant, value: Slices, alphabet: Int64s) -> pa.Array:
    if meant.tag == MESSAGE_PAYLOAD:
        coding = batch.integers(batch.field("data_coding", owner))
        esm_class = batch.integers(batch.field("esm_class", owner))
        udhi = (esm_class > 0) & (esm_class & UDHI > 0)
        return decode_texts(batch.data, value.begin, value.size, coding, udhi, alphabet)
    tlv = TLV_BY_TAG.get(meant.tag)
    if meant.vendor is None and tlv is not None and tlv.kind is Kind.CSTRING:
        return strings(batch.data, without_nul(batch.data, value))
    values = strings(batch.data, value, binary=True).dictionary_encode()
    read: Callable[[bytes], str] = guess_text
    if tlv is not None:
        read = partial(standard_text, tlv, profile=meant.profile)
    if meant.vendor is not None:
        read = meant.vendor.text
    texts = [read(octets) for octets in values.dictionary.to_pylist()]
    return pa.array(texts, pa.string()).take(values.indices)


def standard_text(tlv: Tlv, octets: bytes, profile: Profile | None = None) -> str:
    """Read a standard TLV as the tree does: text, or a number and what it means, or octets."""
    value, meaning, _ = standard_reading(tlv, octets, profile)
    if isinstance(value, str):
        return value
    said = meaning() if callable(meaning) else meaning
    if value is None:
        return said or octets.hex()
    return f"{value} ({said})" if said else str(value)


def guess_text(octets: bytes) -> str:
    """Printable ASCII as it is, anything else in hexadecimal."""
    text = octets.removesuffix(b"\0")
    if text and all(0x20 <= octet < 0x7F for octet in text):
        return text.decode("ascii")
    return octets.hex()
