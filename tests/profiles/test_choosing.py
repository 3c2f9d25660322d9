"""Which profile holds for which peer: by address, port and TLVs, its own and its neighbours'."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smpp_dissect.profiles import (
    Profile,
    Shown,
    VendorTlv,
    choose,
    choose_each,
    choosing,
    load,
    shipped,
)
from smpp_dissect.profiles.choosing import Met

SMSCENTRE = load("smscentre")
DLT = (b"1701158019811140068", b"1201159100000000001\0")


def peer(
    port: int = 2775, met: Met | None = None, server: str = "192.0.2.1", account: str = "demo"
) -> Shown:
    return Shown(server, port, account, met or {})


def made(name: str, tags: Sequence[int] = (), kind: str = "hex", **more: object) -> Profile:
    tlvs = tuple(VendorTlv(tag, f"t{tag}", kind) for tag in tags)
    return Profile(name, name, "made up", tlvs=tlvs, **more)  # type: ignore[arg-type]


def names(peers: Sequence[Shown], asked: Sequence[Profile] = ()) -> list[str | None]:
    return [each.profile and each.profile.name for each in choose_each(peers, asked)]


@pytest.mark.parametrize(
    ("ports", "tags", "name", "reason"),
    [
        ([3700], [], "smscentre", "server port 3700"),
        ([3443, 9], [], "smscentre", "server port 3443"),
        ([3700], [0x2001], "smscentre", "server port 3700 and vendor TLV 0x2001"),
        ([2775], [0x2000, 0x2003, 0x1E], "smscentre", "vendor TLVs 0x2000, 0x2003"),
        ([2775], [0x2000], None, "no profile has"),
        ([2775], [0x001E, 0x0427, 0x0423], None, "no profile has"),
        ([], [], None, "no profile has"),
        ([8888], [], None, "no profile has"),
    ],
)
def test_choose_by_port_or_by_two_tags(
    ports: list[int], tags: list[int], name: str | None, reason: str
) -> None:
    profile, said = choose(ports, tags)
    assert (profile and profile.name) == name
    assert said.startswith(reason)


@pytest.mark.parametrize(
    ("ports", "tags", "name"),
    [
        ([1], [0x1401, 0x1402, 0x1403], "both"),
        ([2], [0x1402, 0x1403, 0x1404], "tags"),
        ([1], [0x1403, 0x1404], "tags"),
        ([3], [], "port"),
        ([1], [], None),
        ([2], [0x1E, 0x427], None),
    ],
)
def test_choose_prefers_port_and_tags_then_more_tags(
    monkeypatch: pytest.MonkeyPatch, ports: list[int], tags: list[int], name: str | None
) -> None:
    several = (
        made("both", [0x1401, 0x1402], ports=(1,)),
        made("port", [0x1401], ports=(1, 3)),
        made("tags", [0x1E, 0x427, 0x1401, 0x1402, 0x1403, 0x1404]),
    )
    monkeypatch.setattr(choosing, "shipped_with", lambda *signs: several)
    chosen, _ = choose(ports, tags)
    assert (chosen and chosen.name) == name


SIGNS = sorted({tlv.tag for profile in shipped() for tlv in profile.tlvs})
PORTS = sorted({2775, 1, *(port for profile in shipped() for port in profile.ports)})


@given(st.lists(st.sampled_from(PORTS), max_size=2), st.lists(st.sampled_from(SIGNS), max_size=5))
def test_those_that_are_not_parsed_would_not_be_chosen(ports: list[int], tags: list[int]) -> None:
    chosen = choose(ports, tags)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(choosing, "shipped_with", lambda *signs: shipped())
        assert choose(ports, tags) == chosen


def test_each_peer_gets_its_own() -> None:
    india = {(0x1400, "submit_sm"): DLT, (0x1401, "submit_sm"): DLT}
    choices = choose_each([peer(3700), peer(2776, india, account="shop"), peer(2777)])
    assert [each.profile and each.profile.name for each in choices] == [
        *("smscentre", "india_dlt", None)
    ]
    assert [each.reason for each in choices] == [
        "server port 3700",
        "vendor TLVs 0x1400, 0x1401",
        "no profile has its server port or two of its vendor TLVs",
    ]


@pytest.mark.parametrize(
    ("met", "name"),
    [
        ({(0x1400, "submit_sm"): DLT, (0x1401, "submit_sm"): DLT}, "india_dlt"),
        ({(0x1400, "submit_sm"): [b"order 5"], (0x1401, "submit_sm"): [b"sales"]}, "smsportal"),
        ({(0x1402, "deliver_sm"): [b"25001"], (0x1422, "deliver_sm"): [b"0.01"]}, "vonage"),
        ({(0x1414, "submit_sm"): [b"OTP"], (0x1416, "submit_sm"): [b"create"]}, "telesign"),
        ({(0x2300, "deliver_sm"): [b"\2\0"], (0x2302, "deliver_sm"): [b"\0\1"]}, "osmocom"),
        ({(0x2000, "deliver_sm"): [b"0.35"], (0x2002, "deliver_sm"): [b"\0\1"]}, "smscentre"),
        # The same tags in other PDUs, or of other forms, are another provider's.
        ({(0x2000, "submit_sm"): [b"0.35"], (0x2002, "submit_sm"): [b"\0\1"]}, None),
        ({(0x2000, "deliver_sm"): [b"0.35"], (0x2002, "deliver_sm"): [b"\0\0\1"]}, None),
        ({(0x2300, "deliver_sm"): [b"\2\0"], (0x2301, "deliver_sm"): [b"\0\1"]}, None),
    ],
)
def test_what_tlvs_hold_tells_whose_they_are(met: Met, name: str | None) -> None:
    assert names([peer(2775, met)]) == [name]


def test_of_two_that_fit_alike_neither_is_chosen() -> None:
    several = (made("one", [0x1401], ports=(5,)), made("two", [0x1402], ports=(5,)))
    [choice] = choose_each([peer(5)], several)
    assert choice == (None, "one and two fit alike, by server port 5")
    assert names([peer(5, {(0x1402, "submit_sm"): [b"x"]})], several) == ["two"]


def test_one_that_was_asked_for_holds_for_all() -> None:
    mine = made("mine", ports=(9,))
    assert choose_each([peer(1), peer(9)], [mine]) == [(mine, "as asked")] * 2


def test_one_for_one_place_holds_there_only() -> None:
    peers = [peer(5, server="192.0.2.1"), peer(5, server="192.0.2.2"), peer(6)]
    assert names(peers, [load("8x8@192.0.2.2")]) == [None, "8x8", None]
    assert names(peers, [load("8x8@5"), load("clickatell@192.0.2.2")]) == [
        *("8x8", "clickatell", None)
    ]
    tlvs = {(0x2000, "deliver_sm"): [b"1"], (0x2003, "deliver_sm"): [b"25001"]}
    assert names([peer(6, tlvs)], [load("smscentre@5")]) == [None]


def test_several_that_were_asked_for_need_less_to_be_told_apart() -> None:
    several = (made("address", servers=("198.51.100.0/24", "2001:db8::/32")),
               made("port", ports=(2775,), recognised_by=()), made("tag", [0x1401]))  # fmt: skip
    peers = [
        peer(2775, server="198.51.100.7"),
        peer(2775, server="2001:db8::7"),
        peer(2775),
        peer(1, {(0x1401, "deliver_sm"): [b"x"]}, server="192.0.2.2", account="other"),
        peer(2, server="192.0.2.3"),
    ]
    assert names(peers, several) == ["address", "address", "port", "tag", None]


def test_the_registered_port_counts_less_than_tlvs() -> None:
    asked = made("anybody", [0x1401], ports=(2775,)), made("three", [0x1400, 0x1401, 0x1402])
    met = {(tag, "submit_sm"): (b"x",) for tag in (0x1400, 0x1401, 0x1402)}
    assert names([peer(2775, met), peer(2775)], asked) == ["three", "anybody"]
    own = made("own", [0x1401], ports=(8888,)), asked[1]
    assert names([peer(8888, met)], own) == ["own"]


def test_a_peer_is_told_by_its_account_and_by_its_server() -> None:
    receipts = {(0x2000, "deliver_sm"): [b"1"], (0x2003, "deliver_sm"): [b"25001"]}
    choices = choose_each(
        [
            peer(5001, receipts),
            peer(5002),
            peer(5001, account=""),
            peer(5002, account="someone"),
            peer(5002, server="192.0.2.9"),
        ]
    )
    tlvs = "vendor TLVs 0x2000, 0x2003"
    assert [each.reason for each in choices[:3]] == [
        *(tlvs, f"{tlvs}, by its account", f"{tlvs}, by its server")
    ]
    assert [each.profile for each in choices[3:]] == [None, None]


def test_no_peers_no_choices() -> None:
    assert choose_each([]) == []


MET = st.dictionaries(
    st.tuples(
        st.sampled_from([0x1400, 0x1401, 0x1402, 0x2000, 0x2001, 0x2003, 0x0427]),
        st.sampled_from(["submit_sm", "deliver_sm", None]),
    ),
    st.lists(st.binary(max_size=20), max_size=3),
    max_size=5,
)


@given(st.lists(st.builds(peer, st.sampled_from([2775, 3700, 8888]), MET), max_size=4))
def test_any_peers_are_each_told_a_reason(peers: list[Shown]) -> None:
    choices = choose_each(peers)
    assert len(choices) == len(peers)
    assert all(each.reason.isprintable() and each.reason for each in choices)
