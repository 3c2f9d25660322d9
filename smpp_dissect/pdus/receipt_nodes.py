"""The text of a delivery receipt as nodes: each key from its first letter to the next key.

The value is the key's own; its meaning tells more, and where the TLVs of the PDU disagree with it.
A key's node ends where the next begins, so blanks after a value are in it; what precedes the first
key is `other`.

Source: SMPP 3.4, appendix B, and what is met; 5.0 has the TLVs alone.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from smpp_dissect.pdus.context import Context
from smpp_dissect.pdus.lazy_text import NO_CODING, text_of
from smpp_dissect.pdus.meanings import value_meaning
from smpp_dissect.pdus.receipt_text import OTHER, Mark, looks_like_receipt, receipt_marks
from smpp_dissect.pdus.receipt_values import is_same_id, receipt_date
from smpp_dissect.pdus.receipt_words import message_state_of
from smpp_dissect.pdus.tree import Meaning, Node
from smpp_dissect.spec import TLV_BY_NAME

CARRIERS = ("deliver_sm", "data_sm")
# esm_class, message type (SMPP 3.4, 5.2.12): none told, receipt, intermediate notification.
MESSAGE_TYPE, UNTOLD, RECEIPTS = 0x3C, 0x00, (0x04, 0x20)
MESSAGE_ID = TLV_BY_NAME["receipted_message_id"].tag
MESSAGE_STATE = TLV_BY_NAME["message_state"].tag
NETWORK_ERROR = TLV_BY_NAME["network_error_code"].tag
NOT_COUNTED = "not a key of the standard, or met before"
COLON = 0x3A


def receipt_nodes(context: Context, offset: int, length: int) -> tuple[Node, ...]:
    """Open a text that is a receipt's, by what the PDU says or by its looks; else nothing."""
    kind = context.numbers.get("esm_class", 0) & MESSAGE_TYPE
    if context.command not in CARRIERS or kind != UNTOLD and kind not in RECEIPTS:
        return ()
    octets = context.pdu[offset : offset + length]
    if kind == UNTOLD and COLON not in octets:
        return ()
    width = 2 if is_wide(octets, _coding(context)) else 1
    marks = receipt_marks(narrow(octets, width))
    if not any(mark.counts for mark in marks):
        return ()
    if kind == UNTOLD and not looks_like_receipt(marks) and not _has_receipt_tlvs(context):
        return ()
    return tuple(_nodes(context, octets, offset, width, marks))


def is_wide(octets: bytes, data_coding: int) -> bool:
    """Tell whether a receipt is in UCS-2: by its data_coding, and because it begins like one."""
    return len(octets) > 1 and not octets[0] and is_ucs2(data_coding)


def is_ucs2(data_coding: int) -> bool:
    """Tell whether a data_coding is UCS-2 (SMPP 3.4, 5.2.19; 3GPP TS 23.038, 4)."""
    group = data_coding >> 4
    return data_coding == 8 or group == 0xE or (0 < group < 8 and data_coding & 0x2C == 8)


def narrow(octets: bytes, width: int) -> str:
    """Give octets as one character each, or each two of UCS-2; what is beyond Latin-1 is U+00FF."""
    if width == 1:
        return octets.decode("latin-1")
    pairs = zip(octets[::2], octets[1::2], strict=False)
    return "".join([chr(low) if not high else "\xff" for high, low in pairs])


def _has_receipt_tlvs(context: Context) -> bool:
    """Tell whether the TLVs alone make the PDU a receipt."""
    named, state = context.tlv(MESSAGE_ID), context.tlv(MESSAGE_STATE)
    is_named = named is not None and named.nodes[2].length > 0
    return is_named and state is not None and state.value is not None


def _nodes(
    context: Context, octets: bytes, offset: int, width: int, marks: list[Mark]
) -> list[Node]:
    pdu, stop = context.pdu, offset + len(octets)
    begins = [offset + width * mark.begin for mark in marks]
    nodes = []
    if begins[0] > offset:
        nodes.append(Node(pdu, OTHER, offset, begins[0] - offset))
    for mark, begin, end in zip(marks, begins, [*begins[1:], stop], strict=True):
        name, _, first, last, counts = mark
        value = octets[width * first : width * last]
        text = value.decode("latin-1") if width == 1 else value.decode("utf-16-be", "replace")
        meaning: Meaning | Callable[[], Meaning]
        if not counts or name in ABOUT:
            meaning = _about(context, mark)
        elif name != "text":
            meaning = partial(TELLERS[name], context, text)
        elif width == 1 and not value.isascii():
            meaning = partial(text_of, value, _coding(context), False, context.by.alphabet)
        else:
            meaning = None
        nodes.append(Node(pdu, name, begin, end - begin, text, meaning))
    return nodes


def _coding(context: Context) -> int:
    return context.numbers.get("data_coding", NO_CODING)


def _about(context: Context, mark: Mark) -> Meaning:
    """Tell what a key is for, by the profile or by the standard."""
    profile = context.by.profile
    own = profile.receipt.keys.get(mark.name) if profile else None
    return own or (ABOUT[mark.name] if mark.counts else NOT_COUNTED)


def _id(context: Context, text: str) -> str | None:
    told = context.tlv(MESSAGE_ID)
    other = told.value if told is not None else None
    if not isinstance(other, str) or not other or not text or other == text:
        return None
    if is_same_id(text, other):
        return f"the same id as receipted_message_id, {other}, written another way"
    return f"disagrees with receipted_message_id: {other}"


def _date(context: Context, text: str) -> str | None:
    date = receipt_date(text, context.time)
    if date is None:
        return "no date" if text.strip("0") else "no date: empty or zero"
    return f"{date.isoformat(' ')}Z" if len(text) == 16 else f"{date.isoformat(' ')}, no zone told"


def _stat(context: Context, text: str) -> str | None:
    number = message_state_of(text)[0]
    meaning = None if number is None else value_meaning("message_state", number)
    told = context.tlv(MESSAGE_STATE)
    other = told.value if told is not None else None
    if number is None or not isinstance(other, int) or other == number:
        return meaning
    name = value_meaning("message_state", other) or "unknown"
    return f"{meaning}; disagrees with message_state: {other} ({name})"


def _err(context: Context, text: str) -> str | None:
    profile = context.by.profile
    meaning = profile.error_meaning(text) if profile and text else None
    code = _network_error(context)
    if code is None or code in _numbers(text, 10) or not _numbers(text, 16):
        return meaning
    if code in _numbers(text, 16):
        said = f"network_error_code has the same number in hexadecimal: {code}"
    else:
        said = f"disagrees with network_error_code: {code}"
    return f"{meaning}; {said}" if meaning else said


def _network_error(context: Context) -> int | None:
    told = context.tlv(NETWORK_ERROR)
    if told is None or told.nodes[2].length != 3:
        return None
    return int.from_bytes(told.nodes[2].octets[1:])


def _numbers(text: str, base: int) -> list[int]:
    """Read a short number of a base; nothing where it is none."""
    try:
        return [int(text, base)] if text.isalnum() and text.isascii() and len(text) < 9 else []
    except ValueError:
        return []


TELLERS: dict[str, Callable[[Context, str], Meaning]] = {
    "id": _id,
    "submit_date": _date,
    "done_date": _date,
    "stat": _stat,
    "err": _err,
}
ABOUT: dict[str, Meaning] = {
    "sub": "messages submitted",
    "dlvrd": "messages delivered",
}
