"""What an analysis of two arms works on, and what it hands back for the verdict, the words and the tables."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from comparability.model.criteria.contrasts import is_of_geometric_means
from comparability.model.criteria.criterion import Criterion
from comparability.model.datasets import AttributeData, Observation
from comparability.model.findings import Figure, LotValue, SideAnalysis
from comparability.model.judging.lot_values import CountedLots, count_lots
from comparability.model.vocabulary import Outcome
from comparability.statistics.errors import StatisticsError
from comparability.statistics.interval import Interval
from comparability.statistics.planning.design import Design, PairedDesign


class Unfit(StatisticsError):
    """The lots do not allow the analysis that the protocol states; the message says why and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """One attribute of two arms. observations: verified, those that count; lots: counted from them."""

    attribute: AttributeData
    criterion: Criterion
    observations: tuple[Observation, ...]
    lots: CountedLots

    @property
    def pre(self) -> list[float]:
        return self.lots.pre_values

    @property
    def post(self) -> list[float]:
        return self.lots.post_values

    @property
    def has_pairs(self) -> bool:
        """Whether every lot has a partner made from the same source."""
        pre = [lot.split_source for lot in self.lots.pre]
        post = [lot.split_source for lot in self.lots.post]
        return (
            None not in pre and len(set(pre)) == len(pre) and sorted(map(str, pre)) == sorted(map(str, post))
        )

    def without(self, lot: LotValue) -> "Material":
        """The same with every result of one lot left out."""
        return material(
            self.attribute,
            self.criterion,
            [item for item in self.observations if item.result_id not in lot.result_ids],
        )

    def judged_by(self, criterion: Criterion) -> "Material":
        return replace(self, criterion=criterion)


def material(attribute: AttributeData, criterion: Criterion, observations: Sequence[Observation]) -> Material:
    """Count the lots of the observations as the criterion's contrast asks for."""
    return Material(
        attribute=attribute,
        criterion=criterion,
        observations=tuple(observations),
        lots=count_lots(
            observations, is_log=is_of_geometric_means(criterion.contrast), floor=criterion.floor
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """The second axis: is a difference seen, at a two-sided level of its own?"""

    interval: Interval
    level: float
    is_seen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Chances:
    """Posterior probabilities of lying inside the margin, below it and above it. needed: what the protocol
    asks of one of them before it is a verdict.
    """

    inside: float
    below: float
    above: float
    needed: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """Two arms compared by one analysis; estimate and intervals on the scale of the margin.

    interval: two-sided, level 1 - 2 alpha. p_low, p_high: None where the analysis has no p-value, or the
    criterion states no such end. seen: None where so few lots cannot answer at that level. outcome: where it
    is not read from the interval; chances: what it is read from then. design: what further lots and operating
    characteristics are computed from, None where nothing exact is known of them. bounds: analyses at the ends
    of what is known, which must give the same outcome for a verdict to stand. left_out: lots that count and
    that this analysis cannot use.
    """

    estimate: float
    interval: Interval
    p_low: float | None
    p_high: float | None
    seen: Seen | None
    n_pre: int
    n_post: int
    figures: tuple[Figure, ...]
    limitations: tuple[str, ...]
    r_snippet: str | None
    outcome: Outcome | None = None
    chances: Chances | None = None
    design: Design | PairedDesign | None = None
    bounds: tuple[SideAnalysis, ...] = ()
    left_out: tuple[LotValue, ...] = ()


def beside(
    name: str, estimate: float, interval: Interval, outcome: Outcome | None, remark: str
) -> SideAnalysis:
    """A row beside the verdict; what is not finite is no number."""
    numbers = (estimate, interval.low, interval.high)
    found, low, high = (number if math.isfinite(number) else None for number in numbers)
    return SideAnalysis(name=name, estimate=found, low=low, high=high, outcome=outcome, remark=remark)
