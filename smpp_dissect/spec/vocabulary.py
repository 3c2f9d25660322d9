"""The words in which SMPP is written down: kinds of fields, commands, TLVs, meanings of values.

Named tuples, because they are built at every start of the program and cost the least.
Sizes are octets on the wire: those of strings count their NUL, as the specifications do.
Sections are told as document and number: `3.4 5.3.2.12` is section 5.3.2.12 of SMPP 3.4 Issue 1.2.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Kind(StrEnum):
    """How the octets of a field or of a TLV value are laid out; integers are big-endian."""

    U8 = "u8"
    U16 = "u16"
    U32 = "u32"
    CSTRING = "cstring"  # characters up to and with a NUL
    TIME = "time"  # a cstring: empty, or YYMMDDhhmmsstnnp
    OCTETS = "octets"  # field: as many as the integer before it says; TLV or last part: the rest
    DEST_ADDRESSES = "dest_addresses"  # lists: as many entries as the u8 before them says
    UNSUCCESS_SMES = "unsuccess_smes"
    CSTRINGS = "cstrings"
    STRUCT = "structured"  # TLVs only: the parts, one after another


# Octets of the integers.
WIDTHS = {Kind.U8: 1, Kind.U16: 2, Kind.U32: 4}


class Field(NamedTuple):
    """One mandatory field of a command, or one part of a list entry or of a structured TLV.

    `max_octets` is the limit of SMPP 3.4 (of the version that has the field, when 3.4 has not);
    0 when unknown. `max_octets_v33` and `max_octets_v50` are told only where they differ from it.
    For the list kinds all three are those of one entry.
    """

    name: str
    kind: Kind
    max_octets: int
    enum: str = ""
    only_if: tuple[str, int] | None = None  # present only when that earlier field has that value
    max_octets_v33: int | None = None
    max_octets_v50: int | None = None
    section: str = ""
    note: str = ""

    @property
    def longest(self) -> int:
        """The most octets that any version allows; 0 when unknown."""
        return max(self.max_octets, self.max_octets_v33 or 0, self.max_octets_v50 or 0)


class Command(NamedTuple):
    """One kind of PDU: its number, who may send it, and its body before the TLVs.

    `direction` is the sender: `esme`, `smsc` or `both`. `version` is the SMPP version that brought
    the command (`3.3`, `3.4`, `5.0`) or `vendor`. `response` is None where no response exists.
    `mandatory_tlvs` are tags that must be among the TLVs, in any order.
    """

    command_id: int
    name: str
    section: str
    version: str
    direction: str
    fields: tuple[Field, ...] = ()
    mandatory_tlvs: tuple[int, ...] = ()
    response: str | None = None

    @property
    def is_response(self) -> bool:
        """Bit 31 of command_id (SMPP 3.4 section 5.1.2)."""
        return bool(self.command_id >> 31)


class Tlv(NamedTuple):
    """One optional parameter (3.4) or TLV (5.0); sizes are those of the value alone.

    `enum` names the meanings of an integer value; parts of a structured value carry their own.
    Parts beyond the end of the value are absent. `commands_v34` and `commands_v50` are the PDUs
    that may carry the TLV by that version; an empty tuple: the version does not have it.
    """

    tag: int
    name: str
    kind: Kind
    min_octets: int
    max_octets: int
    version: str
    section: str
    meaning: str
    commands_v34: tuple[str, ...] = ()
    commands_v50: tuple[str, ...] = ()
    enum: str = ""
    repeatable: bool = False
    parts: tuple[Field, ...] = ()


class Meaning(NamedTuple):
    """What one value, or the range `value` to `last`, of an enumeration means.

    `symbol` is empty for reserved values. With a `mask` only these bits are compared, in place, not
    shifted; an enumeration of several masks is a bit field. `version` is the SMPP version that
    brought the row, or `GSM`, `ANSI-41`, `vendor`, `legacy` (values of old SMSC software),
    `real world` (met in practice, in no specification).
    """

    value: int | str
    symbol: str
    text: str
    version: str = "3.4"
    last: int | None = None
    mask: int | None = None
    note: str = ""
