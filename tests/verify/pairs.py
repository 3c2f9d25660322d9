"""Captures beside their goldens: what tshark showed of a PDU, and our tree of it."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

import smpp_dissect as sd
from smpp_dissect.capture import Capture
from smpp_dissect.verify.case import Case
from smpp_dissect.verify.matching import matched
from smpp_dissect.verify.outcome import Outcome
from smpp_dissect.verify.pdml import ShownPdu
from smpp_dissect.verify.program import Question
from smpp_dissect.verify.verifying import ALPHABET, compare_capture, ports_of, question_of
from tests.goldens import golden_of, read_golden
from tests.verify.odd import odd_capture

SCRATCH = tempfile.TemporaryDirectory(prefix="smpp-dissect-verify-")


@cache
def odd_path() -> Path:
    return odd_capture(Path(SCRATCH.name))


@cache
def opened(path: Path) -> tuple[Capture, Question]:
    """A capture as `verify` opens it, and what it asks tshark of it."""
    ports = ports_of(sd.read(path))
    capture = sd.read(path, ports=ports, show_secrets=True, default_alphabet=ALPHABET)
    return capture, question_of(capture, path, ALPHABET)


@cache
def shown_of(path: Path) -> tuple[ShownPdu, ...]:
    return tuple(read_golden(golden_of(path)))


def outcome_of(path: Path, shown: tuple[ShownPdu, ...] | None = None) -> Outcome:
    """What comes of comparing a capture with what its golden says, or with something else."""
    outcome = Outcome()
    compare_capture(*opened(path), shown_of(path) if shown is None else shown, outcome)
    return outcome


@cache
def cases_of(path: Path) -> tuple[Case, ...]:
    """The PDUs that both have."""
    capture, _ = opened(path)
    sessions = [
        row
        for batch in capture.batches("sessions", ["session", "client_port", "server_port", "pdus"])
        for row in batch.to_pylist()
    ]
    ports = {
        row["session"]: tuple(sorted((row["client_port"], row["server_port"]))) for row in sessions
    }
    trees = capture.trees(range(1, sum(row["pdus"] for row in sessions) + 1))
    pairs = matched(trees, shown_of(path), ports)
    return tuple(Case(tree, pdu, ALPHABET) for tree, pdu in pairs if tree and pdu)
