"""`smpp-dissect wireshark`: a profile as a post-dissector, to a file or to standard output."""

from __future__ import annotations

from pathlib import Path

from smpp_dissect.cli.environment import Environment
from smpp_dissect.exports.wireshark import post_dissector
from smpp_dissect.profiles import load


def wireshark(env: Environment, profile: str, out: str | None) -> None:
    """Write a profile, shipped or of a TOML file, as Lua."""
    lua = post_dissector(load(profile))
    if out is None or out == "-":
        env.stdout.write(lua)
    else:
        Path(out).write_text(lua, "ascii", newline="\n")
