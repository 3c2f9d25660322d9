"""What is right in a profile and may still not be meant: told to its author, never a fault."""

from __future__ import annotations

from collections.abc import Iterator

from smpp_dissect.profiles.choosing import FIRST_VENDOR_TAG, SMPP_PORT
from smpp_dissect.profiles.model import Profile
from smpp_dissect.profiles.tlv import VendorTlv
from smpp_dissect.spec import TLV_BY_TAG

LAST_VENDOR_TAG = 0x3FFF


def remarks(profile: Profile) -> Iterator[str]:
    """Give remarks on a profile, one line each; none for most."""
    for tlv in profile.tlvs:
        yield from _of_tag(tlv)
    if SMPP_PORT in profile.ports and "port" in profile.recognised_by:
        yield f"port {SMPP_PORT} is everybody's, so it recognises nobody unasked"
    shows = profile.ports or profile.servers or profile.tlvs
    if not shows:
        yield "without servers, ports and TLVs it holds only where it is asked for: NAME@ADDRESS"


def _of_tag(tlv: VendorTlv) -> Iterator[str]:
    if tlv.tag in TLV_BY_TAG:
        yield f"tag 0x{tlv.tag:04X} ({tlv.name}) is SMPP's {TLV_BY_TAG[tlv.tag].name}"
    elif not FIRST_VENDOR_TAG <= tlv.tag <= LAST_VENDOR_TAG:
        yield f"tag 0x{tlv.tag:04X} ({tlv.name}) is outside the range of vendors, 0x1400 to 0x3FFF"
