"""Finds profiles, shipped ones by name and the user's own by path, and reads their TOML.

docs/profiles.md describes the form, `form.py` checks it. Nothing is imported for TOML until a
profile is asked for.
"""

from __future__ import annotations

import os
import re
from collections.abc import Set
from dataclasses import replace
from functools import cache
from pathlib import Path

from smpp_dissect.errors import ProfileError
from smpp_dissect.profiles.checked import Table, is_network, nearest_of
from smpp_dissect.profiles.model import Profile

# Far more than a provider who uses every tag of the vendor range would need.
LARGEST_FILE = 4 * 1024 * 1024
HIGHEST_PORT = 0xFFFF
# Numbers as shipped profiles write ports and tags.
_NUMBER = re.compile(rb"0x[0-9A-Fa-f]+|[0-9]+")


def available() -> tuple[str, ...]:
    """Name the profiles that come with the package, sorted."""
    here = Path(__file__).parent
    return tuple(sorted(path.stem for path in here.glob("*.toml")))


def load(name_or_path: str | os.PathLike[str]) -> Profile:
    """Load a shipped profile by its name, or one of the user's own from a TOML file.

    `NAME@WHERE` is a profile for one place only: a server's address, a network, or a port. Raises
    ProfileError, whose one line names the file, the key and what was expected.
    """
    name, at, where = os.fspath(name_or_path).rpartition("@")
    if at and not Path(name_or_path).exists():
        return _only_at(load(name), where)
    if name_or_path in available():
        return _shipped(str(name_or_path))
    path = Path(name_or_path)
    file = str(path) if str(path).isprintable() else ascii(str(path))
    if not path.suffix and not path.exists():
        names = available()
        raise ProfileError(
            f"{file}: no such file, and no shipped profile;"
            f" {nearest_of(file, names)}shipped are: {', '.join(names)}"
        )
    return _read(path, file)


def _only_at(profile: Profile, where: str) -> Profile:
    if where.isascii() and where.isdigit() and 0 < int(where[:6]) <= HIGHEST_PORT:
        return replace(profile, servers=(), ports=(int(where),), tls_ports=(), only_there=True)
    if is_network(where):
        return replace(profile, servers=(where,), ports=(), tls_ports=(), only_there=True)
    shown = where if where.isprintable() else ascii(where)
    raise ProfileError(
        f"{profile.name}@{shown}: expected an address, a network such as 192.0.2.0/24, or a port"
    )


def shipped() -> tuple[Profile, ...]:
    """Load every profile that comes with the package, in the order of their names."""
    return tuple(_shipped(name) for name in available())


def shipped_with(ports: Set[int], tags: Set[int], least: int) -> tuple[Profile, ...]:
    """Load the shipped profiles that may have one of the ports, `least` of the tags, or servers.

    Which these are is told by the numbers in their files: parsing them all takes as long as reading
    a small capture does. Others may be among them.
    """
    return tuple(
        _shipped(name)
        for name in available()
        if (numbers := _numbers_in(name)) is None
        or not ports.isdisjoint(numbers)
        or len(tags & numbers) >= least
    )


@cache
def _numbers_in(name: str) -> frozenset[int] | None:
    """Give all numbers in a shipped profile's file; None for one that may tell by its servers."""
    octets = _path(name).read_bytes()
    if b"servers" in octets:
        return None
    return frozenset(int(text, 16 if b"x" in text else 10) for text in _NUMBER.findall(octets))


@cache
def _shipped(name: str) -> Profile:
    return _read(_path(name), f"{name}.toml")


def _path(name: str) -> Path:
    return Path(__file__).with_name(f"{name}.toml")


def _read(path: Path, file: str) -> Profile:
    """Read one TOML file; `file` is its name in messages."""
    import tomllib

    from smpp_dissect.profiles.form import PROFILE_KEYS, profile_of

    try:
        with path.open("rb") as stream:
            octets = stream.read(LARGEST_FILE + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ProfileError(f"{file}: cannot be read: {reason}") from error
    if len(octets) > LARGEST_FILE:
        raise ProfileError(f"{file}: larger than {LARGEST_FILE} octets, so no profile")
    try:
        values = tomllib.loads(octets.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise ProfileError(f"{file}: not UTF-8 text, at octet {error.start}") from error
    except (ValueError, RecursionError) as error:
        raise ProfileError(f"{file}: not TOML: {' '.join(str(error).split())}") from error
    return profile_of(Table(file, "", values, PROFILE_KEYS))
