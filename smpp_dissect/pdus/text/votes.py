"""What data_coding 0 stands for, guessed from the texts: each one votes for what it reads best in.

A text is read in every candidate. The characters on which candidates disagree are weighed by how
likely they stand where they do: `ö` between small letters, `[` before a word, `@` within one, a
control character nowhere. A text whose best reading leads by `MARGIN` or more votes, others do not:
most texts have nothing to tell. Votes for ASCII support all that extends it. The confidence is the
share of votes that support the choice, drawn towards one half where there are few (the rule of
succession).
"""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from smpp_dissect._kernel import i64, kernel
from smpp_dissect.pdus.text.alphabets import (
    AGREED,
    ALPHABETS,
    GSM7,
    SINGLE_SHIFT,
    UNDEFINED,
    Integers,
    code_points,
)
from smpp_dissect.pdus.text.likelihood import GOOD, HIGH, LOWER, NEVER, UPPER, in_contexts
from smpp_dissect.pdus.text.user_header import Texts

# Those that a table describes first, then those that are judged by their structure.
CANDIDATES = ("gsm7", "ascii", "latin1", "cp1252", "cp1251", "utf8", "ucs2", "gsm7_packed")
IN_TABLE = 5
# Whose votes support a candidate, besides its own.
EXTENDS = {
    "latin1": ("ascii",),
    "cp1252": ("ascii", "latin1"),
    "cp1251": ("ascii",),
    "utf8": ("ascii",),
}
GSM, ASCII, LATIN, WESTERN, CYRILLIC, UTF8, UNITS, PACKED = range(len(CANDIDATES))

# What a pair of brackets weighs, and what a candidate that is out of the question does.
BRACKETS = 10
OUT = -(1 << 20)
# By so much the best reading of a text must lead.
MARGIN = 2
# Octets that a text of packed septets must have, to be told from chance.
LEAST_PACKED = 8


class Choice(NamedTuple):
    """An alphabet by name, and how sure it is, 0 to 1; None: no text tells."""

    alphabet: str
    confidence: float | None


def count_votes(
    data: NDArray[np.uint8], texts: Texts, account: Integers, accounts: int
) -> Integers:
    """Count for each account, by candidate, the texts that vote for it.

    `texts` are those under data_coding 0, without their headers; `account` tells whose each is,
    from 0 to `accounts` - 1.
    """
    votes = np.zeros((accounts, len(CANDIDATES)), np.int64)
    scores = np.zeros(len(CANDIDATES), np.int64)
    weights, kinds, shifted = _tables()
    _count_votes(
        data, texts.begin, texts.length, texts.header, account, weights, kinds, shifted, scores,
        votes,
    )  # fmt: skip
    return votes


def choose(votes: Integers) -> Choice:
    """Choose by the votes of one account; GSM where there are none, for that is what SMPP meant."""
    # Of equals the first counts: it says least.
    best = max(CANDIDATES, key=lambda name: _support(votes, name))
    return Choice(best, confidence(votes, best))


def confidence(votes: Integers, alphabet: str) -> float | None:
    """Tell how far the votes of one account bear an alphabet out, 0 to 1; None: no text tells."""
    total = int(votes.sum())
    if not total or alphabet not in CANDIDATES:
        return None
    return (_support(votes, alphabet) + 1) / (total + 2)


def _support(votes: Integers, alphabet: str) -> int:
    names = (alphabet, *EXTENDS.get(alphabet, ()))
    return sum(int(votes[CANDIDATES.index(name)]) for name in names)


@cache
def _tables() -> tuple[NDArray[np.int8], NDArray[np.int8], NDArray[np.int8]]:
    """Build weights (candidate × before and after × octet), kinds of neighbours, and what may
    follow an escape.
    """
    weights = np.zeros((IN_TABLE, 16, 256), np.int8)
    for place, name in enumerate(CANDIDATES[:IN_TABLE]):
        codes = code_points()[ALPHABETS[name]].tolist()
        for octet in set(range(256)) - {*AGREED, 0x1B if name == "gsm7" else -1}:
            is_none = codes[octet] < 0 or (name in ("gsm7", "ascii") and octet > 0x7F)
            weights[place, :, octet] = NEVER if is_none else in_contexts(chr(codes[octet]))
    kinds = np.zeros(256, np.int8)
    kinds[ord("A") : ord("Z") + 1] = UPPER
    kinds[ord("a") : ord("z") + 1] = LOWER
    kinds[0x80:] = HIGH
    shifted = (code_points()[SINGLE_SHIFT + GSM7] != UNDEFINED).astype(np.int8)
    return weights, kinds, shifted


