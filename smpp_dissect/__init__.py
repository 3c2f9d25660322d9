"""SMPP captures as tables: what became of each message, how long it took, what failed.

A taste of it:

    import smpp_dissect as sd
    cap = sd.read("gateway-*.pcap.gz", profile="smscentre")
    cap.messages, cap.delivery_latency(by="mccmnc"), cap.pdu(17)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from smpp_dissect.annotated import dissect
    from smpp_dissect.capture import Capture, read

__version__ = "0.1.0"
__all__ = ["Capture", "__version__", "dissect", "read"]


def __getattr__(name: str) -> Any:
    # Loaded when first used: the command line starts without what a command does not need.
    if name in ("Capture", "read"):
        from smpp_dissect import capture

        return getattr(capture, name)
    if name == "dissect":
        from smpp_dissect.annotated import dissect

        return dissect
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
