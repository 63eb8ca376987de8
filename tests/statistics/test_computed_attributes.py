"""Attributes that are computed from others: found where the digits can tell, and only there."""

from decimal import Decimal
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comparability.statistics.checks.algebraic import Form, algebraic_relations
from comparability.statistics.checks.typed import typed_table
from comparability.statistics.errors import OutOfRange


def typed(value: float, *, digits: int) -> Decimal:
    return Decimal(f"{value:.{digits - 1}E}")


def unrelated(seed: int, *, lots: int, attributes: int, digits: int = 4) -> list[list[Decimal | None]]:
    """Lognormal attributes of very different size, typed with so many digits."""
    random = np.random.default_rng(seed)
    sizes = 10.0 ** np.linspace(-2, 12, attributes)
    values = random.lognormal(0.0, 0.4, (lots, attributes)) * sizes
    return [[typed(value, digits=digits) for value in row] for row in values]


def found_in(rows, *, least_lots: int = 3, most_accidents: float = 0.05):
    return algebraic_relations(
        table=typed_table(rows=rows), least_lots=least_lots, most_accidents=most_accidents
    )


def summary(relations):
    return [(each.form, each.left, each.right, each.constant) for each in relations]


def test_titre_per_ng_of_p24_is_a_quotient_of_two_others():
    rows = unrelated(1, lots=5, attributes=6)
    for row in rows:
        row[2] = typed(float(row[5] / row[3]), digits=3)
    assert summary(found_in(rows)) == [(Form.PRODUCT, (5,), (2, 3), 1.0)]


def test_units_and_percent_are_a_power_of_ten():
    rows = unrelated(2, lots=5, attributes=6)
    for row in rows:
        row[1] = typed(100.0 * float(row[4] / row[5]), digits=4)
    assert summary(found_in(rows)) == [(Form.PRODUCT, (4,), (1, 5), pytest.approx(0.01))]


def test_an_attribute_proportional_to_one_other_is_found_with_its_factor():
    """Physical particles from p24: 1.25E7 a ng, whatever the factor."""
    rows = unrelated(3, lots=6, attributes=5)
    for row in rows:
        row[4] = typed(1.25e7 * float(row[2]), digits=4)
    (relation,) = found_in(rows)
    assert (relation.form, relation.left, relation.right) == (Form.PRODUCT, (2,), (4,))
    assert relation.constant == pytest.approx(1 / 1.25e7, rel=1e-3)


@pytest.mark.parametrize("whole", [100, 1])
def test_parts_that_close_to_a_whole_are_found(whole):
    rows = unrelated(4, lots=5, attributes=6)
    random = np.random.default_rng(5)
    for row in rows:
        full, partly = (Decimal(f"{part:.4f}") for part in random.uniform([0.6, 0.05], [0.8, 0.15]))
        row[0], row[2] = full * whole, partly * whole
        row[5] = whole - row[0] - row[2]
    assert summary(found_in(rows)) == [(Form.SUM, (0, 2, 5), (), float(whole))]


def test_a_difference_of_two_others_is_a_sum_read_from_the_other_side():
    rows = unrelated(6, lots=5, attributes=4)
    for row in rows:
        row[3] = typed(float(row[3]) * 1e-8, digits=4)
        row[2] = row[3] - row[1]
    assert summary(found_in(rows)) == [(Form.SUM, (3,), (1, 2), 0.0)]


@pytest.mark.parametrize(
    "combine, form, left, right",
    [
        (lambda a, b, c: a + b + c, Form.SUM, (3,), (0, 1, 2)),
        (lambda a, b, c: a + b - c, Form.SUM, (0, 1), (2, 3)),
        (lambda a, b, c: a * b * c, Form.PRODUCT, (3,), (0, 1, 2)),
        (lambda a, b, c: a * b / c, Form.PRODUCT, (0, 1), (2, 3)),
    ],
    ids=["sum", "sum and difference", "product", "product and quotient"],
)
def test_a_function_of_three_others_is_found(combine, form, left, right):
    random = np.random.default_rng(7)
    rows = []
    for _ in range(7):
        values = random.uniform(20.0, 90.0, 3)
        a, b, c = (Decimal(f"{value:.3f}") for value in values)
        rows.append([a, b, c, Decimal(f"{combine(a, b, c):.3f}"), Decimal(f"{random.uniform(1, 5):.3f}")])
    assert summary(found_in(rows)) == [
        (form, left, right, pytest.approx(1.0 if form is Form.PRODUCT else 0.0))
    ]


