"""Big-endian reads and sequence arithmetic, in both forms. What they say is frozen."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.road import module

FORMS = ["plain", "compiled"]
words = st.integers(0, 0xFFFFFFFF)


@pytest.mark.parametrize("kind", FORMS)
@given(octets=st.binary(min_size=4, max_size=12), data=st.data())
def test_numbers_are_read_in_network_order(kind: str, octets: bytes, data: st.DataObject) -> None:
    form = module("smpp_dissect._bytes", kind)
    array = np.frombuffer(octets, np.uint8)
    at = data.draw(st.integers(0, len(octets) - 4))
    assert form.be16(array, at) == int.from_bytes(octets[at : at + 2], "big")
    assert form.be32(array, at) == int.from_bytes(octets[at : at + 4], "big")


@pytest.mark.parametrize("kind", FORMS)
def test_reads_stay_in_the_array(kind: str) -> None:
    form = module("smpp_dissect._bytes", kind)
    array = np.frombuffer(b"abc", np.uint8)
    for read, at in ((form.be16, 2), (form.be32, 0), (form.be32, 99)):
        with pytest.raises(IndexError):
            read(array, at)


@pytest.mark.parametrize("kind", FORMS)
@given(number=words, step=st.integers(-(1 << 31), (1 << 31) - 1))
def test_distances_wrap_around(kind: str, number: int, step: int) -> None:
    seq_diff = module("smpp_dissect._bytes", kind).seq_diff
    assert seq_diff((number + step) % (1 << 32), number) == step
    assert seq_diff(number, number) == 0


@pytest.mark.parametrize("kind", FORMS)
def test_distances_at_the_limits(kind: str) -> None:
    seq_diff = module("smpp_dissect._bytes", kind).seq_diff
    assert seq_diff(0, 0xFFFFFFFF) == 1
    assert seq_diff(0xFFFFFFFF, 0) == -1
    assert seq_diff(0x80000000, 0) == -(1 << 31)
    # Sums of numbers that were not brought back into 32 bits.
    assert seq_diff((1 << 32) + 5, 3) == 2
    assert seq_diff(-1, 1) == -2


@pytest.mark.parametrize("kind", FORMS)
@given(
    st.binary(max_size=20), st.integers(-2, 22), st.integers(0, 20), st.integers(-2, 22),
    st.integers(-2, 22),
)  # fmt: skip
def test_copies_stay_in_both_arrays(
    kind: str, octets: bytes, at: int, room: int, to: int, count: int
) -> None:
    source, target = np.frombuffer(octets, np.uint8), np.zeros(room, np.uint8)
    module("smpp_dissect._bytes", kind).copy_bytes(source, at, target, to, count)
    expected = bytearray(room)
    if min(at, to, count) >= 0 and at + count <= len(octets) and to + count <= room:
        expected[to : to + count] = octets[at : at + count]
    assert target.tobytes() == expected
