"""The command line: `main(args, env)` runs a command and gives its status, `run` is the program.

Nothing is imported until one of them is called.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from smpp_dissect.cli.environment import Environment
    from smpp_dissect.cli.status import ExitStatus

__all__ = ["main", "run"]


def main(args: list[str] | None, env: Environment) -> ExitStatus:
    """Run one command in an environment; None: the arguments of this process. Never raises."""
    from smpp_dissect.cli.program import program

    return program(args, env)


def run() -> None:
    """Run the command of this process and exit with its status."""
    from smpp_dissect.cli.program import run_process

    run_process()
