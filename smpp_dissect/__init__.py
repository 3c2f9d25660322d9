"""SMPP captures as tables: what became of each message, how long it took, what failed.

A taste of it:

    import smpp_dissect as sd
    cap = sd.read("gateway-*.pcap.gz", profile="smscentre")
    cap.messages, cap.delivery_latency(by="mccmnc"), cap.pdu(17)
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from smpp_dissect.annotated import dissect
    from smpp_dissect.capture import Capture, read

__version__ = "0.1.0"
__all__ = ["Capture", "__version__", "dissect", "read"]


# Where names live that are loaded when first used: the command line starts without what a command
# does not need.
_HOMES = {"Capture": "capture", "read": "capture", "dissect": "annotated"}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    # Kept, for a loop over PDUs asks for it each time.
    globals()[name] = value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    return value
