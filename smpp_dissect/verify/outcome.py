"""What came of a comparison: how much was compared, how much is equal, and what is not, by rule.

Of differences that a rule explains the first is kept as an example; of those that none explains the
first `KEPT`, so that a capture that is all different takes no more memory than another.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from smpp_dissect.verify.compare import Difference
from smpp_dissect.verify.fields import SECRET, TEXT
from smpp_dissect.verify.pdml import Shown
from smpp_dissect.verify.rules import RULES, About

KEPT = 100
MASK = "********"


class Found(NamedTuple):
    """A difference and where it was: frame, and number of our PDU, or None where we have none."""

    difference: Difference
    frame: int
    pdu: int | None


@dataclass
class Outcome:
    """Counts and differences; `fields` are those that tshark shows, `texts` those among them.

    `tshark`: its version; `command`: how it was asked; `complaint`: how it ended, if not well.
    """

    tshark: str = ""
    command: list[str] = field(default_factory=list)
    complaint: str = ""
    show_secrets: bool = False
    ours: int = 0
    theirs: int = 0
    compared: int = 0
    fields: int = 0
    equal_fields: int = 0
    texts: int = 0
    equal_texts: int = 0
    counts: Counter[tuple[str, About]] = field(default_factory=Counter)
    examples: dict[tuple[str, About], Found] = field(default_factory=dict)
    unexplained: int = 0
    kept: list[Found] = field(default_factory=list)

    def count_field(self, shown: Shown, is_equal: bool) -> None:
        """Count one field that tshark shows."""
        self.fields += 1
        self.equal_fields += is_equal
        if shown.name == TEXT:
            self.texts += 1
            self.equal_texts += is_equal

    def add(self, difference: Difference, frame: int, pdu: int | None) -> None:
        """Take a difference down."""
        if difference.field == SECRET and not self.show_secrets:
            difference = difference._replace(ours=MASK, theirs=MASK)
        found = Found(difference, frame, pdu)
        if difference.rule is None:
            self.unexplained += 1
            if len(self.kept) < KEPT:
                self.kept.append(found)
            return
        key = difference.rule.name, difference.about
        self.counts[key] += 1
        self.examples.setdefault(key, found)

    def explained(self) -> list[tuple[int, Found]]:
        """Give how often each rule explained a difference, and the first; in the rules' order."""
        order = [rule.name for rule in RULES]
        keys = sorted(self.counts, key=lambda key: (order.index(key[0]), list(About).index(key[1])))
        return [(self.counts[key], self.examples[key]) for key in keys]

    def to_dict(self) -> dict[str, Any]:
        """Tell all of it in plain values."""
        explained = [
            _told(found) | {"count": count, "reason": found.difference.rule.reason}
            for count, found in self.explained()
            if found.difference.rule is not None
        ]
        return {
            "tshark": self.tshark,
            "command": self.command,
            "complaint": self.complaint or None,
            "pdus": {"ours": self.ours, "tshark": self.theirs, "compared": self.compared},
            "fields": {"compared": self.fields, "equal": self.equal_fields},
            "texts": {"compared": self.texts, "equal": self.equal_texts},
            "unexplained": self.unexplained,
            "unexplained_first": [_told(found) for found in self.kept],
            "explained": explained,
        }


def _told(found: Found) -> dict[str, Any]:
    difference = found.difference
    return {
        "rule": difference.rule.name if difference.rule else None,
        "about": difference.about.name.lower(),
        "what": str(difference.about),
        "frame": found.frame,
        "pdu": found.pdu,
        "field": difference.field or None,
        "ours": difference.ours,
        "theirs": difference.theirs,
    }
