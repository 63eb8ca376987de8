"""What an analysis needs is stated before it can be frozen, and nothing is stated that it would not use."""

import math

import pytest

from comparability.model.criteria.contrasts import FITTING, is_ratio
from comparability.model.criteria.criterion import Prior
from comparability.model.criteria.method_ids import method_in_words, method_of
from comparability.model.criteria.rules import check_fit
from comparability.model.criteria.validity import validate
from comparability.model.errors import Invalid
from comparability.model.vocabulary import Analysis, Contrast, ControlUse, CriterionKind, Tier
from comparability.statistics.interval import Interval
from tests.model.designs import RUN_SD, asking
from tests.model.observed import criterion

RATIO, DIFFERENCE = Interval(0.5, 2.0), Interval(-5.0, 5.0)
FLAT = Prior(shift_sd=None, lot_sd=None, lot_df=None)
BAYES = {"prior": FLAT, "prior_source": "none: flat", "probability": 0.95}
EVERY = [(contrast, analysis) for contrast, fitting in FITTING.items() for analysis in fitting]
OF_ONE_KIND = (Contrast.ODDS_RATIO, Contrast.RATE_RATIO)
WIDENED = {Analysis.WELCH, Analysis.POOLED, Analysis.PAIRED, Analysis.SPLIT_SOURCE, Analysis.REPLICATES}


def asked(contrast: Contrast, analysis: Analysis, **facts):
    given = BAYES if analysis is Analysis.POSTERIOR else {}
    return asking(contrast, analysis, RATIO if is_ratio(contrast) else DIFFERENCE, **(given | facts))


def refused(field: str, *args, **facts) -> str:
    with pytest.raises(Invalid) as caught:
        validate(asked(*args, **facts))
    assert caught.value.field == field
    return str(caught.value)


@pytest.mark.parametrize("contrast, analysis", EVERY, ids=str)
def test_every_analysis_that_fits_its_contrast_is_accepted_and_no_other(contrast, analysis):
    validate(asked(contrast, analysis))
    for other in Analysis:
        if other not in FITTING[contrast]:
            refused("analysis", contrast, other)


@pytest.mark.parametrize("contrast, analysis", EVERY, ids=str)
def test_an_sd_between_runs_is_declared_only_where_it_widens_the_interval(contrast, analysis):
    if analysis in WIDENED and contrast is not Contrast.RATIO_OF_MEANS:
        validate(asked(contrast, analysis, **RUN_SD))
    else:
        assert "is not widened by an SD" in refused("run_sd", contrast, analysis, **RUN_SD)


@pytest.mark.parametrize("sd", [0.0, -0.1, math.nan, math.inf])
def test_an_sd_between_runs_is_a_number_above_zero_with_a_source(sd):
    refused("run_sd", Contrast.RATIO, Analysis.WELCH, run_sd=sd, run_sd_source="report 7")
    refused("run_sd_source", Contrast.RATIO, Analysis.WELCH, run_sd=0.1, run_sd_source=" ")


@pytest.mark.parametrize("contrast, analysis", EVERY, ids=str)
def test_control_normalised_values_are_asked_for_only_where_they_are_compared(contrast, analysis):
    facts = {"control": ControlUse.NORMALISED}
    fits = contrast in (Contrast.RATIO, Contrast.DIFFERENCE)
    if fits and analysis not in (Analysis.REPLICATES, Analysis.CENSORED):
        validate(asked(contrast, analysis, **facts))
    else:
        refused("control", contrast, analysis, **facts)


@pytest.mark.parametrize(
    "field, analysis, facts",
    [
        ("variances", Analysis.REPLICATES, {"variances": None}),
        ("censored_floor", Analysis.CENSORED, {"floor": None}),
        ("censored_floor", Analysis.CENSORED, {"floor": 0.0}),
        ("censored_floor", Analysis.CENSORED, {"floor": math.inf}),
        ("history_weight", Analysis.SPLIT_SOURCE, {"history_weight": 1.1}),
        ("history_weight", Analysis.SPLIT_SOURCE, {"history_weight": math.nan}),
        ("prior_shift_sd", Analysis.POSTERIOR, {"prior": None}),
        ("prior_shift_sd", Analysis.POSTERIOR, {"prior": Prior(shift_sd=0.0, lot_sd=None, lot_df=None)}),
        ("prior_lot_df", Analysis.POSTERIOR, {"prior": Prior(shift_sd=None, lot_sd=0.1, lot_df=None)}),
        ("prior_lot_sd", Analysis.POSTERIOR, {"prior": Prior(shift_sd=None, lot_sd=None, lot_df=4.0)}),
        ("prior_source", Analysis.POSTERIOR, {"prior_source": None}),
        ("probability", Analysis.POSTERIOR, {"probability": None}),
        ("probability", Analysis.POSTERIOR, {"probability": 0.5}),
        ("probability", Analysis.POSTERIOR, {"probability": 1.0}),
    ],
)
def test_what_an_analysis_needs_has_no_default(field, analysis, facts):
    refused(field, Contrast.RATIO, analysis, **facts)


def fit(contrast: Contrast, *, unit: str | None, decimals: int, kind=CriterionKind.EQUIVALENCE) -> None:
    check_fit(
        criterion(kind, contrast=contrast, tier=Tier.B),
        own_tier=Tier.B,
        is_qualitative=False,
        allowed_words=(),
        unit=unit,
        decimals=decimals,
    )


@pytest.mark.parametrize("unit", ["vg/mL", "", None, "fraction"])
def test_only_percentages_have_odds(unit):
    fit(Contrast.ODDS_RATIO, unit="% full", decimals=1)
    with pytest.raises(Invalid, match="Only percentages have odds") as caught:
        fit(Contrast.ODDS_RATIO, unit=unit, decimals=1)
    assert caught.value.field == "contrast"


def test_only_whole_numbers_are_counted():
    fit(Contrast.RATE_RATIO, unit="particles", decimals=0)
    with pytest.raises(Invalid, match="counted events, which are whole numbers") as caught:
        fit(Contrast.RATE_RATIO, unit="particles", decimals=1)
    assert caught.value.field == "contrast"


@pytest.mark.parametrize("contrast", [each for each in Contrast if each not in OF_ONE_KIND])
def test_every_other_contrast_fits_any_unit(contrast):
    fit(contrast, unit="vg/mL", decimals=2)
    fit(contrast, unit=None, decimals=0)


def test_a_contrast_that_a_range_names_for_its_scale_is_no_comparison_of_arms():
    fit(Contrast.ODDS_RATIO, unit="vg/mL", decimals=2, kind=CriterionKind.QUALITY_RANGE)


def test_every_method_has_an_id_of_its_own():
    """A difference of means and a ratio of geometric means are one method on two scales."""
    ids = {method_of(asked(*each)) for each in EVERY}
    assert len(ids) == len(EVERY) - len(FITTING[Contrast.RATIO])


@pytest.mark.parametrize("contrast, analysis", EVERY, ids=str)
def test_every_method_has_a_name_that_reads(contrast, analysis):
    words = method_in_words(CriterionKind.EQUIVALENCE, contrast, analysis)
    if analysis is Analysis.POSTERIOR:
        assert words == "Posterior probability with the prior of the protocol"
    else:
        assert words.startswith("Two one-sided ") and "test" in words
