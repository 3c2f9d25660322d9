"""What the message stage keeps of each PDU, gathered batch by batch.

The outline of every PDU, and groups of columns: *carriers*, the PDUs that carry a message
(submit_sm, submit_multi, data_sm, deliver_sm); *receipts*, those carriers that report on another
message; *answers*, the responses that give a message_id; *binds*. Memory grows with these: about 30
octets a PDU and, for a carrier, 30 more, its addresses and text.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa

from smpp_dissect.messages.receipts import parse_receipt_texts, receipt_dates
from smpp_dissect.messages.unknown_tags import UnknownTags
from smpp_dissect.messages.untold import UntoldTexts
from smpp_dissect.pdus import framing
from smpp_dissect.pdus.batch import Batch, Int64s, Slices
from smpp_dissect.pdus.gather import Strings
from smpp_dissect.pdus.growing import Numbers
from smpp_dissect.pdus.outline import OutlineColumns
from smpp_dissect.pdus.receipt_keys import ReceiptKeys
from smpp_dissect.pdus.text.user_header import without_header
from smpp_dissect.pdus.user_data import (
    INTERMEDIATE,
    MESSAGE_TYPE,
    RECEIPT,
    UDHI,
    part_references,
    user_data,
    without_nul,
)
from smpp_dissect.spec import COMMANDS, TLV_BY_NAME

CARRIERS = ("submit_sm", "submit_multi", "data_sm", "deliver_sm")
ANSWERS = ("submit_sm_resp", "submit_multi_resp", "data_sm_resp")
MUST_HAVE_TLVS = [command for command in COMMANDS if command.mandatory_tlvs]
BINDS = ("bind_receiver", "bind_transmitter", "bind_transceiver", "outbind")

# What is kept of a carrier's fields, and of a receipt's TLVs.
INTEGERS = ("esm_class", "registered_delivery", "data_coding")
FIELDS = (*INTEGERS, "source_addr", "destination_addr", "validity_period")
RECEIPT_TAGS = tuple(
    TLV_BY_NAME[name].tag
    for name in ("receipted_message_id", "message_state", "network_error_code")
)
# Tags of receipts that are the standard's own, whatever a profile says.
NO_VENDORS = np.array((*RECEIPT_TAGS, TLV_BY_NAME["message_payload"].tag))


@dataclass
class Harvest:
    """Columns of the message stage while they grow."""

    # What data_coding 0 stands for; None: to be settled once the capture is read.
    default_alphabet: str | None = "gsm7"
    receipt_keys: ReceiptKeys = field(default_factory=ReceiptKeys)
    outline: OutlineColumns = field(default_factory=OutlineColumns)
    faults: Numbers = field(
        default_factory=lambda: Numbers(
            pdu=np.int64, fault=np.int64, place=np.int64, skipped=np.int64, too_long=np.int8,
        )
    )  # fmt: skip
    odd_tlvs: Numbers = field(
        default_factory=lambda: Numbers(pdu=np.int64, tag=np.int64, size=np.int64)
    )
    absent_tlvs: Numbers = field(default_factory=lambda: Numbers(pdu=np.int64, tag=np.int64))
    carriers: Numbers = field(
        default_factory=lambda: Numbers(
            pdu=np.int64,
            esm_class=np.int16,
            registered_delivery=np.int16,
            data_coding=np.int16,
            kind=np.int8,
            reference=np.int32,
            total=np.int16,
            part=np.int16,
            receipt=np.int8,
        )  # fmt: skip
    )
    source_addr: Strings = field(default_factory=Strings)
    destination_addr: Strings = field(default_factory=Strings)
    validity_period: Strings = field(default_factory=Strings)
    text: Strings = field(default_factory=Strings)
    parts: Numbers = field(
        default_factory=lambda: Numbers(
            pdu=np.int64, data_coding=np.int16, header=np.int16, locking=np.int8, single=np.int8
        )
    )
    octets: Strings = field(default_factory=lambda: Strings(binary=True))
    answers: Numbers = field(default_factory=lambda: Numbers(pdu=np.int64))
    message_id: Strings = field(default_factory=Strings)
    binds: Numbers = field(
        default_factory=lambda: Numbers(pdu=np.int64, interface_version=np.int16)
    )
    system_id: Strings = field(default_factory=Strings)
    system_type: Strings = field(default_factory=Strings)
    receipts: Numbers = field(
        default_factory=lambda: Numbers(
            pdu=np.int64,
            message_state=np.int16,
            network_error=np.int64,
            submit_date=np.int64,
            done_date=np.int64,
        )  # fmt: skip
    )
    receipt_text: dict[str, Strings] = field(
        default_factory=lambda: {key: Strings() for key in ("id", "stat", "err", "sub", "dlvrd")}
    )
    receipted_message_id: Strings = field(default_factory=Strings)
    vendor_tlvs: Numbers = field(default_factory=lambda: Numbers(pdu=np.int64, tag=np.uint16))
    vendor_values: Strings = field(default_factory=lambda: Strings(binary=True))
    lists: dict[int, list[tuple[Any, ...]]] = field(default_factory=dict)
    unknown_tags: UnknownTags = field(default_factory=UnknownTags)
    untold: UntoldTexts = field(init=False)

    def __post_init__(self) -> None:
        self.untold = UntoldTexts(self.default_alphabet)

    def take(self, batch: Batch) -> None:
        """Keep what is needed of a batch."""
        if not len(batch.rows):
            return
        self._take_faults(batch)
        self._take_carriers(batch)
        self._take_answers(batch)
        self._take_binds(batch)
        self._take_odd_tlvs(batch)
        self._take_absent_tlvs(batch)
        self.unknown_tags.take(batch, self.count)
        self.outline.take(batch)

    @property
    def count(self) -> int:
        """PDUs taken."""
        return self.outline.count

    def _take_faults(self, batch: Batch) -> None:
        fault, skipped = batch.column(framing.FAULT), batch.column(framing.SKIPPED_BEFORE)
        too_long = batch.column(framing.TOO_LONG)
        odd = np.flatnonzero((fault > 0) | (skipped > 0) | (too_long >= 0))
        if len(odd):
            self.faults.append(
                pdu=self.count + odd,
                fault=fault[odd],
                place=batch.column(framing.FAULT_AT, odd),
                skipped=skipped[odd],
                too_long=too_long[odd],
            )

    def _take_odd_tlvs(self, batch: Batch) -> None:
        """Keep TLVs of a length that the standard does not give them."""
        odd = batch.odd_tlvs()
        if len(odd):
            place = np.empty(len(batch.pdus), np.int64)
            place[batch.rows] = np.arange(len(batch.rows))
            tlvs = batch.tlvs[odd]
            pdu = self.count + place[tlvs[:, framing.TLV_PDU]]
            self.odd_tlvs.append(
                pdu=pdu, tag=tlvs[:, framing.TLV_TAG], size=tlvs[:, framing.TLV_SIZE]
            )

    def _take_absent_tlvs(self, batch: Batch) -> None:
        """Keep which mandatory TLVs are absent from whole PDUs that are no refusals."""
        for command in MUST_HAVE_TLVS:
            places = batch.of(command.name)
            whole = (batch.column(framing.FAULT, places) == 0) & (
                batch.column(framing.STATUS, places) == 0
            )
            for tag in command.mandatory_tlvs if len(places) else ():
                lacking = places[whole & (batch.tlv(tag, places).size < 0)]
                self.absent_tlvs.append(pdu=self.count + lacking, tag=np.full(len(lacking), tag))

    def _take_carriers(self, batch: Batch) -> None:
        places = batch.of(*CARRIERS)
        if not len(places):
            return
        located = dict(zip(FIELDS, batch.fields_of(FIELDS, places), strict=True))
        integer = {name: batch.integers(located[name]) for name in INTEGERS}
        message = user_data(batch, places)
        udhi = (integer["esm_class"] > 0) & (integer["esm_class"] & UDHI > 0)
        reference = part_references(batch, places, message, udhi)
        receipt = self._take_receipts(batch, places, message, integer, udhi)
        self.carriers.append(pdu=self.count + places, receipt=receipt, **integer, **reference)
        for name, column in (
            ("source_addr", self.source_addr),
            ("destination_addr", self.destination_addr),
            ("validity_period", self.validity_period),
        ):
            column.append(batch.data, located[name])
        # The parts of long messages are decoded when they are put together.
        is_part = (reference["total"] > 0) & (receipt == 0)
        coding = integer["data_coding"]
        self._take_parts(batch, places, message, coding, udhi, np.flatnonzero(is_part))
        size = np.where((receipt > 0) | is_part, -1, message.size)
        whole = Slices(message.begin, size)
        self.text.append_arrow(
            self.untold.decode(self.count + places, batch.data, whole, coding, udhi)
        )
        self._take_lists(batch, places)

    def _take_parts(
        self, batch: Batch, places: Int64s, message: Slices, coding: Int64s, udhi: Any, rows: Int64s
    ) -> None:
        """Keep the octets of some carriers' text, without the user data header."""
        if len(rows):
            texts = without_header(
                batch.data, message.begin[rows], np.maximum(message.size[rows], 0), udhi[rows]
            )
            self.parts.append(
                pdu=self.count + places[rows],
                data_coding=coding[rows],
                header=texts.header,
                locking=texts.locking,
                single=texts.single,
            )
            self.octets.append(batch.data, Slices(texts.begin, texts.length))

    def _take_receipts(
        self,
        batch: Batch,
        places: Int64s,
        message: Slices,
        integer: dict[str, Int64s],
        udhi: Any,
    ) -> Int64s:
        """Keep the receipts among carriers; tell for each carrier: 0 no receipt, 1 receipt, 2
        intermediate.
        """
        commands = batch.command[places]
        kind = np.where(integer["esm_class"] >= 0, integer["esm_class"] & MESSAGE_TYPE, 0)
        receipt = np.zeros(len(places), np.int64)
        may_be = np.flatnonzero(
            np.isin(commands, [batch.spec_place(name) for name in ("deliver_sm", "data_sm")])
            & np.isin(kind, (0, RECEIPT, INTERMEDIATE))
        )
        if not len(may_be):
            return receipt
        at = places[may_be]
        texts = parse_receipt_texts(
            batch.data,
            message.begin[may_be],
            message.size[may_be],
            integer["data_coding"][may_be],
            udhi[may_be],
            self.receipt_keys.names,
            self.receipt_keys.of(batch.column(framing.DIRECTION, at)),
        )
        tlv_id, tlv_state, network_error = batch.tlvs_of(RECEIPT_TAGS, at)
        state = batch.integers(tlv_state)
        is_one = (kind[may_be] != 0) | texts.looks_like_receipt | ((tlv_id.size > 0) & (state >= 0))
        chosen = np.flatnonzero(is_one)
        receipt[may_be[chosen]] = np.where(kind[may_be[chosen]] == INTERMEDIATE, 2, 1)
        if not len(chosen):
            return receipt
        at = at[chosen]
        time = batch.column(framing.TIME, at)
        dates = {}
        for key in ("submit_date", "done_date"):
            begin, size = texts.ranges[key]
            dates[key] = receipt_dates(
                batch.data, begin[chosen], size[chosen], time, texts.wide[chosen]
            )
        self.receipts.append(
            pdu=self.count + at, message_state=state[chosen],
            network_error=_network_error(batch, _taken(network_error, chosen)), **dates,
        )  # fmt: skip
        for key, column in self.receipt_text.items():
            begin, size = texts.ranges[key]
            if texts.wide[chosen].any():
                column.append_arrow(texts.strings(batch.data, key).take(pa.array(chosen)))
            else:
                column.append(batch.data, Slices(begin[chosen], size[chosen]))
        self.receipted_message_id.append(
            batch.data, without_nul(batch.data, _taken(tlv_id, chosen))
        )
        self._take_vendor_tlvs(batch, at)
        return receipt

    def _take_vendor_tlvs(self, batch: Batch, places: Int64s) -> None:
        owner, tag, value = batch.all_tlvs(places)
        # Which of them a profile names is known when all was read; it may name any.
        vendor = np.flatnonzero(~np.isin(tag, NO_VENDORS))
        if len(vendor):
            self.vendor_tlvs.append(pdu=self.count + places[owner[vendor]], tag=tag[vendor])
            self.vendor_values.append(batch.data, _taken(value, vendor))

    def _take_lists(self, batch: Batch, places: Int64s) -> None:
        """Keep the destinations of submit_multi, by PDU."""
        multi = places[batch.command[places] == batch.spec_place("submit_multi")]
        for place in multi.tolist():
            self.lists[self.count + place] = batch.list_entries("dest_address", place)

    def _take_answers(self, batch: Batch) -> None:
        places = batch.of(*ANSWERS)
        if not len(places):
            return
        self.answers.append(pdu=self.count + places)
        self.message_id.append(batch.data, batch.field("message_id", places))
        for place in batch.of("submit_multi_resp").tolist():
            self.lists[self.count + place] = batch.list_entries("unsuccess_sme", place)

    def _take_binds(self, batch: Batch) -> None:
        places = batch.of(*BINDS)
        if len(places):
            version = batch.integers(batch.field("interface_version", places))
            self.binds.append(pdu=self.count + places, interface_version=version)
            self.system_id.append(batch.data, batch.field("system_id", places))
            self.system_type.append(batch.data, batch.field("system_type", places))


def _taken(slices: Slices, places: Int64s) -> Slices:
    return Slices(slices.begin[places], slices.size[places])


def _network_error(batch: Batch, value: Slices) -> Int64s:
    """network_error_code as one number (type in the high octet); -1 where absent or of another
    size.
    """
    numbers = batch.integers(value)
    return np.where(value.size == 3, numbers, -1)
