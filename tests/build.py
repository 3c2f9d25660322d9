"""Captures made to order, for tests.

    talk = Conversation(isn=(0xFFFFFFF0, 1))
    talk.open()
    talk.send("client", pdu, mss=10)
    talk.close()
    write_pcap(path, swap(talk.segments, 4, 6), link="qinq", nanoseconds=True)
    write_pcapng(path, [Section([Interface("sll"), Enhanced(talk.segments[0])])])

Nothing here knows SMPP, or how captures are read.
"""

from __future__ import annotations

from tests.build_files import (
    LINK_TYPES,
    Enhanced,
    Interface,
    Obsolete,
    Section,
    Simple,
    Unknown,
    link_frame,
    plain_section,
    write_pcap,
    write_pcapng,
)
from tests.build_segments import (
    ACK,
    FIN,
    PSH,
    RST,
    SYN,
    Conversation,
    Raw,
    Segment,
    drop,
    duplicate,
    keep_alive,
    retransmit_overlapping,
    split,
    swap,
)

__all__ = [
    "ACK",
    "FIN",
    "LINK_TYPES",
    "PSH",
    "RST",
    "SYN",
    "Conversation",
    "Enhanced",
    "Interface",
    "Obsolete",
    "Raw",
    "Section",
    "Segment",
    "Simple",
    "Unknown",
    "drop",
    "duplicate",
    "keep_alive",
    "link_frame",
    "plain_section",
    "retransmit_overlapping",
    "split",
    "swap",
    "write_pcap",
    "write_pcapng",
]
