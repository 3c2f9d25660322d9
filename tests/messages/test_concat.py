"""Parts put together: in any order, with references that come again, and second attempts."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from smpp_dissect.messages.concat import LONGEST_PAUSE, Grouped, group_parts

SECOND = 10**9


def grouped(
    *parts: tuple[str, int, int],
    refused: tuple[int, ...] = (),
    pauses: dict[int, int] | None = None,
) -> Grouped:
    """Parts as (destination and reference in one word, total, part), a second between them."""
    names = sorted({name for name, _, _ in parts})
    key = np.array([names.index(name) for name, _, _ in parts], np.int64)
    gap = np.array([(pauses or {}).get(place, SECOND) for place in range(len(parts))], np.int64)
    return group_parts(
        [key, np.array([total for _, total, _ in parts], np.int64)],
        np.array([part for _, _, part in parts], np.int64),
        np.cumsum(gap),
        np.isin(np.arange(len(parts)), refused),
    )


def test_whole_messages_stay_alone() -> None:
    found = grouped(("a", 0, 0), ("a", 0, 0))
    assert (found.group.tolist(), found.count, found.parts_seen.tolist()) == ([0, 1], 2, [1, 1])


def test_parts_in_any_order() -> None:
    found = grouped(("a", 3, 2), ("b", 0, 0), ("a", 3, 3), ("a", 3, 1))
    assert found.group.tolist() == [0, 1, 0, 0]
    assert found.parts_seen.tolist() == [3, 1]


def test_interleaved_messages_of_one_reference_to_two_destinations() -> None:
    found = grouped(("to 1", 2, 1), ("to 2", 2, 1), ("to 1", 2, 2), ("to 2", 2, 2))
    assert found.group.tolist() == [0, 1, 0, 1]


def test_a_reference_that_comes_again() -> None:
    found = grouped(("a", 2, 1), ("a", 2, 2), ("a", 2, 1), ("a", 2, 2))
    assert found.group.tolist() == [0, 0, 1, 1]
    # Out of order, and with a part of the first one missing.
    assert grouped(("a", 2, 1), ("a", 2, 2), ("a", 2, 2), ("a", 2, 1)).group.tolist() == [
        0,
        0,
        1,
        1,
    ]
    assert grouped(
        ("a", 3, 1), ("a", 3, 2), ("a", 3, 1), ("a", 3, 2), ("a", 3, 3)
    ).group.tolist() == [0, 0, 1, 1, 1]


def test_another_number_of_parts_is_another_message() -> None:
    assert grouped(("a", 2, 1), ("a", 3, 2), ("a", 2, 2)).group.tolist() == [0, 1, 0]


def test_a_refused_part_sent_again() -> None:
    found = grouped(("a", 2, 1), ("a", 2, 2), ("a", 2, 2), refused=(1,))
    assert found.group.tolist() == [0, 0, 0]
    assert found.superseded.tolist() == [False, True, False]
    assert found.parts_seen.tolist() == [2]
    often = grouped(("a", 2, 1), ("a", 2, 1), ("a", 2, 1), ("a", 2, 2), refused=(0, 1))
    assert often.superseded.tolist() == [True, True, False, False]
    assert often.count == 1


def test_all_of_it_sent_again_after_one_part_was_refused() -> None:
    found = grouped(("a", 2, 1), ("a", 2, 2), ("a", 2, 1), ("a", 2, 2), refused=(1,))
    assert found.group.tolist() == [0, 0, 1, 1]
    assert not found.superseded.any()


def test_a_long_pause_ends_a_message() -> None:
    assert grouped(("a", 2, 1), ("a", 2, 2), pauses={1: LONGEST_PAUSE}).group.tolist() == [0, 0]
    assert grouped(("a", 2, 1), ("a", 2, 2), pauses={1: LONGEST_PAUSE + 1}).group.tolist() == [0, 1]


def test_none() -> None:
    found = grouped()
    assert (found.group.tolist(), found.count, found.parts_seen.tolist()) == ([], 0, [])


carriers = st.tuples(st.sampled_from("ab"), st.integers(0, 3), st.integers(1, 3)).map(
    lambda each: (each[0], each[1] if each[1] != 1 else 0, min(each[1], each[2]))
)


@given(st.lists(st.tuples(carriers, st.booleans()), max_size=40))
def test_what_every_grouping_is(said: list[tuple[tuple[str, int, int], bool]]) -> None:
    parts = [part for part, _ in said]
    found = grouped(*parts, refused=tuple(at for at, (_, refused) in enumerate(said) if refused))
    firsts = [found.group.tolist().index(message) for message in range(found.count)]
    assert firsts == sorted(firsts)
    for message in range(found.count):
        rows = np.flatnonzero(found.group == message).tolist()
        assert len({parts[row][:2] for row in rows}) == 1
        live = [parts[row][2] for row in rows if not found.superseded[row]]
        assert len(live) == len(set(live)) == found.parts_seen[message]
        assert all(said[row][1] for row in rows if found.superseded[row])
        assert parts[rows[0]][1] or len(rows) == 1
