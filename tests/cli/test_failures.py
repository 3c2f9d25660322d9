"""What stops a command, in one line."""

from __future__ import annotations

import errno
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smpp_dissect import errors
from smpp_dissect.cli.failures import hint_of, line_of, one_line, status_of
from smpp_dissect.errors import SmppDissectError


@pytest.mark.parametrize(
    "kind", [kind for kind in vars(errors).values() if isinstance(kind, type)], ids=repr
)
def test_every_exception_of_the_package_has_its_status(kind: type[SmppDissectError]) -> None:
    if issubclass(kind, SmppDissectError) and kind is not SmppDissectError:
        assert status_of(kind("x")) in (2, 3, 4, 5)


def test_an_error_of_writing_names_its_file() -> None:
    error = PermissionError(errno.EACCES, os.strerror(errno.EACCES), "/x/y")
    assert line_of(error) == "/x/y: cannot write: Permission denied"


@given(st.text())
def test_a_line_is_one_line_that_a_terminal_can_show(text: str) -> None:
    assert "\n" not in one_line(text)
    assert one_line(one_line(text)) == one_line(text)


def test_the_nearest_names_are_told_else_what_there_is() -> None:
    assert hint_of("mesages", ["messages", "pdus"]) == "; did you mean messages?"
    assert hint_of("zzz", ["messages", "pdus"]) == "; there are messages, pdus"
    assert hint_of("zzz", [f"column{at}" for at in range(99)]).endswith("column19, …")
