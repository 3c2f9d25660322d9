"""TLVs as people read them: names by dictionary, values by their kind."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smpp_dissect.pdus.tlv_texts import (
    TlvNames,
    guess_text,
    standard_text,
    tlv_texts,
    vendor_names,
)
from smpp_dissect.spec import TLV_BY_NAME, TLVS
from tests.pdus.batches import batch_of
from tests.talks import submit

VENDOR = TlvNames(
    "maker",
    {0x1400: ("price", lambda octets: f"{octets.decode()} EUR"), 0x001E: ("own", bytes.hex)},
)


def texts(tlvs: list[tuple[int, bytes]], names: TlvNames | None = None, **fields: int) -> list[str]:
    batch = batch_of([submit(1, b"", tlvs, **fields)])
    owner, tag, value = batch.all_tlvs(np.array([0]))
    assert tag.tolist() == [each for each, _ in tlvs]
    gsm = np.zeros(len(tag), np.int64)
    found: list[str] = tlv_texts(batch, owner, tag, value, names or TlvNames(), gsm).to_pylist()
    return found


def test_names_and_dictionaries() -> None:
    tags = np.array([0x1400, 0x0424, 0x9999, 0x001E, 0x1400])
    assert TlvNames().names(tags).to_pylist() == [
        None, "message_payload", None, "receipted_message_id", None,
    ]  # fmt: skip
    assert TlvNames().dictionaries(tags).to_pylist() == [None, "smpp", None, "smpp", None]
    # A vendor's dictionary comes first.
    assert VENDOR.names(tags).to_pylist() == ["price", "message_payload", None, "own", "price"]
    assert VENDOR.dictionaries(tags).to_pylist() == ["maker", "smpp", None, "maker", "maker"]
    assert TlvNames().names(np.array([], np.int64)).to_pylist() == []


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


def test_the_dictionary_of_a_profile() -> None:
    tlv = SimpleNamespace(tag=0x1500, name="colour", text=bytes.hex)
    names = vendor_names("maker", [tlv])
    assert names.vendor == "maker"
    assert texts([(0x1500, b"\1")], names) == ["01"]
