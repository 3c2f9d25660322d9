"""Where a message lies, and what joins the parts of a long one."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smpp_dissect.pdus.batch import Slices
from smpp_dissect.pdus.user_data import (
    MESSAGE_PAYLOAD,
    SAR,
    UDH_8,
    UDH_16,
    part_references,
    user_data,
    without_nul,
)
from tests.pdus.batches import batch_of
from tests.road import module
from tests.talks import enquire, submit

SAR_TAGS = (0x020C, 0x020E, 0x020F)


def sar(reference: int, total: int, part: int) -> list[tuple[int, bytes]]:
    sizes = (2, 1, 1)
    values = (reference, total, part)
    return [
        (tag, value.to_bytes(size, "big"))
        for tag, value, size in zip(SAR_TAGS, values, sizes, strict=True)
    ]


def octets(data: Any, value: Slices) -> list[bytes | None]:
    return [
        None if size < 0 else data[begin : begin + size].tobytes()
        for begin, size in zip(value.begin.tolist(), value.size.tolist(), strict=True)
    ]


def test_where_the_message_lies() -> None:
    payload = [(MESSAGE_PAYLOAD, b"payload")]
    batch = batch_of(
        [submit(1, b"short"), submit(2, b"", payload), submit(3, b"short", payload), submit(4, b""),
         enquire(5)]
    )  # fmt: skip
    found = octets(batch.data, user_data(batch, np.arange(5)))
    assert found == [b"short", b"payload", b"short", b"", None]
    assert octets(batch.data, user_data(batch, np.array([1]))) == [b"payload"]


@given(st.lists(st.binary(max_size=6), max_size=6))
def test_one_nul_is_dropped(values: list[bytes]) -> None:
    data = np.frombuffer(b"".join(values) + b"\0", np.uint8)
    sizes = np.array([len(value) for value in values] + [-1], np.int64)
    begins = np.cumsum(np.maximum(sizes, 0)) - np.maximum(sizes, 0)
    found = without_nul(data, Slices(begins, sizes))
    assert octets(data, found) == [*(value.removesuffix(b"\0") for value in values), None]


def references(messages: list[tuple[bytes, int, list[tuple[int, bytes]]]]) -> list[tuple[int, ...]]:
    sent = [submit(1, text, tlvs, esm_class=kind) for text, kind, tlvs in messages]
    batch = batch_of(sent)
    places = np.arange(len(sent))
    udhi = batch.integers(batch.field("esm_class", places)) & 0x40 > 0
    found = part_references(batch, places, user_data(batch, places), udhi)
    assert list(found) == ["kind", "reference", "total", "part"]
    return list(zip(*(column.tolist() for column in found.values()), strict=True))


WHOLE = (0, 0, 0, 0)


@pytest.mark.parametrize(
    ("text", "flags", "tlvs", "expected"),
    [
        (b"\5\0\3\x2a\3\2text", 0x40, [], (UDH_8, 0x2A, 3, 2)),
        (b"\6\x08\4\1\x2a\3\3text", 0x40, [], (UDH_16, 0x12A, 3, 3)),
        (b"text", 0, sar(0x1234, 2, 1), (SAR, 0x1234, 2, 1)),
        # A header goes before the TLVs.
        (b"\5\0\3\x2a\3\2", 0x40, sar(1, 2, 1), (UDH_8, 0x2A, 3, 2)),
        # A header of other elements leaves it to the TLVs.
        (b"\6\5\4\0\1\0\2text", 0x40, sar(1, 2, 1), (SAR, 1, 2, 1)),
        # Behind another element.
        (b"\x0b\5\4\0\1\0\2\0\3\7\2\1", 0x40, [], (UDH_8, 7, 2, 1)),
        # Not marked as a header.
        (b"\5\0\3\x2a\3\2text", 0, [], WHOLE),
        # One part of one; no part; a part beyond the last.
        (b"\5\0\3\x2a\1\1", 0x40, [], WHOLE),
        (b"\5\0\3\x2a\3\0", 0x40, [], WHOLE),
        (b"\5\0\3\x2a\3\4", 0x40, [], WHOLE),
        (b"text", 0, sar(1, 2, 3), WHOLE),
        (b"text", 0, sar(1, 2, 1)[:2], WHOLE),
        # Headers that lie.
        (b"", 0x40, [], WHOLE),
        (b"\xff", 0x40, [], WHOLE),
        (b"\5\0\3\x2a\3", 0x40, [], WHOLE),
        (b"\5\0\xff\x2a\3\2", 0x40, [], WHOLE),
        (b"\5\0\2\x2a\3\2", 0x40, [], WHOLE),
        (b"\1\0text", 0x40, [], WHOLE),
        (b"\0text", 0x40, [], WHOLE),
    ],
)
def test_what_joins_parts(
    text: bytes, flags: int, tlvs: list[tuple[int, bytes]], expected: tuple[int, ...]
) -> None:
    assert references([(text, flags, tlvs)]) == [expected]
    if flags:
        payload = [(MESSAGE_PAYLOAD, text), *tlvs]
        assert references([(b"", flags, payload), (b"x", 0, [])]) == [expected, WHOLE]


@given(st.lists(st.binary(max_size=20), min_size=1, max_size=6))
def test_any_header_in_both_forms(texts: list[bytes]) -> None:
    data = np.frombuffer(b"".join(texts) + b"\0", np.uint8)
    size = np.array([len(text) for text in texts], np.int64)
    begin = np.cumsum(size) - size
    told = []
    for kind in ("plain", "compiled"):
        found = [np.zeros(len(texts), np.int64) for _ in range(4)]
        kernel = module("smpp_dissect.pdus.user_data", kind)._read_udh
        kernel(data, begin, size, np.ones(len(texts), np.bool_), *found)
        told.append([column.tolist() for column in found])
    assert told[0] == told[1]
