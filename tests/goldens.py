"""Golden files: what tshark showed of a capture when they were recorded, field by field.

A golden file is compressed text. Two comment lines say which tshark it was and how it was asked.
The names of a PDU's fields stand once, in a comment line at the top that has a number; each PDU is
a line of JSON with that number: frame, ports, who called it malformed, and of each field offset,
length, octets in hex, bits and value as one string. The value of what is only octets is left out,
and the octets of a text, which are those of its message.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from smpp_dissect.verify.fields import OCTETS, TEXT
from smpp_dissect.verify.pdml import Shown, ShownPdu, shown_pdus
from smpp_dissect.verify.program import Question, asked, version
from tests.conftest import SAMPLES, captures

GOLDEN = Path(__file__).resolve().parent / "golden"
SAMPLE_CAPTURES = sorted(SAMPLES.glob("*.pcap*"))
# SMPP within TLS: tshark 4.0.17 decrypts it, but cannot be told to take the plain text for SMPP.
LEFT_OUT = ("tls.pcapng",)
RECORDED_CAPTURES = [path for path in captures() if path.name not in LEFT_OUT]

Names = tuple[str, ...]


def golden_of(capture: Path) -> Path:
    return GOLDEN / f"{capture.name}.golden.gz"


def golden_lines(question: Question) -> list[str]:
    """What a golden file says: comment lines on how, then a line for each PDU."""
    numbers: dict[Names, int] = {}
    with asked(question) as answer:
        lines = [_line(pdu, numbers) for pdu in shown_pdus(answer)]
    words = question._replace(path=Path(question.path).name).command()
    names = ("\t".join(["# names", str(number), *names]) for names, number in numbers.items())
    return [f"# {version()}", f"# {' '.join(words)}", *names, *lines]


def write_golden(path: Path, lines: Iterable[str]) -> None:
    """Write lines so that the same ones always make the same octets."""
    path.write_bytes(gzip.compress("\n".join([*lines, ""]).encode(), 9, mtime=0))


def lines_of(path: Path) -> list[str]:
    """The lines of a golden file."""
    return gzip.decompress(path.read_bytes()).decode().splitlines()


def golden_pdus(lines: Iterable[str]) -> list[ShownPdu]:
    """The PDUs in the lines of a golden file, as tshark showed them."""
    names: dict[int, Names] = {}
    pdus = []
    for line in lines:
        if line.startswith("# names\t"):
            _, number, *fields = line.split("\t")
            names[int(number)] = tuple(fields)
        elif not line.startswith("#"):
            pdus.append(_pdu(json.loads(line), names))
    return pdus


def read_golden(path: Path) -> list[ShownPdu]:
    """The PDUs of a golden file."""
    return golden_pdus(lines_of(path))


def kept(field: Shown) -> Shown:
    """A field with what a golden file keeps of it."""
    if field.name in OCTETS:
        return field._replace(show="")
    return field._replace(octets="") if field.name == TEXT else field


def _line(pdu: ShownPdu, numbers: dict[Names, int]) -> str:
    number = numbers.setdefault(tuple(field.name for field in pdu.fields), len(numbers))
    fields = [_written(kept(field)) for field in pdu.fields]
    told = [pdu.frame, *pdu.ports, pdu.malformed, number, fields]
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def _written(field: Shown) -> str:
    bits = "" if field.bits is None else str(field.bits)
    return f"{field.offset} {field.length} {field.octets} {bits} {field.show}"


def _pdu(told: list[Any], names: dict[int, Names]) -> ShownPdu:
    frame, low, high, malformed, number, fields = told
    shown = (_field(name, text) for name, text in zip(names[number], fields, strict=True))
    return ShownPdu(frame, (low, high), tuple(shown), malformed)


def _field(name: str, text: str) -> Shown:
    offset, length, octets, bits, show = text.split(" ", 4)
    return Shown(name, int(offset), int(length), octets, int(bits) if bits else None, show)
