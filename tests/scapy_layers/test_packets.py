"""SMPP in TCP: found on its ports, put together from segments, and read as our tables have it."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scapy.layers.inet import IP, TCP
from scapy.packet import Packet, Padding, Raw, split_bottom_up
from scapy.sendrecv import sniff
from scapy.sessions import TCPSession
from scapy.supersocket import StreamSocket
from scapy.utils import rdpcap

import smpp_dissect as sd
from smpp_dissect.pdus.encode import encode
from smpp_dissect.profiles import available, load
from smpp_dissect.scapy_layers import (
    PORT,
    SMPP,
    EnquireLink,
    SubmitSm,
    SubmitSmResp,
    bind_ports,
)
from smpp_dissect.scapy_layers.packets import MOST_LAYERS
from smpp_dissect.spec import STATUS_BY_CODE
from tests.build import Conversation, write_pcap
from tests.conftest import SAMPLES, captures
from tests.strategies import pdus, segmentations
from tests.test_tshark import PORTS

# Segments that were lost, came late or were sent again put Scapy's TCPSession out of step.
SMOOTH = [
    SAMPLES / "long_messages.pcap",
    SAMPLES / "long_messages_single.pcap",
    SAMPLES / "tx_rx_split_hex_ids.pcap",
    *captures(*(set(PORTS) - {"window.pcapng"})),
]


@pytest.fixture
def more_ports() -> Iterator[None]:
    """The ports of the recorded captures are SMPP's during a test."""
    ports = {port for some in PORTS.values() for port in some} - {3700}
    bind_ports(*ports)
    yield
    for port in ports:
        for end in ("sport", "dport"):
            split_bottom_up(TCP, SMPP, {end: port})


def chain(packet: Packet) -> Iterator[Packet]:
    layer = packet.getlayer(SMPP)
    while isinstance(layer, SMPP):
        yield layer
        layer = layer.payload


def in_session(capture: Path) -> list[Packet]:
    packets = sniff(offline=str(capture), session=TCPSession, quiet=True)
    return [pdu for packet in packets for pdu in chain(packet)]


def row_of(pdu: Packet) -> dict[str, Any]:
    """A PDU as the table `pdus` tells it."""
    names = [field.name for field in pdu.fields_desc if field.name not in ("tlvs", "trailing")]
    row = {name: cell_of(name, getattr(pdu, name)) for name in names}
    return {name: value for name, value in row.items() if value is not None}


def cell_of(name: str, value: Any) -> Any:
    if isinstance(value, list):
        return ",".join(map(entry_of, value))
    if isinstance(value, bytes) and name == "password":
        return "********"
    return (
        value.decode("latin-1") if isinstance(value, bytes) and name != "short_message" else value
    )


def entry_of(entry: Any) -> str:
    if isinstance(entry, bytes):
        return entry.decode()
    address = getattr(
        entry, "dl_name" if "dl_name" in entry.fields else "destination_addr"
    ).decode()
    code = entry.fields.get("error_status_code")
    return address if code is None else f"{address}={STATUS_BY_CODE.get(code, f'0x{code:08X}')}"


def table_of(capture: Path) -> Iterator[tuple[dict[str, Any], list[tuple[int, bytes]]]]:
    cap = sd.read(str(capture))
    tlvs: dict[int, list[tuple[int, bytes]]] = {}
    for row in cap.arrow("tlvs").select(["pdu", "tag", "value"]).to_pylist():
        tlvs.setdefault(row["pdu"], []).append((row["tag"], row["value"]))
    # The file and what is concluded are not on the wire.
    others = "pdu frame file time session sender command status text tlvs anomaly".split()
    for row in cap.arrow("pdus").to_pylist():
        cells = {name: value for name, value in row.items() if value is not None}
        yield {n: cells[n] for n in cells if n not in others}, tlvs.get(row["pdu"], [])


@pytest.mark.usefixtures("more_ports")
@pytest.mark.parametrize("capture", SMOOTH, ids=lambda path: path.name)
def test_a_session_has_the_values_of_our_tables(capture: Path) -> None:
    found = [(row_of(pdu), tlvs_of(pdu)) for pdu in in_session(capture)]
    assert found == list(table_of(capture))
    assert len(found) > 100


