"""TLVs by their dictionaries: a vendor's profile, if one is in use, comes before the standard."""

from __future__ import annotations

from typing import Any

from smpp_dissect.pdus.encode import tlv_octets
from smpp_dissect.profiles import Profile, VendorTlv
from smpp_dissect.scapy_layers.fields import LONGEST_COUNTED, Identity, Octets
from smpp_dissect.spec import COMMAND_BY_ID, TLV_BY_NAME, TLV_BY_TAG


class _Dictionary:
    """The profile in use."""

    profile: Profile | None = None

    def vendor(self, tag: int, command: str | None = None) -> VendorTlv | None:
        """Find what a tag means to the profile, in a PDU of this command."""
        return self.profile.tlv(tag, command) if self.profile else None


DICTIONARY = _Dictionary()


def tag_name(tag: int, command: str | None = None) -> str | None:
    """Name a tag, if a dictionary has it."""
    named = DICTIONARY.vendor(tag, command) or TLV_BY_TAG.get(tag)
    return named.name if named else None


def command_of(tlv: Any) -> str | None:
    """Name the command of the PDU that a TLV is in; None where it is in none."""
    command = COMMAND_BY_ID.get(getattr(tlv.parent, "command_id", -1))
    return command.name if command else None


def tag_of(name: str) -> int:
    """Find the tag of a name; ValueError where no dictionary has it."""
    own = DICTIONARY.profile.tlvs if DICTIONARY.profile else ()
    tags = [tlv.tag for tlv in own if tlv.name == name]
    if not tags and name not in TLV_BY_NAME:
        raise ValueError(f"unknown TLV {name!r}: give its tag, or use the profile that has it")
    return tags[0] if tags else TLV_BY_NAME[name].tag


def tlv_text(tag: int, octets: bytes, command: str | None = None) -> str:
    """Say what a value says, as the column `text` of the table `tlvs` does."""
    from smpp_dissect.pdus.tlv_texts import guess_text, standard_text

    vendor, standard = DICTIONARY.vendor(tag, command), TLV_BY_TAG.get(tag)
    if vendor:
        return vendor.text(octets)
    return standard_text(standard, octets, DICTIONARY.profile) if standard else guess_text(octets)


class Tag(Identity):
    """The tag of a TLV, given as a number or by its name."""

    def __init__(self) -> None:
        super().__init__("tag", 0, 2, tag_name)

    def any2i(self, pkt: Any, x: Any) -> Any:
        """Take a number or a name."""
        return tag_of(x) if isinstance(x, str) else x

    def name_of(self, pkt: Any, x: int) -> str | None:
        """Say what the tag means in its PDU."""
        return tag_name(x, command_of(pkt))


class Value(Octets):
    """The value of a TLV, given as octets, text or a number, by the rules of our encoder."""

    def __init__(self) -> None:
        super().__init__("value", "length", LONGEST_COUNTED)

    def any2i(self, pkt: Any, x: Any) -> Any:
        """Keep what was given: it is the tag that tells its size."""
        return x

    def i2m(self, pkt: Any, x: Any) -> bytes:
        """Give the octets on the wire."""
        vendor = DICTIONARY.vendor(pkt.tag, command_of(pkt))
        if isinstance(x, int) and vendor and vendor.kind == "integer":
            size = max(vendor.min_octets, (x.bit_length() + vendor.signed + 7) // 8, 1)
            octets = x.to_bytes(size, "big", signed=vendor.signed)
            return octets[::-1] if vendor.byte_order == "little" else octets
        return b"" if x is None else tlv_octets(pkt.tag, x)

    def i2repr(self, pkt: Any, x: Any) -> str:
        """Show the value and what it says."""
        if x is None:
            return repr(x)
        octets = self.i2m(pkt, x)
        text = tlv_text(pkt.tag, octets, command_of(pkt))
        is_plain = text in (octets.hex(), octets.removesuffix(b"\0").decode("latin-1"))
        return repr(x) if is_plain else f"{x!r} ({text!r})"
