"""All families of scenarios, in the order in which they are told."""

from functools import lru_cache

from study.families import (
    aliased_runs,
    censored_lots,
    counted_events,
    deleted_outliers,
    independent_arms,
    margins_from_history,
    posterior,
    ranges_of_lots,
    ranks,
    ratio_of_means,
    replicates,
    several_sites,
    split_lots,
    spread_of_lots,
    stability_slopes,
)
from study.scenarios import Family, Scenario

FAMILIES: tuple[Family, ...] = tuple(
    module.FAMILY
    for module in (
        independent_arms,
        split_lots,
        replicates,
        aliased_runs,
        margins_from_history,
        deleted_outliers,
        several_sites,
        stability_slopes,
        ratio_of_means,
        ranks,
        censored_lots,
        posterior,
        spread_of_lots,
        counted_events,
        ranges_of_lots,
    )
)


@lru_cache(maxsize=1)
def scenarios() -> dict[str, Scenario]:
    """By name, in order. Two of one name would share their random numbers."""
    found = [scenario for family in FAMILIES for scenario in family.scenarios()]
    by_name = {scenario.name: scenario for scenario in found}
    if len(by_name) != len(found):
        raise ValueError("two scenarios have the same name")
    return by_name
