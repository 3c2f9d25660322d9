"""Compressed captures: unpacked piece by piece, and as far as they can be."""

from __future__ import annotations

import gzip
import io
import random
import tracemalloc
import zlib
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smpp_dissect.errors import CaptureError
from smpp_dissect.packets.compressed import CHUNK, Counted
from smpp_dissect.packets.sources import open_source
from tests.streaming import TEXT, Dribble, everything, zstd


def test_a_stream_is_peeked_once_and_counted() -> None:
    counted = Counted("name", Dribble(b"abcdefgh", 3))
    assert counted.peek(4) == b"abcd"
    assert counted.position() == 0
    assert counted.read(2) == b"abcd"
    assert counted.read(2) == b"ef"
    assert counted.position() == 6
    assert (counted.read(9), counted.read(9)) == (b"gh", b"")


@pytest.mark.parametrize("pack", [gzip.compress, zstd], ids=["gzip", "zstd"])
@given(cut=st.integers(4, 10_000), want=st.sampled_from([1, 100, 1 << 20]))
@settings(max_examples=30)
def test_cut_compressed_data_give_a_beginning_and_a_fault(
    pack: Callable[[bytes], bytes], cut: int, want: int
) -> None:
    packed = pack(TEXT)
    cut = min(cut, len(packed) - 1)
    source = open_source(Dribble(packed[:cut], 1 << 20))
    found = everything(source, max(want, 1))
    assert TEXT.startswith(found)
    assert source.fault


@pytest.mark.parametrize("want", [64, 1 << 20])
def test_cut_gzip_gives_all_that_precedes_the_cut(want: int) -> None:
    packed = gzip.compress(TEXT)
    for cut in (1000, 3000, len(packed) - 1000, len(packed) - 1):
        expected = zlib.decompressobj(wbits=31).decompress(packed[:cut])
        assert everything(open_source(io.BytesIO(packed[:cut])), want) == expected


@pytest.mark.parametrize("want", [64, 1 << 20])
def test_cut_zstd_gives_whole_blocks_before_the_cut(want: int) -> None:
    noise = random.Random(3).randbytes(1 << 20)
    packed = zstd(noise)
    found = everything(open_source(io.BytesIO(packed[: len(packed) // 2])), want)
    assert noise.startswith(found)
    # A block of zstd holds at most 128 KiB (RFC 8878, 3.1.1.2.4).
    assert len(found) > len(noise) // 2 - (256 << 10)


def test_damaged_gzip_gives_what_precedes_the_damage() -> None:
    packed = bytearray(gzip.compress(TEXT))
    # The checksum at the end is of the whole: what was unpacked before it is as good as it gets.
    packed[-8] ^= 1
    source = open_source(io.BytesIO(packed))
    assert everything(source) == TEXT
    assert source.fault == "the gzip data is damaged"


def test_a_damaged_block_of_gzip_gives_the_blocks_before() -> None:
    packer = zlib.compressobj(wbits=31)
    first = packer.compress(TEXT[:5000]) + packer.flush(zlib.Z_FULL_FLUSH)
    # A block type that does not exist (RFC 1951, 3.2.3).
    source = open_source(io.BytesIO(first + b"\x07" + bytes(100)))
    assert everything(source) == TEXT[:5000]
    assert source.fault == "the gzip data is damaged"


@given(st.binary(max_size=60), st.sampled_from([b"\x1f\x8b", b"\x28\xb5\x2f\xfd", b""]))
def test_any_bytes_are_read_to_an_end(data: bytes, magic: bytes) -> None:
    if magic + data:
        everything(open_source(io.BytesIO(magic + data)))


def test_what_follows_gzip_members() -> None:
    packed = gzip.compress(TEXT)
    assert everything(open_source(io.BytesIO(packed + bytes(512)))) == TEXT
    assert everything(open_source(io.BytesIO(packed * 3))) == TEXT * 3


@pytest.mark.parametrize("pack", [gzip.compress, zstd], ids=["gzip", "zstd"])
def test_a_bomb_takes_no_more_room_than_is_looked_at(pack: Callable[[bytes], bytes]) -> None:
    packed = pack(bytes(200 << 20))
    tracemalloc.start()
    try:
        source = open_source(io.BytesIO(packed))
        assert len(source.view(CHUNK)) == CHUNK
        source.advance(20 * CHUNK)
        assert len(source.view(CHUNK)) == CHUNK
        assert tracemalloc.get_traced_memory()[1] < 16 * CHUNK
    finally:
        tracemalloc.stop()


def test_an_error_of_the_device_is_a_capture_error() -> None:
    class Broken(Dribble):
        def read(self, count: int = -1) -> bytes:
            if self._data.tell():
                raise OSError(5, "Input/output error")
            return super().read(count)

    for content in (TEXT, gzip.compress(TEXT), zstd(TEXT)):
        source = open_source(Broken(content, 100))
        with pytest.raises(CaptureError, match="Input/output error"):
            everything(source)
