"""Commands whose parameters are converted only when there is something to convert.

Typer converts the value of every parameter, given or not, by pydantic, whose import takes as long
as reading a small capture (0.1 s, typer 0.29, 2026-11). Texts need no conversion.
"""

from __future__ import annotations

from typing import Any

from typer.core import TyperCommand, TyperGroup


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
        if param.type_descriptor.annotation in (str, list[str]):
            return value
        param._runtime_param = None
        return param.get_runtime_param().coerce(value, param=param, ctx=ctx)


def _postponed(parameters: list[Any]) -> list[Any]:
    for parameter in parameters:
        # Versions of typer that convert by other means have no such attribute.
        if getattr(parameter, "_runtime_param", parameter) is None:
            parameter._runtime_param = _AsWritten()
    return parameters
