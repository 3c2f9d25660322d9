"""The harvest in capture order, paired and told apart by side: what the message tables are made
from.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from smpp_dissect._memory import give_back
from smpp_dissect.messages.accounts import number_accounts
from smpp_dissect.messages.harvest import Harvest
from smpp_dissect.messages.pairing import NACK, Pairs, pair_outline
from smpp_dissect.messages.sessions import (
    BindRows,
    Session,
    apply_binds,
    read_sessions,
    tell_ends,
)
from smpp_dissect.packets.records import NO_TIME
from smpp_dissect.pdus.batch import Int64s
from smpp_dissect.pdus.gather import Strings
from smpp_dissect.pdus.growing import Numbers, in_places, places_in_order
from smpp_dissect.pdus.outline import IS_RESPONSE, Outline
from smpp_dissect.pdus.reading import PduReader

# The entries of counted lists, by PDU.
Lists = dict[int, list[tuple[Any, ...]]]


@dataclass(slots=True)
class Group:
    """Rows of one kind of PDU: `pdu` (index into capture order), number and string columns."""

    pdu: Int64s
    numbers: dict[str, np.ndarray[Any, Any]]
    strings: dict[str, pa.Array]

    def emptied(self) -> Group:
        """The same columns without rows, and without their memory."""
        return Group(
            np.empty(0, np.int64),
            {name: np.empty(0, column.dtype) for name, column in self.numbers.items()},
            {name: pa.array([], column.type) for name, column in self.strings.items()},
        )


@dataclass(slots=True)
class Facts:
    """What is known of a capture once it is read.

    `core`: arrays with a row for each PDU, in capture order; `account`: of each session;
    `alphabet`: that of data_coding 0 on each, once it is settled; `untold`: texts that wait for it;
    `headers_cut`: files, frame of the first packet whose headers are cut, how many.
    """

    outline: Outline
    core: dict[str, np.ndarray[Any, Any]]
    pairs: Pairs
    sessions: list[Session]
    account: Int64s
    alphabet: Int64s
    carriers: Group
    parts: Group
    untold: Group
    receipts: Group
    answers: Group
    faults: Group
    odd_tlvs: Group
    absent_tlvs: Group
    vendor_tlvs: Group
    lists: Lists
    tags: Int64s
    unknown_tags: list[tuple[int, int]]
    end_time: int
    file_faults: list[tuple[int, str]]
    headers_cut: list[tuple[int, int, int]]

    @property
    def is_response(self) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """Whether each PDU is a response."""
        return IS_RESPONSE[self.core["command"]]

    def status_of(self, pdu: Int64s) -> Int64s:
        """command_status of PDUs (indexes into capture order); -1 where there is none."""
        status = self.core["status"]
        if not len(status):
            return np.full(len(pdu), -1, np.int64)
        return np.where(pdu >= 0, status[pdu].astype(np.int64), -1)

    def session_of(self, pdu: Int64s) -> Int64s:
        """Sessions (from 0) of PDUs."""
        return self.outline.session[self.core["direction"][pdu] >> 1]

    def alphabet_of(self, pdu: Int64s) -> Int64s:
        """Alphabets that data_coding 0 stands for in PDUs."""
        return self.alphabet[self.session_of(pdu)] if len(pdu) else np.empty(0, np.int64)

    @property
    def flow_alphabets(self) -> Int64s:
        """Alphabets that data_coding 0 stands for, by flow."""
        session = self.outline.session
        return np.append(self.alphabet, 0)[session]

    def side_of(self, pdu: Int64s) -> Int64s:
        """Whether PDUs were sent by the ESME: 1, by the SMSC: 0, or unknown: -1."""
        return self.outline.from_esme[self.core["direction"][pdu]]

    def is_refusal(self, response: Int64s) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """Whether responses (-1: none) refuse: by their status, or being a generic_nack."""
        command = self.core["command"]
        if not len(command):
            return np.zeros(len(response), np.bool_)
        nack = (response >= 0) & (command[response] == NACK)
        return nack | (self.status_of(response) > 0)

    def session_numbers(self, pdu: Int64s) -> pa.Array:
        """Session numbers (from 1) of PDUs."""
        return pa.array(self.session_of(pdu) + 1, pa.uint32())


def establish(reader: PduReader, harvest: Harvest) -> Facts:
    """Turn a finished harvest into facts. The harvest is used up."""
    outline = harvest.outline.finish(reader)
    core = outline.columns
    with ThreadPoolExecutor(1) as beside:
        groups = beside.submit(_groups, harvest, outline)
        pairs = pair_outline(outline)
        sessions = _sessions(reader, harvest, outline, pairs)
        columns = groups.result()
    give_back()
    return Facts(
        outline=outline,
        core=core,
        pairs=pairs,
        sessions=sessions,
        account=np.array(number_accounts(sessions), np.int64),
        alphabet=np.zeros(len(sessions), np.int64),
        lists=_lists(outline, harvest.lists),
        tags=outline.tags,
        unknown_tags=harvest.unknown_tags.first_met(outline),
        end_time=max((file.last_time for file in reader.files), default=NO_TIME),
        file_faults=[
            (number, f"{file.fault} (offset {file.fault_offset})")
            for number, file in enumerate(reader.files)
            if file.fault
        ],
        headers_cut=[
            (number, file.first_cut, file.headers_cut)
            for number, file in enumerate(reader.files)
            if file.headers_cut
        ],
        **columns,
    )


def _sessions(reader: PduReader, harvest: Harvest, outline: Outline, pairs: Pairs) -> list[Session]:
    """The connections, with what their binds tell and how they ended."""
    sessions = read_sessions(
        reader.streams.tables, reader.framer.state, outline.flows, outline.esme
    )
    binds = BindRows(
        outline.places(harvest.binds.take("pdu")), _listed(harvest.system_id),
        _listed(harvest.system_type), harvest.binds.take("interface_version"),
    )  # fmt: skip
    apply_binds(sessions, binds, outline.columns, pairs.partner)
    tell_ends(sessions, outline.columns, pairs.partner)
    return sessions


def _groups(harvest: Harvest, outline: Outline) -> dict[str, Group]:
    """The groups of columns, by their names in the facts."""
    return {
        "carriers": _group(
            harvest.carriers,
            outline,
            source_addr=harvest.source_addr,
            destination_addr=harvest.destination_addr,
            validity_period=harvest.validity_period,
            text=harvest.text,
        ),
        "parts": _group(harvest.parts, outline, octets=harvest.octets),
        "untold": _group(harvest.untold.rows, outline, octets=harvest.untold.octets),
        "receipts": _group(
            harvest.receipts,
            outline,
            receipted_message_id=harvest.receipted_message_id,
            **harvest.receipt_text,
        ),
        "answers": _group(harvest.answers, outline, message_id=harvest.message_id),
        "faults": _group(harvest.faults, outline),
        "odd_tlvs": _group(harvest.odd_tlvs, outline),
        "absent_tlvs": _group(harvest.absent_tlvs, outline),
        "vendor_tlvs": _group(harvest.vendor_tlvs, outline, value=harvest.vendor_values),
    }


def _lists(outline: Outline, lists: Lists) -> Lists:
    places = outline.places(np.array(list(lists), np.int64)).tolist()
    return dict(zip(places, lists.values(), strict=True))


def _listed(column: Strings) -> list[str | None]:
    listed: list[str | None] = column.array().to_pylist()
    return listed


def _group(numbers: Numbers, outline: Outline, **strings: Strings) -> Group:
    """A group of columns with its rows brought into capture order."""
    pdu = outline.places(numbers.take("pdu"))
    place = places_in_order(pdu)
    return Group(
        in_places(pdu, place),
        {name: numbers.take(name, place) for name in numbers.names},
        {name: each.array(place) for name, each in strings.items()},
    )
