"""Vendor profiles: what one provider's SMPP says beyond the standard, as TOML data.

A profile names the provider's TLVs and opens their bits, gives its error codes a meaning, and says
how its link and its receipts behave. Nothing here reads traffic: the stages ask, a profile answers.
"""

from __future__ import annotations

from smpp_dissect.profiles.loader import available, choose, load
from smpp_dissect.profiles.model import Option, Profile, Receipt
from smpp_dissect.profiles.tlv import BitField, Part, VendorTlv

__all__ = [
    "BitField",
    "Option",
    "Part",
    "Profile",
    "Receipt",
    "VendorTlv",
    "available",
    "choose",
    "load",
]