def test_a_relation_that_fails_in_one_lot_beyond_rounding_is_none():
    rows = unrelated(8, lots=6, attributes=5)
    for row in rows:
        row[2] = typed(float(row[4] / row[3]), digits=4)
    assert len(found_in(rows)) == 1
    rows[5][2] = typed(float(rows[5][2]) * 1.004, digits=4)
    assert found_in(rows) == ()


@pytest.mark.parametrize("seed", range(8))
def test_unrelated_attributes_are_not_related(seed):
    assert found_in(unrelated(100 + seed, lots=4, attributes=25, digits=2), most_accidents=0.001) == ()


def test_few_lots_with_few_digits_can_tell_nothing():
    """Two digits in three lots: among thousands of combinations some would fit by accident."""
    rows = unrelated(9, lots=3, attributes=20, digits=2)
    for row in rows:
        row[0] = typed(float(row[10] / row[11]), digits=2)
    assert found_in(rows) == ()


def test_a_relation_between_fewer_attributes_is_not_repeated_with_more():
    """A trace of a third attribute would hide in the rounding of every sum of two."""
    rows = unrelated(10, lots=6, attributes=6)
    for row in rows:
        row[3] = row[4] + row[5]
    assert summary(found_in(rows)) == [(Form.SUM, (3,), (4, 5), 0.0)]


def test_lots_with_missing_results_are_left_out_and_counted():
    rows = unrelated(11, lots=7, attributes=5)
    for row in rows:
        row[2] = typed(float(row[4] / row[3]), digits=4)
    rows[0][2] = rows[1][3] = rows[2][4] = None
    (relation,) = found_in(rows)
    assert (relation.left, relation.right, relation.lots) == ((4,), (2, 3), 4)
    assert found_in(rows, least_lots=5) == ()


@given(st.integers(0, 50), st.randoms())
def test_the_order_of_lots_and_of_attributes_does_not_matter(seed, random):
    rows = unrelated(seed, lots=5, attributes=5)
    for row in rows:
        row[0] = typed(float(row[3] / row[4]), digits=3)
    places = list(range(5))
    random.shuffle(places)
    shuffled = [[row[place] for place in places] for row in rows]
    random.shuffle(shuffled)

    def named(relations, names):
        return {(each.form, *sorted(names[place] for place in each.left + each.right)) for each in relations}

    assert named(found_in(rows), range(5)) == named(found_in(shuffled), places)


@given(st.integers(0, 30))
def test_everything_that_a_plain_search_finds_is_found(seed):
    """Sums of two over all ordered choices, in whole steps of the last digit."""
    random = np.random.default_rng(seed)
    rows = [[Decimal(int(value)) for value in random.integers(10, 500, 6)] for _ in range(6)]
    for row in rows:
        row[4] = row[0] + row[2]
    expected = {
        (target, *pair)
        for target in range(6)
        for pair in combinations([place for place in range(6) if place != target], 2)
        if all(abs(row[target] - row[pair[0]] - row[pair[1]]) <= Decimal("1.5") for row in rows)
    }
    sums = {(*each.left, *each.right) for each in found_in(rows, most_accidents=1e6) if each.form is Form.SUM}
    assert {relation for relation in sums if len(relation) == 3} >= expected


@pytest.mark.parametrize("least_lots, most_accidents", [(1, 0.05), (3, 0.0), (3, float("nan"))])
def test_impossible_questions_are_refused(least_lots, most_accidents):
    with pytest.raises(OutOfRange):
        found_in(unrelated(1, lots=4, attributes=4), least_lots=least_lots, most_accidents=most_accidents)


def test_a_table_in_which_nothing_varies_holds_no_relation():
    assert found_in([[Decimal("1.5"), Decimal(100)]] * 4) == ()
