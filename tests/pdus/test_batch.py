"""A batch: where every octet of a PDU went, and how fields, TLVs and lists are read from it."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smpp_dissect.pdus import framing
from smpp_dissect.pdus.batch import COMMAND_INDEX, Batch, Framer, read_list
from smpp_dissect.pdus.reading import PduReader
from smpp_dissect.spec import COMMANDS
from smpp_dissect.streams.arena import Regions
from tests.naive import decode
from tests.naive_spec import FIELDS, TLVS
from tests.pdus.batches import batch_of
from tests.road import pcap
from tests.strategies import hostile, pdus
from tests.talks import bind, bind_resp, enquire, pdu, raw, submit, submit_resp, talk, vendor

STRINGS = ("z", "t")


def account(batch: Batch, place: int) -> tuple[dict[str, bytes], list[tuple[int, bytes]], bytes]:
    """A PDU taken apart octet by octet: fields, TLVs, and what is left; nothing twice, no gap."""
    one = np.array([place])
    begin = int(batch.column(framing.BEGIN)[place])
    end = begin + int(batch.column(framing.CAPTURED)[place])
    at = begin + 16
    fields: dict[str, bytes] = {}
    for name, kind in FIELDS.get(int(batch.column(framing.ID)[place]), ()):
        slices = batch.field(name, one)
        start, size = int(slices.begin[0]), int(slices.size[0])
        if size < 0:
            continue
        assert start == at, name
        fields[name] = batch.data[start : start + size].tobytes()
        at += size
        if kind[0] in STRINGS:
            assert batch.data[at] == 0
            at += 1
    tlvs = []
    _, tags, values = batch.all_tlvs(one)
    for tag, start, size in zip(
        tags.tolist(), values.begin.tolist(), values.size.tolist(), strict=True
    ):
        head = tag.to_bytes(2, "big") + size.to_bytes(2, "big")
        assert batch.data[at : at + 4].tobytes() == head
        assert start == at + 4
        tlvs.append((tag, batch.data[start : start + size].tobytes()))
        at = start + size
    assert at <= max(end, begin + 16)
    return fields, tlvs, batch.data[at:end].tobytes()


def octets_of(batch: Batch, place: int) -> bytes:
    begin = int(batch.column(framing.BEGIN)[place])
    return batch.data[begin : begin + int(batch.column(framing.CAPTURED)[place])].tobytes()


@given(st.lists(pdus(), min_size=1, max_size=4))
@settings(max_examples=100)
def test_every_octet_of_good_pdus_is_a_field_or_a_tlv(sent: list[bytes]) -> None:
    batch = batch_of(sent)
    assert len(batch.rows) == len(sent)
    for place, octets in enumerate(sent):
        fields, tlvs, trailing = account(batch, place)
        expected = decode(octets)
        assert tlvs == expected["tlvs"]
        assert trailing == b""
        assert list(fields) == list(expected["fields"])
        for name, value in expected["fields"].items():
            if isinstance(value, int):
                assert int.from_bytes(fields[name], "big") == value
            elif isinstance(value, bytes):
                assert fields[name] == value


@given(st.data())
@settings(max_examples=200)
def test_every_octet_of_bad_pdus_is_accounted_for(data: Any) -> None:
    spoilt = data.draw(hostile(data.draw(pdus())))
    sent = [bind(), spoilt, submit(1), enquire(2)]
    reader = PduReader(io.BytesIO(pcap(talk(b"".join(sent)))), ports=[2775])
    seen = b""
    for batch in reader.batches():
        for place in range(len(batch.rows)):
            fields, tlvs, trailing = account(batch, place)
            fault = int(batch.column(framing.FAULT)[place])
            if fault == 0:
                assert trailing == b""
            seen += octets_of(batch, place)
    assert seen.startswith(bind())


@given(st.data())
@settings(max_examples=100)
def test_bad_bodies_are_read_as_the_oracle_reads_them(data: Any) -> None:
    command = data.draw(st.sampled_from(sorted(FIELDS)))
    body = data.draw(hostile(data.draw(pdus([command]))))[16:]
    status = data.draw(st.sampled_from([0, 0, 0x58])) if command >> 31 else 0
    spoilt = raw(command, body, 7, status)
    batch = batch_of([bind(), spoilt, submit(1), submit(2)])
    # Whatever is in its body, a length that is right is believed.
    assert [octets_of(batch, place) for place in range(4)] == [bind(), spoilt, submit(1), submit(2)]
    fields, tlvs, trailing = account(batch, 1)
    expected = decode(spoilt)
    whole = [
        name for name, value in expected["fields"].items() if not _is_list_cut(value, expected)
    ]
    assert list(fields) == whole
    assert tlvs == expected["tlvs"]
    assert trailing.endswith(expected["trailing"])
    assert trailing == expected["trailing"] or len(whole) < len(expected["fields"])
    assert (batch.column(framing.FAULT)[1] in (0, 11)) == (expected["fault"] is None)


def _is_list_cut(value: Any, expected: dict[str, Any]) -> bool:
    """A list whose entries do not all fit; of it the oracle keeps those that do."""
    values = list(expected["fields"].values())
    if not isinstance(value, list) or value is not values[-1]:
        return False
    return len(value) < values[-2]


@given(st.data(), st.integers(16, 120))
@settings(max_examples=100)
def test_cut_pdus_have_what_precedes_the_cut(data: Any, kept: int) -> None:
    sent = [submit(1), data.draw(pdus()), submit(2, b"x" * 200)]
    batch = batch_of(sent, kept=kept)
    assert [octets_of(batch, place) for place in range(3)] == [one[:kept] for one in sent]
    for place, octets in enumerate(sent):
        fields, tlvs, _ = account(batch, place)
        if octets[8:12] == bytes(4):
            expected = decode(octets)
            assert tlvs == expected["tlvs"][: len(tlvs)]
            assert list(fields) == list(expected["fields"])[: len(fields)]
        if len(octets) > kept:
            assert batch.column(framing.FAULT)[place] == 1


def test_a_hundred_thousand_tlvs_are_not_all_listed() -> None:
    many = b"\x14\0\0\0" * 10_000
    batch = batch_of([bind(), raw(4, submit()[16:] + many, 3), submit(4)])
    assert batch.column(framing.SEQUENCE).tolist() == [1, 3, 4]
    assert batch.column(framing.TLVS).tolist() == [0, framing.MAX_TLVS, 0]
    fields, tlvs, trailing = account(batch, 1)
    assert len(tlvs) * 4 + len(trailing) == len(many)


def test_columns_fields_and_tlvs_by_place() -> None:
    twice = [(0x1400, b"a"), (0x1400, b"b")]
    sent = [submit(5, b"one", twice), enquire(6), vendor(8), submit(7, b"three")]
    batch = batch_of(sent)
    assert batch.of("submit_sm").tolist() == [0, 3]
    assert batch.of("enquire_link", "submit_sm").tolist() == [0, 1, 3]
    assert batch.of("deliver_sm").tolist() == []
    assert batch.command.tolist() == [
        COMMAND_INDEX["submit_sm"], COMMAND_INDEX["enquire_link"], -1, COMMAND_INDEX["submit_sm"],
    ]  # fmt: skip
    assert COMMANDS[batch.spec_place("submit_sm")].name == "submit_sm"
    places = np.array([3, 1, 0, 2])
    assert batch.column(framing.SEQUENCE, places).tolist() == [7, 6, 5, 8]
    assert batch.column(framing.SEQUENCE).tolist() == [5, 6, 8, 7]
    text = batch.field("short_message", places)
    assert text.size.tolist() == [5, -1, 3, -1]
    assert batch.integers(batch.field("sm_length", places)).tolist() == [5, -1, 3, -1]
    tlv = batch.tlv(0x1400, places)
    assert tlv.size.tolist() == [-1, -1, 1, -1]
    assert batch.data[tlv.begin[2]] == ord("a")
    owner, tags, values = batch.all_tlvs(places)
    assert (owner.tolist(), tags.tolist(), values.size.tolist()) == ([2, 2], [0x1400] * 2, [1, 1])


def test_integers_of_every_width() -> None:
    tlvs = [(0x1400 + size, bytes(range(1, size + 1))) for size in range(10)]
    batch = batch_of([submit(1, b"", tlvs)])
    found = [int(batch.integers(batch.tlv(0x1400 + size, np.array([0])))[0]) for size in range(10)]
    expected = [int.from_bytes(bytes(range(1, size + 1)), "big") for size in range(10)]
    assert found == [-1, *expected[1:8], -1, -1]


def test_odd_tlvs_are_those_of_other_lengths_than_the_standards() -> None:
    tlvs = []
    for tag, (_, least, most) in sorted(TLVS.items()):
        tlvs += [(tag, bytes(size)) for size in {max(least - 1, 0), least, min(most, 600)}]
    batch = batch_of([submit(1, b"", tlvs), submit(2, b"", [(0x1400, b""), (0x3FFF, bytes(900))])])
    odd = [(int(row[1]), int(row[3])) for row in batch.tlvs[batch.odd_tlvs()]]
    from smpp_dissect.spec import TLV_BY_TAG

    expected = [
        (tag, len(value))
        for tag, value in tlvs
        if not TLV_BY_TAG[tag].min_octets <= len(value) <= TLV_BY_TAG[tag].max_octets
    ]
    assert sorted(odd) == sorted(expected)
    assert expected


def test_lists() -> None:
    dests = [
        {"dest_flag": 1, "dest_addr_ton": 1, "dest_addr_npi": 2, "destination_addr": b"123"},
        {"dest_flag": 2, "dl_name": b"a list"},
    ]  # fmt: skip
    fields = {name: value for name, value in decode(submit())["fields"].items()}
    multi: dict[str, Any] = {}
    for name, value in fields.items():
        if name == "dest_addr_ton":
            multi |= {"number_of_dests": 2, "dest_address": dests}
        elif name not in ("dest_addr_npi", "destination_addr"):
            multi[name] = value
    failed = [
        {"dest_addr_ton": 1, "dest_addr_npi": 1, "destination_addr": b"79", "error_status_code": 11}
    ]
    answer = pdu("submit_multi_resp", 2, message_id=b"id", no_unsuccess=1, unsuccess_sme=failed)
    messages = pdu("query_last_msgs_resp", 3, number_msgs=2, message_id=[b"a1", b""])
    batch = batch_of([pdu("submit_multi", 1, **multi), answer, messages, enquire(4)])
    assert batch.list_entries("dest_address", 0) == [(1, 2, "123"), ("a list",)]
    assert batch.list_entries("unsuccess_sme", 1) == [(1, 1, "79", 11)]
    assert batch.list_entries("message_id", 2) == [("a1",), ("",)]
    assert batch.list_entries("dest_address", 3) == []
    assert read_list(b"", "dest_address") == []


def test_fields_that_are_there_only_when_another_says_so() -> None:
    for version in (0x33, 0x34):
        layout = [name for name, _ in FIELDS[0x01000001]]
        body = bytes([version]) + b"smsc\0" + (b"\1\2msc\0" if version == 0x33 else b"")
        body += b"src\0dst\0\1id\0" + bytes(4) + bytes(4)
        batch = batch_of([bind(), raw(0x01000001, body, 2)])
        fields, tlvs, trailing = account(batch, 1)
        assert (tlvs, trailing) == ([], b"")
        assert ("msc_addr" in fields) == (version == 0x33)
        assert fields["source_addr"] == b"src"
        assert set(fields) <= set(layout)


def test_fields_longer_than_any_version_allows_are_marked() -> None:
    long = submit(2, service_type=b"longer than six")
    batch = batch_of([submit(1), long, submit(3, source_addr=b"1" * 70)])
    places = batch.column(framing.TOO_LONG).tolist()
    names = [name for name, _ in FIELDS[4]]
    assert places == [-1, names.index("service_type"), names.index("source_addr")]
    both = submit(4, service_type=b"longer than six", source_addr=b"1" * 70)
    assert batch_of([both]).column(framing.TOO_LONG).tolist() == [names.index("service_type")]


def test_a_mark_does_not_stay_on_a_body_read_without_fields() -> None:
    # Read as a message_id this is too long; it is a TLV, and there are no fields.
    body = b"\x04\x24\0\x50" + b"x" * 79 + b"\0"
    batch = batch_of([bind_resp(), raw(0x80000004, body, 1, 0x58), submit_resp(2)])
    assert batch.column(framing.TOO_LONG).tolist() == [-1, -1, -1]
    assert batch.column(framing.FIELDS).tolist()[1] == 0


def test_a_kept_batch_outlasts_the_next() -> None:
    data = pcap(talk(b"".join(submit(number) for number in range(200))))
    kept = [batch.kept() for batch in PduReader(io.BytesIO(data), window=64).batches()]
    found = [octets_of(batch, place) for batch in kept for place in range(len(batch.rows))]
    assert found == [submit(number) for number in range(200)]


def test_what_the_framer_knows_of_ports() -> None:
    framer = Framer([2775])
    key = np.zeros((3, 10), np.uint32)
    key[:, 8], key[:, 9] = [1, 2, 2775], [2775, 3, 4]
    framer.know(key, 2)
    assert framer.ignoring()[:6].tolist() == [-1, -1, 0, 0, -1, -1]
    framer.know(key, 3)
    assert framer.state[:6, framing.FORCED].tolist() == [1, 1, 0, 0, 1, 1]
    ignored = framer.ignoring()
    ignored[2] += 9
    framer.count_ignored(ignored)
    assert framer.state[:, framing.UNFRAMED].sum() == 9


def test_nothing_laid_out_gives_no_pdus() -> None:
    nothing = Regions(np.empty(0, np.uint8), np.empty((0, 6), np.int64), np.empty((0, 6), np.int64))
    assert len(Framer().frame(nothing).rows) == 0


@pytest.mark.parametrize("flows", [1, 64, 65, 1000])
def test_state_grows_with_the_flows(flows: int) -> None:
    framer = Framer()
    framer.state[1] = 7
    framer.reserve(flows)
    assert len(framer.state) >= 2 * flows
    assert (framer.state[1] == 7).all()
