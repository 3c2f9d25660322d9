"""Scapy layers for SMPP: a class for each command, building and dissecting, made of the spec.

    from scapy.all import IP, TCP, sniff, TCPSession
    from smpp_dissect.scapy_layers import SMPP, SubmitSm

    IP(dst="192.0.2.1") / TCP() / SubmitSm(destination_addr="79161234567", short_message="Hi")
    for packet in sniff(offline="day.pcap", session=TCPSession):
        if SMPP in packet: ...

SMPP is found on TCP port 2775 and on the ports of the profiles that come with the package. Strings
are octets; what a PDU that was read does not have is None. See docs/exports.md.
"""

from __future__ import annotations

import os
from typing import Any

try:
    from scapy.layers.inet import TCP
except ImportError as error:
    raise ImportError("these layers need scapy: pip install 'smpp-dissect[scapy]'") from error

from scapy.packet import bind_bottom_up, bind_top_down

from smpp_dissect.profiles import Profile, available, load
from smpp_dissect.scapy_layers.commands import (
    CLASSES,
    DestAddressDl,
    DestAddressSme,
    UnsuccessSme,
)
from smpp_dissect.scapy_layers.dictionary import DICTIONARY
from smpp_dissect.scapy_layers.packets import SMPP, Tlv
from smpp_dissect.spec import COMMAND_BY_NAME

# Registered with IANA for SMPP.
PORT = 2775

__all__ = [
    "SMPP",
    "DestAddressDl",
    "DestAddressSme",
    "Tlv",
    "UnsuccessSme",
    "bind_ports",
    "layer",
    "use_profile",
    *CLASSES,
]

globals().update(CLASSES)


def __getattr__(name: str) -> Any:
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def layer(command: str | int) -> type[SMPP]:
    """Give the class of a command, by its name or command_id; LookupError for an unknown one."""
    return SMPP.commands[
        COMMAND_BY_NAME[command].command_id if isinstance(command, str) else command
    ]


def bind_ports(*ports: int) -> None:
    """Take TCP payload from and to these ports for SMPP."""
    for port in ports:
        for end in ({"sport": port}, {"dport": port}):
            bind_bottom_up(TCP, SMPP, end)


def use_profile(profile: str | os.PathLike[str] | Profile | None) -> None:
    """Name and read vendor TLVs by a profile, and bind its ports; None: by the standard alone.

    A shipped profile's name, the path of a TOML file, or a profile. ProfileError where it is none.
    """
    used = profile if profile is None or isinstance(profile, Profile) else load(profile)
    DICTIONARY.profile = used
    bind_ports(*(used.ports if used else ()))


bind_ports(PORT, *(port for name in available() for port in load(name).ports))
bind_top_down(TCP, SMPP, dport=PORT)
