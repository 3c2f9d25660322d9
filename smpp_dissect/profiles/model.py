"""A provider as data: its link, its TLVs, its receipts, its error codes.

What a profile leaves out is unknown, not false: None or empty, and whoever asks keeps to the
standard.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from smpp_dissect.profiles.tlv import VendorTlv

# What data_coding 0 may stand for: SMPP 3.4, 5.2.19 leaves it to the SMSC.
ALPHABETS = ("gsm", "gsm_packed", "ascii", "latin1", "utf8", "ucs2")

# How many receipts a message sent in several parts gets.
LONG_MESSAGE = ("one", "each_part")


@dataclass(frozen=True)
class Option:
    """A word an ESME may put in `system_type`, and what it changes; empty: that it leaves alone."""

    name: str
    meaning: str
    long_message: str = ""
    default_alphabet: str = ""


@dataclass(frozen=True)
class Receipt:
    """How the provider reports a message's status.

    `text` is the short_message with `<...>` where values stand, `keys` what each key of it means.
    `tlvs` are the standard TLVs that come along, `commands` the PDUs a status comes in.
    `only_when_requested`: no receipt is owed for a message sent without registered_delivery.
    `long_message`: `one` receipt, and one id, for all parts, or `each_part` its own.
    """

    text: str = ""
    example: str = ""
    keys: Mapping[str, str] = field(default_factory=dict, hash=False)
    states: tuple[str, ...] = ()
    tlvs: tuple[str, ...] = ()
    commands: tuple[str, ...] = ()
    only_when_requested: bool = False
    long_message: str = ""


@dataclass(frozen=True)
class Profile:
    """What one provider's SMPP says beyond the standard.

    `inactivity_s`: seconds without a PDU after which the provider drops the link, or None.
    `errors` gives the codes of the receipt's `err` and of network_error_code a meaning.
    """

    name: str
    title: str
    source: str
    versions: tuple[str, ...] = ()
    ports: tuple[int, ...] = ()
    tls_ports: tuple[int, ...] = ()
    inactivity_s: int | None = None
    default_alphabet: str = ""
    options: tuple[Option, ...] = ()
    receipt: Receipt = Receipt()
    tlvs: tuple[VendorTlv, ...] = ()
    errors: Mapping[int | str, str] = field(default_factory=dict, hash=False)

    def tlv(self, tag: int) -> VendorTlv | None:
        """Find the vendor TLV of a tag, or None."""
        return self._by_tag.get(tag)

    def error_meaning(self, code: int | str) -> str | None:
        """Give an error code's meaning, or None; an `err` in digits (`006`) counts as a number."""
        if isinstance(code, str) and code not in self.errors and _is_number(code):
            code = int(code)
        return self.errors.get(code)

    def options_in(self, system_type: str) -> tuple[Option, ...]:
        """List the options a bind's system_type asks for: words between commas, in any case."""
        words = {word.strip().upper() for word in system_type.split(",")}
        return tuple(option for option in self.options if option.name.upper() in words)

    def long_message(self, system_type: str = "") -> str:
        """Tell whether a message in parts gets `one` receipt or `each_part` its own; else empty."""
        asked = [option.long_message for option in self.options_in(system_type)]
        return next(filter(None, asked), self.receipt.long_message)

    def alphabet(self, system_type: str = "") -> str:
        """Name the alphabet of data_coding 0 after a bind with `system_type`; empty: unknown."""
        asked = [option.default_alphabet for option in self.options_in(system_type)]
        return next(filter(None, asked), self.default_alphabet)

    @cached_property
    def _by_tag(self) -> dict[int, VendorTlv]:
        return {tlv.tag: tlv for tlv in self.tlvs}


# An `err` is three digits by the standard (SMPP 3.4, appendix B); int() is kept to short text.
_LONGEST_ERR = 20


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= _LONGEST_ERR
