"""The octets of a message: its header, and what it holds where that is a receipt.

`short_message` and `message_payload` are read alike: `data_coding` tells the alphabet, and with
bit 6 of `esm_class` a user data header comes first (SMPP 3.4, 5.2.12; 3GPP TS 23.040, 9.2.3.24).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from smpp_dissect.pdus.text.lazy import NO_CODING, text_of
from smpp_dissect.pdus.tree.context import Context
from smpp_dissect.pdus.tree.model import Node
from smpp_dissect.pdus.tree.parts import grown
from smpp_dissect.pdus.tree.receipt_nodes import receipt_nodes
from smpp_dissect.pdus.tree.udh_parts import header_parts
from smpp_dissect.pdus.user_data import UDHI


def message_parts(context: Context, offset: int, length: int) -> tuple[Node, ...]:
    """Divide a message into header and the rest, and open both.

    All of the PDU must have been read: a receipt is told by its TLVs, too.
    """
    if not length:
        return ()
    if not context.numbers.get("esm_class", 0) & UDHI:
        return receipt_nodes(context, offset, length)
    pdu, header = context.pdu, 1 + context.pdu[offset]
    if header > length:
        return receipt_nodes(context, offset, length) or _no_header(pdu, offset, length)
    at, rest = offset + header, length - header
    return (
        Node(
            pdu,
            "user_data_header",
            offset,
            header,
            nodes=grown(pdu, offset, header_parts(pdu[offset:at])),
        ),
        Node(pdu, "user_data", at, rest, nodes=receipt_nodes(context, at, rest) if rest else ()),
    )


def _no_header(pdu: bytes, offset: int, length: int) -> tuple[Node, ...]:
    told = "no header: it would reach beyond the message"
    return (
        Node(pdu, "udh_length", offset, 1, pdu[offset], told),
        Node(pdu, "user_data", offset + 1, length - 1),
    )


def message_text(context: Context, octets: bytes) -> Callable[[], str | None]:
    """Give what decodes a message's text when it is called; None where it is not text."""
    numbers = context.numbers
    coding = numbers.get("data_coding", NO_CODING)
    udhi = bool(numbers.get("esm_class", 0) & UDHI)
    return partial(text_of, octets, coding, udhi, context.by.alphabet)
