"""What stops a command, as one line and a status."""

from __future__ import annotations

import difflib
import errno
from collections.abc import Sequence

from smpp_dissect.cli.status import ExitStatus
from smpp_dissect.errors import (
    CaptureError,
    NoSmpp,
    OutputError,
    ProfileError,
    SmppDissectError,
    TsharkError,
    WhereError,
)
from smpp_dissect.views.escape import visible

_FULL = (errno.ENOSPC, errno.EDQUOT)
_NAMES_TOLD = 20
_STATUSES: dict[type[SmppDissectError], ExitStatus] = {
    CaptureError: ExitStatus.INPUT,
    NoSmpp: ExitStatus.NO_SMPP,
    ProfileError: ExitStatus.USAGE,
    WhereError: ExitStatus.USAGE,
    TsharkError: ExitStatus.USAGE,
    OutputError: ExitStatus.OUTPUT,
}


class UsageFault(SmppDissectError):
    """The command line asks for what is not there."""


def status_of(error: Exception) -> ExitStatus:
    """Choose the status an error ends with.

    What cannot be read is a CaptureError by then, so an OSError left over is one of writing.
    """
    if isinstance(error, OSError):
        return ExitStatus.OUTPUT
    for kind, status in _STATUSES.items():
        if isinstance(error, kind):
            return status
    return ExitStatus.USAGE if isinstance(error, UsageFault) else ExitStatus.FAULT


def line_of(error: Exception) -> str:
    """Say in one line what went wrong, and what to do."""
    if isinstance(error, SmppDissectError):
        return one_line(str(error))
    if isinstance(error, OSError):
        where = f"{error.filename}: " if error.filename else ""
        advice = "; free some space or choose another place" if error.errno in _FULL else ""
        reason = "standard output is closed" if error.errno == errno.EBADF else error.strerror
        return one_line(f"{where}cannot write: {reason or error}{advice}")
    return one_line(
        f"unexpected {type(error).__name__}: {error} (a fault of smpp-dissect: please report it,"
        " with what --debug shows)"
    )


def one_line(text: str) -> str:
    """Put a text on one line that a terminal can show."""
    return visible(" ".join(text.split()))


def hint_of(name: str, known: Sequence[str]) -> str:
    """Say which names come nearest to one that is not known, else what is known."""
    near = difflib.get_close_matches(name.lower(), known, 3)
    if near:
        return f"; did you mean {' or '.join(near)}?"
    more = ", …" if len(known) > _NAMES_TOLD else ""
    return f"; there are {', '.join(known[:_NAMES_TOLD])}{more}"
