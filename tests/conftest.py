"""What all tests share: deterministic hypothesis, and a kernel cache named by the sources."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parent.parent
CAPTURES = ROOT.parent / "shared" / "captures"
SAMPLES = ROOT / "sample_pcaps"

settings.register_profile(
    "repeatable",
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("repeatable")


def _digest() -> str:
    """A name for the state of the package's sources: a stale compiled kernel must not be tested."""
    digest = hashlib.sha256()
    for path in sorted((ROOT / "smpp_dissect").rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


os.environ.setdefault(
    "NUMBA_CACHE_DIR", str(Path(tempfile.gettempdir()) / f"smpp-dissect-kernels-{_digest()}")
)


def captures(*names: str) -> list[Path]:
    """The recorded captures of these names, or all; empty where they are not at hand."""
    found = sorted(path for path in CAPTURES.glob("*.pcap*") if ".truth" not in path.name)
    return [path for path in found if not names or path.name in names]


@pytest.fixture
def recorded() -> Path:
    """The folder of recorded captures; the test is skipped where it is not at hand."""
    if not CAPTURES.is_dir():
        pytest.skip("no recorded captures here")
    return CAPTURES
