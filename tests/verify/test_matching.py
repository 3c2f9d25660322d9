"""PDUs found again in each other: by frame, header and ports, and those that come late."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from smpp_dissect.pdus.encode import encode
from smpp_dissect.pdus.tree.dissect import dissect
from smpp_dissect.pdus.tree.model import Tree
from smpp_dissect.verify import matching
from smpp_dissect.verify.matching import matched
from smpp_dissect.verify.pdml import Shown, ShownPdu

PORTS = {1: (2775, 40000), 2: (2775, 40001)}
Told = list[tuple[int | None, int | None]]


def ours(number: int, frame: int, session: int = 1) -> Tree:
    """One of our PDUs; its sequence_number is its name here."""
    tree = dissect(encode("enquire_link", sequence_number=number))
    return Tree(tree.root, frame=frame, session=session)


def theirs(number: int, frame: int, session: int = 1) -> ShownPdu:
    header = {"command_length": 16, "command_id": 0x15, "sequence_number": number}
    fields = (Shown(name, 0, 4, f"{value:08x}", None, "") for name, value in header.items())
    return ShownPdu(frame, PORTS[session], tuple(fields))


def pairs(trees: list[Tree], pdus: list[ShownPdu]) -> Told:
    """The frames of what was matched."""
    found = matched(trees, pdus, PORTS)
    return [(tree and tree.frame, pdu and pdu.frame) for tree, pdu in found]


def test_each_has_its_equal() -> None:
    trees, pdus = [ours(1, 4), ours(2, 4), ours(3, 5)], [theirs(1, 4), theirs(2, 4), theirs(3, 5)]
    assert pairs(trees, pdus) == [(4, 4), (4, 4), (5, 5)]


def test_what_one_of_the_two_lacks() -> None:
    assert pairs([ours(1, 4), ours(2, 5)], [theirs(2, 5)]) == [(5, 5), (4, None)]
    assert pairs([ours(2, 5)], [theirs(1, 4), theirs(2, 5)]) == [(None, 4), (5, 5)]
    assert pairs([], [theirs(1, 4)]) == [(None, 4)]
    assert pairs([ours(1, 4), ours(2, 9)], []) == [(4, None), (9, None)]


def test_one_that_is_told_late() -> None:
    assert pairs([ours(1, 4), ours(2, 5)], [theirs(2, 5), theirs(1, 7)]) == [(5, 5), (4, 7)]
    # But not one that is told before it was there.
    assert pairs([ours(1, 4)], [theirs(1, 3)]) == [(None, 3), (4, None)]


def test_its_own_frame_goes_before_an_earlier_one() -> None:
    assert pairs([ours(1, 4), ours(1, 6)], [theirs(1, 6)]) == [(6, 6), (4, None)]


def test_connections_are_kept_apart() -> None:
    assert pairs([ours(1, 4, 1), ours(1, 5, 2)], [theirs(1, 6, 2)]) == [(5, 6), (4, None)]


@pytest.mark.parametrize("new", [{"number": 9}, {"session": 2}])
def test_what_a_pdu_is_known_by(new: dict[str, Any]) -> None:
    other = theirs(**{"number": 1, "frame": 4} | new)
    assert pairs([ours(1, 4)], [other]) == [(None, 4), (4, None)]


def test_few_are_held(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matching, "MOST_WAITING", 10)
    read = []

    def trees() -> Iterator[Tree]:
        for number in range(1, 101):
            read.append(number)
            yield ours(number, number)

    found = matched(trees(), (theirs(number, number) for number in range(50, 101)), PORTS)
    tree, pdu = next(found)
    # Those that waited too long come first, and nothing is read ahead but one.
    assert (tree and tree.frame, pdu) == (1, None)
    assert len(read) == 51
    rest = list(found)
    assert sum(pdu is not None for _, pdu in rest) == 51
    assert sum(pdu is None for _, pdu in rest) == 48
