"""One command at work on a capture."""

from __future__ import annotations

import pytest

from smpp_dissect.cli.environment import Environment
from smpp_dissect.cli.reading import Reading, TerminalText
from smpp_dissect.cli.source import Source
from tests.cli.fake import FakeCapture, Terminal, run
from tests.cli.samples import capture


def test_text_reaches_a_terminal_in_any_pieces() -> None:
    octets = "a→\x1b[2J\r\nд\u202e\n".encode()
    for size in range(1, len(octets) + 1):
        stream = Terminal()
        text = TerminalText(stream)
        for at in range(0, len(octets), size):
            assert text.write(octets[at : at + size]) == len(octets[at : at + size])
        assert stream.octets.decode() == "a→\\x1b[2J\\r\nд\\u202e\n"


class Unread(FakeCapture):
    """A capture that is read again when asked for its warnings."""

    @property
    def warnings(self) -> list[str]:
        raise AssertionError("asked for warnings")

    @warnings.setter
    def warnings(self, value: list[str]) -> None:
        pass


@pytest.mark.parametrize("fault", [KeyboardInterrupt(), OSError(28, "full"), ValueError("odd")])
def test_a_half_read_capture_is_not_read_again_for_its_warnings(fault: BaseException) -> None:
    env = Environment(Terminal(), Terminal(), Terminal(), read=lambda *args, **options: Unread())
    with pytest.raises(type(fault)):
        with Reading(env, Source(["a.pcap"])):
            raise fault


def test_warnings_are_coloured_on_a_terminal_that_wants_it() -> None:
    source = capture(warnings=["a.pcap: cut"])
    outcome = run("list", "a", capture=source, stderr_is_terminal=True, colours=True)
    assert outcome.err == "\x1b[33msmpp-dissect: warning:\x1b[0m a.pcap: cut\n"
