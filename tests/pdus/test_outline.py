"""The outline: capture order, sessions, and who is the ESME."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pytest

from smpp_dissect.pdus.outline import (
    UNKNOWN_REQUEST,
    UNKNOWN_RESPONSE,
    Outline,
    OutlineColumns,
)
from smpp_dissect.pdus.reading import PduReader
from smpp_dissect.spec import COMMANDS
from tests.road import WINDOWS, pcap
from tests.talks import (
    bind,
    bind_resp,
    deliver,
    enquire,
    pdu,
    raw,
    submit,
    submit_resp,
    talk,
    vendor,
)


def outline(segments: Any, window: int = 1 << 20, ports: Any = None) -> Outline:
    columns = OutlineColumns()
    reader = PduReader(io.BytesIO(pcap(segments)), ports, window=window)
    for batch in reader.batches():
        columns.take(batch)
    made = columns.finish(reader)
    assert columns.count == len(made.columns["frame"])
    return made


@pytest.mark.parametrize("window", WINDOWS)
def test_columns(window: int) -> None:
    made = outline(
        talk([bind(), vendor(2), raw(0x90000001, b"", 3), enquire(4)], bind_resp()), window
    )
    names = [
        COMMANDS[place].name if place >= 0 else int(place) for place in made.columns["command"]
    ]
    assert names == [
        "bind_transceiver", UNKNOWN_REQUEST, UNKNOWN_RESPONSE, "enquire_link",
        "bind_transceiver_resp",
    ]  # fmt: skip
    assert made.columns["sequence"].tolist() == [1, 2, 3, 4, 1]
    assert made.columns["frame"].tolist() == [4, 6, 8, 10, 12]
    assert made.columns["direction"].tolist() == [0, 0, 0, 0, 1]
    assert made.in_order
    assert made.places(np.array([3, 0])).tolist() == [3, 0]


@pytest.mark.parametrize("window", WINDOWS)
def test_late_pdus_are_put_in_capture_order(window: int) -> None:
    first = talk([bind(), submit(2), submit(3)])
    other = talk([bind(), submit(12)], ends=(("10.0.0.9", 9), ("10.0.0.2", 2775)))
    # The other connection is whole while a segment of the first is still missing.
    mixed = [*first[:5], *first[6:8], *other, first[5], *first[8:]]
    made = outline(mixed, window)
    assert sorted(made.columns["frame"].tolist()) == made.columns["frame"].tolist()
    assert sorted(made.columns["sequence"].tolist()) == [1, 1, 2, 3, 12]
    assert made.columns["sequence"].tolist()[-1] == 2
    places = made.places(np.arange(5)).tolist()
    assert sorted(places) == [0, 1, 2, 3, 4]
    assert made.in_order == (places == [0, 1, 2, 3, 4])


def test_sessions_are_numbered_by_their_first_packet() -> None:
    ends = [(("10.0.0.1", port), ("10.0.0.2", 2775)) for port in (1, 2, 3)]
    made = outline(
        [*talk(submit(1), ends=ends[0])[:3], *talk(submit(2), ends=ends[1]),
         *talk(b"GET / HTTP/1.1\r\n\r\n", ends=ends[2]), *talk(submit(1), ends=ends[0])[3:]]
    )  # fmt: skip
    assert made.flows.tolist() == [0, 1]
    assert made.session.tolist() == [0, 1, -1, -1]


@pytest.mark.parametrize(
    ("client", "server", "esme"),
    [
        ([bind()], [bind_resp()], 0),
        ([submit(1)], [], 0),
        ([], [submit_resp(1)], 0),
        ([deliver(1)], [], 1),
        ([enquire(1)], [pdu("enquire_link_resp", 1)], -1),
        # With outbind the SMSC is the client.
        ([pdu("outbind", 1, system_id=b"a", password=b"b")], [bind()], 1),
        # A bind says more than what is sent after it.
        ([bind(), *(deliver(number) for number in range(20))], [], 0),
        ([vendor(1), enquire(1)], [], -1),
    ],
)
def test_who_is_the_esme(client: list[bytes], server: list[bytes], esme: int) -> None:
    made = outline(talk(client, server), ports=[2775])
    assert made.esme.tolist() == [esme]
    sides = {0: [1, 0], 1: [0, 1], -1: [-1, -1]}[esme]
    assert made.from_esme.tolist() == sides


def test_tags_are_counted() -> None:
    made = outline(talk(bind() + submit(1, b"", [(0x1400, b""), (0x1400, b"x"), (0xFFFF, b"")])))
    assert {tag: int(made.tags[tag]) for tag in np.flatnonzero(made.tags)} == {0x1400: 2, 0xFFFF: 1}


def test_nothing() -> None:
    made = outline(talk(b"GET / HTTP/1.1\r\n\r\n"))
    assert made.columns["frame"].tolist() == []
    assert made.flows.tolist() == []
    assert made.in_order
