"""What is known of a PDU beside one node's octets."""

from __future__ import annotations

from smpp_dissect.pdus.tree import context
from smpp_dissect.pdus.tree.context import Context, Conventions, conventions
from smpp_dissect.pdus.tree.model import Node
from smpp_dissect.profiles import Profile, load

SMSCENTRE = load("smscentre")


def test_conventions_are_kept() -> None:
    assert conventions(SMSCENTRE, "gsm7") is conventions(SMSCENTRE, "gsm7")
    assert conventions(SMSCENTRE, "gsm7") is not conventions(SMSCENTRE, "latin1")
    assert conventions(None, "gsm7") is not conventions(SMSCENTRE, "gsm7")


def test_a_profile_is_known_by_what_it_is_and_not_by_its_name() -> None:
    profiles = [Profile("mine", f"Mine {number}", "here") for number in range(80)]
    for profile in profiles:
        assert conventions(profile, "gsm7").profile is profile
    assert len(context._in_use) <= context.MOST_IN_USE


def test_the_first_tlv_of_a_tag() -> None:
    made = Context(b"", Conventions(None, "gsm7"))
    first, second = (Node(b"", "tlv", 0, 0, nodes=[Node(b"", "tag", 0, 0, 7)]) for _ in range(2))
    made.nodes += [Node(b"", "field", 0, 0), first, second]
    made.first_tlv = 1
    assert list(made.tlvs().items()) == [(7, first)]
