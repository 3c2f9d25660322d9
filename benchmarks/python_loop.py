"""The obvious Python way to read SMPP from a capture: dpkt for packets, smpp.pdu3 for PDUs.

    python benchmarks/python_loop.py bench.pcap 100000

Decodes the first so many PDUs and prints how many it decoded and how many it could not. It is one
of the benchmark's contestants, too slow for a large capture, so it is timed on a slice.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from typing import Any

import dpkt
from smpp.pdu.pdu_encoding import PDUEncoder


def segments(path: str) -> Iterator[tuple[tuple[Any, ...], int, bytes]]:
    """Read TCP payloads as (stream, sequence number, bytes)."""
    with open(path, "rb") as file:
        for _, frame in dpkt.pcap.Reader(file):
            ip = dpkt.ethernet.Ethernet(frame).data
            tcp = ip.data
            if tcp.data:
                yield (ip.src, tcp.sport, ip.dst, tcp.dport), tcp.seq, tcp.data


def pdus(path: str) -> Iterator[bytes]:
    """Cut streams into PDUs; after a gap, begin anew with the next segment."""
    waiting: dict[tuple[Any, ...], tuple[int, bytes]] = {}
    for stream, seq, data in segments(path):
        expected, rest = waiting.get(stream, (seq, b""))
        ahead = (seq - expected + (1 << 31)) % (1 << 32) - (1 << 31)
        if ahead < 0:
            continue
        rest = data if ahead else rest + data
        while len(rest) >= 16 and len(rest) >= (length := int.from_bytes(rest[:4], "big")) >= 16:
            yield rest[:length]
            rest = rest[length:]
        waiting[stream] = (seq + len(data)) % (1 << 32), rest


def main() -> None:
    """Decode a slice and print the counts."""
    encoder, decoded, failed = PDUEncoder(), 0, 0
    for pdu in pdus(sys.argv[1]):
        try:
            encoder.decode(io.BytesIO(pdu))
            decoded += 1
        except Exception:  # the library raises many kinds, some of them not its own
            failed += 1
        if decoded + failed == int(sys.argv[2]):
            break
    print(decoded, failed)


if __name__ == "__main__":
    main()
