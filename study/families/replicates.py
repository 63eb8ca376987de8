"""Lots with replicates: every replicate taken for a lot, means of lots, and mixed models."""

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtr, stdtrit

from comparability.statistics.arrays import contrasts, equivalences
from comparability.statistics.interval import Interval
from comparability.statistics.nested.arm import of_replicates
from comparability.statistics.nested.two_arms import NestedContrast, common_variances, own_variances
from comparability.statistics.planning import welch
from comparability.statistics.quadrature import beta_split
from study.designs import ALPHA, IN_WORDS, MARGIN_SDS, TwoArms
from study.questions import (
    NOT_EXACT,
    ONE_TEST,
    Exact,
    Passed,
    equivalence_rates,
    shifted,
    unless_refused,
)
from study.rates import Rate
from study.scenarios import Family, Scenario

TITLE = "Lots with replicates"
MEANS = "means of lots, Welch"
Measured = Callable[..., Mapping[str, Rate]]
MANY, FEW = 40_000, 5_000
VARIANCE_RATIOS = (4.0, 1.0, 0.25)  # of lots to replicates
REPLICATES = (3,)
UNBALANCED = (1, 2, 3, 4, 5)  # of the lots in turn


@dataclass(frozen=True, slots=True, kw_only=True)
class Replicated:
    """arms: of means of three replicates, whose SD is the unit. counts: of replicates, of lots in turn."""

    arms: TwoArms
    variance_ratio: float
    counts: tuple[int, ...]

    @property
    def words(self) -> str:
        many = "1 to 5" if len(self.counts) > 1 else str(self.counts[0])
        ratio = IN_WORDS[self.variance_ratio]
        return f"{self.arms.words}, {many} replicates, lot : replicate variance {ratio}"

    @property
    def is_balanced(self) -> bool:
        return len(self.counts) == 1

    @property
    def sd_of_lots(self) -> float:
        return math.sqrt(self.variance_ratio / (self.variance_ratio + 1.0 / 3.0))

    @property
    def sd_of_replicates(self) -> float:
        return self.sd_of_lots / math.sqrt(self.variance_ratio)

    def draw(self, random: np.random.Generator, repetitions: int, n: int, sd: float) -> NDArray[np.float64]:
        """Repetition by lot by replicate; those beyond a lot's count are left out later."""
        lots = sd * self.sd_of_lots * random.standard_normal((repetitions, n, 1))
        return lots + sd * self.sd_of_replicates * random.standard_normal((repetitions, n, max(self.counts)))

    def kept(self, lots: NDArray[np.float64]) -> list[list[float]]:
        """Of one repetition."""
        return [lot[: self.counts[at % len(self.counts)]] for at, lot in enumerate(lots.tolist())]


def _as_lots(
    random: np.random.Generator, repetitions: int, *, design: Replicated, is_pooled: bool
) -> Mapping[str, Rate]:
    """Every replicate taken for a lot: as many values as there are results."""
    arms = design.arms
    pre = design.draw(random, repetitions, arms.n_pre, 1.0).reshape(repetitions, -1)
    post = design.draw(random, repetitions, arms.n_post, arms.sd_ratio).reshape(repetitions, -1)
    exact = Exact(one_test=_size_of_replicates_as_lots(design)) if is_pooled else NOT_EXACT
    return _of_tables(pre, post, arms.margin, is_pooled=is_pooled, exact=exact)


def _means(random: np.random.Generator, repetitions: int, *, design: Replicated) -> Mapping[str, Rate]:
    arms = design.arms
    pre = design.draw(random, repetitions, arms.n_pre, 1.0).mean(axis=2)
    post = design.draw(random, repetitions, arms.n_post, arms.sd_ratio).mean(axis=2)
    edge, no_shift, half = welch.probabilities_inside(
        design=arms.design, shifts=(arms.margin.high, 0.0, 0.5 * arms.margin.high), margin=arms.margin
    )
    exact = Exact(
        one_test=welch.size_of_one_side(design=arms.design), edge=edge, no_shift=no_shift, half=half
    )
    return _of_tables(pre, post, arms.margin, is_pooled=False, exact=exact)


def _of_tables(
    pre: NDArray[np.float64],
    post: NDArray[np.float64],
    margin: Interval,
    *,
    is_pooled: bool,
    exact: Exact,
) -> Mapping[str, Rate]:
    found = contrasts(pre=pre, post=post, is_pooled=is_pooled, is_log=False)

    def passed(shift: float) -> Passed:
        tested = equivalences(found, low=margin.low - shift, high=margin.high - shift, alpha=ALPHA)
        return Passed(above_low=tested.p_low < ALPHA, below_high=tested.p_high < ALPHA)

    return equivalence_rates(passed, margin=margin, exact=exact)


