"""Several providers in one capture: each session's PDUs are told by its own profile."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest

import smpp_dissect as sd
from smpp_dissect.capture import Capture
from smpp_dissect.errors import ProfileError
from tests.road import pcap
from tests.talk import Talk

HEAD = 'name = "{name}"\ntitle = "{name}"\nsource = "made up"\n'
EAST = (
    HEAD.format(name="east")
    + """
default_alphabet = "latin1"
servers = ["10.0.0.2"]
[receipt]
id_rule = "hex_to_dec"
[receipt.stands_for]
msgid = "id"
status = "stat"
[[tlv]]
tag = 0x1400
name = "cost"
kind = "cstring"
[[tlv]]
tag = 0x1401
name = "campaign"
kind = "cstring"
commands = ["submit_sm"]
[[tlv]]
tag = 0x1401
name = "route"
kind = "integer"
commands = ["deliver_sm"]
[errors]
5 = "east wind"
[errors.command_status]
0x0481 = "east money"
"""
)
WEST = (
    HEAD.format(name="west")
    + """
default_alphabet = "gsm"
servers = ["10.0.0.3"]
[[tlv]]
tag = 0x1400
name = "mccmnc"
kind = "digits"
[errors]
5 = "west wind"
[errors.command_status]
0x0481 = "west money"
"""
)


def spoken(host: int, **bind: Any) -> Talk:
    """The same talk with each of the servers; the last has tags that nobody knows."""
    talk = Talk(f"esme{host}", ("10.0.0.1", 40000 + host), (f"10.0.0.{host}", 2775)).bind(**bind)
    first, second = (0x1400, 0x1401) if host < 4 else (0x1500, 0x1501)
    campaign = [(second, b"30")]
    talk.submit("1f", at=1 + host / 10, text=b"\x24", to="79001", tlvs=campaign)
    talk.submit("", at=2 + host / 10, status=0x0481, to="79002")
    route = [(first, b"25001"), (second, b"30")]
    if host == 2:
        text = b"msgid:31 sub:001 dlvrd:000 status:UNDELIV err:005"
        talk.receipt("", at=3 + host / 10, text=text, esm_class=0, tlvs=route)
    else:
        talk.receipt("1f", "UNDELIV", err="005", at=3 + host / 10, tlvs=route)
    return talk


def data(*talks: Talk) -> bytes:
    segments = (each for talk in talks for each in talk.segments)
    return pcap(sorted(segments, key=lambda each: each.time))


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("profiles")
    paths = [folder / "east.toml", folder / "west.toml"]
    for path, text in zip(paths, (EAST, WEST), strict=True):
        path.write_text(text)
    return paths


@pytest.fixture(scope="module")
def capture(files: list[Path]) -> Capture:
    return sd.read(io.BytesIO(data(*(spoken(host) for host in (2, 3, 4)))), profile=files)


def rows(capture: Capture, table: str, *columns: str) -> list[Any]:
    found = capture.arrow(table, columns).to_pylist()
    return [tuple(row.values()) if len(columns) > 1 else row[columns[0]] for row in found]


def test_sessions_tell_their_profiles_and_why(capture: Capture) -> None:
    assert rows(capture, "sessions", "profile", "profile_reason") == [
        ("east", "server in 10.0.0.2 and vendor TLVs 0x1400, 0x1401"),
        ("west", "server in 10.0.0.3 and vendor TLV 0x1400"),
        (None, "none of those asked for has its server or one of its vendor TLVs"),
    ]
    assert capture.profile is not None
    assert capture.profile.name == "east"
    assert capture.profile_reasons == [
        "east in 1 session (server in 10.0.0.2 and vendor TLVs 0x1400, 0x1401)",
        "west in 1 session (server in 10.0.0.3 and vendor TLV 0x1400)",
        "none in 1 session (none of those asked for has its server or one of its vendor TLVs)",
    ]


def test_summary_and_overview_tell_all_of_them(capture: Capture) -> None:
    told = capture.overview()["profiles"]
    assert [(each["name"], each["sessions"]) for each in told] == [
        ("east", 1),
        ("west", 1),
        (None, 1),
    ]
    lines = capture.summary()
    at = lines.index(f"profile     {capture.profile_reasons[0]}")
    assert lines[at + 1 : at + 3] == [f"{'':12}{line}" for line in capture.profile_reasons[1:]]


def test_receipts_have_the_columns_of_both(capture: Capture) -> None:
    assert rows(capture, "receipts", "message_id", "state", "cost", "route", "mccmnc") == [
        ("31", "UNDELIV", "25001", 13104, None),
        ("1f", "UNDELIV", None, None, "25001"),
        ("1f", "UNDELIV", None, None, None),
    ]


def test_messages(capture: Capture) -> None:
    found = rows(capture, "messages", "session", "text", "status", "error", "cost", "match_rule")
    assert found == [
        (1, "$", "ESME_ROK", "east wind", 25001.0, "hex_to_dec"),
        (2, "¤", "ESME_ROK", "west wind", None, "exact"),
        (3, "$", "ESME_ROK", None, None, "exact"),
        (1, "hello", "0x00000481", "east money", None, None),
        (2, "hello", "0x00000481", "west money", None, None),
        (3, "hello", "0x00000481", "SMSC vendor specific errors", None, None),
    ]


def test_tlvs(capture: Capture) -> None:
    found = rows(capture, "tlvs", "tag", "dictionary", "name", "text")
    assert sorted(found, key=str) == sorted(
        [
            (0x1401, "east", "campaign", "30"),
            (0x1400, "east", "cost", "25001"),
            (0x1401, "east", "route", "13104"),
            (0x1400, "west", "mccmnc", "25001"),
            *[(0x1401, None, None, "30")] * 2,
            (0x1500, None, None, "25001"),
            *[(0x1501, None, None, "30")] * 2,
        ],
        key=str,
    )


def test_texts_of_pdus(capture: Capture) -> None:
    texts = [text for text in rows(capture, "pdus", "text") if text in ("$", "¤")]
    assert texts == ["$", "¤", "$"]
    numbers = [pdu for pdu, text in rows(capture, "pdus", "pdu", "text") if text in ("$", "¤")]
    assert ["¤" in str(capture.pdu(number)) for number in numbers] == [False, True, False]
    assert rows(capture, "sessions", "default_alphabet", "default_alphabet_by") == [
        ("latin1", "profile"),
        ("gsm7", "profile"),
        ("ascii", "inferred"),
    ]


def test_trees(capture: Capture) -> None:
    told = []
    for session, command, number in rows(capture, "pdus", "session", "command", "pdu"):
        if command == "deliver_sm":
            *_, message, first, second = capture.pdu(number).root.nodes
            marks = {each.name: str(each.meaning) for each in message.nodes}
            told.append((session, [first.name, second.name], marks))
    assert [(session, tlvs) for session, tlvs, _ in told] == [
        (1, ["cost", "route"]),
        (2, ["mccmnc", "tlv_0x1401"]),
        (3, ["tlv_0x1500", "tlv_0x1501"]),
    ]
    assert [marks["err"].startswith(word) for word, (_, _, marks) in zip(
        ("east wind", "west wind", "None"), told, strict=True)]  # fmt: skip


def test_error_codes(capture: Capture) -> None:
    table = capture.error_codes()[["source", "code", "meaning"]].astype(object)
    found = set(table.where(table.notna(), None).itertuples(index=False, name=None))
    assert found == {
        ("command_status", "0x00000481", "east money"),
        ("command_status", "0x00000481", "west money"),
        ("command_status", "0x00000481", "SMSC vendor specific errors"),
        *(("err", "005", word) for word in ("east wind", "west wind", None)),
    }


def test_what_means_the_same_by_all_profiles_is_counted_together(files: list[Path]) -> None:
    talks = []
    for host in (2, 3):
        talk = Talk(f"esme{host}", ("10.0.0.1", 40000 + host), (f"10.0.0.{host}", 2775)).bind()
        talk.submit("", at=1 + host / 10, status=0x58)
        talk.receipt("1", "UNDELIV", err="007", at=2 + host / 10, tlvs=[(0x0423, b"\3\0\5")])
        talks.append(talk)
    capture = sd.read(io.BytesIO(data(*talks)), profile=files)
    found = capture.error_codes()[["source", "code", "meaning", "count"]].astype(object)
    assert set(found.where(found.notna(), None).itertuples(index=False, name=None)) == {
        ("command_status", "0x00000058", "throttled, allowed rate exceeded", 2),
        ("err", "007", None, 2),
        ("network_error_code", "3:5", "east wind", 1),
        ("network_error_code", "3:5", "west wind", 1),
    }


@pytest.mark.parametrize("types", [("ad", "alert"), ("ad", "ad")])
def test_types_of_messages_are_those_of_each_profile(
    types: tuple[str, str], tmp_path: Path
) -> None:
    paths = []
    for host, word in zip((2, 3), types, strict=True):
        paths.append(tmp_path / f"{host}.toml")
        paths[-1].write_text(
            HEAD.format(name=f"smsc{host}")
            + f'servers = ["10.0.0.{host}"]\n[[tlv]]\ntag = 0x1400\nname = "message_flags"\n'
            'kind = "integer"\n[[tlv.bits]]\nname = "type"\nlow = 0\nhigh = 1\n'
            f'[tlv.bits.enum]\n1 = "{word}"\n'
        )
    talks = []
    for host in (2, 3, 4):
        talk = Talk(f"esme{host}", ("10.0.0.1", 40000 + host), (f"10.0.0.{host}", 2775)).bind()
        talk.submit("1", at=1 + host / 10)
        talk.receipt("1", at=2 + host / 10, tlvs=[(0x1400 if host < 4 else 0x1500, b"\1")])
        talks.append(talk)
    found = sd.read(io.BytesIO(data(*talks)), profile=paths).delivery_latency(by="message_type")
    counts = found.set_index(found["message_type"].fillna("unknown"))["messages"].to_dict()
    assert counts == {word: types.count(word) for word in types} | {"unknown": 1}


def test_unknown_tags_are_those_that_the_session_does_not_know(capture: Capture) -> None:
    found = rows(capture, "anomalies", "code", "session", "detail")
    unknown = [(session, detail) for code, session, detail in found if code == "unknown_tlv"]
    assert unknown == [
        (3, "no dictionary names the TLV 0x1501, met 2 times"),
        (3, "no dictionary names the TLV 0x1500, met once"),
    ]


def test_one_profile_holds_everywhere_unless_it_says_where(files: list[Path]) -> None:
    octets = data(spoken(2), spoken(4))
    for profile, names in (
        (files[1], ["west", "west"]),
        (f"{files[1]}@10.0.0.4", [None, "west"]),
        ([f"{files[1]}@10.0.0.4", files[0]], ["east", "west"]),
    ):
        capture = sd.read(io.BytesIO(octets), profile=profile)
        assert rows(capture, "sessions", "profile") == names
        texts = [text for text in rows(capture, "messages", "text") if text != "hello"]
        assert texts == ["¤" if name == "west" else "$" for name in names]


def test_a_bind_option_changes_the_alphabet_of_its_session() -> None:
    octets = data(spoken(2, system_type=b"ISO"), spoken(3))
    capture = sd.read(io.BytesIO(octets), profile="smscentre")
    assert rows(capture, "messages", "text")[:2] == ["$", "¤"]
    texts = [text for text in rows(capture, "pdus", "text") if text in ("$", "¤")]
    assert texts == ["$", "¤"]
    told = sd.read(io.BytesIO(octets), profile="smscentre", default_alphabet="gsm7")
    assert rows(told, "messages", "text")[:2] == ["¤", "¤"]


def test_the_rule_of_ids_is_that_of_the_profile(files: list[Path]) -> None:
    """No address supports it, and one receipt of many is too few for arithmetic by chance."""
    talk = Talk("esme", server=("10.0.0.2", 2775)).bind()
    talk.submit("100", at=1)
    for place, number in enumerate(("256", "7", "8")):
        talk.receipt(number, at=2 + place, by="4179555")
    for profile, rule in ((files[0], "hex_to_dec"), (files[1], None)):
        capture = sd.read(io.BytesIO(data(talk)), profile=profile)
        assert rows(capture, "messages", "match_rule") == [rule]


def test_what_was_asked_before_changes_no_profile(files: list[Path]) -> None:
    octets = data(spoken(2), spoken(3))
    tables = ("sessions", "messages", "pdus", "tlvs", "receipts")
    forward, backward = (sd.read(io.BytesIO(octets), profile=files) for _ in range(2))
    one = {name: forward.arrow(name) for name in tables}
    other = {name: backward.arrow(name) for name in reversed(tables)}
    assert all(one[name].to_pylist() == other[name].to_pylist() for name in tables)


def test_a_profile_that_is_none(files: list[Path]) -> None:
    with pytest.raises(ProfileError):
        sd.read(io.BytesIO(b""), profile=[*files, "nowhere"])
