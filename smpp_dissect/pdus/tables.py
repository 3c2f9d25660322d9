"""The tables `pdus` and `tlvs`, a record batch for each batch of PDUs.

Only the columns asked for are made. What only the whole capture tells (session, sender) comes from
the outline and the links.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from smpp_dissect.anomalies import ANOMALIES, BY_NUMBER, FIELD_TOO_LONG, TLV_LENGTH
from smpp_dissect.pdus import framing
from smpp_dissect.pdus.arrays import (
    counted_array,
    named_array,
    number_array,
    text_array,
    time_array,
)
from smpp_dissect.pdus.batch import Batch, Int64s, Slices
from smpp_dissect.pdus.gather import strings
from smpp_dissect.pdus.links import Links
from smpp_dissect.pdus.outline import Outline
from smpp_dissect.pdus.reading import PduReader
from smpp_dissect.pdus.text.alphabets import ALPHABETS, alphabet_named
from smpp_dissect.pdus.tlv_texts import Meant, TlvNames, named, tlv_texts
from smpp_dissect.pdus.user_data import UDHI, part_references, user_data, without_nul
from smpp_dissect.spec import COMMANDS, STATUS_BY_CODE, TLV_BY_NAME, Field, Kind

MASK = "********"
# Columns of `tlvs` that hang on what a tag means.
MEANT = {"name", "dictionary", "text"}
SIDES = text_array(["smsc", "esme"])
COMMAND_NAMES = text_array([command.name for command in COMMANDS])
INTEGERS = {Kind.U8: pa.uint8(), Kind.U16: pa.uint16(), Kind.U32: pa.uint32()}
# Begins the names of columns of TLVs.
TLV = "tlv_"
LISTS = (Kind.DEST_ADDRESSES, Kind.UNSUCCESS_SMES, Kind.CSTRINGS)
FIELDS: dict[str, Field] = {
    field.name: field for command in reversed(COMMANDS) for field in reversed(command.fields)
}


class PduTables:
    """Makes record batches of the PDUs of one capture. Without `links` none answers another."""

    def __init__(
        self,
        reader: PduReader,
        outline: Outline,
        default_alphabet: str | Int64s = "gsm7",
        show_secrets: bool = False,
        names: TlvNames | None = None,
        links: Links | None = None,
    ):
        """`default_alphabet`: what data_coding 0 stands for: its name, or numbers by flow."""
        self._reader = reader
        self._outline = outline
        self._alphabet = default_alphabet
        self._show_secrets = show_secrets
        self._names = names or TlvNames()
        self._links = links or Links(outline, np.full(len(outline.columns["frame"]), -1))
        self._files = text_array([file.name for file in reader.files])
        self._count = 0
        # Numbers of the PDUs of the batch made last.
        self.numbers = np.empty(0, np.int64)

    def pdus(self, batch: Batch, columns: Sequence[str]) -> pa.RecordBatch:
        """Make the next batch's rows of `pdus`."""
        places = np.arange(len(batch.rows))
        numbers = self._number(len(places))
        arrays = [self._pdu_column(batch, places, numbers, name) for name in columns]
        return pa.record_batch(arrays, list(columns))

    def tlvs(self, batch: Batch, columns: Sequence[str]) -> pa.RecordBatch:
        """Make the next batch's rows of `tlvs`."""
        places = np.arange(len(batch.rows))
        numbers = self._number(len(places))
        owner, tag, value = batch.all_tlvs(places)
        meant, codes = self._look_up(batch, places[owner], tag, columns)
        makers: dict[str, Callable[[], pa.Array]] = {
            "pdu": lambda: number_array(numbers[owner], pa.uint64()),
            "tag": lambda: number_array(tag, pa.uint16()),
            "name": lambda: named([each.name for each in meant], codes),
            "dictionary": lambda: named([each.dictionary for each in meant], codes),
            "length": lambda: number_array(value.size, pa.uint16()),
            "value": lambda: strings(batch.data, value, binary=True),
            "text": lambda: tlv_texts(
                batch, places[owner], value, meant, codes, self._alphabets(batch)[owner]
            ),
        }
        return pa.record_batch([makers[name]() for name in columns], list(columns))

    def _look_up(
        self, batch: Batch, owner: Int64s, tag: Int64s, columns: Sequence[str]
    ) -> tuple[list[Meant], Int64s]:
        """Say what TLVs mean, if one of the columns hangs on that."""
        if MEANT.isdisjoint(columns):
            return [], tag
        return self._names.look_up(batch, owner, tag)

    def _number(self, count: int) -> Int64s:
        """Number the next PDUs."""
        self.numbers = self._outline.places(np.arange(self._count, self._count + count)) + 1
        self._count += count
        return self.numbers

    def _pdu_column(self, batch: Batch, places: Int64s, numbers: Int64s, name: str) -> pa.Array:
        header = getattr(self, f"_header_{name}", None)
        if header is not None:
            column: pa.Array = header(batch, numbers)
            return column
        if name.startswith(TLV):
            return _tlv_column(batch, places, name.removeprefix(TLV))
        return self._field(batch, places, name)

    def _header_pdu(self, batch: Batch, numbers: Int64s) -> pa.Array:
        return number_array(numbers, pa.uint64())

    def _header_frame(self, batch: Batch, numbers: Int64s) -> pa.Array:
        return number_array(self._reader.place_frames(batch.column(framing.FRAME))[1], pa.uint64())

    def _header_file(self, batch: Batch, numbers: Int64s) -> pa.Array:
        file = self._reader.place_frames(batch.column(framing.FRAME))[0]
        return named_array(file, self._files)

    def _header_time(self, batch: Batch, numbers: Int64s) -> pa.Array:
        return time_array(batch.column(framing.TIME))

    def _header_session(self, batch: Batch, numbers: Int64s) -> pa.Array:
        flow = batch.column(framing.DIRECTION) >> 1
        return number_array(self._outline.session[flow] + 1, pa.uint32())

    def _header_sender(self, batch: Batch, numbers: Int64s) -> pa.Array:
        return named_array(self._outline.from_esme[batch.column(framing.DIRECTION)], SIDES)

    def _header_command(self, batch: Batch, numbers: Int64s) -> pa.Array:
        return named_array(batch.command, COMMAND_NAMES)

    def _header_command_length(self, batch: Batch, numbers: Int64s) -> pa.Array:
        return number_array(batch.column(framing.LENGTH), pa.uint32())

    def _header_command_id(self, batch: Batch, numbers: Int64s) -> pa.Array:
        return number_array(batch.column(framing.ID), pa.uint32())

    def _header_command_status(self, batch: Batch, numbers: Int64s) -> pa.Array:
        return number_array(batch.column(framing.STATUS), pa.uint32())

    def _header_status(self, batch: Batch, numbers: Int64s) -> pa.Array:
        values, codes = np.unique(batch.column(framing.STATUS), return_inverse=True)
        names = [STATUS_BY_CODE.get(int(value), f"0x{int(value):08X}") for value in values]
        return named_array(codes, text_array(names))

    def _header_sequence_number(self, batch: Batch, numbers: Int64s) -> pa.Array:
        return number_array(batch.column(framing.SEQUENCE), pa.uint32())

    def _header_request(self, batch: Batch, numbers: Int64s) -> pa.Array:
        return self._links.request(numbers - 1)

    def _header_response(self, batch: Batch, numbers: Int64s) -> pa.Array:
        return self._links.response(numbers - 1)

    def _header_response_s(self, batch: Batch, numbers: Int64s) -> pa.Array:
        return self._links.response_s(numbers - 1)

    def _header_part(self, batch: Batch, numbers: Int64s) -> pa.Array:
        return _part_column(batch, "part")

    def _header_parts(self, batch: Batch, numbers: Int64s) -> pa.Array:
        return _part_column(batch, "total")

    def _header_text(self, batch: Batch, numbers: Int64s) -> pa.Array:
        from smpp_dissect.pdus.text.many import decode_texts

        places = np.arange(len(batch.rows))
        message = user_data(batch, places)
        coding = batch.integers(batch.field("data_coding", places))
        udhi = _has_header(batch, places)
        alphabets = self._alphabets(batch)
        return decode_texts(batch.data, message.begin, message.size, coding, udhi, alphabets)

    def _alphabets(self, batch: Batch) -> Int64s:
        """The alphabet that data_coding 0 stands for in each PDU."""
        if isinstance(self._alphabet, str):
            return np.full(len(batch.rows), ALPHABETS[alphabet_named(self._alphabet)])
        return self._alphabet[batch.column(framing.DIRECTION) >> 1]

    def _header_tlvs(self, batch: Batch, numbers: Int64s) -> pa.Array:
        return number_array(batch.column(framing.TLVS), pa.uint16())

    def _header_anomaly(self, batch: Batch, numbers: Int64s) -> pa.Array:
        fault = batch.column(framing.FAULT)
        too_long = batch.column(framing.TOO_LONG) >= 0
        fault = np.where((fault == 0) & too_long, FIELD_TOO_LONG, fault)
        odd = batch.odd_tlvs()
        place = np.empty(len(batch.pdus), np.int64)
        place[batch.rows] = np.arange(len(batch.rows))
        with_odd = place[batch.tlvs[odd, framing.TLV_PDU]]
        fault[with_odd] = np.where(fault[with_odd] == 0, TLV_LENGTH, fault[with_odd])
        codes = [
            BY_NUMBER[number].code if number in BY_NUMBER else ""
            for number in range(len(ANOMALIES) + 1)
        ]
        return named_array(np.where(fault > 0, fault, -1), text_array(codes))

    def _field(self, batch: Batch, places: Int64s, name: str) -> pa.Array:
        """A mandatory field, in every PDU that has it."""
        slices = batch.field(name, places)
        kind = FIELDS[name].kind
        if kind in INTEGERS:
            values = batch.integers(slices)
            return counted_array(values, INTEGERS[kind])
        if kind is Kind.OCTETS:
            return strings(batch.data, slices, binary=True)
        if name == "password" and not self._show_secrets:
            return text_array([MASK if size >= 0 else None for size in slices.size.tolist()])
        if kind in LISTS or name == "message_id":
            return self._list_or_text(batch, places, name, slices)
        return strings(batch.data, slices)

    def _list_or_text(self, batch: Batch, places: Int64s, name: str, slices: Slices) -> pa.Array:
        """A counted list, its entries joined by commas; message_id is one in one command only."""
        if name == "message_id":
            rows = batch.of("query_last_msgs_resp")
            rows = rows[slices.size[rows] >= 0]
        else:
            rows = np.flatnonzero(slices.size >= 0)
        found = strings(batch.data, slices)
        # Few batches have a list.
        if not len(rows):
            return found
        texts = found.to_pylist()
        for row in rows.tolist():
            entries = batch.list_entries(name, int(places[row]))
            texts[row] = ",".join(_entry_text(name, entry) for entry in entries)
        return text_array(texts)


