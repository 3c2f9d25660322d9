"""One TLV as a node: tag, length and value, and what the dictionaries say of them.

A vendor's profile is asked before the standard. A value is read by its kind at whatever size it
came; the length says when that is not a size its dictionary allows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from smpp_dissect.pdus.meanings import Conventions, ascii_text, bit_parts, value_meaning
from smpp_dissect.pdus.message_nodes import message_parts, message_text
from smpp_dissect.pdus.tree import Meaning, Node, Value
from smpp_dissect.pdus.user_data import MESSAGE_PAYLOAD
from smpp_dissect.profiles import VendorTlv
from smpp_dissect.spec import TLV_BY_NAME, TLV_BY_TAG, Field, Kind, Tlv

# Octets of tag and length.
TLV_HEADER = 4
NETWORK_ERROR_CODE = TLV_BY_NAME["network_error_code"].tag
WIDTHS = {Kind.U8: 1, Kind.U16: 2, Kind.U32: 4}
# What is longer is octets, not a number.
WIDEST_INTEGER = 8


class _Reading(NamedTuple):
    """What a value says: as a value, as its meaning, and by its parts."""

    value: Value = None
    meaning: Meaning | Callable[[], Meaning] = None
    parts: Sequence[Node] = ()


def tlv_node(
    pdu: bytes, offset: int, tag: int, length: int, numbers: Mapping[str, int], by: Conventions
) -> Node:
    """Make the node of a TLV that lies whole in `pdu`. `numbers`: the PDU's integer fields.

    It has the value and its meaning; under it are `tag`, `length` and `value`, and under that the
    parts of the value.
    """
    at = offset + TLV_HEADER
    octets = pdu[at : at + length]
    vendor = by.profile.tlv(tag) if by.profile else None
    standard = TLV_BY_TAG.get(tag)
    if tag == MESSAGE_PAYLOAD:
        parts = message_parts(pdu, at, length, numbers)
        reading = _Reading(None, message_text(octets, numbers, by.alphabet), parts)
    elif vendor is not None:
        reading = _vendor(pdu, at, octets, vendor)
    elif standard is not None:
        reading = _standard(pdu, at, octets, standard, by)
    else:
        guess = ascii_text(octets)
        reading = _Reading(None, guess and f'a guess: text "{guess}"')
    named = vendor or standard
    about = named.meaning if named else value_meaning("tlv_tag_range", tag)
    leaves = (
        Node(pdu, "tag", offset, 2, tag, about or None),
        Node(pdu, "length", offset + 2, 2, length, _odd(octets, named)),
        Node(pdu, "value", at, length, reading.value, None, reading.parts),
    )
    name = named.name if named else f"tlv_0x{tag:04X}"
    return Node(pdu, name, offset, TLV_HEADER + length, reading.value, reading.meaning, leaves)


def _odd(octets: bytes, named: VendorTlv | Tlv | None) -> str | None:
    """Say so where a dictionary does not allow the length."""
    if named is None:
        return None
    least, most = named.min_octets, named.max_octets
    fits = named.fits(octets) if isinstance(named, VendorTlv) else least <= len(octets) <= most
    return None if fits else f"not {least}" + (f" to {most}" if most > least else "")


def _vendor(pdu: bytes, at: int, octets: bytes, tlv: VendorTlv) -> _Reading:
    text = tlv.text(octets)
    if tlv.kind == "integer":
        number = tlv.number(octets)
        parts = tuple(
            Node(pdu, part.name, at, len(octets), part.number, part.meaning or None, (), part[1:3])
            for part in tlv.describe(octets)
        )
        return _Reading(number, None if number is None or text == str(number) else text, parts)
    if tlv.kind == "cstring":
        value = _characters(octets, "utf-8")
        return _Reading(value, tlv.enum.get(value))
    if tlv.kind == "octets":
        return _Reading(None, ascii_text(octets))
    # Of the kinds left, hex is always its digits, and bcd is octets where it is not decimal.
    return _Reading(text if tlv.kind == "hex" or text.isdecimal() else None)


def _standard(pdu: bytes, at: int, octets: bytes, tlv: Tlv, by: Conventions) -> _Reading:
    if tlv.kind is Kind.STRUCT:
        parts = _parts(pdu, at, octets, tlv, by)
        return _Reading(None, ", ".join(map(_summary, parts)) or None, parts)
    if tlv.kind is Kind.CSTRING:
        return _Reading(_characters(octets, "latin-1"))
    if tlv.kind is Kind.OCTETS or not 0 < len(octets) <= WIDEST_INTEGER:
        return _Reading(None, ascii_text(octets))
    number = int.from_bytes(octets)
    bits = bit_parts(pdu, at, tlv.enum, number) if len(octets) == 1 else ()
    return _Reading(number, value_meaning(tlv.enum, number) if tlv.enum else None, bits)


def _characters(octets: bytes, encoding: str) -> str:
    """Read a C-octet string, met with its NUL and without; what is not `encoding` is Latin-1."""
    octets = octets.removesuffix(b"\0")
    try:
        return octets.decode(encoding)
    except UnicodeDecodeError:
        return octets.decode("latin-1")


def _parts(pdu: bytes, at: int, octets: bytes, tlv: Tlv, by: Conventions) -> tuple[Node, ...]:
    """Open a structured value: its parts up to where it ends, then what is left over."""
    stop = at + len(octets)
    nodes = []
    for part in tlv.parts:
        width = WIDTHS.get(part.kind, stop - at)
        if at == stop or at + width > stop:
            break
        nodes.append(_part(pdu, at, width, part, tlv, by))
        at += width
    if at < stop:
        nodes.append(Node(pdu, "unparsed", at, stop - at, None, "not a whole part of the value"))
    return tuple(nodes)


def _part(pdu: bytes, at: int, width: int, part: Field, tlv: Tlv, by: Conventions) -> Node:
    octets = pdu[at : at + width]
    if part.kind is Kind.OCTETS:
        return Node(pdu, part.name, at, width, None, ascii_text(octets))
    number = int.from_bytes(octets)
    meaning = value_meaning(part.enum, number) if part.enum else None
    if tlv.tag == NETWORK_ERROR_CODE and part.name == "error_code" and by.profile:
        meaning = by.profile.error_meaning(number)
    return Node(pdu, part.name, at, width, number, meaning, bit_parts(pdu, at, part.enum, number))


def _summary(part: Node) -> str:
    said = part.octets.hex() if part.value is None else str(part.value)
    return f"{part.name} {said} ({part.meaning})" if part.meaning else f"{part.name} {said}"
