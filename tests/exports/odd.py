"""A profile with every kind of TLV, and a capture that has each with values that fit and do not."""

from __future__ import annotations

from pathlib import Path

from smpp_dissect.pdus.encode import encode
from smpp_dissect.profiles import BitField, Profile, VendorTlv
from tests.build import Conversation, write_pcap

# It wants to be something other than text.
TEXT = 'quo"te \\ ]] -- \n \0 \u202e %s %d \u00e9'

# Every kind of TLV, each way to divide it, and texts that want to be something else.
ODD = Profile(
    name="odd",
    title=TEXT,
    source=TEXT,
    tlvs=(
        VendorTlv(0x1400, "text", "cstring", enum={"a": TEXT}, meaning=TEXT),
        VendorTlv(0x1401, "raw", "octets", max_octets=4, meaning=TEXT, enum={"a": "letter"}),
        VendorTlv(0x1402, "digits", "bcd"),
        VendorTlv(0x1403, "swapped", "bcd", byte_order="little"),
        VendorTlv(0x1404, "id", "hex"),
        VendorTlv(0x140B, "figures", "digits", 1, 4, enum={"12345": TEXT}),
        VendorTlv(0x140C, "reversed", "digits", byte_order="little"),
        VendorTlv(0x140D, "time", "time"),
        VendorTlv(0x140E, "words", "ucs2"),
        VendorTlv(0x140F, "swords", "ucs2", byte_order="little"),
        VendorTlv(0x1405, "number", "integer", 1, 4, enum={1: TEXT, 2**63: "beyond Lua's numbers"}),
        VendorTlv(0x1406, "little", "integer", 1, 8, byte_order="little"),
        VendorTlv(0x1407, "signed", "integer", 1, 8, signed=True, enum={-1: TEXT}),
        VendorTlv(0x1408, "both", "integer", 1, 2, byte_order="little", signed=True),
        VendorTlv(
            *(0x1409, "flags", "integer", 1, 2),
            bits=(
                BitField("low", 0, 3, (3, 2, 1, 0), {0: TEXT, 9: "nine"}),
                BitField("backward", 4, 6, (4, 5, 6)),
                BitField("top", 15, 15, (15,), meaning=TEXT),
                BitField("leaning", 8, 9, (9, 8), only_if="top"),
            ),
        ),
        VendorTlv(
            *(0x140A, "wide", "integer", 1, 8),
            byte_order="little",
            bits=(BitField("one", 0, 0, (0,)), BitField("most", 1, 63, tuple(range(63, 0, -1)))),
        ),
    ),
    errors={1: TEXT, "X": "no number"},
)
VALUES = (
    *(b"", b"\0", b"a", b"a\0", b"\x01", b"\x12\x3f", b"\x21\xf3", b"\xff\xff", b"\x80\x09"),
    *(
        b"\xa3\x51",
        b"12345",
        b"\xd0\x96\0",
        b"\xe9t\xe9",
        b"\x00\x01\x02",
        b"\xff" * 7,
        b"\x80" * 8,
    ),
    *(b"261122151930005+", b"991231235959930-\0", b"000102030405000R", b"000000000000000R"),
    *(
        b"270229000000000+",
        b"260230000000000+",
        b"240229000000000+",
        b"2611221519300x5+",
        b"380101000000000+",
        b"line\n",
    ),
    *("\u0416 \U0001f600".encode(order) for order in ("utf-16-be", "utf-16-le")),
    *(b"\xd8\0\xd8\0", b"\0\xd8\0\xdc", b"\xdc\0", b"\0a\0\0", b"\xc2\x85", b"\xed\xa0\x80"),
    *(b"\x7f" + bytes(7), bytes(7) + b"\x7f", b"nine octets", b"<b>&amp;", b"\xff" * 20),
)


def odd_pdus() -> list[bytes]:
    tlvs = [(tlv.tag, value) for tlv in ODD.tlvs for value in VALUES]
    several = [tlvs[at : at + 5] for at in range(0, len(tlvs), 5)]
    return [
        encode("deliver_sm", sequence_number=number, short_message=bytes(number % 7), tlvs=some)
        for number, some in enumerate([[], *several, [(0x0423, b"\3\0\1"), (0x0423, b"")]], 1)
    ]


def odd_capture(path: Path) -> Path:
    """PDUs, several to a segment and over several, none of them cut in its header."""
    talk = Conversation()
    talk.open()
    stream, begin = b"", 0
    for place, pdu in enumerate(odd_pdus()):
        stream += pdu
        if place % 3 == 2:
            talk.send("server", stream[begin : len(stream) - 8 * (place % 2)])
            begin = len(stream) - 8 * (place % 2)
    talk.send("server", stream[begin:])
    write_pcap(path, talk.segments)
    return path
