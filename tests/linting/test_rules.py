"""Each rule about the file of a submission is broken alone, and the linter names this rule and no other."""

import pytest

from comparability.linting.checks import CHECKS
from comparability.linting.linter import lint
from comparability.model.authorities import authorities
from comparability.model.file_rules import file_rules
from tests.linting.breaking import CHANGES
from tests.linting.conftest import PATH

ALL_RULES = {rule for code in authorities() for rule in file_rules(code)}


def test_every_rule_has_a_check_and_a_file_that_breaks_it():
    assert set(CHECKS) == ALL_RULES == set(CHANGES)


@pytest.mark.parametrize("authority", authorities())
def test_a_good_file_breaks_no_rule(good_file, authority):
    assert lint(good_file(authority), path=PATH, authority=authority) == ()


@pytest.mark.parametrize("rule", CHANGES)
def test_a_file_that_breaks_one_rule_is_told_this_rule_alone(good_file, rule):
    change = CHANGES[rule]
    broken = change.of(good_file(change.authority))
    found = lint(broken, path=change.path, authority=change.authority)
    assert {finding.rule for finding in found} == {rule}
    assert all(finding.place and finding.sentence.endswith(".") and finding.source for finding in found)
