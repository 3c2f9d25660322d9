"""network_error_code: which table knows the code."""

from __future__ import annotations

import pytest

from smpp_dissect.pdus.tree.error_parts import error_meaning, error_reading
from smpp_dissect.profiles import load

SMSCENTRE = load("smscentre")


@pytest.mark.parametrize(
    ("network_type", "code", "meaning"),
    [
        (3, 6, "MAP: absent subscriber (short message)"),
        (3, 27, "MAP: absent subscriber; RP: destination out of order"),
        (3, 22, "RP: memory capacity exceeded"),
        (3, 0xD0, "TP-FCS: SIM SMS storage full"),
        (3, 11, "MAP: teleservice not provisioned"),
        (3, 4000, None),
        (1, 2, "postponed"),
        (2, 2, "postponed"),
        (4, 0x20, "no page response"),
        (5, 0x21, "destination busy"),
        (6, 0x60, "encoding problem"),
        (7, 0x58, "ESME_RTHROTTLED: throttled, allowed rate exceeded"),
        (8, 6, None),
        (77, 6, None),
    ],
)
def test_a_code_is_looked_up_by_its_network(
    network_type: int, code: int, meaning: str | None
) -> None:
    assert error_meaning(network_type, code) == meaning


def test_a_profile_knows_better() -> None:
    assert error_meaning(3, 6, SMSCENTRE) == "subscriber is offline"
    assert error_meaning(8, 255, SMSCENTRE) == "rejected by the operator"
    assert error_meaning(3, 27, SMSCENTRE) == error_meaning(3, 27)


def test_the_value_opens_as_far_as_it_goes() -> None:
    value, meaning, parts = error_reading(b"\3\0\x06")
    assert value is None
    assert meaning == "network_type 3 (GSM), error_code 6 (MAP: absent subscriber (short message))"
    assert [(part.name, part.value) for part in parts] == [("network_type", 3), ("error_code", 6)]
    assert error_reading(b"\3\0\x06", SMSCENTRE).parts[1].meaning == "subscriber is offline"
    assert [part.name for part in error_reading(b"\3\0").parts] == ["network_type", "unparsed"]
    assert error_reading(b"") == (None, None, [])
