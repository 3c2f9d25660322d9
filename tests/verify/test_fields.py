"""Which node is the equal of which field: every field that tshark has is known."""

from __future__ import annotations

import subprocess

import pytest

from smpp_dissect.pdus.encode import encode
from smpp_dissect.pdus.tree.dissect import dissect
from smpp_dissect.spec import MANDATORY_FIELDS, TLVS
from smpp_dissect.verify.fields import (
    ALL_TLVS,
    EQUALS,
    MISNAMED,
    OCTETS,
    TEXT,
    TIMES,
    TLV,
    Places,
    mandatory_and_tlvs,
)
from smpp_dissect.verify.program import is_present

# Compared in ways of their own, or no fields.
OTHERS = {TLV, ALL_TLVS, TEXT, "message_payload.duplicate"}


def fields_of_tshark() -> list[list[str]]:
    done = subprocess.run(["tshark", "-G", "fields"], capture_output=True, check=True)
    lines = (line.split("\t") for line in done.stdout.decode("utf-8", "replace").splitlines())
    return [line for line in lines if line[0] == "F" and line[2].startswith("smpp.")]


@pytest.mark.skipif(not is_present(), reason="no tshark on the PATH")
def test_every_field_of_tshark_has_an_equal() -> None:
    names = {line[2].removeprefix("smpp.") for line in fields_of_tshark()}
    assert names - EQUALS.keys() - OTHERS <= {"request", "response"}
    assert names >= OCTETS | OTHERS
    assert names >= TIMES
    assert names >= MISNAMED.keys()


@pytest.mark.skipif(not is_present(), reason="no tshark on the PATH")
def test_what_is_only_octets_is_so_to_tshark() -> None:
    kinds = {line[2].removeprefix("smpp."): line[3] for line in fields_of_tshark()}
    octets = {name for name, kind in kinds.items() if kind in ("FT_BYTES", "FT_NONE")}
    assert octets - OTHERS == OCTETS


def test_names_are_the_standards_where_they_agree() -> None:
    for name in MANDATORY_FIELDS:
        assert name not in EQUALS or EQUALS[name][0].node == name
    for tlv in TLVS:
        assert tlv.tag in [equal.tag for equal in EQUALS[tlv.name]]


def test_a_tlv_and_a_field_of_one_name_are_two() -> None:
    pdu = encode("query_sm_resp", message_state=2, tlvs=[("message_state", 3)])
    places = Places(dissect(pdu).root)
    field, value = places.equal("message_state", 18), places.equal("message_state", 24)
    assert field is not None and field.value == 2
    assert value is not None and (value.name, value.value) == ("value", 3)
    assert places.equal("message_state", 20) is None
    assert places.equal("network_error.type", 24) is None
    assert places.equal("never_heard_of", 18) is None


def test_a_part_lies_in_a_tlv_of_its_own_tag() -> None:
    pdu = encode("deliver_sm", tlvs=[("network_error_code", b"\3\0\7"), (0x1400, b"\3\0\7")])
    places = Places(dissect(pdu).root)
    first, second = (at for at in sorted(places.tlvs))
    code = places.equal("network_error.code", first + 1)
    assert code is not None and code.value == 7
    assert places.equal("network_error.code", second + 1) is None
    vendor = places.equal("vendor_op", second)
    assert vendor is not None and vendor.octets == b"\3\0\7"


def test_what_tshark_should_show() -> None:
    pdu = encode("submit_multi", dest_address=[(1, 2, "3"), "friends"], tlvs=[(0x1400, b"")])
    nodes = list(mandatory_and_tlvs(dissect(pdu + b"xyz").root))
    names = [node.name for node in nodes]
    assert names.count("dest_flag") == 2
    assert names[-1] == "tlv_0x1400"
    assert not {"dest_address", "trailing", "unparsed"} & set(names)
