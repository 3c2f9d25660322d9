"""From arguments to an exit status: whatever happens, one line says so and no traceback does."""

from __future__ import annotations

import contextlib
import copy
import gc
import os
import sys
import traceback
from typing import Any, TextIO

import typer

from smpp_dissect.cli.app import app
from smpp_dissect.cli.environment import Environment
from smpp_dissect.cli.failures import line_of, one_line, status_of
from smpp_dissect.cli.status import ExitStatus

NAME = "smpp-dissect"
# Objects that come to be before cycles are looked for among them: there are hardly any, and looking
# takes a tenth of a start, and of all trees of a capture.
BETWEEN_LOOKS = 100_000

# Faults in the arguments, as the library under typer calls them in all its versions.
_UsageError: type[Exception] = typer.BadParameter.__mro__[1]


def program(args: list[str] | None, env: Environment) -> ExitStatus:
    """Run one command; see `smpp_dissect.cli.main`."""
    arguments = sys.argv[1:] if args is None else args
    try:
        status = _invoke(arguments, env)
        env.stdout.flush()
        return status
    except KeyboardInterrupt:
        return ExitStatus.INTERRUPTED
    except BrokenPipeError:
        # Whoever reads has had enough, as `head` has.
        return ExitStatus.DONE
    except Exception as error:
        if "--debug" in arguments:
            traceback.print_exception(error, file=env.stderr)
        return _told(env, line_of(error), status_of(error))


def run_process() -> None:
    """Run the command of this process and exit with its status."""
    if os.environ.get(f"_{NAME.replace('-', '_').upper()}_COMPLETE"):
        app(prog_name=NAME)
    gc.set_threshold(BETWEEN_LOOKS)
    # No command does linear algebra, and its threads take as long to start as numpy does to load.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    sys.meta_path.insert(0, _WithoutPandas())
    env = Environment.of_process()
    status = program(None, env)
    _forget_unwritten(env.stdout)
    # What is left ends with the process, unlooked at; DuckDB alone counts its objects then, and
    # complains on standard error.
    if "duckdb" not in sys.modules:
        gc.freeze()
    sys.exit(status)


class _WithoutPandas:
    """Lets nothing import pandas, which no command needs.

    Arrow does, when it is given its first numpy array, to see whether that is one of pandas'; it
    goes on where there is none. That takes longer than all else there is to do for a small capture.
    """

    @staticmethod
    def find_spec(fullname: str, path: object, target: object = None) -> None:
        if fullname == "pandas":
            raise ModuleNotFoundError(f"{NAME} does without {fullname}")


def _invoke(arguments: list[str], env: Environment) -> ExitStatus:
    command = typer.main.get_command(_with_command(arguments[:1]))
    options: dict[str, Any] = {"obj": env, "terminal_width": env.width}
    # Help and the like go where the library thinks standard output is.
    with contextlib.redirect_stdout(env.stdout):
        try:
            with command.make_context(NAME, list(arguments), **options) as context:
                command.invoke(context)
        except typer.Exit as done:
            return ExitStatus(done.exit_code)
        except _UsageError as error:
            return _told(env, _usage_line(error), ExitStatus.USAGE)
    return ExitStatus.DONE


def _with_command(names: list[str]) -> typer.Typer:
    """Give the program with one command alone, if it is named first: building all takes longer."""
    named = [
        each
        for each in app.registered_commands
        if (each.name or getattr(each.callback, "__name__", "")) in names
    ]
    if not named:
        return app
    alone = copy.copy(app)
    alone.registered_commands = named
    return alone


def _usage_line(error: Exception) -> str:
    context = getattr(error, "ctx", None)
    path = context.command_path if context else NAME
    text = str(getattr(error, "format_message", error.__str__)())
    stop = "" if text.endswith(("?", ".")) else "."
    return one_line(f"{text[:1].lower()}{text[1:]}{stop} Try '{path} --help'")


def _told(env: Environment, line: str, status: ExitStatus) -> ExitStatus:
    with contextlib.suppress(OSError):
        env.stderr.write(f"{NAME}: error: {line}\n")
    return status


def _forget_unwritten(stdout: TextIO) -> None:
    """Let the interpreter not try again, at exit, to write what could not be written."""
    try:
        stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stdout.fileno())
