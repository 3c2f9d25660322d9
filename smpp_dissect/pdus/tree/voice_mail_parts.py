"""Enhanced voice mail: the state of a mailbox, and the voice messages that are told of.

What is told follows its status octet: an address, counts, then an entry for each message, of a form
for new messages and of another for deleted ones. Each part tells how long the next is, so reading
stops where the octets do. Source: 3GPP TS 23.040, 9.2.3.24.13.
"""

from __future__ import annotations

from collections.abc import Iterator

from smpp_dissect.pdus.tree.address_parts import header_address, header_fields
from smpp_dissect.pdus.tree.parts import Part, fields_read, left_over, octet_readings, summary
from smpp_dissect.spec import WIDTHS, Field, Kind
from smpp_dissect.spec.udh import ADDRESS_FIELDS, VOICE_MESSAGE

DELETION, EXTENSION = 0x01, 0x80
COUNTED = 0x1F
MESSAGE_ID, MESSAGE_LENGTH, ATTRIBUTES = VOICE_MESSAGE
COUNT = Field("voice_messages", Kind.U8, 1)


class _Cursor:
    """Takes parts one after another; each ends the reading where the octets do not reach."""

    def __init__(self, octets: bytes, at: int = 0):
        self.octets = octets
        self.begin = self.at = at

    def taken(self, length: int) -> bytes:
        if self.at + length > len(self.octets):
            raise EOFError
        self.at += length
        return self.octets[self.at - length : self.at]

    def field(self, field: Field) -> Part:
        at = self.at
        return fields_read([field], self.taken(WIDTHS[field.kind]))[0]._replace(at=at - self.begin)

    def address(self, name: str) -> Part:
        """An address tells its digits, two of which fill an octet."""
        at = self.at
        head = self.taken(2)
        octets = head + self.taken((head[0] + 1) // 2)
        parts = header_fields(ADDRESS_FIELDS, octets)
        return Part(name, at - self.begin, len(octets), None, header_address(octets), parts)

    def extension(self, name: str) -> Iterator[Part]:
        at = self.at - self.begin
        length = self.taken(1)[0]
        yield Part(f"{name}_length", at, 1, length)
        if length:
            self.taken(length)
            yield Part(name, at + 1, length)


def voice_mail_parts(octets: bytes) -> list[Part]:
    """Open the data of an element; what cannot be read to its end becomes `unparsed`."""
    cursor, parts = _Cursor(octets), []
    try:
        for part in _read(cursor):
            parts.append(part)
    except EOFError:
        pass
    at = parts[-1].at + parts[-1].length if parts else 0
    return [*parts, *left_over(at, len(octets))]


def _read(cursor: _Cursor) -> Iterator[Part]:
    status = cursor.taken(1)[0]
    yield Part("status", 0, 1, *octet_readings("udh_voice_mail")[status])
    yield cursor.address("mailbox")
    yield cursor.field(COUNT)
    count = cursor.taken(1)[0] & COUNTED
    name = "deletions" if status & DELETION else "notifications"
    yield Part(name, cursor.at - 1, 1, count)
    if status & EXTENSION:
        yield from cursor.extension("status_extension")
    for _ in range(count):
        yield _message(cursor, bool(status & DELETION))


def _message(cursor: _Cursor, deleted: bool) -> Part:
    inner = _Cursor(cursor.octets, cursor.at)
    parts = [inner.field(MESSAGE_ID)]
    if not deleted:
        parts.append(inner.field(MESSAGE_LENGTH))
    attributes = inner.field(ATTRIBUTES)
    parts.append(attributes)
    if not deleted:
        parts.append(inner.address("calling_line"))
    if int(attributes.value or 0) & EXTENSION:
        parts.extend(inner.extension("extension"))
    at, cursor.at = cursor.at, inner.at
    octets = cursor.octets[at : inner.at]
    return Part("message", at, inner.at - at, None, summary(parts, octets), parts)