def tlvs_of(pdu: Packet) -> list[tuple[int, bytes]]:
    return [(tlv.tag, tlv.value) for tlv in pdu.fields.get("tlvs", ())]


def packets_of(path: Path, segments: Iterable[bytes], ipv6: bool = False) -> Path:
    talk = Conversation(ipv6=ipv6)
    talk.open()
    for segment in segments:
        talk.send("client", segment, mss=65000)
    talk.close()
    write_pcap(path, talk.segments)
    return path


@pytest.mark.parametrize("ipv6", [False, True], ids=["ipv4", "ipv6"])
@given(data=st.data())
def test_any_segmentation_gives_the_same_pdus(
    data: st.DataObject, ipv6: bool, tmp_path: Path
) -> None:
    sent = data.draw(st.lists(pdus(), min_size=1, max_size=6))
    segments = data.draw(segmentations(b"".join(sent)))
    found = in_session(packets_of(tmp_path / "a.pcap", segments, ipv6))
    assert [pdu.self_build() for pdu in found] == sent


LINK = encode("enquire_link")
MESSAGE = encode("submit_sm", short_message=b"x" * 100, tlvs=[(0x2000, b"1")])


def test_pdus_of_a_payload_follow_one_another(tmp_path: Path) -> None:
    path = packets_of(tmp_path / "a.pcap", [LINK + MESSAGE + LINK])
    (packet,) = (packet for packet in rdpcap(str(path)) if SMPP in packet)
    assert packet.layers()[-3:] == [EnquireLink, SubmitSm, EnquireLink]
    assert packet[SubmitSm].short_message == b"x" * 100
    assert packet[EnquireLink:2].underlayer is packet[SubmitSm]
    assert bytes(packet[TCP].payload) == LINK + MESSAGE + LINK


@pytest.mark.parametrize(
    "payload", [MESSAGE[:-1], MESSAGE[:15], MESSAGE[:3], b"GET / HTTP/1.1\r\n", bytes(20)]
)
def test_what_is_no_whole_pdu_is_raw(payload: bytes) -> None:
    packet = IP(bytes(IP() / TCP(dport=PORT) / Raw(payload)))
    assert type(packet[TCP].payload) is Raw
    packet = IP(bytes(IP() / TCP(dport=PORT) / Raw(LINK + payload)))
    assert packet.layers()[2:] == [EnquireLink, Raw]
    assert packet[Raw].load == payload


def test_a_session_waits_for_what_may_become_a_pdu_only(tmp_path: Path) -> None:
    lost = b"the end of something that began before the capture"
    path = packets_of(tmp_path / "a.pcap", [lost, MESSAGE[:50], MESSAGE[50:] + LINK[:2], LINK[2:]])
    packets = sniff(offline=str(path), session=TCPSession, quiet=True)
    told = [packet for packet in packets if packet[TCP].flags.P]
    assert [packet.layers()[3:] for packet in told] == [[Raw], [SubmitSm], [EnquireLink]]
    assert told[0].load == lost


def test_what_never_becomes_a_pdu_is_raw_at_the_end() -> None:
    assert SMPP.tcp_reassemble(MESSAGE[:50], {}, {}) is None
    last = SMPP.tcp_reassemble(MESSAGE[:50], {"tcp_end": True}, {})
    assert isinstance(last, Raw)
    assert last.load == MESSAGE[:50]


def test_padding_of_a_frame_is_no_part_of_a_pdu(tmp_path: Path) -> None:
    # The acknowledgement between the two halves has six octets behind it, as Ethernet wants.
    talk = Conversation()
    talk.open()
    talk.send("client", MESSAGE[:-6])
    talk.send("server", LINK)
    talk.send("client", MESSAGE[-6:])
    write_pcap(tmp_path / "a.pcap", talk.segments)
    assert [pdu.build() for pdu in in_session(tmp_path / "a.pcap")] == [LINK, MESSAGE]


