"""A whole capture against tshark: both go through it side by side, PDU by PDU.

Both are told which ports are SMPP, those of the sessions that we recognise, and what data_coding 0
means. tshark is told to put segments in order where no octets are missing: it waits for those that
are, and shows nothing behind a hole.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from smpp_dissect.pdus.tree.model import Tree
from smpp_dissect.verify import compare, losses
from smpp_dissect.verify.case import Case
from smpp_dissect.verify.compare import Difference
from smpp_dissect.verify.fields import HEADER
from smpp_dissect.verify.laying import Key
from smpp_dissect.verify.matching import Ports, frame_of, header_of, matched, their_key
from smpp_dissect.verify.outcome import Outcome
from smpp_dissect.verify.pdml import ShownPdu, shown_pdus
from smpp_dissect.verify.program import Question, asked, told_alphabet, version
from smpp_dissect.verify.rules import BY_NAME, About
from smpp_dissect.verify.texts import HEADERS_READ

if TYPE_CHECKING:
    from smpp_dissect.capture import Capture

ALPHABET = "gsm7"
SESSION = ("session", "client_port", "server_port", "pdus")


def verify(
    path: str | os.PathLike[str],
    *,
    ports: Sequence[int] | None = None,
    profile: str | Sequence[str] | None = None,
    default_alphabet: str = ALPHABET,
    show_secrets: bool = False,
) -> Outcome:
    """Compare what we read in a capture, which is one file, with what tshark does.

    `ports`, `profile`: as in `smpp_dissect.read`. `default_alphabet`: what data_coding 0 means, to
    both. Passwords are masked in the outcome unless `show_secrets`. TsharkError where tshark is not
    there or fails, ValueError for an alphabet that it cannot be told of; else as `read`.
    """
    from smpp_dissect.capture import read

    alphabet = told_alphabet(default_alphabet)
    found = ports or ports_of(read(path))
    capture = read(path, ports=found, profile=profile, show_secrets=True, default_alphabet=alphabet)
    return verified(capture, question_of(capture, path, alphabet), show_secrets)


def verified(capture: Capture, question: Question, show_secrets: bool = False) -> Outcome:
    """Compare a capture with the answer to a question of its ports.

    It must have been opened with these ports, that alphabet, and with secrets shown.
    """
    outcome = Outcome(version(), question.command(), show_secrets=show_secrets)
    with asked(question) as answer:
        compare_capture(capture, question, shown_pdus(answer), outcome)
    outcome.complaint = answer.complaint
    return outcome


def ports_of(capture: Capture) -> list[int]:
    """Give the server ports of the sessions that we recognise."""
    return sorted({port for _, _, port, _ in _sessions(capture)})


def question_of(capture: Capture, path: str | os.PathLike[str], alphabet: str) -> Question:
    """Say what tshark is to be asked: by what we found in the capture."""
    rows = [row for batch in capture.batches("ledger") for row in batch.to_pylist()]
    missing = sum(row["bytes"] for row in rows if row["bucket"] == "missing")
    return Question(os.fspath(path), tuple(ports_of(capture)), not missing, alphabet)


def compare_capture(
    capture: Capture, question: Question, theirs: Iterable[ShownPdu], outcome: Outcome
) -> None:
    """Compare PDUs that tshark showed with ours, and take down what comes of it."""
    sessions = list(_sessions(capture))
    outcome.ours = sum(pdus for *_, pdus in sessions)
    connections: Ports = {number: (min(ends), max(ends)) for number, *ends, _ in sessions}
    trees = capture.trees(range(1, outcome.ours + 1))
    out_of_place: dict[losses.Asked, list[Tree]] = {}
    with_header = 0
    torn: set[int] = set()
    begun: list[ShownPdu] = []
    for tree, pdu in matched(trees, theirs, connections):
        outcome.theirs += pdu is not None
        if tree is not None and (pdu is None or pdu.frame != tree.frame):
            asked_for = key_of(tree), pdu.frame if pdu else None
            out_of_place.setdefault(asked_for, []).append(tree)
        if pdu is None:
            continue
        if pdu.is_torn:
            torn.add(pdu.frame)
        if tree is None:
            if pdu.frame in torn:
                begun.append(pdu)
            else:
                outcome.add(_extra(pdu), pdu.frame, None)
            continue
        outcome.compared += 1
        case = Case(tree, pdu, question.alphabet, with_header == pdu.frame, pdu.frame in torn)
        _compare(case, outcome)
        if case.command is not None and case.command.name in HEADERS_READ:
            with_header = pdu.frame if case.has_header else 0
    for pdu in begun:
        outcome.add(_extra(pdu, out_of_place), pdu.frame, None)
    for found in _explained(out_of_place, question, torn):
        outcome.add(*found)


def _compare(case: Case, outcome: Outcome) -> None:
    frame, number = case.tree.frame or 0, case.tree.pdu
    for shown, found in compare.fields_of(case):
        if shown is not None:
            outcome.count_field(shown, not found)
        for difference in found:
            outcome.add(difference, frame, number)


def _sessions(capture: Capture) -> Iterator[tuple[int, ...]]:
    for batch in capture.batches("sessions", SESSION):
        yield from zip(*(batch.column(name).to_pylist() for name in SESSION), strict=True)


def key_of(tree: Tree) -> Key:
    """Give by what a PDU is known where it is looked for again."""
    return frame_of(tree), *header_of(tree)


def _extra(pdu: ShownPdu, lost: Iterable[losses.Asked] = ()) -> Difference:
    """Tell of a PDU that only tshark has: by a rule if it is the begin of one of those lost."""
    *known, _ = their_key(pdu)
    begins = any(
        frame is None and [length, command_id, sequence] == known
        for (_, length, command_id, _, sequence), frame in lost
    )
    rule = BY_NAME[losses.TORN] if begins else None
    header = ", ".join(f"{one.name} {one.show}" for one in pdu.fields if one.name in HEADER)
    return Difference(About.EXTRA, "", compare.NOTHING, header, rule)


def _explained(
    out_of_place: dict[losses.Asked, list[Tree]], question: Question, torn: Collection[int]
) -> Iterator[tuple[Difference, int, int | None]]:
    """Say why tshark lacks PDUs, or has them with other frames."""
    if not out_of_place:
        return
    every = [one for one, trees in out_of_place.items() for _ in trees]
    for one, name in losses.reasons(question.path, question.ports, every, question.in_order, torn):
        tree = out_of_place[one].pop(0)
        _, frame = one
        if frame is not None and tree.anomaly == "bad_length":
            name = losses.WRONG_LENGTH
        about = About.LOST if frame is None else About.MOVED
        theirs = compare.NOTHING if frame is None else f"frame {frame}"
        ours = f"{tree.root.name}, sequence_number {tree.root.nodes[3].value}"
        rule = BY_NAME[name] if name else None
        yield Difference(about, "", ours, theirs, rule), tree.frame or 0, tree.pdu
