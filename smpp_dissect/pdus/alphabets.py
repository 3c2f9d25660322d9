"""Which alphabet data_coding 0 stands for: agreed beside the wire (SMPP 3.4, 5.2.19)."""

from __future__ import annotations

from smpp_dissect.profiles import Profile

# What a profile may say that `pdus.text` can read; the rest is read as GSM 7-bit.
READABLE = ("ascii", "latin1", "ucs2")


def alphabet_of(profile: Profile | None) -> str:
    """Say what data_coding 0 means by the profile; by itself, the GSM alphabet."""
    alphabet = profile.default_alphabet if profile is not None else ""
    return alphabet if alphabet in READABLE else "gsm7"
