"""Whether the lots of both arms spread alike."""

import math

from comparability.model.findings import Figure, Form
from comparability.model.judging.analyses.exact import compare_exact
from comparability.model.judging.analyses.material import Compared, Material
from comparability.model.r_snippets.exact import spread_in_r
from comparability.model.vocabulary import Scale
from comparability.statistics.samples import check_positive
from comparability.statistics.spread import spread

LEAST_LOTS = 6  # an arm for a verdict; below, an F interval is so wide that it only describes


def compare_spread(material: Material) -> Compared:
    """On natural logarithms where the attribute's scale is logarithmic, so that relative spreads compare."""
    is_log = material.attribute.scale in {Scale.LOG, Scale.LOG_CENSORED}
    pre, post = _scaled(material.pre, "pre", is_log), _scaled(material.post, "post", is_log)
    found = spread(pre=pre, post=post)
    of = "natural logarithms" if is_log else "values"
    return compare_exact(
        material,
        found,
        figures=(
            Figure("spread_pre", found.sd_pre, Form.NUMBER, f"SD between lots of the {of}, pre"),
            Figure("spread_post", found.sd_post, Form.NUMBER, f"SD between lots of the {of}, post"),
        ),
        limitations=("The F test leans on lots that vary normally.",),
        r_snippet=spread_in_r(material.pre, material.post, is_log=is_log, criterion=material.criterion),
    )


def _scaled(values: list[float], arm: str, is_log: bool) -> list[float]:
    if not is_log:
        return values
    check_positive(values, arm=arm)
    return [math.log(value) for value in values]
