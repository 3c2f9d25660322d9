"""The loop that is timed makes the trees of the PDUs it is given, and of all of them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

import smpp_dissect as sd
from smpp_dissect.profiles import load
from tests.conftest import ROOT, SAMPLES
from tests.road import travel

LOOP = ROOT / "benchmarks" / "tree_loop.py"
SAMPLE = SAMPLES / "long_messages.pcap"


def run(*arguments: str | Path) -> bytes:
    command = [sys.executable, str(LOOP), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, check=True, cwd=ROOT).stdout


@pytest.fixture(scope="module")
def octets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("trees") / "pdus.bin"
    path.write_bytes(run(SAMPLE, "pdus"))
    return path


def test_pdus_are_cut_out_of_a_capture(octets: Path) -> None:
    pdus = travel(SAMPLE, ports=[3700]).raw
    whole = [pdu for pdu in pdus if int.from_bytes(pdu[:4]) == len(pdu)]
    assert octets.read_bytes() == b"".join(whole) != b""


@pytest.mark.parametrize("form", ["nodes", "dict", "json"])
def test_all_of_them_are_timed(octets: Path, form: str) -> None:
    count, seconds = run(octets, form).split()
    assert int(count) == run(SAMPLE, "lines").count(b"\n")
    assert float(seconds) >= 0


def test_lines_are_trees() -> None:
    lines = run(SAMPLE, "lines").splitlines()
    pdus = travel(SAMPLE, ports=[3700]).raw
    assert [json.loads(line) for line in lines[:20]] == [
        sd.dissect(pdu, load("smscentre")).to_dict() for pdu in pdus[:20]
    ]