@kernel
def _count_votes(
    data: Any, begin: Any, length: Any, header: Any, account: Any, weights: Any, kinds: Any,
    shifted: Any, scores: Any, votes: Any,
) -> None:  # fmt: skip
    for row in range(begin.size):
        at = i64(begin[row])
        stop = at + i64(length[row])
        scores[UNITS] = _score_units(data, at, stop)
        scores[PACKED] = _score_packed(data, at, stop, i64(header[row]))
        while stop > at and i64(data[stop - 1]) == 0:
            stop -= 1  # NULs at the end are there by mistake, in any alphabet
        _score_octets(data, at, stop, weights, kinds, shifted, scores)
        best = second = OUT
        chosen = 0
        for candidate in range(scores.size):
            score = i64(scores[candidate])
            if score > best:
                second = best
                best = score
                chosen = candidate
            elif score > second:
                second = score
        if best - second >= MARGIN:
            votes[account[row], chosen] += 1


@kernel
def _score_octets(
    data: Any, first: int, stop: int, weights: Any, kinds: Any, shifted: Any, scores: Any
) -> None:
    """Score the candidates of one octet a character, and UTF-8."""
    for candidate in range(UNITS):
        scores[candidate] = 0
    before = escaped = high = c1 = opened = 0
    for at in range(first, stop):
        octet = i64(data[at])
        context = 4 * before + (i64(kinds[i64(data[at + 1])]) if at + 1 < stop else 0)
        for candidate in range(ASCII, UTF8):
            scores[candidate] += i64(weights[candidate, context, octet])
        if escaped:
            scores[GSM] += GOOD if i64(shifted[octet]) else -GOOD
        else:
            scores[GSM] += i64(weights[GSM, context, octet])
        escaped = 1 if octet == 0x1B and not escaped else 0
        if opened and octet == opened + 2:  # ] after [, } after {
            scores[GSM] -= BRACKETS
            opened = 0
        elif octet == 0x5B or octet == 0x7B:
            opened = octet
        high += octet >> 7
        c1 += 1 if octet >> 5 == 4 else 0
        before = i64(kinds[octet])
    sequences = _utf8_sequences(data, first, stop)
    scores[UTF8] = scores[ASCII] - NEVER * (high + sequences) if sequences > 0 else OUT
    # What a text does not tell apart is left to the alphabet that says least.
    if high == 0:
        scores[LATIN] = OUT
        scores[CYRILLIC] = OUT
    if c1 == 0:
        scores[WESTERN] = OUT


@kernel
def _utf8_sequences(data: Any, at: int, stop: int) -> int:
    """Count the sequences of several octets in a text of UTF-8; -1 where it is none (RFC 3629)."""
    count = 0
    while at < stop:
        lead = i64(data[at])
        at += 1
        if lead < 0x80:
            continue
        more = 1 if lead < 0xE0 else 2 if lead < 0xF0 else 3
        if lead < 0xC2 or lead > 0xF4 or at + more > stop:
            return -1
        for _ in range(more):
            if i64(data[at]) >> 6 != 2:
                return -1
            at += 1
        count += 1
    return count


@kernel
def _score_units(data: Any, at: int, stop: int) -> int:
    """Score a text as UTF-16."""
    if (stop - at) % 2 or stop - at < 4:
        return OUT
    score = 0
    while at < stop:
        high, low = i64(data[at]), i64(data[at + 1])
        if high == 0:
            is_text = (low >= 0x20 and low < 0x7F) or low >= 0xA0 or low == 0x0A or low == 0x0D
            score += 5 if is_text else NEVER
        elif high < 0x10:
            score += 1  # the alphabets of Europe, the Near East and India
        elif high >= 0x4E and high < 0xA0:
            score -= 1  # Chinese, but also two letters of ASCII
        else:
            score -= 0 if high == 0x20 or high == 0x30 or high >= 0xAC else 4
        at += 2
    return score


@kernel
def _score_packed(data: Any, at: int, stop: int, header: int) -> int:
    """Score a text as packed septets: of those of any text, most are letters, digits or spaces.

    They are so in texts that are not packed, too, which by chance make some when they are unpacked:
    only what the octets make fewer of counts.
    """
    if stop - at < LEAST_PACKED:
        return OUT
    score = bits = held = plain = 0
    for place in range(at, stop):
        plain += _commonness(i64(data[place]))
    if plain > 0:
        score = -plain
    skip = (7 - header * 8 % 7) % 7
    while at < stop:
        held |= i64(data[at]) << bits
        bits += 8
        held >>= skip
        bits -= skip
        skip = 0
        while bits >= 7:
            score += _commonness(held & 0x7F)
            held >>= 7
            bits -= 7
        at += 1
    return score


@kernel
def _commonness(code: int) -> int:
    """Weigh a code of seven bits, or an octet, by how common it is in any text."""
    is_letter = (code | 0x20) > 0x60 and (code | 0x20) < 0x7B
    if is_letter or code == 0x20 or (code >= 0x30 and code < 0x3A):
        return 1
    is_rare = (code < 0x20 and code != 0x0A and code != 0x0D) or code >= 0x40
    return -4 if is_rare else 0
