"""Expected power: the chance of showing equivalence when the SD between lots, and perhaps the shift, are
known only from an estimate.

An SD s estimated with nu degrees of freedom leaves the true one at s·sqrt(nu)/chi, chi having nu degrees of
freedom; the exact power is averaged over that.

Source: Julious (2010) Sample Sizes for Clinical Trials, section 5.5; O'Hagan, Stevens and Campbell (2005)
Pharm Stat 4:187.
"""

import math
from dataclasses import dataclass

import numpy as np
from scipy.special import gammaincinv

from comparability.statistics.errors import NotFinite, OutOfRange
from comparability.statistics.interval import Interval
from comparability.statistics.planning.design import Design, check_sd
from comparability.statistics.planning.power import power
from comparability.statistics.planning.two_variances import pooled_split, welch_split
from comparability.statistics.quadrature import NODES, REACH, Rule, beta_split, between, chi_density

TAIL = 1e-14  # of the distribution of the true SD, left out on the side of very large SDs
NODES_OF_RATIO = 40
NODES_PER_UNIT = 8  # of log SD, at least: with few lots power falls from 1 to 0 within about one unit


@dataclass(frozen=True, slots=True, kw_only=True)
class SdEstimate:
    """An SD between lots, on the scale of analysis, and the degrees of freedom behind it."""

    sd: float
    df: float

    def __post_init__(self) -> None:
        check_sd("The estimated SD", self.sd)
        if not 1.0 <= self.df < math.inf:
            raise OutOfRange(
                name="The degrees of freedom behind an SD", value=self.df, accepted="a finite number from 1"
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftEstimate:
    """A true shift, on the scale of analysis, with a normal uncertainty of its own: 0 where it is stated."""

    shift: float
    standard_error: float

    def __post_init__(self) -> None:
        if not math.isfinite(self.shift):
            raise NotFinite(what="The shift")
        if not 0.0 <= self.standard_error < math.inf:
            raise OutOfRange(
                name="The standard error of the shift",
                value=self.standard_error,
                accepted="a finite number, 0 or more",
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedPower:
    """expected: averaged over the uncertainty. at_estimate: with the estimates taken as the truth."""

    expected: float
    at_estimate: float


def expected_power(
    *,
    n_pre: int,
    n_post: int,
    spread: SdEstimate,
    post_sd_per_pre_sd: float,
    shift: ShiftEstimate,
    margin: Interval,
    alpha: float,
    is_pooled: bool,
) -> ExpectedPower:
    """One estimate of the SD, of pre lots; the true SD of post lots is a stated multiple of the true pre SD.

    shift: true mean(post) - mean(pre). margin: on the scale of analysis, one end may be infinite.
    Raises OutOfRange, NotFinite.
    """
    check_sd("The post SD over the pre SD", post_sd_per_pre_sd)
    design = Design(
        n_pre=n_pre,
        n_post=n_post,
        sd_pre=spread.sd,
        sd_post=post_sd_per_pre_sd * spread.sd,
        alpha=alpha,
    )
    return ExpectedPower(
        expected=_averaged(design, spread.df, shift, margin, is_pooled),
        at_estimate=power(design=design, shift=shift.shift, margin=margin, is_pooled=is_pooled),
    )


def expected_power_of_two_spreads(
    *,
    n_pre: int,
    n_post: int,
    spread_pre: SdEstimate,
    spread_post: SdEstimate,
    shift: ShiftEstimate,
    margin: Interval,
    alpha: float,
    is_pooled: bool,
) -> ExpectedPower:
    """As `expected_power`, each arm's SD with an independent estimate of its own."""
    df = spread_pre.df + spread_post.df
    # The two chi variables as radius and angle: given the angle, the ratio of the SDs is fixed.
    angles = beta_split(spread_pre.df, spread_post.df, nodes=NODES_OF_RATIO)
    expected = 0.0
    for angle, weight in zip(angles.nodes.tolist(), angles.weights.tolist(), strict=True):
        given = Design(
            n_pre=n_pre,
            n_post=n_post,
            sd_pre=spread_pre.sd * math.sqrt(spread_pre.df / df) / math.sin(angle),
            sd_post=spread_post.sd * math.sqrt(spread_post.df / df) / math.cos(angle),
            alpha=alpha,
        )
        expected += weight * _averaged(given, df, shift, margin, is_pooled)
    design = Design(n_pre=n_pre, n_post=n_post, sd_pre=spread_pre.sd, sd_post=spread_post.sd, alpha=alpha)
    return ExpectedPower(
        expected=expected,
        at_estimate=power(design=design, shift=shift.shift, margin=margin, is_pooled=is_pooled),
    )


def _averaged(design: Design, df: float, shift: ShiftEstimate, margin: Interval, is_pooled: bool) -> float:
    """Power averaged over a common factor of both SDs, sqrt(df) / chi, the design holding the estimates."""
    split = pooled_split(design) if is_pooled else welch_split(design)
    chi = true_sds(df, df_of_test=split.df)
    # A normal uncertainty of the shift adds to the variance of the estimated difference, and to nothing else.
    sigma = design.sd_of_difference * math.sqrt(df) / chi.nodes
    total = np.hypot(sigma, shift.standard_error)
    low, high = (margin.low - shift.shift) / total, (margin.high - shift.shift) / total
    reached = [
        split.inside(*bounds, narrowing=narrowing)
        for *bounds, narrowing in zip(low.tolist(), high.tolist(), (sigma / total).tolist(), strict=True)
    ]
    return float(chi.weights @ np.array(reached))


def true_sds(df: float, *, df_of_test: float) -> Rule:
    """The expectation over what an SD estimated with `df` degrees of freedom leaves open of the true one: the
    chi by which its square root is divided. By its logarithm, in which power changes evenly.

    df_of_test: behind the SD that the test will find.
    """
    # With many lots that SD is nearly the true one, and power falls as steeply.
    per_unit = max(NODES_PER_UNIT, math.ceil(3.0 * math.sqrt(df_of_test)))
    low = 0.5 * math.log(2.0 * float(gammaincinv(0.5 * df, TAIL)))
    high = math.log(math.sqrt(df) + REACH)
    rule = between(low, high, count=max(NODES, math.ceil(per_unit * (high - low))))
    nodes = np.exp(rule.nodes)
    return Rule(nodes, rule.weights * nodes * chi_density(nodes, df=df))
