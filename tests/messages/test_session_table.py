"""The table `sessions`, from sessions as they are."""

from __future__ import annotations

from dataclasses import replace

import pyarrow as pa

from smpp_dissect.messages.session_table import session_table
from smpp_dissect.messages.sessions import Session
from smpp_dissect.packets.records import NO_TIME

SEEN = Session(
    flow=0, a=("10.0.0.1", 40000), b=("10.0.0.2", 2775), esme=0, opened=True, first_time=5,
    last_time=9, pdus=3, size=1 << 40, missing=7, retransmitted=1, fin=(0, 0), rst=(0, 0),
)  # fmt: skip


def table(sessions: list[Session]) -> pa.Table:
    return session_table(sessions, [None] * len(sessions), ["nothing fits"] * len(sessions))


def test_a_session_of_which_all_is_known() -> None:
    bound = replace(
        SEEN, bind_type="receiver", system_id="shop", system_type="", interface_version=0x34,
        bind_status=0, bound_time=7, end_cause="fin_by_esme",
    )  # fmt: skip
    (row,) = table([bound]).to_pylist()
    assert (row["session"], row["client"], row["server_port"]) == (1, "10.0.0.1", 2775)
    assert (row["bytes"], row["missing_bytes"], row["retransmitted_bytes"]) == (1 << 40, 7, 1)
    assert (row["esme"], row["interface_version"], row["bind_status"]) == (
        "client",
        0x34,
        "ESME_ROK",
    )
    assert (row["first_time"].value, row["bound_time"].value, row["last_time"].value) == (5, 7, 9)
    assert (row["system_type"], row["end_cause"]) == ("", "fin_by_esme")


def test_what_is_unknown_is_null() -> None:
    (row,) = table([replace(SEEN, esme=-1, first_time=NO_TIME, bound_time=NO_TIME)]).to_pylist()
    for name in (
        "esme",
        "bind_type",
        "system_id",
        "interface_version",
        "bind_status",
        "bound_time",
        "first_time",
    ):
        assert row[name] is None, name


def test_who_connected_to_whom() -> None:
    """Where the opening was not seen, the ESME is taken for the client, else the higher port."""
    late = replace(SEEN, opened=False)
    ends = [
        replace(SEEN, esme=1),
        replace(late, esme=1),
        replace(late, esme=-1),
        replace(late, esme=-1, a=("10.0.0.1", 80)),
    ]
    rows = table(ends).to_pylist()
    assert [row["client"] for row in rows] == ["10.0.0.1", "10.0.0.2", "10.0.0.1", "10.0.0.2"]
    assert [row["esme"] for row in rows] == ["server", "client", None, None]


def test_statuses_without_a_name() -> None:
    assert table([replace(SEEN, bind_status=0x499)])["bind_status"].to_pylist() == ["0x00000499"]


def test_none() -> None:
    assert table([]).num_rows == 0


def test_the_profile_of_each_and_why() -> None:
    rows = session_table([SEEN, SEEN], ["smscentre", None], ["server port 3700", "none fits"])
    assert rows["profile"].to_pylist() == ["smscentre", None]
    assert rows["profile_reason"].to_pylist() == ["server port 3700", "none fits"]
