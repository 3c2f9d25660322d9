"""Nodes of a tree by a path: `short_message`, `esm_class.message_type`, `tlvs.message_flags`.

The last name is that of the node, the names before it are of nodes above it, in order, not
necessarily all. `tlvs` stands for the TLVs together; a TLV also goes by its tag, `0x1403`. Case
does not count.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

Node = dict[str, Any]
TLVS = "tlvs"


def nodes_at(root: Node, path: str) -> list[Node]:
    """Find the nodes of a path, in wire order; there may be several, or none."""
    wanted = [name.strip().lower() for name in path.split(".")]
    return [node for node, names in _named(root, ()) if _leads(names, wanted)]


def names_of(root: Node) -> set[str]:
    """Collect the names by which nodes of a tree go."""
    return {name for _, names in _named(root, ()) for name in names[-1]}


def _named(node: Node, above: tuple[set[str], ...]) -> Iterator[tuple[Node, tuple[set[str], ...]]]:
    """Give each node, and the names it goes by below those it is under."""
    names = {str(node["name"]).lower()}
    parts: Sequence[Node] = node["nodes"]
    if parts and parts[0]["name"] == "tag" and len(above) == 1:
        names.add(f"0x{parts[0]['value']:04x}")
        above = (*above, {TLVS})
    path = (*above, names)
    yield node, path
    for part in parts:
        yield from _named(part, path)


def _leads(names: Sequence[set[str]], wanted: Sequence[str]) -> bool:
    """Tell whether the names end with the last one wanted and have the others in order."""
    if wanted[-1] == TLVS:
        return len(names) > 1 and TLVS in names[-2]
    if wanted[-1] not in names[-1]:
        return False
    rest = iter(names[:-1])
    return all(any(name in each for each in rest) for name in wanted[:-1])
