"""Octets as people read them: offset, sixteen octets in hexadecimal, the same as ASCII."""

from __future__ import annotations

from collections.abc import Iterator

WIDTH = 16
_HALF = WIDTH // 2
_ASCII = "".join(chr(octet) if 0x20 <= octet < 0x7F else "." for octet in range(256))


def hexdump(data: bytes, offset: int = 0) -> Iterator[str]:
    """Write a line for each sixteen octets; `offset` is that of the first."""
    for at in range(0, len(data), WIDTH):
        row = data[at : at + WIDTH]
        left, right = row[:_HALF].hex(" "), row[_HALF:].hex(" ")
        text = "".join(_ASCII[octet] for octet in row)
        yield f"{offset + at:04x}  {left:<{3 * _HALF - 1}}  {right:<{3 * _HALF - 1}}  {text}"
