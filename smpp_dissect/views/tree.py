"""A PDU's tree as text: each field under what it is a part of, beside its octets.

    offset  octets            field
         0  00000045          command_length: 69
        34  0427000102        message_state: 2 (DELIVERED)
        36  0001                length: 1

A node is a mapping of `name`, `offset` (from the PDU's first octet), `length`, `hex`, `value`,
`meaning` and `nodes`. Offsets are in octets. A node with `bits`, lowest and highest, is some bits
of the node above it, and stands beside no octets.

Each part of the PDU has a hue, which its octets have in the tree and in the dump below it. Marked
nodes stand out: reversed in colour, in plain text by `>` and brackets.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any, NamedTuple

from smpp_dissect.views.colours import BOLD, DIM, FAULT, HUES, REVERSE, both, painted
from smpp_dissect.views.escape import ELLIPSIS, folded, visible
from smpp_dissect.views.hexdump import hexdump

Node = Mapping[str, Any]

OCTETS = 16  # hexadecimal digits shown beside a field
MARK = ">"
# Cells that a field has in the narrowest terminal, and lines that it takes at most.
NARROWEST, MOST_FOLDS = 8, 8
# Numbers that are written in hexadecimal in the standard, with the digits of each.
HEXADECIMAL = {"command_id": 8, "command_status": 8, "tag": 4}
# Parts that could not be read, or should not be there.
FAULTY = ("unparsed", "trailing")


def tree_lines(
    root: Node, width: int | None = None, colours: bool = False, marked: Collection[int] = ()
) -> Iterator[str]:
    """Write a tree with its heading; fields are folded to `width` cells where one is given.

    `marked`: `id` of the nodes that stand out.
    """
    heading = f"offset  {'octets':<{OCTETS}}  field"
    yield painted(heading, BOLD) if colours else heading
    paint = _Paint(width, colours, marked)
    yield from paint.lines(root, 0, BOLD)
    for hue, part in zip(hues(root), root["nodes"], strict=True):
        yield from paint.branch(part, 1, hue)


def dump_lines(root: Node, colours: bool = False, marked: Collection[int] = ()) -> Iterator[str]:
    """Write the octets of a tree, sixteen a line, in the hues of the tree."""
    octets = bytes.fromhex(root["hex"])
    chosen = [False] * len(octets)
    for node in walk(root):
        if id(node) in marked:
            begin, end = node["offset"], node["offset"] + node["length"]
            chosen[begin:end] = [True] * (end - begin)
    if not colours:
        return hexdump(octets, 0, (), chosen)
    paints = [""] * len(octets)
    for hue, part in zip(hues(root), root["nodes"], strict=True):
        begin, end = part["offset"], part["offset"] + part["length"]
        paints[begin:end] = [hue] * (end - begin)
    paints = [both(hue, REVERSE) if mark else hue for hue, mark in zip(paints, chosen, strict=True)]
    return hexdump(octets, 0, paints)


def walk(node: Node) -> Iterator[Node]:
    """Give a node and all under it, each before its parts."""
    yield node
    for part in node["nodes"]:
        yield from walk(part)


def hues(root: Node) -> list[str]:
    """Choose a hue for each part of a PDU: another than its neighbours', red for what is faulty."""
    return [
        FAULT if part["name"] in FAULTY else HUES[place % len(HUES)]
        for place, part in enumerate(root["nodes"])
    ]


def field_text(node: Node) -> tuple[str, str]:
    """Write what a node is, and what it says: its name, its bits, value and meaning."""
    value, meaning = node["value"], node["meaning"]
    name, text = visible(str(node["name"])), ""
    if "bits" in node:
        low, high = node["bits"]
        text += f" [bit {low}]" if low == high else f" [bits {high}-{low}]"
    if value is not None:
        text += f": {visible(_value(name, value))}"
    elif not node["nodes"] and node["length"]:
        text += f": {node['length']} octet{'s' * (node['length'] > 1)}"
    return name, f"{text} ({visible(str(meaning))})" if meaning else text


class _Paint(NamedTuple):
    """How the lines of a tree are written."""

    width: int | None
    colours: bool
    marked: Collection[int]

    def branch(self, node: Node, depth: int, hue: str) -> Iterator[str]:
        """Write a node and all under it."""
        yield from self.lines(node, depth, hue)
        for part in node["nodes"]:
            yield from self.branch(part, depth + 1, hue)

    def lines(self, node: Node, depth: int, hue: str) -> Iterator[str]:
        """Write one node, whose field may take several lines."""
        # The octets of the whole PDU stand beside its fields.
        octets, offset = _octets(node) if depth else "", f"{node['offset']:>6}"
        is_marked, indent = id(node) in self.marked, "  " * depth
        name, said = field_text(node)
        folds = [f"{name}{said}"]
        if self.width is not None:
            left = max(len(offset), 6) + OCTETS + len(indent) + 4
            folds = folded(folds[0], max(self.width - left, NARROWEST), MOST_FOLDS)
        if not self.colours:
            offset = MARK + offset.removeprefix(" ") if is_marked else offset
            yield f"{offset}  {octets:<{OCTETS}}  {indent}{folds[0]}".rstrip()
        else:
            hue = both(hue, REVERSE) if is_marked else hue
            shown = painted(octets, hue) + " " * (OCTETS - len(octets))
            field = self._field(folds[0], len(folds[0]) if is_marked else len(name), hue)
            yield f"{painted(offset, DIM)}  {shown}  {indent}{field}".rstrip()
        for fold in folds[1:]:
            fold = painted(fold, hue) if is_marked and self.colours else fold
            yield f"{'':{OCTETS + 10}}{indent}{fold}"

    @staticmethod
    def _field(text: str, count: int, hue: str) -> str:
        """Paint the first characters of a text."""
        return painted(text[:count], hue) + text[count:]


def _octets(node: Node) -> str:
    octets = "" if "bits" in node else str(node["hex"])
    return octets if len(octets) <= OCTETS else octets[: OCTETS - 1] + ELLIPSIS


def _value(name: str, value: object) -> str:
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, int) and name in HEXADECIMAL:
        return f"0x{value:0{HEXADECIMAL[name]}X}"
    return f'"{value}"' if isinstance(value, str) else str(value)
