"""smpp.pdu3 on the PDUs in a file, one after another: a contestant of `trees.py`.

    python benchmarks/pdu3_loop.py pdus.bin

The PDUs follow each other and are in memory before the clock starts. Prints how many were decoded,
how many could not be, and the CPU seconds of the best of some passes.
"""

from __future__ import annotations

import io
import sys
import time
from pathlib import Path

from smpp.pdu.pdu_encoding import PDUEncoder

PASSES = 3


def main() -> None:
    """Decode all PDUs."""
    data, at, pdus = Path(sys.argv[1]).read_bytes(), 0, []
    while at < len(data):
        length = int.from_bytes(data[at : at + 4], "big")
        pdus.append(data[at : at + length])
        at += length
    encoder, best, failed = PDUEncoder(), float("inf"), 0
    for _ in range(PASSES):
        begun, failed = time.process_time(), 0
        for pdu in pdus:
            try:
                encoder.decode(io.BytesIO(pdu))
            except Exception:  # the library raises many kinds, some of them not its own
                failed += 1
        best = min(best, time.process_time() - begun)
    print(len(pdus) - failed, failed, best)


if __name__ == "__main__":
    main()
