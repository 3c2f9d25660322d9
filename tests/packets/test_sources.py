"""A capture file as windows: the same bytes, whatever they come in, however they are asked for."""

from __future__ import annotations

import gc
import gzip
import io
import os
import resource
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smpp_dissect.errors import CaptureError, NotACapture
from smpp_dissect.packets.sources import MappedSource, StreamSource, open_source
from tests.streaming import TEXT, Dribble, everything, zstd


def plain_file(data: bytes, folder: Path) -> Any:
    path = folder / "plain"
    path.write_bytes(data)
    return open_source(path)


def gzip_file(data: bytes, folder: Path) -> Any:
    path = folder / "packed.gz"
    path.write_bytes(gzip.compress(data[:100]) + gzip.compress(data[100:]))
    return open_source(path)


def zstd_file(data: bytes, folder: Path) -> Any:
    path = folder / "packed.zst"
    path.write_bytes(zstd(data))
    return open_source(str(path))


def stream(data: bytes, folder: Path) -> Any:
    return open_source(io.BytesIO(data))


def dribble(data: bytes, folder: Path) -> Any:
    return open_source(Dribble(data, 7))


def gzip_stream(data: bytes, folder: Path) -> Any:
    return open_source(Dribble(gzip.compress(data), 700))


OPENERS = (plain_file, gzip_file, zstd_file, stream, dribble, gzip_stream)


@pytest.mark.parametrize("opener", OPENERS)
@given(moves=st.lists(st.tuples(st.integers(0, 400), st.integers(0, 300)), max_size=12))
@settings(max_examples=25)
def test_views_are_the_file_from_the_position_on(
    opener: Callable[..., Any], moves: list[tuple[int, int]], tmp_path: Path
) -> None:
    data = TEXT[:500]
    source = opener(data, tmp_path)
    seen, at = [], 0
    for want, step in moves:
        view = source.view(want)
        seen.append((view, data[at : at + want]))
        assert not view.flags.writeable
        source.advance(step)
        at += step
    for view, octets in seen:
        assert view.tobytes() == octets
    assert source.view(10_000).tobytes() == data[at:]
    assert source.fault is None or at > len(data)
    source.close()


@pytest.mark.parametrize("opener", OPENERS)
def test_a_file_of_many_chunks(opener: Callable[..., Any], tmp_path: Path) -> None:
    data = TEXT * (1 if opener is dribble else 20)
    source = opener(data, tmp_path)
    assert everything(source, 70_000) == data
    assert source.fault is None
    assert source.offset == len(data)


def test_sizes_and_positions(tmp_path: Path) -> None:
    plain = plain_file(TEXT, tmp_path)
    assert (plain.size, plain.read_position()) == (len(TEXT), 0)
    plain.advance(10)
    assert plain.read_position() == 10
    packed = gzip_file(TEXT, tmp_path)
    everything(packed)
    assert packed.size is None
    assert packed.read_position() == (tmp_path / "packed.gz").stat().st_size


def test_which_files_are_mapped(tmp_path: Path) -> None:
    assert isinstance(plain_file(TEXT, tmp_path), MappedSource)
    assert isinstance(gzip_file(TEXT, tmp_path), StreamSource)
    with (tmp_path / "plain").open("rb") as file:
        assert isinstance(open_source(file), MappedSource)
        file.seek(4)
        assert everything(open_source(file)) == TEXT[4:]


def test_a_file_unpacked_by_the_caller_is_not_read_packed(tmp_path: Path) -> None:
    gzip_file(TEXT, tmp_path).close()
    with gzip.open(tmp_path / "packed.gz") as file:
        assert everything(open_source(file)) == TEXT


def test_a_pipe() -> None:
    ends = os.pipe()
    with os.fdopen(ends[1], "wb") as end:
        end.write(gzip.compress(TEXT))
    with os.fdopen(ends[0], "rb") as file:
        assert everything(open_source(file)) == TEXT


def test_passing_the_end_is_a_fault(tmp_path: Path) -> None:
    for opener in OPENERS:
        source = opener(TEXT[:500], tmp_path)
        source.advance(501)
        assert len(source.view(10)) == 0
        assert source.fault, opener


@contextmanager
def no_file_left_open() -> Iterator[None]:
    gc.collect()
    before = len(os.listdir("/proc/self/fd"))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield
        gc.collect()
    assert len(os.listdir("/proc/self/fd")) == before


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="no list of open files here")
@pytest.mark.parametrize("content", [b"", b"\x1f\x8b", TEXT, gzip.compress(TEXT)])
def test_files_are_given_back(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)
    with no_file_left_open():
        try:
            source = open_source(path)
        except CaptureError:
            assert not content
        else:
            source.view(10)
            source.close()
            assert len(source.view(10)) == 0


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="no list of open files here")
def test_a_source_that_is_dropped_gives_its_file_back(tmp_path: Path) -> None:
    with no_file_left_open():
        gzip_file(TEXT, tmp_path).view(10)


def test_closed_sources_hold_no_descriptor(tmp_path: Path) -> None:
    limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (len(os.listdir("/proc/self/fd")) + 20, limits[1]))
    try:
        kept = []
        for _ in range(40):
            kept.append(plain_file(TEXT, tmp_path))
            kept[-1].close()
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, limits)


def test_what_cannot_be_opened(tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.touch()
    for path, words in [
        (tmp_path / "nothing.pcap", "no such file"),
        (tmp_path, "is a directory"),
        (empty, "the file is empty"),
        (Path("a\0b"), "null"),
        (tmp_path / ("x" * 300), "too long"),
    ]:
        with pytest.raises(CaptureError, match=words):
            open_source(path)
    with pytest.raises(NotACapture, match="the input is empty"):
        open_source(io.BytesIO())
