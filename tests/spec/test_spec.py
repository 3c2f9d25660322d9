"""The tables of the specification against themselves, and what the look-ups say."""

from __future__ import annotations

import ast
import functools
import operator
import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

from smpp_dissect import spec
from smpp_dissect.spec import Field, Kind, Tlv, meaning_of
from smpp_dissect.spec.enums import ENUMS
from smpp_dissect.spec.status import STANDARD

ROOT = Path(__file__).parents[2]
WIDTHS = {Kind.U8: 1, Kind.U16: 2, Kind.U32: 4}
BIT_FIELDS = {
    "esm_class": ("esm_class_mode", "esm_class_type", "esm_class_gsm"),
    "registered_delivery": (
        "registered_delivery_receipt",
        "registered_delivery_sme_ack",
        "registered_delivery_intermediate",
    ),
    "ms_msg_wait_facilities": ("ms_msg_wait_facilities_indicator", "ms_msg_wait_facilities_type"),
    "callback_num_pres_ind": ("callback_num_presentation", "callback_num_screening"),
}


def all_fields() -> Iterable[Field]:
    for command in spec.COMMANDS:
        yield from command.fields
    for entry in (spec.DEST_ADDRESS_SME, spec.DEST_ADDRESS_DL, spec.UNSUCCESS_SME):
        yield from entry
    for tlv in spec.TLVS:
        yield from tlv.parts


def test_numbers_and_names_are_unique_and_in_order() -> None:
    ids = [command.command_id for command in spec.COMMANDS]
    tags = [tlv.tag for tlv in spec.TLVS]
    assert ids == sorted(set(ids))
    assert tags == sorted(set(tags))
    assert len(spec.COMMAND_BY_NAME) == len(ids)
    assert len(spec.TLV_BY_NAME) == len(tags)
    assert spec.COMMAND_BY_ID[0x00000004] is spec.COMMAND_BY_NAME["submit_sm"]
    assert spec.TLV_BY_TAG[0x0424] is spec.TLV_BY_NAME["message_payload"]


def test_a_response_is_its_request_with_bit_31() -> None:
    answered = {command.response for command in spec.COMMANDS if command.response}
    for command in spec.COMMANDS:
        if command.response:
            response = spec.COMMAND_BY_NAME[command.response]
            assert response.command_id == command.command_id | 0x80000000
            assert response.is_response and not command.is_response
    responses = {command.name for command in spec.COMMANDS if command.is_response}
    assert responses - answered == {"generic_nack"}


def test_a_counted_field_follows_its_count() -> None:
    counted = {Kind.OCTETS, Kind.DEST_ADDRESSES, Kind.UNSUCCESS_SMES, Kind.CSTRINGS}
    seen = set()
    for command in spec.COMMANDS:
        for before, field in zip((None, *command.fields), command.fields, strict=False):
            if field.kind in counted:
                seen.add(field.kind)
                assert before is not None and before.kind is Kind.U8, (command.name, field.name)
    assert seen == counted


def test_a_conditional_field_looks_back() -> None:
    for command in spec.COMMANDS:
        names = [field.name for field in command.fields]
        assert len(set(names)) == len(names), command.name
        for at, field in enumerate(command.fields):
            assert field.only_if is None or field.only_if[0] in names[:at]


def test_sizes_are_possible() -> None:
    for field in all_fields():
        if field.kind in WIDTHS:
            assert field.max_octets == WIDTHS[field.kind], field
        unpublished = field.kind is Kind.CSTRING and not field.section
        assert field.max_octets > 0 or unpublished, field
        assert field.kind is not Kind.STRUCT


@pytest.mark.parametrize("tlv", spec.TLVS, ids=lambda tlv: tlv.name)
def test_a_tlv_agrees_with_itself(tlv: Tlv) -> None:
    assert tlv.min_octets <= tlv.max_octets <= 0xFFFF
    if tlv.kind in WIDTHS:
        assert tlv.min_octets == tlv.max_octets == WIDTHS[tlv.kind]
    assert bool(tlv.parts) == (tlv.kind is Kind.STRUCT)
    if tlv.parts:
        assert sum(part.max_octets for part in tlv.parts) == tlv.max_octets
        assert all(part.kind in WIDTHS for part in tlv.parts[:-1])
    assert bool(tlv.commands_v34) == (tlv.version == "3.4") == ("3.4 5.3.2." in tlv.section)
    assert tlv.commands_v50 and "5.0 4.8.4." in tlv.section
    assert {*tlv.commands_v34, *tlv.commands_v50} <= spec.COMMAND_BY_NAME.keys()


def test_sections_are_told_once_each() -> None:
    for name, pairs in {
        "tlvs": [(t.name, t.section) for t in spec.TLVS],
        "commands": [(c.name, c.section) for c in spec.COMMANDS if c.version != "vendor"],
    }.items():
        sections = [part for _, section in pairs for part in section.split("; ")]
        assert len(set(sections)) == len(sections), name
        assert all(re.fullmatch(r"(3\.3|3\.4|5\.0) \d+(\.\d+)+", part) for part in sections)


