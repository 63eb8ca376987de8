"""Sizes and rates of the statistical plan, and the scenarios in which they are found again."""

from dataclasses import dataclass

from study.families import aliased_runs, independent_arms, margins_from_history, ranges_of_lots, replicates
from study.families.margins_from_history import Source
from study.questions import ONE_TEST
from study.rates import Rate
from study.results import Results
from study.scenarios import name_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """stated: with the digits it was given in. scenario: its name; question: whose rate is meant. remark: why
    it is not found again.
    """

    words: str
    stated: str
    scenario: str
    question: str
    remark: str | None = None

    @property
    def value(self) -> float:
        return float(self.stated)

    @property
    def last_digit(self) -> float:
        """Half a unit of it."""
        return 0.5 * 10.0 ** -len(self.stated.partition(".")[2])

    def agrees(self, results: Results) -> bool:
        """To one unit of the last digit, because the earlier numbers were simulated too."""
        return abs(self.found(results).best - self.value) <= 2.0 * self.last_digit

    def found(self, results: Results) -> Rate:
        return next(row for row in results.rows if row.name == self.scenario).rates[self.question]


def _two_arms(criterion: str, design: str) -> str:
    return name_of(independent_arms.TITLE, criterion, design)


def _range(criterion: str) -> str:
    return name_of(ranges_of_lots.TITLE, criterion, "3 / 3 lots, SD ratio 1")


QUALITY_RANGE = _range(ranges_of_lots.QUALITY_RANGE)
EARLIER = (
    Earlier(
        words="20 old lots, 3 new ones with a fourfold SD, pooled",
        stated="0.251",
        scenario=_two_arms("pooled, difference", "20 / 3 lots, SD ratio 4"),
        question=ONE_TEST,
    ),
    Earlier(
        words="the same by Welch",
        stated="0.054",
        scenario=_two_arms("Welch, difference", "20 / 3 lots, SD ratio 4"),
        question=ONE_TEST,
    ),
    Earlier(
        words="20 against 2 lots, Welch",
        stated="0.082",
        scenario=_two_arms("Welch, difference", "20 / 2 lots, SD ratio 1"),
        question=ONE_TEST,
    ),
    Earlier(
        words="6 against 2 lots, twofold SD, Welch",
        stated="0.075",
        scenario=_two_arms("Welch, difference", "6 / 2 lots, SD ratio 2"),
        question=ONE_TEST,
    ),
    Earlier(
        words="3 lots of 3 replicates an arm taken for nine lots, lot : replicate variance 4 : 1",
        stated="0.195",
        scenario=name_of(
            replicates.TITLE,
            "every replicate taken for a lot, pooled",
            "3 / 3 lots, SD ratio 1, 3 replicates, lot : replicate variance 4",
        ),
        question=ONE_TEST,
        remark="no: 0.195 is what 7 : 1 gives",
    ),
    Earlier(
        words="one run an arm, run SD as the SD of lots, ignored, 3 against 3 lots",
        stated="0.15",
        scenario=name_of(aliased_runs.TITLE, "runs ignored", "3 / 3 lots, run SD 1"),
        question=ONE_TEST,
    ),
    Earlier(
        words="the same, 6 against 4 lots",
        stated="0.22",
        scenario=name_of(aliased_runs.TITLE, "runs ignored", "6 / 4 lots, run SD 1"),
        question=ONE_TEST,
    ),
    Earlier(
        words="margin of 1.5 SD that floats with the pre lots, pooled, 10 against 10 lots",
        stated="0.062",
        scenario=name_of(
            margins_from_history.TITLE, f"pooled, {Source.PRE_LOTS.value}", "10 / 10 lots, k = 1.5"
        ),
        question=margins_from_history.TRUE,
    ),
    Earlier(
        words="quality range k = 3, 3 against 3 lots, no shift",
        stated="0.76",
        scenario=QUALITY_RANGE,
        question=ranges_of_lots.at_shift(0.0),
    ),
    Earlier(
        words="the same at a shift of 2 SD",
        stated="0.43",
        scenario=QUALITY_RANGE,
        question=ranges_of_lots.at_shift(2.0),
    ),
    Earlier(
        words="tolerance interval 95/99, 3 against 3 lots, shift of 4 SD",
        stated="0.86",
        scenario=_range(ranges_of_lots.TOLERANCE_INTERVAL),
        question=ranges_of_lots.at_shift(4.0),
    ),
)
