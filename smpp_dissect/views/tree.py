"""A PDU's tree as text: each field under what it is a part of, beside its octets.

    offset  octets            field
         0  00000045          command_length: 69
        34  0427000102        message_state: 2 (DELIVERED)
        36  0001                length: 1

A node is a mapping of `name`, `offset` (from the PDU's first octet), `length`, `hex`, `value`,
`meaning` and `nodes`. Offsets are in octets. A node with `bits`, lowest and highest, is some bits
of the node above it, and stands beside no octets.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from smpp_dissect.views.colours import BOLD, CYAN, DIM, painted
from smpp_dissect.views.escape import ELLIPSIS, fitted, visible

Node = Mapping[str, Any]

OCTETS = 16  # hexadecimal digits shown beside a field


def tree_lines(node: Node, width: int | None = None, colours: bool = False) -> Iterator[str]:
    """Write a tree with its heading; lines are cut to `width` cells where one is given."""
    heading = f"offset  {'octets':<{OCTETS}}  field"
    yield painted(heading, BOLD) if colours else heading
    yield from _node_lines(node, 0, width, colours)


def _node_lines(node: Node, depth: int, width: int | None, colours: bool) -> Iterator[str]:
    # The octets of the whole PDU stand beside its fields.
    octets = _octets(node) if depth else ""
    left = f"{node['offset']:>6}  {octets:<{OCTETS}}  "
    right = f"{'  ' * depth}{_field(node)}"
    if width is not None:
        right = fitted(right, max(width - len(left), 1)).rstrip()
    if colours:
        left, right = painted(left, DIM), painted(right, CYAN if node["nodes"] else "")
    yield f"{left}{right}".rstrip()
    for part in node["nodes"]:
        yield from _node_lines(part, depth + 1, width, colours)


def _octets(node: Node) -> str:
    octets = "" if "bits" in node else str(node["hex"])
    return octets if len(octets) <= OCTETS else octets[: OCTETS - 1] + ELLIPSIS


def _field(node: Node) -> str:
    value, meaning = node["value"], node["meaning"]
    text = visible(str(node["name"]))
    if "bits" in node:
        low, high = node["bits"]
        text += f" [bit {low}]" if low == high else f" [bits {high}-{low}]"
    if value is not None:
        text += f": {visible(_value(value))}"
    elif not node["nodes"] and node["length"]:
        text += f": {node['length']} octets"
    return f"{text} ({visible(str(meaning))})" if meaning else text


def _value(value: object) -> str:
    if isinstance(value, bytes):
        return value.hex()
    return f'"{value}"' if isinstance(value, str) else str(value)
