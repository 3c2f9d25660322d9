"""The oracle of texts: decoded slowly, bit by bit and character by character, and the way back.

It shares no line with the package. The tables of GSM are those of `gsmcodecs`, a library that was
written from release 18 of 3GPP TS 23.038; where it is wrong, `CORRECTED` says so.
"""

from __future__ import annotations

from gsmcodecs.charmaps import GSMCHARMAPS

# The standard prints a comma in every Indic locking shift table, the library has an apostrophe. In
# that of Kannada the standard itself is wrong: PA stands twice, DDA never.
CORRECTED = {(language, 0x2C): 0x2C for language in range(4, 14)} | {(7, 0x24): 0x0CA1}
SPACE_FOR_ANOTHER_TABLE = 0x20
LANGUAGES = range(14)


def locking_table(language: int) -> dict[int, str]:
    """Septet → character in force under a locking shift; languages without one have the default."""
    maps = GSMCHARMAPS.get(language, {})
    own = language if "locking" in maps else 0
    table = {
        septet: CORRECTED.get((own, septet), code)
        for septet, code in GSMCHARMAPS[own]["locking"]["decode"].items()
    }
    table.pop(0x1B, None)
    return {septet: chr(code) for septet, code in table.items()}


def single_table(language: int) -> dict[int, str]:
    """Septet after an escape → character."""
    own = language if "singleShift" in GSMCHARMAPS.get(language, {}) else 0
    table = GSMCHARMAPS[own]["singleShift"]["decode"] | {0x1B: SPACE_FOR_ANOTHER_TABLE}
    return {septet: chr(code) for septet, code in table.items()}


def escaped(octets: bytes) -> str:
    return "".join(f"\\x{octet:02x}" for octet in octets)


def gsm(octets: bytes, locking: int = 0, single: int = 0) -> str:
    main, after_escape, text = locking_table(locking), single_table(single), ""
    main |= {octet: chr(octet) for octet in range(0x80, 0x100)}
    at = 0
    while at < len(octets):
        if octets[at] != 0x1B:
            text += main.get(octets[at], escaped(octets[at : at + 1]))
            at += 1
            continue
        pair = octets[at : at + 2]
        at += 2
        if len(pair) == 2 and pair[1] in after_escape:
            text += after_escape[pair[1]]
        elif len(pair) == 2 and pair[1] in main:
            text += main[pair[1]]
        else:
            text += escaped(pair)
    return text


def gsm_octets(text: str, locking: int = 0, single: int = 0) -> bytes:
    main = {char: septet for septet, char in reversed(locking_table(locking).items())}
    after_escape = {char: septet for septet, char in reversed(single_table(single).items())}
    return b"".join(
        bytes([main[char]]) if char in main else bytes([0x1B, after_escape[char]]) for char in text
    )


def bits_of(octets: bytes) -> str:
    """The bits of octets in the order in which septets are laid: lowest first."""
    return "".join(f"{octet:08b}"[::-1] for octet in octets)


def pack(septets: bytes, header: bytes = b"") -> bytes:
    """Pack septets behind a header, with fill bits between (3GPP TS 23.038, 6.1.2.1)."""
    bits = bits_of(header)
    bits += "0" * (-len(bits) % 7)
    bits += "".join(f"{septet:07b}"[::-1] for septet in septets)
    bits += "0" * (-len(bits) % 8)
    return bytes(int(bits[at : at + 8][::-1], 2) for at in range(0, len(bits), 8))


def unpack(octets: bytes, header: int) -> bytes:
    """The septets after a header of so many octets; one at the very end that is 0 may be none."""
    bits = bits_of(octets)
    septets = [int(bits[at : at + 7][::-1], 2) for at in range(0, len(bits) - 6, 7)]
    text = septets[-(-header * 8 // 7) :]
    if len(bits) % 7 == 0 and text and text[-1] == 0:
        text.pop()
    return bytes(text)


def utf16(octets: bytes) -> str:
    text, at = "", 0
    while at < len(octets):
        unit = octets[at : at + 2]
        pair = octets[at : at + 4]
        if len(unit) < 2 or 0xDC <= unit[0] <= 0xDF:
            text += escaped(unit)
            at += 2
        elif 0xD8 <= unit[0] <= 0xDB:
            is_pair = len(pair) == 4 and 0xDC <= pair[2] <= 0xDF
            text += pair.decode("utf-16-be") if is_pair else escaped(unit)
            at += 4 if is_pair else 2
        else:
            text += chr(256 * unit[0] + unit[1])
            at += 2
    return text


def binary(octets: bytes) -> str:
    plain = {octet for octet in range(0x20, 0x7F) if chr(octet) != "\\"}
    return "".join(chr(octet) if octet in plain else escaped(bytes([octet])) for octet in octets)


def header_of(message: bytes) -> tuple[int, int, int]:
    """Octets of the user data header, and the languages of locking shift and single shift."""
    if not message or message[0] >= len(message):
        return 0, 0, 0
    elements, locking, single = message[1 : 1 + message[0]], 0, 0
    while len(elements) >= 2 and len(elements) >= 2 + elements[1]:
        kind, value = elements[0], elements[2 : 2 + elements[1]]
        elements = elements[2 + elements[1] :]
        if kind in (0x24, 0x25) and len(value) == 1:
            language = value[0] if value[0] in LANGUAGES else 0
            locking, single = (language, single) if kind == 0x25 else (locking, language)
    return 1 + message[0], locking, single


def alphabet_of(data_coding: int, default: str) -> str:
    """SMPP 3.4, 5.2.19; 3GPP TS 23.038, 4."""
    if data_coding in (-1, 0):
        return default
    if data_coding < 0x10:
        return {
            1: "ascii", 3: "latin1", 5: "jis", 6: "iso8859-5", 7: "iso8859-8", 8: "ucs2",
            9: "pictogram", 10: "iso2022-jp", 13: "jis-x0212", 14: "ks-c-5601",
        }.get(data_coding, "binary")  # fmt: skip
    if data_coding > 0xFF:
        return "binary"
    bits = f"{data_coding:08b}"
    if bits.startswith("10"):
        return "binary"
    if bits.startswith("0"):
        if bits[2] == "1":
            return "binary"
        return {"00": default, "10": "ucs2"}.get(bits[4:6], "binary")
    if bits.startswith("1111"):
        return "binary" if bits[5] == "1" else default
    return "ucs2" if bits.startswith("1110") else default


def decode(message: bytes, data_coding: int, udhi: bool, default: str) -> str | None:
    """One message; None for the alphabets that are codecs of the Python library."""
    alphabet = alphabet_of(data_coding, default)
    header, locking, single = header_of(message) if udhi else (0, 0, 0)
    octets = message[header:]
    if (locking or single) and alphabet == default != "gsm7_packed":
        if alphabet_of(data_coding, "") == "":
            alphabet = "gsm7"
    if alphabet == "gsm7_packed":
        padded = bytes(header) + octets
        return gsm(unpack(padded, header), locking, single)
    if alphabet == "gsm7":
        return gsm(octets, locking, single)
    if alphabet == "ucs2":
        return utf16(octets)
    if alphabet == "binary":
        return binary(octets)
    if alphabet in ("ascii", "latin1"):
        return "".join(map(chr, octets))
    if alphabet in ("iso8859-5", "iso8859-8", "cp1251", "cp1252"):
        one_by_one = (bytes([octet]) for octet in octets)
        return "".join(octet.decode(alphabet, "backslashreplace") for octet in one_by_one)
    return None
