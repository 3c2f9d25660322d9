"""Which alphabet a data_coding names, and what reads the alphabets that are not of GSM.

Source: SMPP 3.4, 5.2.19; 5.0, 4.7.7; where SMPP refers to GSM: 3GPP TS 23.038, 4.
"""

from __future__ import annotations

from typing import NamedTuple

# What data_coding 0 stands for is agreed beside the wire.
DEFAULT = "default"
# Octets that are no text.
BINARY = "binary"

# Values that SMPP gives a meaning of its own.
SMPP_ALPHABETS = {
    0x00: DEFAULT,
    0x01: "ascii",
    0x02: BINARY,
    0x03: "latin1",
    0x04: BINARY,
    0x05: "jis",
    0x06: "iso8859-5",
    0x07: "iso8859-8",
    0x08: "ucs2",
    0x09: "pictogram",
    0x0A: "iso2022-jp",
    0x0B: BINARY,  # reserved, as 0x0C and 0x0F
    0x0C: BINARY,
    0x0D: "jis-x0212",
    0x0E: "ks-c-5601",
    0x0F: BINARY,
}


class Group(NamedTuple):
    """The values of data_coding that have the bits `value` under `mask`."""

    mask: int
    value: int
    alphabet: str


# The coding groups of GSM, for values from 0x10 on; the first that fits counts. What GSM calls the
# default alphabet is here the one agreed, for that is how senders understand it.
GSM_GROUPS = (
    Group(0xC0, 0x80, BINARY),  # reserved, by SMPP and by GSM
    Group(0xE0, 0xC0, DEFAULT),  # message waiting, discard or store
    Group(0xF0, 0xE0, "ucs2"),  # message waiting, store
    Group(0xF4, 0xF0, DEFAULT),  # message class
    Group(0xF4, 0xF4, BINARY),
    # General data coding, 0x10 to 0x3F, and the same marked for automatic deletion, 0x40 to 0x7F.
    Group(0xA0, 0x20, BINARY),  # compressed
    Group(0x8C, 0x00, DEFAULT),
    Group(0x8C, 0x08, "ucs2"),
    Group(0x80, 0x00, BINARY),  # 8 bits, or reserved
)


class Codecs(NamedTuple):
    """Codecs of the Python library that read an alphabet: the first that reads all of a text.

    `escaped` is tried before them where a text has an ESC. `pairs`: a codec that reads characters
    written as two octets of seven bits, once each octet has its bit 8 set and `prefix` goes before
    each pair; `rows`: first octets of which one must occur in such a text, that it be told from
    ASCII.
    """

    codecs: tuple[str, ...]
    escaped: str = ""
    pairs: str = ""
    prefix: bytes = b""
    rows: bytes = b""


# Alphabets of one octet a character.
CODE_PAGES = {
    "latin1": "latin-1",
    "iso8859-5": "iso8859-5",
    "iso8859-8": "iso8859-8",
    "cp1251": "cp1251",
    "cp1252": "cp1252",
}
# Those of several. SMPP names character sets and not their encodings; what senders use comes first.
MULTIBYTE = {
    "utf8": Codecs(("utf-8",)),
    # The letter of the standard comes by pairs; row 1 is punctuation, 4 and 5 are kana.
    "jis": Codecs(
        ("shift_jis", "cp932", "euc_jp"), "iso2022_jp_ext", "euc_jp", b"", b"\x21\x24\x25"
    ),
    # Pictograms lie in the user-defined rows of Shift_JIS, which become private characters.
    "pictogram": Codecs(("cp932",), "iso2022_jp_ext"),
    "iso2022-jp": Codecs(("iso2022_jp_ext",)),
    "jis-x0212": Codecs(("euc_jp",), "iso2022_jp_ext", "euc_jp", b"\x8f", bytes(range(0x21, 0x7F))),
    "ks-c-5601": Codecs(("euc_kr", "cp949"), "iso2022_kr"),
}

# Names that profiles use for the same.
ALIASES = {"gsm": "gsm7", "gsm_packed": "gsm7_packed"}
