"""Arms measured in different runs: runs ignored, the interval widened, values brought to a control."""

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np

from comparability.statistics.aliased_runs import widened
from comparability.statistics.contrast import TContrast
from comparability.statistics.control_normalised import control_normalised
from comparability.statistics.planning.two_variances import welch_split
from comparability.statistics.two_arms import welch
from study.designs import ALPHA, TwoArms
from study.questions import NOT_EXACT, ONE_TEST, Exact, equivalence_rates, shifted
from study.rates import Rate
from study.scenarios import Family, Scenario

TITLE = "Arms measured in different runs"
REPETITIONS = 20_000
LOTS = ((3, 3), (6, 4), (5, 5), (10, 10), (20, 3))
RUN_SDS = (0.5, 1.0)
CONTROL_SD = 0.3  # of the control's value in one run, about its true level in that run


@dataclass(frozen=True, slots=True, kw_only=True)
class OneRunAnArm:
    """Values and controls of both arms, the run's effect in each. sd: of runs, in SDs of lots."""

    pre: list[float]
    post: list[float]
    control_pre: float
    control_post: float
    run_sd: float


def _ignored(data: OneRunAnArm) -> TContrast:
    return welch(pre=data.pre, post=data.post)


def _widened(data: OneRunAnArm, *, share: float) -> TContrast:
    """share: of the true variance between runs that the protocol declares."""
    return widened(_ignored(data), run_variance=share * data.run_sd**2, runs_pre=1, runs_post=1)


def _normalised(data: OneRunAnArm) -> TContrast:
    found = control_normalised(
        pre=data.pre,
        post=data.post,
        pre_runs=["old"] * len(data.pre),
        post_runs=["new"] * len(data.post),
        controls={"old": data.control_pre, "new": data.control_post},
        is_log=False,
    )
    return welch(pre=found.pre.values, post=found.post.values)


def _normalised_and_widened(data: OneRunAnArm) -> TContrast:
    return widened(_normalised(data), run_variance=CONTROL_SD**2, runs_pre=1, runs_post=1)


def _measure(
    random: np.random.Generator,
    repetitions: int,
    *,
    arms: TwoArms,
    run_sd: float,
    compare: Callable[[OneRunAnArm], TContrast],
    aliased_sd: float | None,
) -> Mapping[str, Rate]:
    """aliased_sd: of what the runs add to each arm where nothing is done about it; None where it is."""
    runs = run_sd * random.standard_normal((repetitions, 2))
    controls = runs + CONTROL_SD * random.standard_normal((repetitions, 2))
    before = random.standard_normal((repetitions, arms.n_pre)) + runs[:, :1]
    after = random.standard_normal((repetitions, arms.n_post)) + runs[:, 1:]
    found = [
        compare(
            OneRunAnArm(pre=pre, post=post, control_pre=control[0], control_post=control[1], run_sd=run_sd)
        )
        for pre, post, control in zip(before.tolist(), after.tolist(), controls.tolist(), strict=True)
    ]
    exact = NOT_EXACT if aliased_sd is None else _exact(arms, aliased_sd)
    return equivalence_rates(shifted(found, margin=arms.margin), margin=arms.margin, exact=exact)


def _exact(arms: TwoArms, aliased_sd: float) -> Exact:
    """The difference varies by the runs too, its standard error knows of the lots only."""
    of_lots = arms.design.sd_of_difference
    true = math.hypot(of_lots, aliased_sd * math.sqrt(2.0))
    split = welch_split(arms.design)

    def inside(low: float, shift: float) -> float:
        high = arms.margin.high
        return split.inside((low - shift) / true, (high - shift) / true, narrowing=of_lots / true)

    low, high = arms.margin.low, arms.margin.high
    return Exact(
        one_test=inside(-math.inf, high),
        edge=inside(low, high),
        no_shift=inside(low, 0.0),
        half=inside(low, 0.5 * high),
    )


def _scenarios() -> Iterator[Scenario]:
    for run_sd in RUN_SDS:
        for criterion, compare, aliased_sd in (
            ("runs ignored", _ignored, run_sd),
            ("interval widened by the variance between runs", partial(_widened, share=1.0), None),
            ("interval widened by half of that variance", partial(_widened, share=0.5), None),
            ("control-normalised", _normalised, CONTROL_SD),
            ("control-normalised, widened by the control's error", _normalised_and_widened, None),
        ):
            for n_pre, n_post in LOTS:
                arms = TwoArms(n_pre=n_pre, n_post=n_post, sd_ratio=1.0)
                yield Scenario(
                    family=TITLE,
                    criterion=criterion,
                    design=f"{n_pre} / {n_post} lots, run SD {run_sd:g}",
                    is_default=False,
                    fewest_lots=arms.fewest_lots,
                    nominal=ALPHA,
                    size=ONE_TEST,
                    repetitions=REPETITIONS,
                    measure=partial(
                        _measure, arms=arms, run_sd=run_sd, compare=compare, aliased_sd=aliased_sd
                    ),
                )


FAMILY = Family(
    title=TITLE,
    about=(
        "All old lots in one run, all new lots in another; the SD between runs is given in SDs of lots, and"
        f" one value of a control a run has an SD of {CONTROL_SD:g} about its level in that run. Ignored, "
        "the runs' difference passes for one of the processes. Widened by the declared variance the test "
        "keeps its level, as far as what was declared is true. Normalisation leaves the control's own error"
        " behind, which is aliased with the arm in its turn.",
    ),
    scenarios=_scenarios,
)
