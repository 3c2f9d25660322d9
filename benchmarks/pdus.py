"""The bytes of made-up PDUs: prototypes laid out by hand, and fields poked into copies of them.

A prototype is a whole PDU with the right length and zeros where messages differ. Making many PDUs
is then one gather of prototype rows and a few vectorised pokes at known offsets. Written from SMPP
3.4 alone (sections 4.1 to 5.3), knowing nothing of any decoder.
"""

from __future__ import annotations

import struct
from enum import IntEnum
from typing import Any

import numpy as np
from corpus import OPERATORS
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
Ints = NDArray[np.int64]
Events = NDArray[np.void]

NUMBER_WIDTH = 11
ID_WIDTH = 10
CODE_WIDTH = 6
PROTOTYPE_WIDTH = 288

RECEIPT = b" ".join(
    (
        b"id:0000000000",
        b"sub:001",
        b"dlvrd:001",
        b"submit date:0000000000",
        b"done date:0000000000",
        b"stat:ENROUTE",
        b"err:000",
    )
)
# Where the parts of the receipt's text begin, counted from the text's first byte.
AT_ID, AT_SUB, AT_DLVRD, AT_SUBMIT, AT_DONE, AT_STAT, AT_ERR = (
    RECEIPT.index(key) + len(key)
    for key in (b"id:", b"sub:", b"dlvrd:", b"submit date:", b"done date:", b"stat:", b"err:")
)
# The TLVs of a receipt, each (tag, length), in the order they stand after the text.
RECEIPT_TLVS = (
    (0x001E, ID_WIDTH + 1),
    (0x0427, 1),
    (0x0423, 3),
    (0x2000, 6),
    (0x2001, 2),
    (0x2002, 2),
    (0x2003, 5),
    (0x2004, 2),
)
NETWORK_TYPE_GSM = 3
STATES = (b"ENROUTE", b"DELIVRD", b"EXPIRED", b"UNDELIV")
MESSAGE_STATE = np.array([1, 2, 3, 5], np.uint8)


class State(IntEnum):
    """The states a receipt tells, as rows of the two tables above (5.2.28)."""

    ENROUTE = 0
    DELIVRD = 1
    EXPIRED = 2
    UNDELIV = 3


class Kind(IntEnum):
    """The PDUs that occur; an odd kind answers the even one before it."""

    BIND = 0
    BIND_RESP = 1
    SUBMIT_SM = 2
    SUBMIT_SM_RESP = 3
    DELIVER_SM = 4
    DELIVER_SM_RESP = 5
    ENQUIRE_LINK = 6
    ENQUIRE_LINK_RESP = 7


# One PDU to come, with all that its bytes depend on. Times are microseconds of the capture.
EVENT = np.dtype(
    [
        ("time", "i8"),
        ("answer_time", "i8"),
        ("submit_time", "i8"),
        ("number", "i8"),
        ("message_id", "i8"),
        ("sequence_number", "u4"),
        ("command_status", "u4"),
        ("prototype", "i4"),
        ("code", "i4"),
        ("err", "i4"),
        ("stream", "i2"),
        ("kind", "u1"),
        ("sender", "u1"),
        ("operator", "u1"),
        ("plan", "u1"),
        ("state", "u1"),
        ("part", "u1"),
        ("parts", "u1"),
        ("reference", "u1"),
        ("registered_delivery", "u1"),
    ]
)


def header(command_id: int, body: bytes) -> bytes:
    """Put the PDU header before a body; status and sequence number are 0 until poked."""
    return struct.pack(">IIII", 16 + len(body), command_id, 0, 0) + body


def address(text: str) -> bytes:
    """Lay out ton, npi and address: alphanumeric (5, 0), short (3, 0) or international (1, 1)."""
    if not text.isdigit():
        return b"\x05\x00" + text.encode("ascii") + b"\0"
    return (b"\x01\x01" if len(text) > 6 else b"\x03\x00") + text.encode("ascii") + b"\0"


def split_text(text: str) -> tuple[int, list[bytes]]:
    """Encode a text as (data_coding, short_message of each part); several parts get a UDH."""
    coding, codec, single, joined = (
        (0, "ascii", 160, 153) if text.isascii() else (8, "utf-16-be", 70, 67)
    )
    if len(text) <= single:
        return coding, [text.encode(codec)]
    pieces = [text[at : at + joined] for at in range(0, len(text), joined)]
    udh = [bytes((5, 0, 3, 0, len(pieces), part)) for part in range(1, len(pieces) + 1)]
    return coding, [u + piece.encode(codec) for u, piece in zip(udh, pieces, strict=True)]


