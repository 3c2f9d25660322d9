"""The text of one delivery receipt: its keys, and where their values lie.

SMPP 3.4 (appendix B) shows one layout, `id:… sub:… dlvrd:… submit date:… done date:… stat:… err:…
text:…`, and calls it vendor specific. So a text is read word by word, and a key is recognised
wherever a word begins, in any order and case. Its value reaches to the white space before the next
key, known or not. Of a repeated key the first counts. A text goes on to the end, words with a colon
included; only while stat or err is still missing does a known key that has not been met end it.
A state word in capitals stands for stat where that key was forgotten.

A provider may write `msgid:` for `id:`; its profile tells such names.

These are the rules by which the message stage reads all texts of a capture, in a kernel.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from smpp_dissect.pdus.receipt_words import state_words
from smpp_dissect.profiles import Profile

KEYS = ("id", "sub", "dlvrd", "submit_date", "done_date", "stat", "err", "text")
# The message id where it comes first, else the text.
MESSAGE_TEXT = "message_text"
# How keys are written, in small letters, with an underscore for what is between two words.
NAMES = {
    **{key: key for key in KEYS},
    **{key.replace("_", ""): key for key in KEYS},
    MESSAGE_TEXT: MESSAGE_TEXT,
}
# Names of a provider's own, and the key, of `KEYS`, that each stands for.
Names = tuple[tuple[str, str], ...]
STANDARD: Names = ()
SEPARATORS = str.maketrans("- \t\r\n", "_____")
BLANK = " \t\r\n"
WORD = re.compile(f"[^{BLANK}]+")
WORD_END = re.compile(f"[{BLANK}]|$")
# A key with its colon, where a word begins; it may be of two words.
KEY = re.compile(f"(?:\\A|[{BLANK}])([A-Za-z][A-Za-z0-9_-]*(?:[{BLANK}][A-Za-z0-9_-]*)?):")
CAPITALS = re.compile("[A-Z0-9_-]+")
# Letters by which state words are told apart.
COMPARED = 12
# A receipt by its text alone has an id, a stat, and one of these.
TELLING = {"sub", "submit_date", "done_date", "err"}
# The name of what has none that could be shown.
OTHER = "other"
LONGEST_NAME = 32


class Mark(NamedTuple):
    """One key in a text, from its first letter `begin`; its value is `text[value:end]`.

    `counts`: the value is the text's value of one of `KEYS`.
    """

    name: str
    begin: int
    value: int
    end: int
    counts: bool


def names_of(profile: Profile | None) -> Names:
    """Give a provider's own names of keys."""
    told = profile.receipt.stands_for if profile is not None else {}
    return tuple((name, key.replace(" ", "_")) for name, key in told.items())


def names_with(own: Names) -> dict[str, str]:
    """Give all names of keys, each with its key; of a provider's `own` the first counts."""
    return NAMES | {name.lower().translate(SEPARATORS): key for name, key in reversed(own)}


def receipt_marks(text: str, names: Mapping[str, str] = NAMES) -> list[Mark]:
    """Find the keys of a text, in their order. `names`: how they are called (`names_with`)."""
    walk = _Walk(text, names)
    at = 0
    while at < walk.stop:
        found = KEY.search(text, at, walk.stop)
        begin = found.start(1) if found else walk.stop
        if begin - at > 1:
            walk.look_for_state(at, begin)
        if found is None:
            break
        name, counts = walk.key(found[1])
        at = walk.word_end(found.end() if name else begin)
        if not name:
            walk.look_for_state(begin, at)
            continue
        walk.open(name, begin, found.end(), counts)
        if counts and name == "text" and walk.is_told:
            break
    walk.close(walk.stop)
    return walk.marks


def looks_like_receipt(marks: list[Mark]) -> bool:
    """Tell whether a text with these keys is a receipt whatever else says so or not."""
    names = {mark.name for mark in marks if mark.counts}
    return "id" in names and "stat" in names and not names.isdisjoint(TELLING)


class _Walk:
    """A walk through a text: the keys closed so far, and the one that is open."""

    __slots__ = (
        *("bare", "begin", "counts", "marks", "name", "names", "seen", "stop", "text", "value"),
    )

    def __init__(self, text: str, names: Mapping[str, str]):
        self.text = text
        self.names = names
        self.stop = len(text.rstrip("\0"))
        self.marks: list[Mark] = []
        self.seen: set[str] = set()
        # The place among the marks of a state without its key; -1: there is none.
        self.bare = -1
        self.name, self.begin, self.value, self.counts = "", 0, 0, False

    @property
    def is_told(self) -> bool:
        """Whether a text that begins now goes on to the end."""
        return "err" in self.seen and ("stat" in self.seen or self.bare >= 0)

    def word_end(self, at: int) -> int:
        """Find the end of the word at `at`."""
        found = WORD_END.search(self.text, at, self.stop)
        return found.start() if found else self.stop

    def key(self, written: str) -> tuple[str, bool]:
        """Tell which key this is, and whether it counts; empty: none, here."""
        name = written.lower()
        known = self.names.get(name) or self.names.get(name.translate(SEPARATORS), "")
        if known == MESSAGE_TEXT:
            known = "text" if self.name else "id"
        if known and known not in self.seen:
            return known, True
        if self.name == "text" and self.counts:
            return "", False
        if known:
            return known, False
        if len(written.split()) > 1 or written[-1] in BLANK:
            return "", False
        return name if len(name) <= LONGEST_NAME else OTHER, False

    def open(self, name: str, begin: int, value: int, counts: bool) -> None:
        """Close the key before, and open one."""
        self.close(begin)
        self.name, self.begin, self.value, self.counts = name, begin, value, counts
        if counts:
            self.seen.add(name)
            if name == "stat" and self.bare >= 0:
                self.marks[self.bare] = self.marks[self.bare]._replace(name=OTHER, counts=False)

    def look_for_state(self, at: int, stop: int) -> None:
        """Take the first state in capitals for stat, where there is none yet."""
        if self.bare >= 0 or "stat" in self.seen or (self.name == "text" and self.counts):
            return
        for word in WORD.finditer(self.text, at, stop):
            if CAPITALS.fullmatch(word[0]) and _compared(word[0]) in _states():
                self.close(word.start())
                self.bare = len(self.marks)
                self.name, self.counts = "stat", True
                self.begin = self.value = word.start()
                return

    def close(self, end: int) -> None:
        """End the value of the open key before `end`; that of a text keeps its blanks."""
        if not self.name:
            return
        begin, last = self.value, end
        is_text = self.name == "text" and self.counts
        if not is_text or end < self.stop:
            value = self.text[begin:end].rstrip(BLANK)
            last = begin + len(value)
            if not is_text and value[:1] in BLANK:
                begin = last - len(value.lstrip(BLANK))
        self.marks.append(Mark(self.name, self.begin, begin, last, self.counts))


@cache
def _states() -> frozenset[str]:
    return frozenset(_compared(word) for word in state_words())


def _compared(word: str) -> str:
    return word[:COMPARED].replace("-", "_")
