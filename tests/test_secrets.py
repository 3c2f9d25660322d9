"""Passwords are shown by no face, whatever is wrong with the PDU; by those that can, when asked."""

from __future__ import annotations

from pathlib import Path

import pytest

import smpp_dissect as sd
from tests.build import Segment
from tests.faces import FACES
from tests.road import pcap
from tests.talks import BIND, bind_resp, pdu, submit, talk, with_length

SECRET = b"s3cr3tPW"
FORMS = (
    *(SECRET.decode(), SECRET.hex(), SECRET.hex(" "), SECRET.decode().upper()),
    *(SECRET.hex().upper(), SECRET.decode("latin-1").encode("utf-16-be").hex()),
)
WHOLE = pdu("bind_transceiver", 1, **BIND | {"password": SECRET})
UNTERMINATED = with_length(WHOLE[: WHOLE.index(SECRET) + len(SECRET)], 29)
# Each in a connection of its own: whole binds, and binds that are wrong in some way.
SENT = {
    "bind_transceiver": WHOLE,
    "bind_receiver": pdu("bind_receiver", 1, **BIND | {"password": SECRET}),
    "outbind": pdu("outbind", 1, system_id=b"SMSC", password=SECRET),
    "without its NUL": UNTERMINATED,
    "too short a length": with_length(WHOLE, len(WHOLE) - 4),
    "a length within the password": with_length(WHOLE, WHOLE.index(SECRET) + 3),
    "too long a length": with_length(WHOLE, len(WHOLE) + 7),
    "octets behind it": with_length(WHOLE + b"\0\0\1", len(WHOLE) + 3),
    "an impossible TLV": with_length(WHOLE + b"\x14\0\xff\xff", len(WHOLE) + 4),
}


def conversation(sent: bytes, port: int) -> list[Segment]:
    ends = (("10.0.0.1", port), ("10.0.0.2", 2775))
    return talk([pdu("enquire_link", 7), sent, submit(2)], [bind_resp()], ends=ends)


def capture(folder: Path, sent: list[bytes]) -> Path:
    path = folder / "a.pcap"
    talks = [conversation(each, 40_000 + at) for at, each in enumerate(sent)]
    path.write_bytes(pcap(sum(talks, [])))
    return path


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return capture(tmp_path_factory.mktemp("secrets"), list(SENT.values()))


def told(name: str, path: Path, **options: bool) -> str:
    return "\n".join(face.text for face in FACES[name](path, **options))


@pytest.mark.parametrize("name", FACES)
def test_no_face_shows_a_password(name: str, path: Path) -> None:
    shown = told(name, path)
    assert not [form for form in FORMS if form in shown]


# What can show the password itself, and octets that have it.
SHOWING = (
    *("list of all columns", "list as JSON", "show", "show a node", "show as JSON"),
    *("export pdus as csv", "export pdus as jsonl", "trees", "frames"),
)


@pytest.mark.parametrize("name", SHOWING)
def test_it_is_shown_where_that_is_asked_for(name: str, path: Path) -> None:
    assert SECRET.decode() in told(name, path, show_secrets=True)
    assert "********" in told(name, path)


@pytest.mark.parametrize("name", sorted(set(FACES) - set(SHOWING)))
def test_other_faces_have_no_place_for_it(name: str, path: Path) -> None:
    assert SECRET.decode() not in told(name, path, show_secrets=True)


@pytest.mark.parametrize("cut", range(17, len(WHOLE)))
def test_a_bind_cut_short_shows_nothing(cut: int, tmp_path: Path) -> None:
    """By the end of the capture: the rest of the bind was never captured."""
    path = tmp_path / "a.pcap"
    path.write_bytes(pcap(talk([pdu("enquire_link", 7), WHOLE[:cut]], closed=False)))
    for name in ("trees", "export pdus as jsonl", "export anomalies as jsonl", "show"):
        shown = told(name, path)
        at = WHOLE.index(SECRET)
        part = SECRET[: max(cut - at, 0)]
        if len(part) > 3:
            assert part.decode() not in shown and part.hex() not in shown


def test_a_password_in_a_page_is_neither_text_nor_octets() -> None:
    html = sd.dissect(WHOLE)._repr_html_()
    assert not [form for form in FORMS if form in html]
    assert "********" in html
    assert SECRET.decode() in sd.dissect(WHOLE, show_secrets=True)._repr_html_()
