"""Scapy packets of SMPP: a PDU of any command, TLVs, and what all structures have in common.

A PDU is one layer, header and body. PDUs that follow one another are each the payload of the one
before. What a PDU has beyond what can be read is its field `trailing`, so that a PDU that was read
is built again to the octet.
"""

from __future__ import annotations

from typing import Any, ClassVar

from scapy.config import conf
from scapy.fields import Field as ScapyField
from scapy.packet import Packet

from smpp_dissect.pdus.meanings import command_meaning
from smpp_dissect.scapy_layers.dictionary import Tag, Value, command_of, tlv_text
from smpp_dissect.scapy_layers.fields import Count, Identity, Integer, Length, Text
from smpp_dissect.spec import STATUS_BY_CODE

HEADER_OCTETS = 16
RESPONSE = 0x80000000
# The longest PDU waited for, as in framing.
LONGEST_PDU = 1 << 20
# Scapy goes from layer to layer by recursion, of which Python allows about 1000 steps.
MOST_LAYERS = 400


class Structure(Packet):
    """Fields one after another. `conditions`: those that are there if another has some value."""

    conditions: ClassVar[dict[str, tuple[str, int]]] = {}

    def has(self, name: str, value: Any) -> bool:
        """Tell whether a field is built: one that was given unless it is None, others by rule."""
        return value is not None if name in self.fields else self.applies(name)

    def applies(self, name: str) -> bool:
        """Tell whether a field that was not given belongs here."""
        condition = self.conditions.get(name)
        return condition is None or self.getfieldval(condition[0]) == condition[1]


class Entry(Structure):
    """An entry of a list."""

    def extract_padding(self, s: bytes) -> tuple[bytes, bytes]:
        """What follows is no part of it."""
        return b"", s


VALUE = Value()


class Tlv(Entry):
    """A TLV: `tag`, number or name, and `value`, octets, text or number."""

    name = "SMPP TLV"
    fields_desc = [Tag(), Count("length", 2, VALUE), VALUE]

    @property
    def text(self) -> str:
        """The value as a person reads it."""
        return tlv_text(self.tag, VALUE.i2m(self, self.value), command_of(self))


def pdu_size(octets: bytes, at: int = 0) -> int:
    """Size of the PDU that begins there, 0 if there is no whole one."""
    size = int.from_bytes(octets[at : at + 4], "big")
    return size if HEADER_OCTETS <= size <= len(octets) - at else 0


def _may_become_a_pdu(octets: bytes) -> bool:
    size = int.from_bytes(octets[:4], "big")
    return len(octets) < 4 or HEADER_OCTETS <= size <= LONGEST_PDU


def _padding_of(last: Packet | None) -> bytes:
    """What a short Ethernet frame has after TCP's header: TCPSession takes it for payload.

    Where it stands behind part of a PDU, the octets that come next will overwrite it.
    """
    payload = last["TCP"].payload if last is not None else None
    return bytes(payload.load) if isinstance(payload, conf.padding_layer) else b""


def header(command_id: int) -> list[ScapyField[Any, Any]]:
    """Make the fields of a header (SMPP 3.4 section 3.2)."""
    return [
        Length("command_length"),
        Identity("command_id", command_id, 4, command_meaning),
        Integer("command_status", 0, 4, "command_status"),
        Integer("sequence_number", 1, 4),
    ]


HEADER_FIELDS = len(header(0))


class SMPP(Structure):
    """A PDU of any command: `SMPP(octets)` gives one of the command's own class, Raw if it is cut.

    Of an unknown command, header and `trailing`. Source: SMPP 3.4 and 5.0, section 3.2.
    """

    name = "SMPP"
    match_subclass = True
    fields_desc = [*header(0), Text("trailing", 0)]
    # The classes of the commands that SMPP knows, by command_id.
    commands: ClassVar[dict[int, type[SMPP]]] = {}

    @classmethod
    def dispatch_hook(cls, _pkt: Any = None, *args: Any, **kargs: Any) -> type[Packet]:
        """Choose the class of a PDU that is read."""
        if not _pkt:
            return cls
        return cls.of(_pkt) if pdu_size(_pkt) else conf.raw_layer

    @staticmethod
    def of(octets: bytes) -> type[SMPP]:
        """Give the class of the PDU that begins there."""
        return SMPP.commands.get(int.from_bytes(octets[4:8], "big"), SMPP)

    @classmethod
    def tcp_reassemble(cls, data: bytes, metadata: dict[str, Any], session: Any) -> Packet | None:
        """Give the PDUs that are whole, for Scapy's TCPSession; the rest is kept for later."""
        padding = _padding_of(metadata.get("original"))
        data = data.removesuffix(padding)
        end = 0
        while size := pdu_size(data, end):
            end += size
        if end:
            packet = SMPP(data[:end])
            if data[end:]:
                packet.lastlayer().add_payload(conf.padding_layer(data[end:]))
            return packet
        if data and _may_become_a_pdu(data) and not metadata.get("tcp_end"):
            return None
        return conf.raw_layer(data or padding)

    def post_build(self, pkt: bytes, pay: bytes) -> bytes:
        """Fill in command_length."""
        if self.command_length is None:
            pkt = len(pkt).to_bytes(4, "big") + pkt[4:]
        return pkt + pay

    def do_build_payload(self) -> bytes:
        """Build the PDUs that follow, one after another."""
        built = []
        layer = self.payload
        while isinstance(layer, SMPP):
            if not layer.explicit:
                layer = next(iter(layer))
            built.append(layer.post_build(layer.self_build(), b""))
            layer = layer.payload
        return b"".join(built) + layer.do_build()

    def do_dissect(self, s: bytes) -> bytes:
        """Read one PDU, which is as long as its command_length says if there is so much."""
        if len(s) < HEADER_OCTETS:
            raise ValueError(f"a PDU has {HEADER_OCTETS} octets or more, not {len(s)}")
        end = pdu_size(s) or len(s)
        body = s[:end]
        for field in self.fields_desc[:HEADER_FIELDS]:
            body, self.fields[field.name] = field.getfield(self, body)
        self.explicit = 1
        self.fields["trailing"] = self.read_body(body, bool(pdu_size(s)))
        return s[end:]

    def read_body(self, body: bytes, is_whole: bool) -> bytes:
        """Read what follows the header, and give what is left."""
        return body

    def do_dissect_payload(self, s: bytes) -> None:
        """Read the PDUs that follow, one after another; what is no whole PDU is Raw."""
        last: Packet = self
        for _ in range(MOST_LAYERS):
            size = pdu_size(s)
            if not size:
                break
            following = SMPP.of(s)(s[:size], _internal=1, _underlayer=last)
            last.add_payload(following)
            last, s = following, s[size:]
        if s:
            last.add_payload(conf.raw_layer(s, _internal=1, _underlayer=last))

    def hashret(self) -> bytes:
        """What a request and its response have in common."""
        return (self.sequence_number or 0).to_bytes(4, "big")

    def answers(self, other: Packet) -> bool:
        """Tell whether this is the response to `other`; generic_nack may answer anything."""
        if not isinstance(other, SMPP) or self.sequence_number != other.sequence_number:
            return False
        return self.command_id in (RESPONSE, other.command_id | RESPONSE)

    def mysummary(self) -> str:
        """Tell the command, the number, and what went wrong."""
        status = STATUS_BY_CODE.get(self.command_status, f"status 0x{self.command_status:X}")
        error = f" {status}" if self.command_status else ""
        return f"{self.name} {self.sequence_number}{error}"
