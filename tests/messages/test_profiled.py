"""What hangs on the profile of a session: asked for rows of several sessions at once."""

from __future__ import annotations

import io
from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smpp_dissect.messages.facts import establish
from smpp_dissect.messages.harvest import Harvest
from smpp_dissect.messages.ids import RULES
from smpp_dissect.messages.profiled import Profiled
from smpp_dissect.pdus.agreements import agree
from smpp_dissect.pdus.evidence import Evidence
from smpp_dissect.pdus.reading import PduReader
from smpp_dissect.profiles import Option, Profile, Receipt, VendorTlv
from smpp_dissect.profiles.model import COMMAND_STATUS, ERR, NETWORK_ERROR_CODE
from tests.road import pcap
from tests.talk import Talk

EAST = Profile(
    "east", "East", "made up", servers=("10.0.0.2",),
    receipt=Receipt(id_rule="hex_to_dec"), options=(Option("AS_IS", "", id_rule="exact"),),
    errors={5: "east"}, errors_of={COMMAND_STATUS: {5: "status east"}, ERR: {"X1": "word east"}},
    tlvs=(
        VendorTlv(0x1400, "cost", "cstring"),
        VendorTlv(0x1401, "asked", "cstring", commands=("submit_sm",)),
        VendorTlv(0x1401, "data", "cstring", commands=("data_sm",)),
        VendorTlv(0x1401, "route", "integer"),
    ),
)  # fmt: skip
WEST = Profile(
    "west", "West", "made up", servers=("10.0.0.3",), errors={5: "west"},
    tlvs=(VendorTlv(0x1402, "cost", "integer"),),
)  # fmt: skip
HOSTS = (2, 3, 4)


@cache
def three() -> tuple[Profiled, Any]:
    return profiled()


def profiled(*binds: dict[str, Any]) -> tuple[Profiled, Any]:
    """Sessions with three servers, each with a receipt as data_sm and one as deliver_sm."""
    talks = []
    for place, host in enumerate(HOSTS):
        talk = Talk("shop", ("10.0.0.1", 40000 + host), (f"10.0.0.{host}", 2775))
        talk.bind(**(binds[place] if place < len(binds) else {}))
        first = 0x1400 if host < 4 else 0x1500
        tlvs = [(first + at, b"%d" % host) for at in range(3)]
        talk.receipt("1", at=host, tlvs=tlvs)
        talk.say("server", "data_sm", at=host + 0.1, esm_class=4, tlvs=tlvs)
        talks.append(talk)
    segments = (each for talk in talks for each in talk.segments)
    reader = PduReader(io.BytesIO(pcap(sorted(segments, key=lambda each: each.time))))
    evidence, harvest = Evidence(reader), Harvest()
    for batch in reader.batches():
        evidence.take(batch)
        harvest.take(batch)
    facts = establish(reader, harvest)
    return Profiled(facts, agree(evidence, [EAST, WEST])), facts


@pytest.fixture
def made() -> tuple[Profiled, Any]:
    return three()


def test_sessions(made: tuple[Profiled, Any]) -> None:
    assert made[0].names() == ["east", "west", None]
    assert made[0].reasons() == [
        "server in 10.0.0.2 and vendor TLVs 0x1400, 0x1401",
        "server in 10.0.0.3 and vendor TLV 0x1402",
        "none of those asked for has its server or one of its vendor TLVs",
    ]


def test_pdus_are_of_their_sessions(made: tuple[Profiled, Any]) -> None:
    asked, facts = made
    pdus = np.arange(len(facts.core["frame"]))
    names = [(*HOSTS, None)[place] for place in asked.of(pdus)]
    expected = [None if session == 2 else HOSTS[session] for session in facts.session_of(pdus)]
    assert names == expected
    assert asked.of(np.empty(0, np.int64)).tolist() == []


def test_tags_known(made: tuple[Profiled, Any]) -> None:
    assert made[0].known_tags() == [{0x1400, 0x1401}, {0x1402}, set()]
    assert made[0].known_tags()[-1] == set()


codes = st.sampled_from([None, 0, 5, "005", "000", "", "X1", "6"])


@given(
    st.lists(codes, max_size=4),
    st.lists(st.tuples(st.integers(-1, 3), st.integers(-1, 1)), max_size=8),
    st.sampled_from([COMMAND_STATUS, ERR, NETWORK_ERROR_CODE]),
)
def test_meanings(given_codes: list[Any], rows: list[tuple[int, int]], source: str) -> None:
    asked, _ = three()
    rows = [row for row in rows if row[0] < len(given_codes)]
    place, profile = (np.array([row[at] for row in rows], np.int64) for at in range(2))
    found = asked.meanings(given_codes, place, profile, source).to_pylist()
    expected = []
    for at, whose in rows:
        code = given_codes[at] if at >= 0 else None
        is_error = code is not None and bool(str(code).strip("0"))
        own = (EAST, WEST)[whose].error_meaning(code, source) if is_error and whose >= 0 else None
        expected.append(own)
    assert found == expected


def test_meanings_by_source(made: tuple[Profiled, Any]) -> None:
    told = {
        (place, source): made[0].meaning(place, "005", source)
        for place in (-1, 0, 1)
        for source in (COMMAND_STATUS, ERR)
    }
    assert told == {
        (-1, COMMAND_STATUS): None,
        (-1, ERR): None,
        (0, COMMAND_STATUS): "status east",
        (0, ERR): "east",
        (1, COMMAND_STATUS): None,
        (1, ERR): "west",
    }
    assert made[0].meaning(0, "X1", ERR) == "word east"


def test_tlvs_of_receipts(made: tuple[Profiled, Any]) -> None:
    asked, facts = made
    named = asked.receipt_tlvs()
    assert {name: [place for place, _ in each] for name, each in named.items()} == {
        "cost": [0, 1],
        "data": [0],
        "route": [0],
    }
    values = facts.vendor_tlvs.strings["value"].to_pylist()
    found = {
        (name, place): [
            (values[row].decode(), facts.vendor_tlvs.numbers["tag"][row])
            for row in asked.rows_of(place, tlv)
        ]
        for name, each in named.items()
        for place, tlv in each
    }
    assert found == {
        ("cost", 0): [("2", 0x1400)] * 2,
        ("cost", 1): [("3", 0x1402)] * 2,
        ("data", 0): [("2", 0x1401)],
        ("route", 0): [("2", 0x1401)],
    }


@pytest.mark.parametrize(
    ("binds", "rules"),
    [
        ([], ["hex_to_dec", None, None]),
        ([{"system_type": b"AS_IS"}], ["exact", None, None]),
        ([{"system_type": b"OTHER"}, {"system_type": b"AS_IS"}], ["hex_to_dec", None, None]),
    ],
)
def test_rules_of_ids(binds: list[dict[str, Any]], rules: list[str | None]) -> None:
    asked, facts = profiled(*binds)
    told = asked.id_rules()[facts.account].tolist()
    assert [RULES[rule] if rule >= 0 else None for rule in told] == rules
