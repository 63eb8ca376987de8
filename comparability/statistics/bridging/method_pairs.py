"""Reading the same lots measured by two methods, one value each.

Nothing is compared here; the paired test of equivalence is in `paired`.
"""

from comparability.statistics.errors import TooFewPoints
from comparability.statistics.regression import check_aligned, read_column
from comparability.statistics.samples import Values

OLD, NEW = "The values of the old method", "The values of the new method"


def read_methods(*, old: Values, new: Values, need: int) -> tuple[list[float], list[float]]:
    """Raises NotPoints, NotFinite, NotAligned, TooFewPoints."""
    olds, news = read_column(old, what=OLD), read_column(new, what=NEW)
    check_aligned(olds, news, first=OLD, second="those of the new method")
    if len(olds) < need:
        raise TooFewPoints(where="The comparison of the two methods", have=len(olds), need=need)
    return olds, news
