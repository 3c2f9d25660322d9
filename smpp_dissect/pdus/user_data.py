"""Where the message of a PDU lies, and what joins the parts of a long one."""

from __future__ import annotations

from typing import Any

import numpy as np

from smpp_dissect._bytes import be16
from smpp_dissect._kernel import i64, kernel
from smpp_dissect.pdus.batch import Batch, Int64s, Slices
from smpp_dissect.spec import TLV_BY_NAME

# esm_class: a user data header begins the message (SMPP 3.4, 5.2.12).
UDHI = 0x40
# esm_class: the message type (SMPP 3.4, 5.2.12).
MESSAGE_TYPE, RECEIPT, INTERMEDIATE = 0x3C, 0x04, 0x20
# Kinds of reference that join the parts of a long message.
UDH_8, UDH_16, SAR = 1, 2, 3
SAR_TLVS = tuple(
    TLV_BY_NAME[name].tag
    for name in ("sar_msg_ref_num", "sar_total_segments", "sar_segment_seqnum")
)
MESSAGE_PAYLOAD = TLV_BY_NAME["message_payload"].tag


def user_data(batch: Batch, places: Int64s) -> Slices:
    """Where the message's octets lie: short_message, or message_payload where that is empty."""
    message = batch.field("short_message", places)
    payload = batch.tlv(MESSAGE_PAYLOAD, places)
    other = (message.size <= 0) & (payload.size >= 0)
    return Slices(
        np.where(other, payload.begin, message.begin), np.where(other, payload.size, message.size)
    )


def without_nul(data: np.ndarray[Any, Any], value: Slices) -> Slices:
    """Drop one NUL at the end, where there is one: C-octet TLVs come with and without."""
    some = np.flatnonzero(value.size > 0)
    ends = data[value.begin[some] + value.size[some] - 1] == 0
    size = value.size.copy()
    size[some[ends]] -= 1
    return Slices(value.begin, size)


def part_references(
    batch: Batch, places: Int64s, message: Slices, udhi: np.ndarray[Any, Any]
) -> dict[str, Int64s]:
    """Read what joins the parts of a long message: kind, reference, total, part; all 0 for a whole
    one.

    A user data header goes before the sar_ TLVs. Source: 3GPP TS 23.040, 9.2.3.24; SMPP 3.4,
    5.3.2.22.
    """
    names = ("kind", "reference", "total", "part")
    found = {name: np.zeros(len(places), np.int64) for name in names}
    if udhi.any():
        _read_udh(batch.data, message.begin, message.size, udhi, *found.values())
    sar = [batch.integers(each) for each in batch.tlvs_of(SAR_TLVS, places)]
    by_tlv = (found["kind"] == 0) & (sar[0] >= 0) & (sar[1] > 0) & (sar[2] > 0)
    found["kind"][by_tlv] = SAR
    for name, values in zip(names[1:], sar, strict=True):
        found[name][by_tlv] = values[by_tlv]
    whole = (found["total"] < 2) | (found["part"] < 1) | (found["part"] > found["total"])
    for column in found.values():
        column[whole] = 0
    return found


@kernel
def _read_udh(
    data: Any, begin: Any, size: Any, udhi: Any, kind: Any, reference: Any, total: Any, part: Any
) -> None:
    """Find the concatenation element of each user data header (9.2.3.24.1 and .8)."""
    for i in range(len(begin)):
        if not udhi[i] or size[i] < 1:
            continue
        at = begin[i] + 1
        stop = at + i64(data[begin[i]])
        if stop > begin[i] + size[i]:
            continue
        while at + 2 <= stop:
            element = i64(data[at])
            length = i64(data[at + 1])
            at += 2
            if at + length > stop:
                break
            if element == 0 and length == 3:
                kind[i] = UDH_8
                reference[i] = i64(data[at])
                total[i] = i64(data[at + 1])
                part[i] = i64(data[at + 2])
            elif element == 8 and length == 4:
                kind[i] = UDH_16
                reference[i] = be16(data, at)
                total[i] = i64(data[at + 2])
                part[i] = i64(data[at + 3])
            at += length
