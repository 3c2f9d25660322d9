"""PDUs from named fields: the specification read the other way round.

What is not said is 0 or empty; counts and lengths are computed. All of it can be said wrongly on
purpose: `command_length`, a count or a whole `body` makes a PDU as broken as those met on the wire,
and no string is held to the size that the specification allows it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from smpp_dissect.spec import (
    COMMAND_BY_ID,
    COMMAND_BY_NAME,
    DEST_ADDRESS_DL,
    DEST_ADDRESS_SME,
    TLV_BY_NAME,
    TLV_BY_TAG,
    UNSUCCESS_SME,
    WIDTHS,
    Command,
    Field,
    Kind,
    Tlv,
)

Value = int | str | bytes | Sequence[Any]

HEADER_OCTETS = 16
LISTS = {Kind.DEST_ADDRESSES, Kind.UNSUCCESS_SMES, Kind.CSTRINGS}


def encode(
    command: str | int,
    *,
    sequence_number: int = 1,
    command_status: int = 0,
    tlvs: Iterable[tuple[int | str, bytes | int | str]] = (),
    command_length: int | None = None,
    body: bytes | None = None,
    **fields: Value,
) -> bytes:
    """Octets of one PDU (SMPP 3.4 section 3.2, 5.0 section 3.2).

    `command` is a name, or a command_id, which need not be one that SMPP knows. Strings are encoded
    as ISO-8859-1 and get their NUL. `dest_address` is a list of (TON, NPI, address) and of names of
    distribution lists, `unsuccess_sme` one of (TON, NPI, address, status). TLVs are (tag or name,
    value): an integer takes the size that the specification gives the TLV, or as few octets as hold
    it; text gets a NUL where the TLV is a string that ends with one; bytes are taken as they are.

    A response with a status other than 0, no fields and no TLVs is a bare header (5.0 section
    3.2.1.3): give a field to have a body. `body` stands for all that follows the header.

    Raises ValueError for an unknown command or TLV name and for text outside ISO-8859-1, TypeError
    for an unknown field or a value of the wrong type, OverflowError for an integer too large.
    """
    layout = _layout(command)
    tlvs = list(tlvs)
    if body is None:
        body = _fields(layout, fields, command_status, bool(tlvs)) + _tlvs(tlvs)
    elif fields or tlvs:
        raise TypeError(f"{layout.name}: give a body, or fields and TLVs, not both")
    length = HEADER_OCTETS + len(body) if command_length is None else command_length
    header = {
        "command_length": length,
        "command_id": layout.command_id,
        "command_status": command_status,
        "sequence_number": sequence_number,
    }
    return b"".join(_integer(name, value, 4) for name, value in header.items()) + body


def _layout(command: str | int) -> Command:
    if isinstance(command, int):
        unknown = Command(command, f"command 0x{command:08X}", "", "", "both")
        return COMMAND_BY_ID.get(command, unknown)
    if command not in COMMAND_BY_NAME:
        raise ValueError(f"unknown command {command!r}: no such name in SMPP 3.3, 3.4 or 5.0")
    return COMMAND_BY_NAME[command]


def _fields(layout: Command, given: Mapping[str, Value], status: int, tlvs: bool) -> bytes:
    names = [field.name for field in layout.fields]
    if unknown := [name for name in given if name not in names]:
        known = ", ".join(names) or "none"
        raise TypeError(f"{layout.name} has no field {', '.join(unknown)}; its fields: {known}")
    if layout.is_response and status and not given and not tlvs:
        return b""
    values = {**_counts(layout.fields, given), **given}
    return b"".join(
        _field(field, values.get(field.name, _empty(field)))
        for field in layout.fields
        if field.name in given or _applies(field, values)
    )


def _counts(fields: Sequence[Field], given: Mapping[str, Value]) -> dict[str, Value]:
    """Values of the fields that count what follows them."""
    counts: dict[str, Value] = {}
    for before, field in zip(fields, fields[1:], strict=False):
        if field.kind is Kind.OCTETS:
            counts[before.name] = len(_octets(field.name, given.get(field.name, b"")))
        elif field.kind in LISTS:
            counts[before.name] = len(_entries(given.get(field.name, ())))
    return counts


def _applies(field: Field, values: Mapping[str, Value]) -> bool:
    return field.only_if is None or values.get(field.only_if[0], 0) == field.only_if[1]


def _empty(field: Field) -> Value:
    return 0 if field.kind in WIDTHS else () if field.kind in LISTS else b""


def _field(field: Field, value: Any) -> bytes:
    if field.kind in WIDTHS:
        return _integer(field.name, value, WIDTHS[field.kind])
    if field.kind in LISTS:
        return b"".join(_entry(field.kind, entry) for entry in _entries(value))
    octets = _octets(field.name, value)
    return octets if field.kind is Kind.OCTETS else octets + b"\0"


def _entries(value: Any) -> Sequence[Any]:
    return [value] if isinstance(value, str | bytes) else value


def _entry(kind: Kind, entry: Any) -> bytes:
    if kind is Kind.CSTRINGS:
        return _octets("entry", entry) + b"\0"
    if kind is Kind.UNSUCCESS_SMES:
        return _parts(UNSUCCESS_SME, entry)
    if isinstance(entry, str | bytes):
        return _parts(DEST_ADDRESS_DL, (2, entry))
    return _parts(DEST_ADDRESS_SME, (1, *entry))


def _parts(layout: Sequence[Field], values: Sequence[Any]) -> bytes:
    if len(values) != len(layout):
        raise TypeError(f"expected {', '.join(part.name for part in layout)}, got {values!r}")
    return b"".join(_field(part, value) for part, value in zip(layout, values, strict=True))


def _tlvs(tlvs: Iterable[tuple[int | str, bytes | int | str]]) -> bytes:
    return b"".join(_tlv(tag, value) for tag, value in tlvs)


def _tlv(name: int | str, value: bytes | int | str) -> bytes:
    """One TLV: tag, length, value (3.4 section 3.2.4.1, 5.0 section 4.8)."""
    tlv = _standard_tlv(name)
    octets = tlv_octets(name, value)
    tag = _integer("tag", tlv.tag if tlv else int(name), 2)
    return tag + _integer(f"length of TLV {name}", len(octets), 2) + octets


def tlv_octets(name: int | str, value: bytes | int | str) -> bytes:
    """Octets of the value of a TLV, which is a tag or a name; see `encode`, errors as well."""
    tlv = _standard_tlv(name)
    if isinstance(value, int):
        least = max(1, (value.bit_length() + 7) // 8, tlv.min_octets if tlv else 0)
        return _integer(f"TLV {name}", value, WIDTHS.get(tlv.kind, least) if tlv else least)
    octets = _octets(f"TLV {name}", value)
    ends = isinstance(value, str) and tlv and tlv.kind is Kind.CSTRING
    return octets + b"\0" if ends else octets


def _standard_tlv(name: int | str) -> Tlv | None:
    if isinstance(name, str) and name not in TLV_BY_NAME:
        raise ValueError(f"unknown TLV {name!r}: no such name in SMPP 3.4 or 5.0; a tag will do")
    return TLV_BY_NAME[name] if isinstance(name, str) else TLV_BY_TAG.get(name)


def _octets(name: str, value: Any) -> bytes:
    if isinstance(value, str):
        return value.encode("latin-1")
    if isinstance(value, bytes | bytearray | memoryview):
        return bytes(value)
    raise TypeError(f"{name} is text or bytes, not {value!r}")


def _integer(name: str, value: Any, width: int) -> bytes:
    if not isinstance(value, int):
        raise TypeError(f"{name} is an integer, not {value!r}")
    if not 0 <= value < 1 << 8 * width:
        raise OverflowError(f"{name}: {value} does not fit into {width} octets")
    return value.to_bytes(width, "big")
