"""The message tables of a capture, each made once, from its facts and what is agreed beside them.

    sessions, transactions, receipts, messages, incoming, anomalies

Each table has a room of its own; here is what they share, and what the reports ask of them.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa

from smpp_dissect._memory import give_back
from smpp_dissect.messages import anomaly_rows
from smpp_dissect.messages.facts import Facts
from smpp_dissect.messages.incoming_table import Incoming, incoming_table
from smpp_dissect.messages.long_messages import message_of_part, parts_of
from smpp_dissect.messages.message_table import message_table
from smpp_dissect.messages.profiled import Profiled
from smpp_dissect.messages.receipt_table import receipt_table
from smpp_dissect.messages.session_table import session_table
from smpp_dissect.messages.submissions import Submissions
from smpp_dissect.messages.transaction_table import transaction_table
from smpp_dissect.pdus.agreements import Agreements
from smpp_dissect.pdus.batch import Int64s


class MessageTables:
    """Makes the tables; every one is an Arrow table. `place_frames` gives frames' files and
    numbers.
    """

    def __init__(
        self,
        facts: Facts,
        agreed: Agreements,
        place_frames: Callable[[Int64s], tuple[Int64s, Int64s]],
        files: list[str],
    ):
        self.facts = facts
        self.profiled = Profiled(facts, agreed)
        self.files = files
        self._place_frames = place_frames
        self._submissions = Submissions(facts, self.profiled.id_rules())
        self._incoming = Incoming(facts)

    @cached_property
    def sessions(self) -> pa.Table:
        """One row for each SMPP connection."""
        return session_table(self.facts.sessions, self.profiled.names(), self.profiled.reasons())

    @cached_property
    def transactions(self) -> pa.Table:
        """One row for each request, and for each response that answers none."""
        return transaction_table(self.facts)

    @cached_property
    def receipts(self) -> pa.Table:
        """One row for each delivery receipt and intermediate notification."""
        made = receipt_table(self._submissions, self.profiled)
        # What the vendors' TLVs say is in the table now, and nothing else asks for them.
        self.facts.vendor_tlvs = self.facts.vendor_tlvs.emptied()
        give_back()
        return made

    @cached_property
    def messages(self) -> pa.Table:
        """One row for each message an ESME sent."""
        made = message_table(self._submissions, self.receipts, self.sessions, self.profiled)
        give_back()
        return made

    @cached_property
    def incoming(self) -> pa.Table:
        """One row for each mobile-originated message."""
        return incoming_table(self._incoming)

    @cached_property
    def anomalies(self) -> pa.Table:
        """One row for each fault on the wire."""
        made = self._submissions
        rows = anomaly_rows.collect(self.facts, made.matches.row, made.unanswered, self.profiled)
        return anomaly_rows.table(rows, self.facts, self.frames_of, self.files)

    @property
    def message_of_receipt(self) -> Int64s:
        """For each receipt its message (index from 0), -1: none."""
        return self._submissions.message_of_receipt

    @property
    def decided_receipt(self) -> Int64s:
        """For each message the receipt that decides it, -1: none."""
        return self._submissions.decided.receipt

    def long_message(self, pdu: int) -> dict[str, Any] | None:
        """Tell of the long message that a PDU (index into capture order) is a part of: its
        `table`, `message`, number of this `part`, `parts`, their `pdus` and the joined `text`.
        """
        for grouping in (self._submissions.grouping, self._incoming.grouping):
            message = message_of_part(grouping, pdu)
            if message is not None:
                table: pa.Table = getattr(self, grouping.table)
                text = table["text"][message].as_py()
                return parts_of(grouping, message, pdu) | {"text": text}
        return None

    def message_of_pdu(self, pdu: Int64s) -> Int64s:
        """For each submitting PDU (index into capture order) its message, -1: none."""
        made = self._submissions
        message = np.full(len(self.facts.core["frame"]) + 1, -1, np.int64)
        message[made.pdu] = made.grouped.group
        return message[pdu]

    def frames_of(self, pdu: Int64s) -> tuple[Int64s, Int64s]:
        """File (index) and frame number of PDUs (indexes into capture order)."""
        return self._place_frames(self.facts.core["frame"][pdu])
