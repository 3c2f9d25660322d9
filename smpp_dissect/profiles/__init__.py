"""Vendor profiles: what one provider's SMPP says beyond the standard, as TOML data.

A profile names the provider's TLVs and opens their bits, gives its error codes a meaning, and says
how its link and its receipts behave. Nothing here reads traffic: the stages ask, a profile answers.
"""

from __future__ import annotations

from smpp_dissect.profiles.choosing import Choice, Shown, choose, choose_each
from smpp_dissect.profiles.loader import available, load, shipped
from smpp_dissect.profiles.model import Option, Profile, Receipt
from smpp_dissect.profiles.tlv import BitField, Part, VendorTlv

__all__ = [
    "BitField",
    "Choice",
    "Option",
    "Part",
    "Profile",
    "Receipt",
    "Shown",
    "VendorTlv",
    "available",
    "choose",
    "choose_each",
    "load",
    "shipped",
]
