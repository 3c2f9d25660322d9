"""A comparison with tshark as lines: first what no rule explains, then each rule and its reason."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from smpp_dissect.views.colours import BOLD, DIM, GREEN, RED, painted
from smpp_dissect.views.escape import visible

Verdict = dict[str, Any]

INDENT, DEEPER = 4, 10
# Longer ones are of messages, and tell no more of a difference.
LONGEST_VALUE = 300


def verdict_lines(told: Verdict, width: int | None = None, colours: bool = False) -> Iterator[str]:
    """Tell a comparison: `told` as `Outcome.to_dict`; `width`: cells to wrap at, None: nowhere."""
    page = _Page(width, colours)
    yield from page.counts(told)
    yield from page.unexplained(told)
    if told["explained"]:
        yield from ("", "explained:")
    for rule, differences in groupby(told["explained"], key=lambda one: one["rule"]):
        yield from page.rule(rule, list(differences))


class _Page:
    def __init__(self, width: int | None, colours: bool):
        self._width = width
        self._colours = colours

    def counts(self, told: Verdict) -> Iterator[str]:
        pdus, fields, texts = told["pdus"], told["fields"], told["texts"]
        for line in (
            f"compared with {visible(told['tshark'])}",
            f"PDUs        {pdus['compared']:,} compared, of {pdus['ours']:,} of ours and"
            f" {pdus['tshark']:,} of tshark's",
            f"fields      {fields['compared']:,} that tshark shows, {fields['equal']:,} equal",
            f"texts       {texts['compared']:,} of these, {texts['equal']:,} equal",
        ):
            yield from self._wrapped(line, 0)

    def unexplained(self, told: Verdict) -> Iterator[str]:
        count, first = told["unexplained"], told["unexplained_first"]
        yield f"unexplained {self._marked(f'{count:,}', RED if count else GREEN)}"
        for one in first:
            yield ""
            yield from self._wrapped(f"{_place(one)}: one of {one['what']}", 0)
            yield from self._wrapped(f"ours   {_short(one['ours'])}", INDENT)
            yield from self._wrapped(f"tshark {_short(one['theirs'])}", INDENT)
        if count > len(first):
            yield from ("", f"and {count - len(first):,} more")

    def rule(self, name: str, differences: list[Verdict]) -> Iterator[str]:
        yield ""
        yield self._marked(name, BOLD)
        for one in differences:
            values = f"ours {_short(one['ours'])}, tshark {_short(one['theirs'])}"
            told = f"{one['count']:>7,} {one['what']}, such as {_place(one)}: {values}"
            yield from self._wrapped(told, 0)
        for line in self._wrapped(visible(differences[0]["reason"]), INDENT):
            yield self._marked(line, DIM)

    def _wrapped(self, text: str, indent: int) -> list[str]:
        first, rest = " " * indent, " " * (indent or DEEPER)
        if self._width is None:
            return [first + text]
        return textwrap.wrap(
            text,
            self._width,
            initial_indent=first,
            subsequent_indent=rest,
            break_on_hyphens=False,
        )

    def _marked(self, text: str, mark: str) -> str:
        return painted(text, mark) if self._colours else text


def _place(told: Verdict) -> str:
    pdu = f", PDU {told['pdu']}" if told["pdu"] is not None else ""
    field = f", {told['field']}" if told["field"] else ""
    return visible(f"frame {told['frame']}{pdu}{field}")


def _short(value: str) -> str:
    text = visible(value)
    return text if len(text) <= LONGEST_VALUE else f"{text[:LONGEST_VALUE]}…"
