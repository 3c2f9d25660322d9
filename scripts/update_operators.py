"""Renew smpp_dissect/operators/mcc_mnc.csv from the npm package mcc-mnc-list.

    python scripts/update_operators.py [VERSION]

Needs npm. The package holds the tables of Wikipedia's pages on mobile network codes. Kept are codes
with an MNC of 2 or 3 digits, one line for each: a code that several entries claim goes to a network
in operation, then to the country that has most of the MCC, then to the entry with a brand.
"""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
import tarfile
import tempfile
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

PACKAGE = "mcc-mnc-list"
FOLDER = Path(__file__).resolve().parents[1] / "smpp_dissect" / "operators"
COLUMNS = ("mccmnc", "operator", "brand", "country", "iso")

# The types of entry that have no country, and what stands in its place.
NO_COUNTRY = {"International": "International", "Test": "Test network"}

Entry = dict[str, str | None]
Row = tuple[str, ...]


def main(version: str = "latest") -> None:
    """Fetch the package and write the list and the package's licence."""
    with tempfile.TemporaryDirectory() as folder:
        archive = fetch(version, Path(folder))
        about = json.loads(member(archive, "package.json"))
        entries = json.loads(member(archive, "mcc-mnc-list.json"))
        licence = member(archive, "LICENSE")
    title = (
        f"# {PACKAGE} {about['version']} (npm), {about['license']} licence: LICENSE-{PACKAGE}.txt;"
        " from Wikipedia's pages on mobile network codes\n"
    )
    lines = io.StringIO()
    csv.writer(lines, lineterminator="\n").writerows([COLUMNS, *rows(entries)])
    (FOLDER / "mcc_mnc.csv").write_text(title + lines.getvalue(), encoding="utf-8", newline="")
    (FOLDER / f"LICENSE-{PACKAGE}.txt").write_bytes(licence)


def fetch(version: str, folder: Path) -> Path:
    """Fetch the package as npm packs it, and return its archive."""
    command = ["npm", "pack", "--silent", f"{PACKAGE}@{version}", "--pack-destination", str(folder)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return next(folder.glob("*.tgz"))


def member(archive: Path, name: str) -> bytes:
    """Read one file of the package, without unpacking the others."""
    with tarfile.open(archive) as files:
        stream = files.extractfile(f"package/{name}")
        if stream is None:
            raise SystemExit(f"{PACKAGE} holds no {name}")
        return stream.read()


def rows(entries: Iterable[Entry]) -> list[Row]:
    """Make the list's lines, sorted by code, of the package's entries."""
    kept = [entry for entry in entries if is_code(entry)]
    shares = Counter((entry["mcc"], entry["countryName"]) for entry in kept)
    best: dict[str, tuple[tuple[bool, int, bool], Entry]] = {}
    for entry in kept:
        rank = (
            entry["status"] == "Operational",
            shares[entry["mcc"], entry["countryName"]],
            bool(entry["brand"]),
        )
        code = f"{entry['mcc']}{entry['mnc']}"
        if code not in best or rank > best[code][0]:
            best[code] = rank, entry
    return [row(code, entry) for code, (_, entry) in sorted(best.items())]


def is_code(entry: Entry) -> bool:
    """Tell whether the entry has one whole code: the source has ranges and unknown MNCs as well."""
    mcc, mnc = entry["mcc"] or "", entry["mnc"] or ""
    return len(mcc) == 3 and len(mnc) in (2, 3) and f"{mcc}{mnc}".isdigit()


def row(code: str, entry: Entry) -> Row:
    """Make one line of the list, with runs of white space made one space."""
    country = entry["countryName"] or NO_COUNTRY.get(entry["type"] or "", "")
    values = (code, entry["operator"], entry["brand"], country, entry["countryCode"])
    return tuple(" ".join((value or "").split()) for value in values)


if __name__ == "__main__":
    main(*sys.argv[1:2])
