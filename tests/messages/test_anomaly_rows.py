"""Anomalies: what each is told for, and where it is to be found."""

from __future__ import annotations

import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from smpp_dissect.messages.model import MessageTables
from tests.build import Raw, drop, link_frame, write_pcap
from tests.talk import (
    MESSAGE_STATE,
    RECEIPTED_MESSAGE_ID,
    Talk,
    capture,
    pdu,
    reading,
    rows,
    told,
)

SOURCE_ADDR_SUBUNIT = 0x000D


def anomalies(talk: Talk, **options: Any) -> list[tuple[str, str]]:
    """Code and detail of each anomaly."""
    table = told(talk, **options).anomalies
    found: list[tuple[str, str]] = rows(table, "code", "detail")
    return found


def codes(talk: Talk, **options: Any) -> list[str]:
    return [code for code, _ in anomalies(talk, **options)]


def test_good_manners() -> None:
    talk = Talk().bind()
    talk.submit("17", at=1)
    talk.receipt("17", at=2, tlvs=[(RECEIPTED_MESSAGE_ID, b"17\0"), (MESSAGE_STATE, b"\x02")])
    talk.part("18", 1, 2, at=3)
    talk.part("18", 2, 2, at=4)
    talk.receipt("18", "ENROUTE", at=5, tlvs=[(MESSAGE_STATE, b"\x01")])
    assert anomalies(talk) == []


def test_where_it_is() -> None:
    talk = Talk().bind()
    talk.submit(None, at=1)
    model = told(talk, end=100)
    (row,) = model.anomalies.to_pylist()
    assert (row["code"], row["severity"], row["pdu"], row["session"]) == (
        "unanswered",
        "warning",
        3,
        1,
    )
    # Three frames open the connection, two bind.
    assert (row["frame"], row["file"]) == (6, model.files[0])
    assert row["time"] == model.messages["submit_time"][0].as_py()


def unexpected(talk: Talk) -> None:
    talk.answer(99, "1", at=1)


def mismatched(talk: Talk) -> None:
    sequence = talk.submit(None, at=1)
    talk.say("server", "enquire_link_resp", at=1.5, sequence=sequence)
    talk.answer(sequence, "1", at=2)


def reused(talk: Talk) -> None:
    for at in (1, 1.5):
        talk.say("client", "enquire_link", at=at, sequence=50)
    for at in (2, 2.5):
        talk.say("server", "enquire_link_resp", at=at, sequence=50)


def unmatched(talk: Talk) -> None:
    talk.receipt("17", at=1)


def status_in_request(talk: Talk) -> None:
    talk.say("client", "enquire_link", at=1, sequence=50, status=7)
    talk.say("server", "enquire_link_resp", at=2, sequence=50)


def unknown_status(talk: Talk) -> None:
    talk.submit("", at=1, status=0x3FF)


def odd_tlv(talk: Talk) -> None:
    talk.submit("1", at=1, tlvs=[(SOURCE_ADDR_SUBUNIT, b"\x01\x02")])


def harmless_nack(talk: Talk) -> None:
    talk.say("server", "generic_nack", at=2, sequence=talk.submit(None, at=1))


def too_long(talk: Talk) -> None:
    talk.submit("1", at=1, source="1" * 21)


def too_long_in_an_answer(talk: Talk) -> None:
    talk.submit("1" * 65, at=1)


def too_long_a_secret(talk: Talk) -> None:
    talk.bind(at=1, password=b"correct horse")


def unknown_command(talk: Talk) -> None:
    talk.say_octets("client", struct.pack(">4I", 20, 0x00010203, 0, 77) + b"????", at=1)
    talk.say("server", "generic_nack", at=2, sequence=77, status=3)


@pytest.mark.parametrize(
    ("happens", "code", "detail"),
    [
        (unexpected, "unexpected_response", "answers no request"),
        (mismatched, "response_mismatch", "of another command"),
        (reused, "sequence_reused", "reused while open"),
        (unmatched, "unmatched_receipt", "no message of id 17 was seen"),
        (status_in_request, "status_in_request", "a request has a command_status"),
        (unknown_status, "unknown_status", "0x000003FF"),
        (odd_tlv, "tlv_length", "source_addr_subunit has 2 octets, not 1"),
        (harmless_nack, "nack_without_error", "tells no error"),
        (too_long, "field_too_long", "source_addr has more than 21 octets"),
        (too_long_in_an_answer, "field_too_long", "message_id has more than 65 octets"),
        (too_long_a_secret, "field_too_long", "password has more than 9 octets"),
        (unknown_command, "unknown_command", "in no version of SMPP"),
    ],
)
def test_each_alone(happens: Callable[[Talk], None], code: str, detail: str) -> None:
    talk = Talk().bind()
    happens(talk)
    ((found, words),) = anomalies(talk)
    assert (found, detail in words) == (code, True), words


