"""How many octets tshark takes for a TLV, beside the captures in which it is seen to."""

from __future__ import annotations

import pytest

from smpp_dissect.spec import TLV_BY_NAME
from smpp_dissect.verify.widths import taken


@pytest.mark.parametrize(
    ("name", "value", "length", "width"),
    [
        ("source_telematics_id", b"\0\1", 2, 1),
        ("user_message_reference", b"\1", 1, 2),
        ("qos_time_to_live", b"\1", 1, 4),
        ("broadcast_rep_num", b"\0\3", 2, 1),
        ("network_error_code", b"\3\0", 2, 3),
        ("its_session_info", b"\1\2", 2, 2),
        ("receipted_message_id", b"ab\0", 3, 3),
        ("receipted_message_id", b"ab", 2, 5),
        ("broadcast_end_time", b"ab\0", 3, 3),
        ("alert_on_message_delivery", b"", 0, 0),
        ("alert_on_message_delivery", b"\1\2", 2, 1),
        ("broadcast_area_identifier", b"", 0, 1),
        ("broadcast_area_identifier", b"\0ab", 3, 3),
        ("message_payload", b"ab", 2, 2),
        ("callback_num", b"ab", 2, 2),
    ],
)
def test_what_tshark_takes(name: str, value: bytes, length: int, width: int) -> None:
    pdu = b"head" + value + b"\x14\1\0"
    assert taken(pdu, TLV_BY_NAME[name].tag, 4, length) == width


def test_other_tags_have_the_length_they_tell() -> None:
    assert taken(b"abc", 0x1400, 0, 3) == 3
    assert taken(b"abc", 0x0F00, 0, 0) == 0
