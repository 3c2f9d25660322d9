"""One command at work on a capture: what it reads, where its results go, what it tells."""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterable
from types import TracebackType
from typing import Any, BinaryIO, TextIO

from smpp_dissect._kernel import on_compiling
from smpp_dissect.cli.environment import Capture, Environment
from smpp_dissect.cli.failures import UsageFault, one_line
from smpp_dissect.cli.progress import ProgressBar
from smpp_dissect.cli.source import Source
from smpp_dissect.errors import NoSmpp
from smpp_dissect.views.colours import DIM, YELLOW, painted
from smpp_dissect.views.escape import visible

Octets = BinaryIO | io.RawIOBase


class TerminalText(io.RawIOBase):
    """UTF-8 text on its way to a terminal: what a terminal would obey is written out."""

    def __init__(self, stream: TextIO) -> None:
        super().__init__()
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder("utf-8")()

    def writable(self) -> bool:
        """Tell that this can be written to."""
        return True

    def write(self, octets: Any) -> int:
        """Write some octets of the text, which may end within a character."""
        lines = self._decoder.decode(bytes(octets)).split("\n")
        self._stream.write("\n".join(map(visible, lines)))
        return len(octets)


def _alphabet(name: str | None) -> str | None:
    """Check the name of an alphabet. Raises `UsageFault`."""
    from smpp_dissect.pdus.text.alphabets import alphabet_named

    try:
        return name and alphabet_named(name)
    except ValueError as error:
        raise UsageFault(f"--default-alphabet: {error}") from None


class Reading:
    """An open capture and where a command's results go.

        with Reading(env, source) as reading:
            reading.write(lines)

    The capture's warnings are told on standard error, once it has been read.
    """

    def __init__(self, env: Environment, source: Source) -> None:
        if "-" in source.captures and env.stdin_is_terminal:
            raise UsageFault("standard input is a terminal; pipe a capture into it")
        self.env = env
        self._source = source
        self._bar: ProgressBar | None = None
        if env.stderr_is_terminal and not source.quiet:
            self._bar = ProgressBar(env.stderr, env.width)
        on_compiling(self._tell_compiling)
        self.capture: Capture = env.read(
            source.captures,
            ports=source.ports or None,
            profile=source.profiles or None,
            progress=self._bar,
            show_secrets=source.show_secrets,
            default_alphabet=_alphabet(source.default_alphabet),
        )

    def _tell_compiling(self) -> None:
        self._tell("note", "compiling for this machine: once, for up to a minute")

    def __enter__(self) -> Reading:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._close_bar()
        # After another error the capture may be half read, and asking would read it again.
        if error is None or isinstance(error, NoSmpp):
            for warning in self.capture.warnings:
                self._tell("warning", warning)
        if error is None:
            self._tell_profile()

    def write(self, lines: Iterable[str]) -> int:
        """Write lines to standard output as they come, and count them."""
        write, count = self.env.stdout.write, 0
        for line in lines:
            self._make_room()
            write(f"{line}\n")
            count += 1
        return count

    def octets(self) -> Octets:
        """Give standard output as a file of octets; a terminal gets them as visible text."""
        self._make_room()
        return (
            TerminalText(self.env.stdout) if self.env.stdout_is_terminal else self.env.stdout.buffer
        )

    def note(self, text: str) -> None:
        """Tell a person something by the way: on standard error, unless they want quiet."""
        if not self._source.quiet:
            self._tell("note", text)

    def _tell_profile(self) -> None:
        # Who named one profile need not be told that it holds.
        if self.env.stderr_is_terminal and len(self._source.profiles) != 1:
            for line in self.capture.profile_reasons:
                if not line.startswith("none "):
                    self.note(f"profile {line}")

    def _tell(self, what: str, text: str) -> None:
        head = f"smpp-dissect: {what}:"
        if self.env.stderr_is_terminal and self.env.colours:
            head = painted(head, YELLOW if what == "warning" else DIM)
        self.env.stderr.write(f"{head} {one_line(text)}\n")

    def _make_room(self) -> None:
        """Take the bar off a terminal that rows are about to be written to."""
        if self._bar is not None and self.env.stdout_is_terminal:
            self._close_bar()

    def _close_bar(self) -> None:
        if self._bar is not None:
            self._bar.close()
            self._bar = None
