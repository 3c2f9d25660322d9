"""The sample captures: made anew they are the same, and they hold what their truth says."""

from __future__ import annotations

import gzip
import json
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from sample_pcaps.build import HERE, TRUTH, build
from tests.naive import decode_capture
from tests.tshark import is_present, tshark_pdus

PCAP_HEADER = 24
LARGEST = 2_000_000
PROFILE = HERE.parent / "smpp_dissect" / "profiles" / "smscentre.toml"
# What tshark decodes without a fault; the others are there because it does not.
PLAIN = ("tx_rx_split_hex_ids", "long_messages", "long_messages_single", "interfaces", "ipv6_vlan")
STORIES = ("smscentre_day", *PLAIN, "lossy_reordered", "error_bodies", "rotated")
RECEIPT = re.compile(rb"id:(\w+) sub:(\d+) dlvrd:\d+ .* stat:(\w+) err:(\d+)")
RECEIPTED_MESSAGE_ID, MESSAGE_STATE = 0x001E, 0x0427
MESSAGE_FLAGS, PARTS, MCCMNC, EXTRA_STATUS = 0x2001, 0x2002, 0x2003, 0x2004


def content(path: Path) -> bytes:
    """What is in the file: how zlib packs it may differ from machine to machine."""
    data = path.read_bytes()
    return gzip.decompress(data) if path.suffix == ".gz" else data


@cache
def truth() -> dict[str, Any]:
    told: dict[str, Any] = json.loads(content(HERE / TRUTH))
    return told


@cache
def found_in(story: str) -> list[dict[str, Any]]:
    first, *others = (content(HERE / name) for name in truth()[story]["files"])
    joined = first + b"".join(other[PCAP_HEADER:] for other in others)
    return decode_capture(joined, truth()[story]["ports"])


def whole(story: str) -> list[dict[str, Any]]:
    return [pdu for pdu in found_in(story) if not pdu["cut"]]


def test_made_anew_they_are_the_same(tmp_path: Path) -> None:
    made = build(tmp_path)
    assert {path.name for path in made} == {
        path.name for kind in ("*.pcap*", TRUTH) for path in HERE.glob(kind)
    }
    for path in made:
        assert content(path) == content(HERE / path.name), path.name


def test_they_are_small() -> None:
    sizes = [path.stat().st_size for path in (*HERE.glob("*.pcap*"), HERE / TRUTH)]
    assert sum(sizes) < LARGEST


def test_gzip_files_tell_no_time() -> None:
    for path in HERE.glob("*.gz"):
        assert path.read_bytes()[3:8] == bytes(5), path.name


def test_there_is_a_truth_for_each() -> None:
    assert sorted(truth()) == sorted(STORIES)


@pytest.mark.parametrize("story", STORIES)
def test_counts_of_every_command(story: str) -> None:
    told = Counter(truth()[story]["pdus"])
    vendors = sum(told.pop(name) for name in list(told) if name.startswith("0x"))
    found = Counter(pdu["command"] for pdu in whole(story))
    assert found + Counter(total=found.total()) == told + Counter(unknown=vendors)


@pytest.mark.parametrize("story", ["smscentre_day", *PLAIN])
def test_no_fault_where_there_is_to_be_none(story: str) -> None:
    assert not [pdu for pdu in found_in(story) if pdu["cut"] or pdu["fault"] or pdu["trailing"]]


def test_what_is_left_of_a_lossy_capture() -> None:
    told = [cut for one in truth()["lossy_reordered"]["remains"] for cut in one["cut"]]
    found = [
        {
            "command": pdu["command"],
            "sequence_number": pdu["sequence_number"],
            "captured": len(pdu["raw"]),
        }
        for pdu in found_in("lossy_reordered")
        if pdu["cut"]
    ]
    assert sorted(found, key=str) == sorted(told, key=str)


def receipts(story: str) -> Iterator[dict[str, Any]]:
    for pdu in whole(story):
        if pdu["fields"].get("esm_class", 0) & 0x3C in (0x04, 0x20):
            yield pdu


@pytest.mark.parametrize("story", ["smscentre_day", *PLAIN, "rotated"])
def test_ids_of_every_message(story: str) -> None:
    told = Counter(one for message in truth()[story]["messages"] for one in message["message_ids"])
    found = Counter(
        pdu["fields"]["message_id"].decode()
        for pdu in whole(story)
        if pdu["command"] == "submit_sm_resp" and not pdu["command_status"]
    )
    assert found == told


