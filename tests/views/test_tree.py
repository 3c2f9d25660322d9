"""A PDU's tree as text."""

from __future__ import annotations

from typing import Any

from smpp_dissect.views.escape import cells
from smpp_dissect.views.tree import tree_lines


def node(name: str, offset: int, octets: str, value: Any, meaning: str = "", *nodes: Any) -> Any:
    return {
        "name": name,
        "offset": offset,
        "length": len(octets) // 2,
        "hex": octets,
        "value": value,
        "meaning": meaning or None,
        "nodes": list(nodes),
    }


STATE = node(
    "message_state", 20, "0427000102", 2, "DELIVERED",
    node("tag", 20, "0427", 0x0427),
    node("length", 22, "0001", 1),
    node("value", 24, "02", 2, "DELIVERED"),
)  # fmt: skip
PDU = node(
    "deliver_sm", 0, "00", None, "",
    node("command_length", 0, "00000019", 25),
    node("source_addr", 4, "7f1b5b324a00", "\x7f\x1b[2J"),
    node("short_message", 10, "00" * 10, None),
    node("empty", 20, "", None),
    STATE,
)  # fmt: skip


def test_each_field_stands_beside_its_octets_under_what_it_is_part_of() -> None:
    assert list(tree_lines(PDU)) == [
        "offset  octets            field",
        "     0                    deliver_sm",
        "     0  00000019            command_length: 25",
        r'     4  7f1b5b324a00        source_addr: "\x7f\x1b[2J"',
        "    10  000000000000000…    short_message: 10 octets",
        "    20                      empty",
        "    20  0427000102          message_state: 2 (DELIVERED)",
        "    20  0427                  tag: 1063",
        "    22  0001                  length: 1",
        "    24  02                    value: 2 (DELIVERED)",
    ]


def test_bits_are_told_and_stand_beside_no_octets() -> None:
    low = node("messaging_mode", 3, "40", 0, "default") | {"bits": [0, 1]}
    one = node("udhi", 3, "40", 1) | {"bits": [6, 6]}
    pdu = node("submit_sm", 0, "00", None, "", node("esm_class", 3, "40", 64, "", low, one))
    assert list(tree_lines(pdu))[2:] == [
        "     3  40                  esm_class: 64",
        "     3                        messaging_mode [bits 1-0]: 0 (default)",
        "     3                        udhi [bit 6]: 1",
    ]


def test_lines_are_cut_to_a_terminal() -> None:
    lines = list(tree_lines(PDU, 40))
    assert lines[4] == "    10  000000000000000…    short_messa…"
    assert all(cells(line) <= 40 for line in lines)


def test_a_very_narrow_terminal_still_gets_a_tree() -> None:
    assert len(list(tree_lines(PDU, 5))) == 10


def test_colours_mark_what_has_parts() -> None:
    lines = list(tree_lines(PDU, colours=True))
    assert "\x1b[36mdeliver_sm\x1b[0m" in lines[1]
    assert "\x1b[36m" not in lines[2]


def test_what_a_name_or_meaning_brings_along_does_not_act() -> None:
    assert list(tree_lines(node("a\x1b", 0, "00", 0, "\x1b[2J")))[1].endswith(r"a\x1b: 0 (\x1b[2J)")


def test_octets_as_a_value_are_hexadecimal() -> None:
    assert list(tree_lines(node("value", 0, "00ff", b"\x00\xff")))[1].endswith("value: 00ff")
