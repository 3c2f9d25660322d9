"""What a profile answers: the meaning of a code, and what a bind's system_type changes."""

from __future__ import annotations

import pytest

from smpp_dissect.messages.ids import RULES
from smpp_dissect.profiles import Option, Profile, Receipt, VendorTlv, load
from smpp_dissect.profiles.model import ID_RULES


def test_error_meaning_takes_a_number_or_the_text_of_err() -> None:
    profile = load("smscentre")
    assert profile.error_meaning(6) == "subscriber is offline"
    assert profile.error_meaning("006") == "subscriber is offline"
    assert profile.error_meaning("000") == "no error"
    unknown: list[int | str] = [7, -1, "007", "", "6 ", "٦", "0x6", "9" * 5000]
    assert [profile.error_meaning(code) for code in unknown] == [None] * len(unknown)


@pytest.mark.parametrize(
    ("system_type", "long_message", "alphabet"),
    [
        ("", "one", "gsm"),
        ("SINGLE", "each_part", "gsm"),
        ("ISO,SINGLE", "each_part", "latin1"),
        ("iso, single", "each_part", "latin1"),
        ("SINGLES", "one", "gsm"),
    ],
)
def test_system_type_changes_what_holds(system_type: str, long_message: str, alphabet: str) -> None:
    profile = load("smscentre")
    assert profile.long_message(system_type) == long_message
    assert profile.alphabet(system_type) == alphabet


def test_a_session_keeps_what_no_option_of_it_changes() -> None:
    options = (
        Option("A", "nothing"),
        Option("B", "parts", long_message="each_part", id_rule="hex_to_dec"),
    )
    profile = Profile("p", "P", "made up", options=options, receipt=Receipt(long_message="one"))
    assert profile.options_in("B, c,a") == options
    assert [profile.long_message(text) for text in ("A", "A,B", "AB")] == [
        "one",
        "each_part",
        "one",
    ]


def test_the_rule_of_ids_is_the_bind_options_or_the_profiles() -> None:
    options = (Option("HEX", "ids in hexadecimal", id_rule="dec_to_hex"),)
    profile = Profile("p", "P", "made up", options=options, receipt=Receipt(id_rule="zero_pad"))
    assert [profile.id_rule(text) for text in ("", "hex", "HEXA")] == [
        *("zero_pad", "dec_to_hex", "zero_pad")
    ]
    assert Profile("p", "P", "made up").id_rule() == ""


def test_the_rules_of_ids_are_those_that_matching_knows() -> None:
    assert (*ID_RULES, "address") == RULES


def test_a_tlv_is_found_by_its_tag() -> None:
    tlvs = tuple(VendorTlv(tag, f"t{tag}", "hex") for tag in (5, 3))
    profile = Profile("p", "P", "made up", tlvs=tlvs)
    assert [profile.tlv(tag) for tag in (3, 4, 5)] == [tlvs[1], None, tlvs[0]]
