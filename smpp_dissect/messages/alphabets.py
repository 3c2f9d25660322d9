"""What data_coding 0 stands for on each connection, and who says so.

`given` by the user; by an `option` in the bind's system_type, as the profile explains it; by the
`profile`; or `inferred` for each account from its messages. `assumed`: GSM, where nobody says it
and no text tells. The confidence is the share of texts that bear the choice out, of those that tell
alphabets apart.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from smpp_dissect.messages.facts import Facts
from smpp_dissect.messages.waiting import Waiting, part_texts, untold_texts
from smpp_dissect.pdus.batch import Int64s
from smpp_dissect.pdus.text.alphabets import ALPHABETS, alphabet_named, means_default
from smpp_dissect.pdus.text.user_header import Texts
from smpp_dissect.pdus.text.votes import CANDIDATES, choose, confidence, count_votes
from smpp_dissect.profiles import Profile

# Texts of an account that are asked: the first ones, and no more of either kind.
ASKED = 2048


def settle_alphabets(facts: Facts, profiles: Sequence[Profile | None], given: str | None) -> None:
    """Tell the sessions their alphabets; `profiles`: the one in force on each session."""
    votes = np.zeros((0, len(CANDIDATES)), np.int64) if given else _votes(facts)
    for place, session in enumerate(facts.sessions):
        mine = np.zeros(len(CANDIDATES), np.int64) if given else votes[facts.account[place]]
        name, by = _said(profiles[place], session.system_type or "", given)
        if not name:
            name = choose(mine).alphabet
            by = "inferred" if mine.any() else "assumed"
        session.default_alphabet, session.default_alphabet_by = name, by
        session.alphabet_confidence = confidence(mine, name)
        facts.alphabet[place] = ALPHABETS[name]


def _said(profile: Profile | None, system_type: str, given: str | None) -> tuple[str, str]:
    """Say which alphabet it is and who says so; empty where nobody does."""
    if given:
        return alphabet_named(given), "given"
    said = profile.alphabet(system_type) if profile else ""
    if not profile or not said:
        return "", ""
    is_option = any(option.default_alphabet for option in profile.options_in(system_type))
    return alphabet_named(said), "option" if is_option else "profile"


def _votes(facts: Facts) -> Int64s:
    """Count the votes of each account's texts."""
    accounts = int(facts.account.max(initial=-1)) + 1
    numbers = facts.parts.numbers
    national = (numbers["locking"] | numbers["single"]) > 0
    parts = np.flatnonzero(means_default(numbers["data_coding"]) & ~national)
    mine, of_part = _account(facts, facts.untold.pdu), _account(facts, facts.parts.pdu[parts])
    most = np.full(accounts, ASKED)
    asked, asked_parts = first_of_each(mine, most), first_of_each(of_part, most)
    whole = _counted(untold_texts(facts).take(asked), mine[asked], accounts)
    return whole + _counted(part_texts(facts, parts[asked_parts]), of_part[asked_parts], accounts)


def _account(facts: Facts, pdu: Int64s) -> Int64s:
    return facts.account[facts.session_of(pdu)]


def first_of_each(owner: Int64s, most: Int64s) -> Int64s:
    """Choose the first rows of each owner, as many as `most` tells for it."""
    order = np.argsort(owner, kind="stable")
    begins = np.flatnonzero(np.append(True, np.diff(owner[order]) != 0)) if len(order) else order
    rank = np.arange(len(order)) - np.repeat(begins, np.diff(np.append(begins, len(order))))
    return order[rank < most[owner[order]]]


def _counted(waiting: Waiting, owner: Int64s, accounts: int) -> Int64s:
    octets = waiting.octets.to_pylist()
    data = np.frombuffer(bytearray(b"".join(octets)), np.uint8)
    length = np.array([len(each) for each in octets], np.int64)
    texts = Texts(np.cumsum(length) - length, length, waiting.header, *waiting[3:])
    return count_votes(data, texts, owner, accounts)
