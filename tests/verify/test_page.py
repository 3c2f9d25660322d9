"""The page of rules is what the table says now."""

from __future__ import annotations

import re

import pytest

from smpp_dissect.verify.page import expected_differences
from smpp_dissect.verify.rules import BY_NAME, RULES, Rule
from tests.goldens import GOLDEN

PAGE = (GOLDEN / "EXPECTED_DIFFERENCES.md").read_text("utf-8")


def test_the_page_is_current() -> None:
    assert expected_differences() == PAGE


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_each_rule_is_told_with_its_reason(rule: Rule) -> None:
    reason = PAGE.partition(f"\n### `{rule.name}`\n\n")[2].partition("\n\n")[0]
    assert " ".join(reason.split()) == rule.reason
    for about in rule.about:
        section = PAGE.partition(f"\n## {about[0].upper()}{about[1:]}\n")[2].partition("\n## ")[0]
        assert f"`{rule.name}`" in section


def test_rules_have_names_of_their_own() -> None:
    assert len(BY_NAME) == len(RULES)
    assert re.findall(r"^### `(\w+)`$", PAGE, re.MULTILINE).__len__() == len(RULES)
