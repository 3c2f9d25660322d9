"""A progress bar on long work, on a terminal's standard error, and nowhere else."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

PATIENCE_S = 0.5


class ProgressBar:
    """Callable with bytes done and bytes in all (None: unknown); appears after `PATIENCE_S`."""

    def __init__(
        self, stream: TextIO, width: int, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._stream = stream
        self._width = width
        self._clock = clock
        self._begun = clock()
        self._bar: tuple[Progress, TaskID] | None = None
        self._closed = False

    def __call__(self, done: int, total: int | None) -> None:
        """Tell how far the work is."""
        if self._closed or (self._bar is None and self._clock() - self._begun < PATIENCE_S):
            return
        if self._bar is None:
            self._bar = self._open()
        bar, task = self._bar
        bar.update(task, completed=done, total=total)

    def close(self) -> None:
        """Take the bar away, for good."""
        self._closed = True
        if self._bar is not None:
            self._bar[0].stop()

    def _open(self) -> tuple[Progress, TaskID]:
        from rich.console import Console
        from rich.progress import BarColumn, DownloadColumn, Progress, TimeRemainingColumn

        console = Console(file=self._stream, force_terminal=True, width=self._width)
        bar = Progress(
            BarColumn(), DownloadColumn(), TimeRemainingColumn(), console=console, transient=True
        )
        bar.start()
        return bar, bar.add_task("reading", total=None)
