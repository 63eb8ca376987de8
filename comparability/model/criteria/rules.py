"""Rules that a criterion keeps toward its attribute; those it keeps by itself are in `validity`."""

from comparability.model.criteria.criterion import TWO_ARM_KINDS, Criterion
from comparability.model.errors import Invalid
from comparability.model.vocabulary import Contrast, CriterionKind, Tier


def check_fit(
    criterion: Criterion,
    *,
    own_tier: Tier,
    is_qualitative: bool,
    allowed_words: tuple[str, ...],
    unit: str | None,
    decimals: int,
) -> None:
    """Raises Invalid, naming the field, where the criterion does not fit the attribute it judges.

    own_tier: of the attribute itself; another tier is possible before the freeze only, with a reason. unit,
    decimals: in which results are reported; whether these allow the comparison is seen when they are there.
    """
    in_words = criterion.kind is CriterionKind.QUALITATIVE
    if criterion.kind is not CriterionKind.DESCRIPTIVE and in_words is not is_qualitative:
        wanted = (
            "words, so judge it by accepted words"
            if is_qualitative
            else "numbers, so it has no accepted words"
        )
        raise Invalid(f"This attribute is reported in {wanted}.", field="kind")
    if criterion.kind in TWO_ARM_KINDS:
        _check_contrast(criterion.contrast, unit=unit, decimals=decimals)
    unknown = [word for word in criterion.accepted_words if word not in allowed_words]
    if in_words and unknown:
        raise Invalid(
            f"{', '.join(unknown)}: not in the list of this attribute ({', '.join(allowed_words)}).",
            field="accepted_words",
        )
    if criterion.tier is not own_tier and not (criterion.tier_reason or "").strip():
        raise Invalid(
            f"The attribute's own tier is {own_tier}; say why it is judged in tier {criterion.tier}.",
            field="tier_reason",
        )


def _check_contrast(contrast: Contrast | None, *, unit: str | None, decimals: int) -> None:
    if contrast is Contrast.ODDS_RATIO and not (unit or "").startswith("%"):
        raise Invalid(
            "Only percentages have odds, and this attribute is reported in "
            f"{unit or 'no unit'}. Compare a ratio or a difference of means.",
            field="contrast",
        )
    if contrast is Contrast.RATE_RATIO and decimals > 0:
        raise Invalid(
            "A ratio of rates compares counted events, which are whole numbers, and this attribute has "
            f"decimals ({decimals}). Compare a ratio or a difference of means.",
            field="contrast",
        )
