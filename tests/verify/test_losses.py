"""Why tshark lacks PDUs: the same reasons as the oracle finds, which shares no code with us."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from pathlib import Path

import pytest

from smpp_dissect.pdus.encode import encode
from smpp_dissect.pdus.reading import PduReader
from smpp_dissect.verify import losses
from smpp_dissect.verify.laying import Key, key_of
from smpp_dissect.verify.losses import Asked, is_unknown, reasons
from tests.build import Conversation, Segment, drop, swap, write_pcap
from tests.conftest import SAMPLES
from tests.goldens import RECORDED_CAPTURES, SAMPLE_CAPTURES, golden_of, read_golden
from tests.test_goldens import LOST, ours_of
from tests.tshark import as_dict
from tests.tshark_losses import compare
from tests.verify.odd import in_order_of_time
from tests.verify.pairs import opened

WITH_LOSSES = [one for one in (*SAMPLE_CAPTURES, *RECORDED_CAPTURES) if one.name in LOST]
LOSSY = SAMPLES / "lossy_reordered.pcap"


def lost_by_the_oracle(capture: Path) -> Counter[tuple[Key, str]]:
    theirs = [as_dict(pdu) for pdu in read_golden(golden_of(capture))]
    lost, _ = compare(capture, ours_of(capture), theirs)
    return Counter(
        (
            (
                one.pdu.frame,
                one.pdu.command_length,
                one.pdu.command_id,
                one.pdu.command_status,
                one.pdu.sequence_number,
            ),
            str(one.rule),
        )
        for one in lost
    )


@pytest.mark.parametrize("capture", WITH_LOSSES, ids=lambda path: path.name)
@pytest.mark.parametrize("window", [1 << 22, 1 << 12])
def test_the_reasons_are_those_of_the_oracle(capture: Path, window: int) -> None:
    known = lost_by_the_oracle(capture)
    asked: list[Asked] = [(key, None) for key, _ in known.elements()]
    _, question = opened(capture)
    found = reasons(str(capture), question.ports, asked, question.in_order, window=window)
    assert Counter((key, rule) for (key, _), rule in found) == known


def told(
    path: Path,
    segments: Sequence[Segment],
    lost: Sequence[int],
    in_order: bool = False,
    torn: Collection[int] = (),
) -> list[str | None]:
    """Why tshark would lack the PDUs of these sequence numbers."""
    write_pcap(path / "a.pcap", segments)
    found: dict[int, Key] = {}
    for batch in PduReader(str(path / "a.pcap"), [2775]).batches():
        found |= {key_of(pdu)[4]: key_of(pdu) for pdu in batch.pdus.tolist()}
    asked: list[Asked] = [(found[number], None) for number in lost]
    return [rule for _, rule in reasons(str(path / "a.pcap"), [2775], asked, in_order, torn)]


def talk(*pieces: bytes) -> list[Segment]:
    """A connection in which the client sends these segments, and nothing is acknowledged."""
    talk = Conversation(("10.0.0.1", 40000), ("10.0.0.2", 2775))
    talk.open()
    for piece in pieces:
        talk.send("client", piece, ack=False)
    return talk.segments


def link(number: int) -> bytes:
    return encode("enquire_link", sequence_number=number)


def test_a_pdu_without_a_reason(tmp_path: Path) -> None:
    assert told(tmp_path, talk(link(1), link(2) + link(3)), [1, 3]) == [None, None]


def test_one_that_is_not_there(tmp_path: Path) -> None:
    write_pcap(tmp_path / "a.pcap", talk(link(1)))
    key = (99, 16, 0x15, 0, 1)
    assert list(reasons(str(tmp_path / "a.pcap"), [2775], [(key, None)])) == [((key, None), None)]


@pytest.mark.parametrize("size", [1, 15])
def test_a_header_in_two_segments(size: int, tmp_path: Path) -> None:
    alone = talk(link(1), link(2)[:size], link(2)[size:] + link(3))
    assert told(tmp_path, alone, [2, 3]) == [losses.SHORT_HEADER] * 2
    behind = talk(link(1)[:4], link(1)[4:] + link(2)[:size], link(2)[size:])
    assert told(tmp_path, behind, [2]) == [losses.SHORT_HEADER]
    whole_before = talk(link(1) + link(2)[:size], link(2)[size:])
    assert told(tmp_path, whole_before, [2]) == [None]


def test_a_header_in_three_segments(tmp_path: Path) -> None:
    pieces = (link(1) + link(2)[:7], link(2)[7:13], link(2)[13:])
    assert told(tmp_path, talk(*pieces), [2]) == [losses.SHORT_HEADER]


def test_what_does_not_please_where_a_segment_begins(tmp_path: Path) -> None:
    vendor = encode(0x00010203, sequence_number=5, body=b"x")
    old = encode("param_retrieve", sequence_number=6, param_name="b")
    status = encode("submit_sm_resp", sequence_number=7, command_status=0x4A)
    segments = talk(link(1), vendor + link(2), old, status, link(3))
    assert told(tmp_path, segments, [5, 2, 6, 7]) == [
        *[losses.UNKNOWN_FIRST] * 3,
        losses.RESERVED_STATUS_FIRST,
    ]
    assert told(tmp_path, talk(link(1), link(4) + vendor), [5]) == [None]


@pytest.mark.parametrize(
    ("pdu", "rule"),
    [
        (encode("param_retrieve", sequence_number=6, param_name="b"), losses.UNKNOWN_FIRST),
        (
            encode("submit_sm_resp", sequence_number=6, command_status=0x4A, message_id="7"),
            losses.RESERVED_STATUS_FIRST,
        ),
    ],
)
def test_what_does_not_please_where_segments_are_put_together(
    pdu: bytes, rule: str, tmp_path: Path
) -> None:
    message = encode("submit_sm", sequence_number=2, short_message=b"x")
    itself = talk(link(1) + pdu[:17], pdu[17:] + link(3), link(4))
    assert told(tmp_path, itself, [6, 3, 4]) == [rule, rule, None]
    behind = talk(link(1) + message[:20], message[20:] + pdu + link(3))
    assert told(tmp_path, behind, [6, 3]) == [rule, rule]
    second_behind = talk(link(1) + message[:20], message[20:] + link(3) + pdu)
    assert told(tmp_path, second_behind, [6]) == [None]


def test_what_is_not_put_together(tmp_path: Path) -> None:
    message = encode("submit_sm", sequence_number=2, short_message=b"x")
    segments = talk(link(1) + message[:20], message[20:] + link(3), link(4))
    frame = len(segments) - 2
    assert told(tmp_path, segments, [2, 3, 4]) == [None] * 3
    torn = told(tmp_path, segments, [2, 3, 4], torn={frame})
    assert torn == [losses.TORN, losses.TORN, None]
    assert told(tmp_path, segments, [2], torn={frame + 1}) == [None]


def test_a_segment_that_comes_late(tmp_path: Path) -> None:
    segments = talk(link(1), link(2)[:8], link(2)[8:] + link(3), link(4))
    late = in_order_of_time(swap(segments, len(segments) - 3, len(segments) - 2), segments)
    assert told(tmp_path, late, [2]) == [losses.OUT_OF_ORDER]
    # Told to put segments in order, tshark waits for the late one, and so for what follows it.
    assert told(tmp_path, late, [2, 3], in_order=True) == [losses.OUT_OF_ORDER] * 2


@pytest.mark.parametrize("window", [1 << 22, 64])
def test_a_segment_that_is_acknowledged_before_it_comes(window: int, tmp_path: Path) -> None:
    talk = Conversation(("10.0.0.1", 40000), ("10.0.0.2", 2775))
    talk.open()
    for pdu in (link(1), link(2), link(3)):
        talk.send("client", pdu)
    segments = in_order_of_time(swap(talk.segments, 5, 6), talk.segments)
    write_pcap(tmp_path / "a.pcap", segments)
    assert [segment.payload[-1:] for segment in segments[3:]] == [
        b"\1",
        b"",
        b"",
        b"\2",
        b"\3",
        b"",
    ]
    asked: list[Asked] = [
        ((frame, 16, 0x15, 0, number), None) for frame, number in ((7, 2), (8, 3))
    ]
    found = reasons(str(tmp_path / "a.pcap"), [2775], asked, window=window)
    assert [rule for _, rule in found] == [losses.ACKNOWLEDGED, None]


def test_a_segment_that_never_comes(tmp_path: Path) -> None:
    message = encode("submit_sm", sequence_number=3, short_message=b"x" * 20)
    segments = talk(link(1), link(2) + message[:30], message[30:] + link(4), link(5))
    holed = drop(segments, len(segments) - 2)
    assert told(tmp_path, holed, [3]) == [losses.INCOMPLETE]
    begun = talk(link(1), message[:3], message[3:] + link(4), link(5))
    assert told(tmp_path, drop(begun, len(begun) - 3), [4]) == [losses.RESYNC]


@pytest.mark.parametrize("size", [0, 3, 4, 8, 15])
def test_what_stands_behind_the_tail_of_a_lost_pdu(size: int, tmp_path: Path) -> None:
    long = encode("submit_sm", sequence_number=3, tlvs=[("message_payload", b"long " * 500)])
    pieces = (link(1) + long[:size], long[size:1400], long[1400:] + link(4) + link(5), link(6))
    segments = talk(*pieces)
    assert told(tmp_path, drop(segments, len(segments) - 3), [4, 5]) == [losses.RESYNC] * 2


def test_a_wrong_length(tmp_path: Path) -> None:
    inner = encode("submit_sm", sequence_number=2, destination_addr="7900")
    message = encode("submit_sm", sequence_number=9, short_message=b"x")
    message = (len(message) + len(inner) + 1).to_bytes(4) + message[4:]
    segments = talk(link(1), message + inner, link(3), link(4), link(5))
    assert told(tmp_path, segments, [2, 3]) == [losses.WRONG_LENGTH] * 2


def test_the_frame_that_closed_the_hole(tmp_path: Path) -> None:
    segments = talk(link(1), link(2), link(3), link(4))
    late = in_order_of_time(swap(segments, len(segments) - 3, len(segments) - 2), segments)
    write_pcap(tmp_path / "a.pcap", late)
    early, closing = len(segments) - 2, len(segments) - 1
    asked: list[Asked] = [((early, 16, 0x15, 0, 3), frame) for frame in (closing, closing + 1)]
    for one, rule in zip(asked, (losses.LATE_FRAME, None), strict=True):
        assert list(reasons(str(tmp_path / "a.pcap"), [2775], [one], True)) == [(one, rule)]


def test_commands_that_tshark_does_not_know() -> None:
    assert is_unknown(0x22) and is_unknown(0x80000024) and is_unknown(0x00010203)
    assert not is_unknown(0x04) and not is_unknown(0x80000111)
