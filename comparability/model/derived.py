"""Attributes that follow from two others of the same lot, such as infectious units per vector genome."""

from dataclasses import replace

from comparability.model.datasets import Observation
from comparability.model.vocabulary import ResultState


def factors(derived_from: str | None) -> tuple[str, str] | None:
    """The codes of numerator and denominator in "a / b", or None for an attribute that is measured."""
    if derived_from is None:
        return None
    codes = [code.strip() for code in derived_from.split("/")]
    return (codes[0], codes[1]) if len(codes) == 2 and all(codes) else None


def quotient(numerator: Observation, denominator: Observation, *, unit: str | None) -> Observation:
    """One lot's derived value. It is verified when both parts are, and has a number when both have one.

    Methods, laboratories, standards and runs of both parts are named where they differ, so that a change of
    either is found. The state of a part without a number is the state of the quotient.
    """
    without = next((part for part in (numerator, denominator) if part.state is not ResultState.VALUE), None)
    value = None
    state = ResultState.VALUE if without is None else without.state
    if without is None and numerator.value is not None and denominator.value:
        value = numerator.value / denominator.value
    elif without is None:
        state = ResultState.INVALID
    dates = [part.tested_on for part in (numerator, denominator) if part.tested_on is not None]
    return replace(
        numerator,
        entered=f"{value:.6g}" if value is not None else state.value,
        state=state,
        qualifier=None,
        value=value,
        unit=unit,
        verified=numerator.verified and denominator.verified,
        entered_at=max(numerator.entered_at, denominator.entered_at),
        tested_on=min(dates) if dates else None,
        method_version=_both(numerator.method_version, denominator.method_version),
        laboratory=_both(numerator.laboratory, denominator.laboratory),
        reference_standard=_both(numerator.reference_standard, denominator.reference_standard),
        run=_both(numerator.run, denominator.run),
        plate=_both(numerator.plate, denominator.plate),
        analyst=_both(numerator.analyst, denominator.analyst),
        instrument=_both(numerator.instrument, denominator.instrument),
        control_value=None,
        replicates=(),
    )


def _both(one: str | None, other: str | None) -> str | None:
    named = [text for text in (one, other) if text is not None]
    return " / ".join(dict.fromkeys(named)) or None