@pytest.mark.parametrize("story", ["smscentre_day", *PLAIN, "rotated"])
def test_receipts_of_every_message(story: str) -> None:
    told = Counter(
        (receipt["message_id"], receipt["state"], receipt["err"], receipt["time"])
        for message in truth()[story]["messages"]
        for receipt in message["receipts"]
    )
    orphans = {one["message_id"] for one in truth()[story].get("orphan_receipts", ())}
    found: Counter[tuple[str, str, int, int]] = Counter()
    for pdu in receipts(story):
        line = RECEIPT.match(pdu["fields"]["short_message"])
        assert line
        if line[1].decode() not in orphans:
            found[line[1].decode(), line[3].decode(), int(line[4]), pdu["time"]] += 1
    assert {key[:3] for key in found} == {key[:3] for key in told}
    assert found.total() == told.total()
    # A receipt is captured when it is sent, but for what its segment waits for and clocks that
    # tick slower.
    for at, expected in zip(sorted(k[3] for k in found), sorted(k[3] for k in told), strict=True):
        assert abs(at - expected) < 2_000_000


def values(tag: int) -> set[int]:
    return {
        int.from_bytes(value, "big")
        for pdu in receipts("smscentre_day")
        for found, value in pdu["tlvs"]
        if found == tag
    }


def test_the_day_shows_all_that_the_profile_knows() -> None:
    with PROFILE.open("rb") as file:
        profile = tomllib.load(file)
    lines = [RECEIPT.match(pdu["fields"]["short_message"]) for pdu in receipts("smscentre_day")]
    assert {int(line[4]) for line in lines if line} == {int(code) for code in profile["errors"]}
    flags = next(tlv for tlv in profile["tlv"] if tlv["name"] == "message_flags")
    types, template = flags["bits"][0]["enum"], flags["bits"][3]["enum"]
    assert {value & 15 for value in values(MESSAGE_FLAGS)} == {int(number) for number in types}
    seen = {value >> 9 & 3 for value in values(MESSAGE_FLAGS) if value & 1 << 8}
    assert len(seen) == len(template)
    assert any(value & 1 << 5 for value in values(MESSAGE_FLAGS))
    assert values(PARTS) >= {1, 2, 3}
    assert values(EXTRA_STATUS) == {0, 2, 4}
    assert values(MESSAGE_STATE) == {1, 2, 3, 5, 6, 7, 8}


def test_the_day_shows_every_outcome() -> None:
    messages = truth()["smscentre_day"]["messages"]
    assert {message["outcome"] for message in messages} == {
        "delivered", "failed", "expired", "rejected", "unknown", "no_receipt", "not_requested",
        "pending",
    }  # fmt: skip
    statuses = {message["command_status"] for message in messages}
    assert statuses == {0, 0x08, 0x0A, 0x0B, 0x14, 0x45, 0x58, 0x61, 0x0455}
    ends = {session["end_cause"] for session in truth()["smscentre_day"]["sessions"]}
    assert ends == {"unbind_by_esme", "unbind_by_smsc", "bind_rejected", "idle_timeout"}


def test_operators_of_the_day_differ_in_latency() -> None:
    latency: dict[str, list[float]] = {}
    for message in truth()["smscentre_day"]["messages"]:
        if message["outcome"] == "delivered":
            latency.setdefault(message["mccmnc"], []).append(message["delivery_s"])
    median = {mccmnc: sorted(seen)[len(seen) // 2] for mccmnc, seen in latency.items()}
    assert median["25020"] > 3 * median["25001"]
    assert median["40101"] > 8 * median["25001"]


def test_no_connection_of_the_day_is_idle_for_long() -> None:
    times: dict[int, list[int]] = {}
    for pdu in whole("smscentre_day"):
        times.setdefault(pdu["session"], []).append(pdu["time"])
    gaps = [b - a for one in times.values() for a, b in zip(one, one[1:], strict=False)]
    assert max(gaps) < 120_000_000_000


@pytest.mark.skipif(not is_present(), reason="no tshark on the PATH")
@pytest.mark.parametrize("story", ["smscentre_day", *PLAIN])
def test_tshark_finds_the_same_in_the_plain_ones(story: str) -> None:
    (name,) = truth()[story]["files"]
    found = tshark_pdus(HERE / name, truth()[story]["ports"])
    assert not any(pdu["malformed"] for pdu in found)
    assert len(found) == truth()[story]["pdus"]["total"]
