"""What is agreed on each connection, by the profiles that hold there."""

from __future__ import annotations

from smpp_dissect.pdus.agreements import Held, agree, first_receipt_keys, held_lines
from smpp_dissect.pdus.receipt_keys import ReceiptKeys
from smpp_dissect.profiles import Profile, Receipt, VendorTlv, load
from tests.pdus.test_evidence import evidence
from tests.talk import Talk

MINE = Profile(
    "mine", "Mine", "here", servers=("10.0.0.2",),
    receipt=Receipt(stands_for={"msgid": "id"}), tlvs=(VendorTlv(0x1400, "cost", "cstring"),),
)  # fmt: skip
THERE = Profile("there", "There", "here", servers=("10.0.0.4",))


def talks(*hosts: int) -> list[Talk]:
    made = []
    for host in hosts:
        talk = Talk("shop", ("10.0.0.1", 40000 + host), (f"10.0.0.{host}", 2775))
        talk.bind().submit("1", at=host)
        made.append(talk)
    return made


def own_names(keys: ReceiptKeys, flows: int) -> list[tuple[tuple[str, str], ...]]:
    return [keys.other.get(flow, keys.default) for flow in range(flows)]


def test_each_flow_has_what_its_profile_says() -> None:
    agreed = agree(evidence(*talks(2, 3, 4)), [MINE, THERE])
    assert agreed.profiles == (MINE, THERE)
    assert agreed.of_flow[:3].tolist() == [0, -1, 1]
    assert [agreed.profile(flow) for flow in range(3)] == [MINE, None, THERE]
    assert agreed.choice(0).profile is MINE
    assert agreed.usual([1, 2, 2, 0]) is THERE
    assert agreed.usual([1]) is None
    assert own_names(agreed.receipt_keys, 3) == [(("msgid", "id"),), (), ()]


def test_unasked_profiles_are_those_that_hold() -> None:
    made = [Talk("shop", ("10.0.0.1", 40000 + n), ("10.0.0.2", 3700 + n)).bind() for n in (0, 1)]
    agreed = agree(evidence(*made), [])
    assert agreed.profiles == (load("smscentre"),)
    assert agreed.of_flow[:2].tolist() == [0, -1]
    assert not agreed.receipt_keys.other


def test_what_is_asked_for_everywhere_is_known_before_anything_is_read() -> None:
    first = first_receipt_keys([MINE])
    assert own_names(first, 1) == [(("msgid", "id"),)]
    assert own_names(first_receipt_keys([MINE, THERE]), 1) == [()]
    agreed = agree(evidence(*talks(2, 3)), [MINE])
    assert own_names(agreed.receipt_keys, 2) == own_names(first, 2)
    assert not agreed.receipt_keys.other


def test_what_holds_is_told_most_frequent_first() -> None:
    agreed = agree(evidence(*talks(2, 3, 4, 5)), [MINE, THERE])
    nothing = "none of those asked for has its server or one of its vendor TLVs"
    held = agreed.held(range(4))
    assert held == [
        Held(None, 2, nothing),
        Held("mine", 1, "server in 10.0.0.2"),
        Held("there", 1, "server in 10.0.0.4"),
    ]
    assert held_lines(held) == [
        f"none in 2 sessions ({nothing})",
        "mine in 1 session (server in 10.0.0.2)",
        "there in 1 session (server in 10.0.0.4)",
    ]
    assert held_lines(held[1:2]) == ["mine (server in 10.0.0.2)"]
    assert held_lines([]) == []
