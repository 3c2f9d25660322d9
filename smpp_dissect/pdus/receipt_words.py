"""Delivery receipts: what the word of `stat` means, from the spec's lists of words."""

from __future__ import annotations

from functools import cache

from smpp_dissect.spec.enums import ENUMS

# Words of no final state. SMPP 3.4, appendix B, calls the states of its own list final.
UNDER_WAY = {"SCHEDULED", "ENROUTE", "BUFFRED", "ACKED"}

SHORTEST_CUT = 4  # letters of a word cut short that still tell it from the others

# Word in its normal form, message_state, whether it is final.
State = tuple[str | None, int | None, bool | None]


def message_state_of(stat: str) -> tuple[int | None, bool | None]:
    """Give the message_state that a stat word means, and whether it is final; None if unknown.

    Takes the words of SMPP 3.4, the full names, those met in practice, any of them cut short, and
    the number of a message_state; in any case, and whatever follows the word. What comes in an
    intermediate notification (esm_class) is not final whatever its word.
    """
    return state_of(stat)[1:]


def word_of(message_state: int) -> str | None:
    """Give the stat word of a message_state; None where the standard has no such state."""
    known = _states().get("SCHEDULED" if message_state == 0 else str(message_state))
    return known[0] if known else None


def state_words() -> list[str]:
    """List the words, in capitals, that are a state of their own accord."""
    return [word for word in _states() if word[0].isalpha()]


def state_of(stat: str) -> State:
    """Give the normal form of a stat word (`DELIVRD` for `delivered`, `DELIV` and `2` alike), the
    message_state it means, and whether that is final; None for what is not known.
    """
    words, states = stat.upper().split(), _states()
    if not words:
        return None, None, None
    if words[0] in states:
        return states[words[0]]
    meant = {state for word, state in states.items() if word.startswith(words[0])}
    if len(words[0]) >= SHORTEST_CUT and len(meant) == 1:
        return meant.pop()
    return " ".join(words), None, None


@cache
def _states() -> dict[str, State]:
    numbers = {row.symbol: int(row.value) for row in ENUMS["message_state"]}
    short = {row.symbol: str(row.value) for row in ENUMS["receipt_stat"]}
    symbols = {word: symbol for symbol, word in short.items()}
    for row in ENUMS["receipt_stat_seen"]:
        symbols[str(row.value)] = row.text.removeprefix("nearest to ")
    symbols |= {symbol: symbol for symbol in numbers}
    states = {
        word: _state(word, short.get(word, word), numbers.get(symbol))
        for word, symbol in symbols.items()
    }
    # A sample has stat:0 for no state at all, so it is not taken for the number of SCHEDULED.
    return {str(number): states[symbol] for symbol, number in numbers.items()} | states


def _state(word: str, normal: str, number: int | None) -> State:
    if word in UNDER_WAY:
        return normal, number, False
    return normal, number, None if number is None else True
