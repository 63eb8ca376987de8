"""A contrast of two arms that were measured in different runs, widened by the variance between runs that the
protocol declares. What the data themselves can say of runs is in nested/.

Where arm and run are aliased the data hold no trace of the run effect. One run an arm, with an SD between
runs equal to that between lots, gives one-sided tests at 5 % a size of 15 % (3 against 3 lots) or 22 % (6
against 4). The declared variance is a known constant, so it enters Satterthwaite's approximation with
infinitely many degrees of freedom: df becomes df * (widened variance / variance)^2.

With very few degrees of freedom that alone is liberal (8 % instead of 5 % at one, 6 % at two), and a variance
added could even narrow the interval. So what is read from the widened contrast is never narrower, and no
p-value smaller, than without the runs: 5.2 % at most with two degrees of freedom, 5.4 % with three.

Source: Satterthwaite (1946) Biometrics Bulletin 2:110.
"""

import math
from dataclasses import dataclass

from comparability.statistics.contrast import TContrast
from comparability.statistics.errors import OutOfRange


@dataclass(frozen=True, slots=True, kw_only=True)
class WidenedContrast(TContrast):
    """The contrast with the runs' share in its standard error; `contrast` is the one that was widened.

    Intervals and p-values are the more cautious of the two; they agree, as both lie around one difference.
    """

    contrast: TContrast
    run_variance: float
    runs_pre: int
    runs_post: int

    def ends(self, *, tail: float) -> tuple[float, float]:
        wide, narrow = TContrast.ends(self, tail=tail), self.contrast.ends(tail=tail)
        return min(wide[0], narrow[0]), max(wide[1], narrow[1])

    def p_above(self, bound: float) -> float:
        return max(TContrast.p_above(self, bound), self.contrast.p_above(bound))

    def p_below(self, bound: float) -> float:
        return max(TContrast.p_below(self, bound), self.contrast.p_below(bound))


def widened(contrast: TContrast, *, run_variance: float, runs_pre: int, runs_post: int) -> WidenedContrast:
    """Add what the runs contribute to post minus pre: run_variance * (1 / runs_pre + 1 / runs_post).

    run_variance: between runs, declared beforehand, on the scale of the contrast (of natural logarithms for a
    ratio: about the squared CV between runs); zero widens nothing. runs_pre, runs_post: runs in which the
    lots of the arm were measured; no run holds lots of both arms. Where an arm has several runs, the spread
    of its lots holds a part of the same variance already, and the widening is on the safe side.
    Raises OutOfRange, NotFinite.
    """
    if not 0.0 <= run_variance < math.inf:
        raise OutOfRange(
            name="The variance between runs", value=run_variance, accepted="a finite number, 0 or more"
        )
    for name, runs in (("The number of pre runs", runs_pre), ("The number of post runs", runs_post)):
        if runs < 1:
            raise OutOfRange(name=name, value=runs, accepted="1 or more")
    se = contrast.standard_error
    wide = math.hypot(se, math.sqrt(run_variance * (1.0 / runs_pre + 1.0 / runs_post)))
    growth = (wide / se) * (wide / se)
    return WidenedContrast(
        difference=contrast.difference,
        standard_error=wide,
        df=contrast.df * growth * growth,
        is_log=contrast.is_log,
        contrast=contrast,
        run_variance=run_variance,
        runs_pre=runs_pre,
        runs_post=runs_post,
    )
