"""Coefficients of variation of log-normal lots, and the SDs of their natural logarithms."""

import math

from comparability.statistics.errors import OutOfRange
from comparability.statistics.planning.design import check_sd

LARGEST_LOG_SD = 26.0  # beyond it exp(s²) leaves double precision


def log_sd(*, cv: float) -> float:
    """sqrt(ln(1 + cv²)); cv as a fraction. Raises OutOfRange."""
    check_sd("The coefficient of variation", cv)
    return math.sqrt(math.log1p(float(cv) ** 2)) if float(cv) < 1e150 else math.sqrt(2.0 * math.log(cv))


def cv(*, log_sd: float) -> float:
    """sqrt(exp(s²) - 1), as a fraction. Raises OutOfRange."""
    if not 0.0 < log_sd < LARGEST_LOG_SD:
        raise OutOfRange(
            name="The SD of logarithms",
            value=log_sd,
            accepted=f"a number above 0 and below {LARGEST_LOG_SD:g}",
        )
    return math.sqrt(math.expm1(log_sd**2))
