"""What an author may not have meant is told; what is plain is not."""

from __future__ import annotations

import pytest

from smpp_dissect.profiles import Profile, VendorTlv, load, shipped
from smpp_dissect.profiles.remarks import remarks


def test_a_usual_profile_gets_no_remark() -> None:
    assert list(remarks(load("smscentre"))) == []


@pytest.mark.parametrize(
    ("told", "remark"),
    [
        (
            {"tlvs": (VendorTlv(0x0427, "state", "integer"),)},
            "tag 0x0427 (state) is SMPP's message_",
        ),
        ({"tlvs": (VendorTlv(0x8081, "msc", "cstring"),)}, "tag 0x8081 (msc) is outside the range"),
        ({"ports": (2775,)}, "port 2775 is everybody's"),
        ({}, "without servers, ports and TLVs"),
    ],
)
def test_what_may_not_be_meant_is_told(told: dict[str, object], remark: str) -> None:
    profile = Profile("p", "P", "made up", **told)  # type: ignore[arg-type]
    [line] = remarks(profile)
    assert line.startswith(remark)


def test_remarks_are_single_lines() -> None:
    for profile in shipped():
        assert all(remark.isprintable() for remark in remarks(profile))
