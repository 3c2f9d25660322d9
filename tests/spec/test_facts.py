"""The tables of the specification against the tables of facts they were written from."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from smpp_dissect import spec
from smpp_dissect.spec import Field, Kind, Meaning
from smpp_dissect.spec.enums import ENUMS
from smpp_dissect.spec.enums_user_data import USER_DATA_ENUMS
from smpp_dissect.spec.status import LEGACY, NAMES_V33, SEEN, STANDARD

FACTS = Path(__file__).parents[2].parent / "shared" / "spec"
pytestmark = pytest.mark.skipif(not FACTS.is_dir(), reason="the fact tables are not at hand")

KINDS = {
    "octets_by_sm_length": Kind.OCTETS,
    "dest_address_list": Kind.DEST_ADDRESSES,
    "unsuccess_sme_list": Kind.UNSUCCESS_SMES,
    "cstring_list": Kind.CSTRINGS,
}
SENDERS = {"ESME": "esme", "SCP": "esme", "SMSC": "smsc", "MC": "smsc", "both": "both"}
ENTRIES = {
    "(dest_address SME)": spec.DEST_ADDRESS_SME,
    "(dest_address DL)": spec.DEST_ADDRESS_DL,
    "(unsuccess_sme)": spec.UNSUCCESS_SME,
}
# Enumerations that hold the parts of one octet, under the name of the whole.
WHOLE = {
    "ms_msg_wait_facilities_type": "ms_msg_wait_facilities",
    "callback_num_presentation": "callback_num_pres_ind",
}
# Bit fields: enumerations made of others.
BIT_FIELDS = {"esm_class", "registered_delivery", *WHOLE.values()}


def facts(name: str) -> list[dict[str, str]]:
    with (FACTS / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def number(text: str) -> int | None:
    return int(text, 0) if text else None


def test_commands_are_those_of_the_facts() -> None:
    rows = facts("commands")
    told = [
        (
            int(row["command_id"], 0),
            row["name"],
            row["version"],
            SENDERS[row["direction"].partition(">")[0]],
            row["response_name"] or None,
        )
        for row in rows
    ]
    assert told == [
        (c.command_id, c.name, c.version, c.direction, c.response) for c in spec.COMMANDS
    ]


def layout(command: str) -> tuple[Field, ...]:
    return ENTRIES[command] if command in ENTRIES else spec.COMMAND_BY_NAME[command].fields


def test_fields_have_the_order_kinds_and_sizes_of_the_facts() -> None:
    told: dict[str, list[tuple[object, ...]]] = {}
    ours: dict[str, list[tuple[object, ...]]] = {}
    for row in facts("fields"):
        command, kind = row["command"], row["kind"]
        if command == "(header)" or kind == "tlv_mandatory":
            continue
        told.setdefault(command, [])
        if kind != "none":
            sizes = [
                number(row[f"max_octets{version}"]) for version in ("", "_v33", "_v34", "_v50")
            ]
            told[command].append((row["field"], KINDS.get(kind) or Kind(kind), *sizes))
    for command, rows in told.items():
        fields = layout(command)
        assert len(fields) == len(rows), command
        ours[command] = [
            (field.name, field.kind, *ours_where_told(field, row[2:]))
            for field, row in zip(fields, rows, strict=True)
        ]
    assert ours == told
    assert told.keys() == {command.name for command in spec.COMMANDS} | ENTRIES.keys()


def ours_where_told(field: Field, told: tuple[object, ...]) -> list[object]:
    v33 = field.max_octets if field.max_octets_v33 is None else field.max_octets_v33
    v50 = field.max_octets if field.max_octets_v50 is None else field.max_octets_v50
    sizes = (field.max_octets or None, v33, field.max_octets, v50)
    return [None if want is None else size for size, want in zip(sizes, told, strict=True)]


def test_mandatory_tlvs_are_those_of_the_facts() -> None:
    told: dict[str, list[str]] = {}
    for row in facts("fields"):
        if row["kind"] == "tlv_mandatory":
            told.setdefault(row["command"], []).append(row["field"])
    ours = {
        command.name: [spec.TLV_BY_TAG[tag].name for tag in command.mandatory_tlvs]
        for command in spec.COMMANDS
        if command.mandatory_tlvs
    }
    assert ours == told


def test_fields_have_the_enumerations_of_the_facts() -> None:
    checked = 0
    for row in facts("fields"):
        match = re.search(r"\benum (\w+)(?![\w*])", row["notes"])
        if match and row["command"] != "(header)" and not match[1].startswith("priority_flag"):
            field = next(f for f in layout(row["command"]) if f.name == row["field"])
            assert field.enum == match[1], row
            checked += 1
    assert checked > 75


def test_tlvs_are_those_of_the_facts() -> None:
    told = [
        (
            int(row["tag"], 0),
            row["name"],
            Kind(row["kind"]),
            int(row["min_octets"]),
            int(row["max_octets"]),
            row["version"],
            row["repeatable"] == "yes",
            carriers(row["pdus_v34"]),
            carriers(row["pdus_v50"]),
        )
        for row in facts("tlvs")
    ]
    ours = [
        (
            tlv.tag,
            tlv.name,
            tlv.kind,
            tlv.min_octets,
            tlv.max_octets,
            tlv.version,
            tlv.repeatable,
            set(tlv.commands_v34),
            set(tlv.commands_v50),
        )
        for tlv in spec.TLVS
    ]
    assert ours == told


def carriers(pdus: str) -> set[str]:
    if pdus == "any response":
        in_50 = {c for c in spec.COMMANDS if "5.0 " in c.section}
        return {command.name for command in in_50 if command.is_response}
    return set(filter(None, pdus.split(";")))


def test_tlvs_have_the_enumerations_of_the_facts() -> None:
    for row in facts("tlvs"):
        tlv = spec.TLV_BY_NAME[row["name"]]
        told = WHOLE.get(row["enum"], row["enum"])
        assert told in ([part.enum for part in tlv.parts] if tlv.parts else [tlv.enum]), row


def enum_facts(enum: str) -> list[tuple[object, ...]]:
    return [
        (
            row["value"] if row["value_type"] == "str" else int(row["value"], 0),
            number(row["value_end"]),
            row["symbol"],
            number(row["mask"]),
        )
        for row in facts("enums")
        if row["enum"] == enum and row["value_type"] != "none"
    ]


def numbers(rows: tuple[Meaning, ...]) -> list[tuple[object, ...]]:
    return [(row.value, row.last, row.symbol, row.mask) for row in rows]


@pytest.mark.parametrize(
    ("enum", "rows"),
    [
        ("command_status", STANDARD),
        ("command_status_legacy", LEGACY),
        ("command_status_seen", SEEN),
    ],
)
def test_statuses_are_those_of_the_facts(enum: str, rows: tuple[Meaning, ...]) -> None:
    assert numbers(rows) == enum_facts(enum)


def test_statuses_without_a_number_are_those_of_the_facts() -> None:
    told = [row["symbol"] for row in facts("enums") if row["enum"] == "command_status_v33_names"]
    assert [name for name, _ in NAMES_V33] == told


def test_enumerations_are_those_of_the_facts() -> None:
    told = {
        row["enum"]
        for row in facts("enums")
        if row["value_type"] != "none" and not row["enum"].startswith("command_status")
    }
    # What messages hold inside is not in the tables of facts, which are those of SMPP.
    assert told == ENUMS.keys() - BIT_FIELDS - USER_DATA_ENUMS.keys() - {"command_status"}
    for enum in told:
        assert numbers(ENUMS[enum]) == enum_facts(enum), enum


def test_rows_have_the_versions_of_the_facts() -> None:
    ours = {**ENUMS, "command_status": STANDARD}
    for row in facts("enums"):
        if row["enum"] in ours and row["value_type"] != "none":
            value = row["value"] if row["value_type"] == "str" else int(row["value"], 0)
            versions = [
                each.version
                for each in ours[row["enum"]]
                if (each.value, each.last) == (value, number(row["value_end"]))
            ]
            assert row["version"] in versions, row
