"""Reads profiles from TOML and checks them whole: a profile that loads says nothing impossible.

docs/profiles.md describes the form. Nothing is imported for TOML until a profile is asked for.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from smpp_dissect.errors import ProfileError
from smpp_dissect.profiles.checked import Table, read_number
from smpp_dissect.profiles.model import ALPHABETS, LONG_MESSAGE, Option, Profile, Receipt
from smpp_dissect.profiles.tlv import KINDS, MOST_OCTETS, WIDEST_INTEGER, BitField, VendorTlv

# Far more than a provider who uses every tag of the vendor range would need.
LARGEST_FILE = 4 * 1024 * 1024

# The standard's own TLVs end below the vendor range (SMPP 3.4, 5.3.1); meeting one tells no vendor.
FIRST_VENDOR_TAG = 0x1400

# A name becomes the name of a column.
_COLUMN = r"[a-z][a-z0-9_]*"
_COLUMN_WORDS = "a name of lower-case letters, digits and underscores"
_TAG = (0, 0xFFFF)
_PORT = (1, 0xFFFF)
_LONGEST_INACTIVITY_S = 7 * 24 * 3600

_PROFILE_KEYS = (
    *("name", "title", "source", "versions", "ports", "tls_ports", "inactivity_s"),
    *("default_alphabet", "option", "receipt", "tlv", "errors"),
)
_OPTION_KEYS = ("name", "meaning", "long_message", "default_alphabet")
_RECEIPT_KEYS = (
    *("text", "example", "keys", "states", "tlvs", "commands", "only_when_requested"),
    "long_message",
)
_TLV_KEYS = (
    *("tag", "name", "kind", "min_octets", "max_octets", "meaning", "byte_order", "signed"),
    *("enum", "bits", "commands", "source"),
)
_BITS_KEYS = ("name", "low", "high", "order", "enum", "meaning", "only_if")


def available() -> tuple[str, ...]:
    """Name the profiles that come with the package, sorted."""
    here = Path(__file__).parent
    return tuple(sorted(path.stem for path in here.glob("*.toml")))


def load(name_or_path: str | os.PathLike[str]) -> Profile:
    """Load a shipped profile by its name, or one of the user's own from a TOML file.

    Raises ProfileError, whose one line names the file, the key and what was expected.
    """
    if name_or_path in available():
        return _shipped(str(name_or_path))
    path = Path(name_or_path)
    file = str(path) if str(path).isprintable() else ascii(str(path))
    if not path.suffix and not path.exists():
        shipped = ", ".join(available())
        raise ProfileError(f"{file}: no such file, and no shipped profile; shipped are: {shipped}")
    return _read(path, file)


def choose(ports: Iterable[int], tags: Iterable[int]) -> tuple[Profile | None, str]:
    """Choose the shipped profile that fits a capture's server ports and TLV tags, and say why.

    A profile fits by a port of its own or by at least two of its vendor TLVs; both is better, then
    the one with more of the TLVs. (None, reason) where none fits.
    """
    met_ports, met_tags = set(ports), set(tags)
    best: Profile | None = None
    rank = (False, 0, False)
    reason = "no shipped profile has a server port or two of the vendor TLVs met here"
    for name in available():
        profile = _shipped(name)
        own_ports = sorted(met_ports & {*profile.ports, *profile.tls_ports})
        own_tags = sorted(tag for tag in met_tags if tag >= FIRST_VENDOR_TAG and profile.tlv(tag))
        by_tags, by_port = len(own_tags) >= 2, bool(own_ports)
        this = (by_tags and by_port, len(own_tags), by_port)
        if (by_tags or by_port) and this > rank:
            best, rank, reason = profile, this, _reason(own_ports, own_tags)
    return best, reason


def _reason(ports: list[int], tags: list[int]) -> str:
    reasons = []
    if ports:
        reasons.append(f"server port {', '.join(map(str, ports))}")
    if tags:
        reasons.append(f"vendor TLVs {', '.join(f'0x{tag:04X}' for tag in tags)}")
    return " and ".join(reasons)


@cache
def _shipped(name: str) -> Profile:
    return _read(Path(__file__).with_name(f"{name}.toml"), f"{name}.toml")


def _read(path: Path, file: str) -> Profile:
    """Read one TOML file; `file` is its name in messages."""
    import tomllib

    try:
        with path.open("rb") as stream:
            octets = stream.read(LARGEST_FILE + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ProfileError(f"{file}: cannot be read: {reason}") from error
    if len(octets) > LARGEST_FILE:
        raise ProfileError(f"{file}: larger than {LARGEST_FILE} octets, so no profile")
    try:
        values = tomllib.loads(octets.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise ProfileError(f"{file}: not UTF-8 text, at octet {error.start}") from error
    except (ValueError, RecursionError) as error:
        raise ProfileError(f"{file}: not TOML: {' '.join(str(error).split())}") from error
    return _profile(Table(file, "", values, _PROFILE_KEYS))


def _profile(table: Table) -> Profile:
    return Profile(
        name=table.text("name", like=r"[a-z][a-z0-9_-]*", what="a lower-case name"),
        title=table.text("title"),
        source=table.text("source"),
        versions=table.texts("versions", r"[0-9]\.[0-9]", 'versions such as "3.4"'),
        ports=table.integers("ports", *_PORT),
        tls_ports=table.integers("tls_ports", *_PORT),
        inactivity_s=_inactivity(table),
        default_alphabet=table.choice("default_alphabet", ALPHABETS, ""),
        options=_options(table),
        receipt=_receipt(table.table("receipt", _RECEIPT_KEYS)),
        tlvs=_tlvs(table),
        errors=_errors(table),
    )


def _inactivity(table: Table) -> int | None:
    if "inactivity_s" not in table:
        return None
    return table.integer("inactivity_s", 1, _LONGEST_INACTIVITY_S)


def _options(table: Table) -> tuple[Option, ...]:
    seen: dict[tuple[str, str], str] = {}
    options = []
    for entry in table.tables("option", _OPTION_KEYS):
        name = entry.text("name", like=r"[^,\s]+", what="a word without commas and spaces")
        _once(entry, "name", name.upper(), seen)
        option = Option(
            name=name,
            meaning=entry.text("meaning"),
            long_message=entry.choice("long_message", LONG_MESSAGE, ""),
            default_alphabet=entry.choice("default_alphabet", ALPHABETS, ""),
        )
        options.append(option)
    return tuple(options)


def _receipt(table: Table) -> Receipt:
    return Receipt(
        text=table.text("text", ""),
        example=table.text("example", ""),
        keys=table.lines("keys"),
        states=table.texts("states"),
        tlvs=table.texts("tlvs", _COLUMN, "TLV names of the standard"),
        commands=table.texts("commands", _COLUMN, "command names"),
        only_when_requested=table.flag("only_when_requested"),
        long_message=table.choice("long_message", LONG_MESSAGE, ""),
    )


def _errors(table: Table) -> dict[int | str, str]:
    """Read error codes: one in digits is a number however it is padded, any other is its text."""
    errors: dict[int | str, str] = {}
    for key, meaning in table.lines("errors").items():
        number = read_number(key)
        code = key if number is None else number
        if code in errors:
            raise table.fault(f"the code {code} is named twice", "errors", key)
        errors[code] = meaning
    return errors


def _tlvs(table: Table) -> tuple[VendorTlv, ...]:
    seen: dict[tuple[str, str], str] = {}
    tlvs = []
    for entry in table.tables("tlv", _TLV_KEYS):
        tlv = _tlv(entry)
        _once(entry, "tag", f"0x{tlv.tag:04X}", seen)
        _once(entry, "name", tlv.name, seen)
        tlvs.append(tlv)
    return tuple(tlvs)


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
        name=table.text("name", like=_COLUMN, what=_COLUMN_WORDS),
        kind=kind,
        min_octets=table.integer("min_octets", least, max_octets, least),
        max_octets=max_octets,
        meaning=table.text("meaning", ""),
        byte_order=_byte_order(table, kind),
        signed=signed,
        enum=_enum(table, kind, 8 * max_octets, signed),
        bits=bits,
        commands=table.texts("commands", _COLUMN, "command names"),
        source=table.text("source", ""),
    )


def _byte_order(table: Table, kind: str) -> str:
    if "byte_order" in table and kind not in ("integer", "bcd"):
        raise table.fault("only an integer or bcd has a byte order", "byte_order")
    return table.choice("byte_order", ("big", "little"), "big")


def _signed(table: Table, kind: str) -> bool:
    if "signed" in table and kind != "integer":
        raise table.fault("only an integer has a sign", "signed")
    return table.flag("signed")


def _enum(table: Table, kind: str, width: int, signed: bool) -> dict[int | str, str]:
    """Read the names of values: numbers of `width` bits for an integer, texts for a cstring."""
    if kind == "integer":
        low, high = (-(1 << width - 1), (1 << width - 1) - 1) if signed else (0, (1 << width) - 1)
        return dict(table.numbered("enum", low, high).items())
    if "enum" in table and kind != "cstring":
        raise table.fault("only an integer or a cstring has named values", "enum")
    return dict(table.lines("enum").items())


def _bits(table: Table, max_octets: int) -> tuple[BitField, ...]:
    seen: dict[tuple[str, str], str] = {}
    fields: list[BitField] = []
    for entry in table.tables("bits", _BITS_KEYS):
        bits = _bit_field(entry, 8 * max_octets - 1, [field.name for field in fields])
        _once(entry, "name", bits.name, seen)
        for bit in bits.order:
            _once(entry, "low", f"bit {bit}", seen)
        fields.append(bits)
    return tuple(fields)


def _bit_field(table: Table, last: int, earlier: list[str]) -> BitField:
    name = table.text("name", like=_COLUMN, what=_COLUMN_WORDS)
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


def _once(table: Table, key: str, value: str, seen: dict[tuple[str, str], str]) -> None:
    """Refuse a value of `key` that an entry before this one has, and remember this entry's."""
    if (key, value) in seen:
        raise table.fault(f"{value} is already that of {seen[key, value]}", key)
    seen[key, value] = table.path
