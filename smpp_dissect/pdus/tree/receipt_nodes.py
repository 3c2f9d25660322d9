"""The text of a delivery receipt as nodes: each key from its first letter to the next key.

The value is the key's own; its meaning tells more, and where the TLVs of the PDU disagree with it.
A key's node ends where the next begins, so blanks after a value are in it; what precedes the first
key is `other`.

Source: SMPP 3.4, appendix B, and what is met; 5.0 has the TLVs alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple

from smpp_dissect.pdus.meanings import value_meaning
from smpp_dissect.pdus.receipt_text import OTHER, Mark, looks_like_receipt, receipt_marks
from smpp_dissect.pdus.receipt_words import message_state_of
from smpp_dissect.pdus.text.lazy import NO_CODING, text_of
from smpp_dissect.pdus.tree.context import Context
from smpp_dissect.pdus.tree.model import Meaning, Node
from smpp_dissect.pdus.tree.receipt_values import is_same_id, receipt_date
from smpp_dissect.profiles import Profile
from smpp_dissect.spec import TLV_BY_NAME

CARRIERS = ("deliver_sm", "data_sm")
# esm_class, message type (SMPP 3.4, 5.2.12): none told, receipt, intermediate notification.
MESSAGE_TYPE, UNTOLD, RECEIPTS = 0x3C, 0x00, (0x04, 0x20)
MESSAGE_ID = TLV_BY_NAME["receipted_message_id"].tag
MESSAGE_STATE = TLV_BY_NAME["message_state"].tag
NETWORK_ERROR = TLV_BY_NAME["network_error_code"].tag
NOT_COUNTED = "not a key of the standard, or met before"
COLON = 0x3A


class Told(NamedTuple):
    """What the rest of the PDU says of the message that the receipt is for.

    `message_id`, `message_state` and `error_code` are those of the TLVs; None where there is none.
    """

    message_id: str | None
    message_state: int | None
    error_code: int | None
    profile: Profile | None
    time: int | None


def receipt_nodes(context: Context, offset: int, length: int) -> tuple[Node, ...]:
    """Open a text that is a receipt's, by what the PDU says or by its looks; else nothing."""
    kind = context.numbers.get("esm_class", 0) & MESSAGE_TYPE
    if context.command not in CARRIERS or (kind != UNTOLD and kind not in RECEIPTS):
        return ()
    octets = context.pdu[offset : offset + length]
    if kind == UNTOLD and COLON not in octets:
        return ()
    coding = context.numbers.get("data_coding", NO_CODING)
    width = 2 if is_wide(octets, coding) else 1
    marks = receipt_marks(narrow(octets, width), context.by.receipt_names)
    if not any(mark.counts for mark in marks):
        return ()
    told = _told(context)
    by_tlvs = told.message_id and told.message_state is not None
    if kind == UNTOLD and not by_tlvs and not looks_like_receipt(marks):
        return ()
    decode = partial(text_of, data_coding=coding, udhi=False, alphabet=context.by.alphabet)
    return tuple(_nodes(context.pdu, offset, octets, width, marks, told, decode))


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


def _told(context: Context) -> Told:
    tlvs = context.tlvs()
    named, state, error = (tlvs.get(tag) for tag in (MESSAGE_ID, MESSAGE_STATE, NETWORK_ERROR))
    has_code = error is not None and error.nodes[2].length == 3
    return Told(
        str(named.value) if named is not None and named.nodes[2].length else None,
        int(state.value) if state is not None and state.value is not None else None,
        int.from_bytes(error.nodes[2].octets[1:]) if error is not None and has_code else None,
        context.by.profile,
        context.time,
    )


def _nodes(
    pdu: bytes,
    offset: int,
    octets: bytes,
    width: int,
    marks: list[Mark],
    told: Told,
    decode: Callable[[bytes], Meaning],
) -> Iterator[Node]:
    if marks[0].begin:
        yield Node(pdu, OTHER, offset, width * marks[0].begin)
    begins = [offset + width * mark.begin for mark in marks]
    ends = [*begins[1:], offset + len(octets)]
    for (name, _, first, last, counts), begin, end in zip(marks, begins, ends, strict=True):
        value = octets[width * first : width * last]
        text = value.decode("latin-1") if width == 1 else value.decode("utf-16-be", "replace")
        meaning: Meaning | Callable[[], Meaning] = None
        if not counts or name in ABOUT:
            meaning = _about(name, counts, told.profile)
        elif name in TELLERS:
            meaning = partial(TELLERS[name], told, text)
        elif width == 1 and not value.isascii():
            meaning = partial(decode, value)
        yield Node(pdu, name, begin, end - begin, text, meaning)


def _about(name: str, counts: bool, profile: Profile | None) -> Meaning:
    """Tell what a key is for, by the profile or by the standard."""
    own = profile.receipt.keys.get(name) if profile else None
    return own or (ABOUT[name] if counts else NOT_COUNTED)


def _id(told: Told, text: str) -> str | None:
    other = told.message_id
    if not other or not text or other == text:
        return None
    if is_same_id(text, other):
        return f"the same id as receipted_message_id, {other}, written another way"
    return f"disagrees with receipted_message_id: {other}"


def _date(told: Told, text: str) -> str | None:
    date = receipt_date(text, told.time)
    if date is None:
        return "no date" if text.strip("0") else "no date: empty or zero"
    return f"{date.isoformat(' ')}Z" if len(text) == 16 else f"{date.isoformat(' ')}, no zone told"


def _stat(told: Told, text: str) -> str | None:
    number = message_state_of(text)[0]
    meaning = None if number is None else value_meaning("message_state", number)
    if number is None or told.message_state in (None, number):
        return meaning
    name = value_meaning("message_state", told.message_state) or "unknown"
    return f"{meaning}; disagrees with message_state: {told.message_state} ({name})"


def _err(told: Told, text: str) -> str | None:
    code = told.error_code
    meaning = told.profile.error_meaning(text) if told.profile and text else None
    if code is None or code in _numbers(text, 10) or not _numbers(text, 16):
        return meaning
    if code in _numbers(text, 16):
        said = f"network_error_code has the same number in hexadecimal: {code}"
    else:
        said = f"disagrees with network_error_code: {code}"
    return f"{meaning}; {said}" if meaning else said


def _numbers(text: str, base: int) -> list[int]:
    """Read a short number of a base; nothing where it is none."""
    try:
        return [int(text, base)] if text.isalnum() and text.isascii() and len(text) < 9 else []
    except ValueError:
        return []


TELLERS: dict[str, Callable[[Told, str], Meaning]] = {
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
