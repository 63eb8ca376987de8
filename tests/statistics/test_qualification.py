"""The self-qualification, which ships its references and must notice a wrong number."""

import pytest
from scipy.stats import chi2, norm

from comparability.statistics.qualification import qualify, tolerance_factors

GROUPS = {
    "Welch two one-sided tests": 168,
    "NCSS worked example of two-sample equivalence": 7,
    "Pooled two one-sided tests": 168,
    "NCSS worked example of two-sample equivalence, equal variances": 7,
    "Paired two one-sided tests": 56,
    "Split apheresis with historic lots, worked example": 6,
    "Ratio of arithmetic means": 70,
    "Ratio of SDs": 45,
    "Exact rank tests": 77,
    "Shares and rates": 84,
    "Ratio of geometric means from published figures": 35,
    "NIST StRD one-way analysis of variance": 12,
    "Variance between and within sites": 66,
    "Normal tolerance factors": 84,
    "ISO 16269-6:2014 Annex F": 600,
    "Power of the Welch two one-sided tests": 17,
    "Power of the pooled and paired two one-sided tests": 34,
    "Published powers and sample sizes of the two one-sided tests": 19,
    "Sample sizes of the pooled and paired two one-sided tests": 149,
    "NIST StRD linear regression, Norris": 6,
    "Slopes of stability series, lots as fixed lines": 39,
    "Slopes of stability series, lots as a sample": 96,
    "Old method against new method on the same lots": 258,
    "Relative potency from curves of four parameters": 30,
    "Relative potency from parallel lines": 20,
    "Infectious titres from wells by the single-hit model": 18,
    "Nested variances by REML with Kenward-Roger": 78,
    "Censored two-arm likelihoods, common spread": 42,
    "Censored two-arm likelihoods, both sides and spread by arm": 126,
    "Compositions by isometric log-ratios": 106,
    "Lots of a distribution-free range": 18,
    "Grubbs and Dixon": 18,
    "Exact p-values of Grubbs": 16,
    "Generalised extreme studentised deviates": 51,
    "Tests of assumptions": 52,
    "Posterior of two arms with unequal variances": 42,
}


@pytest.fixture(scope="module")
def recomputed():
    return qualify()


@pytest.mark.parametrize("group", GROUPS)
def test_every_shipped_reference_is_recomputed(group, recomputed):
    checks = [check for check in recomputed if check.group == group]
    assert len(checks) == GROUPS[group]
    assert [check.name for check in checks if not check.ok] == []


def test_every_check_says_who_computed_the_expected_number(recomputed):
    assert {check.group for check in recomputed} == set(GROUPS)
    assert all(len(check.source) > 20 for check in recomputed)


def test_a_wrong_factor_fails_the_qualification(monkeypatch):
    """A qualification that cannot fail proves nothing: Howe's approximation for the exact factor."""

    def howe(*, n: int, df: int, coverage: float, confidence: float) -> float:
        return float(norm.ppf((1 + coverage) / 2) * (df * (1 + 1 / n) / chi2.ppf(1 - confidence, df)) ** 0.5)

    monkeypatch.setattr(tolerance_factors, "two_sided_factor", howe)
    assert any(not check.ok for check in qualify())
