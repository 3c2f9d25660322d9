"""PDML made of PDUs, as tshark writes it."""

from __future__ import annotations

from collections.abc import Iterable
from xml.sax.saxutils import quoteattr

from smpp_dissect.verify.pdml import Shown, ShownPdu

HEAD = '<?xml version="1.0" encoding="utf-8"?>\n<pdml version="0">\n'
TAIL = "</pdml>\n"


def pdml_of(pdus: Iterable[ShownPdu], begin: int = 66) -> bytes:
    """A document with each PDU in a packet of its own, its octets from `begin` on."""
    return (HEAD + "".join(packet(pdu, begin) for pdu in pdus) + TAIL).encode()


def packet(pdu: ShownPdu, begin: int = 66) -> str:
    low, high = pdu.ports
    fields = "".join(field_of(field, begin) for field in pdu.fields)
    gave_up = ""
    if pdu.malformed:
        about = quoteattr(f"[Malformed Packet: {pdu.malformed}]")
        gave_up = f'<proto name="_ws.malformed" showname={about} size="0" pos="{begin}"></proto>'
    tcp = f"Transmission Control Protocol, Src Port: {high}, Dst Port: {low}, Seq: 1"
    return (
        f'<packet><proto name="geninfo"><field name="num" pos="0" show="{pdu.frame}"/></proto>'
        f'<proto name="tcp" showname="{tcp}"><field name="filtered" value="tcp"/></proto>'
        f'<proto name="smpp" pos="{begin}">{fields}</proto>{gave_up}</packet>\n'
    )


def field_of(field: Shown, begin: int) -> str:
    value = field.octets if field.bits is None else f"{field.bits:X}"
    whole = "" if field.bits is None else f' unmaskedvalue="{field.octets}"'
    place = f'size="{field.length}" pos="{begin + field.offset}"'
    name, show = quoteattr(f"smpp.{field.name}"), quoteattr(field.show)
    return f'<field name={name} {place} show={show} value="{value}"{whole}/>'
