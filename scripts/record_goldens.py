"""Record what tshark says of the sample captures, as golden files for the tests.

    python scripts/record_goldens.py                      every capture of sample_pcaps
    python scripts/record_goldens.py --port 5000 a.pcap   these, SMPP on port 5000 without a doubt

tshark is shown at its best: it is told which ports of a sample are SMPP, and told to put segments
in order or not, whichever finds more PDUs. A golden file opens with the version of tshark and the
command line that made it, then has one line for each SMPP PDU tshark found: its frame, header and
mandatory fields.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT / "sample_pcaps"
GOLDEN = ROOT / "tests" / "golden"
sys.path.insert(0, str(ROOT))

from tests.tshark import golden_lines, is_present  # noqa: E402


def main(arguments: list[str]) -> int:
    """Write a golden file for each capture and say so; 1 when there is no tshark."""
    parser = argparse.ArgumentParser(description="Record what tshark says of captures.")
    parser.add_argument("captures", nargs="*", type=Path, default=sorted(SAMPLES.glob("*.pcap*")))
    parser.add_argument("--port", type=int, action="append", default=[], help="decode as SMPP")
    chosen = parser.parse_args(arguments)
    if not is_present():
        print("tshark is not on the PATH", file=sys.stderr)
        return 1
    GOLDEN.mkdir(exist_ok=True)
    for capture in chosen.captures:
        lines = golden_lines(capture, chosen.port or story_ports(capture.name))
        target = GOLDEN / f"{capture.name}.tsv"
        target.write_text("\n".join(lines) + "\n", "ascii")
        print(f"{target.relative_to(ROOT)}: {sum(line[0] != '#' for line in lines)} PDUs")
    return 0


def story_ports(name: str) -> list[int]:
    """The ports on which a sample capture has SMPP; none for other captures."""
    with gzip.open(SAMPLES / "truth.json.gz") as file:
        stories = json.load(file).values()
    return [port for story in stories if name in story["files"] for port in story["ports"]]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
