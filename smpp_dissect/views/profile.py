"""A vendor profile as text: what one provider says beyond the standard."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from smpp_dissect.profiles import Profile, VendorTlv


def profile_lines(profile: Profile) -> Iterator[str]:
    """Describe a profile: its link, its TLVs, its receipts, its error codes."""
    yield f"{profile.name}: {profile.title}"
    yield f"source: {profile.source}"
    for what, numbers in (("ports", profile.ports), ("TLS ports", profile.tls_ports)):
        if numbers:
            yield f"{what}: {', '.join(map(str, numbers))}"
    if profile.inactivity_s is not None:
        yield f"inactivity: {profile.inactivity_s} s"
    for option in profile.options:
        yield f"system_type {option.name}: {option.meaning}"
    if profile.receipt.text:
        yield f"receipt: {profile.receipt.text}"
    for tlv in profile.tlvs:
        yield _tlv_line(tlv)
    for code, meaning in profile.errors.items():
        yield f"error {code}: {meaning}"


def profile_dict(profile: Profile) -> dict[str, Any]:
    """Give the gist of a profile as plain values, for JSON."""
    return {
        "name": profile.name,
        "title": profile.title,
        "source": profile.source,
        "ports": list(profile.ports),
        "tls_ports": list(profile.tls_ports),
        "tlvs": [{"tag": tlv.tag, "name": tlv.name, "kind": tlv.kind} for tlv in profile.tlvs],
        "errors": {str(code): meaning for code, meaning in profile.errors.items()},
    }


def _tlv_line(tlv: VendorTlv) -> str:
    meaning = f": {tlv.meaning}" if tlv.meaning else ""
    return f"TLV 0x{tlv.tag:04X} {tlv.name}, {tlv.kind}{meaning}"
