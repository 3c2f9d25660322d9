"""Text decoded when it is asked for."""

from __future__ import annotations

import subprocess
import sys

from smpp_dissect.pdus.text.lazy import NO_CODING, text_of
from tests.conftest import ROOT


def test_text() -> None:
    assert text_of(b"\x04\x1f", 8, False, "gsm7") == "П"
    assert text_of(b"\5\0\3\1\2\1$", 0, True, "latin1") == "$"
    assert text_of(b"\2", NO_CODING, False, "gsm7") == "$"
    assert text_of(b"\2", 4, False, "gsm7") == "\\x02"


def test_a_tree_and_its_text_load_no_arrow() -> None:
    code = (
        "import sys; from smpp_dissect.pdus.tree.dissect import dissect; "
        "from tests.pdus.tree.test_receipt_nodes import TEXT, pdu; "
        "print(dissect(pdu(TEXT)).to_dict()['nodes'][-1]['meaning'], 'pyarrow' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.endswith("text:hi False\n")
