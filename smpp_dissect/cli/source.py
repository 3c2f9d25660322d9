"""What a command reads, and how."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class Source(NamedTuple):
    """The options that all reading commands share.

    No `ports`: SMPP is recognised on any; no `profiles`: each session gets one by what it shows.
    """

    captures: list[str]
    ports: list[int] | None = None
    profiles: Sequence[str] = ()
    show_secrets: bool = False
    quiet: bool = False
    default_alphabet: str | None = None
