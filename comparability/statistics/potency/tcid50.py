"""Infectious titre from wells that are positive or negative along a dilution series.

By Spearman and Kärber, without a model of the wells; or by likelihood of the single-hit model, in which one
infectious unit makes a well positive and units fall into wells by chance (Poisson).

Sources: Spearman (1908) Br J Psychol 2:227; Kärber (1931) Arch Exp Pathol Pharmakol 162:480; Finney (1978)
Statistical Method in Biological Assay, section 18.6 for the variance; Cochran (1950) Biometrics 6:105,
likelihood.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from scipy.optimize import brentq
from scipy.special import chdtrc, ndtri, xlogy

from comparability.statistics.errors import NoEndPoint, NotFinite, NotPoints, OutOfRange, TooFewPoints
from comparability.statistics.interval import Interval
from comparability.statistics.samples import check_probability

Row = tuple[float, int, int]  # log10 of the dilution (-5 for 1 in 100 000), positive wells, wells
LOG_10 = math.log(10.0)
LONGEST_STEP = 3.0  # of the logarithm of a rate


@dataclass(frozen=True, slots=True, kw_only=True)
class InfectiousTitre:
    """log10 of the 50 % infectious doses in a ml, with standard error and interval at the level asked for."""

    log10_tcid50_per_ml: float
    standard_error: float
    interval: Interval
    n_wells: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SingleHitTitre(InfectiousTitre):
    """Interval by profile likelihood. log10_units_per_ml: of infectious units: a 50 % dose is ln 2 of them.

    deviance, p: fit of the single-hit model, chi-square with fit_df degrees of freedom, approximate.
    """

    log10_units_per_ml: float
    deviance: float
    fit_df: int
    p: float


def spearman_karber(*, rows: Sequence[Row], volume_ml: float, level: float) -> InfectiousTitre:
    """rows: one per dilution, any spacing; the strongest all positive, the weakest all negative.

    volume_ml: put into each well. Normal interval. Raises NotPoints, NotFinite, OutOfRange, TooFewPoints,
    NoEndPoint.
    """
    table = _read(rows, volume_ml, level)
    strongest, weakest = table[0], table[-1]
    if strongest[1] < strongest[2]:
        raise NoEndPoint(why="not all wells of the strongest dilution are positive")
    if weakest[1] > 0:
        raise NoEndPoint(why="not all wells of the weakest dilution are negative")
    origin = strongest[0]
    x = [dilution - origin for dilution, _, _ in table]
    share = [positive / wells for _, positive, wells in table]
    mean = math.fsum([(share[i] - share[i + 1]) * 0.5 * (x[i] + x[i + 1]) for i in range(len(x) - 1)])
    variance = 0.0
    for i in range(1, len(x) - 1):
        wells = table[i][2]
        if 0.0 < share[i] < 1.0:
            variance += (0.5 * (x[i + 1] - x[i - 1])) ** 2 * share[i] * (1.0 - share[i]) / (wells - 1)
    if variance == 0.0:
        raise NoEndPoint(why="no dilution has positive and negative wells, so the error cannot be estimated")
    titre = -(origin + mean) - math.log10(volume_ml)
    half = -float(ndtri(0.5 * (1.0 - level))) * math.sqrt(variance)
    return InfectiousTitre(
        log10_tcid50_per_ml=titre,
        standard_error=math.sqrt(variance),
        interval=Interval(titre - half, titre + half),
        n_wells=sum(wells for _, _, wells in table),
    )


def single_hit(*, rows: Sequence[Row], volume_ml: float, level: float) -> SingleHitTitre:
    """As `spearman_karber`, for any dilutions of which one well at least is positive and one negative."""
    table = _read(rows, volume_ml, level)
    positive, wells = sum(row[1] for row in table), sum(row[2] for row in table)
    if positive == 0:
        raise NoEndPoint(why="no well is positive; the titre is below what these dilutions can show")
    if positive == wells:
        raise NoEndPoint(why="every well is positive; the titre is above what these dilutions can show")
    # In units of the strongest dilution's well, so that the unknown is a plain number.
    doses = [10.0 ** (dilution - table[0][0]) for dilution, _, _ in table]
    counts = [
        (dose, positive, wells - positive) for dose, (_, positive, wells) in zip(doses, table, strict=True)
    ]
    best = _root(lambda log_rate: _score(counts, log_rate), counts)
    top = _log_likelihood(counts, best)
    information = math.fsum([(p + q) * _weight(dose * math.exp(best)) for dose, p, q in counts])
    drop = 0.5 * float(ndtri(0.5 * (1.0 - level))) ** 2

    def short_of_top(log_rate: float) -> float:
        return top - _log_likelihood(counts, log_rate) - drop

    standard_error = 1.0 / math.sqrt(information)
    # Between dilutions that lie far apart the likelihood is flat and the standard error no measure of a step.
    step = min(standard_error, LONGEST_STEP)
    low, high = (_end(short_of_top, best, sign * step) for sign in (-1.0, 1.0))
    # From natural logarithms of the rate in a well of the strongest dilution to log10 of units in a ml.
    shift = -table[0][0] - math.log10(volume_ml)
    fitted = math.fsum([_saturated(p, q) for _, p, q in counts]) - top
    df = len(table) - 1
    half_dose = math.log10(math.log(2.0))
    return SingleHitTitre(
        log10_tcid50_per_ml=best / LOG_10 + shift - half_dose,
        standard_error=standard_error / LOG_10,
        interval=Interval(low / LOG_10 + shift - half_dose, high / LOG_10 + shift - half_dose),
        n_wells=wells,
        log10_units_per_ml=best / LOG_10 + shift,
        deviance=max(0.0, 2.0 * fitted),
        fit_df=df,
        p=float(chdtrc(df, max(0.0, 2.0 * fitted))),
    )


def _log_likelihood(counts: Sequence[tuple[float, int, int]], log_rate: float) -> float:
    """Without the binomial coefficients; a well is negative with probability exp(-dose·rate)."""
    rate = math.exp(log_rate)
    return math.fsum(
        [-q * dose * rate + (p * math.log(-math.expm1(-dose * rate)) if p else 0.0) for dose, p, q in counts]
    )


def _score(counts: Sequence[tuple[float, int, int]], log_rate: float) -> float:
    rate = math.exp(log_rate)
    return math.fsum(
        [
            dose * rate * (p / math.expm1(dose * rate) - q if dose * rate < 700.0 else -q)
            for dose, p, q in counts
        ]
    )


def _weight(hits: float) -> float:
    """Expected information of one well about the logarithm of the rate."""
    return hits * hits / math.expm1(hits) if hits < 700.0 else 0.0


def _saturated(positive: int, negative: int) -> float:
    wells = positive + negative
    return float(xlogy(positive, positive / wells) + xlogy(negative, negative / wells))


def _root(score: Callable[[float], float], counts: Sequence[tuple[float, int, int]]) -> float:
    """The score falls from above zero to below it."""
    weakest = min(dose for dose, _, _ in counts)
    low, high = math.log(1e-4 / sum(p + q for _, p, q in counts)), math.log(50.0 / weakest)
    while score(low) <= 0.0:
        low -= 5.0
    while score(high) >= 0.0:
        high += 1.0
    return float(brentq(score, low, high, xtol=1e-15, rtol=1e-15))


def _end(short_of_top: Callable[[float], float], best: float, unit: float) -> float:
    steps = 1.0
    while short_of_top(best + steps * unit) < 0.0:
        steps *= 1.5
    return best + unit * float(
        brentq(lambda s: short_of_top(best + s * unit), 0.0, steps, xtol=1e-14, rtol=1e-14)
    )


def _read(rows: Sequence[Row], volume_ml: float, level: float) -> list[tuple[float, int, int]]:
    check_probability("The level of an interval", level)
    if not 0.0 < volume_ml < math.inf:
        raise OutOfRange(name="The volume", value=volume_ml, accepted="a finite number of ml above 0")
    try:
        table = [(float(dilution), positive, wells) for dilution, positive, wells in rows]
    except (TypeError, ValueError) as error:
        raise NotPoints(where="Every dilution") from error
    for dilution, positive, wells in table:
        if not math.isfinite(dilution):
            raise NotFinite(what="The logarithm of a dilution")
        if wells != int(wells) or wells < 2:
            raise OutOfRange(name="The number of wells", value=wells, accepted="a whole number of 2 or more")
        if positive != int(positive) or not 0 <= positive <= wells:
            raise OutOfRange(name="The number of positive wells", value=positive, accepted=f"0 to {wells:g}")
    if len({dilution for dilution, _, _ in table}) < len(table):
        raise NoEndPoint(why="a dilution is given twice")
    if len(table) < 2:
        raise TooFewPoints(where="The dilution series", have=len(table), need=2)
    return sorted(
        ((dilution, int(positive), int(wells)) for dilution, positive, wells in table), reverse=True
    )
