"""`--where` takes one condition on one row, and nothing else."""

from __future__ import annotations

import pyarrow as pa
import pytest

from smpp_dissect.cli.where import Condition
from smpp_dissect.errors import WhereError
from tests.cli.fake import table_of
from tests.cli.samples import PDUS

BATCH = table_of("pdus", PDUS).combine_chunks().to_batches()[0]


def kept(sql: str) -> list[int]:
    pdus: list[int] = Condition(sql, "pdus").kept(BATCH)["pdu"].to_pylist()
    return pdus


def complaint(sql: str) -> str:
    with pytest.raises(WhereError) as caught:
        kept(sql)
    line = str(caught.value)
    assert line.isprintable() and line.startswith("--where: ")
    return line.removeprefix("--where: ")


@pytest.mark.parametrize(
    ("sql", "pdus"),
    [
        ("command = 'submit_sm'", [2]),
        ("command = 'no_such_command'", []),
        ("command LIKE 'submit%' OR anomaly IS NOT NULL", [2, 3, 4]),
        ("command IN ('submit_sm', 'enquire_link')", [2, 4]),
        ("command IS NULL", [5]),
        ("sender = 'smsc'", [3, 5]),
        ("command_status = 88", [3]),
        ("command_status = 0x58", [3]),
        ("command_status = 0X58 /* 0x59 */", [3]),
        ("command_status = 88 AND '0x58' = concat('0x', '58') -- 0x", [3]),
        ("time >= '2026-09-21 14:13:23'", [4, 5]),
        ("time = '2026-09-21T14:13:21.123456789Z'", [2]),
        ("time < TIMESTAMP '2026-09-21 14:13:21'", [1]),
        ("time BETWEEN '2026-09-21 14:13:21' AND '2026-09-21 14:13:23'", [2, 3]),
        ("hex(short_message) = '041F00FF'", [2]),
        ("pdus.pdu = 2", [2]),
        ("PDU = 2 AND Command = 'submit_sm'", [2]),
        ('"pdu" = 2', [2]),
        ("text LIKE '%мир'", [2]),
        ("destination_addr ^@ '7916'", [2]),
        ("regexp_matches(text, '^=')", [5]),
        ("CASE WHEN pdu > 3 THEN true ELSE false END", [4, 5]),
        ("1 = 1", [1, 2, 3, 4, 5]),
        ("pdu % 2 = 1 -- odd ones", [1, 3, 5]),
        ("(pdu = 1) OR (pdu = 2)", [1, 2]),
        ("message_id = '0000A1B2' AND ')' <> '('", [3]),
        ("NULL", []),
    ],
)
def test_rows_that_meet_a_condition_are_kept_in_order(sql: str, pdus: list[int]) -> None:
    assert kept(sql) == pdus


def test_rows_keep_their_types() -> None:
    rows = Condition("pdu > 3", "pdus").kept(BATCH)
    assert rows.schema == BATCH.schema
    assert rows["time"].to_pylist() == BATCH["time"].slice(3).to_pylist()


def test_a_batch_without_rows_stays_one() -> None:
    assert Condition("pdu = 1", "pdus").kept(BATCH.slice(0, 0)).num_rows == 0


def test_one_condition_serves_many_batches() -> None:
    condition = Condition("pdu = 3", "pdus")
    assert [condition.kept(BATCH.slice(at, 1)).num_rows for at in range(5)] == [0, 0, 1, 0, 0]


def test_the_columns_a_condition_speaks_of_are_known_before_any_row() -> None:
    condition = Condition("PDU = 1 OR pdus.Command = upper(text) OR pdu = 2", "pdus")
    assert sorted(condition.columns(BATCH.schema.names)) == ["command", "pdu", "text"]


@pytest.mark.parametrize(
    "sql",
    [
        "1=1) UNION SELECT * FROM pdus WHERE (1=1",
        "1=1) UNION ALL (SELECT 1",
        "1=1) FROM pdus WHERE (1=1",
        "1=1) FROM range(9) AS t(pdu) WHERE (1=1",
        "1=1), (2=2",
        "1=1) ORDER BY (1",
        "1=1) LIMIT (1",
        "1=1) GROUP BY (1",
        "1=1) HAVING (1=1",
        "1=1) QUALIFY (1=1",
        "1=1) USING SAMPLE (10",
    ],
)
def test_a_statement_that_slips_out_of_the_brackets_is_refused(sql: str) -> None:
    complaint(sql)


@pytest.mark.parametrize(
    "sql",
    [
        "1=1; DROP TABLE pdus",
        "1=1); COPY (SELECT 1) TO '/tmp/x'; SELECT (1=1",
        "1=1); INSTALL httpfs; SELECT (1",
        "SET lock_configuration = false",
        "ATTACH '/tmp/x.db'",
        "",
        "--",
        "pdu = ",
    ],
)
def test_what_is_no_condition_is_refused(sql: str) -> None:
    complaint(sql)


@pytest.mark.parametrize(
    "sql",
    [
        "EXISTS (SELECT 1)",
        "pdu = (SELECT max(pdu) FROM pdus)",
        "pdu IN (SELECT pdu FROM pdus)",
        "EXISTS (SELECT * FROM read_csv('/etc/passwd'))",
        "EXISTS (FROM '/etc/passwd')",
        "row_number() OVER () = 1",
    ],
)
def test_a_condition_looks_at_no_other_row_and_no_file(sql: str) -> None:
    assert complaint(sql) == "a condition is about one row, without subqueries"


def test_aggregates_are_refused() -> None:
    assert "aggregates" in complaint("sum(pdu) > 1")


def test_no_setting_can_be_changed_and_no_file_read_by_the_connection() -> None:
    connection = Condition("1=1", "pdus")._connection
    for sql in (
        "SET enable_external_access = true",
        "SET lock_configuration = false",
        "SELECT * FROM read_text('/etc/passwd')",
        "COPY (SELECT 1) TO '/tmp/smpp-dissect-test'",
    ):
        with pytest.raises(Exception, match=r"(?i)disabled|locked|permission|cannot"):
            connection.execute(sql)


def test_a_column_that_is_not_there_is_told_with_the_nearest() -> None:
    assert complaint("comand = 1") == (
        "pdus has no column comand; did you mean command or command_id or command_status?"
    )
    assert complaint("zzz = 1").startswith("pdus has no column zzz; there are pdu, frame, file")
    assert complaint('command = "submit_sm"').startswith("pdus has no column submit_sm")


@pytest.mark.parametrize("sql", ["pdu = 'x'", "command", "pdu + 'x' > 1", "no_function(pdu)"])
def test_what_does_not_fit_its_column_is_told_in_one_line(sql: str) -> None:
    assert complaint(sql)


def test_a_number_is_a_condition_as_in_sql() -> None:
    assert kept("command_status") == [3]


def test_dictionaries_of_each_batch_may_differ() -> None:
    condition = Condition("status = 'b'", "pdus")
    for words in (["a", "b"], ["b", "a"], ["b"]):
        batch = pa.record_batch([pa.array(words).dictionary_encode()], ["status"])
        assert condition.kept(batch)["status"].to_pylist() == ["b"]
