"""Two independent arms of which some lots are only known to lie below or above a limit, by their likelihood.

Estimate, interval and one-sided p-values come from one profile likelihood; a limit is never replaced by a
number. Which substitutions bound the answer is in `censored_ends`, a check by ranks in `censored_ranks`.

Sources: Tobin (1958) Econometrica 26:24 and Cohen (1959) Technometrics 1:217, the likelihood; Venzon and
Moolgavkar (1988) Appl Stat 37:87, the profile interval; Helsel (2012) Statistics for Censored Environmental
Data, chapters 6 and 9. The Student calibration is this house's, see `Calibration`.
"""

import enum
import math
from dataclasses import dataclass

from scipy.special import chdtri, ndtr, stdtr, stdtrit

from comparability.statistics.censored_likelihood import about_own_mean
from comparability.statistics.censored_profile import ArmwiseProfile, Profile, armwise, common, end
from comparability.statistics.censored_values import (
    CensoredArm,
    CensoredValues,
    on_logarithms,
    read_censored,
)
from comparability.statistics.errors import NotFinite, SpreadNotIdentified
from comparability.statistics.interval import Interval
from comparability.statistics.samples import (
    check_positive,
    check_probability,
    difference_of_means,
    log_ratios,
)


class Spread(enum.Enum):
    """Whether the arms share the SD between lots."""

    # As survreg and NADA take it, and only where a protocol says so beforehand: at 20 against 3 lots with a
    # fourfold SD a one-sided 5 % test had size 0.25 to 0.33 in simulation, by arm 0.05.
    COMMON = "common"
    BY_ARM = "by arm"


class Calibration(enum.Enum):
    """What the fall of the profile likelihood is compared with.

    CHI_SQUARE: one degree of freedom, as textbooks and R do it. It is right for many lots and too narrow for
    few: with three lots an arm a one-sided 5 % test has size 0.10, with five 0.07.
    STUDENT: the curve of a t test. The fall w becomes t² = df·(exp(w / n) - 1), which is the pooled t test
    exactly where nothing is censored and the spread is common (df = n - 2). By arm, each arm's fall is
    weighted by (n - 1) / n, df is Welch's and n is df: where nothing is censored this is Welch's test when
    one arm decides or both vary alike, close to it between, and more cautious far out, where it is open which
    arm is off. Simulated at 3 to 10 lots an arm (3 against 10 too, 0 to 50 % below a limit, a ratio of SDs of
    2.5), no one-sided 5 % test had a size above 0.058; the chi-square reached 0.116. With half of the lots
    below the limit the size falls to 0.00–0.04 with three lots, where data that cannot be estimated are many.
    """

    CHI_SQUARE = "chi-square"
    STUDENT = "Student"


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """The calibrated likelihood of the difference, which is offset + scale·(difference of `profile`).

    df: infinite under the chi-square calibration. lots: the n of the Student calibration.
    """

    profile: Profile
    offset: float
    scale: float
    df: float
    lots: float

    @property
    def difference(self) -> float:
        return self.offset + self.scale * self.profile.difference

    def interval(self, tail: float) -> Interval:
        """The differences at which neither one-sided p-value is below `tail`."""
        if math.isinf(self.df):
            deviance = float(chdtri(1, 2.0 * tail))
        else:
            deviance = self.lots * math.log1p(float(stdtrit(self.df, tail)) ** 2 / self.df)
        low, high = (end(self.profile, deviance=deviance, is_low=is_low) for is_low in (True, False))
        return Interval(self.offset + self.scale * low, self.offset + self.scale * high)

    def root(self, bound: float) -> float:
        """The calibrated signed root of the fall: positive where the estimate lies above `bound`."""
        held = (bound - self.offset) / self.scale
        deviance = self.profile.at(held).deviance
        if not math.isinf(self.df):
            deviance = self.df * math.expm1(deviance / self.lots)
        return math.copysign(math.sqrt(deviance), self.profile.difference - held)

    def upper_tail(self, root: float) -> float:
        return float(ndtr(-root) if math.isinf(self.df) else stdtr(self.df, -root))


@dataclass(frozen=True, slots=True, kw_only=True)
class CensoredContrast:
    """mean(post) - mean(pre) with the interval and p-values of its profile likelihood.

    Means, SDs and difference on the scale of the computation: natural logarithms where is_log. SDs: of
    maximum likelihood (divisor n where nothing is censored). standard_error: from the observed information;
    interval and p-values do not use it. log_likelihood: of the results on their own scale.
    """

    difference: float
    standard_error: float
    is_log: bool
    n_pre: int
    n_post: int
    censored_pre: int
    censored_post: int
    mean_pre: float
    mean_post: float
    sd_pre: float
    sd_post: float
    log_likelihood: float
    curve: Curve

    def interval(self, *, level: float) -> Interval:
        """Two-sided profile-likelihood interval on the scale of the computation, 0 < level < 1."""
        check_probability("The level of an interval", level)
        return self.curve.interval(0.5 * (1.0 - level))

    def p_above(self, bound: float) -> float:
        """One-sided p-value of H0: difference <= bound, on the scale of the computation."""
        return self.curve.upper_tail(self.curve.root(bound))

    def p_below(self, bound: float) -> float:
        """One-sided p-value of H0: difference >= bound, on the scale of the computation."""
        return self.curve.upper_tail(-self.curve.root(bound))


