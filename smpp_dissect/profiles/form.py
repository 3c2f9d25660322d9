"""The form of a profile: what TOML may say, checked whole and made into a `Profile`.

A profile that loads says nothing impossible. docs/profiles.md describes the form for its authors.
"""

from __future__ import annotations

import re

from smpp_dissect.profiles.checked import Table, read_number
from smpp_dissect.profiles.form_tlvs import commands_in, once, tlvs_in
from smpp_dissect.profiles.model import (
    ALPHABETS,
    COMMAND_STATUS,
    ERROR_SOURCES,
    ID_RULES,
    LONG_MESSAGE,
    NETWORK_ERROR_CODE,
    RECEIPT_KEYS,
    SIGNS,
    Option,
    Profile,
    Receipt,
)
from smpp_dissect.spec import TLV_BY_NAME

PROFILE_KEYS = (
    *("name", "title", "source", "versions", "servers", "ports", "tls_ports", "recognised_by"),
    *("inactivity_s", "default_alphabet", "option", "receipt", "tlv", "errors"),
)
OPTION_KEYS = ("name", "meaning", "long_message", "default_alphabet", "id_rule")
RECEIPT_TABLE_KEYS = (
    *("text", "example", "keys", "stands_for", "states", "tlvs", "commands"),
    *("only_when_requested", "long_message", "id_rule"),
)

_PORT = (1, 0xFFFF)
# A key as a provider writes it: as much of it as those who read receipts compare.
_OWN_KEY = "[A-Za-z]+(?:[ _-][A-Za-z]+)?"
LONGEST_KEY = 12
_LONGEST_INACTIVITY_S = 7 * 24 * 3600
# The highest code of a source.
_HIGHEST = {COMMAND_STATUS: 0xFFFFFFFF, NETWORK_ERROR_CODE: 0xFFFF}


def profile_of(table: Table) -> Profile:
    """Make a profile of a whole file, whose keys are `PROFILE_KEYS`. Raises ProfileError."""
    return Profile(
        name=table.text("name", like=r"[a-z0-9][a-z0-9_-]*", what="a lower-case name"),
        title=table.text("title"),
        source=table.text("source"),
        versions=table.texts("versions", r"[0-9]\.[0-9]", 'versions such as "3.4"'),
        servers=table.networks("servers"),
        ports=table.integers("ports", *_PORT),
        tls_ports=table.integers("tls_ports", *_PORT),
        recognised_by=_recognised_by(table),
        inactivity_s=_inactivity(table),
        default_alphabet=table.choice("default_alphabet", ALPHABETS, ""),
        options=_options(table),
        receipt=_receipt(table.table("receipt", RECEIPT_TABLE_KEYS)),
        tlvs=tlvs_in(table),
        errors=_codes(table, "errors", ERROR_SOURCES),
        errors_of=_errors_of(table),
    )


def _recognised_by(table: Table) -> tuple[str, ...]:
    if "recognised_by" not in table:
        return SIGNS
    return table.known_names("recognised_by", SIGNS, f"signs, of {', '.join(SIGNS)}")


def _inactivity(table: Table) -> int | None:
    if "inactivity_s" not in table:
        return None
    return table.integer("inactivity_s", 1, _LONGEST_INACTIVITY_S)


def _options(table: Table) -> tuple[Option, ...]:
    seen: dict[tuple[str, str], str] = {}
    options = []
    for entry in table.tables("option", OPTION_KEYS):
        name = entry.text("name", like=r"[^,\s]+", what="a word without commas and spaces")
        once(entry, "name", name.upper(), seen)
        option = Option(
            name=name,
            meaning=entry.text("meaning"),
            long_message=entry.choice("long_message", LONG_MESSAGE, ""),
            default_alphabet=entry.choice("default_alphabet", ALPHABETS, ""),
            id_rule=entry.choice("id_rule", ID_RULES, ""),
        )
        options.append(option)
    return tuple(options)


def _receipt(table: Table) -> Receipt:
    return Receipt(
        text=table.text("text", ""),
        example=table.text("example", ""),
        keys=table.lines("keys"),
        stands_for=_stands_for(table),
        states=table.texts("states"),
        tlvs=table.known_names("tlvs", TLV_BY_NAME, "TLV names of the standard"),
        commands=commands_in(table),
        only_when_requested=table.flag("only_when_requested"),
        long_message=table.choice("long_message", LONG_MESSAGE, ""),
        id_rule=table.choice("id_rule", ID_RULES, ""),
    )


def _stands_for(table: Table) -> dict[str, str]:
    """Read which standard key each of the provider's own stands for."""
    inner = table.open("stands_for")
    for name in table.lines("stands_for"):
        if not re.fullmatch(_OWN_KEY, name) or len(name) > LONGEST_KEY:
            raise inner.fault(
                f"expected a key of one word or two, of letters, at most {LONGEST_KEY} characters",
                name,
            )
    return {name: inner.choice(name, RECEIPT_KEYS) for name in table.lines("stands_for")}


def _errors_of(table: Table) -> dict[str, dict[int | str, str]]:
    """Read the error tables of the sources that have one of their own."""
    written = table.open("errors")
    return {
        source: _codes(written, source, highest=_HIGHEST.get(source))
        for source in ERROR_SOURCES
        if source in written
    }


def _codes(
    table: Table, key: str, but: tuple[str, ...] = (), highest: int | None = None
) -> dict[int | str, str]:
    """Read error codes: one in digits is a number however it is padded, any other is its text.

    `highest`: codes are numbers up to this one.
    """
    codes: dict[int | str, str] = {}
    for name, meaning in table.lines(key, but).items():
        number = read_number(name)
        if highest is not None and (number is None or not 0 <= number <= highest):
            raise table.fault(f"expected a number from 0 to {highest} as the key", key, name)
        code = name if number is None else number
        if code in codes:
            raise table.fault(f"the code {code} is named twice", key, name)
        codes[code] = meaning
    return codes
