"""TLVs as people read them: names by SMPP or a vendor profile, values by their kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pyarrow as pa

from smpp_dissect.pdus.batch import Batch, Int64s, Slices
from smpp_dissect.pdus.gather import strings
from smpp_dissect.pdus.text import decode_texts
from smpp_dissect.pdus.tlv_readings import standard_reading
from smpp_dissect.pdus.user_data import MESSAGE_PAYLOAD, UDHI, without_nul
from smpp_dissect.spec import TLV_BY_TAG, Kind, Tlv

Reader = Callable[[bytes], str]


class TlvNames:
    """Dictionaries of TLVs: those of SMPP, and a vendor's, which come first."""

    def __init__(self, vendor: str = "", readers: Mapping[int, tuple[str, Reader]] | None = None):
        """`readers`: of the vendor's tags, name and how a value is read."""
        self.vendor = vendor
        self.readers = dict(readers or {})

    def names(self, tags: Int64s) -> pa.Array:
        """Name of each tag, null where no dictionary has it."""
        return _looked_up(tags, self._name)

    def dictionaries(self, tags: Int64s) -> pa.Array:
        """Which dictionary names each tag."""
        return _looked_up(tags, self._dictionary)

    def _name(self, tag: int) -> str | None:
        if tag in self.readers:
            return self.readers[tag][0]
        return TLV_BY_TAG[tag].name if tag in TLV_BY_TAG else None

    def _dictionary(self, tag: int) -> str | None:
        if tag in self.readers:
            return self.vendor
        return "smpp" if tag in TLV_BY_TAG else None


def _looked_up(tags: Int64s, look_up: Callable[[int], str | None]) -> pa.Array:
    values, codes = np.unique(tags, return_inverse=True)
    names = [look_up(int(value)) for value in values]
    known = [name for name in names if name is not None]
    place = np.array([known.index(name) if name is not None else -1 for name in names] or [-1])
    codes = place[codes]
    indices = pa.array(np.where(codes < 0, 0, codes), pa.int32(), mask=codes < 0)
    return pa.DictionaryArray.from_arrays(indices, pa.array(known, pa.string()))


def tlv_texts(
    batch: Batch, owner: Int64s, tag: Int64s, value: Slices, names: TlvNames, alphabet: Int64s
) -> pa.Array:
    """Give each TLV's value as text.

    `owner`: place of its PDU; `alphabet`: what data_coding 0 stands for in that.
    """
    parts, order = [], []
    for each in np.unique(tag).tolist():
        rows = np.flatnonzero(tag == each)
        mine = Slices(value.begin[rows], value.size[rows])
        parts.append(_texts(batch, owner[rows], each, mine, names, alphabet[rows]))
        order.append(rows)
    if not parts:
        return pa.array([], pa.string())
    back = np.empty(len(tag), np.int64)
    back[np.concatenate(order)] = np.arange(len(tag))
    return pa.concat_arrays(parts).take(pa.array(back))


def _texts(
    batch: Batch, owner: Int64s, tag: int, value: Slices, names: TlvNames, alphabet: Int64s
) -> pa.Array:
    if tag == MESSAGE_PAYLOAD:
        coding = batch.integers(batch.field("data_coding", owner))
        esm_class = batch.integers(batch.field("esm_class", owner))
        udhi = (esm_class > 0) & (esm_class & UDHI > 0)
        return decode_texts(batch.data, value.begin, value.size, coding, udhi, alphabet)
    tlv = TLV_BY_TAG.get(tag)
    if tag not in names.readers and tlv is not None and tlv.kind is Kind.CSTRING:
        return strings(batch.data, without_nul(batch.data, value))
    values = strings(batch.data, value, binary=True).dictionary_encode()
    if tag in names.readers:
        reader = names.readers[tag][1]
    else:
        reader = guess_text if tlv is None else lambda octets: standard_text(tlv, octets)
    texts = [reader(octets) for octets in values.dictionary.to_pylist()]
    return pa.array(texts, pa.string()).take(values.indices)


def standard_text(tlv: Tlv, octets: bytes) -> str:
    """Read a standard TLV as the tree does: text, or a number and what it means, or octets."""
    value, meaning, _ = standard_reading(tlv, octets)
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


def vendor_names(name: str, tlvs: Any) -> TlvNames:
    """The dictionary of a profile: its name, and its TLVs (each with `tag`, `name` and `text`)."""
    return TlvNames(name, {tlv.tag: (tlv.name, tlv.text) for tlv in tlvs})
