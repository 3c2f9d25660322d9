"""What values mean, by the spec: enumerations, statuses, commands."""

from __future__ import annotations

from functools import lru_cache

from smpp_dissect.spec import COMMAND_BY_ID, STATUS_BY_CODE, meaning_of

# Meanings remembered. Traffic repeats few values; hostile traffic must not fill the memory.
REMEMBERED = 4096


@lru_cache(REMEMBERED)
def value_meaning(enum: str, value: int | str) -> str | None:
    """Say what a value of an enumeration means; a status is told by its symbol, too."""
    text = meaning_of(enum, value)
    if enum == "command_status" and value in STATUS_BY_CODE:
        return f"{STATUS_BY_CODE[int(value)]}: {text}"
    return text


def command_name(command_id: int) -> str:
    """Name a command; `unknown_command` where no version of SMPP has it."""
    command = COMMAND_BY_ID.get(command_id)
    return command.name if command else "unknown_command"


def command_meaning(command_id: int) -> str | None:
    """Name a command, or tell what range its number is of."""
    command = COMMAND_BY_ID.get(command_id)
    return command.name if command else value_meaning("command_id_range", command_id)


def status_meaning(command_status: int) -> str | None:
    """Say what a command_status means."""
    return value_meaning("command_status", command_status)
