"""`verify`: a capture compared with what tshark says of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, cast

from smpp_dissect.cli.environment import Environment
from smpp_dissect.cli.failures import UsageFault
from smpp_dissect.cli.reading import Reading
from smpp_dissect.cli.source import Source
from smpp_dissect.cli.status import ExitStatus
from smpp_dissect.verify.program import told_alphabet
from smpp_dissect.verify.verifying import ALPHABET, ports_of, question_of, verified
from smpp_dissect.views.escape import visible_json
from smpp_dissect.views.verdict import verdict_lines

if TYPE_CHECKING:
    from smpp_dissect.capture import Capture


def verify(env: Environment, source: Source, as_json: bool) -> ExitStatus:
    """Compare one capture, and tell what is equal and what is not; DIFFERENT: not all explained."""
    path, alphabet = _one_file(source), _alphabet(source)
    ports = source.ports or ports_of(cast("Capture", env.read([path])))
    opened = source._replace(ports=ports, show_secrets=True, default_alphabet=alphabet)
    with Reading(env, opened) as reading:
        capture = cast("Capture", reading.capture)
        question = question_of(capture, path, alphabet)
        outcome = verified(capture, question, source.show_secrets)
        told = {"capture": path} | outcome.to_dict()
        if as_json:
            reading.write([visible_json(json.dumps(told, ensure_ascii=False))])
        else:
            width = env.width if env.stdout_is_terminal else None
            reading.write(verdict_lines(told, width, env.colours))
        if outcome.complaint:
            reading.note(f"tshark: {outcome.complaint}")
    return ExitStatus.DIFFERENT if outcome.unexplained else ExitStatus.DONE


def _one_file(source: Source) -> str:
    """Give the capture's path: tshark reads one file, and reads it after us."""
    if len(source.captures) != 1:
        raise UsageFault("verify compares one capture; give one file")
    if source.captures[0] == "-":
        raise UsageFault("verify reads the capture twice; give a file, not standard input")
    return source.captures[0]


def _alphabet(source: Source) -> str:
    try:
        return told_alphabet(source.default_alphabet or ALPHABET)
    except ValueError as error:
        raise UsageFault(f"--default-alphabet: {error}") from None