def _mixed(
    random: np.random.Generator,
    repetitions: int,
    *,
    design: Replicated,
    compare: Callable[..., NestedContrast],
) -> Mapping[str, Rate]:
    arms = design.arms
    before = design.draw(random, repetitions, arms.n_pre, 1.0)
    after = design.draw(random, repetitions, arms.n_post, arms.sd_ratio)
    found = [
        unless_refused(
            partial(
                compare,
                pre=of_replicates(design.kept(pre), arm="pre"),
                post=of_replicates(design.kept(post), arm="post"),
            )
        )
        for pre, post in zip(before, after, strict=True)
    ]
    return equivalence_rates(shifted(found, margin=arms.margin), margin=arms.margin, exact=NOT_EXACT)


def _size_of_replicates_as_lots(design: Replicated) -> float | None:
    """Of one pooled test, balanced and with one set of variances: the squares of lots and of replicates are
    two chi-squares with a known split, given which the statistic follows t.
    """
    arms, k = design.arms, design.counts[0]
    if arms.sd_ratio != 1.0:
        return None
    df_lots, df_replicates = arms.n_pre + arms.n_post - 2, (arms.n_pre + arms.n_post) * (k - 1)
    df = df_lots + df_replicates
    lot_mean_square = k * design.sd_of_lots**2 + design.sd_of_replicates**2
    split = beta_split(df_lots, df_replicates)
    share = np.sin(split.nodes) ** 2
    narrowing = np.sqrt(share + (1.0 - share) * design.sd_of_replicates**2 / lot_mean_square)
    return float(split.weights @ stdtr(df, float(stdtrit(df, ALPHA)) * narrowing))


def _designs(lots: tuple[tuple[int, int], ...]) -> Iterator[Replicated]:
    for n_pre, n_post in lots:
        for ratio in VARIANCE_RATIOS:
            arms = TwoArms(n_pre=n_pre, n_post=n_post, sd_ratio=1.0)
            yield Replicated(arms=arms, variance_ratio=ratio, counts=REPLICATES)
    unequal = TwoArms(n_pre=10, n_post=3, sd_ratio=4.0)
    yield Replicated(arms=unequal, variance_ratio=4.0, counts=REPLICATES)


def _unbalanced() -> Iterator[Replicated]:
    arms = TwoArms(n_pre=5, n_post=5, sd_ratio=1.0)
    for ratio in VARIANCE_RATIOS:
        yield Replicated(arms=arms, variance_ratio=ratio, counts=UNBALANCED)


def _scenarios() -> Iterator[Scenario]:
    vectorised: tuple[tuple[str, Measured], ...] = (
        ("every replicate taken for a lot, pooled", partial(_as_lots, is_pooled=True)),
        ("every replicate taken for a lot, Welch", partial(_as_lots, is_pooled=False)),
        (MEANS, _means),
    )
    mixed: tuple[tuple[str, Measured], ...] = (
        ("mixed model, variances of each arm", partial(_mixed, compare=own_variances)),
        ("mixed model, one set of variances", partial(_mixed, compare=common_variances)),
    )
    lots = ((3, 3), (5, 5), (10, 3))
    for criterion, measure in vectorised:
        for design in _designs(lots):
            yield _scenario(criterion, design, measure, MANY)
    for criterion, measure in mixed:
        for design in (*_designs(lots), *_unbalanced()):
            yield _scenario(criterion, design, measure, FEW)


def _scenario(criterion: str, design: Replicated, measure: Measured, repetitions: int) -> Scenario:
    return Scenario(
        family=TITLE,
        criterion=criterion,
        design=design.words,
        is_default=criterion == MEANS,
        fewest_lots=design.arms.fewest_lots,
        nominal=ALPHA,
        size=ONE_TEST,
        repetitions=repetitions,
        measure=partial(measure, design=design),
    )


FAMILY = Family(
    title=TITLE,
    about=(
        "The unit is the SD of a lot's mean of three replicates, and so is that of the margin "
        f"(±{MARGIN_SDS:g}). Taking every replicate for a lot is what nobody should do; means of "
        "lots have the same sizes as lots without replicates. The mixed model is fitted by restricted "
        "likelihood with Kenward and Roger's degrees of freedom, capped by the number of lots.",
    ),
    scenarios=_scenarios,
)