class Bank:
    """All prototypes as rows of one byte matrix, with the offsets at which their copies differ."""

    def __init__(self) -> None:
        self._pdus: list[bytes] = []
        self._places: list[tuple[int, int, int, int]] = []

    def add(self, pdu: bytes, number_at: int = 0, text_at: int = 0, code_at: int = 0) -> int:
        """Add a prototype; return its row. `code_at` < 0 tells a code in UTF-16 digits."""
        self._pdus.append(pdu)
        self._places.append((len(pdu), number_at, text_at, code_at))
        return len(self._pdus) - 1

    def add_bind(self, command_id: int, system_id: str, password: str, system_type: str) -> int:
        """Add a bind request (4.1)."""
        texts = b"".join(t.encode("ascii") + b"\0" for t in (system_id, password, system_type))
        return self.add(header(command_id, texts + b"\x34\0\0\0"))

    def add_submits(self, source_addr: str, text: str) -> tuple[int, int]:
        """Add the submit_sm of each part of a text (4.4); return the first row and their number."""
        data_coding, messages = split_text(text.format(code="0" * CODE_WIDTH))
        code = ("0" * CODE_WIDTH).encode("utf-16-be" if data_coding else "ascii")
        for message in messages:
            before = b"\0" + address(source_addr)
            number_at = 16 + len(before) + 2
            esm_class = 0x40 if len(messages) > 1 else 0
            flags = bytes((esm_class, 0, 0, 0, 0, 0, 0, data_coding, 0, len(message)))
            body = before + address("0" * NUMBER_WIDTH) + flags
            code_at = message.find(code)
            place = 0 if code_at < 0 else 16 + len(body) + code_at
            pdu = header(4, body + message)
            self.add(pdu, number_at, 16 + len(body), -place if data_coding else place)
        return len(self._pdus) - len(messages), len(messages)

    def add_receipt(self, esme_addr: str) -> int:
        """Add a receipt to one of the senders: deliver_sm (4.6) with its text and TLVs."""
        body = b"\0" + address("0" * NUMBER_WIDTH) + address(esme_addr)
        body += bytes((4, 0, 0, 0, 0, 0, 0, 0, 0, len(RECEIPT)))
        tlvs = b"".join(struct.pack(">HH", tag, size) + b"\0" * size for tag, size in RECEIPT_TLVS)
        return self.add(header(5, body + RECEIPT + tlvs), 19, 16 + len(body))

    def freeze(self) -> None:
        """Lay the prototypes out as matrices; none can be added after."""
        self.rows = np.zeros((len(self._pdus), PROTOTYPE_WIDTH), np.uint8)
        for row, pdu in zip(self.rows, self._pdus, strict=True):
            row[: len(pdu)] = np.frombuffer(pdu, np.uint8)
        self.length, self.number_at, self.text_at, self.code_at = np.array(self._places, np.int64).T

    def fill(self, events: Events, epoch: int) -> Bytes:
        """Make the bytes of the events' PDUs, one a row, zeros behind each.

        `epoch` is the capture's first second, in seconds since 1970, for the dates in receipts.
        """
        rows: Bytes = self.rows[events["prototype"]]
        rows[:, 8:12] = big_endian(events["command_status"], ">u4")
        rows[:, 12:16] = big_endian(events["sequence_number"], ">u4")
        of_kind = {kind: np.flatnonzero(events["kind"] == kind) for kind in Kind}
        self._fill_submits(rows, events, of_kind[Kind.SUBMIT_SM])
        accepted = of_kind[Kind.SUBMIT_SM_RESP]
        accepted = accepted[events["command_status"][accepted] == 0]
        rows[accepted, 16 : 16 + ID_WIDTH] = digits(events["message_id"][accepted], ID_WIDTH)
        self._fill_receipts(rows, events, of_kind[Kind.DELIVER_SM], epoch)
        return rows

    def _fill_submits(self, rows: Bytes, events: Events, at: Ints) -> None:
        submits = events[at]
        prototype = submits["prototype"]
        poke(rows, at, self.number_at[prototype], digits(submits["number"], NUMBER_WIDTH))
        text_at = self.text_at[prototype]
        rows[at, text_at - 5] = submits["registered_delivery"]
        long = submits["parts"] > 1
        rows[at[long], text_at[long] + 3] = submits["reference"][long]
        code_at = self.code_at[prototype]
        for chosen, step in ((code_at > 0, 1), (code_at < 0, 2)):
            place = abs(code_at[chosen]) + step - 1
            poke(rows, at[chosen], place, digits(submits["code"][chosen], CODE_WIDTH), step)

    def _fill_receipts(self, rows: Bytes, events: Events, at: Ints, epoch: int) -> None:
        receipts = events[at]
        prototype = receipts["prototype"]
        poke(rows, at, self.number_at[prototype], digits(receipts["number"], NUMBER_WIDTH))
        text_at = self.text_at[prototype]
        enroute = receipts["state"] == State.ENROUTE
        rows[at[enroute], text_at[enroute] - 10] = 0x20
        for place, block in receipt_fields(receipts, epoch):
            poke(rows, at, text_at + place, block)


