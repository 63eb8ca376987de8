"""Nested results of one arm, replicates in lots or replicates in runs in lots, and the door they pass.

What is computed from them is in the files named after it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from comparability.statistics.errors import NoReplicates, NotAVector, NotNested, OneRunPerLot, TooFewLots
from comparability.statistics.samples import Values, read

LotsOfReplicates = Sequence[Values]
LotsOfRuns = Sequence[Sequence[Values]]
Group = TypeVar("Group")


@dataclass(frozen=True, slots=True, kw_only=True)
class NestedArm:
    """Results by lot, run and replicate. Without runs (`has_runs` false) every lot holds one group.

    At least two lots, no empty group, only finite numbers. With runs, some lot has two runs and some run two
    results; without them, replicates may be missing altogether.
    """

    arm: str  # "pre", "post" or a site, for sentences
    lots: tuple[tuple[tuple[float, ...], ...], ...]
    has_runs: bool

    @property
    def n_values(self) -> int:
        return sum(len(run) for lot in self.lots for run in lot)

    @property
    def n_runs(self) -> int:
        return sum(len(lot) for lot in self.lots)

    @property
    def has_replicates(self) -> bool:
        """Some group (a run, or a lot where there are no runs) holds two results."""
        return self.n_values > self.n_runs


def of_replicates(lots: LotsOfReplicates, *, arm: str) -> NestedArm:
    """Results by lot, balanced or not, at least two lots. Raises NotNested, NotFinite, TooFewLots."""
    return NestedArm(
        arm=arm, lots=tuple((_group(lot, arm, False),) for lot in _listed(lots, arm, False)), has_runs=False
    )


def of_runs(lots: LotsOfRuns, *, arm: str) -> NestedArm:
    """Results by lot and run, balanced or not, at least two lots.

    Raises NotNested, NotFinite, TooFewLots, OneRunPerLot, NoReplicates.
    """
    nested = NestedArm(
        arm=arm,
        lots=tuple(
            tuple(_group(run, arm, True) for run in _listed(lot, arm, True, need=1))
            for lot in _listed(lots, arm, True)
        ),
        has_runs=True,
    )
    if nested.n_runs == len(nested.lots):
        raise OneRunPerLot(arm=arm)
    if not nested.has_replicates:
        raise NoReplicates(arm=arm, within="run")
    return nested


def _listed(groups: Sequence[Group], arm: str, by_run: bool, *, need: int = 2) -> list[Group]:
    try:
        listed = list(groups)
    except TypeError as error:
        raise NotNested(arm=arm, by_run=by_run) from error
    if len(listed) < need:
        if need == 1:
            raise NotNested(arm=arm, by_run=by_run)
        raise TooFewLots(arm=arm, have=len(listed), need=need)
    return listed


def _group(values: Values, arm: str, by_run: bool) -> tuple[float, ...]:
    try:
        group = tuple(read(values, arm=arm, need=0))
    except NotAVector as error:
        raise NotNested(arm=arm, by_run=by_run) from error
    if not group:
        raise NotNested(arm=arm, by_run=by_run)
    return group
