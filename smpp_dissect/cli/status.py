"""What the program ends with."""

from __future__ import annotations

from enum import IntEnum


class ExitStatus(IntEnum):
    """Exit statuses, a contract with scripts."""

    DONE = 0
    FAULT = 1  # a fault of this program
    DIFFERENT = 1  # `verify` found differences that no rule explains
    USAGE = 2  # the command line, a condition or a profile says something it may not
    INPUT = 3  # the input cannot be read
    NO_SMPP = 4  # the input was read and holds no SMPP
    OUTPUT = 5  # results cannot be written
    INTERRUPTED = 130  # Ctrl-C; the number is the shells' own
