"""tshark with a script of ours: what its fields have, and what we read ourselves."""

from __future__ import annotations

import subprocess
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import smpp_dissect as sd
from smpp_dissect.exports.wireshark import post_dissector
from smpp_dissect.pdus.encode import encode
from smpp_dissect.profiles import Profile, VendorTlv

# No text of a profile has these.
BETWEEN_FIELDS, BETWEEN_VALUES = "\x1e", "\x1f"


def tshark(capture: Path, script: Path, ports: Iterable[int], *more: str) -> str:
    known = [word for port in ports for word in ("-d", f"tcp.port=={port},smpp")]
    words = ["tshark", "-n", "-r", str(capture), "-X", f"lua_script:{script}", *known, *more]
    done = subprocess.run(words, capture_output=True, check=True)
    assert b"Lua" not in done.stderr, done.stderr.decode()
    return done.stdout.decode()


def fields(capture: Path, script: Path, ports: Iterable[int], names: Sequence[str]) -> Any:
    """For each frame with SMPP, by the names of fields, their values."""
    wanted = [word for name in names for word in ("-e", name)]
    separators = ("-E", f"separator={BETWEEN_FIELDS}", "-E", f"aggregator={BETWEEN_VALUES}")
    options = ("-Y", "smpp", "-T", "fields", *separators, *wanted)
    for line in tshark(capture, script, ports, *options).rstrip("\n").split("\n"):
        cells = (cell.split(BETWEEN_VALUES) if cell else [] for cell in line.split(BETWEEN_FIELDS))
        yield dict(zip(names, cells, strict=True))


def names_of(profile: Profile, prefix: str = "") -> list[str]:
    prefix = prefix or profile.name
    names = []
    for tlv in profile.tlvs:
        names.append(f"{prefix}.{tlv.name}")
        names += [f"{prefix}.{tlv.name}.{bits.name}" for bits in tlv.bits]
    return names


def readings(profile: Profile, tlvs: Iterable[tuple[int, bytes]], prefix: str) -> dict[str, Any]:
    """What we read, by the names of fields."""
    found: dict[str, list[Any]] = {name: [] for name in names_of(profile, prefix)}
    for tag, value in tlvs:
        tlv = profile.tlv(tag)
        if tlv is None:
            continue
        if (told := value_of(tlv, value)) is not None:
            found[f"{prefix}.{tlv.name}"].append(told)
        for part in tlv.describe(value):
            if f"{prefix}.{tlv.name}.{part.name}" in found:
                found[f"{prefix}.{tlv.name}.{part.name}"].append(part.number)
    return found


def value_of(tlv: VendorTlv, value: bytes) -> Any:
    if tlv.kind == "integer":
        number = tlv.number(value)
        # Wireshark has no room for more octets than a field with bits was declared with.
        too_wide = tlv.bits and number is not None and number >> 8 * tlv.max_octets
        return None if too_wide else number
    if tlv.kind == "cstring":
        only = Profile("only", "only", "only", tlvs=(tlv,))
        node = sd.dissect(encode("deliver_sm", tlvs=[(tlv.tag, value)]), only).root.nodes[-1]
        # Wireshark's strings end at a NUL.
        return str(node.value).partition("\0")[0]
    if tlv.kind == "ucs2":
        return ucs2_of(value, "utf-16-le" if tlv.byte_order == "little" else "utf-16-be")
    return value.hex() if tlv.kind == "octets" else tlv.characters(value)


def ucs2_of(value: bytes, order: str) -> str:
    """Of characters that Python does not call printable, Lua knows the control characters alone."""
    try:
        text = value.decode(order).removesuffix("\0")
    except UnicodeDecodeError:
        return value.hex()
    has_controls = any(unicodedata.category(character) == "Cc" for character in text)
    return value.hex() if has_controls else text


def as_read(name: str, values: Sequence[str], expected: Sequence[Any]) -> list[Any]:
    """tshark's words as the values they stand for."""
    if any(isinstance(value, int) for value in expected):
        return [int(value, 0) for value in values]
    shown = ("" if value == "<MISSING>" else value for value in values)
    return [value.replace("\\t", "\t").replace("\\n", "\n") for value in shown]


def written(profile: Profile, folder: Path) -> Path:
    path = folder / f"{profile.name}.lua"
    path.write_text(post_dissector(profile), "ascii")
    return path


def tlvs_of(pdu: bytes) -> list[tuple[int, bytes]]:
    nodes = [
        node for node in sd.dissect(pdu).root.nodes if node.nodes and node.nodes[0].name == "tag"
    ]
    return [(node.nodes[0].value, node.nodes[2].octets) for node in nodes]
