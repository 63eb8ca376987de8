"""Why a number cannot be computed, each reason a type and each message a sentence.

The rooms above turn these into "cannot be judged"; nothing here decides an outcome.
"""


class StatisticsError(ValueError):
    """Base of every refusal of this room. The message can be shown to a scientist as it stands."""


class TooFewLots(StatisticsError):
    """An arm holds fewer lots than the formula needs."""

    def __init__(self, *, arm: str, have: int, need: int):
        lots = "1 lot" if have == 1 else f"{have} lots"
        super().__init__(f"The {arm} arm has {lots}; at least {need} are needed.")
        self.arm = arm
        self.have = have
        self.need = need


class NotFinite(StatisticsError):
    """A value is infinite or not a number, or a result leaves the range of double precision."""

    def __init__(self, *, what: str):
        super().__init__(f"{what} is not a finite number.")


class NotPositive(StatisticsError):
    """A ratio was asked for and a value is zero or negative."""

    def __init__(self, *, arm: str, value: float):
        super().__init__(
            f"The {arm} arm holds the value {value:g}; a ratio of geometric means needs values above zero."
        )


class NoSpread(StatisticsError):
    """All values of an arm are the same, so its variance cannot be estimated."""

    def __init__(self, *, arm: str, count: int):
        super().__init__(
            f"All {count} lots of the {arm} arm have the same value, so their spread cannot be estimated."
        )


class NotAVector(StatisticsError):
    """The input is not one value per lot."""

    def __init__(self, *, arm: str):
        super().__init__(f"The {arm} arm must be a plain list with one number per lot.")


class BadMargin(StatisticsError):
    """The bounds of a margin are swapped, equal, not finite, or not positive where a ratio needs it."""

    def __init__(self, *, low: float, high: float, why: str):
        super().__init__(f"The margin {low:g} to {high:g} cannot be used: {why}.")


class OutOfRange(StatisticsError):
    """A level, a coverage or a count lies outside the range in which the formula has a meaning."""

    def __init__(self, *, name: str, value: float, accepted: str):
        super().__init__(f"{name} is {value:g}; {accepted} is accepted.")


class NotPairs(StatisticsError):
    """Split lots were given and the two arms do not hold one value each of every pair."""

    def __init__(self, *, pre: int, post: int):
        super().__init__(f"The pre arm has {pre} values and the post arm {post}; pairs need one of each.")


class NoSpreadOfPairs(StatisticsError):
    """All pairs differ by the same amount within the rounding of the values."""

    def __init__(self, *, count: int):
        super().__init__(
            f"All {count} pairs differ by the same amount, so the spread of their differences"
            " cannot be estimated."
        )


class AllCensored(StatisticsError):
    """Every lot of an arm is only known to lie below or above a limit."""

    def __init__(self, *, arm: str, count: int):
        super().__init__(
            f"None of the {count} lots of the {arm} arm has a value, only limits, so its mean cannot be"
            " estimated; a limit test is the way to judge such results."
        )


class SpreadNotIdentified(StatisticsError):
    """Values and limits agree with no spread at all, so that the likelihood grows without end."""

    def __init__(self, *, where: str):
        super().__init__(
            f"The spread between lots {where} cannot be estimated: values that differ are too few, and the"
            " limits do not contradict lots that are all alike."
        )


class BadLimit(StatisticsError):
    """A floor or a ceiling of censored lots is missing or lies on the wrong side of their limit."""

    def __init__(self, *, why: str):
        super().__init__(f"The results beyond their limits cannot be bounded: {why}.")


class NoMaximum(StatisticsError):
    """The search for the best-fitting values of a likelihood did not settle."""

    def __init__(self) -> None:
        super().__init__(
            "The likelihood of these results has no maximum that can be found in double precision."
        )


class NotNested(StatisticsError):
    """The input is not one list of numbers per lot, or per run of a lot."""

    def __init__(self, *, arm: str, by_run: bool):
        shape = "one list of runs per lot, each run a list of numbers" if by_run else "one list per lot"
        super().__init__(f"The {arm} arm must be {shape}, none of them empty.")


class NoReplicates(StatisticsError):
    """Nothing was measured twice, so the spread within cannot be told apart from the spread between."""

    def __init__(self, *, arm: str, within: str):
        super().__init__(
            f"No {within} of the {arm} arm has two results, so the spread within a {within} cannot be"
            " estimated."
        )


class OneRunPerLot(StatisticsError):
    """Runs and lots coincide."""

    def __init__(self, *, arm: str):
        super().__init__(
            f"Every lot of the {arm} arm was measured in one run, so runs and lots cannot be told apart;"
            " give the results by lot only."
        )


