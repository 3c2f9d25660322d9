"""The form of vendor TLVs in a profile: kinds, sizes, named values, bit fields, PDUs.

A tag may be written more than once where the PDUs it comes in are others each time.
"""

from __future__ import annotations

from smpp_dissect.profiles.checked import Table
from smpp_dissect.profiles.tlv import (
    KINDS,
    MOST_OCTETS,
    ORDERED_KINDS,
    WIDEST_INTEGER,
    BitField,
    VendorTlv,
)
from smpp_dissect.spec import COMMAND_BY_NAME

TLV_KEYS = (
    *("tag", "name", "kind", "min_octets", "max_octets", "meaning", "byte_order", "signed"),
    *("enum", "bits", "commands", "source"),
)
BITS_KEYS = ("name", "low", "high", "order", "enum", "meaning", "only_if")

# A name becomes the name of a column.
COLUMN = r"[a-z][a-z0-9_]*"
_COLUMN_WORDS = "a name of lower-case letters, digits and underscores"
_TAG = (0, 0xFFFF)

Seen = dict[tuple[str, str], str]


def tlvs_in(table: Table) -> tuple[VendorTlv, ...]:
    """Read the array `tlv`."""
    seen: Seen = {}
    tlvs = []
    for entry in table.tables("tlv", TLV_KEYS):
        tlv = _tlv(entry)
        for command in tlv.commands or ("",):
            where = f" in {command}" if command else ""
            once(entry, "tag", f"0x{tlv.tag:04X}{where}", seen)
        once(entry, "name", tlv.name, seen)
        tlvs.append(tlv)
    return tuple(tlvs)


def commands_in(table: Table) -> tuple[str, ...]:
    """Read the list `commands`: PDUs of SMPP by their names."""
    return table.known_names("commands", COMMAND_BY_NAME, "command names")


def once(table: Table, key: str, value: str, seen: Seen) -> None:
    """Refuse a value of `key` that an entry before this one has, and remember this entry's."""
    if (key, value) in seen:
        raise table.fault(f"{value} is already that of {seen[key, value]}", key)
    seen[key, value] = table.path


def _tlv(table: Table) -> VendorTlv:
    tag = table.integer("tag", *_TAG)
    kind = table.choice("kind", KINDS)
    least, most = (1, WIDEST_INTEGER) if kind == "integer" else (0, MOST_OCTETS)
    max_octets = table.integer("max_octets", max(least, 1), most, most)
    signed = _signed(table, kind)
    bits = _bits(table, max_octets)
    if bits and (kind != "integer" or signed or "enum" in table):
        raise table.fault("bit fields need an unsigned integer without an enum of its own", "bits")
    return VendorTlv(
        tag=tag,
        name=table.text("name", like=COLUMN, what=_COLUMN_WORDS),
        kind=kind,
        min_octets=table.integer("min_octets", least, max_octets, least),
        max_octets=max_octets,
        meaning=table.text("meaning", ""),
        byte_order=_byte_order(table, kind),
        signed=signed,
        enum=_enum(table, kind, 8 * max_octets, signed),
        bits=bits,
        commands=commands_in(table),
        source=table.text("source", ""),
    )


def _byte_order(table: Table, kind: str) -> str:
    if "byte_order" in table and kind not in ORDERED_KINDS:
        kinds = ", ".join(ORDERED_KINDS)
        raise table.fault(f"{kind} has no byte order; these have: {kinds}", "byte_order")
    return table.choice("byte_order", ("big", "little"), "big")


def _signed(table: Table, kind: str) -> bool:
    if "signed" in table and kind != "integer":
        raise table.fault("only an integer has a sign", "signed")
    return table.flag("signed")


def _enum(table: Table, kind: str, width: int, signed: bool) -> dict[int | str, str]:
    """Read the names of values: numbers of `width` bits for an integer, texts for all else."""
    if kind == "integer":
        low, high = (-(1 << width - 1), (1 << width - 1) - 1) if signed else (0, (1 << width) - 1)
        return dict(table.numbered("enum", low, high).items())
    return dict(table.lines("enum").items())


def _bits(table: Table, max_octets: int) -> tuple[BitField, ...]:
    seen: Seen = {}
    fields: list[BitField] = []
    for entry in table.tables("bits", BITS_KEYS):
        bits = _bit_field(entry, 8 * max_octets - 1, [field.name for field in fields])
        once(entry, "name", bits.name, seen)
        for bit in bits.order:
            once(entry, "low", f"bit {bit}", seen)
        fields.append(bits)
    return tuple(fields)


def _bit_field(table: Table, last: int, earlier: list[str]) -> BitField:
    name = table.text("name", like=COLUMN, what=_COLUMN_WORDS)
    low = table.integer("low", 0, last)
    high = table.integer("high", low, last, low)
    only_if = table.text("only_if", "")
    if only_if and only_if not in earlier:
        raise table.expected("the name of an earlier bit field of this TLV", "only_if")
    return BitField(
        name=name,
        low=low,
        high=high,
        order=_order(table, low, high),
        enum=table.numbered("enum", 0, (1 << high - low + 1) - 1),
        meaning=table.text("meaning", ""),
        only_if=only_if,
    )


def _order(table: Table, low: int, high: int) -> tuple[int, ...]:
    bits = tuple(range(high, low - 1, -1))
    order = table.integers("order", low, high) or bits
    if sorted(order, reverse=True) != list(bits):
        raise table.expected(f"the bits {low} to {high}, the most significant first", "order")
    return order
