"""The operators of MCC/MNC codes, and the list they come from."""

from __future__ import annotations

import csv
import importlib.util
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smpp_dissect.operators import Operator, lookup
from smpp_dissect.operators.operators import LIST

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "update_operators.py"


def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("update_operators", SCRIPT)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def entry(
    mcc: str, mnc: str, brand: str | None, country: str, status: str
) -> dict[str, str | None]:
    return {
        "type": "National",
        "mcc": mcc,
        "mnc": mnc,
        "brand": brand,
        "operator": f"{brand} Ltd",
        "countryName": country,
        "countryCode": country[:2].upper(),
        "status": status,
    }


@pytest.mark.parametrize(
    ("mccmnc", "operator", "country", "iso"),
    [
        ("25001", "MTS", "Russian Federation", "RU"),
        ("25002", "MegaFon", "Russian Federation", "RU"),
        ("25099", "Beeline", "Russian Federation", "RU"),
        ("40101", "Beeline", "Kazakhstan", "KZ"),
        ("25701", "A1", "Belarus", "BY"),
        ("26201", "Telekom", "Germany", "DE"),
        ("310260", "T-Mobile", "United States of America", "US"),
        ("310410", "AT&T", "United States of America", "US"),
        ("334020", "Telcel", "Mexico", "MX"),
        ("90118", "Cellular at Sea", "International", None),
    ],
)
def test_known_networks(mccmnc: str, operator: str, country: str, iso: str | None) -> None:
    assert lookup(mccmnc) == Operator(mccmnc, operator, country, iso)


def test_a_network_without_a_brand_has_the_name_of_its_company() -> None:
    found = lookup("24706")
    assert found is not None and found.operator == 'SIA "UNISTARS"'


def test_an_mnc_of_the_other_length() -> None:
    assert lookup("250001") == lookup("25001")
    assert lookup("40405") is not None and lookup("404005") == lookup("40405")
    assert lookup("71203") is not None and lookup("712003") == lookup("71203")


def test_an_mnc_is_zero_padded_only_where_that_is_no_guess() -> None:
    """31012 may be 310012, or 310120 cut to five octets."""
    names = [found and found.operator for found in map(lookup, ("310012", "310120", "31012"))]
    assert names == ["Verizon", "T-Mobile", None]


def test_only_a_zero_is_taken_off_an_mnc() -> None:
    assert lookup("250101") == Operator("250101", None, "Russian Federation", "RU")


def test_a_short_mnc_finds_the_long_one() -> None:
    """Wherever no other code of the list begins with the digits that were given."""
    long_codes = {row["mccmnc"] for row in listed() if len(row["mccmnc"]) == 6}
    short_codes = {row["mccmnc"] for row in listed() if len(row["mccmnc"]) == 5}
    safe = [
        code
        for code in sorted(long_codes)
        if code[3] == "0"
        and code[:3] + code[4:] not in short_codes
        and not any(other.startswith(code[:3] + code[4:]) for other in long_codes)
    ]
    assert safe
    assert all(lookup(code[:3] + code[4:]) == lookup(code) for code in safe)


def test_an_unknown_network_keeps_its_country() -> None:
    assert lookup("25000") == Operator("25000", None, "Russian Federation", "RU")
    assert lookup("262999") == Operator("262999", None, "Germany", "DE")


def test_islands_do_not_take_the_country_of_an_mcc() -> None:
    countries = {mccmnc: lookup(mccmnc) for mccmnc in ("23499", "310999", "33899", "50598")}
    assert {code: found and found.country for code, found in countries.items()} == {
        "23499": "United Kingdom",
        "310999": "United States of America",
        "33899": "Jamaica",
        "50598": "Australia",
    }


@pytest.mark.parametrize(
    "mccmnc",
    ["", "250", "2500", "2500001", "25O01", " 25001", "-25001", "٢٥٠٠١", "12345", "25001\0"],
)
def test_what_is_no_code_is_none(mccmnc: str) -> None:
    assert lookup(mccmnc) is None


@given(st.text(max_size=7) | st.from_regex(r"[0-9]{5,6}", fullmatch=True))
def test_any_text_is_looked_up(mccmnc: str) -> None:
    found = lookup(mccmnc)
    assert found is None or found.mccmnc[:3] == mccmnc[:3]


def listed() -> list[dict[str, str]]:
    lines = LIST.read_text(encoding="utf-8").splitlines(keepends=True)
    return list(csv.DictReader(lines[1:]))


def test_the_list_names_its_origin_and_is_sorted_and_whole() -> None:
    first = LIST.read_text(encoding="utf-8").partition("\n")[0]
    assert first.startswith("# mcc-mnc-list ") and "MIT licence" in first
    assert "MIT License" in (LIST.parent / "LICENSE-mcc-mnc-list.txt").read_text(encoding="utf-8")
    codes = [row["mccmnc"] for row in listed()]
    assert codes == sorted(set(codes))
    assert len(codes) > 2500
    assert all(len(code) in (5, 6) and code.isdigit() for code in codes)
    assert all(row["country"] for row in listed())


def test_every_listed_code_is_found() -> None:
    for row in listed():
        found = lookup(row["mccmnc"])
        assert found is not None
        assert (found.operator or "") == (row["brand"] or row["operator"])


def test_a_code_listed_twice_goes_to_the_network_in_operation() -> None:
    dead, alive = (entry("234", "18", brand, "Man", "x") for brand in ("Old", "New"))
    alive["status"] = "Operational"
    others = [entry("234", f"{mnc}", "Other", "Man", "x") for mnc in range(20, 25)]
    for entries in ([dead, alive, *others], [alive, dead, *others]):
        assert script().rows(entries)[0] == ("23418", "New Ltd", "New", "Man", "MA")


def test_a_code_of_two_countries_goes_to_the_one_with_most_of_the_mcc() -> None:
    entries = [
        entry("310", "260", "T-Mobile", "Puerto Rico", "Operational"),
        entry("310", "260", "T-Mobile", "United States", "Operational"),
        entry("310", "410", "AT&T", "United States", "Operational"),
    ]
    assert [row[3] for row in script().rows(entries)] == ["United States", "United States"]


def test_ranges_and_unknown_codes_are_left_out() -> None:
    mncs = ["100 - 190", "?", "50144", "", "01"]
    entries = [entry("208", mnc, "B", "France", "Operational") for mnc in mncs]
    assert [row[0] for row in script().rows(entries)] == ["20801"]
