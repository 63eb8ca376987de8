"""A simulated rate beside its exact number."""

import numpy as np
import pytest
from scipy.stats import binom, norm

from study.rates import FARTHEST, Rate


@pytest.mark.parametrize("hits", [20, 35, 50, 61, 80], ids=lambda hits: f"{hits} hits")
def test_a_distance_in_standard_errors_is_as_rare_as_the_binomial_says(hits):
    found = Rate(hits=hits, repetitions=1000, exact=0.05)
    tail = binom.sf(hits - 1, 1000, 0.05) if hits >= 50 else binom.cdf(hits, 1000, 0.05)
    assert norm.sf(abs(found.distance)) == pytest.approx(min(tail, 0.5), rel=1e-9)


def test_with_many_hits_the_distance_is_counted_in_plain_standard_errors():
    found = Rate(hits=5_200, repetitions=100_000, exact=0.05)
    plain = (0.052 - 0.05) / np.sqrt(0.05 * 0.95 / 100_000)
    assert found.distance == pytest.approx(plain, abs=0.03)


def test_what_can_never_happen_and_did_not_agrees():
    assert Rate(hits=0, repetitions=40_000, exact=0.0).agrees


def test_what_can_never_happen_and_did_does_not_agree():
    assert not Rate(hits=3, repetitions=40_000, exact=0.0).agrees


@pytest.mark.parametrize("sign", [-1, 1], ids=["below", "above"])
def test_a_rate_five_standard_errors_off_does_not_agree(sign):
    off = round(40_000 * 0.05 + sign * (FARTHEST + 1.0) * np.sqrt(40_000 * 0.05 * 0.95))
    assert not Rate(hits=off, repetitions=40_000, exact=0.05).agrees


def test_a_rate_without_an_exact_number_agrees_with_itself():
    assert Rate(hits=7, repetitions=10, exact=None).agrees


def test_no_hits_are_not_taken_for_certainty():
    assert 0.0 < Rate(hits=0, repetitions=10_000, exact=None).standard_error < 2e-4
