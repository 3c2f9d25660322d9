"""Texts that wait for their alphabet, and those that need not."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smpp_dissect.messages.untold import UntoldTexts
from smpp_dissect.pdus.batch import Slices
from smpp_dissect.pdus.text.user_header import without_header
from tests.road import module

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


headers = st.sampled_from([b"", b"\3\x24\1\2", b"\3\x25\1\5", b"\4\x24\1\2", b"\2\0\0"])
bodies = st.text("ab \n@ä", max_size=9).map(lambda text: text.encode("latin-1"))
texts = st.builds(bytes.__add__, headers, bodies) | st.binary(max_size=12)


@settings(deadline=None)  # the first call compiles
@given(
    st.lists(st.tuples(texts, st.booleans()), max_size=9), st.sampled_from(["plain", "compiled"])
)
def test_those_that_wait_are_found_without_decoding(
    messages: list[tuple[bytes, bool]], form: str
) -> None:
    data = np.frombuffer(bytearray(b"".join(octets for octets, _ in messages) + b"."), np.uint8)
    size = np.array([len(octets) for octets, _ in messages], np.int64)
    message = Slices(np.cumsum(size) - size, size)
    udhi = np.array([has for _, has in messages], np.bool_)
    untold, pdu = UntoldTexts(), np.arange(len(messages))
    untold.decode(pdu, data, message, np.zeros(len(messages), np.int64), udhi)
    found = module("smpp_dissect.messages.untold", form).tell_alphabets(
        data, without_header(data, message.begin, message.size, udhi)
    )
    assert np.flatnonzero(found).tolist() == untold.rows.take("pdu").tolist()
