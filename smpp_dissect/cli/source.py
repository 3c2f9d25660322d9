"""What a command reads, and how."""

from __future__ import annotations

from typing import NamedTuple


class Source(NamedTuple):
    """The options that all reading commands share; no `ports`: SMPP is recognised on any."""

    captures: list[str]
    ports: list[int] | None = None
    profile: str | None = None
    show_secrets: bool = False
    quiet: bool = False
    default_alphabet: str | None = None
