"""Nodes found by their paths."""

from __future__ import annotations

from typing import Any

import pytest

import smpp_dissect as sd
from smpp_dissect.views.paths import names_of, nodes_at
from tests.naive import encode
from tests.naive_spec import IDS

FIELDS = {"service_type": b"", "source_addr_ton": 0, "source_addr_npi": 0, "source_addr": b"A"}
FIELDS |= {"dest_addr_ton": 0, "dest_addr_npi": 0, "destination_addr": b"B", "esm_class": 0x44}
FIELDS |= {"registered_delivery": 0, "data_coding": 0}
TLVS = [(0x0424, b"\5\0\3\1\2\1Hi"), (0x0427, b"\2"), (0x1777, b"\1"), (0x0427, b"\1")]
ROOT = sd.dissect(encode(IDS["data_sm"], FIELDS, TLVS)).to_dict()


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("source_addr", [("source_addr", 19)]),
        ("SOURCE_ADDR ", [("source_addr", 19)]),
        ("esm_class.message_type", [("message_type", 25)]),
        ("data_sm.esm_class", [("esm_class", 25)]),
        ("data_sm.message_type", [("message_type", 25)]),
        ("message_state", [("message_state", 40), ("message_state", 50)]),
        ("tlvs.message_state", [("message_state", 40), ("message_state", 50)]),
        ("tlvs.message_state.value", [("value", 44), ("value", 54)]),
        ("0x1777", [("tlv_0x1777", 45)]),
        ("tlvs.0x1777.value", [("value", 49)]),
        ("data_sm", [("data_sm", 0)]),
        ("tlvs.source_addr", []),
        ("message_type.esm_class", []),
        ("nothing", []),
        ("", []),
        ("esm_class.", []),
    ],
)
def test_a_path_leads_to_nodes(path: str, found: list[Any]) -> None:
    assert [(node["name"], node["offset"]) for node in nodes_at(ROOT, path)] == found


def test_tlvs_are_all_of_them() -> None:
    names = [node["name"] for node in nodes_at(ROOT, "tlvs")]
    assert names == ["message_payload", "message_state", "tlv_0x1777", "message_state"]


def test_every_name_leads_somewhere() -> None:
    names = names_of(ROOT)
    assert {"esm_class", "message_type", "0x1777", "tlv_0x1777", "value", "data_sm"} <= names
    assert all(nodes_at(ROOT, name) for name in names)
