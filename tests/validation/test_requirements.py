"""Every requirement is proved by a test that notices when its rule is broken, or says why there is none."""

import pytest

from tests.mutants import entries
from tests.validation.marks import in_source, named
from validation.requirements import Requirement, RequirementsBroken, known_ids, read

ALL = read()


@pytest.mark.requirement("RC-05")
@pytest.mark.parametrize("requirement", ALL, ids=lambda each: each.id)
def test_a_requirement_has_a_test_or_a_gap_with_its_reason(requirement):
    has_test = any(each.requirement == requirement.id for each in named())
    assert has_test is (requirement.gap is None)


@pytest.mark.requirement("RC-05")
@pytest.mark.parametrize(
    "requirement", [each for each in ALL if each.gap is None], ids=lambda requirement: requirement.id
)
def test_a_requirement_has_a_breakage_that_one_of_its_tests_notices(requirement):
    functions = {each.function for each in named() if each.requirement == requirement.id}
    assert [entry.rule for entry in entries.read() if entry.test.partition("[")[0] in functions]


def test_tests_name_no_requirement_that_there_is_not():
    assert {each.requirement for each in named()} <= known_ids()


def test_marks_are_seen_on_a_module_a_function_and_a_case(tmp_path):
    source = """
pytestmark = [pytest.mark.slow, pytest.mark.requirement("AT-01")]

@pytest.mark.requirement("AT-02", "AT-03")
def test_one(): ...

@pytest.mark.parametrize("x", [pytest.param(1, marks=pytest.mark.requirement("AT-04"))])
def test_two(x): ...
"""
    found = [(each.function, each.requirement) for each in in_source(source, tmp_path / "t.py")]
    assert [number for function, number in found if function.endswith("test_one")] == [
        "AT-01", "AT-02", "AT-03",
    ]  # fmt: skip
    assert [number for function, number in found if function.endswith("test_two")] == ["AT-01", "AT-04"]


def entry(**changes):
    return Requirement(**{"id": "AT-01", "says": "s", "source": "s", "group": "g"} | changes)


@pytest.mark.parametrize(
    "changes", [{"id": "AT1"}, {"says": " "}, {"source": ""}, {"gap": " "}], ids=lambda each: next(iter(each))
)
def test_a_requirement_without_number_sentence_source_or_reason_is_refused(changes):
    assert entry().gap is None
    with pytest.raises(RequirementsBroken):
        entry(**changes)


def test_two_requirements_of_one_number_are_refused(tmp_path):
    once = '[[requirement]]\nid = "AT-01"\nsays = "s"\nsource = "s"\n'
    file = tmp_path / "requirements.toml"
    file.write_text('[[group]]\ncode = "AT"\ntitle = "Audit trail"\n' + once * 2)
    with pytest.raises(RequirementsBroken, match="share the number AT-01"):
        read(file)