def test_fields_as_long_as_any_version_allows() -> None:
    talk = Talk().bind(password=b"8 octets", system_id=b"fifteen of them", system_type=b"s" * 12)
    talk.submit("1" * 64, at=1, source="1" * 20, to="7" * 20, service_type=b"CMT12")
    # Version 3.3 allows a time in a deliver_sm, 3.4 does not.
    talk.deliver(b"hi", at=2, validity_period=b"000000010000000R")
    assert anomalies(talk) == []


def test_a_receipt_without_an_id() -> None:
    talk = Talk().bind()
    talk.receipt("", at=1, text=b"stat:DELIVRD err:000")
    assert anomalies(talk) == [("unmatched_receipt", "the receipt has no message id")]


def test_before_the_bind() -> None:
    talk = Talk()
    talk.submit("", at=0.001, status=4)
    talk.bind(at=0.5)
    talk.submit("1", at=1)
    assert codes(talk) == ["before_bind"]
    late = Talk(opened=False)
    late.submit("", at=0.001)
    late.bind(at=0.5)
    assert codes(late) == []


def test_statuses_of_vendors_are_no_anomaly() -> None:
    talk = Talk().bind()
    for at, status in enumerate((0x400, 0x4FF, 0x58, 0x10C), 1):
        talk.submit("", at=at, status=status)
    assert codes(talk) == []


def receipt_with(
    message_state: int | None, tlv_id: bytes, stat: str, text_id: str
) -> list[tuple[str, str]]:
    talk = Talk().bind()
    talk.submit("59113978", at=1)
    tlvs = [(RECEIPTED_MESSAGE_ID, tlv_id)]
    if message_state is not None:
        tlvs.append((MESSAGE_STATE, bytes([message_state])))
    talk.receipt(text_id, stat, at=2, tlvs=tlvs)
    return [found for found in anomalies(talk) if found[0] != "unmatched_receipt"]


def test_a_receipt_that_tells_two_states() -> None:
    expected = "stat is DELIVRD, message_state is 5 (UNDELIV)"
    assert receipt_with(5, b"59113978", "DELIVRD", "59113978") == [("receipt_disagrees", expected)]
    assert receipt_with(2, b"59113978", "delivered", "59113978") == []
    assert receipt_with(2, b"59113978", "BADSTAT", "59113978") == []
    assert receipt_with(None, b"59113978", "DELIVRD", "59113978") == []


def test_a_receipt_that_tells_two_ids() -> None:
    expected = "id is 59113978, receipted_message_id is 59113979"
    assert receipt_with(2, b"59113979\0", "DELIVRD", "59113978") == [
        ("receipt_disagrees", expected)
    ]
    for text_id, tlv_id in (
        ("0059113978", b"38601fa\0"),
        ("59113978", b"38601FA"),
        ("59113978", b"\0"),
        ("", b"1"),
    ):
        assert receipt_with(2, tlv_id, "DELIVRD", text_id) == []


BROADCAST = (
    (0x0606, b"\x00Moscow"),
    (0x0601, b"\x01\x00\x01"),
    (0x0604, b"\x00\x01"),
    (0x0605, b"\x08\x00\x01"),
)


def test_mandatory_tlvs() -> None:
    talk = Talk().bind()
    sequence = talk.say("client", "broadcast_sm", at=1, tlvs=BROADCAST)
    talk.say("server", "broadcast_sm_resp", sequence=sequence, message_id=b"b1")
    assert anomalies(talk) == []
    sequence = talk.say("client", "broadcast_sm", at=2, tlvs=BROADCAST[1:])
    talk.say("server", "broadcast_sm_resp", sequence=sequence, message_id=b"b2")
    assert anomalies(talk) == [("mandatory_tlv_missing", "broadcast_area_identifier is absent")]


def test_a_refusal_needs_no_tlvs() -> None:
    talk = Talk().bind()
    sequence = talk.say("client", "query_broadcast_sm", at=1, message_id=b"b1")
    talk.say("server", "query_broadcast_sm_resp", sequence=sequence, status=0x13, message_id=b"b1")
    assert anomalies(talk) == []
    sequence = talk.say("client", "query_broadcast_sm", at=2, message_id=b"b1")
    talk.say("server", "query_broadcast_sm_resp", sequence=sequence, message_id=b"b1")
    assert codes(talk) == ["mandatory_tlv_missing"] * 3


