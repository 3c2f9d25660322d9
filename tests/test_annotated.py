"""One PDU as a user holds it: text and HTML, with and without a capture."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import smpp_dissect as sd
from smpp_dissect.annotated import AnnotatedTree
from smpp_dissect.errors import ProfileError
from tests.conftest import ROOT
from tests.naive import encode
from tests.naive_spec import IDS
from tests.road import pcap
from tests.talks import bind, bind_resp, submit, talk

LINK = encode(IDS["enquire_link"], sequence=7)
LINES = [
    "offset  octets            field",
    "     0                    enquire_link",
    "     0  00000010            command_length: 16",
    "     4  00000015            command_id: 0x00000015 (enquire_link)",
    "     8  00000000            command_status: 0x00000000 (ESME_ROK: no error)",
    "    12  00000007            sequence_number: 7",
]


def test_a_pdu_of_no_capture_is_its_tree() -> None:
    tree = sd.dissect(LINK)
    assert isinstance(tree, AnnotatedTree)
    assert str(tree).split("\n") == LINES
    assert repr(tree) == str(tree)
    assert tree.heading == ""
    assert tree._repr_html_().count("enquire_link") > 1


@pytest.mark.parametrize("kind", [bytes, bytearray, memoryview])
def test_any_octets_will_do(kind: type) -> None:
    assert str(sd.dissect(kind(LINK))).split("\n") == LINES


def test_a_profile_may_be_named() -> None:
    error = encode(IDS["enquire_link"], tlvs=[(0x2004, b"\0\2")])
    (tlv,) = sd.dissect(error, profile="smscentre").root.nodes[4:]
    assert (tlv.name, tlv.meaning) == ("extra_status", "read")
    with pytest.raises(ProfileError, match="smscentr"):
        sd.dissect(error, profile="smscentr")


def test_a_pdu_of_a_capture_tells_where_it_is_from(tmp_path: Path) -> None:
    path = tmp_path / "<b>.pcap"
    path.write_bytes(pcap(talk([bind()], [bind_resp()])))
    capture = sd.read(path)
    first, second = capture.pdu(1), capture.pdu(2)
    assert str(first).split("\n")[:2] == [first.heading, LINES[0]]
    assert first.heading.startswith(f"PDU 1, frame 4 of {path}, 20")
    assert "session 1, from the ESME, answered by PDU 2 after 2.00ms" in first.heading
    assert "from the SMSC, answers PDU 1 after 2.00ms" in second.heading
    html = first._repr_html_()
    assert "PDU 1, frame 4 of " in html
    assert "<b>.pcap" not in html and "&lt;b&gt;.pcap" in html


def test_a_tree_as_text_loads_no_arrow() -> None:
    code = (
        "import sys, smpp_dissect as sd\n"
        f"tree = sd.dissect({submit()!r})\n"
        "tree.pdu, tree.response, tree.response_s = 1, 2, 0.5\n"
        "print(tree, tree._repr_html_())\n"
        "print({'pyarrow', 'pandas', 'numba'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert "hello" in done.stdout
    assert done.stdout.endswith("set()\n")
