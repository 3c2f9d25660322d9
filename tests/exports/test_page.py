"""docs/exports.md: its examples run."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from smpp_dissect.scapy_layers import use_profile
from tests.conftest import ROOT
from tests.tshark import is_present

PAGE = (ROOT / "docs" / "exports.md").read_text("utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def test_the_examples_of_scapy_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    scope: dict[str, object] = {}
    try:
        for example in blocks("python"):
            exec(example, scope)
    finally:
        use_profile(None)
    assert len(blocks("python")) == 2


@pytest.mark.skipif(not is_present(), reason="no tshark on the PATH")
def test_the_example_of_tshark_runs(tmp_path: Path) -> None:
    (example,) = blocks("sh")
    program = f"{sys.executable} -m smpp_dissect"
    code = example.replace("smpp-dissect ", f"{program} ", 1)
    (tmp_path / "sample_pcaps").symlink_to(ROOT / "sample_pcaps")
    paths = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        ["sh", "-euc", code], cwd=tmp_path, env=paths, capture_output=True, check=True
    )
    rows = [line.split("\t") for line in done.stdout.decode().splitlines()]
    assert rows
    assert all(re.fullmatch(r"\d\.\d{4}", cost) for _, costs in rows for cost in costs.split(","))
