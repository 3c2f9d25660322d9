"""`show`: PDUs as trees over their octets, as text or as JSON."""

from __future__ import annotations

import json
import textwrap
from array import array
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from typing import NamedTuple

from smpp_dissect.cli.environment import Environment, Tree
from smpp_dissect.cli.failures import UsageFault, hint_of
from smpp_dissect.cli.reading import Reading
from smpp_dissect.cli.selecting import Selection
from smpp_dissect.cli.source import Source
from smpp_dissect.views.colours import BOLD, painted
from smpp_dissect.views.escape import visible_json
from smpp_dissect.views.listing import LIST, Listed
from smpp_dissect.views.origin import heading_lines
from smpp_dissect.views.paths import Node, names_of, nodes_at
from smpp_dissect.views.tree import dump_lines, tree_lines

# PDUs that a terminal gets of many, unless it is told how many.
ON_TERMINAL = 10
_CHOICES = "give one of --pdu N, --frame N and --where SQL"


class Wanted(NamedTuple):
    """Which PDUs: by one of number, frame and condition; at most `limit` of them, 0: all."""

    pdu: int | None = None
    frame: int | None = None
    where: str | None = None
    limit: int | None = None


class Form(NamedTuple):
    """How they are shown: `node` is the path of what stands out, `octets` asks for the dump."""

    node: str | None = None
    octets: bool = True
    as_json: bool = False


def show(env: Environment, source: Source, wanted: Wanted, form: Form) -> None:
    """Print PDUs one after another, as they are found."""
    if sum(choice is not None for choice in (wanted.pdu, wanted.frame, wanted.where)) != 1:
        raise UsageFault(_CHOICES)
    # Where the condition is wrong, that is told before anything is read.
    where = Selection(LIST, ("pdu",), wanted.where) if wanted.where is not None else None
    with Reading(env, source) as reading:
        found, count = _meeting(reading, where) if where else _trees(reading, wanted)
        limit = wanted.limit
        if limit is None and where and env.stdout_is_terminal and not form.as_json:
            limit = ON_TERMINAL
        shown = _write(reading, islice(found, limit or None), form)
        if not count:
            reading.note("no PDU meets the condition")
        elif shown < count:
            reading.note(f"{count - shown} more; --limit N shows more of them, --limit 0 all")


def _meeting(reading: Reading, where: Selection) -> tuple[Iterator[Tree], int]:
    """Find the PDUs that meet the condition; their numbers are 8 octets each, however many."""
    numbers = array("q")
    for batch in where.batches(Listed(reading.capture)):
        numbers.extend(batch.column(0).to_pylist())
    return reading.capture.trees(numbers), len(numbers)


def _trees(reading: Reading, wanted: Wanted) -> tuple[Iterator[Tree], int]:
    if wanted.frame is not None:
        trees = reading.capture.frame(wanted.frame)
        if not trees:
            raise UsageFault(f"no PDU was completed by frame {wanted.frame}")
        return iter(trees), len(trees)
    try:
        return iter([reading.capture.pdu(wanted.pdu or 0)]), 1
    except LookupError as error:
        what = f"there is no PDU {wanted.pdu}; `smpp-dissect list` numbers them"
        raise UsageFault(what) from error


def _write(reading: Reading, trees: Iterator[Tree], form: Form) -> int:
    """Write trees and count them. UsageFault where none of them has the node that is asked for."""
    if form.as_json and not form.node:
        return reading.write(visible_json(tree.to_json()) for tree in trees)
    count = 0
    names: set[str] | None = set()
    for count, tree in enumerate(trees, 1):
        root = tree.to_dict()
        marked = nodes_at(root, form.node) if form.node else []
        if names is not None:
            names = None if marked or not form.node else names | names_of(root)
        if form.as_json:
            reading.write(_json(tree, root, marked))
        else:
            reading.write(chain([""] * (count > 1), _text(reading.env, tree, root, marked, form)))
    if names and form.node:
        what = f"no node {form.node} in what is shown"
        raise UsageFault(f"{what}{hint_of(form.node.split('.')[-1], sorted(names))}")
    return count


def _json(tree: Tree, root: Node, marked: Sequence[Node]) -> Iterator[str]:
    for node in marked:
        node["marked"] = True
    yield visible_json(json.dumps(tree.origin() | root, ensure_ascii=False))


def _text(
    env: Environment, tree: Tree, root: Node, marked: Sequence[Node], form: Form
) -> Iterator[str]:
    width = env.width if env.stdout_is_terminal else None
    stand_out = {id(node) for node in marked}
    for heading in heading_lines(tree.origin()):
        for line in textwrap.wrap(heading, width, break_on_hyphens=False) if width else [heading]:
            yield painted(line, BOLD) if env.colours else line
    yield from tree_lines(root, width, env.colours, stand_out)
    if form.octets:
        yield ""
        yield from dump_lines(root, env.colours, stand_out)