def test_every_enumeration_that_is_named_exists() -> None:
    named = {field.enum for field in all_fields()} | {tlv.enum for tlv in spec.TLVS}
    assert named - {""} <= ENUMS.keys()


@pytest.mark.parametrize("enum", sorted(ENUMS))
def test_an_enumeration_agrees_with_itself(enum: str) -> None:
    rows = ENUMS[enum]
    for row in rows:
        assert row.text
        if row.last is not None:
            assert isinstance(row.value, int) and row.value < row.last
        if row.mask is not None:
            assert isinstance(row.value, int) and row.value & ~row.mask == 0
    singles = [(row.mask, row.value) for row in rows if row.last is None]
    assert enum == "command_status" or len(set(singles)) == len(singles)


@pytest.mark.parametrize("whole", sorted(BIT_FIELDS))
def test_a_bit_field_is_its_parts_and_they_do_not_overlap(whole: str) -> None:
    assert ENUMS[whole] == tuple(row for part in BIT_FIELDS[whole] for row in ENUMS[part])
    masks = [{row.mask for row in ENUMS[part]} for part in BIT_FIELDS[whole]]
    assert all(len(mask) == 1 for mask in masks)
    bits = [mask.pop() or 0 for mask in masks]
    assert sum(bits) == functools.reduce(operator.or_, bits)


# What the look-ups say.


def test_a_status_has_one_name() -> None:
    assert spec.STATUS_BY_CODE[0x00] == "ESME_ROK"
    assert spec.STATUS_BY_CODE[0x58] == "ESME_RTHROTTLED"
    assert spec.STATUS_BY_CODE[0x19] == "ESME_RADDCUSTFAIL"
    assert spec.STATUS_BY_CODE[0x401] == "ESME_RINVUDH"
    assert 0x16 not in spec.STATUS_BY_CODE
    symbols = [row.value for row in spec.COMMAND_STATUS if row.symbol]
    assert len(set(symbols)) == len(symbols)
    for row in STANDARD:
        if row.symbol:
            assert spec.STATUS_BY_CODE[int(row.value)] == row.symbol


@pytest.mark.parametrize(
    ("enum", "value", "text"),
    [
        ("ton", 5, "alphanumeric"),
        ("ton", 77, None),
        ("no_such_enumeration", 0, None),
        ("interface_version", 0x33, "version 3.3"),
        ("interface_version", 0x12, "3.3 or earlier"),
        ("service_type", "", "default"),
        ("service_type", "WAP", "wireless application protocol"),
        ("service_type", 3, None),
        ("data_coding", 0xC3, "GSM message waiting, discard"),
        ("command_status", 0x0B, "destination address invalid"),
        ("command_status", 0x17, "reserved"),
        ("command_status", 0x19, "add customer failed"),
        ("command_status", 0x412, "conversion from the default alphabet failed"),
        ("command_status", 0x4FF, "SMSC vendor specific errors"),
        ("esm_class", 0x44, "default SMSC mode, delivery receipt, user data header present"),
        ("esm_class", 0x3F, "store and forward, no GSM feature"),
        (
            "registered_delivery",
            0x11,
            "receipt on success or failure, no SME acknowledgement, "
            "intermediate notification requested",
        ),
        ("congestion_state", 80, "optimum load"),
        ("billing_format", 0x80, "vendor specific"),
    ],
)
def test_meaning_of(enum: str, value: int | str, text: str | None) -> None:
    assert meaning_of(enum, value) == text


def test_mandatory_fields_are_distinct_and_whole() -> None:
    names = spec.MANDATORY_FIELDS
    assert len(set(names)) == len(names)
    assert set(names) == {field.name for c in spec.COMMANDS for field in c.fields}
    assert names[0] == "system_id"


def test_only_message_id_has_two_kinds() -> None:
    kinds: dict[str, set[Kind]] = {}
    for command in spec.COMMANDS:
        for field in command.fields:
            kinds.setdefault(field.name, set()).add(field.kind)
    assert {name for name, several in kinds.items() if len(several) > 1} == {"message_id"}


# How the tables are kept.


@pytest.mark.parametrize("module", ["commands", "tlvs", "status", "enums"])
def test_tables_are_literals(module: str) -> None:
    folder = ROOT / "smpp_dissect" / "spec"
    allowed = (ast.Assign, ast.AnnAssign, ast.ImportFrom, ast.Expr)
    for path in folder.glob(f"{module}*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        assert all(isinstance(node, allowed) for node in tree.body), path.name
        loops = (ast.comprehension, ast.Lambda, ast.IfExp, ast.BinOp)
        assert not any(isinstance(node, loops) for node in ast.walk(tree)), path.name


def test_a_start_loads_no_enumerations() -> None:
    code = "import sys, smpp_dissect.spec; print('smpp_dissect.spec.enums' in sys.modules, end='')"
    loaded = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert loaded.stdout == "False"
