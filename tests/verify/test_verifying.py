"""Every capture against what tshark was recorded to show of it: nothing is left unexplained."""

from __future__ import annotations

from pathlib import Path

import pytest

from smpp_dissect.pdus.encode import encode
from smpp_dissect.verify import losses, texts, verify
from smpp_dissect.verify.outcome import Outcome
from smpp_dissect.verify.pdml import ShownPdu
from smpp_dissect.verify.program import is_present
from smpp_dissect.verify.rules import RULES, About
from tests.build import Conversation, drop, swap, write_pcap
from tests.conftest import SAMPLES
from tests.goldens import RECORDED_CAPTURES, SAMPLE_CAPTURES
from tests.tshark import story_ports
from tests.verify.odd import in_order_of_time
from tests.verify.pairs import odd_path, opened, outcome_of, shown_of

SOUND = SAMPLES / "ipv6_vlan.pcap"
LOSSY = SAMPLES / "lossy_reordered.pcap"
CAPTURES = [*SAMPLE_CAPTURES, *RECORDED_CAPTURES]
# No golden is about packed septets; tests of the texts are. What is told of early acknowledgements
# needs a capture with a gap of its own, see below.
NOT_MET = {texts.PACKED_FILL, losses.ACKNOWLEDGED}

each_capture = pytest.mark.parametrize("capture", CAPTURES, ids=lambda path: path.name)


def is_told(outcome: Outcome) -> bool:
    return outcome.unexplained > 0


@each_capture
def test_all_that_tshark_shows_has_its_equal(capture: Path) -> None:
    shown, outcome = shown_of(capture), outcome_of(capture)
    assert not outcome.unexplained, outcome.kept
    assert outcome.theirs == outcome.compared == len(shown)
    assert outcome.fields == sum(len(pdu.fields) for pdu in shown)
    assert outcome.equal_fields > 0.85 * outcome.fields
    lost = sum(count for (_, about), count in outcome.counts.items() if about is About.LOST)
    assert outcome.ours == len(shown) + lost


def test_all_oddities_are_explained() -> None:
    outcome = outcome_of(odd_path())
    assert not outcome.unexplained, outcome.kept
    torn = outcome.counts[losses.TORN, About.EXTRA]
    assert outcome.compared + torn == outcome.theirs == len(shown_of(odd_path()))


def test_every_rule_is_needed() -> None:
    met = {
        rule for capture in (*SAMPLE_CAPTURES, odd_path()) for rule in outcome_of(capture).counts
    }
    told = {(rule.name, about) for rule in RULES for about in rule.about}
    assert {(name, about) for name, about in told - met} == {
        (name, about) for name, about in told if name in NOT_MET
    }


@pytest.mark.parametrize("capture", SAMPLE_CAPTURES, ids=lambda path: path.name)
def test_tshark_is_told_the_ports_of_the_story(capture: Path) -> None:
    _, question = opened(capture)
    assert list(question.ports) == sorted(set(story_ports(capture.name)))
    assert question.in_order == (capture != LOSSY)


# What is wrong must show: each of these makes one thing wrong and looks for the complaint.


@pytest.mark.parametrize("place", [0, 1, 40, 135])
def test_a_pdu_that_tshark_has_no_reason_to_lack(place: int) -> None:
    shown = shown_of(SOUND)
    assert is_told(outcome_of(SOUND, shown[:place] + shown[place + 1 :]))


@pytest.mark.parametrize("place", [0, 1, 40, 135])
def test_a_pdu_that_we_lack(place: int) -> None:
    shown = shown_of(SOUND)
    outcome = outcome_of(SOUND, shown[: place + 1] + shown[place:])
    assert is_told(outcome)
    assert outcome.kept[0].difference.about is About.EXTRA


def changed(shown: tuple[ShownPdu, ...], place: int, **new: object) -> tuple[ShownPdu, ...]:
    return (*shown[:place], shown[place]._replace(**new), *shown[place + 1 :])  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "new", [{"frame": 99_999}, {"frame": 5}, {"ports": (1, 2)}, {"malformed": "SMPP"}], ids=str
)
def test_a_pdu_of_another_place(new: dict[str, object]) -> None:
    assert is_told(outcome_of(SOUND, changed(shown_of(SOUND), 100, **new)))


def test_what_tshark_tells_late_without_a_reason() -> None:
    shown = shown_of(SOUND)
    later = sorted(changed(shown, 20, frame=shown[25].frame), key=lambda pdu: pdu.frame)
    outcome = outcome_of(SOUND, tuple(later))
    assert outcome.unexplained == 1
    assert outcome.kept[0].difference.about is About.MOVED


def test_reasons_are_few_where_much_is_lost() -> None:
    shown = shown_of(LOSSY)
    places = range(0, len(shown), 20)
    told = sum(is_told(outcome_of(LOSSY, shown[:at] + shown[at + 1 :])) for at in places)
    assert told >= len(places) - 1


def test_the_rules_of_losses_are_told() -> None:
    outcome = outcome_of(LOSSY)
    names = (losses.INCOMPLETE, losses.RESYNC, losses.OUT_OF_ORDER, losses.SHORT_HEADER)
    assert [outcome.counts[name, About.LOST] for name in names] == [2, 5, 20, 4]


@pytest.mark.skipif(not is_present(), reason="no tshark on the PATH")
def test_tshark_passes_over_what_was_acknowledged_before_it_came(tmp_path: Path) -> None:
    talk = Conversation(("10.0.0.1", 40000), ("10.0.0.2", 2775))
    talk.open()
    for number in range(1, 9):
        talk.send("client", encode("enquire_link", sequence_number=number))
    first = next(at for at, segment in enumerate(talk.segments) if segment.payload)
    swapped = in_order_of_time(swap(talk.segments, first + 2, first + 3), talk.segments)
    path = tmp_path / "a.pcap"
    # The sixth never came, so tshark is not told to put segments in order.
    write_pcap(path, drop(swapped, first + 10))
    outcome = verify(path)
    assert outcome.unexplained == 0
    assert outcome.counts[losses.ACKNOWLEDGED, About.LOST] == 1
    assert (outcome.ours, outcome.theirs) == (7, 6)
