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

# How the id of a receipt is written against the one of submit_sm_resp.
ID_RULES = ("exact", "case", "zero_pad", "hex_to_dec", "dec_to_hex")

# The keys of a receipt's text (SMPP 3.4, appendix B).
RECEIPT_KEYS = ("id", "sub", "dlvrd", "submit date", "done date", "stat", "err", "text")

# Where error codes come from, each with a table of its own.
COMMAND_STATUS, ERR, NETWORK_ERROR_CODE = "command_status", "err", "network_error_code"
ERROR_SOURCES = (COMMAND_STATUS, ERR, NETWORK_ERROR_CODE)

# By what a profile may be recognised without being asked for.
SIGNS = ("port", "tlvs")

Codes = Mapping[int | str, str]


@dataclass(frozen=True)
class Option:
    """A word an ESME may put in `system_type`, and what it changes; empty: that it leaves alone."""

    name: str
    meaning: str
    long_message: str = ""
    default_alphabet: str = ""
    id_rule: str = ""


@dataclass(frozen=True)
class Receipt:
    """How the provider reports a message's status.

    `text` is the short_message with `<...>` where values stand, `keys` what each key of it means,
    `stands_for` the standard key that each of the provider's own stands for.
    `tlvs` are the standard TLVs that come along, `commands` the PDUs a status comes in.
    `only_when_requested`: no receipt is owed for a message sent without registered_delivery.
    `long_message`: `one` receipt, and one id, for all parts, or `each_part` its own. `id_rule`:
    how its id is written, out of `ID_RULES`; empty: that is for the traffic to show.
    """

    text: str = ""
    example: str = ""
    keys: Mapping[str, str] = field(default_factory=dict, hash=False)
    states: tuple[str, ...] = ()
    tlvs: tuple[str, ...] = ()
    commands: tuple[str, ...] = ()
    only_when_requested: bool = False
    long_message: str = ""
    stands_for: Mapping[str, str] = field(default_factory=dict, hash=False)
    id_rule: str = ""


@dataclass(frozen=True)
class Profile:
    """What one provider's SMPP says beyond the standard.

    `servers`: addresses and networks of the provider's, in CIDR notation. `recognised_by`: what may
    choose this profile unasked, out of `SIGNS`. `only_there`: it holds nowhere else than at these
    servers and ports. `inactivity_s`: seconds without a PDU after which
    the provider drops the link, or None. `errors` gives codes of the receipt's `err` and of
    network_error_code a meaning, `errors_of` those of one of `ERROR_SOURCES`.
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
    errors: Codes = field(default_factory=dict, hash=False)
    errors_of: Mapping[str, Codes] = field(default_factory=dict, hash=False)
    servers: tuple[str, ...] = ()
    recognised_by: tuple[str, ...] = SIGNS
    only_there: bool = False

    def tlv(self, tag: int, command: str | None = None) -> VendorTlv | None:
        """Find the vendor TLV of a tag, or None.

        Where a tag means different things in different PDUs, `command` tells which; without it,
        the first is meant. A tag that means one thing means it in every PDU, whatever its
        `commands` say: they are what the provider wrote, not what the wire may carry.
        """
        meant = self._by_tag.get(tag, ())
        if len(meant) < 2 or command is None:
            return meant[0] if meant else None
        own = next((tlv for tlv in meant if command in tlv.commands), None)
        return own or next((tlv for tlv in meant if not tlv.commands), None)

    def error_meaning(self, code: int | str, source: str = ERR) -> str | None:
        """Give an error code's meaning, or None; an `err` in digits (`006`) counts as a number.

        `source`: which of `ERROR_SOURCES` the code is from.
        """
        own = _meaning(self.errors_of.get(source, {}), code)
        return own if own is not None or source == COMMAND_STATUS else _meaning(self.errors, code)

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

    def id_rule(self, system_type: str = "") -> str:
        """Name the rule of receipts' ids after a bind with `system_type`; empty: unknown."""
        asked = [option.id_rule for option in self.options_in(system_type)]
        return next(filter(None, asked), self.receipt.id_rule)

    @cached_property
    def _by_tag(self) -> dict[int, tuple[VendorTlv, ...]]:
        by_tag: dict[int, tuple[VendorTlv, ...]] = {}
        for tlv in self.tlvs:
            by_tag[tlv.tag] = (*by_tag.get(tlv.tag, ()), tlv)
        return by_tag


# An `err` is three digits by the standard (SMPP 3.4, appendix B); int() is kept to short text.
_LONGEST_ERR = 20


def _meaning(codes: Codes, code: int | str) -> str | None:
    if isinstance(code, str) and code not in codes and _is_number(code):
        code = int(code)
    return codes.get(code)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= _LONGEST_ERR
