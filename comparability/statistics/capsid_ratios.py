"""Empty-to-full figures of capsids from one form into another, for a preparation of two species only.

Every function assumes that a capsid is either empty or full. Partially filled capsids, or a ratio of two
titres that exceeds 100 %, have no such conversion: percent empty is then not 100 less percent full.
"""

import math

from comparability.statistics.errors import NotAShare, OutOfRange


def two_species_empty_to_full(*, percent_full: float) -> float:
    """E:F of empty and full capsids only. Raises NotAShare outside of 0 to 100 %, both excluded."""
    _check_share(percent_full, "Percent full")
    return (100.0 - percent_full) / percent_full


def two_species_full_to_empty(*, percent_full: float) -> float:
    """F:E of empty and full capsids only. Raises NotAShare."""
    _check_share(percent_full, "Percent full")
    return percent_full / (100.0 - percent_full)


def two_species_percent_empty(*, percent_full: float) -> float:
    """% empty of empty and full capsids only. Raises NotAShare."""
    _check_share(percent_full, "Percent full")
    return 100.0 - percent_full


def two_species_percent_full(*, empty_to_full: float) -> float:
    """% full of empty and full capsids only, from E:F above zero. Raises OutOfRange."""
    _check_ratio(empty_to_full, "E:F")
    return 100.0 / (1.0 + empty_to_full)


def two_species_percent_full_of_full_to_empty(*, full_to_empty: float) -> float:
    """% full of empty and full capsids only, from F:E above zero. Raises OutOfRange."""
    _check_ratio(full_to_empty, "F:E")
    return 100.0 / (1.0 + 1.0 / full_to_empty)


def _check_share(percent: float, what: str) -> None:
    if not 0.0 < percent < 100.0:
        raise NotAShare(where=what, value=percent)


def _check_ratio(ratio: float, what: str) -> None:
    if not 0.0 < ratio < math.inf:
        raise OutOfRange(name=what, value=ratio, accepted="a finite number above 0")
