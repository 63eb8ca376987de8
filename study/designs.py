"""The designs that most criteria are simulated in: lots per arm, ratio of the SDs, and their margin."""

from collections.abc import Iterator
from dataclasses import dataclass

from comparability.statistics.interval import Interval
from comparability.statistics.planning.design import Design

ALPHA = 0.05
MARGIN_SDS = 3.0  # of the arm that varies more: what three lots an arm can just show

LOTS = ((2, 2), (3, 3), (5, 5), (10, 10), (3, 10), (10, 3), (20, 3))
SD_RATIOS = (0.25, 0.5, 1.0, 2.0, 4.0)
IN_WORDS = {0.25: "1/4", 0.5: "1/2", 1.0: "1", 2.0: "2", 4.0: "4"}


@dataclass(frozen=True, slots=True, kw_only=True)
class TwoArms:
    """Lots per arm; the SD of post lots, in SDs of pre lots."""

    n_pre: int
    n_post: int
    sd_ratio: float

    @property
    def words(self) -> str:
        return f"{self.n_pre} / {self.n_post} lots, SD ratio {IN_WORDS[self.sd_ratio]}"

    @property
    def fewest_lots(self) -> int:
        return min(self.n_pre, self.n_post)

    @property
    def margin(self) -> Interval:
        """On post minus pre, in SDs of pre lots."""
        reach = MARGIN_SDS * max(1.0, self.sd_ratio)
        return Interval(-reach, reach)

    @property
    def design(self) -> Design:
        return Design(n_pre=self.n_pre, n_post=self.n_post, sd_pre=1.0, sd_post=self.sd_ratio, alpha=ALPHA)


def some_designs(lots: tuple[tuple[int, int], ...], sd_ratios: tuple[float, ...]) -> Iterator[TwoArms]:
    for n_pre, n_post in lots:
        for sd_ratio in sd_ratios:
            yield TwoArms(n_pre=n_pre, n_post=n_post, sd_ratio=sd_ratio)
