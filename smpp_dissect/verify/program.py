"""tshark as a program: whether it is there, how it is asked, and what it says, as a stream.

It is asked without the preferences and plugins of whoever runs it, so that the answer is the same
everywhere: which ports are SMPP, whether to put segments in order, and what data_coding 0 means.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, NamedTuple

from smpp_dissect.errors import TsharkError
from smpp_dissect.pdus.text.alphabets import alphabet_named

NAME = "tshark"
# What data_coding 0 may mean: our name, and that of tshark's preference.
ALPHABETS = {
    "gsm7": "GSM 7-bit",
    "gsm7_packed": "GSM 7-bit (packed)",
    "ascii": "ASCII",
    "latin1": "ISO-8859-1",
    "iso8859-5": "ISO-8859-5",
    "iso8859-8": "ISO-8859-8",
    "ucs2": "UCS2",
    "ks-c-5601": "KS C 5601 (Korean)",
}
# What tshark tells of itself that is no complaint.
_CHATTER = re.compile(r"Running as user|^$")


class Question(NamedTuple):
    """What tshark is asked about a capture.

    `ports`: TCP ports that are SMPP; `in_order`: whether it puts segments in order; `alphabet`:
    what data_coding 0 means, by our name.
    """

    path: str
    ports: tuple[int, ...] = ()
    in_order: bool = False
    alphabet: str = "gsm7"

    def command(self) -> list[str]:
        """Give the command line. ValueError for an alphabet that tshark cannot be told."""
        words = [NAME, "-n", "-r", self.path, "-Y", "smpp", "-T", "pdml", "-J", "smpp"]
        for port in self.ports:
            words += ["-d", f"tcp.port=={port},smpp"]
        for name, value in self._preferences().items():
            words += ["-o", f"{name}:{value}"]
        return words

    def _preferences(self) -> dict[str, str]:
        return {
            "tcp.reassemble_out_of_order": str(self.in_order).upper(),
            "smpp.decode_sms_over_smpp": ALPHABETS[told_alphabet(self.alphabet)],
        }


def told_alphabet(name: str) -> str:
    """Give an alphabet's own name. ValueError where tshark cannot be told of it."""
    own = alphabet_named(name)
    if own not in ALPHABETS:
        raise ValueError(f"tshark knows no alphabet {name!r}: choose one of {', '.join(ALPHABETS)}")
    return own


def is_present() -> bool:
    """Tell whether tshark can be run."""
    return shutil.which(NAME) is not None


def version() -> str:
    """Give the first line tshark prints of itself. TsharkError where it is not installed."""
    try:
        done = subprocess.run([NAME, "--version"], capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise _missing() from error
    return done.stdout.decode("utf-8", "replace").partition("\n")[0]


class Answer:
    """What tshark says, to be read as it comes; `complaint`: how it ended, if not well."""

    def __init__(self, stream: IO[bytes]):
        self._stream = stream
        self.begun = False
        self.complaint = ""

    def read(self, size: int) -> bytes:
        """Give some octets more; none at the end."""
        octets = self._stream.read(size)
        self.begun = self.begun or bool(octets)
        return octets


@contextmanager
def asked(question: Question) -> Iterator[Answer]:
    """Ask tshark, and give its PDML. TsharkError where it says nothing."""
    with tempfile.TemporaryDirectory() as nothing, tempfile.TemporaryFile() as complaints:
        with _running(question, nothing, complaints) as run:
            assert run.stdout is not None
            answer = Answer(run.stdout)
            try:
                yield answer
            except BaseException:
                run.kill()
                raise
            run.stdout.close()
        if run.returncode:
            # A file that is cut short is told of in the end, behind all that could be read.
            answer.complaint = _last(complaints)
            if not answer.begun:
                raise TsharkError(f"tshark cannot read it: {answer.complaint}")


def _running(question: Question, settings: str, complaints: IO[bytes]) -> subprocess.Popen[bytes]:
    try:
        return subprocess.Popen(
            question.command(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=complaints,
            env=os.environ | {"TZ": "UTC0", "WIRESHARK_CONFIG_DIR": settings},
        )
    except OSError as error:
        raise _missing() from error


def _missing() -> TsharkError:
    return TsharkError("tshark is not installed, and this compares with it; it is Wireshark's")


def _last(complaints: IO[bytes]) -> str:
    complaints.seek(0)
    lines = complaints.read().decode("utf-8", "replace").splitlines()
    told = [line for line in lines if not _CHATTER.search(line)]
    return told[-1].removeprefix("tshark: ") if told else "it does not say why"
