"""Message text as octets, long texts in parts, and the headers that join them."""

from __future__ import annotations

GSM, ISO, LATIN1, BINARY, UCS2 = 0, 0, 3, 4, 8
UDHI = 0x40
# 3GPP TS 23.038, 6.2.1; each escaped character stands behind 0x1B.
GSM_7BIT = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_ESCAPED = {
    "^": 0x14,
    "{": 0x28,
    "}": 0x29,
    "\\": 0x2F,
    "[": 0x3C,
    "~": 0x3D,
    "]": 0x3E,
    "|": 0x40,
    "€": 0x65,
}
# Octets of text in one message, and in one part of several (140 octets, or 160 septets).
WHOLE = {GSM: 160, LATIN1: 140, UCS2: 140}
PART = {GSM: 153, LATIN1: 134, UCS2: 134}


def gsm7(text: str) -> bytes:
    """The text in the GSM alphabet, a character an octet; ValueError if it does not go."""
    octets = bytearray()
    for character in text:
        if character in GSM_ESCAPED:
            octets += bytes([0x1B, GSM_ESCAPED[character]])
        else:
            octets.append(GSM_7BIT.index(character))
    return bytes(octets)


def encoded(text: str) -> tuple[int, bytes]:
    """data_coding and octets: GSM where it can be, else UCS-2."""
    try:
        return GSM, gsm7(text)
    except ValueError:
        return UCS2, text.encode("utf-16-be")


def pieces(octets: bytes, data_coding: int) -> list[bytes]:
    """The octets in as many parts as a mobile network needs, cut with no regard to characters."""
    if len(octets) <= WHOLE[data_coding]:
        return [octets]
    size = PART[data_coding]
    return [octets[at : at + size] for at in range(0, len(octets), size)]


def header8(reference: int, total: int, number: int) -> bytes:
    """A user data header with an 8-bit reference (3GPP TS 23.040, 9.2.3.24.1)."""
    return bytes([5, 0, 3, reference, total, number])


def header16(reference: int, total: int, number: int) -> bytes:
    """A user data header with a 16-bit reference (3GPP TS 23.040, 9.2.3.24.8)."""
    return bytes([6, 8, 4, *reference.to_bytes(2, "big"), total, number])
