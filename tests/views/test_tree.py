"""A PDU's tree as text."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smpp_dissect.views.colours import FAULT, HUES
from smpp_dissect.views.escape import cells
from smpp_dissect.views.tree import MOST_FOLDS, dump_lines, hues, tree_lines


def unpainted(line: str) -> str:
    return re.sub(r"\x1b\[[0-9;]*m", "", line)


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
    "deliver_sm", 0, "00000019" + "7f1b5b324a00" + "00" * 10 + "0427000102", None, "",
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
        "    20  0427                  tag: 0x0427",
        "    22  0001                  length: 1",
        "    24  02                    value: 2 (DELIVERED)",
    ]


def test_one_octet_is_told_as_one() -> None:
    (_, line, *_) = tree_lines(node("terminator", 5, "00", None))
    assert line.endswith("terminator: 1 octet")


def test_bits_are_told_and_stand_beside_no_octets() -> None:
    low = node("messaging_mode", 3, "40", 0, "default") | {"bits": [0, 1]}
    one = node("udhi", 3, "40", 1) | {"bits": [6, 6]}
    pdu = node("submit_sm", 0, "00", None, "", node("esm_class", 3, "40", 64, "", low, one))
    assert list(tree_lines(pdu))[2:] == [
        "     3  40                  esm_class: 64",
        "     3                        messaging_mode [bits 1-0]: 0 (default)",
        "     3                        udhi [bit 6]: 1",
    ]


def test_fields_are_folded_to_a_terminal() -> None:
    text = node("text", 0, "00", "to be or not to be", "that is the question of questions")
    assert list(tree_lines(node("pdu", 0, "00", None, "", text), 46))[2:] == [
        '     0  00                  text: "to be or',
        '                            not to be" (that',
        "                            is the question of",
        "                            questions)",
    ]


@given(st.text(), st.text(max_size=20), st.integers(30, 90))
def test_no_line_is_wider_than_a_terminal(said: str, name: str, width: int) -> None:
    tree = node("pdu", 0, "00", None, "", node(name, 0, "00", said, "meaning"))
    for colours in (False, True):
        lines = [unpainted(line) for line in tree_lines(tree, width, colours)]
        assert all(cells(line) <= width + 8 * (width < 36) for line in lines)
        assert len(lines) <= 3 + MOST_FOLDS


def test_a_field_without_end_is_cut() -> None:
    lines = list(tree_lines(node("pdu", 0, "00", "x" * 9999), 80))
    assert len(lines) == 1 + MOST_FOLDS
    assert lines[-1].endswith("…")


def test_a_very_narrow_terminal_still_gets_a_tree() -> None:
    assert len(list(tree_lines(PDU, 5))) >= 10


def test_numbers_are_written_as_in_the_standard() -> None:
    lines = list(tree_lines(node("command_id", 0, "80000004", 0x80000004, "submit_sm_resp")))
    assert lines[1].endswith("command_id: 0x80000004 (submit_sm_resp)")


def test_a_part_has_the_hue_of_its_octets() -> None:
    lines, dump = list(tree_lines(PDU, colours=True)), next(dump_lines(PDU, colours=True))
    hue = HUES[0]
    assert lines[2] == (
        f"\x1b[2m     0\x1b[0m  \x1b[{hue}m00000019\x1b[0m            "
        f"\x1b[{hue}mcommand_length\x1b[0m: 25"
    )
    assert f"\x1b[{hue}m00 00 00 19\x1b[0m" in dump
    # Neighbours differ; what is under a part has its hue.
    assert len(set(hues(PDU))) == 5
    assert f"\x1b[{hues(PDU)[4]}mtag\x1b[0m" in lines[7]


def test_what_cannot_be_read_is_red() -> None:
    pdu = node("pdu", 0, "0000", None, "", node("a", 0, "00", 0), node("unparsed", 1, "00", None))
    assert hues(pdu) == [HUES[0], FAULT]


@pytest.mark.parametrize("colours", [False, True])
def test_without_their_paint_colours_change_nothing(colours: bool) -> None:
    lines = [*tree_lines(PDU, 60, colours), *dump_lines(PDU, colours)]
    assert [unpainted(line) for line in lines] == [*tree_lines(PDU, 60), *dump_lines(PDU)]


def test_marked_nodes_stand_out() -> None:
    source, value = PDU["nodes"][1], STATE["nodes"][2]
    marked = {id(source), id(value)}
    lines = list(tree_lines(PDU, marked=marked))
    assert [at for at, line in enumerate(lines) if line.startswith(">")] == [3, 9]
    assert lines[3].startswith(">    4  7f1b5b324a00 ")
    assert list(dump_lines(PDU, marked=marked)) == [
        "0000  00 00 00 19[7f 1b 5b 32  4a 00]00 00 00 00 00 00  ......[2J.......",
        "0010  00 00 00 00 04 27 00 01 [02]                      .....'...",
    ]
    coloured = list(tree_lines(PDU, colours=True, marked=marked))
    assert f"\x1b[{hues(PDU)[1]};7msource_addr: " in coloured[3]
    assert coloured[4] == list(tree_lines(PDU, colours=True))[4]
    assert f"\x1b[{hues(PDU)[4]};7m02\x1b[0m" in list(dump_lines(PDU, True, marked))[1]


def test_bits_are_marked_with_their_octet() -> None:
    low = node("mode", 0, "40", 0) | {"bits": [0, 1]}
    pdu = node("pdu", 0, "40", None, "", node("esm_class", 0, "40", 64, "", low))
    assert list(tree_lines(pdu, marked={id(low)}))[3].startswith(">    0   ")
    assert list(dump_lines(pdu, marked={id(low)}))[0].startswith("0000 [40]")


def test_what_a_name_or_meaning_brings_along_does_not_act() -> None:
    assert list(tree_lines(node("a\x1b", 0, "00", 0, "\x1b[2J")))[1].endswith(r"a\x1b: 0 (\x1b[2J)")


def test_octets_as_a_value_are_hexadecimal() -> None:
    assert list(tree_lines(node("value", 0, "00ff", b"\x00\xff")))[1].endswith("value: 00ff")
