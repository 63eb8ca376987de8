"""What an analysis of two arms works on, and what it hands back for the verdict, the words and the tables."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from comparability.model.contrasts import is_of_geometric_means
from comparability.model.criteria import Criterion
from comparability.model.datasets import AttributeData, Observation
from comparability.model.findings import Figure, LotValue, SideAnalysis
from comparability.model.lot_values import CountedLots, count_lots
from comparability.model.vocabulary import ArmRole, Outcome
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
    def runs(self) -> tuple[frozenset[str], frozenset[str]] | None:
        """The runs of the pre and of the post arm; None where a result names none."""
        if any(item.run is None for item in self.observations):
            return None
        pre = frozenset(item.run or "" for item in self.observations if item.arm is ArmRole.PRE)
        post = frozenset(item.run or "" for item in self.observations if item.arm is not ArmRole.PRE)
        return pre, post

    @property
    def is_run_aliased(self) -> bool:
        """Whether the arms share no run, so that the run cannot be told from the change."""
        return (
            self.runs is not None and bool(self.runs[0] and self.runs[1]) and not self.runs[0] & self.runs[1]
        )

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
class Compared:
    """Two arms compared by one analysis; estimate and intervals on the scale of the margin.

    interval: two-sided, level 1 - 2 alpha. p_low, p_high: None where the analysis has no p-value, or the
    criterion states no such end. seen: None where so few lots cannot answer at that level. outcome: where it
    is not read from the interval. design: what further lots and operating characteristics are computed
    from, None where nothing exact is known of them. bounds: analyses at the ends of what is known, which
    must give the same outcome for a verdict to stand.
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
    design: Design | PairedDesign | None = None
    bounds: tuple[SideAnalysis, ...] = ()
