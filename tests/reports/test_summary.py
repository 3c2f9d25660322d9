"""The summary: a few lines for any capture."""

from __future__ import annotations

import struct

import pytest

import smpp_dissect as sd
from smpp_dissect.reports.summary import _span
from tests.build import Interface, Section, Simple, drop, write_pcap, write_pcapng
from tests.conftest import SAMPLES
from tests.talk import Talk, capture, reading


def lines(talk: Talk, end: float | None = None) -> list[str]:
    return capture(talk, end=end).summary()


def starting(text: list[str], word: str) -> str:
    return next(line for line in text if line.startswith(word))


def test_a_day() -> None:
    text = sd.read(SAMPLES / "smscentre_day.pcap").summary()
    assert starting(text, "messages") == "messages    1,146 sent, 15 received, 1,049 receipts"
    assert "22 (" in starting(text, "sessions")
    assert "smscentre (server port 3700" in starting(text, "profile")
    assert "submit to final receipt" in starting(text, "delivery")
    assert any("delivered" in line and "%" in line for line in text)
    assert "frame" in starting(text, "errors")


def test_percentages_are_of_messages() -> None:
    talk = Talk().bind()
    for at in (1, 2, 3):
        talk.submit(f"{at}", at=at, registered_delivery=0)
    talk.submit("", at=4, status=0x58)
    text = lines(talk)
    assert any(line.split() == ["3", "75.0%", "not_requested"] for line in text)
    assert any(line.split() == ["1", "25.0%", "rejected"] for line in text)
    assert "ESME_RTHROTTLED: throttled" in starting(text, "errors")


def test_only_binds() -> None:
    text = lines(Talk().bind())
    assert starting(text, "sessions") == "sessions    1 (1 transceiver), 2 PDUs"
    assert starting(text, "messages") == "messages    0 sent, 0 received, 0 receipts"
    assert not any(
        line.startswith(("delivery", "response", "errors", "anomalies")) for line in text
    )


def test_no_receipts_at_all() -> None:
    talk = Talk().bind()
    talk.submit("1", at=1)
    text = lines(talk)
    assert starting(text, "response").startswith("response    p50 1 ms")
    assert not any(line.startswith("delivery") for line in text)


def test_only_receipts_of_messages_unseen() -> None:
    talk = Talk().bind()
    talk.receipt("17", "UNDELIV", err="011", at=1)
    text = lines(talk)
    assert "UNDELIV err 011" in starting(text, "errors")
    assert "unmatched_receipt 1" in starting(text, "anomalies")


def test_no_pdu_at_all() -> None:
    talk = Talk()
    talk.say_octets("client", b"GET /index.html HTTP/1.1", at=1)
    text = capture(talk, ports=[2775]).summary()
    assert starting(text, "sessions") == "sessions    1 (1 no bind seen), 0 PDUs"
    assert starting(text, "ledger") == "ledger      24 bytes belong to no PDU"


def test_notes_are_no_trouble() -> None:
    talk = Talk().bind()
    talk.submit("1", at=1)
    talk.say_octets("server", struct.pack(">4I", 100, 0x102, 0, 7) + b"\0" * 20, at=2)
    text = lines(talk.close())
    assert not any(line.startswith("anomalies") for line in text)
    assert starting(text, "ledger").endswith("bytes are of PDUs cut short")


def test_losses_are_told() -> None:
    talk = Talk().bind()
    talk.submit("1", at=1)
    for at in (2, 3):
        sequence = talk.say("client", "enquire_link", at=at)
        talk.say("server", "enquire_link_resp", sequence=sequence)
    segments = drop(talk.segments, 5)
    text = reading(lambda path: write_pcap(path, segments)).summary()
    assert "were sent but not captured" in starting(text, "ledger")


def test_packets_without_times() -> None:
    talk = Talk().bind()
    talk.submit("1", at=1)
    blocks = [Interface("ethernet"), *map(Simple, talk.segments)]
    text = reading(lambda path: write_pcapng(path, [Section(blocks)])).summary()
    assert starting(text, "capture").endswith("packets")


def test_at_most_some_errors() -> None:
    talk = Talk().bind()
    for at in range(1, 30):
        talk.submit("", at=at, status=0x400 + at)
    assert sum("(frame" in line for line in lines(talk)) == 5


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0 ms"), (0.00123, "1.23 ms"), (0.0361, "36.1 ms"), (0.9994, "999 ms"), (0.9996, "1 s"),
     (1.7, "1.7 s"), (119.6, "120 s"), (120, "2 min 00 s"), (3599.6, "1 h 00 min"),
     (7260, "2 h 01 min")],
)  # fmt: skip
def test_spans(seconds: float, text: str) -> None:
    assert _span(seconds) == text


def test_alphabets_are_told_by_account() -> None:
    german = "Grüße aus München".encode("latin-1")
    latin, plain = (
        Talk(name, client=("10.0.0.1", port)).bind()
        for name, port in (("shop", 40000), ("ops", 40001))
    )
    for at in range(1, 9):
        latin.submit(f"{at}", at=at, text=german)
    plain.submit("1", at=1)
    text = capture(latin, plain).summary()
    at = text.index(starting(text, "alphabet"))
    assert sorted(line[12:] for line in text[at : at + 2]) == [
        "data_coding 0 is gsm7 for ops, assumed, for no text tells",
        "data_coding 0 is latin1 for shop, inferred from the texts (confidence 0.90)",
    ]


def test_an_alphabet_that_the_texts_speak_against() -> None:
    talk = Talk().bind()
    for at in range(1, 9):
        talk.submit(f"{at}", at=at, text="Grüße aus München".encode("latin-1"))
    told = starting(capture(talk, profile="smscentre").summary(), "alphabet")
    assert told == (
        "alphabet    data_coding 0 is gsm7, by the profile"
        " (confidence 0.10; most texts tell otherwise)"
    )