def censored(
    *, pre: CensoredValues, post: CensoredValues, spread: Spread, calibration: Calibration
) -> CensoredContrast:
    """Compare two sets of lots, some of them below or above a limit, by normal likelihood.

    pre, post: one result per lot, a number, or `Below` or `Above` a limit; at least two lots and at least one
    number in each. Raises TooFewLots, AllCensored, SpreadNotIdentified, NotFinite, NotAVector, NoMaximum.
    """
    before, after = read_censored(pre, arm="pre"), read_censored(post, arm="post")
    return _compare(before, after, spread, calibration)


def censored_log(
    *, pre: CensoredValues, post: CensoredValues, spread: Spread, calibration: Calibration
) -> CensoredContrast:
    """As `censored`, on natural logarithms: of the ratio of geometric means. Raises NotPositive too."""
    before, after = read_censored(pre, arm="pre"), read_censored(post, arm="post")
    check_positive([*before.numbers], arm="pre")
    check_positive([*after.numbers], arm="post")
    # Each arm from its own first value, as in `two_arms`.
    first, second = before.values[0], after.values[0]
    return _compare(
        on_logarithms(before, origin=first),
        on_logarithms(after, origin=second),
        spread,
        calibration,
        is_log=True,
        origins=(math.log(first), math.log(second)),
        apart=log_ratios([second], origin=first)[0],
        jacobian=math.fsum([math.log(value) for value in before.values + after.values]),
    )


def _compare(
    pre: CensoredArm,
    post: CensoredArm,
    spread: Spread,
    calibration: Calibration,
    *,
    is_log: bool = False,
    origins: tuple[float, float] = (0.0, 0.0),
    apart: float = 0.0,
    jacobian: float = 0.0,
) -> CensoredContrast:
    # `origins` were taken off the numbers of each arm before; `apart` is what lies between the two.
    mean_pre, mean_post = pre.mean_of_values, post.mean_of_values
    scale = max(
        [abs(number - mean_pre) for number in pre.numbers]
        + [abs(number - mean_post) for number in post.numbers]
    )
    if not math.isfinite(scale):
        raise NotFinite(what="The spread of the two arms")
    profile = _profile(pre, post, scale or 1.0, spread, calibration)
    df, lots = _calibration(profile, pre.n, post.n, calibration)
    curve = Curve(
        profile=profile,
        offset=apart + difference_of_means([*pre.values], [*post.values]),
        scale=scale,
        df=df,
        lots=lots,
    )
    values = len(pre.values) + len(post.values)
    return CensoredContrast(
        difference=curve.difference,
        standard_error=scale * profile.standard_error,
        is_log=is_log,
        n_pre=pre.n,
        n_post=post.n,
        censored_pre=pre.n_censored,
        censored_post=post.n_censored,
        mean_pre=origins[0] + mean_pre + scale * profile.pre_top.mean,
        mean_post=origins[1] + mean_post + scale * profile.post_top.mean,
        sd_pre=scale * profile.pre_top.sd,
        sd_post=scale * profile.post_top.sd,
        log_likelihood=profile.log_likelihood - values * math.log(scale) - jacobian,
        curve=curve,
    )


def _profile(
    pre: CensoredArm, post: CensoredArm, scale: float, spread: Spread, calibration: Calibration
) -> Profile:
    before, after = about_own_mean(pre, scale=scale), about_own_mean(post, scale=scale)
    if spread is Spread.COMMON:
        if not (before.is_bounded or after.is_bounded):
            raise SpreadNotIdentified(where="of the two arms")
        return common(before, after)
    for arm, likelihood in ((pre, before), (post, after)):
        if not likelihood.is_bounded:
            raise SpreadNotIdentified(where=f"of the {arm.name} arm")
    if calibration is Calibration.CHI_SQUARE:
        return armwise(before, after, weights=(1.0, 1.0))
    return armwise(before, after, weights=((pre.n - 1) / pre.n, (post.n - 1) / post.n))


def _calibration(profile: Profile, n_pre: int, n_post: int, calibration: Calibration) -> tuple[float, float]:
    """Degrees of freedom, and the n by which the fall is divided."""
    if calibration is Calibration.CHI_SQUARE:
        return math.inf, math.inf
    if not isinstance(profile, ArmwiseProfile):
        return float(n_pre + n_post - 2), float(n_pre + n_post)
    # A maximum-likelihood variance has divisor n; Welch's degrees of freedom are of the unbiased ones.
    v_pre = profile.pre.variance_of_mean * n_pre / (n_pre - 1)
    v_post = profile.post.variance_of_mean * n_post / (n_post - 1)
    share_pre, share_post = v_pre / (v_pre + v_post), v_post / (v_pre + v_post)
    df = 1.0 / (share_pre**2 / (n_pre - 1) + share_post**2 / (n_post - 1))
    return df, df
