"""What is agreed beside the wire on each connection: a vendor's profile, and what it says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from smpp_dissect.pdus.batch import Int64s
from smpp_dissect.pdus.evidence import Evidence
from smpp_dissect.pdus.receipt_keys import ReceiptKeys
from smpp_dissect.pdus.receipt_text import names_of
from smpp_dissect.profiles import Choice, Profile


class Held(NamedTuple):
    """A profile, or none, the number of sessions it holds in, and the most usual reason."""

    name: str | None
    sessions: int
    reason: str


@dataclass(frozen=True)
class Agreements:
    """Which profile holds on which connection.

    `profiles`: those in force, and those asked for though nothing fits them; `of_flow`: place of
    each flow's in `profiles`, -1: none; `choices`, `peer_of_flow`: why. Flows that are no SMPP have
    neither. `receipt_keys`: how each calls the keys of receipts.
    """

    profiles: tuple[Profile, ...]
    of_flow: Int64s
    choices: tuple[Choice, ...]
    peer_of_flow: Int64s
    receipt_keys: ReceiptKeys

    def profile(self, flow: int) -> Profile | None:
        """Give the profile of a flow, or None."""
        place = int(self.of_flow[flow])
        return self.profiles[place] if place >= 0 else None

    def choice(self, flow: int) -> Choice:
        """Give the profile of an SMPP flow, and why that one."""
        return self.choices[int(self.peer_of_flow[flow])]

    def usual(self, flows: Iterable[int]) -> Profile | None:
        """Give the profile that most of these SMPP flows have."""
        counted = Counter(place for place in self.of_flow[list(flows)].tolist() if place >= 0)
        return self.profiles[counted.most_common(1)[0][0]] if counted else None

    def held(self, flows: Iterable[int]) -> list[Held]:
        """Say which profiles hold on these SMPP flows and why, most frequent first."""
        reasons: dict[str | None, Counter[str]] = {}
        for choice in map(self.choice, flows):
            name = choice.profile.name if choice.profile else None
            reasons.setdefault(name, Counter())[choice.reason] += 1
        found = [Held(name, why.total(), why.most_common(1)[0][0]) for name, why in reasons.items()]
        return sorted(found, key=lambda each: -each.sessions)


def held_lines(held: Sequence[Held]) -> list[str]:
    """Say which profiles hold, a line each."""
    lines = []
    for name, sessions, reason in held:
        where = f" in {sessions} session{'s' * (sessions > 1)}" if len(held) > 1 else ""
        lines.append(f"{name or 'none'}{where} ({reason})")
    return lines


def first_receipt_keys(asked: Sequence[Profile]) -> ReceiptKeys:
    """Say how receipts' keys are called as far as that is known before anything is read."""
    everywhere = asked[0] if len(asked) == 1 and not asked[0].only_there else None
    return ReceiptKeys(names_of(everywhere))


def agree(evidence: Evidence, asked: Sequence[Profile]) -> Agreements:
    """Conclude from what was read."""
    choices = evidence.choose(asked)
    profiles = [*asked]
    for choice in choices:
        if choice.profile is not None and choice.profile not in profiles:
            profiles.append(choice.profile)
    places = [profiles.index(each.profile) if each.profile else -1 for each in choices]
    peer = evidence.peers.of_flow
    of_flow = np.where(peer >= 0, np.array([*places, -1], np.int64)[peer], -1)
    default = first_receipt_keys(asked).default
    names = [names_of(choice.profile) for choice in choices]
    odd = np.isin(peer, [place for place, own in enumerate(names) if own != default])
    other = {flow: names[peer[flow]] for flow in np.flatnonzero(odd).tolist()}
    return Agreements(tuple(profiles), of_flow, tuple(choices), peer, ReceiptKeys(default, other))
