"""The alphabet of data_coding 0, guessed from texts that were written in a known one."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smpp_dissect.pdus.text import votes
from smpp_dissect.pdus.text.user_header import Texts
from smpp_dissect.pdus.text.votes import CANDIDATES, Choice, choose, count_votes
from tests import naive_text
from tests.forms import compiled_form, plain_form

COMPILED, PLAIN = compiled_form(votes.__name__), plain_form(votes.__name__)
HEADER = bytes.fromhex("050003420201")
ENGLISH = (
    "Your code is 1234. Reply to help@shop.example or call 5",
    "Total $25.00 [paid] order_id 77",
    "Use {name} & visit http://x.io/a_b",
    "Hello John, your parcel is here",
    "50% off @shop_one!",
    "Price: £5 or $7",
)
GERMAN = (
    "Grüße aus München, schöne Ferien!",
    "Ihre Größe ist verfügbar. Änderung möglich",
    "ÄNDERUNG IHRER BESTELLUNG",
)
SWEDISH = ("Hej på dig, vi ses på ön i går kväll åter",)
SPANISH = ("¿Cómo está? ¡Hola mañana!", "El niño comió piña")
RUSSIAN = ("Ваш код: 12345. Никому не говорите", "Привет! Как дела? OK")
TYPESET = ("Don’t miss it – only 5 €…", "“Naïve” café")
CODECS = {
    **{name: name for name in ("ascii", "cp1252", "cp1251")},
    **{"latin1": "latin-1", "utf8": "utf-8", "ucs2": "utf-16-be"},
}


def octets_of(text: str, alphabet: str, header: bytes = b"") -> bytes:
    """A text as a sender of this alphabet has it, without the header."""
    if alphabet == "gsm7_packed":
        return naive_text.pack(naive_text.gsm_octets(text), header)[len(header) :]
    return naive_text.gsm_octets(text) if alphabet == "gsm7" else text.encode(CODECS[alphabet])


def votes_of(
    texts: list[bytes], header: int = 0, count: Any = count_votes, account: Any = None
) -> np.ndarray[Any, Any]:
    data = np.frombuffer(bytearray(b"".join(texts)), np.uint8)
    length = np.array([len(text) for text in texts], np.int64)
    none = np.zeros(len(texts), np.int64)
    found = Texts(np.cumsum(length) - length, length, none + header, none, none)
    account = none if account is None else np.array(account)
    votes: np.ndarray[Any, Any] = count(data, found, account, int(account.max(initial=0)) + 1)
    return votes


def told(*texts: str, alphabet: str) -> str:
    return choose(votes_of([octets_of(text, alphabet) for text in texts])[0]).alphabet


@pytest.mark.parametrize(
    ("texts", "alphabets"),
    [
        (ENGLISH[:5], ["gsm7", "ascii", "ucs2", "gsm7_packed"]),
        (ENGLISH, ["gsm7", "latin1", "utf8", "ucs2"]),
        (GERMAN, ["gsm7", "latin1", "utf8", "ucs2", "gsm7_packed"]),
        (SWEDISH, ["gsm7", "latin1", "utf8", "ucs2", "gsm7_packed"]),
        (SPANISH, ["latin1", "utf8", "ucs2"]),
        (RUSSIAN, ["cp1251", "utf8", "ucs2"]),
        (TYPESET, ["cp1252", "utf8", "ucs2"]),
        ((*ENGLISH, *GERMAN), ["gsm7", "latin1", "utf8", "ucs2"]),
        ((*ENGLISH[:5], *RUSSIAN), ["cp1251", "utf8", "ucs2"]),
    ],
)
def test_alphabet_is_that_of_the_sender(texts: tuple[str, ...], alphabets: list[str]) -> None:
    for alphabet in alphabets:
        assert told(*texts, alphabet=alphabet) == alphabet


@pytest.mark.parametrize("text", [*ENGLISH, *GERMAN, *SWEDISH, *SPANISH, *RUSSIAN, *TYPESET])
@pytest.mark.parametrize("alphabet", CANDIDATES)
def test_no_text_votes_for_what_would_misread_it(text: str, alphabet: str) -> None:
    try:
        octets = octets_of(text, alphabet)
    except (UnicodeEncodeError, KeyError):
        return
    votes = votes_of([octets])[0]
    assert votes.sum() <= 1
    for name in np.array(CANDIDATES)[votes > 0]:
        assert naive_text.decode(octets, 0, False, name) in (text, None)
        assert name == "utf8" or naive_text.decode(octets, 0, False, name) == text


def test_texts_in_which_all_agree_do_not_vote() -> None:
    plain = [b"", b"Hello John, your parcel is here", b"Code: 1234!\r\nBye", b"Hello\0", b"\0\0"]
    assert votes_of(plain).sum() == 0
    assert choose(votes_of(plain)[0]) == Choice("gsm7", None)


@pytest.mark.parametrize(
    "text",
    ["missing others", "such Set", "text for", "true or alike", "A tlv stands eight escape"],
)
def test_a_plain_text_that_unpacks_to_letters_tells_nothing(text: str) -> None:
    assert not votes_of([text.encode()]).any()


def test_fill_bits_of_packed_septets() -> None:
    octets = octets_of("Hello, this is the second part of it", "gsm7_packed", HEADER)
    votes = votes_of([octets], header=len(HEADER))[0]
    assert choose(votes).alphabet == "gsm7_packed"


def test_accounts_are_kept_apart() -> None:
    texts = [octets_of(GERMAN[0], alphabet) for alphabet in ("gsm7", "latin1", "utf8", "gsm7")]
    votes = votes_of(texts, account=[2, 0, 1, 2])
    assert [choose(row).alphabet for row in votes] == ["latin1", "utf8", "gsm7"]
    assert votes.sum(axis=1).tolist() == [1, 1, 2]


@pytest.mark.parametrize(
    ("votes", "alphabet", "confidence"),
    [
        ({}, "gsm7", None),
        ({"gsm7": 1}, "gsm7", 2 / 3),
        ({"ascii": 98}, "ascii", 99 / 100),
        ({"ascii": 90, "latin1": 8}, "latin1", 99 / 100),
        ({"ascii": 9, "latin1": 4, "cp1252": 1}, "cp1252", 15 / 16),
        ({"ascii": 90, "cp1251": 8}, "cp1251", 99 / 100),
        ({"gsm7": 8, "latin1": 2}, "gsm7", 9 / 12),
    ],
)
def test_choice(votes: dict[str, int], alphabet: str, confidence: float | None) -> None:
    counts = np.array([votes.get(name, 0) for name in CANDIDATES])
    assert choose(counts) == Choice(alphabet, confidence)


samples = st.sampled_from([*ENGLISH, *GERMAN, *RUSSIAN])
sent = st.tuples(samples, st.sampled_from(["utf8", "ucs2"])).map(lambda each: octets_of(*each))


@settings(deadline=None)  # the first call compiles
@given(st.lists(st.binary(max_size=40) | sent, max_size=5), st.integers(0, 20))
def test_plain_and_compiled_agree_on_any_octets(texts: list[bytes], header: int) -> None:
    votes = votes_of(texts, header, COMPILED.count_votes)
    assert (votes == votes_of(texts, header, PLAIN.count_votes)).all()
    assert votes.sum() <= len(texts)
