"""Addresses inside values: subaddresses, callback numbers, network ids, addresses of headers."""

from __future__ import annotations

import string
from collections.abc import Sequence
from functools import partial

from smpp_dissect.pdus.meanings import value_meaning
from smpp_dissect.pdus.text.lazy import text_of
from smpp_dissect.pdus.tree.parts import Part, Reading, ascii_text, fields_read, summary
from smpp_dissect.spec import TLV_BY_NAME, Field
from smpp_dissect.spec.udh import ADDRESS

NSAP_ODD, NSAP_EVEN = 0x88, 0x80
DIGITS = frozenset(b"0123456789*#abcABC+")
# Half octets of a dialled number (3GPP TS 24.008, 10.5.4.7); the last fills an odd count.
DIALLED = "0123456789*#abc"
ALPHANUMERIC = 0x50
# How far the parts of a network id reach, by its first character (5.0, 4.8.4.56).
NETWORK_IDS = {
    "1": (("mcc", 3), ("mnc", 3)),
    "2": (("mcc", 3), ("sid", 5)),
    "3": (("mcc", 3), ("address_type", 1), ("address", 64)),
}


def subaddress_reading(octets: bytes) -> Reading:
    """Read source_subaddress or dest_subaddress: its type, then what that type has.

    An NSAP is digits, two an octet; the type tells whether the last half octet counts. What a user
    specified is met as text and as packed digits.
    """
    parts = fields_read(TLV_BY_NAME["source_subaddress"].parts, octets)
    if len(parts) > 1:
        kind, content = octets[0], octets[1:]
        text = ascii_text(content)
        if kind in (NSAP_ODD, NSAP_EVEN):
            digits = content.hex()
            text = f"NSAP {digits[:-1] if kind == NSAP_ODD else digits}"
        elif text is None and (digits := swapped_digits(content)).isdecimal():
            text = f"looks like BCD {digits} (a guess)"
        parts[1] = parts[1]._replace(meaning=text)
    return Reading(None, summary(parts, octets), parts)


def callback_num_reading(octets: bytes) -> Reading:
    """Read callback_num: digit mode, TON, NPI, and digits in ASCII; packed ones are met, too."""
    parts = fields_read(TLV_BY_NAME["callback_num"].parts, octets)
    if len(parts) > 3:
        content = octets[3:]
        if DIGITS.issuperset(content):
            parts[3] = parts[3]._replace(value=content.decode("ascii"), meaning=None)
        elif ascii_text(content) is None:
            guess = f"looks like TBCD {swapped_digits(content)} (a guess)"
            parts[3] = parts[3]._replace(meaning=guess)
    return Reading(None, summary(parts, octets), parts)


def callback_num_atag_reading(octets: bytes, alphabet: str = "gsm7") -> Reading:
    """Read callback_num_atag: a data_coding, and the characters to display in it."""
    parts = fields_read(TLV_BY_NAME["callback_num_atag"].parts, octets)
    if len(parts) > 1:
        parts[1] = parts[1]._replace(
            meaning=partial(text_of, octets[1:], octets[0], False, alphabet)
        )
    return Reading(None, partial(summary, parts, octets), parts)


def network_id_reading(octets: bytes) -> Reading:
    """Read source_network_id or dest_network_id: the kind of network, then the parts of its id."""
    text = octets.removesuffix(b"\0").decode("latin-1")
    kind = text[:1]
    if kind not in NETWORK_IDS:
        return Reading(text)
    parts = [Part("network", 0, 1, kind, value_meaning("network_id_prefix", kind))]
    at = 1
    for name, most in NETWORK_IDS[kind]:
        value = text[at : at + most]
        if value:
            parts.append(Part(name, at, len(value), value, _about(name, value)))
        at += len(value)
    if at < len(text):
        parts.append(Part("unparsed", at, len(text) - at, None, "more than a network id has"))
    if len(text) < len(octets):
        parts.append(Part("terminator", len(text), 1))
    return Reading(text, parts[0].meaning, parts)


def _about(name: str, value: str) -> str | None:
    return value_meaning("network_id_esme_address_type", value) if name == "address_type" else None


def swapped_digits(octets: bytes) -> str:
    """Read digits packed with the low half first; a last half octet of 15 fills an odd count."""
    halves = [half for octet in octets for half in (octet & 0xF, octet >> 4)]
    if halves and halves[-1] == 0xF:
        halves.pop()
    return "".join(DIALLED[half] if half < 0xF else "?" for half in halves)


def header_address(octets: bytes) -> str | None:
    """Read the digits of an address as in a TPDU (3GPP TS 23.040, 9.1.2.5): length, type, digits.

    None where it is a name, or holds what is no digit.
    """
    if len(octets) < 3 or octets[1] & 0x70 == ALPHANUMERIC:
        return None
    digits = swapped_digits(octets[2:])
    return digits if all(digit in string.digits + "*#abc" for digit in digits) else None


def header_fields(fields: Sequence[Field], octets: bytes) -> list[Part]:
    """Read fields in a user data header; where they are an address, it says its number."""
    return [
        part._replace(meaning=header_address(octets)) if part.name == ADDRESS.name else part
        for part in fields_read(fields, octets)
    ]
