"""An iterator that works in a thread: the same items, one ahead and no more."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from smpp_dissect.pdus.ahead import one_ahead


def test_the_items_in_order() -> None:
    assert list(one_ahead(iter(range(1000)))) == list(range(1000))
    assert list(one_ahead(iter(()))) == []


def test_one_item_ahead_and_no_more() -> None:
    made: list[int] = []
    begun = threading.Semaphore(0)

    def items() -> Iterator[int]:
        for number in range(9):
            made.append(number)
            begun.release()
            yield number

    for number in one_ahead(items()):
        # The next is made while this one is at hand; the one after it is not begun.
        begun.acquire()
        assert len(made) <= number + 2
    assert made == list(range(9))


def test_what_is_raised_there_is_raised_here() -> None:
    def items() -> Iterator[int]:
        yield 1
        raise ValueError("broken")

    found = []
    with pytest.raises(ValueError, match="broken"):
        for item in one_ahead(items()):
            found.append(item)
    assert found == [1]


def test_leaving_early_ends_the_thread_and_the_source() -> None:
    before = threading.active_count()
    closed = threading.Event()

    def items() -> Iterator[int]:
        try:
            yield from range(1000)
        finally:
            closed.set()

    stream = one_ahead(items())
    assert next(stream) == 0
    stream.close()  # type: ignore[attr-defined]
    assert threading.active_count() == before
    del stream
    assert closed.is_set()


def test_an_error_of_the_caller_ends_the_thread() -> None:
    before = threading.active_count()
    with pytest.raises(KeyError):
        for _ in one_ahead(iter(range(1000))):
            raise KeyError
    assert threading.active_count() == before
