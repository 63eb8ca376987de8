"""The list of breakages stays true to the code, so that `make mutants` never proves less than it says."""

from operator import attrgetter

import pytest

from tests.mutants.entries import CHECKOUT, Mutant, Unusable, read

MUTANTS = read()


@pytest.mark.parametrize("mutant", MUTANTS, ids=attrgetter("rule"))
def test_a_breakage_fits_the_code_it_breaks(mutant):
    assert (CHECKOUT / mutant.file).read_text(encoding="utf-8").count(mutant.old) == 1


@pytest.mark.parametrize("mutant", MUTANTS, ids=attrgetter("rule"))
def test_a_breakage_names_a_test_that_exists(mutant):
    file, _, name = mutant.test.partition("::")
    function = name.rpartition("::")[2].partition("[")[0]
    assert f"def {function}(" in (CHECKOUT / file).read_text(encoding="utf-8")


def test_no_rule_is_listed_twice():
    rules = [mutant.rule for mutant in MUTANTS]
    assert sorted(set(rules)) == sorted(rules)


def test_a_breakage_whose_line_occurs_twice_is_refused_and_changes_nothing(tmp_path):
    (tmp_path / "rule.py").write_text("a = 1\na = 1\n")
    mutant = Mutant(rule="r", file="rule.py", old="a = 1", new="a = 2", test="t")
    with pytest.raises(Unusable, match="2 times"):
        mutant.apply(tmp_path)
    assert (tmp_path / "rule.py").read_text() == "a = 1\na = 1\n"


@pytest.mark.parametrize("new", ["a = 1", "a = 2\nb = 3"], ids=["no change", "two lines"])
def test_a_breakage_is_a_change_of_one_line(new):
    with pytest.raises(Unusable, match="one line"):
        Mutant(rule="r", file="rule.py", old="a = 1", new=new, test="t")
