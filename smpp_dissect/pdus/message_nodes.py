"""The octets of a message: what comes before its text, and the text.

`short_message` and `message_payload` are read alike: `data_coding` tells the alphabet, and with
bit 6 of `esm_class` a user data header comes first (SMPP 3.4, 5.2.12; 3GPP TS 23.040, 9.2.3.24).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from smpp_dissect.pdus.tree import Node
from smpp_dissect.pdus.user_data import UDHI

# decode_text: the PDU has no data_coding.
NO_CODING = -1


def message_parts(
    pdu: bytes, offset: int, length: int, numbers: Mapping[str, int]
) -> tuple[Node, ...]:
    """Divide a message into header and the rest; nothing where it has no header, or a broken one.

    `numbers`: the PDU's integer fields.
    """
    if not length or not numbers.get("esm_class", 0) & UDHI:
        return ()
    header = 1 + pdu[offset]
    if header > length:
        return ()
    return (
        Node(pdu, "user_data_header", offset, header),
        Node(pdu, "user_data", offset + header, length - header),
    )


def message_text(
    octets: bytes, numbers: Mapping[str, int], alphabet: str
) -> Callable[[], str | None]:
    """Give what decodes a message's text when it is called; None where it is not text."""
    coding = numbers.get("data_coding", NO_CODING)
    udhi = bool(numbers.get("esm_class", 0) & UDHI)

    def decode() -> str | None:
        # Loaded here: the alphabets need pyarrow, and many PDUs have no text.
        from smpp_dissect.pdus.text import decode_text

        return decode_text(octets, coding, udhi, alphabet)

    return decode
