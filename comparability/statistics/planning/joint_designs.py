"""The chance that all planned attributes show what is asked together, whichever t test the protocol states
for each: Welch's, the pooled or the paired one, with or without a declared SD between runs.

By seeded simulation as in `joint`, and on the same lots: all tests and designs are judged on one set of
draws. Each attribute's runs have effects of their own, because each is measured by another method.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from comparability.statistics.errors import OutOfRange
from comparability.statistics.planning import judged_draws
from comparability.statistics.planning.correlated_lots import (
    BLOCK,
    FirstLots,
    first_lots,
    first_pairs,
    symmetric_root,
)
from comparability.statistics.planning.joint import JointPower, LotNumbers
from comparability.statistics.planning.planned import Planned, PlannedTest, pairs_of, power
from comparability.statistics.quadrature import Array

EFFECTS = 2  # of the random stream of an attribute, beside 0 and 1 for the lots of the arms


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedAttribute:
    """stream: a whole number of the attribute's own that says which random lots it gets from the seed."""

    stream: int
    planned: Planned


def joint_power_of_designs(
    *,
    attributes: Sequence[PlannedAttribute],
    correlation: ArrayLike,
    lots: Sequence[LotNumbers],
    draws: int,
    seed: int,
) -> tuple[JointPower, ...]:
    """One result for each of the numbers of lots, all from the same simulated lots.

    correlation: between the attributes' values of one lot, and so between their differences within a pair, in
    the order of the attributes. Raises NotACorrelation, OutOfRange.
    """
    streams = [attribute.stream for attribute in attributes]
    for name, value, least in (
        ("The number of attributes", len(attributes), 1),
        ("The number of plans", len(lots), 1),
        ("The number of draws", draws, 1),
        ("The seed", seed, 0),
        ("The number of a random stream", min(streams, default=0), 0),
    ):
        if value < least:
            raise OutOfRange(name=name, value=value, accepted=f"{least} or more")
    if len(set(streams)) < len(streams):
        raise OutOfRange(
            name="The number of attributes on one random stream",
            value=max(map(streams.count, streams)),
            accepted="1",
        )
    root = symmetric_root(correlation, attributes=len(attributes))
    groups = [_Group(attributes, test, root, lots, draws, seed) for test in PlannedTest]

    def judged(numbers: LotNumbers) -> JointPower:
        passed = sum(
            int(np.count_nonzero(_all(group.passed(numbers, block) for group in groups if group.rows)))
            for block in _blocks(draws)
        )
        likely = (passed + 1) / (draws + 2)  # as in `joint`: 0 of 10,000 is not certain to be 0
        each = tuple(power(attribute.planned, numbers) for attribute in attributes)
        return JointPower(
            lots=numbers,
            power=passed / draws,
            standard_error=math.sqrt(likely * (1.0 - likely) / draws),
            each=each,
            independent=math.prod(sorted(each)),
        )

    return tuple(map(judged, lots))


class _Group:
    """The attributes of one test, with their simulated lots."""

    def __init__(
        self,
        attributes: Sequence[PlannedAttribute],
        test: PlannedTest,
        root: Array,
        lots: Sequence[LotNumbers],
        draws: int,
        seed: int,
    ):
        self.rows = [row for row, each in enumerate(attributes) if each.planned.test is test]
        self.planned = [attributes[row].planned for row in self.rows]
        self.test = test
        if not self.rows:
            return
        streams = [attribute.stream for attribute in attributes]
        self.alpha = self.planned[0].alpha
        if any(each.alpha != self.alpha for each in self.planned):
            raise OutOfRange(name="The number of different alphas", value=2, accepted="1")
        self.ends = judged_draws.Ends(
            low=_column(each.margin.low - each.shift for each in self.planned),
            high=_column(each.margin.high - each.shift for each in self.planned),
        )
        self.effects = np.stack(
            [np.random.default_rng([seed, streams[row], EFFECTS]).standard_normal(draws) for row in self.rows]
        )
        if test is PlannedTest.PAIRED:
            counts = {pairs_of(each).n_post for each in lots}
            drawn = first_pairs(root, streams=streams, counts=counts, draws=draws, seed=seed)
            self.pairs = self._scaled(drawn, [each.sd_of_differences for each in self.planned])
            return
        before, after = (
            first_lots(root, streams=streams, counts=counts, draws=draws, seed=seed, arm=arm)
            for arm, counts in enumerate(({each.n_pre for each in lots}, {each.n_post for each in lots}))
        )
        self.pre = self._scaled(before, [each.sd_pre for each in self.planned])
        self.post = self._scaled(after, [each.sd_post for each in self.planned])

    def passed(self, numbers: LotNumbers, block: slice) -> judged_draws.Passed:
        runs = self._runs(pairs_of(numbers) if self.test is PlannedTest.PAIRED else numbers, block)
        if self.test is PlannedTest.PAIRED:
            differences = _part(self.pairs[pairs_of(numbers).n_post], block)
            return judged_draws.paired(differences, self.ends, alpha=self.alpha, runs=runs)
        judge = judged_draws.pooled if self.test is PlannedTest.POOLED else judged_draws.welch
        pre, post = _part(self.pre[numbers.n_pre], block), _part(self.post[numbers.n_post], block)
        return judge(pre, post, self.ends, alpha=self.alpha, runs=runs)

    def _runs(self, numbers: LotNumbers, block: slice) -> judged_draws.Runs | None:
        shares = [each.run_share(numbers) for each in self.planned]
        if all(share is None for share in shares):
            return None
        true = _column(0.0 if share is None else math.sqrt(share.true) for share in shares)
        declared = _column(0.0 if share is None else share.declared for share in shares)
        return judged_draws.Runs(effect=true * self.effects[:, block], declared=declared)

    def _scaled(self, drawn: dict[int, FirstLots], sds: Iterable[float]) -> dict[int, FirstLots]:
        sd = _column(sds)
        return {
            n: FirstLots(n=n, mean=sd * lots.mean[self.rows], squares=sd**2 * lots.squares[self.rows])
            for n, lots in drawn.items()
        }


def _blocks(draws: int) -> Iterable[slice]:
    return (slice(start, start + BLOCK) for start in range(0, draws, BLOCK))


def _all(parts: Iterable[judged_draws.Passed]) -> judged_draws.Passed:
    passed: judged_draws.Passed = np.logical_and.reduce(list(parts))
    return passed


def _column(values: Iterable[float]) -> Array:
    return np.array([[value] for value in values])


def _part(lots: FirstLots, block: slice) -> FirstLots:
    return FirstLots(n=lots.n, mean=lots.mean[:, block], squares=lots.squares[:, block])
