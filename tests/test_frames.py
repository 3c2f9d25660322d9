"""Arrow tables as pandas frames: the same values, backed by Arrow."""

from __future__ import annotations

import pandas as pd
import pyarrow as pa
import pytest

from smpp_dissect.frames import to_pandas
from tests.talk import Talk, capture, told


def test_columns_are_backed_by_arrow() -> None:
    table = pa.table(
        {
            "number": pa.array([1, None], pa.uint8()),
            "time": pa.array([1_700_000_000_123_456_789, None], pa.int64()).view(
                pa.timestamp("ns", "UTC")
            ),
            "octets": pa.array([b"\x00\xff", None]),
            "truth": pa.array([True, None]),
        }
    )
    frame = to_pandas(table)
    assert [str(kind) for kind in frame.dtypes] == [
        "uint8[pyarrow]", "timestamp[ns, tz=UTC][pyarrow]", "binary[pyarrow]", "bool[pyarrow]",
    ]  # fmt: skip
    assert pa.Table.from_pandas(frame, preserve_index=False).to_pydict() == table.to_pydict()
    assert frame["time"][0].value == 1_700_000_000_123_456_789
    assert frame.isna().sum().tolist() == [1, 1, 1, 1]


def test_symbols_become_text() -> None:
    symbols = pa.DictionaryArray.from_arrays(pa.array([1, None, 0]), pa.array(["a", "b"]))
    table = pa.table({"chunked": pa.chunked_array([symbols, symbols[:1]]), "plain": ["x"] * 4})
    frame = to_pandas(table)
    assert frame["chunked"].dtype == pd.ArrowDtype(pa.string())
    assert frame["chunked"].tolist()[0::2] == ["b", "a"]
    assert frame["chunked"].isna().tolist() == [False, True, False, False]


def test_texts_of_any_kind() -> None:
    texts = ["", "\x00\x01\x1b[31m", "=cmd()", "é😀", "�", "a\r\nb", None]
    frame = to_pandas(pa.table({"text": pa.array(texts, pa.string())}))
    assert [None if pd.isna(each) else each for each in frame["text"]] == texts


@pytest.mark.parametrize("rows", [0, 1])
def test_tables_of_a_capture(rows: int) -> None:
    talk = Talk().bind()
    for number in range(rows):
        talk.submit("1", at=1 + number)
    made = capture(talk)
    for name in (
        "pdus",
        "tlvs",
        "sessions",
        "transactions",
        "receipts",
        "messages",
        "incoming",
        "anomalies",
        "ledger",
    ):
        frame = getattr(made, name)
        assert list(frame.columns) == made.arrow(name).column_names
        assert len(frame) == made.arrow(name).num_rows
    assert len(made.messages) == rows


def test_they_behave_like_any_frame() -> None:
    talk = Talk().bind()
    talk.submit("1", at=1)
    talk.submit("", at=2, status=0x58)
    frame = to_pandas(told(talk, end=100_000).messages)
    counted = frame.groupby("outcome")["message"].count().to_dict()
    assert counted == {"no_receipt": 1, "rejected": 1}
    assert frame["response_s"].mean() == pytest.approx(0.001)
