"""What octets of an unknown kind look like: a guess, and always told as one.

Text comes first, for what is printable from end to end is hardly ever anything else: digits, a
hexadecimal id, a UUID and a time of SMPP are told apart. Then UTF-8 and UCS-2 text, decimal digits
packed two in an octet, and integers; a few octets may be either of the last two, and both are told.
"""

from __future__ import annotations

import re

from smpp_dissect.pdus.parts import ascii_text
from smpp_dissect.pdus.time_parts import FORM as TIME

UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
HEX_ID = re.compile(r"(?=.*[0-9])(?=.*[a-f])[0-9a-f]{6,}", re.IGNORECASE)
PACKED = re.compile(r"[0-9]+f?")
# A number of fewer digits than these, packed, would rather be an integer.
LEAST_PACKED = 3
WIDEST_INTEGER = 8
LONGEST_ID = 64
SHOWN = 60


def looks_like(octets: bytes) -> str | None:
    """Guess at what octets are: `looks like text "hello" (a guess)`; None where nothing fits."""
    kinds = _kinds(octets)
    return f"looks like {' or '.join(kinds)} (a guess)" if kinds else None


def _kinds(octets: bytes) -> list[str]:
    text = ascii_text(octets)
    if text is not None:
        return [f'{_kind_of_text(text)} "{_shown(text)}"']
    wide = _wide_text(octets)
    if wide is not None:
        return [f'{wide[0]} "{_shown(wide[1])}"']
    kinds = [f"BCD {digits}" for digits in _packed_digits(octets)]
    if 0 < len(octets) <= 4 or len(octets) == WIDEST_INTEGER and not kinds:
        kinds.append(f"an integer {int.from_bytes(octets)}")
    if not kinds and len(octets) <= LONGEST_ID:
        kinds = ["a hex id"] if len(octets) > WIDEST_INTEGER else []
    return kinds


def _kind_of_text(text: str) -> str:
    if text.isdigit():
        return "decimal digits"
    if TIME.fullmatch(text):
        return "a time of SMPP"
    if UUID.fullmatch(text):
        return "a UUID"
    return "a hex id" if HEX_ID.fullmatch(text) else "text"


def _shown(text: str) -> str:
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…"


def _wide_text(octets: bytes) -> tuple[str, str] | None:
    """Read UTF-8 beyond ASCII, or UCS-2 of letters from one page of Unicode and the first."""
    trimmed = octets.removesuffix(b"\0")
    try:
        text = trimmed.decode()
        if len(trimmed) > 3 and text.isprintable():
            return "UTF-8 text", text
    except UnicodeDecodeError:
        pass
    if len(octets) >= 4 and len(octets) % 2 == 0 and len(set(octets[::2]) - {0}) <= 1:
        wide = octets.decode("utf-16-be", "replace")
        if wide.isprintable() and any(char.isalpha() for char in wide) and "\ufffd" not in wide:
            return "UCS-2 text", wide
    return None


def _packed_digits(octets: bytes) -> list[str]:
    """Read digits packed with the high half first, or the low half (as in an IMSI)."""
    if len(octets) < LEAST_PACKED or not octets[0]:
        return []
    halves = octets.hex()
    swapped = "".join(halves[at + 1] + halves[at] for at in range(0, len(halves), 2))
    found = [each.removesuffix("f") for each in (halves, swapped) if PACKED.fullmatch(each)]
    if len(found) == 2 and halves.endswith("f") != swapped.endswith("f"):
        found = [halves.removesuffix("f")] if halves.endswith("f") else [swapped.removesuffix("f")]
    return found[:1]