class RunsInOneArm(StatisticsError):
    """One arm is given by run and the other is not, where both share one set of variances."""

    def __init__(self) -> None:
        super().__init__(
            "One arm is given by run and the other is not; common variances need both arms in one form."
        )


class MissingControl(StatisticsError):
    """A lot was measured in a run for which no value of the control is given."""

    def __init__(self, *, arm: str, run: str):
        super().__init__(
            f"A lot of the {arm} arm was measured in run {run}, which has no value of the control."
        )


class NotACorrelation(StatisticsError):
    """A matrix does not state how attributes vary together."""

    def __init__(self, *, why: str):
        super().__init__(f"The correlations between the attributes cannot be used: {why}.")


class NotCentral(StatisticsError):
    """A published estimate does not lie in the middle of its interval on the scale that was named."""

    def __init__(self, *, estimate: float, low: float, high: float, is_ratio: bool):
        scale = "logarithms" if is_ratio else "plain values"
        super().__init__(
            f"{estimate:g} does not lie in the middle of its interval {low:g} to {high:g} on the scale of"
            f" {scale}; one of the three numbers or the scale is not what was published."
        )


class DifferentScales(StatisticsError):
    """One summary is of logarithms and the other of plain values."""

    def __init__(self) -> None:
        super().__init__("One arm is summarised by its geometric mean and the other by its plain mean.")


class CannotRecompute(StatisticsError):
    """A published comparison does not tell what a computation from it would need."""

    def __init__(self, *, why: str):
        super().__init__(f"The published comparison can only be judged as it stands: {why}.")


class NotPoints(StatisticsError):
    """Something else was given where a series of points, each two numbers, is expected."""

    def __init__(self, *, where: str):
        super().__init__(f"{where} must hold points of two numbers each.")


class NotAligned(StatisticsError):
    """Two columns that belong together row by row differ in length."""

    def __init__(self, *, first: str, have_first: int, second: str, have_second: int):
        super().__init__(
            f"{first} have {have_first} values and {second} {have_second}; one of each is needed in every"
            " row."
        )


class TooFewPoints(StatisticsError):
    """A line, a curve or a comparison rests on fewer points than its formula needs."""

    def __init__(self, *, where: str, have: int, need: int):
        points = "1 point" if have == 1 else f"{have} points"
        super().__init__(f"{where}: {points}, at least {need} are needed.")


class NoRange(StatisticsError):
    """All points lie at one value of the axis along which a line is drawn."""

    def __init__(self, *, where: str, axis: str):
        super().__init__(f"{where}: all points have the same {axis}, so no line can be drawn through them.")


class NoScatter(StatisticsError):
    """Every point lies on the fitted lines within the rounding of the values."""

    def __init__(self, *, where: str):
        super().__init__(
            f"{where}: all points lie on the fitted line within the rounding of the values, so their scatter"
            " cannot be estimated."
        )


class NoLine(StatisticsError):
    """Two methods do not rise and fall together, or a curve has no shape to be read from."""

    def __init__(self, *, why: str):
        super().__init__(f"No line or curve can be drawn: {why}.")


class TooFewSites(StatisticsError):
    """A comparison of sites was asked for and there is nothing to compare."""

    def __init__(self, *, have: int, need: int):
        sites = "1 site" if have == 1 else f"{have} sites"
        super().__init__(f"There are results of {sites}; at least {need} are needed.")


class SiteNames(StatisticsError):
    """Sites cannot be told apart by their names, or the reference is none of them."""

    def __init__(self, *, why: str):
        super().__init__(f"The sites cannot be compared: {why}.")


class NoSpreadWithin(StatisticsError):
    """The lots of each site are all alike, or every site has one lot, so nothing measures their spread."""

    def __init__(self) -> None:
        super().__init__(
            "No site has two lots that differ, so the spread between lots of one site cannot be estimated."
        )


class NoSpreadAmongOthers(StatisticsError):
    """All lots but the suspected ones are the same, so nothing says how distant these are."""

    def __init__(self, *, arm: str, count: int):
        super().__init__(
            f"The other {count} lots of the {arm} arm all have the same value, so there is no spread against"
            " which a distant lot could be judged."
        )


class DistancesAlike(StatisticsError):
    """Within each arm all lots lie equally far from its centre, as two lots always do."""

    def __init__(self) -> None:
        super().__init__(
            "In every arm the lots lie equally far from its centre, so a test of equal spread has nothing to"
            " judge the distances by; arms of three or more lots are needed."
        )


class ControlNotPositive(StatisticsError):
    """Lots are to be divided by a control that is zero or negative."""

    def __init__(self, *, run: str, value: float):
        super().__init__(f"The control of run {run} is {value:g}; dividing by it needs a value above zero.")


