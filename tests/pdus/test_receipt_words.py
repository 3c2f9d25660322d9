"""Words of stat: every word of the lists, whole and cut short, and what is none of them."""

from __future__ import annotations

import pytest

from smpp_dissect.pdus.receipt_words import message_state_of, state_of, state_words, word_of
from smpp_dissect.spec.enums import ENUMS

WORDS = {
    "DELIVRD": (2, True),
    "EXPIRED": (3, True),
    "DELETED": (4, True),
    "UNDELIV": (5, True),
    "ACCEPTD": (6, True),
    "UNKNOWN": (7, True),
    "REJECTD": (8, True),
    "ENROUTE": (1, False),
    "SKIPPED": (9, True),
    "SCHEDULED": (0, False),
    "FAILED": (5, True),
    "BUFFRED": (None, False),
    "ACKED": (None, False),
    "NOCRED": (8, True),
    "SYSERR": (5, True),
    "DELIVERED": (2, True),
    "UNDELIVERABLE": (5, True),
    "ACCEPTED": (6, True),
    "REJECTED": (8, True),
    "DND_REJECTED": (8, True),
    "BADSTAT": (None, None),
}
OTHERS = {
    "DELIVERY": (None, None),
    "DELIVRDX": (None, None),
    "ESME_RSYSERR": (None, None),
    "0": (None, None),
    "1": (1, False),
    "2": (2, True),
    "9": (9, True),
    "10": (None, None),
    "-1": (None, None),
    "": (None, None),
    " \t": (None, None),
    "DEL": (None, None),
    "UN": (None, None),
    "REJ": (None, None),
    "F": (None, None),
    "*": (None, None),
    "é": (None, None),
    "UNDELIV (absent)": (5, True),
    " DELIVRD ": (2, True),
}


@pytest.mark.parametrize("word", WORDS)
def test_word(word: str) -> None:
    assert message_state_of(word) == WORDS[word]
    assert message_state_of(word.lower()) == WORDS[word]
    assert message_state_of(word.title()) == WORDS[word]


@pytest.mark.parametrize(
    ("word", "size"),
    [(word, size) for word in WORDS for size in range(4, len(word))],
)
def test_word_cut_short(word: str, size: int) -> None:
    assert message_state_of(word[:size]) == WORDS[word]


@pytest.mark.parametrize("stat", OTHERS)
def test_other(stat: str) -> None:
    assert message_state_of(stat) == OTHERS[stat]


def test_every_word_of_the_spec_is_tested_here() -> None:
    literals = {
        str(row.value) for name in ("receipt_stat", "receipt_stat_seen") for row in ENUMS[name]
    }
    assert literals - {"ESME_*", "0"} <= set(WORDS)
    assert set(WORDS) <= set(state_words())


def test_a_state_has_one_word() -> None:
    assert [word_of(number) for number in range(3)] == ["SCHEDULED", "ENROUTE", "DELIVRD"]
    assert word_of(99) is None
    assert state_of(" undeliverable ") == ("UNDELIV", 5, True)
    assert state_of("no  such state") == ("NO SUCH STATE", None, None)
