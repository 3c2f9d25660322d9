"""Texts that wait for their alphabet, and those that need not."""

from __future__ import annotations

import numpy as np
import pytest

from smpp_dissect.messages.untold import UntoldTexts
from smpp_dissect.pdus.batch import Slices

MESSAGES = [b"plain", b"a@b", None, b"\x03\x00\x01\x00x@", b"\x02\x00", b"\x04\x14", b"@"]
CODINGS = [0, 0, 0, 0, 0, 8, 3]
UDHI = [False, False, False, True, False, False, False]


def decoded(untold: UntoldTexts) -> list[str | None]:
    data = np.frombuffer(bytearray(b"".join(message or b"" for message in MESSAGES)), np.uint8)
    size = np.array([-1 if message is None else len(message) for message in MESSAGES], np.int64)
    begin = np.cumsum(np.maximum(size, 0)) - np.maximum(size, 0)
    texts = untold.decode(
        10 * np.arange(len(MESSAGES)), data, Slices(begin, size), np.array(CODINGS), np.array(UDHI)
    )
    found: list[str | None] = texts.to_pylist()
    return found


def test_texts_on_which_candidates_do_not_agree_wait_with_their_octets() -> None:
    untold = UntoldTexts()
    assert decoded(untold) == ["plain", None, None, None, None, "Д", "@"]
    assert untold.rows.take("pdu").tolist() == [10, 30, 40]
    assert untold.rows.take("header").tolist() == [0, 4, 0]
    assert untold.octets.array().to_pylist() == [b"a@b", b"x@", b"\x02\x00"]


@pytest.mark.parametrize(("alphabet", "at"), [("gsm7", "¡"), ("latin1", "@")])
def test_nothing_waits_where_the_alphabet_is_given(alphabet: str, at: str) -> None:
    untold = UntoldTexts(alphabet)
    found = decoded(untold)
    assert (found[1], found[2], found[3]) == (f"a{at}b", None, f"x{at}")
    assert untold.octets.array().to_pylist() == []
