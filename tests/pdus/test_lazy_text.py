"""Text decoded when it is asked for."""

from __future__ import annotations

import subprocess
import sys

from smpp_dissect.pdus.lazy_text import NO_CODING, text_of


def test_text() -> None:
    assert text_of(b"\x04\x1f", 8, False, "gsm7") == "П"
    assert text_of(b"\5\0\3\1\2\1$", 0, True, "latin1") == "$"
    assert text_of(b"\2", NO_CODING, False, "gsm7") == "$"
    assert text_of(b"\2", 4, False, "gsm7") is None


def test_trees_without_text_load_no_alphabets() -> None:
    code = (
        "import sys, smpp_dissect as sd; str(sd.dissect(bytes.fromhex('000000108000001500000000'"
        "'00000001'))); print('pyarrow' in sys.modules, end='')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False"
