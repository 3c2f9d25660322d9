"""A progress bar on long work."""

from __future__ import annotations

import pytest

from smpp_dissect.cli.progress import PATIENCE_S, ProgressBar
from tests.cli.fake import FakeCapture, Terminal, run
from tests.cli.samples import capture


class Clock:
    """Time that passes when told."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_short_work_shows_nothing() -> None:
    clock, stream = Clock(), Terminal()
    bar = ProgressBar(stream, 80, clock)
    clock.now += PATIENCE_S * 0.9
    bar(10, 100)
    bar.close()
    assert stream.octets == b""


@pytest.mark.parametrize("total", [100, None])
def test_long_work_shows_a_bar_and_takes_it_away(total: int | None) -> None:
    clock, stream = Clock(), Terminal()
    bar = ProgressBar(stream, 80, clock)
    clock.now += PATIENCE_S
    bar(10, total)
    bar(20, total)
    assert stream.octets
    bar.close()
    written = stream.octets
    assert written.endswith(b"\x1b[2K")
    bar(30, total)
    bar.close()
    assert stream.octets == written


@pytest.mark.parametrize(
    ("terminal", "args", "shown"),
    [
        (True, (), True),
        (False, (), False),
        (True, ("--no-progress",), False),
        (True, ("-q",), False),
    ],
)
def test_progress_is_for_terminals_that_want_it(
    terminal: bool, args: tuple[str, ...], shown: bool
) -> None:
    outcome = run("list", "a", *args, capture=capture(), stderr_is_terminal=terminal)
    assert (outcome.opened[0][1]["progress"] is not None) == shown


def test_a_bar_is_gone_before_rows_reach_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("smpp_dissect.cli.progress.PATIENCE_S", 0)
    terminal = Terminal()
    source: FakeCapture = capture()
    opened: list[ProgressBar] = []
    read_batches = source.batches

    def batches(*args: object) -> object:
        opened[0](1, 2)
        yield from read_batches(*args)  # type: ignore[arg-type]
        opened[0](2, 2)

    def read(inputs: list[str], progress: ProgressBar, **options: object) -> FakeCapture:
        opened.append(progress)
        return source

    source.batches = batches  # type: ignore[method-assign, assignment]
    from smpp_dissect.cli import main
    from smpp_dissect.cli.environment import Environment

    env = Environment(terminal, terminal, terminal, True, True, True, 100, False, read)
    assert main(["list", "a.pcap"], env) == 0
    written = terminal.octets.decode()
    assert written.index("\x1b[2K") < written.index("pdu frame")
    assert "\x1b" not in written[written.index("pdu frame") :]
