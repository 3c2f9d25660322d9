"""Requests and responses: against a slow twin, in both forms, and on input made to be slow."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from smpp_dissect.messages import pairing
from smpp_dissect.packets.records import NO_TIME
from smpp_dissect.pdus.batch import COMMAND_INDEX
from smpp_dissect.pdus.outline import UNKNOWN_REQUEST, UNKNOWN_RESPONSE
from smpp_dissect.spec import COMMANDS
from tests.forms import compiled_form, plain_form

SECOND = 1_000_000_000
NAMES = (
    "submit_sm", "submit_sm_resp", "enquire_link", "enquire_link_resp", "deliver_sm",
    "deliver_sm_resp", "generic_nack", "alert_notification",
)  # fmt: skip
PLACES = {name: COMMAND_INDEX[name] for name in NAMES} | {
    "?": UNKNOWN_REQUEST,
    "?_resp": UNKNOWN_RESPONSE,
    "other?": UNKNOWN_REQUEST,
    "other?_resp": UNKNOWN_RESPONSE,
}
# command_ids of unknown commands, without bit 31.
VENDOR = {"?": 0x10203, "?_resp": 0x10203, "other?": 0x10204, "other?_resp": 0x10204}

# One PDU: direction, command, sequence_number, seconds after the one before.
Said = tuple[int, str, int, float]


def pair(said: list[Said], module: ModuleType = pairing, times: list[int] | None = None) -> Any:
    direction, names, sequence, gaps = zip(*said, strict=True) if said else ((), (), (), ())
    time = np.cumsum([round(gap * SECOND) for gap in gaps]) + 1_700_000_000 * SECOND
    return module.pair_responses(
        np.array(direction, np.int32),
        np.array([PLACES[name] for name in names], np.int16),
        np.array([VENDOR.get(name, 0) for name in names], np.uint32),
        np.array(sequence, np.uint32),
        np.array(times if times is not None else time, np.int64),
    )


def partners(said: list[Said]) -> list[int]:
    return pair(said).partner.tolist()


def is_response(name: str) -> bool:
    return name.endswith("_resp") or name == "generic_nack"


def twin(said: list[Said]) -> tuple[list[int], list[bool], list[bool]]:
    """The rules as they are told, by going through all that was said before, each time."""
    partner, mismatch, reused = [-1] * len(said), [False] * len(said), [False] * len(said)
    clock, now = [], 0.0
    for one in said:
        now += one[3]
        clock.append(now)
    for i, (way, name, number, _) in enumerate(said):
        same = [
            j for j in range(i) if said[j][0] == way ^ 1 and said[j][2] == number and partner[j] < 0
        ]
        if is_response(name):
            waiting = [
                j
                for j in same
                if not is_response(said[j][1]) and said[j][1] != "alert_notification"
            ]
            fitting = [j for j in waiting if name in (f"{said[j][1]}_resp", "generic_nack")]
            mismatch[i] = bool(waiting) and not fitting
            while len(fitting) > 1 and clock[fitting[-1]] - clock[fitting[-2]] <= 30:
                fitting.pop()
            found = fitting[-1:]
        elif name == "alert_notification":
            found = []
        else:
            found = [
                j
                for j in same
                if said[j][1] == f"{name}_resp" and i - j <= 256 and clock[i] - clock[j] <= 1
            ]
            if not found:
                reused[i] = any(
                    said[j][0] == way and said[j][2] == number and partner[j] < 0
                    and not is_response(said[j][1]) and said[j][1] != "alert_notification"
                    for j in range(i)
                )  # fmt: skip
        if found:
            partner[i], partner[found[-1]] = found[-1], i
            mismatch[found[-1]] = False
    return partner, mismatch, reused


conversations = st.lists(
    st.tuples(
        st.integers(0, 3),
        st.sampled_from(list(PLACES)),
        st.sampled_from([1, 2, 0xFFFFFFFF]),
        st.sampled_from([0, 0.001, 0.6, 20, 31]),
    ),
    max_size=60,
)


@given(conversations)
@example(
    [
        (0, "submit_sm", 1, 0),
        (0, "submit_sm", 1, 20),
        (0, "submit_sm", 1, 20),
        (1, "submit_sm_resp", 1, 0),
    ]
)
def test_as_the_slow_twin(said: list[Said]) -> None:
    found = pair(said)
    assert [found.partner.tolist(), found.mismatch.tolist(), found.reused.tolist()] == list(
        twin(said)
    )


@pytest.fixture(scope="module")
def both() -> tuple[ModuleType, ModuleType]:
    name = "smpp_dissect.messages.pairing"
    return plain_form(name), compiled_form(name)


anywhen = st.one_of(
    st.sampled_from([NO_TIME, -NO_TIME - 1, 0]),
    st.integers(0, 40).map(lambda s: (1_700_000_000 + s) * SECOND),
)


@given(said=conversations, times=st.lists(anywhen, min_size=60, max_size=60))
def test_both_forms_agree_at_any_time(
    both: tuple[ModuleType, ModuleType], said: list[Said], times: list[int]
) -> None:
    one, other = (pair(said, module, times[: len(said)]) for module in both)
    for name in ("partner", "mismatch", "reused"):
        assert getattr(one, name).tolist() == getattr(other, name).tolist()


def test_by_connection_direction_and_number() -> None:
    said: list[Said] = [
        (0, "submit_sm", 1, 0), (2, "submit_sm", 1, 0), (1, "deliver_sm", 1, 0),
        (0, "submit_sm", 2, 0), (3, "submit_sm_resp", 1, 0), (1, "submit_sm_resp", 2, 0),
        (0, "deliver_sm_resp", 1, 0), (1, "submit_sm_resp", 1, 0),
    ]  # fmt: skip
    assert partners(said) == [7, 4, 6, 5, 1, 3, 2, 0]


def test_a_response_that_the_request_follows_shortly() -> None:
    assert partners([(1, "submit_sm_resp", 1, 0), (0, "submit_sm", 1, 0.9)]) == [1, 0]
    assert partners([(1, "submit_sm_resp", 1, 0), (0, "submit_sm", 1, 1.1)]) == [-1, -1]


def test_a_response_too_many_packets_before_its_request() -> None:
    between: list[Said] = [(2, "alert_notification", 5, 0)] * 255
    early: list[Said] = [(1, "submit_sm_resp", 1, 0), *between, (0, "submit_sm", 1, 0)]
    assert partners(early)[0] == 256
    assert partners([early[0], (2, "alert_notification", 5, 0), *early[1:]])[0] == -1


def test_numbers_that_come_again() -> None:
    """An old request that nobody answered is not the one meant; a burst is answered in order."""
    old: list[Said] = [(0, "submit_sm", 1, 0), (0, "submit_sm", 1, 31), (1, "submit_sm_resp", 1, 1)]
    assert partners(old) == [-1, 2, 1]
    burst: list[Said] = [(0, "submit_sm", 1, 0), (0, "submit_sm", 1, 1),
                         (1, "submit_sm_resp", 1, 1), (1, "submit_sm_resp", 1, 1)]  # fmt: skip
    assert partners(burst) == [2, 3, 0, 1]
    assert pair(burst).reused.tolist() == [False, True, False, False]


def test_a_response_of_another_command() -> None:
    found = pair(
        [(0, "submit_sm", 1, 0), (1, "enquire_link_resp", 1, 0), (1, "submit_sm_resp", 1, 0)]
    )
    assert found.partner.tolist() == [2, -1, 0]
    assert found.mismatch.tolist() == [False, True, False]


def test_generic_nack_answers_any_request_but_no_response() -> None:
    """A nack that carries the number of a response answers nothing, as some SMSCs send them."""
    assert partners([(1, "deliver_sm", 7, 0), (0, "generic_nack", 7, 0)]) == [1, 0]
    assert partners([(0, "?", 7, 0), (1, "generic_nack", 7, 0)]) == [1, 0]
    answered: list[Said] = [
        (1, "deliver_sm", 7, 0),
        (0, "deliver_sm_resp", 7, 0),
        (1, "generic_nack", 7, 0),
    ]
    assert partners(answered) == [1, 0, -1]


def test_unknown_commands_by_their_ids() -> None:
    said: list[Said] = [(0, "?", 7, 0), (0, "other?", 7, 0), (1, "?_resp", 7, 0),
                        (1, "other?_resp", 7, 0)]  # fmt: skip
    assert partners(said) == [2, 3, 0, 1]
    found = pair([(0, "?", 7, 0), (1, "other?_resp", 7, 0)])
    assert (found.partner.tolist(), found.mismatch.tolist()) == ([-1, -1], [False, True])
    early: list[Said] = [(1, "other?_resp", 7, 0), (1, "?_resp", 7, 0), (0, "other?", 7, 0.1)]
    assert partners(early) == [2, -1, 0]


def test_no_response_is_owed_to_a_notification() -> None:
    found = pair([(1, "alert_notification", 1, 0), (0, "generic_nack", 1, 0)])
    assert found.partner.tolist() == [-1, -1]
    assert not found.mismatch.any()


class Counted:
    """An array that counts how often it is looked into."""

    def __init__(self, values: np.ndarray[Any, Any]):
        self.values = values
        self.looks = 0

    def __getitem__(self, place: int) -> Any:
        self.looks += 1
        return self.values[place]

    def __setitem__(self, place: int, value: int) -> None:
        self.values[place] = value


def steps(module: ModuleType, command: list[str], sequence: list[int], size: int = 1024) -> int:
    """How many links of the chains of open requests are followed."""
    count = len(sequence)
    answer = module._answers()
    following = Counted(np.empty(count, np.int64))
    module._pair(
        np.array([is_response(name) for name in command], np.int32),
        np.array([PLACES[name] for name in command], np.int16), np.zeros(count, np.uint32),
        np.array(sequence, np.uint32), np.zeros(count, np.int64), *answer, np.full(size, -1),
        np.full(size, -1), following, np.full(count, -1), np.zeros(count, np.bool_),
        np.zeros(count, np.bool_),
    )  # fmt: skip
    return following.looks


def colliding(module: ModuleType, count: int, size: int = 1024) -> list[int]:
    slot = module._slot(0, 1) & (size - 1)
    found: list[int] = []
    number = 1
    while len(found) < count:
        if module._slot(0, number) & (size - 1) == slot:
            found.append(number)
        number += 1
    return found


@pytest.mark.parametrize("kind", ["requests", "answered last first", "all of one number", "nacks"])
def test_steps_grow_with_the_pdus_only(kind: str) -> None:
    module = plain_form("smpp_dissect.messages.pairing")
    vars(module)["MOST_OPEN"] = 8
    count = 400
    numbers = colliding(module, count)
    command, sequence = ["submit_sm"] * count, numbers
    if kind == "answered last first":
        command, sequence = command + ["submit_sm_resp"] * count, numbers + numbers[::-1]
    elif kind == "all of one number":
        command, sequence = command + ["enquire_link_resp"] * count, [5] * (2 * count)
    elif kind == "nacks":
        command, sequence = ["generic_nack"] * count + command, numbers + numbers
    # Orphaned responses are looked at over 256 PDUs at most, open requests as many as told.
    most = 256 if kind == "nacks" else 4 * 8
    assert steps(module, command, sequence) <= most * len(sequence)


def test_nothing() -> None:
    assert pair([]).partner.tolist() == []


def test_every_command_with_a_response_is_answered_by_it() -> None:
    places = [place for place, command in enumerate(COMMANDS) if command.response]
    commands = np.array(
        [
            each
            for place in places
            for each in (place, COMMAND_INDEX[COMMANDS[place].response or ""])
        ]
    )
    count = len(commands)
    found = pairing.pair_responses(
        np.arange(count, dtype=np.int32) & 1, commands.astype(np.int16), np.zeros(count, np.uint32),
        (np.arange(count) // 2).astype(np.uint32), np.zeros(count, np.int64),
    )  # fmt: skip
    assert found.partner.tolist() == (np.arange(count) ^ 1).tolist()
