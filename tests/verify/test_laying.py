"""How PDUs lie in segments: what the oracle says of its runs, octet by octet."""

from __future__ import annotations

from pathlib import Path

import pytest

from smpp_dissect.pdus.framing import HEADER
from smpp_dissect.pdus.reading import PduReader
from smpp_dissect.verify.laying import LayingFramer, Piece, Way, pieces
from tests.goldens import SAMPLE_CAPTURES
from tests.tshark_losses import Piece as OraclePiece
from tests.tshark_losses import _runs
from tests.verify.pairs import opened


def our_pieces(path: Path, window: int) -> list[Piece]:
    ports = opened(path)[1].ports
    reader = PduReader(str(path), ports, window=window)
    reader.framer = LayingFramer(ports)
    ways: dict[int, Way] = {}
    return [piece for batch in reader.batches() for _, piece in pieces(batch, ways)]


def oracle_pieces(path: Path) -> list[OraclePiece]:
    return [piece for _, run in _runs(path) for piece in run if piece is not None]


def known(piece: OraclePiece) -> tuple[object, ...]:
    """Its key, and how it lies."""
    frame, command_id, sequence, length, status = piece.name
    key = (frame, length, command_id, status, sequence)
    head = min(piece.stretches[0].end - piece.begin, HEADER)
    return key, piece.cut, piece.is_first, any(one.late for one in piece.stretches), head


def told(piece: Piece) -> tuple[object, ...]:
    return piece.key, piece.cut, piece.first, piece.late, piece.head[0]


@pytest.mark.parametrize("capture", SAMPLE_CAPTURES, ids=lambda path: path.name)
@pytest.mark.parametrize("window", [1 << 22, 1 << 13])
def test_pieces_lie_as_the_oracle_says(capture: Path, window: int) -> None:
    if capture.stat().st_size > 1 << 18 and window < 1 << 22:
        window = 1 << 16  # enough of them, and not all day
    ours = sorted(map(told, our_pieces(capture, window)))
    theirs = sorted(map(known, oracle_pieces(capture)))
    assert ours == theirs


@pytest.mark.parametrize("capture", SAMPLE_CAPTURES, ids=lambda path: path.name)
def test_windows_change_nothing(capture: Path) -> None:
    whole = sorted(our_pieces(capture, 1 << 22))
    assert sorted(our_pieces(capture, 1 << 15)) == whole
