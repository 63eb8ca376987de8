"""Frequentist operating characteristics of the Bayesian criterion: how often equivalence would be declared.

At an end of the margin this is what alpha is to a test. Deterministic for a flat prior of the difference; for
any prior it is simulated in `simulated`.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from comparability.statistics.bayesian.behrens_fisher import BehrensFisher, behrens_fisher
from comparability.statistics.bayesian.deciding import (
    check_flat,
    check_threshold,
    half_width,
    surplus_at_centre,
)
from comparability.statistics.bayesian.posterior import margin_of_analysis
from comparability.statistics.bayesian.prior import Prior, VariancePrior
from comparability.statistics.errors import OutOfRange
from comparability.statistics.interval import Interval
from comparability.statistics.quadrature import Array, between, chi_density

NODES = 32
REACH = 5.0  # a chi variable has an SD of at most 0.71
HALVINGS = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """What is taken as true. sd_pre, sd_post: of lots; shift: mean(post) - mean(pre), all on the scale of
    analysis (natural logarithms for a ratio). Raises OutOfRange.
    """

    n_pre: int
    n_post: int
    sd_pre: float
    sd_post: float
    shift: float

    def __post_init__(self) -> None:
        for arm, count in (("pre", self.n_pre), ("post", self.n_post)):
            if count < 1:
                raise OutOfRange(name=f"The number of {arm} lots", value=count, accepted="1 or more")
        for arm, sd in (("pre", self.sd_pre), ("post", self.sd_post)):
            if not 0.0 < sd < math.inf:
                raise OutOfRange(
                    name=f"The SD of the {arm} lots", value=sd, accepted="a finite number above 0"
                )
        if not math.isfinite(self.shift):
            raise OutOfRange(name="The shift", value=self.shift, accepted="a finite number")

    def check_degrees_of_freedom(self, prior: Prior) -> None:
        """Raises OutOfRange where the variance of an arm would rest on less than 1 degree of freedom."""
        for arm, count, variance in (("pre", self.n_pre, prior.pre), ("post", self.n_post, prior.post)):
            if variance.df + count - 1 < 1.0:
                raise OutOfRange(
                    name=f"The number of {arm} lots under this variance prior",
                    value=count,
                    accepted="2 or more",
                )


def declaring_rate(*, truth: Truth, margin: Interval, prior: Prior, threshold: float) -> float:
    """Chance that P(difference inside the margin | lots) reaches the threshold, by quadrature to about 1e-9.

    margin: on the scale of analysis. prior: flat in the difference. 0.5 < threshold < 1. With the shift on an
    end of the margin this is the actual size. Raises OutOfRange, BadMargin.
    """
    truth.check_degrees_of_freedom(prior)
    check_flat(prior)
    check_threshold(threshold)
    bounds = margin_of_analysis(margin, is_log=False)
    half_margin, middle = 0.5 * (bounds.high - bounds.low), 0.5 * (bounds.high + bounds.low)

    def posterior(chi_pre: Array, chi_post: Array) -> BehrensFisher:
        return behrens_fisher(
            df_pre=prior.pre.df + truth.n_pre - 1,
            df_post=prior.post.df + truth.n_post - 1,
            scale_pre=_scale(chi_pre, truth.n_pre, truth.sd_pre, prior.pre),
            scale_post=_scale(chi_post, truth.n_post, truth.sd_post, prior.post),
        )

    def is_declared(chi_pre: Array, chi_post: Array) -> NDArray[np.bool_]:
        found = posterior(chi_pre, chi_post)
        return surplus_at_centre(found, half_margin=half_margin, threshold=threshold) > 0.0

    # Beyond a sample SD that is too large nothing is declared, wherever the estimate lies: both integrals end
    # there, and a quadratic variable takes the root-like approach to that end.
    nothing = np.zeros(1)
    pre, pre_weights = _nodes(truth.n_pre, lambda chi: is_declared(chi, nothing), rows=1)
    pre, pre_weights = pre[0], pre_weights[0]
    post, post_weights = _nodes(truth.n_post, lambda chi: is_declared(pre, chi), rows=len(pre))
    width = half_width(
        posterior(np.broadcast_to(pre[:, np.newaxis], post.shape), post),
        half_margin=half_margin,
        threshold=threshold,
    )
    sigma = math.hypot(truth.sd_pre / math.sqrt(truth.n_pre), truth.sd_post / math.sqrt(truth.n_post))
    off = middle - truth.shift
    chance = np.where(width > 0.0, ndtr((off + width) / sigma) - ndtr((off - width) / sigma), 0.0)
    return float(pre_weights @ (post_weights * chance).sum(axis=1))


def _scale(chi: Array, n: int, sd: float, prior: VariancePrior) -> Array:
    """Scale of a mean whose sample SD is sd·chi / √(n - 1); never quite 0."""
    df = prior.df + n - 1
    scale: Array = np.hypot(math.sqrt(prior.df) * prior.sd, sd * np.maximum(chi, 1e-30)) / math.sqrt(df * n)
    return scale


def _nodes(n: int, is_declared: Callable[[Array], NDArray[np.bool_]], *, rows: int) -> tuple[Array, Array]:
    """Nodes and weights of a chi variable with n - 1 df, in rows, up to where something is declared."""
    if n == 1:  # no sample SD: the prior alone says how lots vary
        return np.zeros((rows, 1)), is_declared(np.zeros(rows)).astype(np.float64)[:, np.newaxis]
    centre = math.sqrt(n - 1.0)
    start, declared, beyond = max(0.0, centre - REACH), np.zeros(rows), np.full(rows, centre + REACH)
    at = beyond
    for _ in range(HALVINGS):
        inside = is_declared(at)
        declared, beyond = np.where(inside, at, declared), np.where(inside, beyond, at)
        at = 0.5 * (declared + beyond)
    length = np.maximum(declared - start, 0.0)[:, np.newaxis]
    rule = between(0.0, 1.0, count=NODES)
    chi = start + length * (1.0 - (1.0 - rule.nodes) ** 2)
    weights = (
        length * 2.0 * (1.0 - rule.nodes) * rule.weights * chi_density(np.maximum(chi, 1e-300), df=n - 1)
    )
    return chi, weights
