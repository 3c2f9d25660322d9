"""What SMPP is, as literals: commands, TLVs, statuses and enumerations, each with its section.

The one place where SMPP is written down; kernels, tree, encoder and docs are derived from it.
The enumerations are loaded by the first question about a meaning: a start without one is faster.
"""

from __future__ import annotations

from smpp_dissect.spec.commands import COMMANDS, DEST_ADDRESS_DL, DEST_ADDRESS_SME, UNSUCCESS_SME
from smpp_dissect.spec.status import COMMAND_STATUS
from smpp_dissect.spec.tlvs import TLVS
from smpp_dissect.spec.vocabulary import WIDTHS, Command, Field, Kind, Meaning, Tlv

__all__ = [
    "COMMANDS",
    "COMMAND_BY_ID",
    "COMMAND_BY_NAME",
    "COMMAND_STATUS",
    "DEST_ADDRESS_DL",
    "DEST_ADDRESS_SME",
    "MANDATORY_FIELDS",
    "STATUS_BY_CODE",
    "TLVS",
    "TLV_BY_NAME",
    "WIDTHS",
    "TLV_BY_TAG",
    "UNSUCCESS_SME",
    "Command",
    "Field",
    "Kind",
    "Meaning",
    "Tlv",
    "meaning_of",
]

COMMAND_BY_ID: dict[int, Command] = {command.command_id: command for command in COMMANDS}
COMMAND_BY_NAME: dict[str, Command] = {command.name: command for command in COMMANDS}
TLV_BY_TAG: dict[int, Tlv] = {tlv.tag: tlv for tlv in TLVS}
TLV_BY_NAME: dict[str, Tlv] = {tlv.name: tlv for tlv in TLVS}

# No code has two symbols: that of a reserved value is one that SMSC software gave it.
STATUS_BY_CODE: dict[int, str] = {
    row.value: row.symbol
    for row in COMMAND_STATUS
    if row.symbol and isinstance(row.value, int) and row.last is None
}

# Distinct names over all commands, in order of first appearance: each is a column of `pdus`.
MANDATORY_FIELDS: tuple[str, ...] = tuple(
    dict.fromkeys(field.name for command in COMMANDS for field in command.fields)
)


def meaning_of(enum: str, value: int | str) -> str | None:
    """Text for a value of an enumeration; of a bit field, the texts of its parts joined by commas.

    None where the enumeration is unknown or says nothing of the value. Single values come before
    ranges, and earlier rows before later ones.
    """
    from smpp_dissect.spec.enums import ENUMS

    rows = ENUMS.get(enum, ())
    masks = dict.fromkeys(row.mask for row in rows)
    parts = (_text([row for row in rows if row.mask == mask], mask, value) for mask in masks)
    return ", ".join(part for part in parts if part) or None


def _text(rows: list[Meaning], mask: int | None, value: int | str) -> str | None:
    if isinstance(value, int) and mask is not None:
        value &= mask
    exact = (row.text for row in rows if row.last is None and row.value == value)
    return next(exact, None) or next((row.text for row in rows if _in_range(row, value)), None)


def _in_range(row: Meaning, value: int | str) -> bool:
    if row.last is None or isinstance(value, str) or isinstance(row.value, str):
        return False
    return row.value <= value <= row.last
