"""PDML as it comes: fields and their places, what is not well formed, what is refused."""

from __future__ import annotations

import io

import pytest

from smpp_dissect.errors import TsharkError
from smpp_dissect.verify import pdml
from smpp_dissect.verify.pdml import Shown, ShownPdu, half, shown_pdus, with_halves
from tests.conftest import SAMPLES
from tests.verify.pairs import odd_path, shown_of
from tests.verify.xml import HEAD, TAIL, field_of, packet, pdml_of

LENGTH = Shown("command_length", 0, 4, "00000010", None, "16")
BITS = Shown("esm.submit.msg_type", 20, 1, "24", 9, "0x09")
PDU = ShownPdu(7, (2775, 40000), (LENGTH, BITS))


def read(document: str | bytes) -> list[ShownPdu]:
    octets = document if isinstance(document, bytes) else document.encode()
    return list(shown_pdus(io.BytesIO(octets)))


@pytest.mark.parametrize("begin", [0, 66])
def test_fields_are_placed_from_the_first_octet_of_the_pdu(begin: int) -> None:
    assert read(pdml_of([PDU], begin)) == [PDU]


def test_each_pdu_of_a_frame_is_by_itself() -> None:
    fields = (field_of(LENGTH, 66), field_of(LENGTH, 82))
    protos = "".join(f'<proto name="smpp">{field}</proto>' for field in fields)
    whole = packet(PDU)
    found = read(HEAD + whole.replace("</packet>", f"{protos}</packet>") + TAIL)
    assert [pdu.fields for pdu in found] == [PDU.fields, (LENGTH,), (LENGTH,)]
    assert {pdu.frame for pdu in found} == {7}


def test_who_gave_up_is_told_of_the_last_pdu() -> None:
    gave_up = PDU._replace(malformed="GSM SMS UD")
    assert read(pdml_of([PDU, gave_up, PDU])) == [PDU, gave_up, PDU]
    longer = packet(gave_up).replace("SMS UD]", "SMS UD: an item is too long]")
    assert read(HEAD + longer + TAIL) == [gave_up]


def test_fields_of_other_protocols_are_passed_over() -> None:
    other = '<proto name="tcp"><field name="smpp.command_id" size="4" pos="0" value="00"/></proto>'
    nested = '<field name="_ws.expert" size="0" pos="0"/>'
    document = packet(PDU).replace('<proto name="smpp"', f'{other}<proto name="smpp"')
    assert read(HEAD + document.replace("</proto></packet>", f"{nested}</proto></packet>") + TAIL)
    assert read(HEAD + document + TAIL) == [PDU]


def shown(text: bytes) -> str:
    document = pdml_of([PDU._replace(fields=(LENGTH._replace(show="TEXT"),))])
    (pdu,) = read(document.replace(b"TEXT", text))
    return pdu.fields[0].show


@pytest.mark.parametrize(
    ("octets", "text"),
    [
        (b"\xed\xa0\xbd\xed\xb8\x80A", half(0xD83D) + half(0xDE00) + "A"),
        (b"\xef\xbf\xbe\xef\xbf\xbf", "\ufffd\ufffd"),
        (b"a\x01\x1b\x00b", "a\x7f\x7f\x7fb"),
        (b"\xff\xed\xa0", "\ufffd\ufffd\ufffd"),
        ("é한😀\u202e".encode(), "é한😀\u202e"),
        (b"a\tb\nc\rd", "a b c d"),
        (b"&lt;&amp;&gt;&quot;&#x27;", "<&>\"'"),
    ],
)
def test_what_xml_forbids_is_mended(octets: bytes, text: str) -> None:
    assert shown(octets) == text


def test_halves_are_written_out_for_people() -> None:
    assert with_halves(half(0xD800) + "A" + half(0xDFFF) + "😀") == r"\ud800A\udfff😀"


@pytest.mark.parametrize("size", [1, 2, 7, 1000])
def test_where_it_is_cut_on_its_way_changes_nothing(
    size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdml, "CHUNK", size)
    document = pdml_of([PDU._replace(fields=(LENGTH._replace(show="é한😀TEXT"),))] * 3)
    document = document.replace(b"TEXT", b"\xed\xa0\xbd")
    (found,) = {pdu.fields[0].show for pdu in read(document)}
    assert found == "é한😀" + half(0xD83D)


@pytest.mark.parametrize("capture", [SAMPLES / "error_bodies.pcap", odd_path()], ids=str)
def test_goldens_come_back_from_their_own_pdml(capture: object) -> None:
    pdus = list(shown_of(capture))  # type: ignore[arg-type]
    assert read(pdml_of(pdus)) == pdus


def test_what_says_nothing_has_no_pdus() -> None:
    assert read(b"") == read(HEAD + TAIL) == []


@pytest.mark.parametrize(
    "document",
    [
        "<pdml><packet>",
        "no XML at all",
        HEAD + packet(PDU).replace('pos="66" show', 'pos="x" show') + TAIL,
        HEAD + packet(PDU).replace('size="4"', "") + TAIL,
        "<!DOCTYPE pdml><pdml/>",
        '<!DOCTYPE a [<!ENTITY b "c">]><pdml>&b;</pdml>',
        "<pdml>&undefined;</pdml>",
    ],
)
def test_what_cannot_be_read_is_an_error(document: str) -> None:
    with pytest.raises(TsharkError, match="cannot be read"):
        read(document)


def test_the_header_as_numbers() -> None:
    assert PDU.number("command_length") == 16
    assert PDU.number("command_status") is None
