"""The demonstration has slopes over time, and a difference that a person discusses."""

import pytest

from comparability.demonstration.narrative import DISCUSSIONS
from comparability.demonstration.stability import ATTRIBUTE, CONDITION, MONTHS, pulled
from comparability.model.vocabulary import Outcome

pytestmark = pytest.mark.xdist_group("demonstration")


def test_slopes_over_time_are_compared_against_a_margin_and_drawn(loaded):
    with loaded.database.read() as session:
        line = loaded.items(session)[ATTRIBUTE]
    assert line.item.outcome is Outcome.EQUIVALENT
    assert {point["condition"] for point in line.item.series} == {CONDITION}
    assert len(line.item.series) == 10 * len(MONTHS)
    first, last = loaded.pdf.section_pages("Aggregates at 25 °C")
    own = set(range(first, last + 1))
    assert loaded.pdf.pages_with("Interval against the margin: Aggregates at 25 °C") & own
    assert loaded.pdf.pages_with("Results over time: Aggregates at 25 °C") & own


def test_a_lot_that_failed_is_not_put_on_stability():
    assert "B-2603" not in pulled() and len(pulled()) == 10


def test_a_difference_that_is_seen_is_discussed_with_its_attribute(loaded):
    with loaded.database.read() as session:
        seen = [
            code
            for code, line in loaded.items(session).items()
            if any(figure["name"] == "difference_seen" and figure["value"] for figure in line.item.figures)
        ]
    assert ATTRIBUTE in seen
    first, last = loaded.pdf.section_pages("Aggregates at 25 °C")
    assert loaded.pdf.pages_with(DISCUSSIONS[ATTRIBUTE][:60]) & set(range(first, last + 1))


def test_variance_components_are_drawn(loaded):
    assert loaded.pdf.pages_with("Variance components: Transgene expression")