def lossy(talk: Talk, *lost: int) -> MessageTables:
    segments = drop(talk.segments, *lost)
    return reading(lambda path: write_pcap(path, segments))._passes.model


def test_bytes_that_were_not_captured() -> None:
    talk = Talk().bind()
    sequence = talk.submit(None, at=1)
    talk.answer(sequence, "1", at=2)
    size = len(talk.segments[5].payload)
    for at in (3, 4):
        talk.say("client", "enquire_link", at=at)
    found = lossy(talk, 5).anomalies.to_pylist()
    assert (found[0]["code"], found[0]["session"]) == ("missing_bytes", 1)
    assert found[0]["detail"].startswith(f"{size} bytes")
    assert found[0]["pdu"] is found[0]["frame"] is found[0]["file"] is found[0]["time"] is None


def test_a_file_that_ends_in_mid_record() -> None:
    talk = Talk().bind()
    talk.submit("1", at=1)

    def write(path: Path) -> None:
        write_pcap(path, talk.segments)
        path.write_bytes(path.read_bytes()[:-5])

    cut = reading(write)
    found = cut._passes.model.anomalies.to_pylist()
    # The response that is cut off may have come: nothing says that the request got none.
    assert [row["code"] for row in found] == ["capture_cut"]
    assert (found[0]["file"], found[0]["pdu"]) == (cut.files[0], None)
    assert cut.warnings


def test_packets_whose_headers_are_cut() -> None:
    talk = Talk().bind()
    talk.submit("1", at=1)
    whole: list[Any] = list(talk.segments)
    cut = Raw(whole[4].time, link_frame(whole[4])[:40])

    def found_in(*items: Any) -> list[Any]:
        table = reading(lambda path: write_pcap(path, items))._passes.model.anomalies
        found: list[Any] = rows(table, "code", "severity", "frame", "pdu", "detail")
        return found

    told_of = "the headers of this packet are cut or malformed"
    assert found_in(*whole[:5], cut, *whole[5:]) == [("headers_cut", "note", 6, None, told_of)]
    several = found_in(cut, *whole, cut, cut)
    assert several == [
        ("headers_cut", "note", 1, None, f"{told_of}, and those of 2 more in this file")
    ]


def test_in_capture_order() -> None:
    talk = Talk().bind()
    for happens in (unexpected, unmatched, unknown_status):
        happens(talk)
    places = rows(told(talk).anomalies, "pdu")
    assert places == sorted(places)


def test_unknown_tlvs_of_the_profile_are_its_own_business(tmp_path: Path) -> None:
    profile = tmp_path / "mine.toml"
    profile.write_text(
        'name = "mine"\ntitle = "Mine"\nsource = "me"\n[[tlv]]\ntag = 0x000D\nname = "mine"\n'
        'kind = "integer"\nmeaning = "mine"\nsource = "me"\n'
    )
    talk = Talk().bind()
    odd_tlv(talk)
    assert capture(talk, profile=profile)._passes.model.anomalies.num_rows == 0


def with_tlvs(*tlvs: tuple[int, bytes]) -> Talk:
    """Three messages, the last two of them with these TLVs."""
    talk = Talk().bind()
    talk.submit("1", at=1)
    for at in (2, 3):
        talk.submit(str(at), at=at, tlvs=tlvs)
    return talk


def test_a_tlv_without_a_name_is_told_once_with_its_count() -> None:
    table = told(with_tlvs((0x2F01, b"x"), (0x3000, b"y"), (0x3000, b"z"))).anomalies
    assert rows(table, "code", "severity", "pdu", "detail") == [
        ("unknown_tlv", "note", 5, f"no dictionary names the TLV {told_of}")
        for told_of in ("0x2F01, met 2 times", "0x3000, met 4 times")
    ]


def test_tlvs_that_the_profile_names_are_known() -> None:
    talk = with_tlvs((0x2000, b"0.3500"))
    assert codes(talk, profile="smscentre") == []
    assert codes(with_tlvs((0x2000, b"0.3500"), (0x2005, b"x")), profile="smscentre") == [
        "unknown_tlv"
    ]


def test_cut_pdus_are_told_once() -> None:
    talk = Talk().bind()
    talk.say_octets("client", pdu("submit_sm", short_message=b"x" * 100)[:40], at=1)
    found = anomalies(talk.close())
    assert [code for code, _ in found][0] == "cut_by_end"
