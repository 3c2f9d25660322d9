"""Record what tshark shows of captures, as golden files for the tests.

    python scripts/record_goldens.py           all that the tests have
    python scripts/record_goldens.py a.pcap    these

tshark is told what `smpp-dissect verify` tells it: which ports are SMPP, what data_coding 0 means,
and whether to put segments in order. A golden file opens with the version of tshark and the command
line that made it, then has one line for each SMPP PDU tshark found; see `tests/goldens.py`.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import smpp_dissect as sd  # noqa: E402
from smpp_dissect.verify.program import is_present  # noqa: E402
from smpp_dissect.verify.verifying import ALPHABET, question_of  # noqa: E402
from tests.goldens import (  # noqa: E402
    RECORDED_CAPTURES,
    SAMPLE_CAPTURES,
    golden_lines,
    golden_of,
    write_golden,
)
from tests.verify.odd import odd_capture  # noqa: E402


def main(arguments: list[str]) -> int:
    """Write a golden file for each capture and say so; 1 when there is no tshark."""
    parser = argparse.ArgumentParser(description="Record what tshark shows of captures.")
    every = [*SAMPLE_CAPTURES, *RECORDED_CAPTURES]
    parser.add_argument("captures", nargs="*", type=Path)
    chosen = parser.parse_args(arguments)
    if not is_present():
        print("tshark is not on the PATH", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as folder:
        for capture in chosen.captures or [*every, odd_capture(Path(folder))]:
            record(capture)
    return 0


def record(capture: Path) -> None:
    """Write the golden file of a capture."""
    lines = golden_lines(question_of(sd.read(capture), capture, ALPHABET))
    target = golden_of(capture)
    write_golden(target, lines)
    print(f"{target.relative_to(ROOT)}: {sum(line[0] != '#' for line in lines)} PDUs")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
