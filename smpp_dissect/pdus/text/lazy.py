"""Decoding of text, loaded when the first text is asked for."""

from __future__ import annotations

# decode_text: the PDU has no data_coding.
NO_CODING = -1


def text_of(octets: bytes, data_coding: int, udhi: bool, alphabet: str) -> str | None:
    """Decode a message, see `decode_text`. The alphabets need numpy, and many PDUs have no text."""
    from smpp_dissect.pdus.text.one import decode_text

    return decode_text(octets, data_coding, udhi, alphabet)
