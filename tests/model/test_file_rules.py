"""The rules for files are data: sourced, with limits that agree with what an authority's profile prints."""

import pytest

from comparability.model.authorities import Typography, authorities
from comparability.model.file_rules import file_rules


@pytest.mark.parametrize("authority", authorities())
def test_every_rule_says_what_it_asks_and_on_whose_word(authority):
    rules = file_rules(authority).values()
    assert len(rules) >= 35
    assert all(rule.says.endswith(".") and rule.source.text and rule.source.mark for rule in rules)


@pytest.mark.parametrize("authority", authorities())
def test_the_paper_that_is_asked_for_is_the_paper_that_is_printed(authority):
    assert file_rules(authority)["page-size"].text("paper") == authorities()[authority].page_size


def test_who_asks_for_twelve_points_is_printed_in_the_larger_type():
    larger = {code for code in authorities() if file_rules(code)["body-size"].number("smallest") == 12}
    assert larger == {code for code, each in authorities().items() if each.typography is Typography.SONG}


def test_an_authority_s_own_limit_comes_before_that_of_all():
    assert file_rules("CDSCO")["file-size"].number("megabytes") == 10
    assert file_rules("EMA")["file-size"].number("megabytes") == 500


def test_whole_fonts_are_asked_for_by_the_fda_alone():
    assert [code for code in authorities() if "fonts-whole" in file_rules(code)] == ["FDA"]


def test_a_limit_of_another_kind_is_refused():
    rule = file_rules("FDA")["page-size"]
    with pytest.raises(TypeError, match="no number"):
        rule.number("paper")
    with pytest.raises(TypeError, match="no list"):
        rule.texts("paper")
    with pytest.raises(TypeError, match="no text"):
        file_rules("FDA")["text-size"].text("smallest")


def test_an_authority_without_a_profile_has_no_rules():
    with pytest.raises(KeyError):
        file_rules("ANVISA")
