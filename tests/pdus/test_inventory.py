"""The inventory of TLVs: a row for each tag of each account, the same however it was read."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest

import smpp_dissect as sd
from smpp_dissect.columns import TABLES, schema
from smpp_dissect.errors import NoSmpp
from smpp_dissect.pdus import tag_counts
from smpp_dissect.pdus.evidence import Evidence
from smpp_dissect.pdus.inventory import inventory_table
from smpp_dissect.pdus.reading import PduReader
from tests.road import FEW, pcap
from tests.talk import Talk, capture

SAMPLES = Path(__file__).resolve().parents[2] / "sample_pcaps"
DLT = b"1701158019811140068"


def rows(*talks: Talk, **options: Any) -> list[dict[str, Any]]:
    table = capture(*talks, **options).arrow("tlv_inventory")
    table.validate(full=True)
    assert table.schema == schema("tlv_inventory")
    found: list[dict[str, Any]] = table.to_pylist()
    return [row for row in found if row["tag"] != 0x0210]


def one(*talks: Talk, **options: Any) -> dict[str, Any]:
    [row] = rows(*talks, **options)
    return row


def with_tlvs(*tlvs: tuple[int, bytes], name: str = "shop", port: int = 40000) -> Talk:
    """A talk whose submit_sm carry these TLVs, one each."""
    talk = Talk(name, ("10.0.0.1", port)).bind()
    for at, tlv in enumerate(tlvs, 1):
        talk.submit(None, at=at, tlvs=[tlv])
    return talk


def test_a_tag_is_told_with_what_it_looks_like_and_where() -> None:
    row = one(with_tlvs((0x1499, b"ab"), (0x1499, b"c\0"), (0x1499, b"ab"), (0x1499, b"")))
    file = row["file_1"]
    assert row == {
        "server": "10.0.0.2",
        "system_id": "shop",
        "tag": 0x1499,
        "hex": "0x1499",
        "name": None,
        "dictionary": None,
        "count": 4,
        "min_length": 0,
        "max_length": 2,
        "looks_like": "ASCII",
        "values": 3,
        **{"value_1": b"ab", "text_1": "ab", "file_1": file, "frame_1": row["frame_1"]},
        **{"value_2": b"c\0", "text_2": "c", "file_2": file, "frame_2": row["frame_1"] + 1},
        **{"value_3": b"", "text_3": "", "file_3": file, "frame_3": row["frame_1"] + 3},
        "commands": "submit_sm",
        "may_be": None,
    }


@pytest.mark.parametrize(
    ("values", "look", "texts"),
    [
        ([b"\x01\xf4", b"\0\1"], "integer", ["500", "1", None]),
        ([b"1", b"\x02"], "integer", ["49", "2", None]),
        (["Привет".encode("utf-16-be")], "UTF-16 text", ["Привет", None, None]),
        (["Привет\0".encode()], "UTF-8 text", ["Привет", None, None]),
        ([b"\x25\x00\x1f"], "BCD", ["25001f", None, None]),
        ([b"\x01\xff\x03\x04\xfe\0"], "octets", ["01ff0304fe00", None, None]),
        ([b"x" * 70], "ASCII", ["x" * 64 + "…", None, None]),
        ([b"1", b"2", b"3", b"4"], "ASCII digits", ["1", "2", "3"]),
    ],
)
def test_unknown_values_read_as_what_they_look_like(
    values: list[bytes], look: str, texts: list[str | None]
) -> None:
    row = one(with_tlvs(*((0x1499, value) for value in values)))
    assert row["looks_like"] == look
    assert [row[f"text_{place}"] for place in (1, 2, 3)] == texts
    assert row["values"] == len(values)


def test_known_values_read_by_their_dictionary() -> None:
    talk = with_tlvs((0x0427, b"\x02"), (0x0424, b"long text"), (0x0424, bytes(70)))
    payload, state = rows(talk)
    assert (state["name"], state["dictionary"]) == ("message_state", "smpp")
    assert state["text_1"] == "2 (delivered (final))"
    assert (payload["name"], payload["text_1"]) == ("message_payload", "long text")
    assert payload["text_2"] == "00" * 64 + "…"
    talk = Talk("shop", server=("10.0.0.2", 3700)).bind()
    talk.receipt("1", at=1, tlvs=[(0x2001, b"\x07\x0a"), (0x0423, b"\3\0\6")])
    error, row = rows(talk)
    assert error["text_1"] == "network_type 3 (GSM), error_code 6 (subscriber is offline)"
    assert (row["name"], row["dictionary"]) == ("message_flags", "smscentre")
    assert row["text_1"] == "Viber, template message: advertising"


def test_accounts_have_rows_of_their_own() -> None:
    first = with_tlvs((0x1499, b"1"))
    second = with_tlvs((0x1499, b"2"), (0x1499, b"3"), name="bank", port=40001)
    told = [(row["system_id"], row["count"]) for row in rows(first, second)]
    assert told == [("bank", 2), ("shop", 1)]


def test_connections_of_one_account_share_its_rows() -> None:
    talks = [Talk("shop", ("10.0.0.1", 40000 + n), ("10.0.0.2", 2775 + n)).bind() for n in (0, 1)]
    for talk in talks:
        talk.submit(None, at=1, tlvs=[(0x1499, talk.connection.client[1].to_bytes(2))])
    assert one(*talks)["count"] == 2


def test_commands_are_told_the_most_frequent_first() -> None:
    talk = with_tlvs((0x1499, b"1"))
    for at in (2, 3):
        talk.deliver(b"hello", at=at, tlvs=[(0x1499, b"2")])
    assert one(talk)["commands"] == "deliver_sm, submit_sm"


def test_a_tag_of_two_meanings_has_two_rows(tmp_path: Path) -> None:
    profile = tmp_path / "mine.toml"
    profile.write_text(
        'name = "mine"\ntitle = "Mine"\nsource = "me"\n'
        '[[tlv]]\ntag = 0x1499\nname = "campaign"\nkind = "cstring"\ncommands = ["submit_sm"]\n'
        '[[tlv]]\ntag = 0x1499\nname = "route"\nkind = "integer"\ncommands = ["deliver_sm"]\n'
    )
    talk = with_tlvs((0x1499, b"12"))
    talk.deliver(b"hello", at=2, tlvs=[(0x1499, b"12")])
    told = [(row["name"], row["commands"], row["text_1"]) for row in rows(talk, profile=profile)]
    assert told == [("campaign", "submit_sm", "12"), ("route", "deliver_sm", "12594")]


def test_an_unknown_tag_is_told_what_it_may_be() -> None:
    assert one(with_tlvs((0x1400, DLT)))["may_be"] == (
        "pe_id (india_dlt), customer_reference (smsportal)"
    )
    assert one(with_tlvs((0x1400, b"order 17")))["may_be"] == "customer_reference (smsportal)"
    assert one(with_tlvs((0x1400, b"\1\xff")))["may_be"] is None


def test_a_row_without_a_tag_counts_what_found_no_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tag_counts, "MOST", 2)
    found = rows(with_tlvs(*((0x1400 + n, b"") for n in range(5))))
    assert [(row["tag"], row["count"]) for row in found] == [(0x1400, 1), (0x1401, 1), (None, 3)]


@pytest.mark.parametrize(
    "name", ["lossy_reordered.pcap", "smscentre_day.pcap", "tx_rx_split_hex_ids.pcap"]
)
def test_windows_change_nothing(name: str) -> None:
    tables = []
    for window in (4096, FEW[-1]):
        reader = PduReader([SAMPLES / name], window=window)
        evidence = Evidence(reader, first_tag=0)
        for batch in reader.batches():
            evidence.take(batch)
        choices = evidence.choose()
        tables.append(inventory_table(evidence, choices, reader.place_frames, [name]))
    assert tables[0].to_pylist() == tables[1].to_pylist()
    assert tables[0].num_rows > 0


def test_it_counts_what_the_table_of_tlvs_has() -> None:
    read = sd.read(SAMPLES / "smscentre_day.pcap")
    inventory, tlvs = read.tlv_inventory(), read.tlvs
    assert inventory.groupby("tag")["count"].sum().to_dict() == tlvs["tag"].value_counts().to_dict()
    assert sd.read(SAMPLES / "smscentre_day.pcap").tlv_inventory().equals(inventory)
    assert list(inventory.columns) == list(TABLES["tlv_inventory"].names)


def test_without_smpp_it_says_so() -> None:
    with pytest.raises(NoSmpp):
        sd.read(io.BytesIO(pcap([]))).tlv_inventory()


def test_a_capture_without_tlvs_has_an_empty_inventory() -> None:
    talk = Talk("shop")
    talk.submit(None, at=1)
    assert rows(talk) == []
