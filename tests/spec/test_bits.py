"""The bit parts of octets against the enumerations that name their values."""

from __future__ import annotations

import pytest

from smpp_dissect.spec import COMMANDS, TLVS, meaning_of
from smpp_dissect.spec.bits import BIT_PARTS, BitPart
from smpp_dissect.spec.enums import ENUMS
from smpp_dissect.spec.udh import UDH_ELEMENTS, VOICE_MESSAGE

ALL = [part for parts in BIT_PARTS.values() for part in parts]


@pytest.mark.parametrize("enum", BIT_PARTS)
def test_parts_are_neighbouring_bits_of_one_octet_and_apart(enum: str) -> None:
    seen = 0
    for part in BIT_PARTS[enum]:
        shifted = part.mask // (part.mask & -part.mask)
        assert 0 < part.mask <= 0xFF
        assert shifted & (shifted + 1) == 0
        assert not part.mask & seen
        seen |= part.mask


@pytest.mark.parametrize("part", ALL, ids=lambda part: part.name)
def test_meanings_are_those_of_the_same_bits(part: BitPart) -> None:
    if part.enum:
        assert {row.mask for row in ENUMS[part.enum]} == {part.mask}
        assert meaning_of(part.enum, 0)


def test_every_enumeration_of_several_bit_fields_is_divided() -> None:
    used = {field.enum for command in COMMANDS for field in command.fields}
    used |= {tlv.enum for tlv in TLVS} | {part.enum for tlv in TLVS for part in tlv.parts}
    used |= {part.enum for element in UDH_ELEMENTS.values() for part in element.parts}
    used |= {part.enum for part in VOICE_MESSAGE}
    masked = {name for name in used - {""} if {row.mask for row in ENUMS[name]} - {None, 0xFF}}
    assert masked == set(BIT_PARTS)
    for name in masked:
        masks = {row.mask for row in ENUMS[name]}
        assert masks <= {part.mask for part in BIT_PARTS[name]}
