"""How likely a character is where it stands in a text, by what stands before and after it.

Many characters are weighed before the first text is, so what they have in common is weighed once:
the kind of a letter, the kind of a sign.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import NamedTuple

# What stands before and after a character.
OTHER, UPPER, LOWER, HIGH = 0, 1, 2, 3
# How likely is: a letter in its place, what is never in a text.
GOOD = 3
NEVER = -8

LAST_LATIN, LAST_GREEK = "\u024f", "\u03ff"
# Characters of which their category says too little: how likely outside of a word, at its
# beginning, at its end, and within it.
_SPECIAL = {
    "@": (0, 0, 0, GOOD),
    "_": (0, 1, 1, 2),
    "$": (1, -1, 0, -2),
    "¤": (-4, -4, -4, -6),
    "€": (1, 1, 1, -2),
    "§": (0, -3, -3, -6),
    "¡": (-1, 1, -4, -6),
    "¿": (-1, GOOD, -4, -6),
    "’": (0, 1, 1, GOOD),
    "\t": (0, 0, 0, 0),
    "\xa0": (0, 0, 0, 1),
}
_OPENING, _CLOSING, _SIGN = (0, 0, -2, -3), (0, -2, 0, -3), (0, -1, -1, -4)


class _Letter(NamedTuple):
    """What a letter's likelihood hangs on."""

    latin: bool
    foreign: bool
    beyond_greek: bool
    rare: bool
    small: bool


def in_contexts(char: str) -> tuple[int, ...]:
    """Weigh a character in each context: four times what is before it, and what is after it.

    These are `OTHER`, …, `HIGH`.
    """
    category = unicodedata.category(char)
    if category in ("Lu", "Ll", "Lo"):
        foreign, beyond = char > LAST_LATIN, char > LAST_GREEK
        rare = beyond and not "А" <= char.upper() <= "Я"
        return _letter_in_contexts(
            _Letter(char < LAST_LATIN, foreign, beyond, rare, char.islower())
        )
    if category == "Cc" and char not in _SPECIAL:
        return (NEVER,) * 16
    kind = _OPENING if category in ("Ps", "Pi") else _CLOSING if category in ("Pe", "Pf") else _SIGN
    return _sign_in_contexts(_SPECIAL.get(char, kind))


@cache
def _sign_in_contexts(kind: tuple[int, ...]) -> tuple[int, ...]:
    around = (divmod(context, 4) for context in range(16))
    return tuple(kind[2 * (before != OTHER) + (after != OTHER)] for before, after in around)


@cache
def _letter_in_contexts(letter: _Letter) -> tuple[int, ...]:
    return tuple(_weigh_letter(letter, *divmod(context, 4)) for context in range(16))


def _weigh_letter(letter: _Letter, before: int, after: int) -> int:
    around = {before, after}
    if letter.latin and before == after == HIGH:
        return -2  # hardly two of them in a row, let alone three
    if letter.foreign and LOWER in around or letter.beyond_greek and UPPER in around:
        return -GOOD  # two scripts in a word; capitals of Greek and Latin are mixed in GSM
    if around == {OTHER}:
        return -1 if letter.latin else -2
    if letter.rare:
        return 1  # of Cyrillic, the letters that not all languages have
    if letter.small:
        return -2 if before == UPPER and after != LOWER else GOOD
    return -GOOD - 1 if before == LOWER else GOOD
