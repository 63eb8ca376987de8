"""The one reportable result that a method's rule makes of its replicates, in exact decimal arithmetic.

Replicates stay stored as typed beside it. Which result stands for a lot after a retest is not decided here.
"""

from collections.abc import Callable, Mapping, Sequence
from decimal import ROUND_HALF_EVEN, Context, Decimal

from comparability.model.errors import Invalid
from comparability.model.texts import shown
from comparability.model.values.numbers import Reading, exact_decimal, read_result
from comparability.model.vocabulary import ReportableRule, ResultState

SIGNIFICANT_DIGITS = (
    12  # of a calculated reportable: more than any assay has, fewer than the arithmetic's error
)

SCIENTIFIC_FROM = 7  # powers of ten from which a calculated reportable is written with an exponent

# Wider than the numbers that can be typed, so that rounding happens once, at the end.
_ARITHMETIC = Context(prec=34, rounding=ROUND_HALF_EVEN)
_REPORTED = Context(prec=SIGNIFICANT_DIGITS, rounding=ROUND_HALF_EVEN)


def reportable(replicates: Sequence[str], rule: ReportableRule) -> str:
    """The reportable result of typed replicates, as text that `read_result` reads again.

    A single determination is itself, verbatim, a limit or a state too. A mean, geometric mean or median is
    computed with 34 digits and written with up to 12 significant digits, without trailing zeros; of one
    replicate it is that replicate's own decimal.
    Raises Invalid when a replicate is not readable, is not a value (a limit or a state has no mean), is not
    positive under a geometric mean, when there is none, or when a single determination has several.
    """
    if not replicates:
        raise Invalid("There are no replicates to make a result of.")
    readings = [_read(text, position) for position, text in enumerate(replicates, start=1)]
    if rule is ReportableRule.SINGLE:
        if len(readings) > 1:
            raise Invalid(
                f"The method reports a single determination, but {len(readings)} replicates were entered."
            )
        return readings[0].raw.strip(" ")
    values = [_value(reading, position, rule) for position, reading in enumerate(readings, start=1)]
    if len(values) == 1:
        return str(values[0])
    return _written(_CALCULATIONS[rule](values))


def _read(text: str, position: int) -> Reading:
    try:
        return read_result(text)
    except Invalid as error:
        raise Invalid(f"Replicate {position}: {error}") from error


def _value(reading: Reading, position: int, rule: ReportableRule) -> Decimal:
    if reading.state is not ResultState.VALUE or reading.decimal is None:
        raise Invalid(
            f"Replicate {position} is {shown(reading.raw.strip(' '))}, which has no number to take the "
            f"{rule.value} of. Enter the reportable result that the method gives for this case."
        )
    value = exact_decimal(reading.decimal)
    if rule is ReportableRule.GEOMETRIC_MEAN and value <= 0:
        raise Invalid(
            f"Replicate {position} is {shown(reading.raw)}; a geometric mean needs positive values."
        )
    return value


def _mean(values: Sequence[Decimal]) -> Decimal:
    total = Decimal(0)
    for value in values:
        total = _ARITHMETIC.add(total, value)
    return _ARITHMETIC.divide(total, Decimal(len(values)))


def _geometric_mean(values: Sequence[Decimal]) -> Decimal:
    return _ARITHMETIC.exp(_mean([_ARITHMETIC.ln(value) for value in values]))


def _median(values: Sequence[Decimal]) -> Decimal:
    ordered = sorted(values)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else _mean(ordered[middle - 1 : middle + 1])


_CALCULATIONS: Mapping[ReportableRule, Callable[[Sequence[Decimal]], Decimal]] = {
    ReportableRule.MEAN: _mean,
    ReportableRule.GEOMETRIC_MEAN: _geometric_mean,
    ReportableRule.MEDIAN: _median,
}


def _written(value: Decimal) -> str:
    rounded = _REPORTED.plus(value).normalize(_REPORTED)
    if rounded.adjusted() >= SCIENTIFIC_FROM:
        return f"{rounded:E}"  # as certificates print a titre: "2.5E+10"
    exponent = rounded.as_tuple().exponent
    if isinstance(exponent, int) and exponent > 0:
        rounded = rounded.quantize(Decimal(1))  # "100", not "1E+2"
    return str(rounded)
