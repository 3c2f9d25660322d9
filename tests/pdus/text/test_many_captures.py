"""Message text, against what real senders meant by it."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from smpp_dissect.pdus.text.many import decode_text, decode_texts

CAPTURES = Path(__file__).parents[4] / "shared" / "captures"

Row = tuple[bytes, int, bool]
needs_captures = pytest.mark.skipif(
    not CAPTURES.is_dir(), reason="no captures beside the repository"
)


def sent(library: str = "") -> Iterator[tuple[dict[str, Any], Row]]:
    """Messages of the captures' truth whose sender told their text, and what it made of them."""
    for path in sorted(CAPTURES.glob("*.truth.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for row in map(json.loads, lines):
                if row.get("dir") != "sent" or library not in row.get("lib", ""):
                    continue
                fields = row["fields"]
                value = row.get("tlvs", {}).get("message_payload", fields.get("short_message"))
                octets = bytes.fromhex(value["hex"]) if isinstance(value, dict) else b""
                if octets and (row.get("text") or row.get("payload_text")):
                    udhi = bool(fields.get("esm_class", 0) & 0x40)
                    yield row, (octets, fields.get("data_coding", -1), udhi)


@needs_captures
def test_real_senders() -> None:
    rows, meant = [], []
    for row, message in sent():
        is_sar = "sar_msg_ref_num" in row.get("tlvs", {})
        is_part = "smpplib" in row["lib"] and (message[2] or is_sar)  # told with the whole text
        if not is_part and message[1] != 1:  # 1: GSM 03.38 under the name of IA5
            rows.append(message)
            meant.append(row["payload_text"] if "payload_text" in row else row["text"])
    assert len(rows) > 5000
    octets = [message[0] for message in rows]
    length = np.array([len(each) for each in octets], np.int64)
    found = decode_texts(
        np.frombuffer(bytearray(b"".join(octets)), np.uint8),
        np.cumsum(length) - length,
        length,
        np.array([message[1] for message in rows]),
        np.array([message[2] for message in rows]),
    )
    assert found.to_pylist() == meant
    assert [decode_text(*message) for message in rows] == meant
    assert sum(udhi for _, _, udhi in rows) > 100
    assert sum(coding == 8 for _, coding, _ in rows) > 500


@needs_captures
def test_real_parts_cut_within_a_character() -> None:
    whole: dict[tuple[str, int, bytes], tuple[bytes, str]] = {}
    cut = 0
    for row, (octets, coding, udhi) in sent("smpplib"):
        if udhi:
            assert octets[:3] == b"\x05\x00\x03"
            key = row["fields"]["destination_addr"], coding, octets[3:5]
            before = whole.get(key, (b"", ""))[0] if octets[5] > 1 else b""
            whole[key] = before + octets[6:], row["text"]
            cut += "\\x" in decode_text(octets, coding, udhi=True)
    for (_, coding, _), (octets, text) in whole.items():
        assert decode_text(octets, coding) == text
    assert len(whole) > 20
    assert cut > 6
