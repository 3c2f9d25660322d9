"""A vendor profile as text and as plain values: what one provider says beyond the standard."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from smpp_dissect.columns import Column
from smpp_dissect.profiles import BitField, Profile, VendorTlv
from smpp_dissect.profiles.model import SIGNS
from smpp_dissect.profiles.tlv import MOST_OCTETS, WIDEST_INTEGER

# The columns of a list of profiles.
LISTED = (
    Column("name", "string", "", "what the profile is called", 16),
    Column("title", "string", "", "the provider", 48),
    Column("ports", "string", "", "ports of its servers", 16),
    Column("tlvs", "uint16", "", "TLVs it names", 5),
    Column("errors", "uint16", "", "error codes it gives a meaning", 6),
    Column("source", "string", "", "the documents it is from", 60),
)


def profile_row(profile: Profile) -> tuple[str, str, str, int, int, str]:
    """Give the values of `LISTED` for a profile."""
    errors = len(profile.errors) + sum(map(len, profile.errors_of.values()))
    ports = ", ".join(map(str, (*profile.ports, *profile.tls_ports)))
    return profile.name, profile.title, ports, len(profile.tlvs), errors, profile.source


def profile_lines(profile: Profile) -> Iterator[str]:
    """Describe a profile: its link, its receipts, its TLVs, its error codes."""
    yield f"{profile.name}: {profile.title}"
    yield f"source: {profile.source}"
    yield from _link(profile)
    yield from _receipts(profile)
    for tlv in profile.tlvs:
        yield from _tlv(tlv)
    for code, meaning in profile.errors.items():
        yield f"error {code}: {meaning}"
    for source, codes in profile.errors_of.items():
        for code, meaning in codes.items():
            shown = f"0x{code:08X}" if source == "command_status" else code
            yield f"{source} {shown}: {meaning}"


def profile_dict(profile: Profile) -> dict[str, Any]:
    """Give a profile whole as plain values, for JSON."""
    told = asdict(profile)
    return {key: _plain(value) for key, value in told.items()}


def _plain(value: Any) -> Any:
    """Turn keys into texts and leave out of each table what says nothing."""
    if isinstance(value, Mapping):
        plain = {str(key): _plain(each) for key, each in value.items()}
        return {key: each for key, each in plain.items() if each not in ("", [], {})}
    return [_plain(each) for each in value] if isinstance(value, list | tuple) else value


def _link(profile: Profile) -> Iterator[str]:
    for what, values in (
        ("SMPP", profile.versions),
        ("servers", profile.servers),
        ("ports", profile.ports),
        ("TLS ports", profile.tls_ports),
    ):
        if values:
            yield f"{what}: {', '.join(map(str, values))}"
    if profile.recognised_by != SIGNS:
        signs = ", ".join(profile.recognised_by)
        yield f"recognised by: {signs or 'nothing; it has to be asked for'}"
    if profile.inactivity_s is not None:
        yield f"inactivity: {profile.inactivity_s} s"
    if profile.default_alphabet:
        yield f"data_coding 0: {profile.default_alphabet}"
    for option in profile.options:
        yield f"system_type {option.name}: {option.meaning}"


def _receipts(profile: Profile) -> Iterator[str]:
    receipt = profile.receipt
    for what, text in (
        ("", receipt.text),
        (" example", receipt.example),
        (" states", ", ".join(receipt.states)),
        (" TLVs", ", ".join(receipt.tlvs)),
        (" comes in", ", ".join(receipt.commands)),
        (" of a long message", receipt.long_message.replace("_", " ")),
        (" id rule", receipt.id_rule),
    ):
        if text:
            yield f"receipt{what}: {text}"
    if receipt.only_when_requested:
        yield "receipt only when requested"
    for key, meaning in receipt.keys.items():
        yield f"receipt key {key}: {meaning}"
    for key, standard in receipt.stands_for.items():
        yield f"receipt key {key} stands for {standard}"


def _tlv(tlv: VendorTlv) -> Iterator[str]:
    size = _size(tlv)
    form = ", ".join(filter(None, [tlv.kind, "signed" * tlv.signed, _order(tlv), size]))
    where = f", in {', '.join(tlv.commands)}" if tlv.commands else ""
    yield f"TLV 0x{tlv.tag:04X} {tlv.name} ({form}{where}){f': {tlv.meaning}' * bool(tlv.meaning)}"
    for value, name in tlv.enum.items():
        yield f"    {value} = {name}"
    for bits in tlv.bits:
        yield from _bits(bits)


def _order(tlv: VendorTlv) -> str:
    return "" if tlv.byte_order == "big" else f"{tlv.byte_order}-endian"


def _size(tlv: VendorTlv) -> str:
    least, most = tlv.min_octets, tlv.max_octets
    widest = WIDEST_INTEGER if tlv.kind == "integer" else MOST_OCTETS
    if least == most:
        return f"{most} octet{'s' * (most > 1)}"
    if most == widest:
        return f"from {least} octets" if least > 1 else ""
    return f"{least} to {most} octets" if least > 1 else f"up to {most} octets"


def _bits(bits: BitField) -> Iterator[str]:
    place = f"bit {bits.low}" if bits.low == bits.high else f"bits {bits.high}-{bits.low}"
    condition = f", if {bits.only_if}" if bits.only_if else ""
    yield f"    {place} {bits.name}{condition}{f': {bits.meaning}' * bool(bits.meaning)}"
    for number, name in bits.enum.items():
        yield f"        {number} = {name}"
