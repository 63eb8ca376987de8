"""The chance that all attributes of a switch show equivalence together, when they vary together from lot to
lot.

By seeded simulation of lots, because no quadrature reaches over a dozen attributes: for planning only, with
its standard error, never for a verdict. All numbers of lots are judged on the same simulated lots, so that
they are compared without the noise of the draw.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from comparability.statistics.errors import NotFinite, OutOfRange
from comparability.statistics.interval import Interval
from comparability.statistics.planning import judged_draws
from comparability.statistics.planning.correlated_lots import BLOCK, FirstLots, first_lots, symmetric_root
from comparability.statistics.planning.design import Design, check_sd
from comparability.statistics.planning.power import power
from comparability.statistics.quadrature import Array
from comparability.statistics.samples import check_count, check_probability


@dataclass(frozen=True, slots=True, kw_only=True)
class JointAttribute:
    """One attribute of a switch, on its scale of analysis.

    stream: a whole number of its own that says which random lots it gets from the seed; it stays with the
    attribute when others come, go or change places. margin: one end may be infinite. shift: true
    mean(post) - mean(pre). sd_pre, sd_post: true SDs of lots.
    """

    stream: int
    margin: Interval
    shift: float
    sd_pre: float
    sd_post: float

    def __post_init__(self) -> None:
        _check_at_least("The number of a random stream", self.stream, 0)
        if not math.isfinite(self.shift):
            raise NotFinite(what="The shift")
        check_sd("The pre SD", self.sd_pre)
        check_sd("The post SD", self.sd_post)


@dataclass(frozen=True, slots=True, kw_only=True)
class LotNumbers:
    """Lots per arm."""

    n_pre: int
    n_post: int

    def __post_init__(self) -> None:
        check_count("The number of pre lots", self.n_pre, least=2)
        check_count("The number of post lots", self.n_post, least=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class JointPower:
    """power: simulated chance that every attribute shows equivalence, with its Monte-Carlo standard error.

    each: exact power of each attribute alone, in the order given. independent: their product, the chance if
    the attributes did not vary together.
    """

    lots: LotNumbers
    power: float
    standard_error: float
    each: tuple[float, ...]
    independent: float


def joint_power(
    *,
    attributes: Sequence[JointAttribute],
    correlation: ArrayLike,
    lots: Sequence[LotNumbers],
    alpha: float,
    is_pooled: bool,
    draws: int,
    seed: int,
) -> tuple[JointPower, ...]:
    """One result for each of the numbers of lots, all from the same simulated lots.

    correlation: between the attributes' values of one lot, the same in both arms, in the order of the
    attributes. draws: simulated switches. Raises NotACorrelation, OutOfRange, NotFinite.
    """
    check_probability("Alpha", alpha, below=0.5)
    _check_at_least("The number of attributes", len(attributes), 1)
    _check_at_least("The number of plans", len(lots), 1)
    _check_at_least("The number of draws", draws, 1)
    _check_at_least("The seed", seed, 0)
    streams = [attribute.stream for attribute in attributes]
    if len(set(streams)) < len(streams):
        raise OutOfRange(
            name="The number of attributes on one random stream",
            value=max(map(streams.count, streams)),
            accepted="1",
        )
    root = symmetric_root(correlation, attributes=len(attributes))
    drawn_pre, drawn_post = (
        first_lots(root, streams=streams, counts=counts, draws=draws, seed=seed, arm=arm)
        for arm, counts in enumerate(({each.n_pre for each in lots}, {each.n_post for each in lots}))
    )
    sd_pre = np.array([[attribute.sd_pre] for attribute in attributes])
    sd_post = np.array([[attribute.sd_post] for attribute in attributes])
    ends = judged_draws.Ends(
        low=np.array([[attribute.margin.low - attribute.shift] for attribute in attributes]),
        high=np.array([[attribute.margin.high - attribute.shift] for attribute in attributes]),
    )
    judge = judged_draws.pooled if is_pooled else judged_draws.welch
    pre = {n: _scaled(drawn, sd_pre) for n, drawn in drawn_pre.items()}
    post = {n: _scaled(drawn, sd_post) for n, drawn in drawn_post.items()}

    def judged(numbers: LotNumbers) -> JointPower:
        passed = 0
        for start in range(0, draws, BLOCK):
            block = slice(start, start + BLOCK)
            inside = judge(
                _part(pre[numbers.n_pre], block),
                _part(post[numbers.n_post], block),
                ends,
                alpha=alpha,
                runs=None,
            )
            passed += int(np.count_nonzero(inside))
        # As if one draw more had passed and one more had failed: 0 of 10,000 is not certain to be 0.
        likely = (passed + 1) / (draws + 2)
        each = tuple(_alone(attribute, numbers, alpha, is_pooled) for attribute in attributes)
        return JointPower(
            lots=numbers,
            power=passed / draws,
            standard_error=math.sqrt(likely * (1.0 - likely) / draws),
            each=each,
            independent=math.prod(sorted(each)),
        )

    return tuple(map(judged, lots))


def _scaled(drawn: FirstLots, sd: Array) -> FirstLots:
    return FirstLots(n=drawn.n, mean=sd * drawn.mean, squares=sd**2 * drawn.squares)


def _part(lots: FirstLots, block: slice) -> FirstLots:
    return FirstLots(n=lots.n, mean=lots.mean[:, block], squares=lots.squares[:, block])


def _alone(attribute: JointAttribute, numbers: LotNumbers, alpha: float, is_pooled: bool) -> float:
    design = Design(
        n_pre=numbers.n_pre,
        n_post=numbers.n_post,
        sd_pre=attribute.sd_pre,
        sd_post=attribute.sd_post,
        alpha=alpha,
    )
    return power(design=design, shift=attribute.shift, margin=attribute.margin, is_pooled=is_pooled)


def _check_at_least(name: str, value: int, least: int) -> None:
    if value < least:
        raise OutOfRange(name=name, value=value, accepted=f"{least} or more")