class NotATypedTable(StatisticsError):
    """Lots and attributes do not form a rectangle of typed numbers."""

    def __init__(self, *, why: str):
        super().__init__(f"The table of lots and attributes cannot be read: {why}.")


class NotAShare(StatisticsError):
    """A percentage has no odds: it is 0 or 100, or lies outside."""

    def __init__(self, *, where: str, value: float):
        super().__init__(
            f"{where} is {value:g} %; only a share above 0 and below 100 % has odds. Ratio methods, such as"
            " genome titre over capsid titre, can exceed 100 % and are compared as ratios."
        )


class NotACompositionTable(StatisticsError):
    """The lots are no rows of the same parts, each part a share that is not negative."""

    def __init__(self, *, arm: str, why: str):
        super().__init__(f"The compositions of the {arm} arm cannot be read: {why}.")


class ZeroPart(StatisticsError):
    """A part of a lot is zero, so that its ratio to the others has no logarithm."""

    def __init__(self, *, arm: str, part: int):
        super().__init__(
            f"Part {part} of a lot of the {arm} arm is zero, which has no logarithm; replace zeros by a"
            " stated amount below the detection limit."
        )


class PartNeverSeen(StatisticsError):
    """A part is zero in every lot of an arm, so that every ratio to it would be made up."""

    def __init__(self, *, arm: str, part: int, count: int):
        super().__init__(
            f"Part {part} is zero in all {count} lots of the {arm} arm, so its ratio to the others cannot be"
            " estimated; judge that part by a limit test."
        )


class TooFewLotsForParts(StatisticsError):
    """There are not more lots than log-ratios."""

    def __init__(self, *, where: str, have: int, parts: int, need: int):
        super().__init__(
            f"{parts} parts are {parts - 1} log-ratios, for which {where} needs at least {need} lots;"
            f" there are {have}."
        )
        self.have = have
        self.need = need


class NoSpreadOfParts(StatisticsError):
    """The lots do not vary in every direction, so that a joint test has nothing to measure against."""

    def __init__(self, *, where: str):
        super().__init__(
            f"The log-ratios of the parts do not vary in every direction between the lots of {where} (some"
            " combination of parts is the same in all of them), so a joint test cannot be made."
        )


class BadCount(StatisticsError):
    """A count is not a whole number, is negative, or is larger than what it is counted among."""

    def __init__(self, *, whose: str, why: str):
        super().__init__(f"The counts of {whose} cannot be used: {why}.")


class NoEvents(StatisticsError):
    """Nothing was counted in either arm."""

    def __init__(self) -> None:
        super().__init__(
            "Nothing was counted in either arm, so the ratio of the rates cannot be estimated; an upper limit"
            " of each rate is the way to judge such counts."
        )


class LevelNotReachable(StatisticsError):
    """A test by ranks of this many lots cannot have a p-value below the level."""

    def __init__(self, *, smallest_p: float, alpha: float):
        super().__init__(
            f"With so few lots the smallest p-value that a test by ranks can give is {smallest_p:.4g}, not"
            f" below {alpha:g}; more lots or a test of the means is needed."
        )
        self.smallest_p = smallest_p
        self.alpha = alpha


class TooManyTies(StatisticsError):
    """So many values are equal that the interval by ranks holds one point or none."""

    def __init__(self) -> None:
        super().__init__(
            "So many lots have equal values that ranks cannot bound the difference; the values are rounded"
            " too coarsely, or the spread lies below their rounding."
        )


class NoRatioOfMeans(StatisticsError):
    """The two means do not lie on the same side of zero."""

    def __init__(self, *, mean_pre: float, mean_post: float):
        super().__init__(
            f"The means are {mean_pre:g} before and {mean_post:g} after; a ratio of means needs both on the"
            " same side of zero."
        )


class NotATable(StatisticsError):
    """Values of many attributes at once do not come as one row per attribute."""

    def __init__(self, *, why: str):
        super().__init__(f"The values cannot be read as a table with a row per attribute: {why}.")


class NoEndPoint(StatisticsError):
    """A dilution series does not pass from all wells positive to all negative, as its formula needs."""

    def __init__(self, *, why: str):
        super().__init__(f"No end point can be read from the wells: {why}.")


class NoSpreadOfRuns(StatisticsError):
    """Every run of an assay gave the same potency of the lot."""

    def __init__(self, *, count: int):
        super().__init__(
            f"All {count} runs gave the same potency, so the spread between runs cannot be estimated."
        )


class LotInTheMiddle(StatisticsError):
    """Of three lots one lies exactly between the others, so nothing is left to measure their distance by."""

    def __init__(self, *, arm: str):
        super().__init__(
            f"One of the three lots of the {arm} arm lies exactly in the middle of the other two, so there is"
            " no spread against which their distance could be judged."
        )
