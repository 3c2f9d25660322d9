"""Seven bits to a character: septets packed into octets, as the network has them.

The first septet is in the low bits of the first octet, and septets go on without gaps. After a user
data header come as many fill bits as bring the text to a septet's boundary, counted from the
header's first octet. SMPP tells a text's length in octets, so where eight septets would end with
an octet, the last of them may be none: if it is 0, it is left out.

Source: 3GPP TS 23.038, 6.1.2.1; 23.040, 9.2.3.24.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from smpp_dissect._kernel import i64, kernel
from smpp_dissect.pdus.text.alphabets import Integers


def unpacked(
    data: NDArray[np.uint8], begin: Integers, length: Integers, header: Integers
) -> tuple[NDArray[np.uint8], Integers, Integers]:
    """Unpack texts, one septet to an octet: the octets, and where in them each text lies.

    `header`: octets of the user data header before each text. A length below 0 stays as it is.
    """
    room = np.maximum(length, 0) * 8 // 7
    begins = np.cumsum(room) - room
    out, lengths = np.empty(int(room.sum()), np.uint8), length.copy()
    _unpack(data, begin, length, header, begins, lengths, out)
    return out, begins, lengths


def unpack(octets: bytes, header: int = 0) -> bytes:
    """Unpack one text, which follows a header of so many octets."""
    fill = -8 * header % 7
    count = max(0, 8 * len(octets) - fill) // 7
    aligned = (int.from_bytes(octets, "little") >> fill).to_bytes(len(octets), "little")
    # Block by block: a shift of all of a long text for each septet would take its square.
    blocks = (int.from_bytes(aligned[at : at + 7], "little") for at in range(0, len(aligned), 7))
    septets = bytes(block >> shift & 0x7F for block in blocks for shift in range(0, 56, 7))[:count]
    is_whole = (len(octets) + header) % 7 == 0
    return septets[:-1] if is_whole and septets.endswith(b"\0") else septets


@kernel
def _unpack(
    data: Any, begin: Any, length: Any, header: Any, begins: Any, lengths: Any, out: Any
) -> None:
    for row in range(begin.size):
        at = i64(begin[row])
        stop = at + i64(length[row])
        to = i64(begins[row])
        held = bits = 0
        fill = (7 - i64(header[row]) * 8 % 7) % 7
        while at < stop:
            held |= i64(data[at]) << bits
            bits += 8
            at += 1
            if fill:
                held >>= fill
                bits -= fill
                fill = 0
            while bits >= 7:
                out[to] = held & 0x7F
                to += 1
                held >>= 7
                bits -= 7
        if i64(length[row]) > 0:
            if to > begins[row] and out[to - 1] == 0:
                if (i64(length[row]) + i64(header[row])) % 7 == 0:
                    to -= 1
            lengths[row] = to - i64(begins[row])
