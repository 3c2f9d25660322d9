"""Sessions: who is the ESME, the bind that counts, why it ended."""

from __future__ import annotations

from typing import Any

import pytest

from smpp_dissect.packets.records import NO_TIME
from tests.build import Interface, Section, Simple, write_pcapng
from tests.talk import Talk, reading, told


def session(talk: Talk, **options: Any) -> dict[str, Any]:
    (row,) = told(talk, **options).sessions.to_pylist()
    return row


@pytest.mark.parametrize("kind", ["transmitter", "receiver", "transceiver"])
def test_the_bind(kind: str) -> None:
    talk = Talk("shop").bind(kind, system_type=b"VMA", interface_version=0x50)
    found = session(talk)
    assert (found["bind_type"], found["system_id"], found["system_type"]) == (kind, "shop", "VMA")
    assert (found["interface_version"], found["bind_status"]) == (0x50, "ESME_ROK")
    assert found["bound_time"] > found["first_time"]
    assert (found["session"], found["esme"], found["pdus"]) == (1, "client", 2)
    assert (found["client"], found["client_port"]) == ("10.0.0.1", 40000)
    assert (found["server"], found["server_port"]) == ("10.0.0.2", 2775)


def test_a_refused_bind() -> None:
    found = session(Talk("shop").bind(status=0x0E).close("server"))
    assert (found["bind_status"], found["bound_time"]) == ("ESME_RINVPASWD", None)
    assert (found["system_id"], found["end_cause"]) == ("shop", "bind_rejected")
    assert session(Talk().bind(status=0x499))["bind_status"] == "0x00000499"


def test_of_several_binds_the_accepted_one_counts() -> None:
    talk = Talk("first").bind("receiver", status=0x0F)
    talk.system_id = "second"
    talk.bind("transmitter", at=0.1)
    talk.system_id = "third"
    talk.bind("transceiver", at=0.2, status=0x05)
    found = session(talk)
    assert (found["system_id"], found["bind_type"], found["bind_status"]) == (
        "second",
        "transmitter",
        "ESME_ROK",
    )


def test_a_bind_without_its_answer() -> None:
    talk = Talk("shop")
    talk.say("client", "bind_transceiver", system_id=b"shop")
    found = session(talk)
    assert (found["system_id"], found["bind_status"], found["bound_time"]) == ("shop", None, None)


def test_a_bind_answered_by_generic_nack() -> None:
    talk = Talk("shop")
    sequence = talk.say("client", "bind_transceiver", system_id=b"shop")
    talk.say("server", "generic_nack", sequence=sequence, status=3)
    assert session(talk)["bind_status"] == "ESME_RINVCMDID"


def test_a_generic_nack_accepts_no_bind_whatever_its_status() -> None:
    talk = Talk("shop")
    sequence = talk.say("client", "bind_transceiver", system_id=b"shop")
    talk.say("server", "generic_nack", sequence=sequence)
    found = session(talk)
    assert (found["bind_status"], found["bound_time"]) == ("ESME_ROK", None)


def test_no_bind() -> None:
    talk = Talk()
    talk.submit("1", at=1)
    found = session(talk)
    names = (
        "bind_type",
        "system_id",
        "system_type",
        "interface_version",
        "bind_status",
        "bound_time",
    )
    assert [found[name] for name in names] == [None] * 6


def test_outbind_the_smsc_is_the_client() -> None:
    talk = Talk()
    talk.say("client", "outbind", system_id=b"SMSC")
    sequence = talk.say("server", "bind_receiver", system_id=b"shop")
    talk.say("client", "bind_receiver_resp", sequence=sequence)
    talk.say("server", "unbind")
    found = session(talk)
    assert (found["esme"], found["system_id"], found["bind_type"]) == ("server", "shop", "receiver")
    assert found["end_cause"] == "unbind_by_esme"


def test_nothing_tells_who_is_who() -> None:
    talk = Talk()
    for who, other in (("client", "server"), ("server", "client")) * 3:
        sequence = talk.say(who, "enquire_link")
        talk.say(other, "enquire_link_resp", sequence=sequence)
    found = session(talk, ports=[2775])
    assert (found["esme"], found["end_cause"]) == (None, "capture_end")
    assert session(talk.close("server"), ports=[2775])["end_cause"] == "fin_by_server"


@pytest.mark.parametrize(("who", "side"), [("client", "esme"), ("server", "smsc")])
def test_ends(who: str, side: str) -> None:
    assert session(Talk().bind())["end_cause"] == "capture_end"
    assert session(Talk().bind().close(who))["end_cause"] == f"fin_by_{side}"
    talk = Talk().bind()
    talk.connection.reset(who)
    assert session(talk)["end_cause"] == f"rst_by_{side}"
    talk = Talk().bind()
    talk.say(who, "unbind")
    assert session(talk)["end_cause"] == f"unbind_by_{side}"
    assert session(talk.close("client"))["end_cause"] == f"unbind_by_{side}"


def test_an_enquire_link_that_was_never_answered() -> None:
    talk = Talk().bind()
    talk.say("client", "enquire_link", at=10)
    talk.close("client", at=40)
    assert session(talk)["end_cause"] == "enquire_link_unanswered"


def test_an_answered_enquire_link_is_no_cause() -> None:
    talk = Talk().bind()
    sequence = talk.say("client", "enquire_link", at=10)
    talk.say("server", "enquire_link_resp", sequence=sequence)
    assert session(talk.close("client", at=20))["end_cause"] == "fin_by_esme"


def test_closed_for_idleness() -> None:
    assert session(Talk().bind().close("server", at=70))["end_cause"] == "idle_timeout"
    assert session(Talk().bind().close("server", at=50))["end_cause"] == "fin_by_smsc"
    # A capture that ends in a silence has not seen the connection end.
    assert session(Talk().bind(), end=500)["end_cause"] == "capture_end"


def test_what_tcp_lost_and_repeated() -> None:
    talk = Talk().bind()
    talk.submit("1", at=1)
    talk.segments.append(talk.segments[-1])
    found = session(talk)
    assert found["retransmitted_bytes"] == len(talk.segments[-1].payload)
    assert found["missing_bytes"] == 0
    total = sum(len(segment.payload) for segment in talk.segments)
    assert found["bytes"] == total


def test_sessions_are_numbered_by_their_first_packets() -> None:
    one, other = Talk("one"), Talk("other", client=("10.0.0.1", 40001))
    other.connection.time -= 1000 * 10**9
    other.segments.clear()
    other.connection.open()
    one.bind()
    other.bind(at=-999)
    found = told(one, other).sessions
    assert found["system_id"].to_pylist() == ["other", "one"]
    assert found["session"].to_pylist() == [1, 2]


def test_packets_without_times() -> None:
    talk = Talk("shop").bind().close()
    blocks = [Interface("ethernet"), *map(Simple, talk.segments)]
    model = reading(lambda path: write_pcapng(path, [Section(blocks)]))._passes.model
    (found,) = model.sessions.to_pylist()
    assert found["bound_time"] is found["first_time"] is found["last_time"] is None
    assert found["end_cause"] == "fin_by_esme"
    assert model.facts.sessions[0].bound_time == NO_TIME