def receipt_fields(receipts: Events, epoch: int) -> list[tuple[int, Bytes]]:
    """List what differs between receipts as (offset from the text, bytes a row)."""
    ids = digits(receipts["message_id"], ID_WIDTH)
    state = receipts["state"]
    parts = receipts["parts"].astype(np.int64)
    stat = np.frombuffer(b"".join(STATES), np.uint8).reshape(len(STATES), -1)[state]
    cost = digits(parts * (1200 + 37 * receipts["operator"].astype(np.int64)), 5)
    price = np.insert(cost, 1, ord("."), axis=1)
    codes = np.frombuffer("".join(o.mccmnc for o in OPERATORS).encode(), np.uint8).reshape(-1, 5)
    network = np.full((len(receipts), 1), NETWORK_TYPE_GSM, np.uint8)
    text = [
        (AT_ID, ids),
        (AT_SUB, digits(parts, 3)),
        (AT_DLVRD, digits(np.where(state == State.DELIVRD, parts, 0), 3)),
        (AT_SUBMIT, dates(receipts["submit_time"], epoch)),
        (AT_DONE, dates(receipts["time"], epoch)),
        (AT_STAT, stat),
        (AT_ERR, digits(receipts["err"].astype(np.int64), 3)),
    ]
    values = {
        0x001E: ids,
        0x0427: MESSAGE_STATE[state][:, None],
        0x0423: np.hstack((network, big_endian(receipts["err"], ">u2"))),
        0x2000: price,
        0x2002: big_endian(parts, ">u2"),
        0x2003: codes[receipts["operator"]],
    }
    at = len(RECEIPT)
    for tag, size in RECEIPT_TLVS:
        if tag in values:
            text.append((at + 4, values[tag]))
        at += 4 + size
    return text


def dates(time: Ints, epoch: int) -> Bytes:
    """Write times as YYMMDDhhmm, ten digits a row."""
    minutes = (time // 1_000_000 + epoch).astype("M8[s]").astype("M8[m]")
    year, month, day = (minutes.astype(f"M8[{unit}]") for unit in "YMD")
    fields: list[Any] = [
        year.astype(np.int64) + 1970,
        (month - year).astype(np.int64) + 1,
        (day - month).astype(np.int64) + 1,
        (minutes - day).astype(np.int64) // 60,
        (minutes - day).astype(np.int64) % 60,
    ]
    return np.hstack([digits(field, 2) for field in fields])


def digits(values: Ints, width: int) -> Bytes:
    """Write the last `width` decimal digits of each value as ASCII, one value a row."""
    text = np.empty((len(values), width), np.uint8)
    rest = values.astype(np.int64)
    for column in range(width - 1, -1, -1):
        rest, last = np.divmod(rest, 10)
        text[:, column] = last + ord("0")
    return text


def big_endian(values: Any, dtype: str) -> Bytes:
    """Write each value as its big-endian bytes, one value a row."""
    ordered = np.asarray(values).astype(dtype)
    return ordered.view(np.uint8).reshape(len(ordered), ordered.itemsize)


def poke(rows: Bytes, at: Ints, place: Ints, block: Bytes, step: int = 1) -> None:
    """Write block[i] into row at[i] from column place[i] on, every `step`th column."""
    columns = place[:, None] + step * np.arange(block.shape[1])
    rows[at[:, None], columns] = block
