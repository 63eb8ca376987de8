"""What a person asks of a plan: lots, targets, what is assumed of lots and processes, money and time.

Read from text as typed, so that a page, a file and the demonstration keep the same rules.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from comparability.model.criteria.contrasts import is_ratio
from comparability.model.errors import Invalid
from comparability.model.plans.offers import SdOffer
from comparability.model.plans.subjects import (
    Subject,
    is_inside,
    shift_of_analysis,
    spread_of_analysis,
    why_not_planned,
)
from comparability.model.texts import is_written
from comparability.model.values.plain_numbers import plain_number
from comparability.model.vocabulary import LotRuns, SdSource, Tier
from comparability.statistics.errors import StatisticsError
from comparability.statistics.planning.planned import Planned, PlannedTest, RunsOfLots

FEWEST_POST, MOST_POST, MOST_PRE = 2, 30, 200
MOST_CANDIDATES = 12
MOST_AMOUNT = Decimal("1e12")
RUNS: Final = {
    None: RunsOfLots.ONE_AN_ARM,
    LotRuns.ONE_AN_ARM: RunsOfLots.ONE_AN_ARM,
    LotRuns.ONE_A_LOT: RunsOfLots.ONE_A_LOT,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class AssumptionText:
    """As typed of one attribute. sd: in the terms of the subject; shift: the true ratio or difference."""

    attribute_id: int
    sd: str | None = None
    df: str | None = None
    note: str | None = None
    shift: str | None = None

    @property
    def is_empty(self) -> bool:
        return self.sd is None and self.df is None and self.shift is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumption:
    """What is taken for true of one attribute. sd, shift: as stated and on the scale of analysis.

    df: behind the SD, None where nothing tells how well it is known. note: where the SD comes from.
    """

    subject: Subject
    sd_text: str
    sd: float
    df: float | None
    source: SdSource
    note: str
    shift_text: str
    shift_stated: float
    shift: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Costs:
    """Of one further lot and one re-test, in one currency; None where it was not stated."""

    post_lot: Decimal
    pre_lot: Decimal | None
    retest: Decimal | None
    currency: str
    months_first: Decimal
    months_between: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Everything that the figures of a plan are computed from.

    made_post: counted post lots that exist already. correlation: one number for all pairs of attributes, or
    the matrix of the assumptions in their order. pair_correlation: of the two lots of a split source.
    """

    n_pre: int
    n_post: int
    made_post: int
    candidates: tuple[int, ...]
    target_each: float
    target_joint: float
    sd_ratio: float
    correlation: float | tuple[tuple[float, ...], ...]
    pair_correlation: float | None
    runs: LotRuns | None
    costs: Costs
    assumptions: tuple[Assumption, ...]
    draws: int
    seed: int

    @property
    def together(self) -> tuple[int, ...]:
        """Places of the attributes that must pass together: tier A, or all where none is in tier A."""
        tier_a = [
            place for place, each in enumerate(self.assumptions) if each.subject.criterion.tier is Tier.A
        ]
        return tuple(tier_a or range(len(self.assumptions)))

    @property
    def has_declared_runs(self) -> bool:
        return any(each.subject.criterion.run_sd for each in self.assumptions)

    def planned(self, place: int, *, test: PlannedTest | None = None, is_shared: bool = False) -> Planned:
        """One assumption as the statistics read it. test: None for the protocol's own. is_shared: both arms
        are measured in the same runs.
        """
        assumption = self.assumptions[place]
        criterion = assumption.subject.criterion
        return Planned(
            test=test or assumption.subject.test,
            margin=assumption.subject.margin,
            shift=assumption.shift,
            sd_pre=assumption.sd,
            sd_post=self.sd_ratio * assumption.sd,
            correlation=self.pair_correlation or 0.0,
            run_sd=criterion.run_sd or 0.0,
            runs=RunsOfLots.SHARED if is_shared else RUNS[self.runs],
            alpha=criterion.alpha,
        )

    def correlations(self, places: Sequence[int]) -> list[list[float]]:
        """The matrix of these assumptions."""
        if isinstance(self.correlation, tuple):
            return [[self.correlation[one][other] for other in places] for one in places]
        return [[1.0 if one == other else self.correlation for other in places] for one in places]


def read_assumptions(
    subjects: Sequence[Subject],
    typed: Mapping[int, AssumptionText],
    offers: Mapping[int, tuple[SdOffer, ...]],
) -> tuple[Assumption, ...]:
    """What was stated of each planned criterion, in the protocol's order.

    A tier A attribute needs its row; another one may be left out as a whole. Raises Invalid whose field is
    the attribute's number and the column: "17-shift".
    """
    found = []
    for subject in subjects:
        reason = why_not_planned(subject)
        if reason is not None:
            if subject.number in typed:
                raise Invalid(f"Nothing can be planned for it. {reason}", field=f"{subject.number}-sd")
            continue
        row = typed.get(subject.number, AssumptionText(attribute_id=subject.number))
        if row.is_empty and subject.criterion.tier is not Tier.A:
            continue
        found.append(_assumption(subject, row, offers.get(subject.number, ())))
    if not found:
        raise Invalid("Nothing is assumed of any attribute, so there is nothing to plan.")
    return tuple(found)


def _assumption(subject: Subject, row: AssumptionText, offers: tuple[SdOffer, ...]) -> Assumption:
    where = f"{subject.number}-"
    if row.sd is None:
        raise Invalid("State how much lots vary.", field=f"{where}sd")
    if row.shift is None:
        raise Invalid(
            "State the true shift to plan for, for example 0.95 for a ratio. No shift at all is the best "
            "case, and a plan for it promises too much.",
            field=f"{where}shift",
        )
    stated = float(plain_number(row.sd, field=f"{where}sd", example="12.5"))
    try:
        sd = spread_of_analysis(subject.contrast, stated)
        if not sd > 0.0:
            raise Invalid("The spread between lots is a number above zero.", field=f"{where}sd")
    except StatisticsError as error:
        raise Invalid(
            "The spread between lots is a number above zero, for example 12.5.", field=f"{where}sd"
        ) from error
    shift = float(plain_number(row.shift, field=f"{where}shift", example="0.95"))
    if is_ratio(subject.contrast) and not shift > 0.0:
        raise Invalid("A true ratio is a number above zero, for example 0.95.", field=f"{where}shift")
    if not is_inside(subject.criterion, shift):
        raise Invalid(
            f"A true shift of {row.shift} does not lie inside the margin, {subject.margin_words}: no number "
            "of lots shows it.",
            field=f"{where}shift",
        )
    offer = next((each for each in offers if each.sd == row.sd), None)
    df = _df(row, offer, where)
    if offer is None and not is_written(row.note):
        raise Invalid(
            "Say where this SD comes from: it is neither that of the verified pre lots nor the method's.",
            field=f"{where}note",
        )
    return Assumption(
        subject=subject,
        sd_text=row.sd,
        sd=sd,
        df=df,
        source=SdSource.STATED if offer is None else offer.source,
        note=(row.note or "") if offer is None else offer.words,
        shift_text=row.shift,
        shift_stated=shift,
        shift=shift_of_analysis(subject.contrast, shift),
    )


def _df(row: AssumptionText, offer: SdOffer | None, where: str) -> float | None:
    """Those of the lots themselves are not a person's to state."""
    if offer is not None:
        return None if offer.df is None else float(offer.df)
    if row.df is None:
        return None
    df = float(plain_number(row.df, field=f"{where}df", example="8"))
    if not 1.0 <= df <= 1e6:
        raise Invalid("Degrees of freedom are a number from 1, for example 8.", field=f"{where}df")
    return df