def _has_header(batch: Batch, places: Int64s) -> Any:
    """Tell which messages begin with a user data header."""
    esm_class = batch.integers(batch.field("esm_class", places))
    return (esm_class > 0) & (esm_class & UDHI > 0)


def _part_column(batch: Batch, name: str) -> pa.Array:
    """One of the numbers that join the parts of long messages; null for all else."""
    places = np.arange(len(batch.rows))
    message = user_data(batch, places)
    numbers = part_references(batch, places, message, _has_header(batch, places))[name]
    return number_array(numbers, pa.uint16(), numbers == 0)


def _tlv_column(batch: Batch, places: Int64s, name: str) -> pa.Array:
    """The value of the first TLV of a name, in every PDU that has it."""
    tlv = TLV_BY_NAME[name]
    value = batch.tlv(tlv.tag, places)
    if tlv.kind in INTEGERS:
        numbers = batch.integers(value)
        fits = numbers < 1 << 8 * tlv.max_octets
        return counted_array(np.where(fits, numbers, -1), INTEGERS[tlv.kind])
    if tlv.kind is Kind.CSTRING:
        return strings(batch.data, without_nul(batch.data, value))
    return strings(batch.data, value, binary=True)


def _entry_text(name: str, entry: tuple[int | str, ...]) -> str:
    if name == "unsuccess_sme":
        status = int(entry[3])
        return f"{entry[2]}={STATUS_BY_CODE.get(status, f'0x{status:08X}')}"
    return str(entry[-1])
