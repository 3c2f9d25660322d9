"""One receipt text at a time: the same keys, in the same places, as all at once."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from smpp_dissect.messages.receipts import parse_receipt_texts
from smpp_dissect.pdus.receipt_text import (
    KEYS,
    STANDARD,
    Mark,
    Names,
    looks_like_receipt,
    names_of,
    names_with,
    receipt_marks,
)
from smpp_dissect.profiles import Profile, Receipt
from tests.messages.receipt_examples import EXAMPLES, MOBILE_ORIGINATED, VARIATIONS, receipts

ALL = EXAMPLES | VARIATIONS


def values(text: str) -> dict[str, str]:
    marks = [mark for mark in receipt_marks(text) if mark.counts]
    assert len({mark.name for mark in marks}) == len(marks)
    return {mark.name: text[mark.value : mark.end] for mark in marks}


def at_once(text: str, own: Names) -> tuple[dict[str, tuple[int, int]], bool]:
    """Begin and end of each value, and whether the text is a receipt, by the message stage."""
    octets = text.encode("latin-1")
    data = np.frombuffer(octets + b" err:", np.uint8)
    zero = np.zeros(1, np.int64)
    size, no = np.array([len(octets)]), zero.astype(bool)
    found = parse_receipt_texts(data, zero, size, zero, no, [(), own], zero + 1)
    ranges = {
        key: (int(begin[0]), int(begin[0] + length[0]))
        for key, (begin, length) in found.ranges.items()
        if length[0] >= 0
    }
    return ranges, bool(found.looks_like_receipt[0])


def with_ends(marks: list[Mark], text: str) -> list[tuple[Mark, int]]:
    """Each mark, and where the next one begins."""
    return list(zip(marks, [mark.begin for mark in marks[1:]] + [len(text)], strict=False))


def assert_agrees(text: str, own: Names = ()) -> None:
    marks = receipt_marks(text, names_with(own))
    ranges, is_one = at_once(text, own)
    assert {mark.name: (mark.value, mark.end) for mark in marks if mark.counts} == ranges
    assert looks_like_receipt(marks) == is_one
    for mark, end in with_ends(marks, text):
        assert mark.begin <= mark.value <= mark.end <= end
        assert mark.begin < end


@pytest.mark.parametrize("name", ALL)
def test_example(name: str) -> None:
    text, row = ALL[name]
    expected = dict(zip(KEYS, row.split("|"), strict=True))
    assert values(text) == {key: value for key, value in expected.items() if value != "~"}
    assert_agrees(text)


@pytest.mark.parametrize("text", MOBILE_ORIGINATED)
def test_other_text_does_not_look_like_a_receipt(text: str) -> None:
    assert not looks_like_receipt(receipt_marks(text))
    assert_agrees(text)


@given(st.one_of(receipts, st.text(st.characters(max_codepoint=0xFF), max_size=40)))
@example("id:1 text: stat:")
@example("UNDELIVERABLEX id:1")
@example("x\tDND-REJECTEDX submit\tdate:1 SUBMIT_DATE:2")
@example("DELIVRD foo:1 stat:x")
@example("DELIVRD message text:0 ")
@example("err: Text:0 Stat: text:0 id:0 ")
@example("id :5 id2:5 err\0:1")
def test_agrees_with_the_message_stage(text: str) -> None:
    assert_agrees(text)


# A provider's names: of the words that the texts are made of, and one that means something else.
OWN: Names = (
    *(("mcc", "id"), ("MESSAGE", "text"), ("identity", "stat"), ("done", "done_date")),
    *(("x", "err"), ("Sub", "err"), ("error-code", "err"), ("Error code", "sub")),
)


@given(receipts)
@example("MCC:1 Message:x id:2 done:5 sub:7 identity:DELIVRD text:y")
@example("Error code:1 error_code:2 errorcode:3")
@example("message text:1 message:2")
def test_a_providers_names_are_read_as_by_the_message_stage(text: str) -> None:
    assert_agrees(text, OWN)


def test_a_providers_names() -> None:
    text = "MsgId:7 Final status:DELIVRD error  code:1 sub:9 STAT:x"
    own = (("msgid", "id"), ("final-status", "stat"), ("error code", "err"), ("sub", "err"))
    found = receipt_marks(text, names_with(own))
    assert {mark.name: text[mark.value : mark.end] for mark in found if mark.counts} == {
        "id": "7",
        "stat": "DELIVRD error",
        "err": "9",
    }


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("id:4 mcc:250 id:5 ", [("id", 0, 5), ("mcc", 5, 13), ("id", 13, 18)]),
        (" ID:4\tDone-Date:1\0", [("id", 1, 6), ("done_date", 6, 18)]),
        ("id:4 DELIVRD stat:X", [("id", 0, 5), ("other", 5, 13), ("stat", 13, 19)]),
        ("id:4 DELIVRD err:1", [("id", 0, 5), ("stat", 5, 13), ("err", 13, 18)]),
        ("message text:4 message text:x", [("id", 0, 15), ("text", 15, 29)]),
        ("a" * 40 + ":1", [("other", 0, 42)]),
        ("hello", []),
    ],
)
def test_marks(text: str, marks: list[tuple[str, int, int]]) -> None:
    found = with_ends(receipt_marks(text), text)
    assert [(mark.name, mark.begin, end) for mark, end in found] == marks


def test_keys_that_do_not_count() -> None:
    found = receipt_marks("id:4 mcc:250 id:5 DELIVRD stat:X")
    assert [(mark.name, mark.counts) for mark in found] == [
        ("id", True),
        ("mcc", False),
        ("id", False),
        ("other", False),
        ("stat", True),
    ]


@pytest.mark.parametrize("piece", ["a ", "a:", "id: ", "a b:", "DELIVRD ", "text:a: "])
def test_a_long_text_is_read_in_linear_time(piece: str) -> None:
    """Not timed: quadratic time would not end."""
    text = piece * 30_000
    assert all(mark.end <= len(text) for mark in receipt_marks(text))


def test_names_of_a_profile() -> None:
    receipt = Receipt(stands_for={"Msg-Id": "id", "when": "done date"})
    mine = Profile("mine", "Mine", "here", receipt=receipt)
    assert names_of(mine) == (("Msg-Id", "id"), ("when", "done_date"))
    assert names_of(None) == names_of(Profile("mine", "Mine", "here")) == STANDARD
