"""How long the figures of a large plan of lots take, which a person waits for when saving it."""

from decimal import Decimal
from functools import partial

from benchmarks.timing import Timing, best_seconds_of
from comparability.model.criteria.criterion import Criterion
from comparability.model.datasets import AttributeData
from comparability.model.plans.figures import plan_figures
from comparability.model.plans.question import AssumptionText, Costs, Question, read_assumptions
from comparability.model.plans.subjects import Subject
from comparability.model.vocabulary import Analysis, Contrast, CriterionKind, LotRuns, Scale, Tier, Worry
from comparability.statistics.interval import Interval

LIMIT = 3.0
ATTRIBUTES, WITH_RUNS = 12, 4  # of which so many declare an SD between runs
DRAWS = 10_000


def timings() -> list[Timing]:
    """Ten numbers of post lots in every design, so split lots and side-by-side testing among them."""
    subjects = [_subject(number) for number in range(1, ATTRIBUTES + 1)]
    question = _question(subjects)
    return [
        Timing(
            name=f"plan of {ATTRIBUTES} attributes, {len(question.candidates)} numbers of lots, "
            f"{DRAWS:,} draws",
            seconds=best_seconds_of(partial(plan_figures, question, subjects), times=3),
            limit=LIMIT,
        )
    ]


def _subject(number: int) -> Subject:
    return Subject(
        attribute=AttributeData(
            attribute_id=number,
            name=f"Attribute {number}",
            unit="vg/mL",
            scale=Scale.LOG,
            worry=Worry.BOTH,
            decimals=2,
            scientific=True,
            observations=(),
        ),
        criterion=Criterion(
            attribute_id=number,
            tier=Tier.A,
            kind=CriterionKind.EQUIVALENCE,
            minimum_lots=3,
            alpha=0.05,
            difference_level=0.95,
            contrast=Contrast.RATIO,
            analysis=Analysis.WELCH,
            margin=Interval(0.5, 2.0),
            run_sd=0.08 if number <= WITH_RUNS else None,
        ),
        as_typed={"margin_low": "0.50", "margin_high": "2.0"},
    )


def _question(subjects: list[Subject]) -> Question:
    rows = {
        each.number: AssumptionText(
            attribute_id=each.number, sd=str(8 + 2 * each.number), df="5", note="Report R-1.", shift="0.95"
        )
        for each in subjects
    }
    return Question(
        n_pre=6,
        n_post=4,
        made_post=0,
        candidates=tuple(range(3, 13)),
        target_each=0.9,
        target_joint=0.8,
        sd_ratio=1.0,
        correlation=0.3,
        pair_correlation=0.5,
        runs=LotRuns.ONE_AN_ARM,
        costs=Costs(
            post_lot=Decimal(500_000),
            pre_lot=Decimal(350_000),
            retest=Decimal(6_000),
            currency="USD",
            months_first=Decimal(11),
            months_between=Decimal(1),
        ),
        assumptions=read_assumptions(subjects, rows, {}),
        draws=DRAWS,
        seed=1,
    )
