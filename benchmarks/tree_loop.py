"""Trees of the PDUs in a file, one after another: a contestant of `trees.py`.

    python benchmarks/tree_loop.py pdus.bin nodes      # or dict, json
    python benchmarks/tree_loop.py capture.pcap pdus > pdus.bin
    python benchmarks/tree_loop.py capture.pcap lines > trees.jsonl

The first form takes PDUs one behind the other, has them in memory before the clock starts, and
prints how many there were and the CPU seconds of the best of some passes. The other two read a
capture: `pdus` writes out the octets of its PDUs, `lines` a line of JSON for each.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import smpp_dissect as sd
from smpp_dissect.pdus import framing
from smpp_dissect.pdus.reading import PduReader
from smpp_dissect.profiles import load

PORT = 3700
PASSES = 3
PROFILE = load("smscentre")


def pdus_of_file(path: str) -> Iterator[bytes]:
    """Cut PDUs that follow each other by their command_length."""
    data, at = Path(path).read_bytes(), 0
    while at < len(data):
        length = int.from_bytes(data[at : at + 4])
        yield data[at : at + length]
        at += length


def pdus_of_capture(path: str) -> Iterator[bytes]:
    """Read the whole PDUs of a capture."""
    for batch in PduReader(path, [PORT]).batches():
        begins, sizes, lengths = (
            batch.column(column).tolist()
            for column in (framing.BEGIN, framing.CAPTURED, framing.LENGTH)
        )
        for begin, size, length in zip(begins, sizes, lengths, strict=True):
            if size == length:
                yield batch.data[begin : begin + size].tobytes()


def nodes(pdu: bytes) -> Any:
    """Make all nodes."""
    return sd.dissect(pdu, PROFILE)


def plain(pdu: bytes) -> Any:
    """Make all nodes and all their meanings, text among them, as plain values."""
    return sd.dissect(pdu, PROFILE).to_dict()


def line(pdu: bytes) -> str:
    """Make a line of JSON."""
    return sd.dissect(pdu, PROFILE).root.to_json()


FORMS: dict[str, Callable[[bytes], Any]] = {"nodes": nodes, "dict": plain, "json": line}


def timed(form: Callable[[bytes], Any], pdus: list[bytes]) -> float:
    """CPU seconds of the best pass."""
    best = float("inf")
    for _ in range(PASSES):
        begun = time.process_time()
        for pdu in pdus:
            form(pdu)
        best = min(best, time.process_time() - begun)
    return best


def main() -> None:
    """Run the form asked for."""
    path, form = sys.argv[1:3]
    if form == "pdus":
        for pdu in pdus_of_capture(path):
            sys.stdout.buffer.write(pdu)
    elif form == "lines":
        sys.stdout.writelines(f"{line(pdu)}\n" for pdu in pdus_of_capture(path))
    else:
        pdus = list(pdus_of_file(path))
        print(len(pdus), timed(FORMS[form], pdus))


if __name__ == "__main__":
    main()
