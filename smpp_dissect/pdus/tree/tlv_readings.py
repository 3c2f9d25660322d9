"""How the values of TLVs are read: by the standard, by a vendor's profile, or by a guess.

A vendor's profile is asked before the standard. A value is read by its kind at whatever size it
came. Values of a few octets repeat, so what they say is remembered; the rest is read anew.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from smpp_dissect.pdus.meanings import REMEMBERED, value_meaning
from smpp_dissect.pdus.tree.address_parts import (
    callback_num_atag_reading,
    callback_num_reading,
    network_id_reading,
    subaddress_reading,
)
from smpp_dissect.pdus.tree.broadcast_parts import area_reading, content_type_reading
from smpp_dissect.pdus.tree.context import Context, Conventions
from smpp_dissect.pdus.tree.error_parts import error_reading
from smpp_dissect.pdus.tree.guesses import guess_of
from smpp_dissect.pdus.tree.parts import (
    Part,
    Reading,
    ascii_text,
    fields_read,
    octet_readings,
    summary,
)
from smpp_dissect.pdus.tree.time_parts import span_text, time_reading
from smpp_dissect.pdus.user_data import MESSAGE_PAYLOAD
from smpp_dissect.profiles import Profile, VendorTlv
from smpp_dissect.spec import TLV_BY_TAG, Kind, Tlv

Read = Callable[[bytes], Reading]

# What is longer is octets, not a number.
WIDEST_INTEGER = 8
LONGEST_REMEMBERED = 16


class TlvReader:
    """What one tag is called, which lengths it may have, and how its value is read."""

    __slots__ = ("_fits", "_kept", "_read", "_sizes", "about", "name")

    def __init__(
        self,
        name: str,
        about: str | None,
        read: Read,
        sizes: str,
        fits: Callable[[bytes], bool],
        repeats: bool = True,
    ):
        """`sizes`: those that `fits` allows, in words; `repeats`: values are worth remembering."""
        self.name = name
        self.about = about
        self._sizes = sizes
        self._fits = fits
        self._read = read
        self._kept: dict[bytes, tuple[Reading, str | None]] | None = {} if repeats else None

    def read(self, octets: bytes) -> tuple[Reading, str | None]:
        """Read a value; say, too, where it has a length that it may not have."""
        kept = self._kept
        if kept is None or len(octets) > LONGEST_REMEMBERED:
            return self._read(octets), self._odd(octets)
        found = kept.get(octets)
        if found is None:
            if len(kept) >= REMEMBERED:
                kept.clear()
            found = kept[octets] = self._read(octets), self._odd(octets)
        return found

    def _odd(self, octets: bytes) -> str | None:
        return None if self._fits(octets) else f"not {self._sizes}"


def tlv_reader(tag: int, context: Context) -> TlvReader:
    """Find how a tag is read, by the profile or by the standard; any other is guessed at."""
    reader = context.readers.get(tag)
    if reader is None:
        reader = context.readers[tag] = _reader(tag, context.command, context.by)
    return reader


def _reader(tag: int, command: str, by: Conventions) -> TlvReader:
    vendor = by.profile.tlv(tag, command or None) if by.profile else None
    if vendor is not None:
        sizes = _sizes(vendor.min_octets, vendor.max_octets)
        read = partial(_vendor, vendor)
        return TlvReader(vendor.name, vendor.meaning or None, read, sizes, vendor.fits)
    tlv = TLV_BY_TAG.get(tag)
    if tlv is None:
        about = f"in the range: {value_meaning('tlv_tag_range', tag)}"
        return TlvReader(f"tlv_0x{tag:04X}", about, _guess, "", lambda octets: True, False)
    least, most = tlv.min_octets, tlv.max_octets
    repeats = tlv.kind is not Kind.CSTRING
    fits = partial(_fits, least, most)
    return TlvReader(
        tlv.name, tlv.meaning or None, _read_by(tlv, by), _sizes(least, most), fits, repeats
    )


def _fits(least: int, most: int, octets: bytes) -> bool:
    return least <= len(octets) <= most


def _sizes(least: int, most: int) -> str:
    return f"{least} to {most}" if most > least else f"{least}"


def _read_by(tlv: Tlv, by: Conventions) -> Read:
    if tlv.tag == MESSAGE_PAYLOAD:
        return _nothing
    if tlv.name == "callback_num_atag":
        return partial(callback_num_atag_reading, alphabet=by.alphabet)
    return partial(standard_reading, tlv, profile=by.profile)


def standard_reading(tlv: Tlv, octets: bytes, profile: Profile | None = None) -> Reading:
    """Read a value as the standard has it, errors as the profile does; any size is still read."""
    if tlv.name == "network_error_code":
        return error_reading(octets, profile)
    own = OWN_READINGS.get(tlv.name)
    if own is not None:
        return own(octets)
    if tlv.kind is Kind.STRUCT:
        parts = fields_read(tlv.parts, octets)
        return Reading(None, summary(parts, octets), parts)
    if tlv.kind is Kind.CSTRING:
        return Reading(characters(octets, "latin-1"))
    if tlv.kind is Kind.OCTETS or not 0 < len(octets) <= WIDEST_INTEGER:
        return Reading(None, ascii_text(octets))
    if len(octets) == 1:
        reading = octet_readings(tlv.enum)[octets[0]]
        return reading if tlv.name not in SAID else reading._replace(meaning=_said(tlv, octets[0]))
    number = int.from_bytes(octets)
    return Reading(number, _said(tlv, number))


def _said(tlv: Tlv, number: int) -> str | None:
    said = SAID.get(tlv.name)
    if said is not None:
        return said(number)
    return value_meaning(tlv.enum, number) if tlv.enum else None


def _vendor(tlv: VendorTlv, octets: bytes) -> Reading:
    text = tlv.text(octets)
    if tlv.kind == "integer":
        number = tlv.number(octets)
        parts = [
            Part(part.name, 0, len(octets), part.number, part.meaning or None, (), part[1:3])
            for part in tlv.describe(octets)
        ]
        return Reading(number, None if number is None or text == str(number) else text, parts)
    if tlv.kind == "cstring":
        value = characters(octets, "utf-8")
        return Reading(value, tlv.enum.get(value))
    if tlv.kind == "octets":
        return Reading(None, tlv.enum.get(tlv.characters(octets)) or ascii_text(octets))
    read = tlv.read(octets) or None
    return Reading(read, tlv.enum.get(read) if read else None)


def characters(octets: bytes, encoding: str) -> str:
    """Read a C-octet string, met with its NUL and without; what is not `encoding` is Latin-1."""
    octets = octets.removesuffix(b"\0")
    try:
        return octets.decode(encoding)
    except UnicodeDecodeError:
        return octets.decode("latin-1")


def _nothing(octets: bytes) -> Reading:
    """A message is read when all of its PDU is."""
    return Reading()


def _guess(octets: bytes) -> Reading:
    return Reading(None, guess_of(octets))


def _telematics_reading(octets: bytes) -> Reading:
    """Read dest_telematics_id: 5.0 makes the first of its octets a protocol id."""
    if len(octets) != 2:
        return Reading(int.from_bytes(octets) if octets else None)
    protocol = Part("protocol_id", 0, 1, octets[0], value_meaning("gsm_tp_pid", octets[0]))
    return Reading(int.from_bytes(octets), None, (protocol, Part("reserved", 1, 1, octets[1])))


def _country_reading(octets: bytes) -> Reading:
    """Read dest_addr_np_country: an integer of 1 to 5 octets by the standard, met as digits."""
    return Reading(None, ascii_text(octets) or (str(int.from_bytes(octets)) if octets else None))


def _end_time_reading(octets: bytes) -> Reading:
    """Read broadcast_end_time, met with its NUL and without."""
    reading = time_reading(characters(octets, "latin-1"))
    parts = [part for part in reading.parts if part.at < len(octets)]
    return reading._replace(parts=parts)


# TLVs whose values have a structure of their own.
OWN_READINGS: dict[str, Read] = {
    "source_subaddress": subaddress_reading,
    "dest_subaddress": subaddress_reading,
    "callback_num": callback_num_reading,
    "callback_num_atag": callback_num_atag_reading,
    "source_network_id": network_id_reading,
    "dest_network_id": network_id_reading,
    "broadcast_area_identifier": area_reading,
    "broadcast_content_type": content_type_reading,
    "broadcast_end_time": _end_time_reading,
    "dest_telematics_id": _telematics_reading,
    "dest_addr_np_country": _country_reading,
}
# Integers whose values are not listed and mean something.
SAID: dict[str, Callable[[int], str | None]] = {
    "source_telematics_id": lambda value: value_meaning("gsm_tp_pid", value),
    "qos_time_to_live": span_text,
    "source_port": lambda value: value_meaning("udh_port_16", value),
    "destination_port": lambda value: value_meaning("udh_port_16", value),
    "broadcast_rep_num": lambda value: (
        None if value else "as the other parameters say, or for ever"
    ),
    "broadcast_area_success": lambda value: (
        f"{value} %" if value <= 100 else value_meaning("broadcast_area_success", value)
    ),
}
