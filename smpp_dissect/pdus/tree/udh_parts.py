"""The user data header of a message: its length and its information elements, named and opened.

Elements are read as far as they lie whole in the header; what is left over becomes `unparsed`. An
element whose data is shorter than 3GPP says has the parts that are there, and one that is longer
has the rest as `unparsed`, too. Source: 3GPP TS 23.040, 9.2.3.24.
"""

from __future__ import annotations

from functools import lru_cache

from smpp_dissect.pdus.meanings import REMEMBERED, value_meaning
from smpp_dissect.pdus.tree.address_parts import header_fields
from smpp_dissect.pdus.tree.guesses import guess_of
from smpp_dissect.pdus.tree.parts import Part, summary
from smpp_dissect.pdus.tree.voice_mail_parts import voice_mail_parts
from smpp_dissect.spec.udh import UDH_ELEMENTS, VOICE_MAIL, Element

# Octets of an element's identifier and of its length.
ELEMENT_HEAD = 2
# Elements that join the parts of a long message.
CONCATENATIONS = (0x00, 0x08)
# Longer headers are opened anew each time: what is remembered must not fill the memory.
LONGEST_REMEMBERED = 16


def header_parts(octets: bytes) -> tuple[Part, ...]:
    """Open a header that is whole: its first octet counts the others."""
    return _remembered(octets) if len(octets) <= LONGEST_REMEMBERED else _opened(octets)


@lru_cache(REMEMBERED)
def _remembered(octets: bytes) -> tuple[Part, ...]:
    return _opened(octets)


def _opened(octets: bytes) -> tuple[Part, ...]:
    parts = [Part("udh_length", 0, 1, octets[0])]
    at, stop = 1, len(octets)
    while at + ELEMENT_HEAD <= stop:
        end = at + ELEMENT_HEAD + octets[at + 1]
        if end > stop:
            break
        parts.append(_element(at, octets[at:end]))
        at = end
    if at < stop:
        parts.append(Part("unparsed", at, stop - at, None, "not a whole element"))
    return tuple(parts)


def _element(at: int, octets: bytes) -> Part:
    identifier, data = octets[0], octets[ELEMENT_HEAD:]
    element = UDH_ELEMENTS.get(identifier) or Element(f"element_0x{identifier:02X}")
    opened = _data(element, data)
    parts = (
        Part("identifier", 0, 1, identifier, _named(identifier)),
        Part("length", 1, 1, len(data)),
        *(part._replace(at=ELEMENT_HEAD + part.at) for part in opened),
    )
    return Part(element.name, at, len(octets), None, _meaning(identifier, opened, data), parts)


def _data(element: Element, data: bytes) -> list[Part]:
    if not element.parts:
        return [Part("data", 0, len(data), None, guess_of(data))] if data else []
    if element.name == VOICE_MAIL:
        return voice_mail_parts(data)
    return header_fields(element.parts, data)


def _meaning(identifier: int, opened: list[Part], data: bytes) -> str | None:
    if identifier in CONCATENATIONS and len(opened) == 3:
        reference, total, sequence = (part.value for part in opened)
        return f"part {sequence} of {total}, reference {reference}"
    if not opened or opened[0].name == "data":
        return _named(identifier)
    return summary(opened, data)


def _named(identifier: int) -> str | None:
    """Tell what an element is for; what it holds, which its parts tell, is left out."""
    meaning = value_meaning("gsm_udh_iei", identifier)
    return meaning and meaning.partition(";")[0]
