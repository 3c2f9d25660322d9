"""The world outside a command."""

from __future__ import annotations

import io
import sys

import pytest

from smpp_dissect.cli.environment import Environment, wants_colours


@pytest.mark.parametrize(
    ("variables", "wanted"),
    [
        ({"TERM": "xterm"}, True),
        ({}, True),
        ({"NO_COLOR": "1"}, False),
        ({"NO_COLOR": ""}, True),
        ({"TERM": "dumb"}, False),
    ],
)
def test_colours_are_wanted_unless_declined(variables: dict[str, str], wanted: bool) -> None:
    assert wants_colours(variables) == wanted


class Stream(io.TextIOWrapper):
    """A stream of a process, a terminal or not."""

    def __init__(self, terminal: bool) -> None:
        super().__init__(io.BytesIO(), encoding="ascii", newline="\r\n")
        self._terminal = terminal

    def isatty(self) -> bool:
        return self._terminal


@pytest.mark.parametrize("terminal", [True, False])
def test_a_pipe_gets_utf_8_and_a_terminal_what_it_can_show(
    monkeypatch: pytest.MonkeyPatch, terminal: bool
) -> None:
    for name in ("stdin", "stdout", "stderr"):
        monkeypatch.setattr(sys, name, Stream(terminal))
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "72")
    env = Environment.of_process()
    assert env.stdin_is_terminal == env.stdout_is_terminal == env.stderr_is_terminal == terminal
    assert (env.width, env.colours) == (72, terminal)
    env.stdout.write("→\n")
    env.stdout.flush()
    written = env.stdout.buffer.getvalue()  # type: ignore[attr-defined]
    assert written == (b"\\u2192\n" if terminal else "→\n".encode())
