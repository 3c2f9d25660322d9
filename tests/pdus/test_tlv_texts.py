"""TLVs as people read them: names by dictionary, values by their kind."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smpp_dissect.pdus.reading import PduReader
from smpp_dissect.pdus.tlv_texts import (
    Meant,
    TlvNames,
    guess_text,
    named,
    standard_text,
    tlv_texts,
)
from smpp_dissect.profiles import Profile, VendorTlv
from smpp_dissect.spec import TLV_BY_NAME, TLVS
from tests.pdus.batches import batch_of
from tests.road import pcap
from tests.talk import Talk
from tests.talks import deliver, submit

PRICE = VendorTlv(0x1400, "price", "cstring", enum={"12": "12 EUR"})
OWN = VendorTlv(0x001E, "own", "hex")
MAKER = Profile("maker", "Maker", "made up", tlvs=(PRICE, OWN))
VENDOR = TlvNames([MAKER], np.zeros(1, np.int64))


def looked_up(
    tlvs: list[tuple[int, bytes]], names: TlvNames, pdu: Any = submit, **fields: int
) -> tuple[list[Meant], list[str]]:
    """What TLVs of one PDU mean, one by one, and their texts."""
    batch = batch_of([pdu(1, b"", tlvs, **fields)])
    owner, tag, value = batch.all_tlvs(np.array([0]))
    assert tag.tolist() == [each for each, _ in tlvs]
    meant, codes = names.look_up(batch, owner, tag)
    found = tlv_texts(batch, owner, value, meant, codes, np.zeros(len(tag), np.int64))
    names_, dictionaries = (
        [getattr(each, key) for each in meant] for key in ("name", "dictionary")
    )
    assert named(names_, codes).to_pylist() == [meant[code].name for code in codes]
    assert named(dictionaries, codes).to_pylist() == [meant[code].dictionary for code in codes]
    return [meant[code] for code in codes], found.to_pylist()


def texts(tlvs: list[tuple[int, bytes]], names: TlvNames | None = None, **fields: int) -> list[str]:
    return looked_up(tlvs, names or TlvNames(), **fields)[1]


def test_names_and_dictionaries() -> None:
    tlvs = [(tag, b"") for tag in (0x1400, 0x0424, 0x9999, 0x001E, 0x1400)]
    plain, _ = looked_up(tlvs, TlvNames())
    assert [each.name for each in plain] == [
        None, "message_payload", None, "receipted_message_id", None,
    ]  # fmt: skip
    assert [each.dictionary for each in plain] == [None, "smpp", None, "smpp", None]
    # A vendor's dictionary comes first.
    vendor, _ = looked_up(tlvs, VENDOR)
    assert [each.name for each in vendor] == ["price", "message_payload", None, "own", "price"]
    assert [each.dictionary for each in vendor] == ["maker", "smpp", None, "maker", "maker"]
    assert looked_up([], VENDOR) == ([], [])


def test_a_providers_error_codes_are_read_by_its_list() -> None:
    errors = Profile("maker", "Maker", "made up", errors={6: "subscriber is offline"})
    tlvs = [(0x0423, b"\3\0\6"), (0x0423, b"\3\0\1"), (0x0423, b"\3")]
    mine = texts(tlvs, TlvNames([errors], np.zeros(1, np.int64)))
    assert mine[0] == "network_type 3 (GSM), error_code 6 (subscriber is offline)"
    assert mine[1:] == texts(tlvs)[1:]


def test_connections_without_a_profile_have_the_standard_alone() -> None:
    names = TlvNames([MAKER], np.full(1, -1))
    assert [each.name for each in looked_up([(0x1400, b"12")], names)[0]] == [None]


def test_a_tag_may_mean_something_else_in_another_pdu() -> None:
    tlvs = (
        VendorTlv(0x1400, "campaign", "cstring", commands=("submit_sm",)),
        VendorTlv(0x1400, "route", "integer", commands=("deliver_sm",)),
        VendorTlv(0x1401, "both", "cstring", commands=("deliver_sm",)),
    )
    names = TlvNames([Profile("p", "P", "made up", tlvs=tlvs)], np.zeros(1, np.int64))
    told = {
        pdu.__name__: [
            (each.name, text)
            for each, text in zip(
                *looked_up([(0x1400, b"12"), (0x1401, b"x")], names, pdu), strict=True
            )
        ]
        for pdu in (submit, deliver)
    }
    assert told == {
        "submit": [("campaign", "12"), ("both", "x")],
        "deliver": [("route", "12594"), ("both", "x")],
    }


def test_profiles_hold_each_on_its_connections() -> None:
    """Two connections in one batch."""
    sent = [Talk(name, ("10.0.0.1", 40000 + n)).bind() for n, name in enumerate("ab")]
    for talk in sent:
        talk.submit(None, at=1, tlvs=[(0x1400, b"12")])
    segments = sorted((each for one in sent for each in one.segments), key=lambda each: each.time)
    other = Profile("q", "Q", "made up", tlvs=(VendorTlv(0x1400, "count", "integer"),))
    names = TlvNames([MAKER, other], np.array([0, 1]))
    [batch] = [
        each.kept() for each in PduReader(io.BytesIO(pcap(segments))).batches() if len(each.tlvs)
    ]
    owner, tag, value = batch.all_tlvs(np.arange(len(batch.rows)))
    meant, codes = names.look_up(batch, owner, tag)
    found = [meant[code].name for code in codes]
    assert [name for name in found if name in ("price", "count")] == ["price", "count"]
    gsm = np.zeros(len(tag), np.int64)
    texts = tlv_texts(batch, owner, value, meant, codes, gsm).to_pylist()
    assert {"12 EUR", "12594"} <= set(texts)


def test_values_stay_with_their_tlvs() -> None:
    tlvs = [
        (0x0427, b"\2"), (0x1400, b"12"), (0x001E, b"abc\0"),
        (0x0427, b"\5"), (0x0423, b"\3\0\x45"),
        (0x0424, b"text"), (0x9999, b"\1\2"), (0x001E, b"def"), (0x9999, b"plain"), (0x0427, b""),
    ]  # fmt: skip
    found = texts(tlvs)
    assert found[1:4] == ["12", "abc", found[3]]
    assert found[5:9] == ["text", "0102", "def", "plain"]
    assert found[0].startswith("2 (")
    assert found[3].startswith("5 (")
    assert "69" in found[4]
    assert found[9] == ""
    with_vendor = texts(tlvs, VENDOR)
    assert with_vendor[1:3] == ["12 EUR", "61626300"]
    assert with_vendor[5:7] == found[5:7]


def test_an_error_is_what_the_profile_says() -> None:
    own = Profile("p", "P", "made up", errors={6: "phone is off"})
    names = TlvNames([own], np.zeros(1, np.int64))
    error = (0x0423, b"\3\0\6")
    assert texts([error], names) == ["network_type 3 (GSM), error_code 6 (phone is off)"]
    assert "phone is off" not in texts([error])[0]


def test_a_payload_is_read_as_its_message_is() -> None:
    euro = "€".encode("utf-16-be")
    assert texts([(0x0424, euro)], data_coding=8) == ["€"]
    assert texts([(0x0424, b"\x1be")], data_coding=0) == ["€"]
    with_header = texts([(0x0424, b"\5\0\3\1\2\1text")], esm_class=0x40)
    assert with_header == ["text"]


@pytest.mark.parametrize(
    ("octets", "text"),
    [
        (b"", ""),
        (b"\1", "1"),
        (b"\0\0\0\1", "1"),
        (b"\xff" * 8, str(2**64 - 1)),
        (b"\1" * 9, "01" * 9),
    ],
)
def test_numbers(octets: bytes, text: str) -> None:
    assert standard_text(TLV_BY_NAME["user_message_reference"], octets) == text


@pytest.mark.parametrize(
    ("octets", "text"),
    [(b"", ""), (b"plain", "plain"), (b"plain\0", "plain"), (b"\0", "00"), (b"a\nb", "610a62"),
     (b"a\x7f", "617f"), (b"caf\xe9", "636166e9")],
)  # fmt: skip
def test_guesses(octets: bytes, text: str) -> None:
    assert guess_text(octets) == text


def test_structured_values_and_their_remains() -> None:
    tlv = TLV_BY_NAME["network_error_code"]
    whole = standard_text(tlv, b"\3\0\x45")
    assert [word for word in whole.split() if word.isdigit()] == ["3", "69"]
    assert standard_text(tlv, b"") == ""
    assert standard_text(tlv, b"\3") == whole.split(",")[0]
    assert standard_text(tlv, b"\3\0\x45\xff\xfe").startswith(f"{whole}, unparsed fffe")


@given(st.sampled_from(TLVS), st.binary(max_size=40))
def test_any_value_of_any_tlv_is_some_text(tlv: object, octets: bytes) -> None:
    assert isinstance(standard_text(tlv, octets), str)  # type: ignore[arg-type]


@given(st.lists(st.tuples(st.integers(0, 0xFFFF), st.binary(max_size=12)), max_size=6))
def test_any_tlvs(tlvs: list[tuple[int, bytes]]) -> None:
    found = texts(tlvs)
    assert len(found) == len(tlvs)
    assert None not in found
