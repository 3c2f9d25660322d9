"""A vendor profile as a Lua post-dissector: Wireshark names the profile's TLVs and opens them.

Wireshark's own dissector of SMPP finds the TLVs; of a vendor's it shows only octets. What is
written here is the profile as a Lua table. Behind it go `wireshark_values.lua`, which reads values
by their kind, and `wireshark.lua`, which declares a field for each TLV and each bit field and adds
what it read to Wireshark's tree.

Texts are a user's, so they are written as string literals of ASCII alone, never as comments.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from smpp_dissect.profiles import BitField, Profile, VendorTlv
from smpp_dissect.profiles.tlv import ENDED_KINDS
from smpp_dissect.spec import COMMAND_BY_NAME, TLV_BY_NAME, WIDTHS, Tlv

NETWORK_ERROR_CODE = TLV_BY_NAME["network_error_code"]
SCRIPTS = ("wireshark_values.lua", "wireshark.lua")
# Lua's numbers are doubles up to Lua 5.2: what is larger would be another number.
LARGEST_KEY = 2**53


def post_dissector(profile: Profile) -> str:
    """Lua source for Wireshark 4.0 or newer, in ASCII: `tshark -X lua_script:FILE`.

    Fields are named after the profile and its TLVs: `smscentre.cost`,
    `smscentre.message_flags.message_type`. The profile's error codes become the field
    `network_error_code`, unless the profile has a TLV of that name or tag.
    """
    tlvs: dict[int, list[dict[str, Any]]] = {}
    for tlv in profile.tlvs:
        tlvs.setdefault(tlv.tag, []).append(_vendor(tlv))
    names = {tlv.name for tlv in profile.tlvs}
    codes = _error_codes(profile)
    if codes and NETWORK_ERROR_CODE.tag not in tlvs and NETWORK_ERROR_CODE.name not in names:
        tlvs[NETWORK_ERROR_CODE.tag] = [_last_part(NETWORK_ERROR_CODE, codes)]
    table = {"name": profile.name, "title": profile.title, "tlvs": tlvs}
    head = [
        "-- A Wireshark post-dissector for vendor TLVs of SMPP, made by smpp-dissect of a profile.",
        "-- SPDX-License-Identifier: GPL-2.0-or-later",
        "",
        *_lines("local profile = ", table),
        "",
    ]
    here = Path(__file__).parent
    return "\n".join([*head, *((here / script).read_text("ascii") for script in SCRIPTS)])


def _error_codes(profile: Profile) -> dict[int, str]:
    """The meanings of the codes that network_error_code may have."""
    own = profile.errors_of.get(NETWORK_ERROR_CODE.name, {})
    return _numbers({**profile.errors, **own})


def _vendor(tlv: VendorTlv) -> dict[str, Any]:
    return {
        "name": tlv.name,
        "kind": tlv.kind,
        "meaning": tlv.meaning,
        "least": tlv.min_octets,
        "most": tlv.max_octets,
        "skip": 0,
        "little": tlv.byte_order == "little",
        "signed": tlv.signed,
        "ended": tlv.kind in ENDED_KINDS,
        "commands": dict.fromkeys(_command_ids(tlv.commands), True),
        "enum": _numbers(tlv.enum) if tlv.kind == "integer" else tlv.enum,
        "bits": [_bit_field(bits) for bits in tlv.bits],
    }


def _command_ids(names: Iterable[str]) -> Iterator[int]:
    return (COMMAND_BY_NAME[name].command_id for name in names if name in COMMAND_BY_NAME)


def _bit_field(bits: BitField) -> dict[str, Any]:
    enum: Mapping[Any, str] = bits.enum
    if not enum and bits.low == bits.high:
        enum = {0: "no", 1: bits.meaning or "yes"}
    return {
        "name": bits.name,
        "meaning": bits.meaning,
        "order": list(bits.order),
        "only_if": bits.only_if,
        "told_when_zero": 0 in bits.enum,
        "enum": _numbers(enum),
    }


def _last_part(tlv: Tlv, meanings: Mapping[int, str]) -> dict[str, Any]:
    """Take the last part of a structured TLV of the standard for an integer of its own."""
    widths = [WIDTHS[part.kind] for part in tlv.parts]
    return {
        "name": tlv.name,
        "kind": "integer",
        "meaning": f"{tlv.parts[-1].name} by the profile",
        "least": tlv.min_octets,
        "most": tlv.max_octets,
        "skip": sum(widths[:-1]),
        "little": False,
        "signed": False,
        "ended": False,
        "commands": {},
        "enum": meanings,
        "bits": [],
    }


def _numbers(enum: Mapping[Any, str]) -> dict[int, str]:
    return {
        number: text
        for number, text in enum.items()
        if isinstance(number, int) and abs(number) <= LARGEST_KEY
    }


def _lines(head: str, value: Any, depth: int = 0, tail: str = "") -> Iterator[str]:
    """Write a value as a Lua expression, a line for each entry of a table."""
    margin = "  " * depth
    entries = _entries(value)
    if not entries:
        yield f"{margin}{head}{_literal(value)}{tail}"
        return
    yield f"{margin}{head}{{"
    for key, entry in entries:
        yield from _lines(key, entry, depth + 1, ",")
    yield f"{margin}}}{tail}"


def _entries(value: Any) -> list[tuple[str, Any]]:
    """Give the entries of a table that takes several lines, each with what names it."""
    if isinstance(value, Mapping):
        return [(f"[{_literal(key)}] = ", entry) for key, entry in value.items()]
    if isinstance(value, list) and any(isinstance(entry, Mapping) for entry in value):
        return [("", entry) for entry in value]
    return []


def _literal(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return _string(value)
    return f"{{ {', '.join(map(_literal, value))} }}" if value else "{}"


def _string(text: str) -> str:
    """Write a string that no quote, line end or other character in it can end early."""
    octets = text.encode("utf-8", "surrogatepass")
    return f'"{"".join(map(_character, octets))}"'


def _character(octet: int) -> str:
    plain = 0x20 <= octet < 0x7F and octet not in b'"\\'
    return chr(octet) if plain else f"\\{octet:03d}"
