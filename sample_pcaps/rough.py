"""Captures of bad networks and busy machines, and one that was rotated in mid-PDU."""

from __future__ import annotations

from sample_pcaps import damage
from sample_pcaps.files import Frame, compressed, pcap
from sample_pcaps.frames import ethernet
from sample_pcaps.peers import Peers, counted
from sample_pcaps.small_talk import small_talk
from sample_pcaps.truth import Sample, Sent, in_order, told
from sample_pcaps.wire import CLIENT, MILLISECOND, SECOND, SERVER, WRAP, Connection, Packet

START = 1_741_860_000 * SECOND
SMSC = ("198.51.100.7", 2775)
MSS = 536
HEADERS = 54
SNAPLEN = 1514
SOON, LATER = 9 * MILLISECOND, 210 * MILLISECOND
Talk = tuple[Peers, list[Sent], list[Packet]]


def lossy_reordered() -> Sample:
    """Four connections: all there but in disorder; with gaps; begun in mid-PDU; cut packets."""
    talks = _disorderly(), _with_gaps(), _begun_in_mid_pdu(), _snapped()
    frames = in_order(*([Frame(p.time, ethernet(p)) for p in talk[2]] for talk in talks))
    left = [damage.remains(peers, packets, SNAPLEN - HEADERS) for peers, _, packets in talks]
    truth = told(
        [peers for peers, _, _ in talks],
        len(frames),
        [message for _, messages, _ in talks for message in messages],
        [pdu for one in left for pdu in one.whole],
        ports=[SMSC[1]],
        sent_pdus=counted([pdu for peers, _, _ in talks for pdu in peers.pdus]),
        remains=[one.told() for one in left],
    )
    return Sample({"lossy_reordered.pcap": pcap(frames, snaplen=SNAPLEN)}, truth)


def _connection(number: int, isn: tuple[int, int], mss: int = MSS) -> Connection:
    client = (f"192.0.2.{50 + number}", 52_000 + number)
    return Connection(client, SMSC, START + number * 17 * MILLISECOND, isn, mss)


def _disorderly() -> Talk:
    """Every octet is captured, and all three kinds of numbers wrap around on the way."""
    connection = _connection(1, (WRAP - 9_000, WRAP - 2_000))
    peers, messages = small_talk(
        connection, 1, [6] * 9, first=(0x7FFFFFF0, 0x7FFFFFE0), idle=70 * SECOND
    )
    packets = peers.finish().packets()
    # From the end to the begin, so that no change moves the place of the next.
    quiet = len(damage.with_data(packets, CLIENT)) - 3
    packets = damage.probed(packets, CLIENT, quiet, 30 * SECOND)
    packets = damage.probed(packets, CLIENT, quiet, 60 * SECOND)
    packets = damage.early(packets, CLIENT, 31)
    packets = damage.overlapping(packets, CLIENT, 26, SOON)
    packets = damage.overlapping(packets, SERVER, 17, SOON)
    packets = damage.again(packets, CLIENT, 19, LATER + SOON)
    packets = damage.again(packets, CLIENT, 18, LATER)
    packets = damage.late(packets, SERVER, 14)
    packets = damage.late(packets, CLIENT, 12, places=3)
    packets = damage.again(packets, SERVER, 11, SOON)
    packets = damage.late(packets, CLIENT, 6)
    packets = damage.late(packets, SERVER, 5)
    return peers, messages, packets


def _with_gaps() -> Talk:
    """Segments arrived, for they are acknowledged, but the capture missed them."""
    peers, messages = small_talk(_connection(2, (10_000, 20_000)), 2, [5] * 8)
    packets = peers.finish().packets()
    # In the middle of a long PDU, whole PDUs, the begin of a long one, three in a row.
    packets = damage.lost(packets, CLIENT, (10, 8, 22, 37, 38, 39))
    return peers, messages, damage.lost(packets, SERVER, (5, 13))


def _begun_in_mid_pdu() -> Talk:
    """No SYN, and the first octets of both sides are from the middle of a PDU."""
    peers, messages = small_talk(_connection(3, (WRAP - 3_000, 70_000)), 3, [5] * 7)
    packets = peers.finish().packets()
    # Each side is mirrored to the capture by itself, and not from the same moment.
    begin = [damage.with_data(packets, side)[6].time for side in (CLIENT, SERVER)]
    return peers, messages, [packet for packet in packets if packet.time >= begin[packet.side]]


def _snapped() -> Talk:
    """Packets longer than the snap length, as segmentation offload shows them."""
    peers, messages = small_talk(_connection(4, (40_000, 50_000), mss=1460), 4, [4, 5, 9, 4])
    packets = peers.finish().packets()
    packets = damage.offloaded(packets, CLIENT, 5, 3)
    return peers, messages, damage.offloaded(packets, SERVER, 6, 2)


def rotated() -> Sample:
    """One connection in two files; the first ends in mid-PDU."""
    connection = Connection(("192.0.2.58", 58_000), SMSC, START, (600_000, 700_000), MSS)
    peers, messages = small_talk(connection, 1, [4] * 6)
    packets = peers.finish().packets()
    cut = _within_a_pdu(peers, packets)
    halves = packets[:cut], packets[cut:]
    frames = [[Frame(p.time, ethernet(p)) for p in half] for half in halves]
    truth = told([peers], len(packets), messages, ports=[SMSC[1]])
    truth["frames_of_each_file"] = [len(half) for half in halves]
    files = {f"rotated_{n}.pcap.gz": compressed(pcap(half)) for n, half in enumerate(frames, 1)}
    return Sample(files, truth)


def _within_a_pdu(peers: Peers, packets: list[Packet]) -> int:
    """The place after the first packet of the second half that ends inside of a PDU."""
    ends = {pdu.end for pdu in peers.pdus if pdu.side == CLIENT}
    after_syn = peers.connection.isn[CLIENT] + 1
    for index in range(len(packets) // 2, len(packets)):
        packet = packets[index]
        if packet.side == CLIENT and packet.payload:
            if packet.seq - after_syn + len(packet.payload) not in ends:
                return index + 1
    raise ValueError("no PDU lies across two packets")
