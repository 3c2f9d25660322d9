"""What came of a comparison: counts, the first of each kind, nothing secret."""

from __future__ import annotations

import json

from smpp_dissect.verify import outcome as told
from smpp_dissect.verify.compare import Difference
from smpp_dissect.verify.outcome import Outcome
from smpp_dissect.verify.pdml import Shown
from smpp_dissect.verify.rules import BY_NAME, RULES, About
from tests.conftest import SAMPLES
from tests.verify.pairs import outcome_of

EMPTY = Difference(About.UNSHOWN, "system_type", '""', "nothing", BY_NAME["empty_field"])
STATUS = Difference(About.UNSHOWN, "command_status", "0", "nothing", BY_NAME["request_status"])
STRANGE = Difference(About.VALUE, "source_addr", '"a"', "b", None)
SECRET = Difference(About.VALUE, "password", '"s3cret"', "0th3r", None)


def test_differences_are_counted_by_rule_in_the_order_of_the_rules() -> None:
    outcome = Outcome()
    for frame, difference in enumerate((EMPTY, STATUS, EMPTY, STATUS, EMPTY), 1):
        outcome.add(difference, frame, frame + 10)
    (two, first), (three, second) = outcome.explained()
    assert (two, first.frame, first.pdu, first.difference) == (2, 2, 12, STATUS)
    assert (three, second.frame, second.difference) == (3, 1, EMPTY)
    assert outcome.unexplained == 0
    names = [rule.name for rule in RULES]
    assert names.index("request_status") < names.index("empty_field")


def test_what_is_not_explained_is_kept_up_to_a_bound() -> None:
    outcome = Outcome()
    for frame in range(3 * told.KEPT):
        outcome.add(STRANGE, frame, None)
    assert outcome.unexplained == 3 * told.KEPT
    assert [found.frame for found in outcome.kept] == list(range(told.KEPT))


def test_passwords_are_masked_unless_asked_for() -> None:
    for show_secrets in (False, True):
        outcome = Outcome(show_secrets=show_secrets)
        outcome.add(SECRET, 1, 1)
        assert ("s3cret" in json.dumps(outcome.to_dict())) == show_secrets
        assert ("0th3r" in json.dumps(outcome.to_dict())) == show_secrets


def test_fields_and_the_texts_among_them() -> None:
    outcome = Outcome()
    for name in ("source_addr", "message_text", "message_text"):
        outcome.count_field(Shown(name, 0, 1, "", None, ""), name == "source_addr")
    outcome.count_field(Shown("message_text", 0, 1, "", None, ""), True)
    fields, texts = outcome.to_dict()["fields"], outcome.to_dict()["texts"]
    assert (fields, texts) == ({"compared": 4, "equal": 2}, {"compared": 3, "equal": 1})


def test_all_of_it_in_plain_values() -> None:
    outcome = outcome_of(SAMPLES / "error_bodies.pcap")
    outcome.add(STRANGE, 9, None)
    plain = json.loads(json.dumps(outcome.to_dict()))
    assert plain == outcome.to_dict()
    assert plain["pdus"] == {"ours": 82, "tshark": 72, "compared": 72}
    assert plain["unexplained"] == 1
    assert plain["unexplained_first"] == [
        {
            "rule": None,
            "about": "value",
            "what": str(About.VALUE),
            "frame": 9,
            "pdu": None,
            "field": "source_addr",
            "ours": '"a"',
            "theirs": "b",
        }
    ]
    for one in plain["explained"]:
        assert one["count"] > 0
        assert one["reason"] == BY_NAME[one["rule"]].reason
