"""Events counted in each lot, whose rates are compared."""

from comparability.model.findings import Figure, Form
from comparability.model.judging.analyses.exact import compare_exact
from comparability.model.judging.analyses.material import Compared, Material, Unfit
from comparability.model.r_snippets.exact import counts_in_r
from comparability.statistics.counts import rate_ratio

LARGEST = 2**53  # beyond it a double does not tell neighbouring whole numbers apart


def compare_counts(material: Material) -> Compared:
    """Every lot is one unit of exposure. Raises Unfit for values that are no counts."""
    pre, post = _events(material.pre, "pre"), _events(material.post, "post")
    found = rate_ratio(
        events_pre=pre, exposure_pre=len(material.pre), events_post=post, exposure_post=len(material.post)
    )
    return compare_exact(
        material,
        found,
        figures=(
            Figure("events_pre", float(pre), Form.COUNT, "events counted, pre"),
            Figure("events_post", float(post), Form.COUNT, "events counted, post"),
        ),
        limitations=(
            "Events are taken to fall independently of one another; lots that differ beyond that make the "
            "interval too narrow.",
        ),
        r_snippet=counts_in_r(
            (pre, len(material.pre)), (post, len(material.post)), criterion=material.criterion
        ),
    )


def _events(values: list[float], arm: str) -> int:
    if any(value < 0.0 or value != int(value) or value > LARGEST for value in values):
        raise Unfit(
            f"The {arm} arm holds values that are no counts: whole numbers from 0 on are compared, and lots "
            "that count once have a mean instead of a count."
        )
    return sum(map(int, values))
