"""What hangs on the profile of the session that something was met in: names, meanings, rules."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from smpp_dissect.messages.arrow import distinct
from smpp_dissect.messages.facts import Facts
from smpp_dissect.messages.ids import RULES
from smpp_dissect.pdus.agreements import Agreements
from smpp_dissect.pdus.batch import COMMAND_INDEX, Int64s
from smpp_dissect.profiles import Profile
from smpp_dissect.profiles.tlv import VendorTlv

# Commands that receipts come in.
REPORTING = ("deliver_sm", "data_sm")


class Profiled:
    """Asks the profiles of a capture's sessions. `profiles`: those in force."""

    def __init__(self, facts: Facts, agreed: Agreements):
        self.profiles = agreed.profiles
        self._facts = facts
        self._agreed = agreed
        flows = np.array([session.flow for session in facts.sessions], np.int64)
        self._of_session = agreed.of_flow[flows]

    def of(self, pdu: Int64s) -> Int64s:
        """Place in `profiles` of the profile of PDUs' sessions; -1 where there is none."""
        if not len(pdu):
            return np.empty(0, np.int64)
        place: Int64s = self._of_session[self._facts.session_of(pdu)]
        return place

    def names(self) -> list[str | None]:
        """Name each session's profile."""
        return [self.profiles[place].name if place >= 0 else None for place in self._of_session]

    def reasons(self) -> list[str]:
        """Say why each session has its profile, or none."""
        return [self._agreed.choice(session.flow).reason for session in self._facts.sessions]

    def known_tags(self) -> list[set[int]]:
        """The tags that each of `profiles` names; the last place is that of no profile."""
        return [*({tlv.tag for tlv in profile.tlvs} for profile in self.profiles), set()]

    def meanings(
        self, codes: Sequence[int | str | None], places: Int64s, profile: Int64s, source: str
    ) -> pa.Array:
        """Say what error codes of rows mean, by the rows' profiles; null where nothing is known.

        `places`: each row's place in `codes`, -1: none. What is no error means nothing.
        """
        count = max(len(codes), 1)
        known = (places >= 0) & (profile >= 0)
        pairs, row = distinct(np.where(known, profile * count + places, -1))
        told = [
            self.meaning(pair // count, codes[pair % count] if pair >= 0 else None, source)
            for pair in pairs
        ]
        return pa.array(told, pa.string()).take(pa.array(row))

    def meaning(self, place: int, code: int | str | None, source: str) -> str | None:
        """Say what an error code means by the profile of that place; -1: there is none."""
        if place < 0 or code is None or not str(code).strip("0"):
            return None
        return self.profiles[place].error_meaning(code, source)

    def receipt_tlvs(self) -> dict[str, list[tuple[int, VendorTlv]]]:
        """The vendor TLVs that receipts may carry, by name: each profile's place and entry."""
        named: dict[str, list[tuple[int, VendorTlv]]] = {}
        for place, profile in enumerate(self.profiles):
            for tlv in profile.tlvs:
                if tlv.comes_in(*REPORTING):
                    named.setdefault(tlv.name, []).append((place, tlv))
        return named

    def rows_of(self, place: int, tlv: VendorTlv) -> Any:
        """Rows of the facts' vendor TLVs that are this TLV of the profile of that place."""
        group = self._facts.vendor_tlvs
        rows = np.flatnonzero(group.numbers["tag"] == tlv.tag)
        rows = rows[self.of(group.pdu[rows]) == place]
        profile = self.profiles[place]
        if sum(each.tag == tlv.tag for each in profile.tlvs) < 2:
            return rows
        meant = [name for name in REPORTING if profile.tlv(tlv.tag, name) is tlv]
        command = self._facts.core["command"][group.pdu[rows]]
        return rows[np.isin(command, [COMMAND_INDEX[name] for name in meant])]

    def id_rules(self) -> Int64s:
        """The rule of receipts' ids that each account's profile tells, -1: none, or several."""
        account = self._facts.account
        rules: list[set[int]] = [set() for _ in range(int(account.max(initial=-1)) + 1)]
        for place, mine, session in zip(
            self._of_session.tolist(), account.tolist(), self._facts.sessions, strict=True
        ):
            told = self._rule(self.profiles[place], session.system_type) if place >= 0 else -1
            rules[mine].add(told)
        return np.array([min(told) if len(told) == 1 else -1 for told in rules], np.int64)

    @staticmethod
    def _rule(profile: Profile, system_type: str | None) -> int:
        rule = profile.id_rule(system_type or "")
        return RULES.index(rule) if rule else -1
