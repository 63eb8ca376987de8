"""Recomputes, on the machine it runs on, numbers that other people computed or published.

Numerical operational qualification: every check says where its expected number comes from. The references are
shipped with the package; nothing is looked up elsewhere.
"""

from collections.abc import Callable, Iterator

from comparability.statistics.qualification.bridging import two_methods
from comparability.statistics.qualification.censored import both_sides, common_spread
from comparability.statistics.qualification.checks import Check
from comparability.statistics.qualification.composition import compositions
from comparability.statistics.qualification.exact_contrasts import (
    rank_tests,
    ratios_of_means,
    ratios_of_sds,
    shares_and_rates,
)
from comparability.statistics.qualification.lot_checks import (
    assumptions,
    distant_lots,
    distribution_free_lots,
    exact_grubbs,
    rosner_steps,
)
from comparability.statistics.qualification.nested_variances import nested_contrasts
from comparability.statistics.qualification.pooled_power import (
    pooled_powers,
    pooled_sizes,
    published_powers,
)
from comparability.statistics.qualification.posterior import posteriors
from comparability.statistics.qualification.potency import (
    infectious_titres,
    potency_curves,
    potency_lines,
)
from comparability.statistics.qualification.power import welch_power
from comparability.statistics.qualification.published_figures import ratios_from_summaries
from comparability.statistics.qualification.sites import nist_anova, site_variances
from comparability.statistics.qualification.split_source import split_apheresis
from comparability.statistics.qualification.stability import norris_line, random_lots, stability_slopes
from comparability.statistics.qualification.t_contrasts import (
    paired_tests,
    pooled_tests,
    pooled_worked_example,
)
from comparability.statistics.qualification.tolerance_factors import exact_factors, iso_annex_f
from comparability.statistics.qualification.welch_tost import welch_tests, worked_example

GROUPS: tuple[Callable[[], Iterator[Check]], ...] = (
    welch_tests,
    worked_example,
    pooled_tests,
    pooled_worked_example,
    paired_tests,
    split_apheresis,
    ratios_of_means,
    ratios_of_sds,
    rank_tests,
    shares_and_rates,
    ratios_from_summaries,
    nist_anova,
    site_variances,
    exact_factors,
    iso_annex_f,
    welch_power,
    pooled_powers,
    published_powers,
    pooled_sizes,
    norris_line,
    stability_slopes,
    random_lots,
    two_methods,
    potency_curves,
    potency_lines,
    infectious_titres,
    nested_contrasts,
    common_spread,
    both_sides,
    compositions,
    distribution_free_lots,
    distant_lots,
    exact_grubbs,
    rosner_steps,
    assumptions,
    posteriors,
)


def qualify() -> tuple[Check, ...]:
    """Every shipped reference, recomputed. Takes a few seconds; nothing is raised for a disagreement."""
    return tuple(check for group in GROUPS for check in group())
