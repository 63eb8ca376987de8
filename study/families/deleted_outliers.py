"""Lots that an outlier test flags, deleted before the comparison: why the product does not do it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from comparability.statistics.outliers.grubbs import grubbs
from comparability.statistics.planning import welch
from comparability.statistics.ranges import Sides
from comparability.statistics.two_arms import TwoArmContrast
from comparability.statistics.two_arms import welch as compare
from study.designs import ALPHA, TwoArms
from study.questions import (
    NOT_EXACT,
    ONE_TEST,
    Exact,
    equivalence_rates,
    shifted,
    unless_refused,
)
from study.rates import Rate
from study.scenarios import Family, Scenario

TITLE = "Deleted outliers"
REPETITIONS = 5_000
LOTS = ((5, 5), (10, 10), (10, 5))
KEPT = "every lot kept, Welch"
FLAGGED_BELOW = 0.05  # p-value of Grubbs's test


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
    """The new process: `share` of its lots lie `distance` SDs lower. The old one has none of these."""

    words: str
    share: float
    distance: float

    @property
    def mean(self) -> float:
        """Of all lots, without any other shift."""
        return -self.share * self.distance


SOUND = Process(words="normal lots", share=0.0, distance=0.0)
FAILING = Process(words="one new lot in ten 6 SD low", share=0.1, distance=6.0)


def _measure(
    random: np.random.Generator, repetitions: int, *, arms: TwoArms, process: Process, is_deleting: bool
) -> Mapping[str, Rate]:
    before = random.standard_normal((repetitions, arms.n_pre))
    after = random.standard_normal((repetitions, arms.n_post))
    after -= process.distance * (random.random(after.shape) < process.share)
    after -= process.mean  # all lots together have no shift: what is tested is the mean of the process
    keep = _without_flagged if is_deleting else _all
    found = [
        _compared(keep(pre), keep(post)) for pre, post in zip(before.tolist(), after.tolist(), strict=True)
    ]
    exact = _exact(arms) if process is SOUND and not is_deleting else NOT_EXACT
    return equivalence_rates(
        shifted(found, margin=arms.margin), margin=arms.margin, exact=exact, is_lopsided=process is not SOUND
    )


def _compared(pre: Sequence[float], post: Sequence[float]) -> TwoArmContrast | None:
    return unless_refused(lambda: compare(pre=pre, post=post))


def _all(values: list[float]) -> list[float]:
    return values


def _without_flagged(values: list[float]) -> list[float]:
    found = unless_refused(lambda: grubbs(values=values, arm="an arm", sides=Sides.BOTH))
    if found is None or found.p >= FLAGGED_BELOW:
        return values
    return [value for at, value in enumerate(values) if at != found.index]


def _exact(arms: TwoArms) -> Exact:
    margin = arms.margin
    edge, no_shift, half = welch.probabilities_inside(
        design=arms.design, shifts=(margin.high, 0.0, 0.5 * margin.high), margin=margin
    )
    return Exact(one_test=welch.size_of_one_side(design=arms.design), edge=edge, no_shift=no_shift, half=half)


def _scenarios() -> Iterator[Scenario]:
    for process in (SOUND, FAILING):
        for criterion, is_deleting in (
            (KEPT, False),
            ("the lot that Grubbs flags in an arm deleted, then Welch", True),
        ):
            for n_pre, n_post in LOTS:
                arms = TwoArms(n_pre=n_pre, n_post=n_post, sd_ratio=1.0)
                yield Scenario(
                    family=TITLE,
                    criterion=criterion,
                    design=f"{n_pre} / {n_post} lots, {process.words}",
                    is_default=False,
                    fewest_lots=arms.fewest_lots,
                    nominal=ALPHA,
                    size=ONE_TEST,
                    repetitions=REPETITIONS,
                    measure=partial(_measure, arms=arms, process=process, is_deleting=is_deleting),
                )


FAMILY = Family(
    title=TITLE,
    about=(
        "A lot that Grubbs's test flags at 0.05 is deleted from its arm. With normal lots this alone costs "
        "level: the SD shrinks, the error does not. Where the new process makes one lot in ten that lies 6 "
        "SD low, and its mean over all lots is at the margin, five or ten lots often hold none of these: "
        "every test of means is then too sure, and deleting what was found makes it worse. The product "
        "flags, keeps, and shows the verdict with and without.",
    ),
    scenarios=_scenarios,
)
