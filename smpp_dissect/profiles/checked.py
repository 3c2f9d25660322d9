"""TOML under check: each read says what it expects, and a failure is one line that names its key.

    my.toml: tlv[2].tag: expected an integer from 0 to 65535, found "0x20zz"
    my.toml: tlv[2].knd: unknown key; did you mean kind? known here: tag, name, kind, meaning

Entries of an array are counted from 1. A key that nothing reads is a fault as well, for a misspelt
key would else silently say nothing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TypeGuard

from smpp_dissect.errors import ProfileError

_NUMBER = re.compile(r"-?(?:0x[0-9A-Fa-f]{1,16}|0b[01]{1,64}|[0-9]{1,20})")
_LONGEST_SHOWN = 60


class Table:
    """One table of a profile: `file` and `path` name it in messages, `known` are its keys."""

    def __init__(self, file: str, path: str, values: Mapping[str, object], known: Sequence[str]):
        self.file = file
        self.path = path
        self._values = values
        for key in values:
            if key not in known:
                raise self.fault(f"unknown key; {nearest_of(key, known)}{_listed(known)}", key)

    def __contains__(self, key: str) -> bool:
        """Tell whether the key was written."""
        return key in self._values

    def fault(self, message: str, *keys: str) -> ProfileError:
        """Make the error that says `message` of the key that `keys` lead to."""
        path = ".".join([*filter(None, [self.path]), *map(_shown_key, keys)])
        return ProfileError(f"{self.file}: {path}: {message}")

    def expected(self, what: str, key: str) -> ProfileError:
        """Make the error of a key that is missing or is not what was expected."""
        if key not in self._values:
            return self.fault(f"missing; expected {what}", key)
        return self.fault(f"expected {what}, found {_shown(self._values[key])}", key)

    def text(self, key: str, default: str | None = None, like: str = "", what: str = "") -> str:
        """Read one line of text, of the form `like` (a regular expression, in words `what`)."""
        if default is not None and key not in self:
            return default
        value = self._values.get(key)
        if not _is_line(value) or (like and not re.fullmatch(like, value)):
            raise self.expected(what or "one line of text", key)
        return value

    def choice(self, key: str, choices: Sequence[str], default: str | None = None) -> str:
        """Read one word out of `choices`."""
        if default is not None and key not in self:
            return default
        value = self._values.get(key)
        if not _is_line(value) or value not in choices:
            raise self.expected(f"one of {', '.join(choices)}", key)
        return value

    def flag(self, key: str) -> bool:
        """Read true or false; false where the key is not written."""
        value = self._values.get(key, False)
        if not isinstance(value, bool):
            raise self.expected("true or false", key)
        return value

    def integer(self, key: str, low: int, high: int, default: int | None = None) -> int:
        """Read an integer from `low` to `high`."""
        value = self._values.get(key, default)
        if not _is_integer(value, low, high):
            raise self.expected(f"an integer from {low} to {high}", key)
        return value

    def integers(self, key: str, low: int, high: int) -> tuple[int, ...]:
        """Read a list of integers from `low` to `high`; empty where the key is not written."""
        what = f"a list of integers from {low} to {high}"
        values = self._list(key, what)
        numbers = tuple(value for value in values if _is_integer(value, low, high))
        if len(numbers) < len(values):
            raise self.expected(what, key)
        return numbers

    def texts(self, key: str, like: str = ".*", what: str = "lines of text") -> tuple[str, ...]:
        """Read a list of lines of the form `like`; empty where the key is not written."""
        values = self._list(key, f"a list of {what}")
        lines = tuple(line for line in values if _is_line(line) and re.fullmatch(like, line))
        if len(lines) < len(values):
            raise self.expected(f"a list of {what}", key)
        return lines

    def known_names(self, key: str, known: Collection[str], what: str) -> tuple[str, ...]:
        """Read a list of names, each out of `known`, in words `what`; empty where not written."""
        names = self.texts(key, what=what)
        for name in names:
            if name not in known:
                hint = nearest_of(name, known)
                found = f"found {_shown(name)}{'; ' * bool(hint)}{hint.rstrip()}"
                raise self.fault(f"expected a list of {what}, {found}", key)
        return names

    def networks(self, key: str) -> tuple[str, ...]:
        """Read a list of IP addresses and networks; empty where the key is not written."""
        what = "addresses and networks such as 192.0.2.0/24"
        networks = self.texts(key, what=what)
        for network in networks:
            if not is_network(network):
                raise self.fault(f"expected a list of {what}, found {_shown(network)}", key)
        return networks

    def table(self, key: str, known: Sequence[str]) -> Table:
        """Open the table under a key; an empty one where it is not written."""
        values = self._values.get(key, {})
        if not isinstance(values, dict):
            raise self.expected("a table", key)
        return Table(self.file, self._under(key), values, known)

    def open(self, key: str) -> Table:
        """Open the table under a key, whose own keys may be any."""
        values = self._values.get(key)
        return self.table(key, tuple(values) if isinstance(values, dict) else ())

    def tables(self, key: str, known: Sequence[str]) -> list[Table]:
        """Open each table of an array of tables."""
        opened = []
        for at, value in enumerate(self._list(key, "an array of tables, in double brackets"), 1):
            path = f"{self._under(key)}[{at}]"
            if not isinstance(value, dict):
                found = _shown(value)
                raise ProfileError(f"{self.file}: {path}: expected a table, found {found}")
            opened.append(Table(self.file, path, value, known))
        return opened

    def lines(self, key: str, but: Sequence[str] = ()) -> dict[str, str]:
        """Read a table of the author's own keys, each with one line of text.

        `but`: keys of it that are tables of their own, and are left out.
        """
        inner = self.open(key)
        lines = {}
        for name, value in inner._values.items():
            if name in but:
                continue
            if but and isinstance(value, dict):
                raise inner.fault(f"unknown table; {nearest_of(name, but)}{_listed(but)}", name)
            lines[name] = inner.text(name)
        return lines

    def numbered(self, key: str, low: int, high: int) -> dict[int, str]:
        """Read a table from numbers, `low` to `high` and each once, to names; see `read_number`."""
        names: dict[int, str] = {}
        for name, line in self.lines(key).items():
            number = read_number(name)
            if number is None or not low <= number <= high:
                raise self.fault(f"expected a number from {low} to {high} as the key", key, name)
            if number in names:
                raise self.fault(f"the number {number} is named twice", key, name)
            names[number] = line
        return names

    def _under(self, key: str) -> str:
        return ".".join([*filter(None, [self.path]), _shown_key(key)])

    def _list(self, key: str, what: str) -> list[object]:
        values = self._values.get(key, [])
        if not isinstance(values, list):
            raise self.expected(what, key)
        return values


def read_number(key: str) -> int | None:
    """Read a key that stands for a number: `10`, `007`, `0x0a`, `0b11`; None if it is none."""
    if not _NUMBER.fullmatch(key):
        return None
    base = {"0x": 16, "0b": 2}.get(key.removeprefix("-")[:2], 10)
    return int(key, base)


def is_network(text: str) -> bool:
    """Tell whether a text is an IP address or a network in CIDR notation."""
    from ipaddress import ip_network

    try:
        ip_network(text)
    except ValueError:
        return False
    return True


def nearest_of(name: str, known: Iterable[str]) -> str:
    """Ask whether the known name nearest to this one was meant; empty where none is near."""
    from difflib import get_close_matches

    near = get_close_matches(name.lower(), list(known), 1)
    return f"did you mean {near[0]}? " if near else ""


def _listed(known: Sequence[str]) -> str:
    return f"known here: {', '.join(known)}" if known else "none is known here"


def _shown(value: object) -> str:
    """Show a value of the file on one line, cut where it is long."""
    try:
        line = json.dumps(value, default=str)
    except (RecursionError, ValueError):
        return "a value too large to show"
    return line if len(line) <= _LONGEST_SHOWN else f"{line[:_LONGEST_SHOWN]}..."


def _shown_key(key: str) -> str:
    """Show a key as TOML would write it."""
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else _shown(key)


def _is_line(value: object) -> TypeGuard[str]:
    return isinstance(value, str) and bool(value) and value.isprintable()


def _is_integer(value: object, low: int, high: int) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and low <= value <= high
