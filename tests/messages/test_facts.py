"""Facts: the harvest in capture order, whatever order the PDUs were framed in."""

from __future__ import annotations

import io

import numpy as np

from smpp_dissect.messages.facts import Facts
from smpp_dissect.packets.records import NO_TIME
from tests.build import drop, write_pcap
from tests.talk import Talk, reading, told


def facts_of(talk: Talk, *lost: int) -> Facts:
    segments = drop(talk.segments, *lost)
    facts: Facts = reading(lambda path: write_pcap(path, segments))._passes.facts
    return facts


def late() -> Talk:
    """The ESME's first request is missing, so those behind it are framed at the end."""
    talk = Talk().bind()
    talk.submit(None, at=1)
    for at in (2, 3, 4):
        talk.submit(f"{at}", at=at, text=b"no %d" % at, takes=0.5)
        talk.receipt(f"{at}", at=at + 0.7)
    return talk


def test_groups_are_in_capture_order() -> None:
    whole, facts = facts_of(late()), facts_of(late(), 5)
    assert len(facts.core["frame"]) == len(whole.core["frame"]) - 1
    for group in (facts.carriers, facts.receipts, facts.answers):
        assert (np.diff(group.pdu) > 0).all()
    assert (np.diff(facts.core["frame"]) >= 0).all()
    assert (
        facts.carriers.strings["text"].to_pylist() == whole.carriers.strings["text"].to_pylist()[1:]
    )
    assert facts.answers.strings["message_id"].to_pylist() == ["2", "3", "4"]


def test_late_pdus_change_no_table() -> None:
    model = reading(lambda path: write_pcap(path, drop(late().segments, 5)))._passes.model
    found = model.messages.select(["text", "message_id", "outcome"]).to_pylist()
    assert [tuple(row.values()) for row in found] == [
        (f"no {at}", f"{at}", "delivered") for at in (2, 3, 4)
    ]


def test_statuses_of_pdus() -> None:
    talk = Talk().bind()
    talk.submit("", at=1, status=0x45)
    facts = told(talk).facts
    assert facts.status_of(np.array([0, 3, -1])).tolist() == [0, 0x45, -1]
    assert facts.is_response.tolist() == [False, True, False, True]
    assert facts.session_numbers(np.array([0, 3])).to_pylist() == [1, 1]


def test_without_pdus() -> None:
    talk = Talk()
    talk.say_octets("client", b"not SMPP at all", at=1)
    model = told(talk, ports=[2775])
    facts = model.facts
    assert facts.status_of(np.array([-1, -1])).tolist() == [-1, -1]
    assert len(facts.core["frame"]) == len(facts.receipts.pdu) == 0
    for name in ("transactions", "receipts", "messages", "incoming", "anomalies"):
        assert getattr(model, name).num_rows == 0
    assert model.sessions["pdus"].to_pylist() == [0]


def test_the_end_of_the_capture() -> None:
    talk = Talk().bind()
    facts = told(talk, end=77).facts
    assert facts.end_time == talk.segments[-1].time
    assert facts.end_time != NO_TIME


def test_several_files_are_one_timeline() -> None:
    talk = Talk().bind()
    talk.submit("1", at=1)
    files = []
    for part in (talk.segments[:5], talk.segments[5:]):
        files.append(io.BytesIO())
        write_pcap(files[-1], part)
    whole = told(talk).messages
    from smpp_dissect.messages.facts import establish
    from smpp_dissect.messages.harvest import Harvest
    from smpp_dissect.pdus.reading import PduReader

    for file in files:
        file.seek(0)
    reader, harvest = PduReader(list(files)), Harvest()
    for batch in reader.batches():
        harvest.take(batch)
    facts = establish(reader, harvest)
    assert len(facts.carriers.pdu) == whole.num_rows == 1
