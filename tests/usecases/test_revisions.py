"""What the next version of a package says of the changes since the one that was issued."""

from dataclasses import replace

import pytest

from comparability.usecases.contents.revisions import revisions
from comparability.usecases.packages import read_content
from reports.content import Revised, from_json, to_json
from reports.wording import ENGLISH, Words
from tests.reports.sample import package
from tests.reports.sample_attributes import attribute
from tests.usecases.assessing import a_line


def rows_of(before, after, words=ENGLISH):
    return revisions(before, after, words).rows


def with_first(made, **changes):
    """The package with its first attribute changed."""
    first, *rest = made.attributes
    return replace(made, attributes=(replace(first, **changes), *rest))


def test_the_same_content_has_no_change():
    found = revisions(package(), package(), ENGLISH)
    assert (found.rows, found.is_compared) == ((), True)


def test_a_changed_figure_is_listed_with_both_values_where_it_stands():
    made = package()
    first = made.attributes[0]
    (row,) = rows_of(made, with_first(made, estimate="0.99 (0.91 to 1.08)"))
    assert row == Revised(
        place=f"attribute-{first.key}",
        section=first.title,
        item="Estimate (interval)",
        before=first.estimate,
        after="0.99 (0.91 to 1.08)",
    )


def test_a_corrected_result_is_listed_by_its_lot():
    made = package()
    result, *others = made.attributes[0].results
    corrected = with_first(made, results=(replace(result, entered="9.99E12"), *others))
    (row,) = rows_of(made, corrected)
    assert row.item == f"Result of {result.lot}"
    assert "9.99E12" in row.after and result.entered in row.before


def test_what_came_and_what_went_has_one_side():
    made = package()
    first, *rest = made.lots
    came = rows_of(replace(made, lots=tuple(rest)), made)
    assert [(row.section, row.item, row.before) for row in came] == [("Lots", first.number, "")]
    went = rows_of(made, replace(made, lots=tuple(rest)))
    assert [(row.item, row.after) for row in went] == [(first.number, "")]


def test_a_sentence_of_the_limitations_that_changed_is_listed_whole():
    made = two_attributes(limitations=("One.",))
    assert [(row.before, row.after) for row in rows_of(made, replace(made, limitations=("Two.",)))] == [
        ("", "Two."),
        ("One.", ""),
    ]


def two_attributes(*, own=((), ()), shared=((), ()), limitations=()):
    sections = tuple(
        attribute(key=key, title=title, limitations=mine, shared_limitations=numbers)
        for (key, title), mine, numbers in zip(
            (("purity", "Purity: SEC"), ("titre", "Titre")), own, shared, strict=True
        )
    )
    return replace(package(), attributes=sections, limitations=limitations)


BOTH = "Lots vary normally: it is assumed."


def test_a_limitation_that_is_only_said_elsewhere_is_no_change():
    """Once each stood in every section and again, with the names, in those of the whole."""
    before = two_attributes(
        own=((BOTH, "A range is weak."), (BOTH,)),
        limitations=(f"All attributes: {BOTH}", "Purity: SEC: A range is weak."),
    )
    after = two_attributes(
        own=(("A range is weak.",), ()),
        shared=((1,), (1,)),
        limitations=(
            f"All attributes: {BOTH}",
            "Purity: SEC: what holds for one attribute alone stands in its section.",
        ),
    )
    assert rows_of(before, after) == rows_of(after, before) == ()


def test_a_changed_limitation_in_common_is_listed_with_each_attribute_that_has_it():
    before = two_attributes(shared=((1,), (1,)), limitations=(f"Purity: SEC, Titre: {BOTH}",))
    after = replace(before, limitations=("Purity: SEC, Titre: Lots vary.",))
    assert [(row.section, row.before, row.after) for row in rows_of(before, after)] == [
        ("Purity: SEC", BOTH, "Lots vary."),
        ("Titre", BOTH, "Lots vary."),
    ]


def test_a_version_in_another_language_is_not_compared():
    made = package()
    other = replace(made, control=replace(made.control, language="ja"))
    found = revisions(made, other, Words("ja"))
    assert (found.rows, found.is_compared) == ((), False)


def test_the_list_survives_storing_and_a_package_without_one_says_nothing_of_it():
    made = package()
    listed = replace(made, revisions=revisions(made, with_first(made, estimate="1"), ENGLISH))
    assert from_json(to_json(listed)) == listed
    assert "revisions" not in to_json(made)


@pytest.mark.requirement("ES-03")
def test_the_next_version_lists_what_changed_since_the_one_that_was_issued(sqlite_database, tmp_path):
    """A draft that nobody was given is passed over."""
    line = a_line(sqlite_database)
    line.concluded()
    first = line.assemble()
    assert read_content(first).revisions is None
    line.approve(first)
    line.issue(first, tmp_path)
    line.assemble()
    third = read_content(line.assemble())
    assert (third.control.version, third.revisions.since, third.revisions.rows) == ("3", "1", ())
