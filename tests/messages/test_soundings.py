"""The short way to the alphabets leads where the long one does."""

from __future__ import annotations

from pathlib import Path

import pytest

import smpp_dissect as sd
from smpp_dissect.capture import Capture
from smpp_dissect.messages import soundings
from smpp_dissect.messages.soundings import Soundings
from smpp_dissect.pdus.reading import PduReader
from tests.conftest import SAMPLES
from tests.naive_text import gsm_octets
from tests.talk import MESSAGE_PAYLOAD, UDHI, Talk, capture

CAPTURES = Path(__file__).parents[3] / "shared" / "captures"
FILES = sorted(
    path
    for folder in (SAMPLES, CAPTURES)
    for path in folder.glob("*.pcap*")
    if "tls" not in path.name
)
GERMAN = "Grüße aus München, schöne Ferien!"
TOLD = ("default_alphabet", "default_alphabet_by", "alphabet_confidence")


def told(found: Capture) -> list[tuple[object, ...]]:
    """What the sessions are told, by the way that `pdus` takes."""
    assert "facts" not in found._passes.__dict__
    return [
        tuple(getattr(session, name) for name in TOLD) for session in found._passes.agreed.sessions
    ]


def talks() -> list[Talk]:
    """Accounts that speak GSM, Latin-1 and UTF-8; texts whole, in parts and as payload."""
    made = []
    for number, text in enumerate([gsm_octets(GERMAN), GERMAN.encode("latin-1"), GERMAN.encode()]):
        talk = Talk(f"esme{number}", client=("10.0.0.1", 40000 + number)).bind()
        talk.submit("1", at=1, text=b"Hello John")
        talk.submit("2", at=2, text=text)
        talk.submit("3", at=3, command="data_sm", text=text)
        talk.part("4", 1, 2, at=4, text=text)
        talk.part("5", 2, 2, at=5, text=text)
        talk.receipt("2", at=6)
        talk.deliver(text, at=7)
        made.append(talk)
    return made


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_both_ways_agree_on_captures(path: Path) -> None:
    short, long = sd.read(path), sd.read(path)
    rows = long.arrow("sessions").select(list(TOLD)).to_pylist()
    assert told(short) == [tuple(row.values()) for row in rows]


def test_both_ways_agree_where_accounts_differ() -> None:
    short, long = capture(*talks()), capture(*talks())
    rows = long.arrow("sessions").select(list(TOLD)).to_pylist()
    assert told(short) == [tuple(row.values()) for row in rows]
    assert [row["default_alphabet"] for row in rows] == ["gsm7", "latin1", "utf8"]


def test_pdus_tlvs_and_trees_have_the_text_of_the_account() -> None:
    found = capture(*talks())
    pdus = found.arrow("pdus", ["pdu", "command", "text"]).to_pylist()
    texts = [row["text"] for row in pdus if row["command"] in ("data_sm", "deliver_sm")]
    assert texts.count(GERMAN) == 6
    tlvs = found.arrow("tlvs", ["tag", "text"]).to_pylist()
    assert [row["text"] for row in tlvs if row["tag"] == MESSAGE_PAYLOAD] == [GERMAN] * 3
    for row in pdus:
        if row["command"] == "deliver_sm" and row["text"] == GERMAN:
            nodes = found.pdu(row["pdu"]).to_dict()["nodes"]
            (message,) = (node for node in nodes if node["name"] == "short_message")
            assert GERMAN in str(message["meaning"])
    assert sorted(found.arrow("messages")["text"].to_pylist()) == sorted(
        ["Hello John", GERMAN, GERMAN, GERMAN + GERMAN] * 3
    )


def test_what_is_kept_is_bounded(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(soundings, "ASKED", 3)
    german = GERMAN.encode("latin-1")
    talk = Talk().bind()
    for number in range(9):
        talk.submit(f"{number}", at=1 + number, text=german)
        talk.part(f"{number}", 1, 2, at=1 + number, reference=number, text=german)
    found = capture(talk)
    harvest = Soundings()
    for batch in PduReader([found.files[0]], window=500).batches():
        harvest.take(batch)
    assert harvest.taken.tolist() == [[3], [3]]
    assert (len(harvest.untold.octets), len(harvest.octets), len(harvest.text)) == (3, 3, 0)


def test_receipts_and_national_tables_do_not_tell() -> None:
    talk = Talk().bind()
    talk.deliver(b"id:1 sub:001 dlvrd:001 stat:DELIVRD err:000 text:me@home {x}", at=1)
    header = bytes.fromhex("03240101")
    talk.submit("1", at=2, esm_class=UDHI, text=header + b"me@home {x}")
    assert told(capture(talk)) == [("gsm7", "assumed", None)]
