"""Streams copied aside: readers that do not move each other, and a file that goes with them."""

from __future__ import annotations

import gc
import gzip
import io
import os
import warnings

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smpp_dissect.errors import CaptureError
from smpp_dissect.packets.sources import MappedSource, open_source
from smpp_dissect.packets.spool import Spool
from tests.streaming import TEXT, Dribble, everything


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 90)), max_size=20))
def test_readers_do_not_move_each_other(steps: list[tuple[bool, int]]) -> None:
    spool = Spool(io.BytesIO(TEXT[:500]), "name")
    readers, at = [spool.open(), spool.open()], [0, 0]
    for which, count in steps:
        octets = readers[which].read(count)
        assert octets == TEXT[:500][at[which] : at[which] + count]
        at[which] += len(octets)
        assert readers[which].tell() == at[which]


def test_a_reader_can_be_moved() -> None:
    reader = Spool(Dribble(TEXT, 999), "name").open()
    assert reader.seek(-10, os.SEEK_END) == len(TEXT) - 10
    assert reader.read() == TEXT[-10:]
    assert reader.seek(5) == 5
    assert reader.seek(5, os.SEEK_CUR) == 10
    assert reader.read(3) == TEXT[10:13]


def test_readers_are_sources() -> None:
    spool = Spool(io.BytesIO(TEXT), "a name")
    sources = [open_source(spool.open()) for _ in range(2)]
    assert all(isinstance(source, MappedSource) for source in sources)
    packed = Spool(io.BytesIO(gzip.compress(TEXT)), "a name")
    sources += [open_source(packed.open()) for _ in range(2)]
    assert [source.name for source in sources] == ["a name"] * 4
    assert [len(source.view(10)) for source in sources] == [10] * 4
    assert [everything(source) for source in sources] == [TEXT] * 4


def test_the_file_goes_with_the_last_reader() -> None:
    gc.collect()
    before = len(os.listdir("/proc/self/fd"))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        reader = Spool(io.BytesIO(TEXT), "name").open()
        gc.collect()
        assert reader.read() == TEXT
        del reader
        with pytest.raises(CaptureError, match="name: "):
            Spool(gzip.open(io.BytesIO(gzip.compress(TEXT)[:50])), "name")
        gc.collect()
    assert len(os.listdir("/proc/self/fd")) == before
