"""What a node's meaning may depend on beside its own octets."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from smpp_dissect.pdus.receipt_text import names_of, names_with
from smpp_dissect.pdus.tree.model import Node
from smpp_dissect.profiles import Profile

if TYPE_CHECKING:
    from smpp_dissect.pdus.tree.tlv_readings import TlvReader


class Conventions:
    """What is agreed beside the wire: a vendor's profile, and the alphabet of data_coding 0.

    `receipt_names`: how the keys of a receipt's text are called; `tlvs`: how the TLVs met are read,
    by command and tag.
    """

    __slots__ = ("alphabet", "profile", "receipt_names", "tlvs")

    def __init__(self, profile: Profile | None, alphabet: str):
        self.profile = profile
        self.alphabet = alphabet
        self.receipt_names = names_with(names_of(profile))
        self.tlvs: defaultdict[str, dict[int, TlvReader]] = defaultdict(dict)


# Those in use: a profile lasts as long as they do, so its identity tells it.
_in_use: dict[tuple[int, str], Conventions] = {}
MOST_IN_USE = 32


def conventions(profile: Profile | None, alphabet: str) -> Conventions:
    """Give the conventions of a profile and an alphabet, the same ones as long as may be."""
    key = id(profile), alphabet
    found = _in_use.get(key)
    if found is None:
        if len(_in_use) >= MOST_IN_USE:
            _in_use.clear()
        found = _in_use[key] = Conventions(profile, alphabet)
    return found


class Context:
    """One PDU while it is read.

    `by`: what is agreed; `readers`: how the TLVs of its command are read, by tag; `time`: when it
    was captured, in nanoseconds since 1970, or None; `nodes`: those read so far, from `first_tlv`
    on TLVs; `numbers`: its integer fields by name; `messages`: nodes that hold a message, to be
    opened when all else is read.

    No node may hold the context, which holds the nodes: such rings wait for the garbage collector,
    and made trees of receipts take three times as long.
    """

    __slots__ = (
        *("by", "command", "first_tlv", "messages", "nodes", "numbers", "pdu", "readers", "time"),
    )

    def __init__(self, pdu: bytes, by: Conventions, command: str = "", time: int | None = None):
        self.pdu = pdu
        self.by = by
        self.command = command
        self.readers = by.tlvs[command]
        self.time = time
        self.nodes: list[Node] = []
        self.first_tlv = 0
        self.numbers: dict[str, int] = {}
        self.messages: list[Node] = []

    def tlvs(self) -> dict[int, Node]:
        """Give the first TLV of each tag."""
        found: dict[int, Node] = {}
        for node in self.nodes[self.first_tlv :]:
            found.setdefault(int(node.nodes[0].value or 0), node)
        return found
