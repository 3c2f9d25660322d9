"""The tables `pdus` and `tlvs`: every column, its type, its nulls."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smpp_dissect.columns import ON_DEMAND, TABLES, arrow_type, schema
from smpp_dissect.pdus.outline import OutlineColumns
from smpp_dissect.pdus.reading import PduReader
from smpp_dissect.pdus.tables import MASK, PduTables
from smpp_dissect.pdus.tlv_texts import TlvNames
from smpp_dissect.profiles import Profile, VendorTlv
from smpp_dissect.spec import MANDATORY_FIELDS
from tests.build import Interface, Section, Simple
from tests.naive import decode_capture
from tests.road import Road, compare, pcap, pcapng, travel
from tests.strategies import pdus
from tests.talks import (
    bind,
    bind_resp,
    deliver,
    enquire,
    pdu,
    raw,
    submit,
    submit_resp,
    talk,
    vendor,
    with_length,
)


def tables(data: bytes, **options: Any) -> tuple[pa.Table, pa.Table]:
    """Both tables whole, as Arrow."""
    columns = OutlineColumns()
    reader = PduReader(io.BytesIO(data))
    for batch in reader.batches():
        columns.take(batch)
    outline = columns.finish(reader)
    makers = [PduTables(reader, outline, **options) for _ in range(2)]
    made: list[list[pa.RecordBatch]] = [[], []]
    for batch in PduReader(io.BytesIO(data)).batches():
        made[0].append(makers[0].pdus(batch, TABLES["pdus"].names))
        made[1].append(makers[1].tlvs(batch, TABLES["tlvs"].names))
    whole = [pa.Table.from_batches(batches).unify_dictionaries() for batches in made]
    return whole[0], whole[1]


CAPTURE = pcap(
    talk(
        bind() + submit(2, b"hi", [(0x1400, b"x\0")]) + vendor(3) + enquire(4),
        bind_resp() + submit_resp(2, 0x45) + raw(0x80000005, b"", 9),
    )
)


def test_types_are_those_declared() -> None:
    for table, name in zip(tables(CAPTURE), ("pdus", "tlvs"), strict=True):
        table.validate(full=True)
        for field in schema(name):
            found = table.schema.field(field.name).type
            if pa.types.is_dictionary(found):
                found = found.value_type
            wanted = field.type
            if pa.types.is_dictionary(wanted):
                wanted = wanted.value_type
            assert found == wanted, field.name


@pytest.mark.parametrize("name", TABLES["pdus"].names)
def test_a_column_alone_is_the_same(name: str) -> None:
    whole, _ = tables(CAPTURE)
    columns = OutlineColumns()
    reader = PduReader(io.BytesIO(CAPTURE))
    for batch in reader.batches():
        columns.take(batch)
    maker = PduTables(reader, columns.finish(reader))
    found = []
    for batch in PduReader(io.BytesIO(CAPTURE)).batches():
        found += maker.pdus(batch, [name]).column(0).to_pylist()
    assert found == whole[name].to_pylist()


def test_headers() -> None:
    road = travel(CAPTURE)
    assert road.values("pdu") == [1, 2, 3, 4, 5, 6, 7]
    assert road.values("command") == [
        "bind_transceiver", "submit_sm", None, "enquire_link", "bind_transceiver_resp",
        "submit_sm_resp", "deliver_sm_resp",
    ]  # fmt: skip
    assert road.values("sender") == ["esme"] * 4 + ["smsc"] * 2 + ["smsc"]
    assert road.values("session") == [1] * 7
    assert road.values("status")[4:] == ["ESME_ROK", "ESME_RSUBMITFAIL", "ESME_ROK"]
    assert road.values("tlvs") == [0, 1, 0, 0, 0, 0, 0]
    assert road.values("text") == [None, "hi", None, None, None, None, None]
    assert set(road.values("file")) == {"<stream>"}


def test_a_status_in_no_table_is_told_by_its_number() -> None:
    road = travel(pcap(talk(bind(), bind_resp() + submit_resp(2, 0xFFFF))))
    assert road.values("status")[-1] == "0x0000FFFF"


def test_integers_at_their_limits() -> None:
    strange = raw(0xFFFFFFFF, b"", 0xFFFFFFFF, 0xFFFFFFFF)
    sent = submit(0xFFFFFFFF, bytes(255), data_coding=255, esm_class=255, priority_flag=255)
    road = travel(pcap(talk(bind() + sent + strange + enquire(0))))
    assert road.values("sequence_number")[1:] == [0xFFFFFFFF, 0xFFFFFFFF, 0]
    assert road.values("command_id")[2] == road.values("command_status")[2] == 0xFFFFFFFF
    assert road.values("data_coding", "esm_class", "priority_flag", "sm_length")[1] == (255,) * 4


@pytest.mark.parametrize("length", [0, 15, 0xFFFFFFFF])
def test_a_length_that_lies_is_told_as_it_is(length: int) -> None:
    road = travel(pcap(talk(bind() + with_length(submit(5), length) + submit(6))))
    assert road.values("command_length")[1] == length
    assert road.values("short_message")[1] is None


def test_secrets_are_masked_unless_asked_for() -> None:
    empty = pdu("bind_transmitter", 2, system_id=b"a", password=b"", system_type=b"",
                interface_version=52, addr_ton=0, addr_npi=0, address_range=b"")  # fmt: skip
    data = pcap(talk(bind() + empty + pdu("outbind", 3, system_id=b"b", password=b"x") + submit(4)))
    masked, _ = tables(data)
    assert masked["password"].to_pylist() == [MASK, MASK, MASK, None]
    shown, _ = tables(data, show_secrets=True)
    assert shown["password"].to_pylist() == ["secret", "", "x", None]


def test_lists_and_message_ids() -> None:
    messages = pdu("query_last_msgs_resp", 2, number_msgs=2, message_id=[b"a1", b"b2"])
    refused = raw(0x80000023, b"", 3, 0x67)
    road = travel(pcap(talk(bind(), bind_resp() + messages + refused + submit_resp(4))))
    assert road.values("message_id")[2:] == ["a1,b2", None, "00000004"]
    # One of a batch changes nothing for the others.
    alone = travel(pcap(talk(bind(), bind_resp() + submit_resp(4) + refused)))
    assert alone.values("message_id")[2:] == ["00000004", None]


def test_octets_above_ascii_come_back_from_the_text() -> None:
    road = travel(pcap(talk(bind() + submit(2, source_addr=bytes(range(0x80, 0x94))))))
    assert road.values("source_addr")[1].encode("latin-1") == bytes(range(0x80, 0x94))


def test_no_time() -> None:
    data = pcapng(Section([Interface(), *map(Simple, talk(bind() + submit(2)))]))
    table, _ = tables(data)
    assert table["time"].null_count == 2


def test_the_alphabet_of_data_coding_0() -> None:
    data = pcap(talk(bind() + submit(2, b"\0a") + deliver(3, b"", [(0x0424, b"\0b")])))
    for alphabet, at in (("gsm7", "@"), ("latin1", "\0"), ("ascii", "\0")):
        road = travel(data, default_alphabet=alphabet)
        assert road.values("text")[1:] == [f"{at}a", f"{at}b"]
        assert road.tlvs[0]["text"] == f"{at}b"


def test_a_field_that_is_too_long_is_told_where_nothing_is_graver() -> None:
    long = {"source_addr": b"1" * 21}
    tlv = submit(3, b"hi", [(0x0204, b"1")], **long)
    trailing = submit(4, b"hi", **long) + b"?"
    sent = bind() + submit(2, **long) + tlv + with_length(trailing, len(trailing)) + enquire(5)
    road = travel(pcap(talk(sent)))
    assert road.values("anomaly") == [
        None, "field_too_long", "field_too_long", "trailing_bytes", None,
    ]  # fmt: skip


def test_anomalies_of_a_pdu() -> None:
    odd = submit(2, b"", [(0x0204, b"\1"), (0x0204, b"\1\2\3")])
    worse = raw(4, odd[16:] + b"\xff", 3)
    road = travel(pcap(talk(bind() + odd + worse + submit(4))))
    assert road.values("anomaly") == [None, "tlv_length", "trailing_bytes", None]


def test_tlvs_lead_back_to_their_pdus() -> None:
    sent = [
        submit(number, b"", [(0x1400 + number, b"v" * number)] * number) for number in range(1, 5)
    ]
    road = travel(pcap(talk(bind() + b"".join(sent))), window=64)
    assert [(row["pdu"], row["tag"], row["length"]) for row in road.tlvs] == [
        (number + 1, 0x1400 + number, number) for number in range(1, 5) for _ in range(number)
    ]
    assert {row["dictionary"] for row in road.tlvs} == {None}


def test_names_of_a_vendor() -> None:
    tlv = VendorTlv(0x1400, "colour", "hex")
    maker = Profile("maker", "Maker", "made up", tlvs=(tlv,))
    names = TlvNames([maker], np.zeros(1, np.int64))
    data = pcap(talk(bind() + submit(2, b"", [(0x1400, b"\1"), (0x001E, b"id\0"), (0x1401, b"")])))
    _, table = tables(data, names=names)
    assert table["name"].to_pylist() == ["colour", "receipted_message_id", None]
    assert table["dictionary"].to_pylist() == ["maker", "smpp", None]
    assert table["text"].to_pylist() == ["01", "id", ""]


def test_rows_of_pdus_that_came_late_have_their_number() -> None:
    segments = talk([bind(), submit(2), submit(3), submit(4)])
    moved = [*segments[:5], *segments[6:9], segments[5], *segments[9:]]
    road = travel(pcap(moved), window=64)
    assert road.values("pdu") == [1, 2, 3, 4]
    assert road.values("frame") == sorted(road.values("frame"))
    assert sorted(road.values("sequence_number")) == [1, 2, 3, 4]


def differences(sent: list[bytes], road: Road, data: bytes) -> list[str]:
    assert b"".join(road.raw) == b"".join(sent)
    return compare(road, decode_capture(data, [2775]))


@given(st.lists(pdus(), min_size=1, max_size=5))
@settings(max_examples=60)
def test_every_field_of_every_command_is_the_oracles(sent: list[bytes]) -> None:
    data = pcap(talk([bind(), *sent], mss=1 << 15))
    assert differences([bind(), *sent], travel(data, ports=[2775]), data) == []


def test_every_mandatory_field_is_a_column() -> None:
    assert set(MANDATORY_FIELDS) < set(TABLES["pdus"].names)
    assert np.unique(TABLES["pdus"].names).size == len(TABLES["pdus"].names)


def demanded(data: bytes, *names: str) -> list[tuple[Any, ...]]:
    """Columns that are made on demand, row by row."""
    reader, columns = PduReader(io.BytesIO(data)), OutlineColumns()
    for batch in reader.batches():
        columns.take(batch)
    maker = PduTables(reader, columns.finish(reader))
    rows = []
    for batch in PduReader(io.BytesIO(data)).batches():
        made = maker.pdus(batch, names)
        made.validate(full=True)
        wanted = {column.name: arrow_type(column.dtype) for column in ON_DEMAND}
        assert [field.type for field in made.schema] == [wanted[name] for name in names]
        rows += zip(*(column.to_pylist() for column in made.columns), strict=True)
    return rows


def test_tlvs_as_columns() -> None:
    receipt = [(0x001E, b"5d00\0"), (0x0427, b"\2"), (0x0423, b"\3\0\6")]
    odd = [(0x001E, b"5d00"), (0x0427, b"\0\2"), (0x0427, b"\5"), (0x0423, b"")]
    wide = [(0x0427, b"\1\2")]
    sent = [submit(number, b"", tlvs) for number, tlvs in enumerate((receipt, odd, wide, []))]
    names = ("tlv_receipted_message_id", "tlv_message_state", "tlv_network_error_code")
    assert demanded(pcap(talk(bind() + b"".join(sent))), *names)[1:] == [
        ("5d00", 2, b"\3\0\6"),
        ("5d00", 2, b""),
        (None, None, None),
        (None, None, None),
    ]


def test_parts_of_long_messages_as_columns() -> None:
    sar = [(0x020C, b"\0\7"), (0x020E, b"\3"), (0x020F, b"\2")]
    sent = (
        submit(1, b"\5\0\3\7\2\1Hello", esm_class=0x40)
        + submit(2, b"Hello", sar)
        + submit(3, b"\5\0\3\7\2\1Hello")
    )
    rows = demanded(pcap(talk(bind() + sent)), "part", "parts")
    assert rows == [(None, None), (1, 2), (2, 3), (None, None)]


def test_without_links_no_pdu_answers_another() -> None:
    rows = demanded(CAPTURE, "request", "response", "response_s")
    assert set(rows) == {(None, None, None)}
