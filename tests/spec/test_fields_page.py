"""docs/fields.md is what the spec says now, and leaves nothing of it out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from smpp_dissect.spec import COMMANDS, TLVS, Command, Tlv
from smpp_dissect.spec.fields_page import fields_markdown

PAGE = "\n".join(fields_markdown()) + "\n"
DOCS = Path(__file__).resolve().parents[2] / "docs" / "fields.md"


def test_the_page_of_fields_is_current() -> None:
    assert DOCS.read_text("utf-8") == PAGE


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_a_command_has_its_fields_in_order(command: Command) -> None:
    _, _, rest = PAGE.partition(f"\n### {command.name}\n")
    part = rest.partition("\n#")[0]
    assert part.startswith(f"\n0x{command.command_id:08X}, {command.section}.\n")
    rows = re.findall(r"^\| `(\w+)` \| [^|]+ \| [^|]+ \| ([^|]*) \|", part, re.MULTILINE)
    assert rows == [(field.name, field.section) for field in command.fields]
    assert ("No mandatory fields." in part) == (not command.fields)


@pytest.mark.parametrize("tlv", TLVS, ids=lambda tlv: tlv.name)
def test_a_tlv_has_its_section_and_size(tlv: Tlv) -> None:
    (row,) = re.findall(rf"^\| 0x{tlv.tag:04X} \| `{tlv.name}` \| (.*)", PAGE, re.MULTILINE)
    _, size, version, section, _ = row.split(" | ")
    octets = [int(number) for number in size.split(" to ")]
    assert (octets[0], octets[-1]) == (tlv.min_octets, tlv.max_octets)
    assert (version, section) == (tlv.version, tlv.section)


def part_of(command: str) -> str:
    return PAGE.partition(f"\n### {command}\n")[2].partition("\n#")[0]


@pytest.mark.parametrize(
    ("command", "field", "size"),
    [
        ("submit_sm", "esm_class", "1"),
        ("submit_sm", "short_message", "up to 254; up to 160 in 3.3; up to 255 in 5.0"),
        ("deliver_sm", "validity_period", "1; 1 or 17 in 3.3 and 5.0"),
        ("query_sm", "message_id", "up to 65; up to 9 in 3.3"),
        ("query_broadcast_sm", "message_id", "up to 65"),
        ("submit_multi", "dest_address", "up to 24 each"),
        ("auth_acc", "msc_addr", "not told"),
    ],
)
def test_sizes_are_told_for_each_version(command: str, field: str, size: str) -> None:
    assert re.search(rf"^\| `{field}` \| [^|]+ \| {size} \|", part_of(command), re.MULTILINE)


def test_tlvs_are_told_by_the_version_that_allows_them() -> None:
    part = part_of("submit_sm_resp")
    assert "TLVs: " not in part
    assert "TLVs since 5.0: `additional_status_info_text`, " in part


def test_no_cell_breaks_its_row() -> None:
    for table in re.findall(r"(?:^\|.*\n)+", PAGE, re.MULTILINE):
        assert len({line.count("|") for line in table.splitlines()}) == 1
