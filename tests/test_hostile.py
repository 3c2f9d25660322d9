"""What a peer sends acts nowhere: on no terminal, in no page, in no spreadsheet.

A capture full of what would, in every place of it that can hold text, is shown by all faces.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from unicodedata import category

import pytest

import smpp_dissect as sd
from tests.build import Segment
from tests.faces import FACES
from tests.road import pcap
from tests.talks import BIND, deliver, pdu, submit, talk
from tests.views.markup import Markup

HOSTILE = {
    "colour": "\x1b[31;5mred\x1b[0m",
    "title": "\x1b]0;owned\x07",
    "answer back": "\x1b[c\x1b[6n\x05",
    "cursor": "done\r\x08\x08\x1b[2J\x1b[1;1H",
    "C1": "\x9b31m\x85\x90q\x9c",
    "NUL and DEL": "\x00\x7f",
    "bidi": "\u202etxt.exe\u2066\u200f",
    "hidden": "a\u200bb\ufeff\U000e0041",
    "lines": "one\r\ntwo\u2028three\x0b",
    "script": "</pre></script><script>alert(1)</script>",
    "handler": "\"'><img src=x onerror=alert(1)>",
    "comment": "<!--<style>]]>",
    "entity": "&lt;b&gt;&#x3c;",
    "mathematics": r"$\href{javascript:alert(1)}{x}$",
    "formula": "=HYPERLINK(\"http://x\",\"y\")",
    "command": "@SUM(1)|cmd!A0",
    "minus": "-2+3+cmd|' /C calc'!A0",
    "tab": "\t=1+1",
    "rich": "[bold red]x[/] [link=http://x]y[/link]",
    "format": "%s%n{0.__class__}{}",
}  # fmt: skip
# Characters that SGR, which we write ourselves, is made of.
SGR = re.compile(r"\x1b\[[0-9;]*m")
UCS2 = 8
COST, RECEIPTED_MESSAGE_ID, ADDITIONAL_STATUS_INFO_TEXT, UNKNOWN = 0x2000, 0x001E, 0x001D, 0x1777


def talk_with(text: str, port: int) -> list[Segment]:
    """A connection with the text wherever there is one."""
    short = text.replace("\0", "").encode("utf-8")
    wide = text.encode("utf-16-be", "surrogatepass")
    receipt = b"id:%s sub:001 dlvrd:001 stat:%s err:%s text:%s" % ((short,) * 4)
    tlvs = [
        (RECEIPTED_MESSAGE_ID, short + b"\0"),
        (COST, short + b"\0"),
        (ADDITIONAL_STATUS_INFO_TEXT, short + b"\0"),
        (UNKNOWN, text.encode()),
    ]
    names = {"service_type": short, "source_addr": short, "destination_addr": short}
    asked = {"message_id": short, "source_addr_ton": 0, "source_addr_npi": 0, "source_addr": short}
    client = [
        pdu("bind_transceiver", 1, **BIND | {"system_id": short, "system_type": short}),
        submit(2, wide, data_coding=UCS2, schedule_delivery_time=short, **names),
        submit(3, text.encode(), tlvs, data_coding=3, **names),
        submit(4, b"", [(0x0424, wide)], data_coding=UCS2, **names),
        pdu("query_sm", 5, **asked),
        pdu(0x00010203, 6),
    ]
    server = [
        pdu("bind_transceiver_resp", 1, system_id=short),
        pdu("submit_sm_resp", 2, message_id=short),
        pdu("submit_sm_resp", 3, 0x58, tlvs),
        deliver(7, receipt, tlvs, esm_class=4, **names),
        deliver(8, wide, data_coding=UCS2, **names),
    ]
    return talk(client, server, ends=(("10.0.0.1", port), ("10.0.0.2", 2775)))


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    talks = [talk_with(text, 40_000 + at) for at, text in enumerate(HOSTILE.values())]
    made = tmp_path_factory.mktemp("hostile") / "=\x1b[31m<b>\u202e.pcap"
    made.write_bytes(pcap(sum(talks, [])))
    return made


def acting(text: str, allowed: str = "") -> set[str]:
    """Characters that a terminal would obey or hide."""
    kinds = ("Cc", "Cf", "Cs", "Zl", "Zp")
    return {char for char in text if category(char) in kinds and char not in allowed}


def inert_terminal(text: str) -> None:
    assert not acting(SGR.sub("", text), "\n")


def inert_pipe(text: str) -> None:
    assert not acting(text, "\n\t")


def inert_repr(text: str) -> None:
    assert not acting(text, "\n")


def inert_json(text: str) -> None:
    assert not acting(text, "\n")
    assert all(isinstance(json.loads(line), dict) for line in text.splitlines())


def inert_csv(text: str) -> None:
    for row in csv.reader(io.StringIO(text, newline="")):
        for cell in row:
            number = re.fullmatch(r"[+-]?[0-9]+(\.[0-9]+)?", cell)
            assert number or cell[:1] not in tuple("=+-@\t\r\n＝＋－＠"), cell
            kept = cell.replace("\r\n", "\n")
            assert not [char for char in acting(kept, "\n\t") if category(char) != "Cf"], cell
            assert not set(kept) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def inert_html(text: str) -> None:
    page, harmless = Markup(text), Markup(sd.dissect(submit())._repr_html_())
    assert page.tags() <= harmless.tags()
    assert page.attributes() <= harmless.attributes()
    assert page.code in ("", harmless.code)
    assert not acting(text, "\n")


def inert_frame(text: str) -> None:
    page = Markup(text)
    assert page.tags() <= {"div", "style", "table", "thead", "tbody", "tr", "th", "td", "p"}
    assert page.attributes() <= {"class", "border", "style", "scoped"}


INERT: dict[str, Callable[[str], None]] = {
    "terminal": inert_terminal,
    "pipe": inert_pipe,
    "repr": inert_repr,
    "json": inert_json,
    "csv": inert_csv,
    "html": inert_html,
    "frame": inert_frame,
}


@pytest.mark.parametrize("name", FACES)
def test_hostile_text_is_inert(name: str, path: Path) -> None:
    faces = list(FACES[name](path, profile="smscentre"))
    assert faces
    for face in faces:
        INERT[face.kind](face.text)


def test_hostile_text_is_there_to_be_seen(path: Path) -> None:
    """Else the test above would tell nothing."""
    shown = r"\x1b[31;5mred\x1b[0m"
    for name in ("list", "list of all columns", "show", "sessions", "messages", "trees"):
        assert any(shown in face.text for face in FACES[name](path)), name
    for table in ("pdus", "tlvs", "sessions", "receipts", "messages", "incoming"):
        assert any(shown in face.text for face in FACES[f"export {table} as csv"](path)), table
    for what in ("list", "show", "sessions", "messages"):
        faces = FACES[f"{what} as JSON"](path)
        assert any(r"\u001b[31;5mred" in face.text for face in faces), what


@pytest.mark.parametrize("text", ["\x1b[2J", "\u202e", "\x9b", "\x07"])
def test_the_tests_can_fail(text: str) -> None:
    for kind in ("terminal", "pipe", "repr", "csv", "html"):
        with pytest.raises(AssertionError):
            INERT[kind](text)
    for html in ("<script>alert(1)</script>", "<p onclick=x>", "<img>"):
        with pytest.raises(AssertionError):
            inert_html(html)
        with pytest.raises(AssertionError):
            inert_frame(html + "<img>")
