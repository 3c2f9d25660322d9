"""A vendor profile as text and as plain values."""

from __future__ import annotations

import json

import pytest

from smpp_dissect.profiles import Option, Profile, Receipt, VendorTlv, load, shipped
from smpp_dissect.views.profile import LISTED, profile_dict, profile_lines, profile_row


def test_a_profile_tells_its_link_its_tlvs_and_its_errors() -> None:
    lines = list(profile_lines(load("smscentre")))
    assert lines[0].startswith("smscentre: ")
    for line in ("ports: 3700", "TLS ports: 3443", "inactivity: 120 s", "SMPP: 3.4, 5.0"):
        assert line in lines
    assert "TLV 0x2000 cost (cstring, up to 6 octets, in deliver_sm): cost of the message" in lines
    assert "error 6: subscriber is offline" in lines
    place = lines.index("    bits 10-9 template_type, if template")
    assert lines[place + 1] == "        0 = service"


def test_all_that_a_profile_may_say_is_told() -> None:
    profile = Profile(
        "p",
        "P",
        "made up",
        servers=("192.0.2.1",),
        recognised_by=(),
        default_alphabet="latin1",
        options=(Option("A", "something"),),
        receipt=Receipt(id_rule="hex_to_dec", stands_for={"msgid": "id"}, only_when_requested=True),
        tlvs=(
            VendorTlv(0x1400, "a", "integer", 4, 4, signed=True, byte_order="little"),
            VendorTlv(0x1401, "b", "octets", 2, enum={"on": "switched on"}),
            VendorTlv(0x1402, "c", "digits", 2, 9),
            VendorTlv(0x1403, "d", "hex"),
        ),
        errors_of={"command_status": {0x0401: "no credit"}, "err": {"DND": "no advertising"}},
    )
    assert list(profile_lines(profile)) == [
        "p: P",
        "source: made up",
        "servers: 192.0.2.1",
        "recognised by: nothing; it has to be asked for",
        "data_coding 0: latin1",
        "system_type A: something",
        "receipt id rule: hex_to_dec",
        "receipt only when requested",
        "receipt key msgid stands for id",
        "TLV 0x1400 a (integer, signed, little-endian, 4 octets)",
        "TLV 0x1401 b (octets, from 2 octets)",
        "    on = switched on",
        "TLV 0x1402 c (digits, 2 to 9 octets)",
        "TLV 0x1403 d (hex)",
        "command_status 0x00000401: no credit",
        "err DND: no advertising",
    ]


@pytest.mark.parametrize("profile", shipped(), ids=lambda profile: profile.name)
def test_any_profile_is_lines_a_row_and_json(profile: Profile) -> None:
    assert all(line.isprintable() for line in profile_lines(profile))
    assert len(profile_row(profile)) == len(LISTED)
    assert json.loads(json.dumps(profile_dict(profile)))["name"] == profile.name


def test_a_profile_as_plain_values_is_json() -> None:
    told = json.loads(json.dumps(profile_dict(load("smscentre"))))
    assert told["ports"] == [3700]
    assert told["tlvs"][0]["tag"] == 0x2000
    assert told["tlvs"][1]["bits"][3]["enum"] == {
        **{"0": "service", "1": "transactional", "2": "authorization", "3": "advertising"}
    }
    assert told["errors"]["6"] == "subscriber is offline"


def test_a_row_counts_what_a_profile_has() -> None:
    assert profile_row(load("smscentre"))[2:5] == ("3700, 3443", 5, 29)
    assert profile_row(load("8x8"))[4] == 61
