"""Vendor TLVs in a file: their kinds, their orders of bits, tags of several meanings."""

from __future__ import annotations

from pathlib import Path

import pytest

from smpp_dissect.profiles import VendorTlv
from smpp_dissect.profiles.tlv import KINDS
from tests.profiles.files import HEAD, complaint, loaded

FLAGS = '[[tlv]]\ntag = 0x2001\nname = "flags"\nkind = "integer"\nmax_octets = 2\n'


def entry(name: str, more: str = "", kind: str = "cstring") -> str:
    return f'[[tlv]]\ntag = 0x1401\nname = "{name}"\nkind = "{kind}"\n{more}\n'


def test_bits_may_be_said_in_order(tmp_path: Path) -> None:
    bits = '[[tlv.bits]]\nname = "a"\nlow = 9\nhigh = 10\norder = [9, 10]\n'
    assert loaded(tmp_path, FLAGS + bits).tlvs[0].text(b"\x02\x00") == "a 2"


@pytest.mark.parametrize("kind", KINDS)
def test_values_of_every_kind_may_be_named(tmp_path: Path, kind: str) -> None:
    key = {"hex": "0c", "octets": "12"}.get(kind, "12")
    value = {
        "integer": b"\0\x0c",
        "digits": b"\x0c",
        "ucs2": b"\0001\0002",
        "bcd": b"\x12",
        "hex": b"\x0c",
    }.get(kind, b"12\0")
    tlv = loaded(tmp_path, entry("a", f'[tlv.enum]\n{key} = "a dozen"', kind)).tlvs[0]
    assert tlv.text(value) == "a dozen"


def test_a_tag_may_mean_one_thing_in_one_pdu_and_another_in_another(tmp_path: Path) -> None:
    text = (
        entry("campaign", 'commands = ["submit_sm", "data_sm"]')
        + entry("carrier", 'commands = ["deliver_sm"]')
        + entry("other")
    )
    profile = loaded(tmp_path, text)
    commands = ("submit_sm", "data_sm", "deliver_sm", "query_sm_resp", None)
    found = [profile.tlv(0x1401, command) for command in commands]
    assert [tlv and tlv.name for tlv in found] == [
        *("campaign", "campaign", "carrier", "other", "campaign")
    ]
    assert profile.tlv(0x1402, "submit_sm") is None


def test_where_no_entry_is_for_a_pdu_there_is_none(tmp_path: Path) -> None:
    text = entry("a", 'commands = ["submit_sm"]') + entry("b", 'commands = ["deliver_sm"]')
    assert loaded(tmp_path, text).tlv(0x1401, "data_sm") is None


def test_a_tag_of_one_meaning_has_it_everywhere(tmp_path: Path) -> None:
    tlv = loaded(tmp_path, entry("a", 'commands = ["submit_sm"]')).tlv(0x1401, "deliver_sm")
    assert tlv == VendorTlv(0x1401, "a", "cstring", commands=("submit_sm",))
    assert (tlv.comes_in("submit_sm"), tlv.comes_in("deliver_sm", "data_sm")) == (True, False)


def test_two_entries_for_all_pdus_are_one_too_many(tmp_path: Path) -> None:
    said = complaint(tmp_path, HEAD + entry("a") + entry("b"))
    assert said == "my.toml: tlv[2].tag: 0x1401 is already that of tlv[1]"
