"""Names for mobile country and network codes (ITU-T E.212).

An MCC has 3 digits and an MNC 2 or 3, and nothing in `25001` or `250001` says which it is. A code
is looked up as it stands; then with the MNC in its other length, but only where no longer code
begins with these digits, for a field of 5 octets may have cut one. What the list does not hold
keeps its country, by the MCC.

`mcc_mnc.csv` is written by scripts/update_operators.py, and read once, when first asked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

LIST = Path(__file__).with_name("mcc_mnc.csv")

# Digits of a code with an MNC of 2 and of 3 digits.
SHORT, LONG = 5, 6


@dataclass(frozen=True)
class Operator:
    """A mobile network: `operator` is its brand, or the company where it has no brand.

    `mccmnc` is the code as the list has it. `operator` is None for a code the list does not hold.
    `iso` is the ISO 3166 code, several with `/` where the list says so, None for no country.
    """

    mccmnc: str
    operator: str | None
    country: str
    iso: str | None


def lookup(mccmnc: str) -> Operator | None:
    """Find the operator of an MCC/MNC of 5 or 6 digits; None for another text or an unknown MCC."""
    if len(mccmnc) not in (SHORT, LONG) or not (mccmnc.isascii() and mccmnc.isdigit()):
        return None
    codes = _codes()
    found = codes.networks.get(mccmnc) or codes.networks.get(_other_length(mccmnc, codes.cut))
    if found is not None:
        return found
    country = codes.countries.get(mccmnc[:3])
    return None if country is None else Operator(mccmnc, None, *country)


def _other_length(mccmnc: str, cut: frozenset[str]) -> str:
    """Give the code with its MNC zero-padded, or without its zero; empty where that is a guess."""
    mcc, mnc = mccmnc[:3], mccmnc[3:]
    if len(mccmnc) == SHORT:
        return "" if mccmnc in cut else f"{mcc}0{mnc}"
    return mcc + mnc[1:] if mnc.startswith("0") else ""


class _Codes(NamedTuple):
    """The list: networks by code, countries by MCC, and the long codes cut by their last digit."""

    networks: dict[str, Operator]
    countries: dict[str, tuple[str, str | None]]
    cut: frozenset[str]


@cache
def _codes() -> _Codes:
    import csv

    with LIST.open(encoding="utf-8", newline="") as stream:
        rows = csv.DictReader(line for line in stream if not line.startswith("#"))
        networks = {row["mccmnc"]: _operator(row) for row in rows}
    cut = frozenset(code[:SHORT] for code in networks if len(code) == LONG)
    return _Codes(networks, _countries(networks.values()), cut)


def _operator(row: dict[str, str]) -> Operator:
    name = row["brand"] or row["operator"] or None
    return Operator(row["mccmnc"], name, row["country"], row["iso"] or None)


def _countries(networks: Iterable[Operator]) -> dict[str, tuple[str, str | None]]:
    """Give each MCC the country that most of its networks are of: some serve islands as well."""
    votes: dict[str, Counter[tuple[str, str | None]]] = {}
    for network in networks:
        votes.setdefault(network.mccmnc[:3], Counter())[network.country, network.iso] += 1
    return {mcc: counted.most_common(1)[0][0] for mcc, counted in votes.items()}
