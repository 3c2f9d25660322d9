"""The spec as small integer arrays: the one bridge from `spec/` to the kernels.

Kernels take these as arguments, so that a change of the spec never leaves compiled code stale.
"""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

import numpy as np

from smpp_dissect.spec import COMMANDS, MANDATORY_FIELDS, TLVS, Kind

Table = np.ndarray[Any, np.dtype[np.int64]]

# Kinds as kernels see them: an integer's width, or one of these.
CSTRING, OCTETS, DEST_ADDRESSES, UNSUCCESS_SMES, CSTRINGS = 10, 11, 12, 13, 14
_KIND = {
    Kind.U8: 1,
    Kind.U16: 2,
    Kind.U32: 4,
    Kind.CSTRING: CSTRING,
    Kind.TIME: CSTRING,
    Kind.OCTETS: OCTETS,
    Kind.DEST_ADDRESSES: DEST_ADDRESSES,
    Kind.UNSUCCESS_SMES: UNSUCCESS_SMES,
    Kind.CSTRINGS: CSTRINGS,
}
# Columns of `commands`, sorted by id, and of `fields`. A field with CONDITION ≥ 0 is present only when the
# command's field of that position has CONDITION_VALUE.
COMMAND_ID, FIRST_FIELD, FIELD_COUNT, IS_RESPONSE = range(4)
FIELD_KIND, FIELD_MAX, CONDITION, CONDITION_VALUE = range(4)
# Most mandatory fields of one command.
SLOTS = max(len(command.fields) for command in COMMANDS)


class Lowered(NamedTuple):
    """The spec for kernels.

    `commands`, `fields`: int64 rows, columns above. `position[command, name]`: place of a mandatory
    field (index into `MANDATORY_FIELDS`) in a command, -1 where it has none. `tlvs`: rows of tag,
    least and most octets, sorted by tag.
    """

    commands: Table
    fields: Table
    position: Table
    tlvs: Table


@cache
def lower() -> Lowered:
    """Lower the spec, once."""
    commands, fields = [], []
    position = np.full((len(COMMANDS), len(MANDATORY_FIELDS)), -1, np.int64)
    for row, command in enumerate(COMMANDS):
        commands.append((command.command_id, len(fields), len(command.fields), command.is_response))
        names = [field.name for field in command.fields]
        for place, field in enumerate(command.fields):
            name, value = field.only_if or (None, -1)
            condition = names.index(name) if name else -1
            longest = max(field.max_octets, field.max_octets_v33 or 0, field.max_octets_v50 or 0)
            fields.append((_KIND[field.kind], longest, condition, value))
            position[row, MANDATORY_FIELDS.index(field.name)] = place
    tlvs = [(tlv.tag, tlv.min_octets, tlv.max_octets) for tlv in sorted(TLVS)]
    return Lowered(
        np.array(commands, np.int64), np.array(fields, np.int64), position, np.array(tlvs, np.int64)
    )