def test_a_packet_keeps_its_padding() -> None:
    packet = IP() / TCP() / Padding(bytes(6))
    assert SMPP.tcp_reassemble(bytes(6), {"original": packet}, {}).load == bytes(6)


def test_a_payload_of_very_many_pdus_can_be_handled(tmp_path: Path) -> None:
    path = packets_of(tmp_path / "a.pcap", [LINK * 4000])
    for packets in (rdpcap(str(path)), sniff(offline=str(path), session=TCPSession, quiet=True)):
        (packet,) = (packet for packet in packets if SMPP in packet)
        assert len(list(chain(packet))) == MOST_LAYERS + 1
        assert bytes(packet[TCP].payload) == LINK * 4000
        assert packet[Raw].load == LINK * (4000 - MOST_LAYERS - 1)
        packet.copy().show(dump=True)
        assert packet.summary().endswith("Raw")


def test_a_chain_that_was_made_is_built_in_order() -> None:
    packet = IP() / TCP() / SubmitSm(short_message=b"a") / EnquireLink(sequence_number=2)
    packet[EnquireLink].sequence_number = 7
    first = encode("submit_sm", short_message=b"a")
    assert bytes(packet[TCP].payload) == first + encode("enquire_link", sequence_number=7)
    again = IP(bytes(packet))
    # Of several values, Scapy builds the first.
    again[EnquireLink].sequence_number = [8, 9]
    assert bytes(again[TCP].payload) == first + encode("enquire_link", sequence_number=8)
    again[SubmitSm].short_message = b"longer"
    again[SubmitSm].sm_length = again[SubmitSm].command_length = None
    longer = encode("submit_sm", short_message=b"longer")
    assert bytes(again[TCP].payload) == longer + encode("enquire_link", sequence_number=8)


def test_the_ports_are_those_of_smpp_and_of_the_shipped_profiles() -> None:
    ports = {PORT, *(port for name in available() for port in load(name).ports)}
    assert {2775, 3700} <= ports
    for port in ports:
        for ends in ({"sport": port, "dport": 1}, {"sport": 1, "dport": port}):
            assert SMPP in IP(bytes(IP() / TCP(**ends) / Raw(LINK)))
    assert SMPP not in IP(bytes(IP() / TCP(sport=1, dport=1) / Raw(LINK)))
    assert (IP() / TCP() / SubmitSm())[TCP].dport == PORT


def test_a_response_answers_its_request() -> None:
    request = SubmitSm(sequence_number=5)
    assert SubmitSmResp(sequence_number=5).answers(request)
    assert SMPP(encode("generic_nack", sequence_number=5)).answers(request)
    assert not SubmitSmResp(sequence_number=6).answers(request)
    assert not EnquireLink(sequence_number=5).answers(request)
    assert SubmitSmResp(sequence_number=5).hashret() == request.hashret()


def test_the_package_does_without_scapy() -> None:
    code = "import smpp_dissect, sys; smpp_dissect.read, smpp_dissect.dissect;"
    code += "assert not [name for name in sys.modules if name.startswith('scapy')]"
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def test_without_scapy_one_is_told_what_to_install() -> None:
    code = "import sys; sys.modules['scapy'] = None; import smpp_dissect.scapy_layers"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, timeout=60, check=False
    )
    assert b"pip install 'smpp-dissect[scapy]'" in done.stderr.splitlines()[-1]


def test_a_connection_of_ones_own_gives_whole_pdus() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        stream = StreamSocket(ours, SMPP)
        theirs.sendall(LINK + MESSAGE[:40])
        assert [type(pdu) for pdu in received(stream)] == [EnquireLink]
        theirs.sendall(MESSAGE[40:])
        assert [type(pdu) for pdu in received(stream)] == [SubmitSm]
        stream.send(SubmitSmResp(message_id="1"))
        assert theirs.recv(100) == encode("submit_sm_resp", message_id="1")


def received(stream: StreamSocket) -> list[Packet]:
    # Nothing comes of octets that are no whole PDU yet.
    packets = (stream.recv() for _ in range(2))
    return list(chain(next(packet for packet in packets if packet is not None)))
