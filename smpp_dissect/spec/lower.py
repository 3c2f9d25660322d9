"""The spec as small integer arrays: the one bridge from `spec/` to the kernels.

Kernels take these as arguments, so that a change of the spec never leaves compiled code stale.
"""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

import numpy as np

from smpp_dissect.spec import COMMANDS, MANDATORY_FIELDS, TLVS, Field, Kind

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
# Columns of `commands`.
FIRST_FIELD, FIELD_COUNT, IS_RESPONSE = range(3)
# Bits of a field's plan: its kind, the place of the field that it depends on plus one (0: none),
# the value that one must have, and the most octets any version allows (0: not told).
KIND_BITS, CONDITION_SHIFT, VALUE_SHIFT, OCTETS_SHIFT = 0xFF, 8, 16, 32
# Most mandatory fields of one command.
SLOTS = max(len(command.fields) for command in COMMANDS)


class FramingSpec(NamedTuple):
    """What the framing kernels know of SMPP.

    `ids`: command_ids, sorted; `commands`: a row for each, columns above; `plan`: the mandatory
    fields of all commands one after another, each packed into one number.
    """

    ids: Table
    commands: Table
    plan: Table


class Lowered(NamedTuple):
    """The spec for kernels.

    `position[name, command]`: place of a mandatory field (index into `MANDATORY_FIELDS`) in a
    command, -1 where it has none; the last column, all -1, stands for unknown commands. `tlvs`:
    rows of tag, least and most octets.
    """

    framing: FramingSpec
    position: Table
    tlvs: Table


@cache
def lower() -> Lowered:
    """Lower the spec, once."""
    commands: list[tuple[int, ...]] = []
    plan: list[int] = []
    position = np.full((len(MANDATORY_FIELDS), len(COMMANDS) + 1), -1, np.int64)
    for row, command in enumerate(COMMANDS):
        commands.append((len(plan), len(command.fields), command.is_response))
        names = [field.name for field in command.fields]
        for place, field in enumerate(command.fields):
            plan.append(_plan(field, names))
            position[MANDATORY_FIELDS.index(field.name), row] = place
    ids = [command.command_id for command in COMMANDS]
    tlvs = [(tlv.tag, tlv.min_octets, tlv.max_octets) for tlv in TLVS]
    framing = FramingSpec(*(np.array(each, np.int64) for each in (ids, commands, plan)))
    return Lowered(framing, position, np.array(tlvs, np.int64))


def _plan(field: Field, names: list[str]) -> int:
    """Pack a field of a command whose fields have these names."""
    condition, value = 0, 0
    if field.only_if is not None:
        condition, value = names.index(field.only_if[0]) + 1, field.only_if[1]
    packed = _KIND[field.kind] | condition << CONDITION_SHIFT | value << VALUE_SHIFT
    return packed | field.longest << OCTETS_SHIFT
