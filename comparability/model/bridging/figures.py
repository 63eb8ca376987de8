"""The figures of a bridging study by name, each with what a reader calls it.

What each is called in a table and how it is written is decided where it is printed.
"""

from collections.abc import Iterator

from comparability.model.criteria.margins import percent_as_stated
from comparability.model.findings import Figure, Form
from comparability.statistics.bridging.bland_altman import Agreement
from comparability.statistics.bridging.deming import DemingLine
from comparability.statistics.bridging.passing_bablok import PassingBablokLine
from comparability.statistics.interval import Interval
from comparability.statistics.paired import PairedContrast
from comparability.statistics.tost import EquivalenceEstimate


def paired_figures(
    contrast: PairedContrast, verdict: EquivalenceEstimate, *, alpha: float
) -> Iterator[Figure]:
    """The paired equivalence that gives the outcome."""
    level = 1.0 - 2.0 * alpha
    name = f"{percent_as_stated(level)} interval"
    scale = "natural logarithm of the ratio" if contrast.is_log else "difference"
    yield Figure("n", float(contrast.n_pairs), Form.COUNT, "lots measured both ways")
    yield Figure("estimate", verdict.estimate, Form.CONTRAST, "estimate, after against before")
    yield from _ends("interval", verdict.interval, Form.CONTRAST, name)
    yield Figure("interval_level", level, Form.PERCENT, "level of the interval, two-sided")
    yield Figure("p_low", verdict.p_low, Form.P_VALUE, "p-value against the low end of the margin")
    yield Figure("p_high", verdict.p_high, Form.P_VALUE, "p-value against the high end of the margin")
    yield Figure("df", contrast.df, Form.DF, "pairs minus one degrees of freedom")
    yield Figure(
        "standard_error", contrast.standard_error, Form.NUMBER, f"standard error of the mean {scale}"
    )
    yield Figure("sd_of_differences", contrast.sd_of_differences, Form.NUMBER, f"SD of the {scale} of lots")
    if contrast.correlation is not None:
        yield Figure("correlation", contrast.correlation, Form.NUMBER, "correlation of before with after")


def line_figures(
    key: str, name: str, line: DemingLine | PassingBablokLine, *, level: float
) -> Iterator[Figure]:
    """Slope and intercept of one line, on the values as measured."""
    interval = f"{percent_as_stated(level)} interval"
    yield Figure(f"{key}_slope", line.slope, Form.NUMBER, f"slope of the {name} line")
    if line.slope_interval is not None:
        what = f"{interval} of the slope of the {name} line"
        yield from _ends(f"{key}_slope", line.slope_interval, Form.NUMBER, what)
    yield Figure(f"{key}_intercept", line.intercept, Form.OWN, f"intercept of the {name} line")
    if line.intercept_interval is not None:
        what = f"{interval} of the intercept of the {name} line"
        yield from _ends(f"{key}_intercept", line.intercept_interval, Form.OWN, what)


def agreement_figures(found: Agreement, *, coverage: float, level: float) -> Iterator[Figure]:
    """Bias and limits of agreement (Bland–Altman), as differences or as ratios."""
    interval, share = f"{percent_as_stated(level)} interval", percent_as_stated(coverage)
    yield Figure("bias", found.bias, Form.CONTRAST, "mean disagreement (Bland–Altman bias)")
    yield from _ends("bias", found.bias_interval, Form.CONTRAST, f"{interval} of the bias")
    limits = (
        ("low_limit", "lower", found.limits.low, found.low_limit),
        ("high_limit", "upper", found.limits.high, found.high_limit),
    )
    for key, side, limit, around in limits:
        name = f"{side} limit of agreement of {share} of lots"
        yield Figure(key, limit, Form.CONTRAST, name)
        yield from _ends(key, around, Form.CONTRAST, f"{interval} of the {name}")
    both = f"holds at least {share} of lots with {percent_as_stated(level)} confidence"
    yield from _ends("outer", found.outer, Form.CONTRAST, both)
    if found.trend is not None:
        trend = found.trend.slope_interval(level=level)
        what = "slope of the disagreement over the mean of both"
        yield Figure("trend", found.trend.slope, Form.NUMBER, what)
        yield from _ends("trend", trend, Form.NUMBER, f"{interval} of the {what}")


def _ends(key: str, interval: Interval, form: Form, meaning: str) -> Iterator[Figure]:
    yield Figure(f"{key}_low", interval.low, form, f"{meaning}, low end")
    yield Figure(f"{key}_high", interval.high, form, f"{meaning}, high end")
