"""A vendor profile as text and as plain values."""

from __future__ import annotations

import json

from smpp_dissect.profiles import load
from smpp_dissect.views.profile import profile_dict, profile_lines


def test_a_profile_tells_its_link_its_tlvs_and_its_errors() -> None:
    lines = list(profile_lines(load("smscentre")))
    assert lines[0].startswith("smscentre: ")
    for line in ("ports: 3700", "TLS ports: 3443", "inactivity: 120 s"):
        assert line in lines
    assert "TLV 0x2000 cost, cstring: cost of the message" in lines
    assert "error 6: subscriber is offline" in lines
    assert all(line.isprintable() for line in lines)


def test_a_profile_as_plain_values_is_json() -> None:
    told = json.loads(json.dumps(profile_dict(load("smscentre"))))
    assert told["ports"] == [3700]
    assert told["tlvs"][0] == {"tag": 0x2000, "name": "cost", "kind": "cstring"}
    assert told["errors"]["6"] == "subscriber is offline"
