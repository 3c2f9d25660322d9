"""One step ahead: an iterator that works in a thread of its own.

While the caller is at one item the next is made, and no more than that: what makes the items needs
two sets of buffers. Kernels hold no lock of the interpreter, so two cores are used.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from queue import SimpleQueue
from typing import TypeVar

Item = TypeVar("Item")


def one_ahead(source: Iterator[Item]) -> Iterator[Item]:
    """Give the items of `source`, made in a thread; its exceptions are raised here.

    An item is good until the next is asked for. Closing the iterator ends the thread.
    """
    made: SimpleQueue[Item | BaseException | None] = SimpleQueue()
    # How many more items may be begun: one is in the caller's hands, one being made.
    permits = threading.Semaphore(1)
    closed = threading.Event()
    worker = threading.Thread(target=_work, args=(source, made, permits, closed), daemon=True)
    worker.start()
    try:
        while (item := made.get()) is not None:
            if isinstance(item, BaseException):
                raise item
            permits.release()
            yield item
    finally:
        closed.set()
        permits.release()
        worker.join()


def _work(
    source: Iterator[Item],
    made: SimpleQueue[Item | BaseException | None],
    permits: threading.Semaphore,
    closed: threading.Event,
) -> None:
    try:
        while permits.acquire() and not closed.is_set():
            made.put(next(source))
    except StopIteration:
        pass
    except BaseException as fault:
        made.put(fault)
    made.put(None)
