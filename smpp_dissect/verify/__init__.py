"""Our trees against Wireshark's dissector: where they differ, and why.

`verify` compares a capture with what tshark says of it, and gives an `Outcome`: how much is equal,
which differences are intended, by which rule, and which are not.
"""

from __future__ import annotations

from smpp_dissect.verify.outcome import Outcome
from smpp_dissect.verify.verifying import verify

__all__ = ["Outcome", "verify"]
