"""Commands whose parameters are converted only when there is something to convert.

Typer converts the value of every parameter, given or not, by pydantic, whose import takes as long
as reading a small capture (0.1 s, typer 0.29, 2026-11). Texts need no conversion, and what digits
say is plain.
"""

from __future__ import annotations

from typing import Any

from typer.core import TyperCommand, TyperGroup

# A number of more digits counts nothing that there is.
DIGITS = 18


class Command(TyperCommand):
    """A command that starts fast."""

    def get_params(self, ctx: Any) -> Any:
        """Give the command's parameters."""
        return _postponed(super().get_params(ctx))


class Group(TyperGroup):
    """A command of commands that starts fast."""

    def get_params(self, ctx: Any) -> Any:
        """Give the parameters that stand before the command."""
        return _postponed(super().get_params(ctx))


class _AsWritten:
    """Stands in for a parameter's conversion until there is something to convert."""

    def coerce(self, value: Any, param: Any, ctx: Any) -> Any:
        """Give the value as typer would."""
        if value is None:
            return () if param.multiple or param.nargs == -1 else None
        described = param.type_descriptor
        if described.annotation in (str, list[str]):
            return value
        if described.annotation is int and _is_plain(value, described.parameter_info):
            return int(value)
        param._runtime_param = None
        return param.get_runtime_param().coerce(value, param=param, ctx=ctx)


def _is_plain(text: str, bounds: Any) -> bool:
    """Tell whether a text is a number within its bounds beyond doubt; of others typer tells."""
    if not (text.isascii() and text.isdigit() and len(text) <= DIGITS):
        return False
    number = int(text)
    low, high = (number if bound is None else bound for bound in (bounds.min, bounds.max))
    return bool(low <= number <= high)


def _postponed(parameters: list[Any]) -> list[Any]:
    for parameter in parameters:
        # Versions of typer that convert by other means have no such attribute.
        if getattr(parameter, "_runtime_param", parameter) is None:
            parameter._runtime_param = _AsWritten()
    return parameters
