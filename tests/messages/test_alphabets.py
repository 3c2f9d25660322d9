"""What data_coding 0 stands for, said by whom, and what comes of it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import smpp_dissect as sd
from smpp_dissect.capture import Capture
from smpp_dissect.messages import alphabets
from smpp_dissect.messages.alphabets import first_of_each
from tests.conftest import SAMPLES
from tests.naive_text import gsm_octets, pack
from tests.talk import UDHI, Talk, capture

GERMAN = "Grüße aus München, schöne Ferien!"
RUSSIAN = "Ваш код: 12345. Никому не говорите"
PLAIN = "Hello John, your parcel is here"
TOLD = ("default_alphabet", "default_alphabet_by", "alphabet_confidence")


def sent(*octets: bytes, system_id: str = "esme", client: int = 40000, **bind: Any) -> Talk:
    talk = Talk(system_id, client=("10.0.0.1", client)).bind(**bind)
    for number, text in enumerate(octets, 1):
        talk.submit(f"{number}", at=number, text=text)
    return talk


def told(found: Capture) -> list[tuple[str, str, float | None]]:
    rows = found.arrow("sessions").to_pylist()
    return [tuple(row[name] for name in TOLD) for row in rows]


def texts(found: Capture) -> list[str]:
    return found.arrow("messages")["text"].to_pylist()


@pytest.mark.parametrize(
    ("octets", "alphabet", "text"),
    [
        (gsm_octets(GERMAN), "gsm7", GERMAN),
        (GERMAN.encode("latin-1"), "latin1", GERMAN),
        (GERMAN.encode(), "utf8", GERMAN),
        (RUSSIAN.encode("cp1251"), "cp1251", RUSSIAN),
        (RUSSIAN.encode("utf-16-be"), "ucs2", RUSSIAN),
        (pack(gsm_octets(GERMAN)), "gsm7_packed", GERMAN),
    ],
)
def test_it_is_inferred_from_the_texts(octets: bytes, alphabet: str, text: str) -> None:
    found = capture(sent(octets, octets, octets))
    assert told(found) == [(alphabet, "inferred", 0.8)]
    assert texts(found) == [text] * 3


def test_where_no_text_tells_it_is_assumed() -> None:
    found = capture(sent(PLAIN.encode()))
    assert told(found) == [("gsm7", "assumed", None)]
    assert texts(found) == [PLAIN]


def test_other_codings_and_receipts_do_not_tell() -> None:
    talk = sent(PLAIN.encode())
    talk.submit("7", at=7, text=GERMAN.encode("latin-1"), data_coding=3)
    talk.deliver(b"id:1 sub:001 dlvrd:001 stat:DELIVRD err:000 text:me@home", at=8)
    assert told(capture(talk)) == [("gsm7", "assumed", None)]


def test_an_account_has_one_alphabet_over_all_its_connections() -> None:
    german = GERMAN.encode("latin-1")
    talks = [
        sent(german, german, system_id="a"),
        sent(RUSSIAN.encode(), system_id="b", client=40001),
        sent(b"{me}@home", system_id="a", client=40002),
    ]
    found = capture(*talks)
    assert [row[0] for row in told(found)] == ["latin1", "utf8", "latin1"]
    assert sorted(texts(found)) == sorted([GERMAN, GERMAN, RUSSIAN, "{me}@home"])


def test_plain_texts_are_read_alike_whatever_is_agreed_later() -> None:
    found = capture(sent(PLAIN.encode(), *[GERMAN.encode("latin-1")] * 2, PLAIN.encode()))
    assert texts(found) == [PLAIN, GERMAN, GERMAN, PLAIN]


@pytest.mark.parametrize(
    ("system_type", "alphabet", "by", "text"),
    [
        (b"", "gsm7", "profile", "ä¡"),
        (b"SINGLE", "gsm7", "profile", "ä¡"),
        (b"single,iso", "latin1", "option", "{@"),
    ],
)
def test_a_profile_and_its_options_say_it(
    system_type: bytes, alphabet: str, by: str, text: str
) -> None:
    found = capture(sent(b"{@", system_type=system_type), profile="smscentre")
    assert told(found)[0][:2] == (alphabet, by)
    assert texts(found) == [text]


def test_a_profile_is_borne_out_or_not() -> None:
    latin = [GERMAN.encode("latin-1")] * 8
    assert told(capture(sent(*latin), profile="smscentre")) == [("gsm7", "profile", 0.1)]
    gsm = [gsm_octets(GERMAN)] * 8
    assert told(capture(sent(*gsm), profile="smscentre")) == [("gsm7", "profile", 0.9)]


@pytest.mark.parametrize("name", ["latin1", "gsm", "utf8"])
def test_what_is_given_holds(name: str) -> None:
    german = GERMAN.encode("latin-1")
    found = capture(sent(german, system_type=b"ISO"), profile="smscentre", default_alphabet=name)
    assert told(found) == [({"gsm": "gsm7"}.get(name, name), "given", None)]
    assert texts(found) == [german.decode(name.replace("gsm", "latin1"), "backslashreplace")]


def test_an_unknown_name_is_an_error_at_once() -> None:
    with pytest.raises(ValueError, match="'klingon': choose one of gsm7"):
        sd.read(SAMPLES / "smscentre_day.pcap", default_alphabet="klingon")


def test_national_tables_need_no_agreement() -> None:
    talk = Talk().bind()
    header = bytes.fromhex("03240101")
    talk.submit("1", at=1, esm_class=UDHI, text=header + b"\x1bS\x1bi@")
    talk.submit("2", at=2, text=GERMAN.encode("latin-1"))
    found = capture(talk)
    assert texts(found) == ["Şı¡", GERMAN]
    assert told(found)[0][0] == "latin1"


def test_the_first_texts_are_asked_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alphabets, "ASKED", 2)
    german = GERMAN.encode("latin-1")
    found = capture(sent(german, german, *[gsm_octets(GERMAN)] * 5))
    assert told(found) == [("latin1", "inferred", 0.75)]


def test_first_of_each() -> None:
    owner = np.array([1, 0, 1, 1, 0, 2, 1])
    assert sorted(first_of_each(owner, np.array([1, 2, 0]))) == [0, 1, 2]
    assert first_of_each(np.empty(0, np.int64), np.array([5])).tolist() == []


LONG = gsm_octets("Ein sehr langer Text, der nicht in eine Nachricht paßt: 5 €, schöne Grüße")


def in_parts(packed: bool, cut: int) -> Talk:
    talk = Talk().bind()
    for number, septets in ((1, LONG[:cut]), (2, LONG[cut:])):
        header = bytes([5, 0, 3, 9, 2, number])
        text = pack(septets, header) if packed else header + septets
        talk.submit(f"{number}", at=number, esm_class=UDHI, text=text)
    return talk


@pytest.mark.parametrize("cut", [30, LONG.index(0x1B) + 1])
@pytest.mark.parametrize("packed", [False, True])
def test_parts_tell_too_and_are_joined(packed: bool, cut: int) -> None:
    found = capture(in_parts(packed, cut))
    alphabet = "gsm7_packed" if packed else "gsm7"
    assert told(found)[0][:2] == (alphabet, "inferred")
    assert texts(found) == [
        "Ein sehr langer Text, der nicht in eine Nachricht paßt: 5 €, schöne Grüße"
    ]


def test_each_part_has_its_own_national_table() -> None:
    talk = Talk().bind()
    for number, (language, text) in enumerate([(1, b"\x1bS"), (2, b"\x1bA"), (2, b"\x1ba")], 1):
        header = bytes([0x24, 1, language, 0, 3, 9, 3, number])
        octets = bytes([len(header)]) + header + text
        talk.submit(f"{number}", at=number, esm_class=UDHI, text=octets)
    assert texts(capture(talk)) == ["ŞÁá"]
