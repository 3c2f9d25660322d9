"""Receipt texts: every form met in public, and a slow twin made of regular expressions."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from smpp_dissect.messages.receipts import (
    KEYS,
    message_state_of,
    parse_receipt_texts,
    receipt_dates,
)
from tests.forms import compiled_form, plain_form
from tests.messages.receipt_examples import (
    EXAMPLES,
    MOBILE_ORIGINATED,
    VARIATIONS,
    receipts,
)

CAPTURES = Path(__file__).parents[3] / "shared" / "captures"
ALL = EXAMPLES | VARIATIONS
Row = tuple[bytes | None, int, bool]


def parse(parser: Any, rows: Sequence[Row]) -> tuple[Any, np.ndarray[Any, Any]]:
    """Parse (octets or None, data_coding, udhi) rows at once, with other octets around them."""
    data, begin = bytearray(b"id:"), []
    for value, _, _ in rows:
        begin.append(len(data))
        data += (value or b"") + b" err:"
    array = np.frombuffer(data, np.uint8)
    length = [-1 if value is None else len(value) for value, _, _ in rows]
    coding, udhi = [coding for _, coding, _ in rows], [udhi for _, _, udhi in rows]
    columns = (np.array(column, np.int64) for column in (begin, length, coding))
    return parser(array, *columns, np.array(udhi, np.bool_)), array


def values_of(text: bytes, coding: int = 0, udhi: bool = False) -> dict[str, str | None]:
    parsed, data = parse(parse_receipt_texts, [(text, coding, udhi)])
    return {key: parsed.strings(data, key)[0].as_py() for key in KEYS}


def expected_of(row: str) -> dict[str, str | None]:
    values = (None if value == "~" else value for value in row.split("|"))
    return dict(zip(KEYS, values, strict=True))


@pytest.mark.parametrize("name", ALL)
def test_example(name: str) -> None:
    text, expected = ALL[name]
    assert values_of(text.encode("latin-1")) == expected_of(expected)


@pytest.mark.parametrize("name", ALL)
def test_example_in_ucs2(name: str) -> None:
    text, expected = ALL[name]
    octets = text.encode("utf-16-be")
    assert values_of(octets, 8) == expected_of(expected)
    parsed, data = parse(parse_receipt_texts, [(octets + b"\0", 8, False)])
    assert [
        bytes(data[begin[0] : begin[0] + length[0]]).decode("utf-16-be") if length[0] >= 0 else "~"
        for begin, length in parsed.ranges.values()
    ] == expected.split("|")


@pytest.mark.parametrize("name", ALL)
def test_example_behind_a_user_data_header(name: str) -> None:
    text, expected = ALL[name]
    header = b"\x05\x00\x03\x42\x01\x01"
    assert values_of(header + text.encode("latin-1"), 0, udhi=True) == expected_of(expected)
    assert values_of(header + text.encode("utf-16-be"), 8, udhi=True) == expected_of(expected)


@pytest.mark.parametrize("coding", [1, 2, 3, 4, 8, 0xF4])
def test_octets_whatever_the_coding_says(coding: int) -> None:
    text, expected = EXAMPLES["4"]
    assert values_of(text.encode("latin-1"), coding) == expected_of(expected)


def test_ucs2_with_letters_that_have_no_octet() -> None:
    text = "id:4 stat:DELIVRD err:000 text:Заказ № 5 к:ы готов 📦"
    assert values_of(text.encode("utf-16-be"), 8)["text"] == "Заказ № 5 к:ы готов 📦"
    text = "id:Ж5 ҥҲҲк: text:ҥҲҲ stat:DELIVRD err:1"  # low octets that spell keys
    assert values_of(text.encode("utf-16-be"), 8) == expected_of("Ж5 ҥҲҲк:|~|~|~|~|DELIVRD|1|ҥҲҲ")


def test_all_at_once_with_rows_that_have_no_text() -> None:
    rows: list[Row] = [(text.encode("latin-1"), 0, False) for text, _ in ALL.values()]
    rows = [row for pair in zip(rows, [(None, 8, True)] * len(rows), strict=True) for row in pair]
    parsed, data = parse(parse_receipt_texts, rows)
    columns = [parsed.strings(data, key).to_pylist() for key in KEYS]
    found = list(zip(*columns, strict=True))
    assert found[::2] == [tuple(expected_of(values).values()) for _, values in ALL.values()]
    assert set(found[1::2]) == {(None,) * len(KEYS)}
    assert not parsed.looks_like_receipt[1::2].any()


@pytest.mark.parametrize("name", EXAMPLES)
def test_example_looks_like_a_receipt(name: str) -> None:
    text = EXAMPLES[name][0]
    rows = [(text.encode("latin-1"), 0, False), (text.encode("utf-16-be"), 8, False)]
    assert parse(parse_receipt_texts, rows)[0].looks_like_receipt.tolist() == [True, True]


@pytest.mark.parametrize("text", [*MOBILE_ORIGINATED, VARIATIONS["no id"][0], ""])
def test_other_text_does_not_look_like_a_receipt(text: str) -> None:
    rows = [(text.encode("latin-1"), 0, False), (text.encode("utf-16-be"), 8, False)]
    assert parse(parse_receipt_texts, rows)[0].looks_like_receipt.tolist() == [False, False]


def test_each_row_by_its_providers_names() -> None:
    texts = [b"msgid:7 status:DELIVRD error:5", b"id:7 stat:DELIVRD err:5 error:6"]
    data = np.frombuffer(b"".join(texts), np.uint8)
    begin = np.array([0, 0, 0, len(texts[0]), len(texts[0])])
    length = np.array([len(texts[0])] * 3 + [len(texts[1])] * 2)
    own = [(), (("msgid", "id"), ("status", "stat"), ("error", "err")), (("error", "id"),)]
    zero = np.zeros(5, np.int64)
    whose = np.array([0, 1, 2, 0, 1])
    for form in (PLAIN, COMPILED):
        parsed = form.parse_receipt_texts(data, begin, length, zero, zero, own, whose)
        columns = [parsed.strings(data, key).to_pylist() for key in ("id", "stat", "err")]
        assert list(zip(*columns, strict=True)) == [
            (None, None, None),
            ("7", "DELIVRD", "5"),
            ("5", None, None),
            ("7", "DELIVRD", "5"),
            ("7", "DELIVRD", "5"),
        ]
        assert parsed.looks_like_receipt.tolist() == [False, True, False, True, True]


# The twin. A mark is (key or None, where its value begins, where the word that opened it begins).
BLANK = r"[ \t\r\n]"
KEY = re.compile(
    rf"(message(?:{BLANK}|[-_])text|(?:submit|done)(?:{BLANK}|[-_])?date|id|sub|dlvrd|stat|err|text"
    r"|[a-z][a-z0-9_-]*):",
    re.IGNORECASE | re.ASCII,
)
STATE = re.compile(
    "(?:DELIVRD|EXPIRED|DELETED|UNDELIV|ACCEPTD|UNKNOWN|REJECTD|ENROUTE|SKIPPED|SCHEDULED|FAILED|"
    "BUFFRED|ACKED|NOCRED|SYSERR|DELIVERED|UNDELIVERABLE|ACCEPTED|REJECTED|DND[-_]REJECTED|BADSTAT)"
    r"(?![^ \t\r\n])"
)
ALIASES = {"submitdate": "submit_date", "donedate": "done_date"}


def twin(text: str) -> dict[str, tuple[int, int]]:
    text = text.rstrip("\0")
    marks: list[tuple[str | None, int, int]] = []
    at = 0
    while word := re.compile("[^ \t\r\n]+").search(text, at):
        mark = mark_at(text, word.start(), marks)
        if mark:
            marks.append(mark)
            seen = {key for key, _, _ in marks}
            if mark[0] == "text" and {"stat", "err"} <= seen:
                break
        glued = re.compile("[^ \t\r\n]*").match(text, mark[1] if mark else word.start())
        at = glued.end() if glued else len(text)
    values: dict[str, tuple[int, int]] = {}
    for (key, begin, _), (_, _, stop) in pairwise([*marks, (None, 0, len(text))]):
        value = text[begin:stop]
        if key != "text":
            blanks = len(value) - len(value.lstrip(" \t\r\n"))
            begin += blanks if blanks < len(value) else 0
        if key != "text" or stop < len(text):
            value = value.rstrip(" \t\r\n")
        if key:
            values[key] = begin, len(value.strip(" \t\r\n") if key != "text" else value)
    return values


def mark_at(text: str, at: int, marks: list[tuple[str | None, int, int]]) -> Any:
    seen = {key: value == word for key, value, word in marks}  # of stat: whether it is a bare word
    in_text = bool(marks) and marks[-1][0] == "text"
    if found := KEY.match(text, at):
        name = re.sub(r"[ \t\r\n-]", "_", found[1].lower())
        aliases = {"message_text": "text" if marks else "id"} | ALIASES
        key: str | None = aliases.get(name, name)
        if key not in KEYS or (key in seen and not (key == "stat" and seen["stat"])):
            key = None
        return None if in_text and key is None else (key, found.end(), at)
    if STATE.match(text, at) and not in_text and "stat" not in seen:
        return "stat", at, at
    return None


def assert_as_twin(text: str) -> None:
    parsed, _ = parse(parse_receipt_texts, [(text.encode("latin-1"), 0, False)])
    found = {
        key: (int(begin[0]) - len("id:"), int(length[0]))
        for key, (begin, length) in parsed.ranges.items()
        if length[0] >= 0
    }
    assert found == twin(text)


@given(receipts)
@example("id:1 text: stat:")
@example("id:1 text:  ")
def test_as_the_twin(text: str) -> None:
    assert_as_twin(text)


@pytest.mark.parametrize("name", ALL)
def test_example_as_the_twin(name: str) -> None:
    assert_as_twin(ALL[name][0])


PLAIN = plain_form(parse_receipt_texts.__module__)
COMPILED = compiled_form(parse_receipt_texts.__module__)
octets = st.one_of(
    receipts.map(lambda text: text.encode("latin-1")),
    receipts.map(lambda text: text.encode("utf-16-be")),
    st.binary(max_size=60),
    st.none(),
)


@settings(deadline=None)  # the first call compiles
@given(st.lists(st.tuples(octets, st.sampled_from([0, 8]), st.booleans()), max_size=4))
def test_plain_and_compiled_agree(rows: list[Row]) -> None:
    (plain, data), (compiled, _) = (
        parse(form.parse_receipt_texts, rows) for form in (PLAIN, COMPILED)
    )
    for key in KEYS:
        for one, other in zip(plain.ranges[key], compiled.ranges[key], strict=True):
            assert one.tolist() == other.tolist()
        assert plain.strings(data, key).equals(compiled.strings(data, key))
    assert plain.looks_like_receipt.tolist() == compiled.looks_like_receipt.tolist()


def sent() -> Iterator[dict[str, Any]]:
    for path in sorted(CAPTURES.glob("*.truth.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for row in map(json.loads, lines):
                if row.get("dir") == "sent" and row["command"] == "deliver_sm" and row.get("text"):
                    yield row


@pytest.mark.skipif(not CAPTURES.is_dir(), reason="no captures beside the repository")
def test_real_receipts() -> None:
    truth = list(sent())
    rows: list[Row] = [
        (
            bytes.fromhex(row["fields"]["short_message"]["hex"]),
            row["fields"].get("data_coding", 0),
            bool(row["fields"].get("esm_class", 0) & 0x40),
        )
        for row in truth
    ]
    parsed, data = parse(COMPILED.parse_receipt_texts, rows)
    is_receipt = [row["fields"].get("esm_class", 0) & 0x3C in (0x04, 0x20) for row in truth]
    assert parsed.looks_like_receipt.tolist() == is_receipt
    assert sum(is_receipt) > 1500
    sent_at = np.array([int(row["t"] * 1e9) for row in truth])
    begin, length = parsed.ranges["done_date"]
    ago = sent_at - receipt_dates(data, begin, length, sent_at)
    assert ((ago >= 0) & (ago < 60e9))[is_receipt].all()
    columns = {key: parsed.strings(data, key).to_pylist() for key in KEYS}
    receipts = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    for row, receipt in zip(truth, receipts, strict=True):
        tlvs = row.get("tlvs", {})
        if "receipted_message_id" in tlvs:
            assert receipt["id"] == tlvs["receipted_message_id"]
            assert message_state_of(receipt["stat"])[0] == tlvs["message_state"]
            assert receipt["text"] == (row["text"].partition(" text:")[2] or None)
